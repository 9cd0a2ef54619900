"""How many clicks do a supervisor's most frequent tasks take, besides typing? Each is done as a new user would."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from coaching.measuring import coverage, to_do
from coaching.measuring.score_map import By
from coaching.words import wording
from tests import databases
from tests.browser.waiting import settled
from tests.demo.demo_of_a_day import TODAY

GARETH = "gareth.pritchard@example.com"
HEAD = "helen.achterberg@example.com"


class Clicks:
    """The clicks of one task, at most so many."""

    def __init__(self, page: Page, most: int) -> None:
        self.page = page
        self.left = most

    def __call__(self, where: Locator) -> None:
        self.left -= 1
        assert self.left >= 0, f"one click too many: {where}"
        where.click()
        settled(self.page)


@pytest.fixture
def demo(serve: Callable[[str], str]) -> str:
    return serve(str(databases.of_demo(TODAY).file()))


def heading(page: Page, name: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def feedback(page: Page) -> None:
    """Types what only the supervisor can say."""
    page.get_by_role("textbox", name=wording.WENT_WELL).fill("You greet warmly.")
    page.get_by_role("textbox", name=wording.WORK_ON).fill("Say what happens next.")
    page.get_by_role("textbox", name=re.compile(wording.ACTION_PLAN)).fill("Read the best response")
    settled(page)


def test_whom_to_coach_on_what_is_assigned_in_six(page: Page, demo: str) -> None:
    page.goto(f"{demo}/to-do?viewer={GARETH}")
    settled(page)
    click = Clicks(page, 6)
    click(page.get_by_role("button", name=re.compile("^Assign .+ coaching on ")).first)
    heading(page, re.compile("^New coaching for"))
    click(page.get_by_role("button", name=re.compile("^Add")).first)  # a best response
    feedback(page)
    overdue = page.get_by_text(wording.MEANT_SO, exact=True)  # coaching on that area, which is not live
    if overdue.count():
        click(overdue)
    click(page.get_by_role("button", name=re.compile("^Assign to")))
    expect(page).to_have_url(re.compile(r"/assignment\?.*assignment=ca-"))


def test_a_group_of_five_is_coached_in_twelve(page: Page, demo: str) -> None:
    # The form would ask about those of whom other interactions are marked or who are coached on the same area.
    database = databases.like(databases.of_demo(TODAY))
    waiting = set(to_do.marks_to_see_to(database, HEAD)["agent_id"])
    assigned = coverage.assignments(database, HEAD, TODAY)
    areas = coverage.areas_of_assignments(database, HEAD).merge(assigned[assigned["open"]], on="assignment_id")
    waiting |= set(areas[areas["coaching_area"] == "Accuracy"]["agent_id"])
    people = database.query("SELECT person_id, name FROM people")
    ask_about = set(people[people["person_id"].isin(waiting)]["name"])
    database.close()
    page.goto(f"{demo}/to-do?viewer={HEAD}")
    settled(page)
    click = Clicks(page, 12)
    click(page.get_by_role("link", name=wording.EVALUATION, exact=True))
    click(page.get_by_role("combobox", name=wording.FAILS))
    click(page.get_by_role("option", name="Accuracy"))
    rows = page.get_by_role("row").filter(has=page.get_by_role("checkbox"))
    agents: set[str] = set()
    for number in range(rows.count()):
        agent = rows.nth(number).get_by_role("cell").nth(2).inner_text()
        if agent not in agents | ask_about and len(agents) < 5:
            agents.add(agent)
            click(rows.nth(number).get_by_role("checkbox"))
    assert len(agents) == 5, rows.all_inner_texts()
    click(page.get_by_role("button", name=wording.ADD_TO_GROUP))
    page.get_by_role("textbox", name=wording.GROUP_NAME).fill("Five")
    click(page.get_by_role("button", name=wording.MAKE_GROUP))
    heading(page, "Five")
    click(page.get_by_role("button", name=wording.ASSIGN_TO_WHOLE_GROUP))
    feedback(page)
    click(page.get_by_role("button", name="Assign to 5"))
    expect(page).to_have_url(re.compile("/assignments"))


def test_a_1_to_1_is_prepared_in_one(page: Page, demo: str) -> None:
    page.goto(f"{demo}/to-do?viewer={GARETH}")
    settled(page)
    click = Clicks(page, 1)
    click(page.get_by_test_id("stMain").get_by_role("link", name="Callum Fraser").first)
    heading(page, "Callum Fraser")


def test_what_drags_accuracy_down_and_since_when_is_found_in_three(page: Page, demo: str) -> None:
    page.goto(f"{demo}/team?viewer={HEAD}")
    settled(page)
    click = Clicks(page, 3)
    click(page.get_by_role("combobox", name=wording.ROWS_ARE))
    click(page.get_by_role("option", name=wording.MAP_BY[By.QUEUE]))
    lowest = page.locator("tbody tr").filter(has=page.get_by_text("Home Moves"))
    click(lowest.get_by_role("link", name=re.compile("over time")).first)
    expect(page).to_have_url(re.compile("team_row=home-moves"))
    settled(page)
    cells = page.locator("tbody tr").filter(has_text="Accuracy").locator("td").all_inner_texts()
    weeks = [re.findall(r"[0-9.]+", cell) for cell in cells if "others" in cell]
    home_moves, others = ([float(figures[at]) for figures in weeks] for at in (0, 2))
    assert max(home_moves[-5:]) < 80 < min(home_moves[:-5]) + 5  # since five weeks
    assert min(others) > 80


def test_how_an_agent_was_in_one_area_and_which_conversations_did_it_is_found_in_three(page: Page, demo: str) -> None:
    page.goto(f"{demo}/my-coaching?viewer=callum.fraser@example.com")
    settled(page)
    click = Clicks(page, 3)
    main = page.get_by_test_id("stMainBlockContainer")
    click(page.get_by_role("link", name=wording.MY_DASHBOARD, exact=True))
    click(main.get_by_text(wording.SPANS["last_90_days"], exact=True))
    click(main.get_by_role("link", name=f"{wording.SHOW_METRICS}: Etiquette"))
    failing = page.get_by_role("heading", name=wording.FAILING_INTERACTIONS.format(area="Etiquette"))
    expect(failing).to_be_visible()
    listed = page.get_by_role("table", name=wording.MY_INTERACTIONS)
    expect(listed.get_by_role("columnheader", name=wording.COLUMN_FAILED_METRICS)).to_be_visible()
    left = page.url
    listed.get_by_role("link", name=re.compile("^Open")).last.click()
    expect(page).to_have_url(re.compile("/interaction"))
    settled(page)
    page.get_by_test_id("stMain").get_by_role(
        "link", name=wording.MY_DASHBOARD
    ).first.click()  # the page's own way back
    expect(failing).to_be_visible()
    settled(page)
    assert page.url == left
