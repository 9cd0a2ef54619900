"""Selecting interactions and auditing one, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from coaching.quality import daily_totals
from coaching.storage.database import Database
from coaching.ui.pieces import pager
from coaching.words import wording
from tests.browser.test_agent import cut_off
from tests.browser.waiting import main, open_filters, settled

EVALUATION = "evaluation?agent=ana@example.com&viewer=sam@example.com"
AUDIT = "audit?interaction=c-ana-1&viewer=sam@example.com"


@pytest.fixture
def centre_file(centre_file: str) -> str:
    """The small centre, in which Ana has enough interactions for two pages."""
    database = Database(centre_file)
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO interactions SELECT i.* REPLACE ('more-' || n AS interaction_id, "
            "started_at - n * INTERVAL 1 MINUTE AS started_at) "
            "FROM interactions i, range(1, $n) r(n) WHERE interaction_id = 'c-ana-1'",
            {"n": pager.ROWS_OF_EVALUATION},
        )
        daily_totals.rebuild(cursor)
    database.close()
    return centre_file


def expect_ticks(page: Page, *ticked: bool) -> None:
    """Waits for the first boxes to be like these; the sentence above them is drawn before they are."""
    for number, one in enumerate(ticked):
        box = page.get_by_role("checkbox", name=re.compile("^Select the interaction")).nth(number)
        expect(box).to_be_checked(checked=one)


def test_ticks_are_kept_however_quick_across_pages_and_lead_to_the_form(page: Page, server: str) -> None:
    page.goto(f"{server}/{EVALUATION}")
    page.get_by_role("button", name=wording.ADD_ASSIGNMENT).wait_for()
    box = page.get_by_role("checkbox", name=re.compile("^Select the interaction"))
    expect(box).to_have_count(pager.ROWS_OF_EVALUATION)
    expect(page.get_by_role("button", name=wording.ADD_ASSIGNMENT)).to_be_disabled()

    # five clicks in one go: the server is still busy with the first
    box.evaluate_all("boxes => boxes.slice(0, 5).forEach(box => box.click())")
    expect(page.get_by_text("5 selected")).to_be_visible()
    settled(page)
    expect_ticks(page, True, True, True, True, True, False)

    # with the keyboard, which stays where it is
    box.nth(1).focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("4 selected")).to_be_visible()
    settled(page)
    expect(box.nth(1)).to_be_focused()

    # the next page begins unticked, and the one before is as it was left
    page.get_by_role("button", name="Older").click()
    expect(box).to_have_count(2)
    expect_ticks(page, False, False)
    box.nth(0).check()
    expect(page.get_by_text("5 selected")).to_be_visible()
    page.get_by_role("button", name="Newer").click()
    expect(box).to_have_count(pager.ROWS_OF_EVALUATION)
    expect_ticks(page, True, False, True, True, True, False)

    # nor does a reload lose anything
    settled(page)
    page.reload()
    expect(page.get_by_text("5 selected")).to_be_visible()
    expect_ticks(page, True, False, True, True, True, False)

    # opening one and coming back loses nothing
    page.get_by_role("link", name=re.compile("^Open the interaction")).first.click()
    page.get_by_text("The answer of c-ana-3.").wait_for()
    page.get_by_role("link", name=wording.EVALUATION_OF.format(name="Ana Alves")).click()
    page.get_by_role("button", name=wording.ADD_ASSIGNMENT).wait_for()
    expect(page.get_by_text("5 selected")).to_be_visible()

    page.get_by_role("button", name=wording.CLEAR_SELECTION, exact=True).click()
    expect(page.get_by_text(wording.NOTHING_SELECTED)).to_be_visible()
    expect_ticks(page, *[False] * pager.ROWS_OF_EVALUATION)
    box.nth(2).check()
    page.get_by_role("button", name=wording.ADD_ASSIGNMENT).click()
    expect(page).to_have_url(re.compile(r"/assign\?.*agent=ana"))


def test_filters_stand_in_the_address(page: Page, server: str) -> None:
    page.goto(f"{server}/{EVALUATION}")
    open_filters(page)
    page.get_by_text(wording.BELOW_PASS, exact=True).click()
    page.get_by_role("radio", name="Not audited").or_(page.get_by_text("Not audited", exact=True)).first.click()
    expect(page).to_have_url(re.compile("evaluation_only=below.*evaluation_audited=not|audited=not.*only=below"))
    expect(main(page).get_by_text("1 interaction, page 1 of 1")).to_be_visible()
    page.reload()
    expect(main(page).get_by_text("1 interaction, page 1 of 1")).to_be_visible()
    # What is set behind the button is read below it, and each word takes its own filter away.
    said = main(page).get_by_role("navigation", name=wording.FILTERS_THAT_ARE_SET).get_by_role("link")
    expect(said).to_have_text(["Supervisor audit: Not audited", "Only: Below pass score"])
    said.first.click()
    expect(said).to_have_text(["Only: Below pass score"])
    expect(main(page).get_by_text("13 interactions, page 1 of 2")).to_be_visible()
    # What was taken away stays away, and what is set stays set, whatever is done next.
    page.get_by_role("button", name=wording.OLDER, exact=True).click()
    expect(main(page).get_by_text("13 interactions, page 2 of 2")).to_be_visible()
    expect(said).to_have_text(["Only: Below pass score"])
    open_filters(page)
    expect(page.get_by_role("button", name="Not audited")).to_be_visible()
    page.get_by_role("textbox", name=wording.SAID_NONE).fill("no such word")
    page.keyboard.press("Enter")
    expect(said).to_have_count(2)
    page.reload()
    expect(said).to_have_count(2)
    open_filters(page)
    expect(page.get_by_role("textbox", name=wording.SAID_NONE)).to_have_value("no such word")
    page.get_by_role("button", name=wording.CLEAR).click()
    expect(said).to_have_count(0)
    settled(page)
    assert "evaluation_" not in page.url
    main(page).locator("th button.sort").first.click()
    expect(page).to_have_url(re.compile("evaluation_way="))
    settled(page)
    expect(said).to_have_count(0)


def test_the_worst_on_a_topic_of_the_team_in_four_clicks(page: Page, server: str) -> None:
    page.goto(f"{server}/to-do?viewer=sam@example.com")
    page.get_by_role("link", name=wording.EVALUATION, exact=True).click()
    row = page.get_by_role("row")
    expect(row.nth(1)).to_contain_text("Ben Bauer")
    page.get_by_role("combobox", name=wording.TOPIC).click()
    page.get_by_role("option", name="Room booking").click()
    expect(page).to_have_url(re.compile("evaluation_topic=Room"))
    page.get_by_role("button", name=wording.KORE_EVALUATION_SCORE, exact=True).click()
    expect(row.nth(1)).to_contain_text(wording.FATAL_MARK)
    expect(page.get_by_role("columnheader", name=wording.KORE_EVALUATION_SCORE)).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect(page).to_have_url(re.compile("evaluation_sort=kore"))
    # The same heading turns the order round, and the way back leads through both.
    page.get_by_role("button", name=wording.KORE_EVALUATION_SCORE).last.click()
    expect(row.nth(1)).to_contain_text("100")
    settled(page)
    page.go_back()
    expect(row.nth(1)).to_contain_text(wording.FATAL_MARK)
    page.reload()
    expect(row.nth(1)).to_contain_text(wording.FATAL_MARK)
    page.go_back()
    expect(row.nth(1)).to_contain_text("Ben Bauer")


def test_an_audit_is_drafted_left_continued_and_submitted(page: Page, server: str) -> None:
    page.goto(f"{server}/{AUDIT}")
    page.get_by_text("of 3 answered").wait_for()
    expect(page.get_by_text("The answer of c-ana-1.")).to_be_visible()
    first = page.get_by_role("radiogroup", name="Answers the question")
    first.get_by_role("radio", name="NO").click()
    expect(page.get_by_text("1 of 3 answered")).to_be_visible()
    page.get_by_role("textbox", name=re.compile("Answers the question")).fill("The price was wrong")
    # A click elsewhere, straight from the field; as long as a finger takes, since Streamlit sends the field's value
    # when the button goes down and forgets it when the link comes in the same moment.
    elsewhere = page.get_by_role("navigation", name=wording.BREADCRUMBS).get_by_role("link").last
    elsewhere.click(delay=80)
    page.get_by_role("link", name=wording.CONTINUE_AUDIT).click()
    page.get_by_text("of 3 answered").wait_for()
    expect(page.get_by_text("1 of 3 answered")).to_be_visible()
    expect(page.get_by_role("textbox", name=re.compile("Answers the question"))).to_have_value("The price was wrong")
    page.reload()
    page.get_by_text("of 3 answered").wait_for()
    expect(page.get_by_text("1 of 3 answered")).to_be_visible()

    # what is missing is said where it is missing
    page.get_by_role("button", name=wording.SUBMIT_AUDIT).click()
    expect(page.get_by_text("Choose YES, NO or NA.")).to_have_count(2)
    page.get_by_role("button", name=wording.TAKE_AUTOMATIC).click()
    expect(page.get_by_text("3 of 3 answered")).to_be_visible()
    page.get_by_role("button", name=wording.SUBMIT_AUDIT).click()
    expect(page).to_have_url(re.compile(r"/interaction\?.*interaction=c-ana-1"))
    page.get_by_text("audit score 40").wait_for()
    expect(page.get_by_text("The price was wrong").first).to_be_visible()
    expect(page.get_by_role("link", name=wording.TO_AUDIT, exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_off(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    interaction = "interaction?interaction=c-ana-1&viewer=sam@example.com"
    for address, waits_for in (
        (EVALUATION, wording.KORE_EVALUATION_SCORE),
        ("evaluation?viewer=sam@example.com", wording.KORE_EVALUATION_SCORE),
        (AUDIT, "of 3 answered"),
        (interaction, "Transcript"),
    ):
        page.goto(f"{server}/{address}")
        page.get_by_text(waits_for).first.wait_for(state="attached")
        assert cut_off(page) == [], f"{address} is cut off at {width} px"
    page.goto(f"{server}/{EVALUATION}")
    expect(page.locator("td.tick").first).to_have_css("font-size", "13px")  # a label, no name of the row
