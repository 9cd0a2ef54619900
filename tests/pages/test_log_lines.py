"""What people do on pages stands in the log, and nobody's name or words do."""

import json
import logging

import pytest

from coaching import log_lines
from coaching.importers.report import Report
from coaching.intake.import_log import Ended, ImportLog
from coaching.intake.request import CameBy
from coaching.log_lines import Json, id_of
from coaching.storage.database import Database
from coaching.ui.shell import failures, navigation
from tests.pages.screens import open_page

ANA, SAM = "ana@example.com", "sam@example.com"
CANARY = "Canary"
NOTE = "discussion_note_ca-ana"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, log_lines.LOG.name)
    return caplog


def test_the_log_says_who_did_what_and_names_nobody(centre: Database, lines: pytest.LogCaptureFixture) -> None:
    with centre.transaction() as cursor:  # whatever people read has the word in it
        cursor.execute(f"UPDATE people SET name = '{CANARY} ' || name")
        cursor.execute(f"UPDATE turns SET text = '{CANARY} ' || text")
        cursor.execute(f"UPDATE assignments SET name = '{CANARY} ' || name")
    assignment = navigation.FILES[navigation.ASSIGNMENT]
    page = open_page(assignment, viewer=ANA, assignment="ca-ana")
    page.text_area(key=NOTE).set_value(f"{CANARY} words").run()
    page.button(key=f"{NOTE}_send").click().run()
    open_page(navigation.FILES[navigation.EVALUATION], viewer=ANA)  # a supervisor's page
    log = ImportLog(centre)
    log.end(
        log.begin(came_by=CameBy.PAGE, begun_by=SAM, account=None, files=[f"{CANARY}.json"]),
        Ended.COMPLETE, Report(), f"{CANARY} report",
    )  # fmt: skip

    said = [json.loads(Json().format(record)) for record in lines.records if record.name == log_lines.LOG.name]
    events = [one["event"] for one in said]
    assert {"signed_in", "command", "refused", "import_begun", "import_ended"} <= set(events)
    (note,) = [
        one for one in said if one["event"] == "command" and one["command"] == "assignments.discussion.write_note"
    ]
    assert note["person"] == id_of(ANA)
    refused = next(one for one in said if one["event"] == "refused")
    assert (refused["page"], refused["person"]) == ("evaluation", id_of(ANA))
    assert {one["person"] for one in said if "person" in one} == {id_of(ANA), id_of(SAM)}
    written = "\n".join(Json().format(record) for record in lines.records)
    assert CANARY not in written
    assert "example.com" not in written


def test_an_error_has_the_number_that_its_reader_reads(
    lines: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("streamlit.error", lambda text, **_: shown.append(text))
    failures.answer(RuntimeError(CANARY))
    (said,) = [json.loads(Json().format(record)) for record in lines.records if record.name == log_lines.LOG.name]
    assert (said["event"], said["kind"]) == ("error", "RuntimeError")
    assert f"(Number {said['number']})" in shown[0]
    assert CANARY not in str(said)
