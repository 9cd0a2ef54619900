"""One step forward is one step back in Evaluation, whose ticks and filters stand in the address as well."""

from playwright.sync_api import Page, expect

from coaching.words import wording
from tests.browser.test_history import ANA, SAM, arrive, at, entries
from tests.browser.waiting import main, open_filters, settled


def test_a_row_of_a_filtered_list_is_one_step_and_the_way_back_leads_to_filters_agent_and_ticks(
    page: Page, server_to_look_at: str
) -> None:
    arrive(page, f"{server_to_look_at}/evaluation?viewer={SAM}&agent={ANA}")
    main(page).locator("label.box").first.click()
    expect(main(page).get_by_text("1 selected")).to_be_visible()
    open_filters(page)
    page.get_by_text(wording.BELOW_PASS, exact=True).click()
    page.keyboard.press("Escape")
    settled(page)
    left, begun = at(page), entries(page)
    assert left[1]["evaluation_only"] == ["below_pass_score"]
    main(page).get_by_role("link", name="Open").first.click()
    expect(main(page).get_by_text(wording.TRANSCRIPT).first).to_be_visible()
    settled(page)
    assert at(page)[0] == "/interaction"
    assert entries(page) == begun + 1
    page.go_back()
    expect(page.locator("h1").first).to_have_text(wording.EVALUATION)
    settled(page)
    assert at(page) == left
    expect(main(page).get_by_text("1 selected")).to_be_visible()
    page.go_forward()
    settled(page)
    assert at(page)[0] == "/interaction"
    # And so does the page's own way back.
    main(page).get_by_role("link", name="Evaluation of").click()
    expect(page.locator("h1").first).to_have_text(wording.EVALUATION)
    settled(page)
    assert at(page) == left


def test_a_tick_is_one_step_and_the_way_back_takes_it_away(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/evaluation?viewer={SAM}&agent={ANA}")
    start = at(page)
    boxes = main(page).locator("label.box")
    boxes.nth(0).click()
    expect(main(page).get_by_text("1 selected")).to_be_visible()
    settled(page)
    one = at(page)
    boxes.nth(1).click()
    expect(main(page).get_by_text("2 selected")).to_be_visible()
    settled(page)
    page.go_back()
    expect(main(page).get_by_text("1 selected")).to_be_visible()
    settled(page)
    assert at(page) == one
    page.go_back()
    expect(main(page).get_by_text(wording.NOTHING_SELECTED)).to_be_visible()
    settled(page)
    assert at(page) == start
    page.go_forward()
    expect(main(page).get_by_text("1 selected")).to_be_visible()
