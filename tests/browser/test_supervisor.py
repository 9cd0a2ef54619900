"""From an evaluated interaction to the recorded follow-up, in a real browser."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Page, expect

from coaching.assignments import proposals, templates
from coaching.assignments.discussion import Outcome
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.quality import bookmarks
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import status_label
from tests import kept_drafts
from tests.browser.waiting import main, open_filters, settled
from tests.servers import running

ANA, SAM = "viewer=ana@example.com", "viewer=sam@example.com"
COMPLETED = status_label("completed", reads_as_agent=True)
NAME = "Answer what was asked"


def select_two_of_ana(page: Page, server: str) -> None:
    """The supervisor filters the evaluation, selects two and begins an assignment."""
    page.goto(f"{server}/evaluation?agent=ana@example.com&evaluation_period=last_90_days&{SAM}")
    expect(page.get_by_role("heading", name=wording.EVALUATION)).to_be_visible()
    boxes = main(page).get_by_role("checkbox", name=re.compile("^Select"))
    expect(boxes).to_have_count(3)
    open_filters(page)
    page.get_by_text(wording.BELOW_PASS, exact=True).click()
    page.keyboard.press("Escape")
    expect(boxes).to_have_count(2)
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name=wording.ADD_ASSIGNMENT).click()


def fill_in_the_form(page: Page) -> None:
    """The form proposes, and shows why a best response is suggested."""
    expect(page.get_by_role("heading", name="New coaching for Ana Alves")).to_be_visible()
    page.get_by_role("textbox", name="Name").fill(NAME)
    # Ana has open coaching on these areas already, and this is meant all the same
    expect(page.get_by_text(re.compile("There is open coaching on"))).to_be_visible()
    page.get_by_text(wording.MEANT_SO, exact=True).click()
    page.get_by_label(wording.WENT_WELL, exact=True).fill("You greet everybody warmly.")
    page.get_by_label(wording.WORK_ON, exact=True).fill("Answer the question that was asked.")
    page.get_by_label("Action Plan, one step a line").fill("Read the example\nTry it in the next chat")
    expect(page.get_by_text("Same queue").first).to_be_visible()
    page.locator(".st-key-assign_look_best_responses_c-cleo-1").get_by_role("button").click()
    expect(page.get_by_role("dialog").get_by_text("The answer of c-cleo-1.")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".st-key-assign_add_best_responses_c-cleo-1").get_by_role("button").click()
    expect(page.get_by_role("button", name=wording.REMOVE, exact=True)).to_have_count(3)
    page.get_by_role("button", name="Assign to Ana Alves").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_text("0 of 3 reviewed")).to_be_visible()
    expect(page.get_by_text(wording.SUPERVISOR_STATUS["not_started"])).to_be_visible()
    # the way back leads to the form, which is empty now and says why
    settled(page)
    page.go_back()
    expect(page.get_by_text(wording.JUST_ASSIGNED)).to_be_visible()
    page.get_by_role("link", name=wording.OPEN_COACHING).click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()


def work_through_it(page: Page, server: str) -> None:
    """The agent acknowledges, reads all there is and ticks a step."""
    page.goto(f"{server}/my-coaching?{ANA}")
    page.get_by_role("link", name=NAME, exact=True).click()
    page.get_by_role("button", name=wording.ACKNOWLEDGE).click()
    expect(page.get_by_text(re.compile("acknowledged", re.IGNORECASE)).first).to_be_visible()
    page.get_by_text("Read the example").click()
    page.get_by_role("button", name=wording.START).click()
    expect(page.get_by_text(re.compile("The answer of c-ana-"))).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("2 of 3", exact=True)).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("The answer of c-cleo-1.")).to_be_visible()
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text(COMPLETED)).to_be_visible()
    settled(page)


def see_it_completed(page: Page, server: str) -> None:
    """The supervisor sees Completed; the outcome waits for the follow-up date."""
    page.goto(f"{server}/assignments?{SAM}")
    expect(page.get_by_role("row").filter(has_text=NAME)).to_contain_text(wording.SUPERVISOR_STATUS["completed"])
    page.get_by_role("link", name=f"Open {NAME} of Ana Alves").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_role("button", name=wording.RECORD_OUTCOME)).to_have_count(0)


def test_from_evaluation_to_the_follow_up(page: Page, centre_file: str) -> None:
    with running(centre_file) as server:
        select_two_of_ana(page, server)
        fill_in_the_form(page)
        work_through_it(page, server)
        see_it_completed(page, server)

    # the day of the follow-up comes
    database = Database(centre_file)
    with database.transaction() as cursor:
        cursor.execute(
            "UPDATE assignments SET follow_up_on = ? WHERE name = ?", [utc_now().date() - timedelta(days=1), NAME]
        )
    database.close()
    with running(centre_file) as server:
        page.goto(f"{server}/assignments?{SAM}")
        page.get_by_role("link", name=f"Open {NAME} of Ana Alves").click()
        page.get_by_text(wording.OUTCOMES[Outcome.RECOGNISE], exact=True).click()
        page.get_by_label(wording.OUTCOME_NOTE).fill("Three good chats in a row.")
        page.get_by_role("button", name=wording.RECORD_OUTCOME).click()
        expect(page.get_by_text(re.compile("^Sam Soto · .*"))).to_be_visible()
        expect(page.get_by_text(COMPLETED)).to_be_visible()
        page.goto(f"{server}/assignments?{SAM}")
        expect(page.get_by_role("row").filter(has_text=NAME)).to_contain_text(wording.OUTCOMES[Outcome.RECOGNISE])
        settled(page)
    database = Database(centre_file)
    assert database.first("SELECT count(*) AS n FROM openings WHERE person_id <> 'ana@example.com'") == {"n": 0}
    database.close()


def test_what_was_typed_survives_a_click_elsewhere(page: Page, server: str) -> None:
    page.goto(f"{server}/assign?agent=ana@example.com&{SAM}")
    settled(page)  # the script that keeps what is typed is there
    page.get_by_label(wording.WORK_ON, exact=True).fill("Typed and not yet confirmed")
    page.get_by_role("link", name=wording.MARKED_FOR_COACHING, exact=True).click()
    expect(page.get_by_role("heading", name=wording.MARKED_FOR_COACHING)).to_be_visible()
    settled(page)
    page.goto(f"{server}/assign?agent=ana@example.com&{SAM}")
    expect(page.get_by_label(wording.WORK_ON, exact=True)).to_have_value("Typed and not yet confirmed")
    page.reload()
    expect(page.get_by_label(wording.WORK_ON, exact=True)).to_have_value("Typed and not yet confirmed")


def test_quick_clicks_lose_nothing(page: Page, serve: Callable[[str], str], centre_file: str) -> None:
    database = Database(centre_file)
    templates.save(database, "sam@example.com", "Accuracy", 0, "Words of the template.", "", [])
    for interaction in ("c-ben-1", "c-ana-2"):
        bookmarks.add(database, "kim@example.com", interaction, "")
    proposals.add_to_draft(database, "kim@example.com", "cleo@example.com", ["c-cleo-2"])
    database.close()
    server = serve(centre_file)
    page.goto(f"{server}/assign?agent=cleo@example.com&viewer=kim@example.com")
    add = page.locator("[class*='st-key-assign_add_best_responses_']").get_by_role("button")
    expect(add).to_have_count(3)
    page.evaluate(
        "() => ['c-ben-1', 'c-ana-2'].forEach("
        "one => document.querySelector(`.st-key-assign_add_best_responses_${one} button`).click())"
    )
    expect(page.locator("[class*='st-key-assign_remove_best_responses_']")).to_have_count(2)
    settled(page)
    # typed, and at once a template
    page.get_by_label(wording.WENT_WELL, exact=True).fill("Typed words.")
    page.get_by_role("button", name="Template: Accuracy").click()
    expect(page.get_by_label(wording.WENT_WELL, exact=True)).to_have_value("Typed words.\n\nWords of the template.")


def test_assign_pressed_in_two_tabs_at_once_makes_one_assignment(page: Page, centre_file: str) -> None:
    """Both tabs have the same draft open, and both buttons are pressed before either page answers."""
    database = Database(centre_file)
    with database.transaction() as cursor:  # nothing is open, so nothing is in doubt
        cursor.execute(
            "INSERT INTO outcomes SELECT assignment_id, assigned_by, assigned_at, 'closed', '' FROM assignments"
        )
    draft = Draft(
        name=NAME,
        coaching_areas=["Accuracy"],
        interactions=["c-ana-1"],
        chosen_because=ChosenBecause.JUDGEMENT,
        work_on="Answer first.",
        action_plan=["Do it"],
    )
    agents = {"ana@example.com": "c-ana-1", "cleo@example.com": "c-cleo-2"}
    for agent, interaction in agents.items():
        kept = replace(draft, interactions=[interaction]).to_json() | {
            "touched": list(draft.to_json()),
            "draft_id": agent,
        }
        kept_drafts.keep(database, "kim@example.com", "assignment", proposals.subject_of_agent(agent), kept)
    database.close()
    with running(centre_file) as server:
        for agent in agents:
            other = page.context.new_page()
            buttons = []
            for tab in (page, other):
                tab.goto(f"{server}/assign?agent={agent}&viewer=kim@example.com")
                buttons.append(tab.locator(".st-key-assign_submit").get_by_role("button"))
                expect(buttons[-1]).to_be_visible()
                settled(tab)
            for button in buttons:
                button.evaluate("button => { setTimeout(() => button.click(), 0) }")
            told = page.get_by_text(wording.ALREADY_ASSIGNED).or_(page.get_by_role("heading", name=NAME))
            expect(told).to_be_visible()
            expect(
                other.get_by_text(wording.ALREADY_ASSIGNED).or_(other.get_by_role("heading", name=NAME))
            ).to_be_visible()
            second = page if page.get_by_text(wording.ALREADY_ASSIGNED).is_visible() else other
            second.get_by_role("link", name=wording.OPEN_COACHING).click()
            expect(second.get_by_role("heading", name=NAME)).to_be_visible()
            other.close()
        settled(page)
    database = Database(centre_file)
    made = database.query("SELECT agent_id FROM assignments WHERE name = $name ORDER BY agent_id", {"name": NAME})
    database.close()
    assert made["agent_id"].tolist() == list(agents)
