"""The change log as a page: what a row says, filters with their addresses, pages, and as a file."""

import pytest

from coaching.assignments import discussion, marks
from coaching.people import centre_settings
from coaching.storage.database import Database
from coaching.ui.pages import change_log_view as view
from coaching.ui.pieces import pager
from coaching.ui.pieces.downloads import Kind
from coaching.ui.shell import navigation
from coaching.words import wording
from tests.centre import let_administer
from tests.pages.downloaded import taken
from tests.pages.monitored import ANA, SAM, change
from tests.pages.screens import everything_sent, open_page, rows_of, shown

PAGE = navigation.FILES[navigation.CHANGE_LOG]
SECRET = "Zebra words"


@pytest.fixture
def administered(centre: Database) -> Database:
    """Sam may administer, and something was done."""
    let_administer(centre, SAM)
    centre_settings.change(centre, SAM, {"place_in_team": "count"})
    discussion.write_note(centre, ANA, "ca-ana", SECRET)
    return centre


def test_a_row_says_who_changed_what_and_none_of_the_words(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM, change_log_kind="setting")
    assert not page.exception
    assert shown(page, view.TABLE, "who") == ["Sam Soto"]
    assert shown(page, view.TABLE, "about") == [wording.SETTING_LABELS["place_in_team"]]
    choices = wording.SETTING_CHOICES["place_in_team"]
    assert [shown(page, view.TABLE, key) for key in ("was", "becomes")] == [[choices["no"]], [choices["count"]]]
    page = open_page(PAGE, viewer=SAM)
    assert SECRET not in everything_sent(page)
    assert wording.CHANGE_FIELDS["wrote"] in shown(page, view.TABLE, "change")
    assert "Ana Alves" in everything_sent(page)


def test_filters_are_in_the_address_and_can_be_cleared(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM, change_log_who="ana")
    assert set(shown(page, view.TABLE, "who")) == {"Ana Alves"}
    page = open_page(PAGE, viewer=SAM, change_log_who="nobody of this name")
    assert [each.value for each in page.info] == [wording.NO_CHANGES_MATCH]
    page.button(key="nothing_clear").click().run()
    assert len(rows_of(page, view.TABLE)) > 1
    page = open_page(PAGE, viewer=SAM, change_log_period="own_dates")
    assert not page.exception


def test_a_long_list_has_pages_and_its_file_all_rows(administered: Database) -> None:
    change(administered, f"INSERT INTO acknowledgements SELECT 'ca-ana', '{ANA}', now()::TIMESTAMP FROM range(40)")
    marks.ask(administered, ANA, "c-ana-3", ["Accuracy"], SECRET)
    page = open_page(PAGE, viewer=SAM)
    assert len(rows_of(page, view.TABLE)) == pager.ROWS
    file = taken(page, view.TABLE, Kind.CSV)
    assert len(file.table) > 40
    assert SECRET not in file.content.decode()


def test_who_may_not_administer_reads_nothing(administered: Database) -> None:
    page = open_page(PAGE, viewer=ANA)
    assert [each.value for each in page.error] == [wording.MISSING_PERMISSION.format(permissions="administration")]
    assert wording.CHANGE_FIELDS["wrote"] not in everything_sent(page)
