"""Backups as a page: which there are, one made now, one taken away by a link that works once, and failures said."""

import asyncio
import shutil
import time
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from coaching.keeping import backups
from coaching.keeping.backup_keeper import Failed
from coaching.storage.database import Database
from coaching.ui.pages import backups_view as view
from coaching.ui.shell import backup_files, navigation, session
from coaching.words import wording
from coaching.words.days import utc_now
from tests.pages.monitored import KIM, SAM, change
from tests.pages.screens import html_of, open_page, shown, tables_of

PAGE = navigation.FILES[navigation.BACKUPS]


@pytest.fixture
def administered(centre: Database) -> Database:
    """Sam may administer, and no backup is made by itself."""
    change(centre, f"UPDATE people SET permissions = permissions || ['administration'] WHERE person_id = '{SAM}'")
    change(centre, "INSERT INTO centre_settings VALUES ('backup_hour', '')")
    return centre


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "backups").mkdir()
    monkeypatch.setenv("COACHING_BACKUPS", str(tmp_path / "backups"))
    return tmp_path / "backups"


def get(address: str) -> Response:
    """What the server answers to who follows a link."""
    place, _, token = address.partition("/")
    assert place == backup_files.ADDRESS
    answer = backup_files.route().endpoint(Request({"type": "http", "path_params": {"token": token}}))
    response: Response = asyncio.run(answer)
    return response


def test_without_a_folder_the_page_says_how_to_have_one(administered: Database) -> None:
    assert [each.value for each in open_page(PAGE, viewer=SAM).info] == [wording.NO_BACKUP_FOLDER]


def test_a_backup_is_made_listed_opened_and_taken_away(administered: Database, folder: Path) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert [each.value for each in page.info] == [wording.NO_BACKUPS]
    page.button(key="backups_now").click().run()
    assert not page.exception
    keeper = session.backup_keeper()
    assert keeper is not None
    while keeper.progress is not None:
        pass
    (backup,) = backups.kept(folder)
    broken = folder / "coaching-2026-03-03T020000Z.zip"
    broken.write_text("broken")

    name = backup.path.name
    page = open_page(PAGE, viewer=SAM, **{view.BACKUP: name})
    assert not page.exception
    assert shown(page, view.TABLE, "checked") == [wording.BACKUP_WHOLE, wording.BACKUP_NOT_WHOLE]
    (table,) = tables_of(page, view.TABLE)
    assert f"backup={name}" in table["rows"][0]["address"]
    assert f"restore {backup.path} --replace" in page.code[0].value
    page.button(key="backups_take").click().run()
    assert not page.exception
    address = html_of(page).partition('href="./')[2].partition('"')[0]
    taken = get(address)
    assert isinstance(taken, FileResponse)
    assert (taken.path, name in taken.headers["content-disposition"]) == (backup.path, True)
    assert get(address).status_code == get("backup-file/other").status_code == 404
    page.button(key="backups_close").click().run()
    assert view.BACKUP not in page.query_params

    page = open_page(PAGE, viewer=SAM, **{view.BACKUP: broken.name})
    assert any("is no backup of this app" in each.value for each in page.error)
    page = open_page(PAGE, viewer=SAM, **{view.BACKUP: "../coaching.duckdb"})
    assert [each.value for each in page.error] == [wording.NO_SUCH_BACKUP]


def test_what_failed_is_said_and_a_folder_that_went_away_too(administered: Database, folder: Path) -> None:
    keeper = session.backup_keeper()
    assert keeper is not None
    keeper.failed = Failed(at=utc_now(), sentence="There is *no* room.")
    (said,) = [each.value for each in open_page(PAGE, viewer=SAM).error]
    assert "There is \\*no\\* room" in said
    shutil.rmtree(folder)
    page = open_page(PAGE, viewer=SAM)
    assert wording.BACKUP_FOLDER_AWAY in [each.value for each in page.error]
    assert not tables_of(page, view.TABLE)


def test_who_may_not_administer_reads_nothing(centre: Database, folder: Path) -> None:
    page = open_page(PAGE, viewer=KIM)
    assert [each.value for each in page.error] == [wording.MISSING_PERMISSION.format(permissions="administration")]
    assert not page.button


def test_links_are_few_and_do_not_work_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = backup_files.offer(tmp_path).rpartition("/")[2]
    tokens = [backup_files.offer(tmp_path).rpartition("/")[2] for _ in range(backup_files.MOST)]
    assert backup_files.take(first) is None
    assert backup_files.take(tokens[0]) == tmp_path
    monkeypatch.setattr(time, "monotonic", lambda: float("inf"))
    assert backup_files.take(tokens[1]) is None
