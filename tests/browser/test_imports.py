"""Imports in a real browser: no barriers in the list and a report, and a row opens its report, which Back undoes."""

import json
import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from coaching.storage.database import Database
from coaching.words import wording
from tests.browser.test_accessibility import examine
from tests.browser.waiting import settled
from tests.importers.export import conversation
from tests.importers.export import page as of_records

KIM = "viewer=kim@example.com"
REPORT = "calls.json, record 3 was refused: it names no agent."
HEADING = re.compile(wording.REPORT_OF_IMPORT.partition("{")[0])


@pytest.fixture
def imported(serve: Callable[[str], str], centre_file: str) -> str:
    """The address of a centre in which Kim may administer and two imports were."""
    database = Database(centre_file)
    with database.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = permissions || ['administration'] WHERE name = 'Kim Kaur'")
        cursor.execute(
            "INSERT INTO imports BY NAME SELECT 'i-' || number AS import_id, 'inbox' AS came_by, 'root' AS account, "
            "now()::TIMESTAMP - to_days(number::INTEGER) AS begun_at, now()::TIMESTAMP AS ended_at, "
            "['/inbox/calls.json', '/inbox/chats.json'] AS files, 'incomplete' AS outcome, 12 AS loaded, "
            "0 AS set_aside, 1 AS refused, 0 AS left_out, $report AS report FROM range(2) each(number)",
            {"report": REPORT},
        )
    database.close()
    return serve(centre_file)


def test_the_list_and_a_report_have_no_barriers(page: Page, imported: str) -> None:
    examine(page, f"{imported}/imports?import=i-0&{KIM}")
    expect(page.get_by_text(REPORT)).to_be_visible()


def test_a_row_opens_its_report_and_back_undoes_it(page: Page, imported: str) -> None:
    page.goto(f"{imported}/imports?{KIM}")
    settled(page)
    report = page.get_by_role("heading", level=2, name=HEADING)
    expect(report).to_have_count(0)
    page.get_by_role("link", name=re.compile(wording.OPEN_REPORT_OF_IMPORT.partition("{")[0])).last.click()
    expect(report).to_be_in_viewport()
    expect(page).to_have_url(re.compile("import=i-1"))
    page.go_back()
    expect(report).to_have_count(0)
    expect(page).not_to_have_url(re.compile("import=i-1"))


def test_a_file_is_uploaded_and_what_was_refused_comes_back(page: Page, imported: str) -> None:
    page.goto(f"{imported}/imports?{KIM}")
    settled(page)
    bad = conversation("k-2", **{"Conversation Start Time": "abc"})
    content = json.dumps(of_records(conversation("k-1"), bad)).encode()
    page.locator("input[type=file]").set_input_files({"name": "a.json", "mimeType": "text/plain", "buffer": content})
    page.get_by_role("button", name=wording.UPLOAD_BEGIN, exact=True).click()
    expect(page.get_by_role("heading", level=2, name=HEADING)).to_be_visible()
    expect(page.get_by_text("a.json, record 2, Conversation Start Time")).to_be_visible()
    page.get_by_role("button", name=wording.RETURNED_TAKE).click()
    with page.expect_download() as begun:
        page.get_by_text(wording.DOWNLOAD_KINDS["zip"], exact=True).click()
    with zipfile.ZipFile(begun.value.path()) as archive:
        assert json.loads(archive.read("a.json")) == [bad]
    memory = page.request.get(f"{imported}/_stcore/metrics").text()
    assert "cache_memory_bytes" in memory
    assert "UploadedFileManager" not in memory  # which would refuse the next files of this tab once it is full
