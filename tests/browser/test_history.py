"""One step forward is one step back: what a reader opens is one entry of the browser's history, with its address."""

import re
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from coaching.quality import daily_totals
from coaching.storage.database import Database
from coaching.words import wording
from tests.browser.waiting import main, open_filters, settled

KIM, SAM, ANA = (f"{name}@example.com" for name in ("kim", "sam", "ana"))
MENU = (
    wording.TO_DO,
    wording.COACHING_ASSIGNMENTS,
    wording.EVALUATION,
    wording.MARKED_FOR_COACHING,
    wording.TEMPLATES,
    wording.COACHING_MONITOR,
    wording.EFFECT,
    wording.COVERAGE,
    wording.ASSIGNMENTS_OF_AGENT,
    wording.DASHBOARD_OF_AGENT,
)


def arrive(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible()
    settled(page)


def at(page: Page) -> tuple[str, dict[str, list[str]]]:
    """The page of the address, and its parameters."""
    found = urlsplit(page.url)
    return found.path, parse_qs(found.query)


def entries(page: Page) -> int:
    return int(page.evaluate("history.length"))


def heading(page: Page) -> str:
    return page.locator("h1").first.inner_text()


def open_menu_entry(page: Page, name: str) -> None:
    entry = re.compile(rf"{re.escape(name)}( \(\d+\))?$")  # with how many wait, but not "… of an agent"
    page.get_by_role("navigation", name=wording.MENU).get_by_role("link", name=entry).click()
    expect(page.locator("h1").first).to_have_text(name)
    settled(page)


def test_every_page_of_the_menu_is_one_step(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/?viewer={KIM}")
    assert heading(page) == MENU[0]
    begun = entries(page)
    visited = [at(page)]
    # An order in which each page leads to a near and to a far one.
    order = [*MENU[1:], MENU[2], MENU[0], MENU[4], MENU[1], MENU[3]]
    for number, name in enumerate(order, 1):
        open_menu_entry(page, name)
        assert entries(page) == begun + number, name
        visited.append(at(page))
    assert all(one[0] != other[0] for one, other in pairwise(visited))
    for address, name in zip(reversed(visited[:-1]), [*reversed(order[:-1]), MENU[0]], strict=True):
        page.go_back()
        expect(page.locator("h1").first).to_have_text(name)
        settled(page)
        # What Streamlit does when the page that was left answers late: it writes that one's path.
        page.evaluate("history.pushState({}, '', 'effect' + location.search)")
        assert at(page) == address
        assert entries(page) == begun + len(order)
    page.go_forward()
    expect(page.locator("h1").first).to_have_text(order[0])
    assert at(page) == visited[1]


def test_a_filtered_dashboard_is_come_back_to_as_it_was(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/my-dashboard?viewer={SAM}&agent={ANA}")
    main(page).get_by_text("By day", exact=True).click()
    settled(page)
    main(page).get_by_role("link", name=f"{wording.SHOW_METRICS}: Accuracy").click()
    settled(page)
    left, begun = at(page), entries(page)
    assert left[1]["my_dashboard_area"] == ["Accuracy"]
    main(page).get_by_role("link", name=wording.SHOW_FAILURES).first.click()
    expect(main(page).get_by_role("button", name="Failed:")).to_be_visible()
    settled(page)
    failures = at(page)
    assert entries(page) == begun + 1
    assert failures[1] == left[1] | {"my_dashboard_failed": ["m-answer"]}
    main(page).get_by_role("link", name="Open").last.click()
    settled(page)
    assert at(page)[0] == "/interaction"
    assert entries(page) == begun + 2
    page.go_back()
    expect(main(page).get_by_role("button", name="Failed:")).to_be_visible()
    settled(page)
    assert at(page) == failures
    page.go_back()
    settled(page)
    assert at(page) == left
    expect(main(page).get_by_role("button", name="Failed:")).to_have_count(0)


def test_next_and_previous_are_addresses(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/interaction?viewer={ANA}&assignment=ca-ana&interaction=c-ana-1")
    begun = entries(page)
    for number, interaction in enumerate(("c-ana-2", "c-cleo-1"), 1):
        main(page).get_by_role("link", name="Next").click()
        expect(main(page).get_by_text(f"{number + 1} of 3", exact=True)).to_be_visible()
        assert at(page)[1]["interaction"] == [interaction]
        assert entries(page) == begun + number
        expect(page).to_have_title(f"{number + 1} of 3 · Coaching ca-ana · {wording.PRODUCT}")
    page.reload()
    expect(main(page).get_by_text("3 of 3", exact=True)).to_be_visible()
    main(page).get_by_role("link", name="Previous").click()
    expect(main(page).get_by_text("2 of 3", exact=True)).to_be_visible()
    page.go_back()
    expect(main(page).get_by_text("3 of 3", exact=True)).to_be_visible()


def test_compare_writes_nothing_on_its_own(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/assignment?viewer={ANA}&assignment=ca-ana")
    begun = entries(page)
    main(page).get_by_role("link", name=wording.COMPARE).click()
    expect(page.locator("h1").first).to_have_text(wording.COMPARE)
    settled(page)
    assert entries(page) == begun + 1
    page.go_back()
    expect(page.locator("h1").first).to_have_text("Coaching ca-ana")
    assert entries(page) == begun + 1


@pytest.mark.parametrize("start", ["/", "/my-coaching", "/assignments"])
def test_opening_an_address_writes_no_entry(page: Page, server_to_look_at: str, start: str) -> None:
    page.goto("about:blank")
    before = entries(page)
    arrive(page, f"{server_to_look_at}{start}?viewer={SAM}")
    assert entries(page) == before + 1


def test_a_button_that_leads_on_is_one_step(page: Page, server: str) -> None:
    arrive(page, f"{server}/assignment?viewer={ANA}&assignment=ca-ana-old")
    left, begun = at(page), entries(page)
    main(page).get_by_role("button", name=wording.START).click()
    expect(main(page).get_by_text(wording.TRANSCRIPT).first).to_be_visible()
    settled(page)
    assert at(page)[0] == "/interaction"
    assert entries(page) == begun + 1
    page.go_back()
    expect(page.locator("h1").first).to_have_text("Coaching ca-ana-old")
    settled(page)
    assert at(page) == left


def test_from_an_assignment_the_menu_and_back(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/assignments?viewer={SAM}")
    main(page).get_by_role("link", name="Coaching ca-ana of").first.click()
    expect(main(page).get_by_text(wording.MARKED_INTERACTIONS)).to_be_visible()
    settled(page)
    opened = at(page)
    open_menu_entry(page, wording.COVERAGE)
    page.go_back()
    expect(main(page).get_by_text(wording.MARKED_INTERACTIONS)).to_be_visible()
    settled(page)
    assert at(page) == opened
    expect(main(page).get_by_text(wording.NO_SUCH_ASSIGNMENT)).to_have_count(0)


def test_another_agent_is_one_step(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/evaluation?viewer={SAM}&agent={ANA}")
    left, begun = at(page), entries(page)
    main(page).get_by_role("combobox", name="Agent").click()
    page.get_by_role("option", name="Ben Bauer").click()
    expect(page).to_have_url(re.compile(r"[?&]agent=ben(@|%40)example\.com"))  # the server says so, perhaps late
    settled(page)
    assert entries(page) == begun + 1
    page.go_back()
    settled(page)
    assert at(page) == left
    expect(main(page).get_by_role("combobox", name="Agent")).to_have_value("Ana Alves · North")


def test_a_page_opens_at_its_top_and_the_way_back_leads_to_where_one_was(page: Page, server_to_look_at: str) -> None:
    page.set_viewport_size({"width": 1000, "height": 400})
    arrive(page, f"{server_to_look_at}/assignment?viewer={ANA}&assignment=ca-ana")
    row = main(page).get_by_role("link", name="Open").last
    row.scroll_into_view_if_needed()
    read_to = page.get_by_test_id("stMain").evaluate("screen => screen.scrollTop")
    assert read_to > 100
    row.click()
    expect(main(page).get_by_text(wording.TRANSCRIPT).first).to_be_visible()
    settled(page)
    assert page.get_by_test_id("stMain").evaluate("screen => screen.scrollTop") == 0
    page.go_back()
    expect(row).to_be_in_viewport()
    assert abs(page.get_by_test_id("stMain").evaluate("screen => screen.scrollTop") - read_to) < 5


def test_every_page_has_a_title_of_its_own(page: Page, server_to_look_at: str) -> None:
    addresses = (
        f"my-coaching?viewer={ANA}",
        f"my-dashboard?viewer={ANA}",
        f"assignment?viewer={ANA}&assignment=ca-ana",
        f"assignment?viewer={ANA}&assignment=ca-ana-old",
        f"interaction?viewer={ANA}&assignment=ca-ana&interaction=c-ana-1",
        f"interaction?viewer={ANA}&assignment=ca-ana&interaction=c-ana-2",
        f"compare?viewer={ANA}&assignment=ca-ana",
        f"assignments?viewer={SAM}",
        f"evaluation?viewer={SAM}&agent={ANA}",
        f"evaluation?viewer={SAM}&agent=ben@example.com",
        f"my-dashboard?viewer={SAM}&agent={ANA}",
        f"my-coaching?viewer={SAM}&agent={ANA}",
        f"assign?viewer={SAM}&agent={ANA}",
        f"assign?viewer={SAM}&assignment=ca-ana",
        f"audit?viewer={SAM}&interaction=c-ana-1",
        f"marked-for-coaching?viewer={SAM}",
        f"templates?viewer={SAM}",
        f"coaching-monitor?viewer={SAM}",
        f"progress?viewer={SAM}&assignment=ca-ana",
        f"effect?viewer={SAM}",
        f"coverage?viewer={SAM}",
    )
    titles = []
    for address in addresses:
        arrive(page, f"{server_to_look_at}/{address}")
        titles.append((at(page)[1]["viewer"][0], page.title()))  # an agent's list has the name of a team's
    assert len(set(titles)) == len(titles), titles
    assert all(title.endswith(f" · {wording.PRODUCT}") for _, title in titles), titles


def test_a_phone_s_menu_closes_when_a_page_is_chosen(page: Page, server_to_look_at: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    arrive(page, f"{server_to_look_at}/assignments?viewer={SAM}")
    page.get_by_test_id("stExpandSidebarButton").click()
    menu = page.get_by_role("navigation", name=wording.MENU)
    menu.get_by_role("link", name=wording.TEMPLATES).click()
    expect(page.locator("h1").first).to_have_text(wording.TEMPLATES)
    expect(menu.get_by_role("link", name=wording.TEMPLATES)).not_to_be_in_viewport()


def test_a_jump_within_a_page_is_one_step(page: Page, server_to_look_at: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 400})
    arrive(page, f"{server_to_look_at}/interaction?interaction=c-ana-1&assignment=ca-ana&viewer={ANA}")
    begun = entries(page)
    jump = page.get_by_role("link", name="Jump to the message at 2:00")
    jump.click()
    expect(page.locator("#turn-4")).to_be_in_viewport()
    page.wait_for_timeout(500)
    expect(page.locator("#turn-4")).to_be_in_viewport()
    assert entries(page) == begun + 1
    page.go_back()
    settled(page)
    expect(jump).to_be_in_viewport()
    main(page).get_by_role("link", name="Next").click()
    expect(main(page).get_by_text("2 of 3", exact=True)).to_be_visible()
    page.go_back()
    expect(main(page).get_by_text("1 of 3", exact=True)).to_be_visible()


def test_a_figure_of_the_assignments_is_one_step_and_a_second_click_takes_its_filter_away(
    page: Page, server_to_look_at: str
) -> None:
    arrive(page, f"{server_to_look_at}/assignments?viewer={SAM}")
    page.evaluate("window.stayed = true")
    begun, start = entries(page), at(page)
    overdue = main(page).get_by_role("link", name="Overdue")
    overdue.click()
    expect(overdue).to_have_attribute("aria-current", "true")
    settled(page)
    assert at(page)[1]["assignments_overdue"] == ["true"]
    assert entries(page) == begun + 1
    overdue.click()  # the address that is left names no filter at all
    expect(overdue).not_to_have_attribute("aria-current", "true")
    settled(page)
    assert at(page) == start
    assert entries(page) == begun + 2
    page.go_back()
    expect(overdue).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(overdue).not_to_have_attribute("aria-current", "true")
    settled(page)
    # What was filtered by hand stays, and is in the address of the figure at once.
    main(page).get_by_label("Agent or name").fill("ana")
    page.keyboard.press("Enter")
    expect(main(page).get_by_text("2 of 3 assignments")).to_be_visible()
    overdue.focus()
    page.keyboard.press("Enter")
    expect(overdue).to_have_attribute("aria-current", "true")
    settled(page)
    assert at(page)[1]["assignments_agent_or_name"] == ["ana"]
    expect(main(page).get_by_label("Agent or name")).to_have_value("ana")
    assert page.evaluate("window.stayed") is True  # never loaded again


def test_a_filter_is_one_step_and_begins_the_list_anew(
    page: Page, serve: Callable[[str], str], centre_file: str
) -> None:
    database = Database(centre_file)
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO interactions SELECT i.* REPLACE ('more-' || n AS interaction_id) "
            "FROM interactions i, range(21) r(n) WHERE interaction_id = 'c-ana-1'"
        )
        daily_totals.rebuild(cursor)
    database.close()
    server = serve(centre_file)
    arrive(page, f"{server}/evaluation?viewer={SAM}&agent={ANA}&evaluation_period=last_90_days")
    begun = entries(page)
    older = main(page).get_by_role("button", name="Older")
    older.click()
    expect(main(page).get_by_text("page 2 of 2")).to_be_visible()
    settled(page)
    turned = at(page)
    assert turned[1]["evaluation_page"] == ["2"]
    assert entries(page) == begun + 1
    page.reload()
    expect(main(page).get_by_text("page 2 of 2")).to_be_visible()
    settled(page)
    open_filters(page)
    page.get_by_text(wording.BELOW_PASS, exact=True).click()
    page.keyboard.press("Escape")
    expect(main(page).get_by_text("23 interactions, page 1 of 2")).to_be_visible()
    settled(page)
    assert entries(page) == begun + 2
    assert "evaluation_page" not in at(page)[1]
    page.go_back()
    expect(main(page).get_by_text("24 interactions, page 2 of 2")).to_be_visible()
    settled(page)
    assert at(page) == turned
    page.go_back()
    expect(main(page).get_by_text("24 interactions, page 1 of 2")).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(main(page).get_by_text("23 interactions, page 1 of 2")).to_be_visible()


def test_the_agent_looked_at_last_is_kept_over_the_menu(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/evaluation?viewer={SAM}&agent=ben@example.com")
    for name in (wording.DASHBOARD_OF_AGENT, wording.COVERAGE, wording.ASSIGNMENTS_OF_AGENT, wording.EVALUATION):
        open_menu_entry(page, name)
        if name != wording.COVERAGE:
            expect(main(page).get_by_role("combobox", name="Agent")).to_have_value("Ben Bauer · North")
            assert at(page)[1]["agent"] == ["ben@example.com"]


def test_a_page_is_started_anew_by_its_own_menu_entry_and_after_a_refusal(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/evaluation?viewer={SAM}&agent={ANA}&evaluation_only=below_pass_score")
    open_menu_entry(page, wording.EVALUATION)
    assert at(page)[1] == {"viewer": [SAM], "agent": [ANA]}
