"""Dates with day and month as numbers are read as the other dates of their file show, and refused where none does."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import assignment, conversation, load, metric, page, refused, rows, transcript, turn, write

STARTED = "SELECT interaction_id, started_at FROM interactions ORDER BY ALL"
AUDITED = {"conversation_id": "k-1", "auditor_email": "uma@example.com", "supervisor_audit_score": 70}


def _at(conversation_id: str, started: str, /, **more: Any) -> dict[str, Any]:
    return {**conversation(conversation_id, **more), "Conversation Start Time": started, "Conversation End Time": None}


@settings(max_examples=databases.examples(12), deadline=None)
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2026, 2, 1)).map(lambda at: at.replace(microsecond=0)),
    st.integers(13, 28),
    st.sampled_from((".", "/", "-")),
    st.booleans(),
    st.sampled_from(("p.json", "m.csv")),
)
def test_another_date_of_the_file_settles_the_order(
    tmp_path: Path, at: datetime, day: int, separator: str, day_first: bool, file: str
) -> None:
    def written(when: datetime) -> str:
        order = "%d{0}%m{0}%Y %H:%M:%S" if day_first else "%m{0}%d{0}%Y %H:%M:%S"
        return when.strftime(order.format(separator))

    started = {"k-1": at, "k-2": at.replace(day=day)}
    files = {
        "p.json": page(*(_at(each, written(when)) for each, when in started.items())),
        "m.csv": [
            {"conversationId": each, "agentEmail": "nia@example.com", "conversationStartTime": written(when)}
            for each, when in started.items()
        ],
    }
    database = databases.fresh()
    try:
        report = import_paths(database, write(tmp_path, {file: files[file]}))
        assert rows(database, STARTED) == list(started.items())
    finally:
        database.close()
    name = "day/month/year" if day_first else "month/day/year"
    is_ambiguous = at.day <= 12 and at.day != at.month
    assert [f"{file} were read as {name}" in note for note in report.notes] == [True] * is_ambiguous


@pytest.mark.parametrize(
    "others",
    [
        [],
        [_at("k-2", "13.03.2026"), _at("k-3", "03.13.2026")],
        [_at("k-2", "2026-03-13T09:00:00Z", **{"Customer since": "13.03.2026"})],
    ],
    ids=["alone", "both orders", "no time of the record"],
)
def test_a_date_is_refused_where_the_file_does_not_settle_the_order(
    database: Database, tmp_path: Path, others: list[dict[str, Any]]
) -> None:
    report = load(database, tmp_path, {"p.json": page(_at("k-1", "02.03.2026 09:15"), *others)})
    (refusal,) = refused(report)
    assert refusal[2:] == (
        "Conversation Start Time",
        '"02.03.2026 09:15" may be day 2 of month 3, or day 3 of month 2: '
        "write it like 2026-05-04T09:00:00Z, or as seconds or milliseconds since 1970",
    )


def test_every_time_of_a_record_is_read_so(database: Database, tmp_path: Path) -> None:
    agents = [
        {"Agent Email": "nia@example.com", "Agent Start Time": "02.03.2026 09:00"},
        {"Agent Email": "olu@example.com", "Agent Start Time": "02.03.2026 09:04"},
    ]
    evidence = {"message_id": ["m-1"], "timestamp": ["02.03.2026 09:00:05"]}
    record = _at(
        "k-1",
        "02.03.2026 09:00",
        Agents=agents,
        Metrics=[metric("q-1", "NO", justification=[evidence])],
        **{"Auditor Name": "Uma Udo", "Audit Date": "13.03.2026", "Supervisor Audit Score": 50},
    )
    said = transcript(turn("USER", "Hello", "2026-03-02T09:00:05Z"))
    load(database, tmp_path, {"p.json": page(record), "k-1.json": said})
    assert rows(database, "SELECT agent_id, started_at FROM interactions") == [
        ("olu@example.com", datetime(2026, 3, 2, 9))
    ]
    assert rows(database, "SELECT said_at FROM evidence") == [(datetime(2026, 3, 2, 9, 0, 5),)]


@pytest.mark.parametrize("first", ["a.json", "as.json"])
def test_a_record_that_waits_keeps_the_order_of_its_file(database: Database, tmp_path: Path, first: str) -> None:
    other = {**AUDITED, "conversation_id": "k-2", "audited_at": "13/03/2026"}
    waiting = {
        "a.json": [{**AUDITED, "audited_at": "05/03/2026 12:00"}, other],
        "as.json": [assignment(assigned_at="05/03/2026", follow_up_on="13/03/2026")],
    }
    load(database, tmp_path / "1", {first: waiting[first]})
    load(database, tmp_path / "2", {"p.json": page(conversation())})
    asked = {"a.json": "SELECT audited_at FROM audits", "as.json": "SELECT assigned_at FROM assignments"}
    ((at,),) = rows(database, asked[first])
    assert at.date() == datetime(2026, 3, 5).date()


def test_the_same_records_are_read_anew_once_their_file_settles_the_order(database: Database, tmp_path: Path) -> None:
    first = {**conversation(), "Conversation End Time": "02/03/2026 10:00"}
    load(database, tmp_path, {"p.json": page(first)})
    assert rows(database, "SELECT ended_at FROM interactions") == [(None,)]
    load(database, tmp_path, {"p.json": page(first, _at("k-2", "13/03/2026"))})
    ended = "SELECT ended_at FROM interactions WHERE interaction_id = 'k-1'"
    assert rows(database, ended) == [(datetime(2026, 3, 2, 10),)]
