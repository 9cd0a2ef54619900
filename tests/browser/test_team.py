"""From the map of a team to what fails in a cell, to another order of its rows, and to a coaching form."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from coaching.storage.database import Database
from coaching.words import wording
from tests.browser.waiting import settled

SAM = "viewer=sam@example.com"


def test_from_the_map_to_coaching(page: Page, serve: Callable[[str], str], centre_file: str) -> None:
    database = Database(centre_file)
    with database.transaction() as cursor:  # Ben has seven interactions, of which each fails Etiquette
        cursor.execute("UPDATE area_daily SET earned = 7 * earned, possible = 7 * possible, interactions = 7 "
                       "WHERE agent_id = 'ben@example.com'")  # fmt: skip
        cursor.execute("UPDATE assignments SET follow_up_on = DATE '2020-01-01' WHERE assignment_id = 'ca-ben'")
    database.close()
    server = serve(centre_file)
    page.goto(f"{server}/team?{SAM}")
    names = page.locator("tbody th")
    expect(names).to_have_text([re.compile(wording.MAP_WHOLE), re.compile("Ben Bauer"), re.compile("Ana Alves")])

    # a heading sorts, pressed again the other way round; the way back undoes it
    page.get_by_role("button", name="Agent", exact=True).click()
    expect(names).to_have_text([re.compile(wording.MAP_WHOLE), re.compile("Ana Alves"), re.compile("Ben Bauer")])
    expect(page).to_have_url(re.compile("team_sort=name"))
    page.get_by_role("button", name=re.compile("^Agent")).click()
    expect(page).to_have_url(re.compile("team_backwards=true"))
    expect(names).to_have_text([re.compile(wording.MAP_WHOLE), re.compile("Ben Bauer"), re.compile("Ana Alves")])
    page.go_back()
    expect(names).to_have_text([re.compile(wording.MAP_WHOLE), re.compile("Ana Alves"), re.compile("Ben Bauer")])
    settled(page)

    # a cell leads to what fails in it, and the way back to the map as it was
    page.get_by_role("link", name="What Ben Bauer fails in Etiquette: 0").click()
    expect(page.get_by_role("heading", name=wording.EVALUATION, exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/evaluation\?.*agent=ben.*evaluation_area=Etiquette"))
    page.go_back()
    expect(names.first).to_be_visible()

    # one click fills the form
    page.get_by_role("button", name="Assign Ben Bauer coaching on Etiquette").click()
    expect(page.get_by_role("heading", name="New coaching for Ben Bauer")).to_be_visible()
    expect(page.get_by_role("button", name=wording.REMOVE, exact=True)).to_have_count(1)
    settled(page)

    # over time the newest weeks are in sight, however many there are before them
    page.goto(f"{server}/team?{SAM}&team_show=over_time")
    expect(page.get_by_role("columnheader").last).to_be_in_viewport(ratio=0.9)
