"""Imports as a page: who finds it, what a row says, the report of one import with its own address, and as a file."""

import io
import json
import zipfile
from datetime import datetime

import pytest

from coaching.intake import uploads
from coaching.intake.import_log import Ended
from coaching.intake.importing import Importer
from coaching.intake.request import CameBy
from coaching.storage.database import Database
from coaching.storage.errors import NotSavedError
from coaching.ui.pages import imports_view as view
from coaching.ui.pieces import pager
from coaching.ui.pieces.downloads import Kind
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import LONGEST_TEXT, counted
from tests.importers.export import conversation
from tests.importers.export import page as of_records
from tests.pages.downloaded import menus_of, taken
from tests.pages.monitored import ANA, KIM, SAM, change
from tests.pages.screens import everything_sent, html_of, open_page, rows_of, shown, tables_of

PAGE = navigation.FILES[navigation.IMPORTS]
REPORT = "calls.json, record 3 was refused: it has no *agent*.\n2 conversations loaded."
ROW = (
    "INSERT INTO imports (import_id, came_by, begun_by, account, begun_at, ended_at, files, outcome, loaded, "
    "set_aside, refused, left_out, report) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@pytest.fixture
def administered(centre: Database) -> Database:
    """Sam may administer."""
    change(centre, f"UPDATE people SET permissions = permissions || ['administration'] WHERE person_id = '{SAM}'")
    return centre


def add(centre: Database, import_id: str, day: int, **more: object) -> None:
    """An import of this day of March 2026."""
    row = {
        "came_by": "command",
        "begun_by": None,
        "account": "root",
        "begun_at": datetime(2026, 3, day, 9),
        "ended_at": datetime(2026, 3, day, 10),
        "files": ["/exports/calls.json", "/exports/chats.json"],
        "outcome": "incomplete",
        "loaded": 1_234,
        "set_aside": 3,
        "refused": 1,
        "left_out": 0,
        "report": REPORT,
    } | more
    with centre.transaction() as cursor:
        cursor.execute(ROW, [import_id, *row.values()])


def test_a_row_says_who_imported_what_and_what_became_of_it(administered: Database) -> None:
    add(administered, "old", 1, came_by="page", begun_by=KIM, account=None)
    add(administered, "new", 2, outcome=None, ended_at=None, loaded=None, set_aside=None, refused=None, left_out=None)
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert page.title[0].value == wording.IMPORTS
    assert any(each.value.startswith(wording.DATA_AS_OF.partition("{")[0]) for each in page.caption)
    assert shown(page, view.TABLE, "by") == ["root", "Kim Kaur"]
    assert shown(page, view.TABLE, "way") == [wording.IMPORT_WAYS["command"], wording.IMPORT_WAYS["page"]]
    assert shown(page, view.TABLE, "ended") == [wording.IMPORT_ENDED["running"], wording.IMPORT_ENDED["incomplete"]]
    assert [rows["files"]["note"] for rows in rows_of(page, view.TABLE)] == ["and 1 more"] * 2
    assert [shown(page, view.TABLE, key)[1] for key in view.NUMBERS] == ["1,234", "3", "1", "0"]
    assert [shown(page, view.TABLE, key)[0] for key in view.NUMBERS] == [wording.NA] * 4
    assert not page.code
    file = taken(page, view.TABLE, Kind.CSV)
    assert file.table[wording.IMPORT_COLUMNS["loaded"]].tolist() == ["NA", "1234.0"]


def test_data_that_is_older_than_the_centre_allows_is_an_alarm(administered: Database) -> None:
    add(administered, "one", 1)
    change(administered, "INSERT INTO centre_settings VALUES ('data_too_old_hours', '9999')")
    assert not open_page(PAGE, viewer=SAM).warning
    change(administered, "UPDATE centre_settings SET value = '5' WHERE name = 'data_too_old_hours'")
    page = open_page(PAGE, viewer=SAM)
    old = counted(5, wording.DATA_TOO_OLD)
    assert [each.value for each in page.warning] == [wording.DATA_TOO_OLD_HERE.format(old=old)]
    for other in (navigation.ASSIGNMENTS, navigation.MARKED_FOR_COACHING, navigation.TO_DO, navigation.COVERAGE):
        assert any(each.value.endswith(old) for each in open_page(navigation.FILES[other], viewer=SAM).caption), other


def test_a_row_leads_to_the_report_below_and_it_leaves_as_text(administered: Database) -> None:
    add(administered, "one", 1)
    long = "x" * (LONGEST_TEXT + 10) + "the end"
    add(
        administered, "long", 2, report=long, files=[f"/exports/{number}.json" for number in range(view.MOST_FILES + 5)]
    )
    (table,) = tables_of(open_page(PAGE, viewer=SAM), view.TABLE)
    assert ["import=long" in table["rows"][0]["address"], "import=one" in table["rows"][1]["address"]] == [True, True]
    assert table["stays"]
    page = open_page(PAGE, viewer=SAM, **{view.IMPORT: "one"})
    assert not page.exception
    assert len(rows_of(page, view.TABLE)) == 2
    assert page.code[0].value == REPORT
    assert wording.IMPORT_ENDED_MEANS["incomplete"] in html_of(page)
    assert page.text[0].value == "/exports/calls.json\n/exports/chats.json"
    assert menus_of(page)[view.REPORT] == ["TXT"]
    file = taken(page, view.REPORT, Kind.TXT)
    assert (file.content.decode(), file.type) == (REPORT, "text/plain")
    page.button(key="imports_close").click().run()
    assert not page.code
    assert view.IMPORT not in page.query_params

    page = open_page(PAGE, viewer=SAM, **{view.IMPORT: "long"})
    assert "the end" not in page.code[0].value
    assert page.text[0].value.endswith("and 5 more")
    assert taken(page, view.REPORT, Kind.TXT).content.decode() == long


@pytest.mark.parametrize(("outcome", "said"), [("failed", True), (None, False)])
def test_an_import_that_said_nothing(administered: Database, outcome: str | None, said: bool) -> None:
    add(administered, "one", 1, outcome=outcome, report=None, files=[], begun_by=None, account=None)
    page = open_page(PAGE, viewer=SAM, **{view.IMPORT: "one"})
    assert not page.exception
    assert not page.code
    assert view.REPORT not in menus_of(page)
    assert (wording.IMPORT_SAID_NOTHING in [each.value for each in page.caption]) == said
    assert wording.IMPORT_ENDED_MEANS[outcome or view.RUNNING] in html_of(page)


def test_an_import_that_is_not_there(administered: Database) -> None:
    add(administered, "one", 1)
    page = open_page(PAGE, viewer=SAM, **{view.IMPORT: "nothing"})
    assert [each.value for each in page.error] == [wording.NO_SUCH_IMPORT]
    assert len(rows_of(page, view.TABLE)) == 1


def test_before_the_first_import_the_page_says_how_to_import(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert [each.value for each in page.info] == [wording.NO_IMPORTS]
    change(administered, "DELETE FROM interactions")
    page = open_page(PAGE, viewer=SAM)
    assert wording.IMPORTS_NO_DATA in [each.value for each in page.caption]


def test_a_file_is_uploaded_and_its_report_opens_when_the_import_has_ended(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    begin = page.button(key="imports_begin")
    assert begin.disabled
    bad = conversation("k-2", **{"Conversation Start Time": "abc"})
    content = json.dumps(of_records(conversation("k-1"), bad)).encode()
    with administered.importing.taken(lambda: None):
        page.file_uploader[0].upload("calls.json", content, "application/json").run()
        page.button(key="imports_begin").click().run()
        assert not page.exception
        assert not page.file_uploader[0].value
        other = open_page(PAGE, viewer=SAM)
        for one in (page, other):
            assert wording.UPLOAD_GOES_ON in [each.value for each in one.caption]
            assert wording.UPLOAD_WAITS.rpartition(":")[2] in everything_sent(one)
    for thread in [each for each in uploads.desk(administered)._running.values() if each is not None]:
        thread.join(60)
    page.run()
    assert shown(page, view.TABLE, "way") == [wording.IMPORT_WAYS["page"]]
    assert "record 2" in page.code[0].value
    file = taken(page, view.RETURNED, Kind.ZIP)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert json.loads(archive.read("calls.json")) == [bad]


def test_an_upload_that_fails_before_it_is_noted_says_so(
    administered: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise NotSavedError(wording.DATABASE_AWAY)

    monkeypatch.setattr(Importer, "run", away)
    page = open_page(PAGE, viewer=SAM)
    page.file_uploader[0].upload("calls.json", b"[]", "application/json").run()
    page.button(key="imports_begin").click().run()
    for thread in [each for each in uploads.desk(administered)._running.values() if each is not None]:
        thread.join(60)
    if not page.error:
        page.run()
    assert [each.value for each in page.error] == [wording.IMPORT_ENDED_MEANS["failed"]]


def test_who_may_no_longer_administer_uploads_nothing(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    page.file_uploader[0].upload("calls.json", b"[]", "application/json").run()
    change(administered, "UPDATE people SET permissions = ['qa_functionalities']")
    page.button(key="imports_begin").click().run()
    assert [each.value for each in page.error] == [wording.MISSING_PERMISSION.format(permissions="administration")]
    assert administered.first("SELECT 1 AS found FROM imports") is None


def test_a_long_list_has_pages_and_its_file_all_rows(administered: Database) -> None:
    for number in range(pager.ROWS + 1):
        add(administered, f"i{number}", number + 1)
    page = open_page(PAGE, viewer=SAM, imports_page="2")
    assert len(rows_of(page, view.TABLE)) == 1
    assert len(taken(page, view.TABLE, Kind.CSV).table) == pager.ROWS + 1


def test_who_may_not_administer_reads_nothing(centre: Database) -> None:
    add(centre, "one", 1)
    for viewer in (ANA, SAM, KIM):
        page = open_page(PAGE, viewer=viewer, **{view.IMPORT: "one"})
        assert [each.value for each in page.error] == [wording.MISSING_PERMISSION.format(permissions="administration")]
        assert not [words for words in ("calls.json", "refused", "root") if words in everything_sent(page)]


def test_the_menu_has_administration_for_who_may_administer_only(administered: Database) -> None:
    def menu(viewer: str) -> str:
        return "".join(each.proto.body for each in open_page(None, viewer=viewer).sidebar.get("html"))

    assert wording.MENU_SECTIONS["administration"] in menu(SAM)
    assert wording.MENU_SECTIONS["administration"] not in menu(KIM)
    assert wording.MENU_SECTIONS["administration"] not in menu(ANA)
    change(administered, f"UPDATE people SET permissions = permissions || ['administration'] WHERE person_id = '{ANA}'")
    assert wording.MENU_SECTIONS["administration"] in menu(ANA)


def test_who_may_only_administer_begins_with_the_imports(centre: Database) -> None:
    change(centre, "UPDATE people SET permissions = ['administration'] WHERE person_id = 'ned@example.com'")
    assert open_page(None, viewer="ned@example.com").title[0].value == wording.IMPORTS


def test_every_way_in_and_every_end_has_words() -> None:
    assert wording.IMPORT_WAYS.keys() == set(CameBy)
    assert wording.IMPORT_ENDED.keys() == wording.IMPORT_ENDED_MEANS.keys() == {*Ended, view.RUNNING}
