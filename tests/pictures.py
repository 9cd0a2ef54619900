"""Takes the pictures of the README and of the guides in docs/ anew from the demo: `python -m tests.pictures`.

With `--check` it takes none and says which are old: what is read on the page in headings, buttons, fields and columns
is not what was read when the picture was taken.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from coaching import demo
from coaching.assignments import proposals
from coaching.storage.database import Database
from tests.browser.conftest import FLAGS
from tests.places import ROOT
from tests.servers import running

PICTURES = ROOT / "data" / "pictures"
WORDS = PICTURES / "words.json"
# What the app says itself, and not what people wrote.
SAID_BY_THE_APP = "h2, h3, th, [role=columnheader], button, label, summary, .menu a"
WRITTEN_BY_PEOPLE = re.compile(r"^0\. |expand_more$|·")  # steps of a plan, and names in menus
OF_THIS_DAY = re.compile(r"Template: .*")  # who is shown, and what they fail, is another on another day
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


class Camera:
    """Takes pictures of pages, or with `only_reads` only reads what is on them."""

    def __init__(self, page: Page, people: list[str], *, only_reads: bool) -> None:
        self.page = page
        self.only_reads = only_reads
        self.of_this_day = re.compile("|".join([OF_THIS_DAY.pattern, *map(re.escape, people)]))
        self.words: dict[str, list[str]] = {}

    def take(self, address: str, name: str) -> None:
        """One picture of a page as it looks on a laptop."""
        self.page.goto(address)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(1500)  # charts draw after the script has ended
        read = self.page.locator(SAID_BY_THE_APP).all_inner_texts()
        said = {self.of_this_day.sub("–", re.sub(r"\d+", "0", " ".join(text.split()))) for text in read}
        self.words[name] = sorted(text for text in said if text and not WRITTEN_BY_PEOPLE.search(text))
        if not self.only_reads:
            self.page.screenshot(path=PICTURES / name)


def changed(before: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> list[str]:
    """The pictures that are old, each with what is read no more (-) and what is new (+)."""
    said = []
    for name, words in now.items():
        gone, new = (
            sorted(set(one) - set(other))
            for one, other in ((before.get(name, []), words), (words, before.get(name, [])))
        )
        if gone or new:
            said.append(f"{name}: " + ", ".join([*(f"-{each}" for each in gone), *(f"+{each}" for each in new)]))
    return said


def main(*, only_reads: bool) -> dict[str, list[str]]:
    """Makes a demo database, serves it, takes every picture or only reads the pages; returns what is read on each."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "demo.duckdb")
        database = Database(file)
        demo.create(database)
        busiest, compared, failing, oversees = map(database.first, (BUSIEST, COMPARED, FAILING, OVERSEES))
        assert failing is not None
        assert oversees is not None
        proposals.add_to_draft(database, failing["supervisor"], failing["agent"], failing["interactions"])
        people = [row["name"] for row in database.rows("SELECT name FROM people")]
        database.close()
        assert busiest is not None
        assert compared is not None
        with running(file) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            page = browser.new_page(
                viewport={"width": 1360, "height": 850}, timezone_id="Europe/London", locale="en-GB"
            )
            camera = Camera(page, people, only_reads=only_reads)
            camera.take(f"{server}/my-coaching?viewer={busiest['agent']}", "my-coaching.png")
            compare = f"compare?assignment={compared['assignment']}&viewer={compared['agent']}"
            camera.take(f"{server}/{compare}", "compare.png")
            of_agent = f"viewer={compared['agent']}&assignment={compared['assignment']}"
            camera.take(f"{server}/assignment?{of_agent}", "assignment.png")
            camera.take(f"{server}/interaction?{of_agent}&interaction={compared['interaction']}", "interaction.png")
            camera.take(f"{server}/team?viewer={oversees['supervisor']}", "team.png")
            camera.take(f"{server}/to-do?viewer={failing['supervisor']}", "to-do.png")
            page.set_viewport_size({"width": 1360, "height": 400})
            camera.take(f"{server}/team?viewer={busiest['agent']}", "refusal.png")
            camera.take(f"{server}/", "welcome.png")
            page.set_viewport_size({"width": 1360, "height": 1700})
            camera.take(f"{server}/assign?agent={failing['agent']}&viewer={failing['supervisor']}", "assign.png")
            page.set_viewport_size({"width": 1360, "height": 1000})
            camera.take(f"{server}/effect?viewer={oversees['supervisor']}", "effect.png")
            browser.close()
            return camera.words


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="take none, and say which are old")
    is_check = parser.parse_args().check
    words = main(only_reads=is_check)
    if not is_check:
        WORDS.write_text(json.dumps(words, indent=1, ensure_ascii=False) + "\n")
    old = changed(json.loads(WORDS.read_text()), words)
    print("\n".join(old) or "The pictures say what the pages say.")
    sys.exit(bool(old))
