"""The details of an interaction in a real browser: unfolded by a click, an id copied by its button, nothing cut off."""

from collections.abc import Callable
from contextlib import closing

from playwright.sync_api import Page, expect

from coaching.storage.database import Database
from coaching.words import wording
from tests.browser.waiting import settled
from tests.quality.test_details import add_details

CLEO = "cleo@example.com"


def test_an_id_is_copied_and_nothing_is_cut_off_on_a_phone(
    page: Page, serve: Callable[[str], str], centre_file: str
) -> None:
    with closing(Database(centre_file)) as centre:
        add_details(centre, "c-cleo-1")
        with centre.transaction() as cursor:
            cursor.execute("UPDATE interaction_details SET value = repeat('w', 400) WHERE kind = 'custom_field'")
    page.set_viewport_size({"width": 390, "height": 900})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{serve(centre_file)}/interaction?interaction=c-cleo-1&viewer={CLEO}")
    settled(page)
    expect(page.locator(".details")).to_have_count(0)
    page.get_by_text(wording.DETAILS, exact=True).click()
    expect(page.locator(".details")).to_be_visible()
    copy = page.locator(".st-key-details_ids").get_by_label("Copy to clipboard")
    expect(copy).to_have_count(2)
    for place, copied in enumerate(("c-cleo-1", "upload-1")):
        expect(copy.nth(place)).to_be_visible()
        copy.nth(place).click()
        page.wait_for_function("copied => navigator.clipboard.readText().then((text) => text === copied)", arg=copied)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
