"""Notices as a page, and the bell above every page: what is new, where it leads, and when it is read."""

import re

import pytest

from coaching.assignments import discussion
from coaching.people import preferences
from coaching.people.notices import Kind
from coaching.storage.database import Database
from coaching.telling import calendar_addresses, notice_list
from coaching.ui.pages import notices_actions
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import counted
from tests.pages.monitored import ANA, KIM, SAM, change
from tests.pages.screens import follow, html_of, open_page

PAGE = navigation.FILES[navigation.NOTICES]


def links(html: str) -> list[str]:
    """Where the lines of the list lead to, from top to bottom."""
    part = html.partition('<ul class="notices">')[2].partition("</ul>")[0]
    return [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+)"', part)]


def test_a_notice_leads_to_its_place_and_is_read_there(centre: Database) -> None:
    discussion.write_note(centre, SAM, "ca-ana", "Hello")
    one = counted(1, wording.NOTICES_NEW)
    assert one in html_of(open_page(navigation.FILES[navigation.MY_COACHING], viewer=ANA))
    assert one not in html_of(open_page(navigation.FILES[navigation.TO_DO], viewer=SAM))
    page = open_page(PAGE, viewer=ANA)
    assert 'class="new"' in html_of(page)
    (link,) = links(html_of(page))
    assert link.startswith("assignment?assignment=ca-ana")
    assert one not in html_of(follow(link))
    assert [each.read for each in notice_list.notices(centre, ANA)] == [True]
    assert 'class="new"' not in html_of(open_page(PAGE, viewer=ANA))


def test_all_are_read_by_one_button(centre: Database) -> None:
    for words in ("One", "Two"):
        discussion.write_note(centre, SAM, "ca-ana", words)
    page = open_page(PAGE, viewer=ANA)
    page.button(key=notices_actions.READ_ALL).click().run()
    assert not page.exception
    assert notice_list.unread(centre, ANA) == []
    assert not [each for each in page.button if each.key == notices_actions.READ_ALL]


def test_a_hostile_name_is_text(centre: Database) -> None:
    change(centre, "UPDATE assignments SET name = '<img src=x onerror=alert(1)>' WHERE assignment_id = 'ca-ana'")
    discussion.write_note(centre, SAM, "ca-ana", "Hello")
    html = html_of(open_page(PAGE, viewer=ANA))
    assert "&lt;img" in html
    assert "<img" not in html


def test_nobody_told_anything_reads_so(centre: Database) -> None:
    assert [each.value for each in open_page(PAGE, viewer=ANA).info] == [wording.NO_NOTICES]


def test_whoever_may_only_administer_has_the_bell(centre: Database) -> None:
    change(centre, f"UPDATE people SET permissions = ['administration'] WHERE person_id = '{KIM}'")
    html = html_of(open_page(navigation.FILES[navigation.IMPORTS], viewer=KIM))
    assert 'class="bell"' in html
    assert "search" not in html
    assert not open_page(PAGE, viewer=KIM).error


@pytest.fixture
def mails_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHING_SMTP_HOST", "mail.example.com")
    monkeypatch.setenv("COACHING_SMTP_FROM", "coaching@example.com")
    monkeypatch.setenv("COACHING_PUBLIC_ADDRESS", "https://coaching.example.com")


@pytest.mark.usefixtures("mails_are_sent")
def test_everybody_chooses_from_what_they_can_be_told(centre: Database) -> None:
    change(centre, f"UPDATE people SET permissions = permissions || ['administration'] WHERE person_id = '{KIM}'")
    offered = {}
    for viewer in (ANA, SAM, KIM):
        page = open_page(PAGE, viewer=viewer)
        keys = {str(each.key) for each in page.selectbox}
        offered[viewer] = {kind for kind in Kind if f"{notices_actions.MAIL}_{kind}" in keys}
    assert {Kind.ASSIGNED, Kind.OUTCOME} <= offered[ANA]
    assert not {Kind.REQUEST, Kind.IMPORT_FAILED} & offered[ANA]
    assert Kind.REQUEST in offered[SAM]
    assert not {Kind.ASSIGNED, Kind.IMPORT_FAILED} & offered[SAM]
    assert {Kind.IMPORT_FAILED, Kind.MAIL_FAILED, Kind.REQUEST} <= offered[KIM]


@pytest.mark.usefixtures("mails_are_sent")
def test_what_is_chosen_is_kept(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA)
    page.selectbox(key=f"{notices_actions.MAIL}_note").select("never").run()
    assert not page.exception
    assert preferences.preferences(centre, ANA) == {"mail_note": "never"}
    assert page.selectbox(key=f"{notices_actions.MAIL}_note").value == "never"


def test_where_no_mails_are_sent_nobody_is_asked(centre: Database) -> None:
    keys = [str(each.key) for each in open_page(PAGE, viewer=ANA).selectbox]
    assert not [key for key in keys if key.startswith(notices_actions.MAIL)]


def test_the_address_of_a_calendar_is_shown_once_and_ends(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA)
    assert not page.code
    page.button(key=f"{notices_actions.CALENDAR}_make").click().run()
    assert not page.exception
    (shown_now,) = [each.value for each in page.code]
    *_, calendar_id, last = shown_now.split("/")
    assert calendar_addresses.owner(centre, calendar_id, last.removesuffix(".ics")) == ANA
    again = open_page(PAGE, viewer=ANA)
    assert not again.code
    again.button(key=f"{notices_actions.CALENDAR}_stop").click().run()
    assert not again.exception
    assert not calendar_addresses.has_address(centre, ANA)
