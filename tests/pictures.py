"""Takes the pictures of the README and of the guides in docs/ anew from the demo: `python -m tests.pictures`."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from coaching import demo
from coaching.assignments import proposals
from coaching.storage.database import Database
from tests.browser.conftest import FLAGS
from tests.places import ROOT
from tests.servers import running

PICTURES = ROOT / "data" / "pictures"
BUSIEST = """
    SELECT a.agent_id AS agent FROM assignments a GROUP BY a.agent_id ORDER BY count(*) DESC, a.agent_id LIMIT 1"""
COMPARED = """
    SELECT a.assignment_id AS assignment, a.agent_id AS agent,
           (SELECT min(m.interaction_id) FROM assignment_interactions m JOIN interactions i USING (interaction_id)
            WHERE m.assignment_id = a.assignment_id AND m.kind = 'marked' AND i.failed_areas IS NOT NULL) AS interaction
    FROM assignments a JOIN assignment_interactions ai USING (assignment_id)
    WHERE ai.kind = 'best_response' AND a.withdrawn_at IS NULL ORDER BY a.assigned_at DESC, a.assignment_id LIMIT 1"""

OVERSEES = """
    SELECT person_id AS supervisor FROM people
    WHERE list_contains(permissions, 'cross_team_access') AND list_contains(permissions, 'coaching_monitor') LIMIT 1"""
FAILING = """
    SELECT s.supervisor_id AS supervisor, i.agent_id AS agent,
           list(i.interaction_id ORDER BY i.started_at DESC)[:2] AS interactions
    FROM interactions i JOIN supervisions s USING (agent_id)
    WHERE i.failed_areas IS NOT NULL AND i.kore_evaluation_score < 70
    GROUP BY ALL ORDER BY max(i.started_at) DESC, i.agent_id LIMIT 1"""


def take(page: Page, address: str, name: str) -> None:
    """One picture of a page as it looks on a laptop."""
    page.goto(address)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # charts draw after the script has ended
    page.screenshot(path=PICTURES / name)


def main() -> None:
    """Makes a demo database, serves it, and takes every picture."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "demo.duckdb")
        database = Database(file)
        demo.create(database)
        busiest, compared, failing, oversees = map(database.first, (BUSIEST, COMPARED, FAILING, OVERSEES))
        assert failing is not None
        assert oversees is not None
        proposals.add_to_draft(database, failing["supervisor"], failing["agent"], failing["interactions"])
        database.close()
        assert busiest is not None
        assert compared is not None
        with running(file) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            page = browser.new_page(
                viewport={"width": 1360, "height": 850}, timezone_id="Europe/London", locale="en-GB"
            )
            take(page, f"{server}/my-coaching?viewer={busiest['agent']}", "my-coaching.png")
            compare = f"compare?assignment={compared['assignment']}&viewer={compared['agent']}"
            take(page, f"{server}/{compare}", "compare.png")
            of_agent = f"viewer={compared['agent']}&assignment={compared['assignment']}"
            take(page, f"{server}/assignment?{of_agent}", "assignment.png")
            take(page, f"{server}/interaction?{of_agent}&interaction={compared['interaction']}", "interaction.png")
            take(page, f"{server}/team?viewer={oversees['supervisor']}", "team.png")
            take(page, f"{server}/to-do?viewer={failing['supervisor']}", "to-do.png")
            page.set_viewport_size({"width": 1360, "height": 400})
            take(page, f"{server}/team?viewer={busiest['agent']}", "refusal.png")
            take(page, f"{server}/", "welcome.png")
            page.set_viewport_size({"width": 1360, "height": 1700})
            take(page, f"{server}/assign?agent={failing['agent']}&viewer={failing['supervisor']}", "assign.png")
            page.set_viewport_size({"width": 1360, "height": 1000})
            take(page, f"{server}/effect?viewer={oversees['supervisor']}", "effect.png")
            browser.close()


if __name__ == "__main__":
    main()
