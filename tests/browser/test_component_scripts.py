"""What a component draws is the newest that it was given, also where its script comes late, in a browser."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from coaching.words import wording

SAM = "sam@example.com"


@pytest.mark.parametrize("attempt", range(4))
def test_a_list_that_was_filtered_before_its_script_came_shows_what_passes_the_filter(
    page: Page, server: str, attempt: int
) -> None:
    """Two calls that wait for one script are answered in any order: one attempt in two showed the whole list."""
    held: list[Route] = []
    page.route(re.compile("/component-"), lambda route: held.append(route))
    page.goto(f"{server}/assignments?viewer={SAM}", wait_until="commit")
    page.get_by_role("link", name=re.compile("^Follow-up due")).click()
    expect(page.get_by_role("link", name=wording.FOLLOW_UP_DUE_ONLY)).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("1 of 3 assignments").first).to_be_visible()
    for route in held:
        route.continue_()
    page.unroute_all()
    expect(page.get_by_role("row").filter(has_text="Coaching ca-")).to_have_count(1)
