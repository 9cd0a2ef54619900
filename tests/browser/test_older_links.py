"""A link of an earlier version names people by e-mail address: it leads on to their ids, and back where one was."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from coaching.storage.database import Database


@pytest.fixture
def with_other_addresses(serve: Callable[[str], str], centre_file: str) -> str:
    """A server over the small centre in which nobody's person_id is their e-mail address."""
    database = Database(centre_file)
    with database.transaction() as cursor:
        cursor.execute("UPDATE people SET email = 'mail-of-' || email")
    database.close()
    return serve(centre_file)


def test_an_older_link_says_the_ids_and_the_way_back_leads_past_it(page: Page, with_other_addresses: str) -> None:
    server = with_other_addresses
    page.goto(f"{server}/assignments?viewer=kim@example.com")
    expect(page.get_by_text("Coaching ca-ana", exact=True).first).to_be_visible()
    page.goto(f"{server}/evaluation?viewer=mail-of-sam@example.com&agent=mail-of-ben@example.com")
    expect(page.get_by_role("combobox", name="Agent").first).to_have_value(re.compile("Ben Bauer"))
    expect(page).to_have_url(re.compile(r"viewer=sam(@|%40)example"))
    expect(page).to_have_url(re.compile(r"agent=ben(@|%40)example"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/assignments\?viewer=kim"))
    expect(page.get_by_text("Coaching ca-ana", exact=True).first).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("combobox", name="Agent").first).to_have_value(re.compile("Ben Bauer"))
    expect(page).to_have_url(re.compile(r"agent=ben(@|%40)example"))
