"""A supervisor measures, goes away and comes back: the filters are there again, and so is what they exported."""

import re
import zipfile

from playwright.sync_api import Page, expect

from coaching.words import wording
from tests.browser.waiting import settled

SAM = "viewer=sam@example.com"


def download_both_files(page: Page) -> None:
    """What is shown, as CSV and as a workbook."""
    page.get_by_role("button", name=wording.DOWNLOAD).click()
    with page.expect_download() as downloading:
        page.get_by_text(wording.DOWNLOAD_KINDS["csv"], exact=True).click()
    assert downloading.value.suggested_filename.endswith(".csv")
    lines = downloading.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0].startswith(f"Agent,Team,Name,{wording.COACHING_AREA},")
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["Ana Alves", "North", "Coaching ca-ana", area] for area in ("Accuracy", "Compliance", "Etiquette")
    ]
    page.get_by_role("button", name=wording.DOWNLOAD).click()
    with page.expect_download() as downloading:
        page.get_by_text(wording.DOWNLOAD_KINDS["xlsx"], exact=True).click()
    assert zipfile.is_zipfile(downloading.value.path())


def test_filters_come_back_and_what_is_shown_can_be_taken_along(page: Page, server: str) -> None:
    page.goto(f"{server}/coaching-monitor?{SAM}")
    expect(page.get_by_role("heading", name=wording.COACHING_MONITOR)).to_be_visible()
    rows = page.get_by_role("table", name=wording.MONITORED).get_by_role("row")
    expect(rows).to_have_count(3)
    page.get_by_text(wording.COMPARE_CHANGE, exact=True).click()
    expect(page.get_by_text(wording.COMPARED)).to_be_visible()
    expect(page).to_have_url(re.compile("monitor_compare=true"))
    page.get_by_role("combobox", name="Agent").click()
    page.get_by_role("option", name="Ana Alves").click()
    page.keyboard.press("Escape")
    expect(rows).to_have_count(2)
    expect(page).to_have_url(re.compile("monitor_agent=ana"))
    expect(rows.nth(1).get_by_text("Compliance")).to_be_visible()
    expect(rows.nth(1).get_by_role("listitem").first).to_have_attribute("title", "0 interactions before, 0 after")
    counted = page.get_by_role("button", name="3 not to be judged", exact=True)
    counted.click()
    expect(page).to_have_url(re.compile("monitor_verdict=not_judged"))
    expect(counted).to_have_attribute("aria-pressed", "true")
    settled(page)

    # a visit from the bare address, in a session of its own
    page.goto("about:blank")
    page.goto(f"{server}/coaching-monitor?{SAM}")
    expect(page.get_by_text(wording.COMPARED)).to_be_visible()
    expect(rows).to_have_count(2)
    expect(page).to_have_url(re.compile("monitor_agent=ana"))
    expect(page).to_have_url(re.compile("monitor_compare=true"))
    expect(page).to_have_url(re.compile("monitor_verdict=not_judged"))

    download_both_files(page)

    page.get_by_role("link", name="Progress of Ana Alves: Coaching ca-ana").click()
    expect(page).to_have_url(re.compile(r"/progress\?.*assignment=ca-ana"))
    page.go_back()
    expect(rows).to_have_count(2)
    expect(page).to_have_url(re.compile("monitor_agent=ana"))

    # the link back has no filters in its address: what this session showed comes back, not only what was kept
    page.get_by_role("link", name="Progress of Ana Alves: Coaching ca-ana").click()
    expect(page).to_have_url(re.compile(r"/progress\?.*assignment=ca-ana"))
    page.get_by_role("link", name=wording.COACHING_MONITOR).first.click()
    expect(rows).to_have_count(2)
    expect(page).to_have_url(re.compile("monitor_agent=ana"))
    expect(page).to_have_url(re.compile("monitor_verdict=not_judged"))
