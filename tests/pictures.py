"""Takes the README's pictures anew from the demo: `python -m tests.pictures`."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from coaching import demo
from coaching.database import Database
from tests.browser.conftest import FLAGS
from tests.servers import ROOT, running

PICTURES = ROOT / "data" / "pictures"
BUSIEST = """
    SELECT a.agent_id AS agent FROM assignments a GROUP BY a.agent_id ORDER BY count(*) DESC, a.agent_id LIMIT 1"""
COMPARED = """
    SELECT a.assignment_id AS assignment, a.agent_id AS agent
    FROM assignments a JOIN assignment_interactions ai USING (assignment_id)
    WHERE ai.kind = 'best_response' ORDER BY a.assigned_at DESC, a.assignment_id LIMIT 1"""


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
        busiest, compared = database.first(BUSIEST), database.first(COMPARED)
        database.close()
        assert busiest is not None
        assert compared is not None
        with running(file) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            page = browser.new_page(viewport={"width": 1360, "height": 850}, timezone_id="Europe/London")
            take(page, f"{server}/my-coaching?viewer={busiest['agent']}", "my-coaching.png")
            compare = f"compare?assignment={compared['assignment']}&viewer={compared['agent']}"
            take(page, f"{server}/{compare}", "compare.png")
            browser.close()


if __name__ == "__main__":
    main()
