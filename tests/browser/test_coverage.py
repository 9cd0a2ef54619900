"""From a figure of Coverage to the list behind it, and to a coaching form in one click."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from coaching.assignments import assignments
from coaching.storage.database import Database
from coaching.words import wording
from tests.browser.waiting import settled

SAM = "viewer=sam@example.com"


def test_from_coverage_to_coaching(page: Page, serve: Callable[[str], str], centre_file: str) -> None:
    database = Database(centre_file)
    assignments.record_opening(database, "ben@example.com", "ca-ben", "c-ben-1")
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO interactions BY NAME SELECT i.* REPLACE ('fail-' || n AS interaction_id, 40 AS "
            "kore_evaluation_score, started_at - to_minutes(n) AS started_at) "
            "FROM interactions i, range(1, 7) r(n) WHERE interaction_id = 'c-ben-1'"
        )
    database.close()
    server = serve(centre_file)
    # a figure opens its list, which is in the address
    page.goto(f"{server}/coverage?{SAM}")
    expect(page.get_by_role("heading", name=wording.COVERAGE, exact=True)).to_be_visible()
    page.get_by_role("button", name=wording.SEE_OPEN_ASSIGNMENTS).click()
    expect(page.get_by_role("heading", name=wording.OPEN_ASSIGNMENTS, exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("coverage_show=open"))
    page.reload()
    expect(page.get_by_role("heading", name=wording.OPEN_ASSIGNMENTS, exact=True)).to_be_visible()

    # a supervisor's row opens what is open, a later figure only what is overdue
    page.get_by_role("link", name="Open assignments of Sam Soto").click()
    expect(page.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Open Coaching ca-ana"))).to_have_count(2)
    expect(page).to_have_url(re.compile("assignments_assigned_by=sam"))
    page.get_by_role("link", name=wording.COVERAGE, exact=True).click()
    page.get_by_role("button", name=wording.SEE_OVERDUE).click()
    expect(page.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Open Coaching"))).to_have_count(1)
    expect(page).not_to_have_url(re.compile("assignments_assigned_by"))

    # a name leads to the agent's page, one click fills the form
    page.get_by_role("link", name=wording.COVERAGE, exact=True).click()
    page.get_by_role("button", name=wording.SEE_UNDER_PASS_SCORE, exact=True).click()
    page.get_by_role("link", name="Ben Bauer", exact=True).click()
    expect(page.get_by_role("heading", name="Ben Bauer", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/agent\?.*agent=ben"))
    page.get_by_role("link", name=wording.COVERAGE, exact=True).click()
    page.get_by_role("button", name=wording.SEE_UNDER_PASS_SCORE, exact=True).click()
    page.get_by_role("button", name="Assign to Ben Bauer").click()
    expect(page.get_by_role("heading", name="New coaching for Ben Bauer")).to_be_visible()
    expect(page.get_by_role("button", name=wording.REMOVE, exact=True)).to_have_count(5)
    settled(page)
