"""Two people of one name in a browser: whoever is opened stays the one. A link opened signed out keeps its aim."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from coaching.storage.database import Database
from coaching.words import wording
from tests.browser.waiting import main

ANA, BEN, SAM = "ana@example.com", "ben@example.com", "sam@example.com"


@pytest.fixture
def namesakes(serve: Callable[[str], str], centre_file: str) -> str:
    """A server over the small centre in which Ben is called Ana Alves as well, in the same team."""
    database = Database(centre_file)
    with database.transaction() as cursor:
        cursor.execute(f"UPDATE people SET name = 'Ana Alves' WHERE person_id = '{BEN}'")
    database.close()
    return serve(centre_file)


def sign_in_as(page: Page, label: str) -> None:
    """Chooses another person in the menu at the top right."""
    page.locator("[class*=st-key-sign_in_menu] button").click()
    page.get_by_role("combobox", name=wording.SIGN_IN_AS).click()
    page.get_by_role("option", name=label).click()


def choose(page: Page, label: str, option: str | re.Pattern[str]) -> None:
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option).click()


def test_a_filter_leaves_the_second_of_two_namesakes(page: Page, namesakes: str) -> None:
    page.goto(f"{namesakes}/evaluation?agent={BEN}&viewer={SAM}")
    chosen = page.get_by_role("combobox", name="Agent").first
    expect(chosen).to_have_value(f"Ana Alves · North ({BEN})")
    choose(page, "Period", "Last 90 days")
    row = page.get_by_role("row").filter(has_text="Room booking")
    expect(row).to_have_count(1)
    expect(page).to_have_url(re.compile("evaluation_period=last_90_days"))
    expect(chosen).to_have_value(f"Ana Alves · North ({BEN})")
    assert f"agent={BEN}" in page.url.replace("%40", "@")
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name=wording.ADD_ASSIGNMENT).click()
    # An address in a heading or a button holds an invisible word joiner, so that it becomes no link.
    expect(page.get_by_role("heading", name=re.compile(r"Ana Alves \(ben@"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"Assign to Ana Alves \(ben@"))).to_be_visible()
    page.get_by_role("link", name=wording.FIND_IN_EVALUATION).click()
    expect(page.get_by_role("combobox", name="Agent").first).to_have_value(f"Ana Alves · North ({BEN})")


def test_either_namesake_can_be_picked(page: Page, namesakes: str) -> None:
    page.goto(f"{namesakes}/my-coaching?agent={ANA}&viewer={SAM}")
    expect(page.get_by_text("Coaching ca-ana", exact=True)).to_be_visible()
    choose(page, "Agent", f"Ana Alves · North ({BEN})")
    expect(page.get_by_text("Coaching ca-ben", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("agent=ben"))
    choose(page, "Agent", f"Ana Alves · North ({ANA})")
    expect(page.get_by_text("Coaching ca-ana", exact=True)).to_be_visible()
    sign_in_as(page, f"Ana Alves · agent, North ({BEN})")
    expect(page.get_by_text("Coaching ca-ben", exact=True).first).to_be_visible()
    expect(page).to_have_url(re.compile("viewer=ben"))


@pytest.mark.parametrize("way", ["picker", "button"])
def test_a_link_opened_signed_out_leads_to_its_assignment(page: Page, server: str, way: str) -> None:
    page.goto(f"{server}/assignment?assignment=ca-ana")
    expect(page.get_by_text(wording.CHOOSE_PERSON)).to_be_visible()
    if way == "picker":
        sign_in_as(page, "Ana Alves")
    else:
        page.get_by_role("button", name="Ana Alves").click()
    expect(page.get_by_role("heading", name="Coaching ca-ana")).to_be_visible()
    expect(page).to_have_url(re.compile("assignment=ca-ana"))
    expect(page).to_have_url(re.compile("viewer=ana"))
    page.reload()
    expect(page.get_by_role("heading", name="Coaching ca-ana")).to_be_visible()


def test_a_filtered_link_opened_signed_out_keeps_its_filters(page: Page, server: str) -> None:
    page.goto(f"{server}/assignments?assignments_team=North&assignments_assigned_by={SAM}")
    page.get_by_role("button", name="Kim Kaur").click()
    expect(main(page).get_by_text("3 of 4 assignments")).to_be_visible()
    expect(page).to_have_url(re.compile("assignments_team=North"))


def test_another_person_reads_why_the_page_is_not_theirs_and_finds_their_own(page: Page, server: str) -> None:
    page.goto(f"{server}/assignment?assignment=ca-ana&viewer={ANA}")
    expect(page.get_by_role("heading", name="Coaching ca-ana")).to_be_visible()
    sign_in_as(page, "Sam Soto")
    expect(page.get_by_text("You are looking at Ana Alves's coaching")).to_be_visible()
    sign_in_as(page, "Cleo Costa")
    expect(page.get_by_text(wording.NO_SUCH_ASSIGNMENT)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name=wording.COACHING_ASSIGNMENTS).click()
    expect(page.get_by_text("Coaching ca-cleo", exact=True).first).to_be_visible()


def test_the_filters_of_one_person_are_not_the_next_ones(page: Page, server: str) -> None:
    page.goto(f"{server}/assignments?assignments_team=North&viewer={SAM}")
    expect(main(page).get_by_text("3 of 3 assignments")).to_be_visible()
    sign_in_as(page, "Kim Kaur")
    expect(main(page).get_by_text("4 of 4 assignments")).to_be_visible()
    assert "assignments_team" not in page.url
