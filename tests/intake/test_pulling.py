"""Pulling from the Raw Data API: all of a time once, on where the last one ended, whatever the server does."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.run import ImportStoppedError
from coaching.intake import private_files, pulling, quality_ai
from coaching.intake.importing import Outcome
from coaching.intake.pulling import OVERLAP, WINDOW, NotSetError, Pull, access, begins, is_due, windows
from coaching.intake.quality_ai import Access, Client, Clock
from coaching.intake.request import FAILED, LOADED
from coaching.intake.taking_in import why_failed
from coaching.settings import read
from coaching.storage.database import Database
from coaching.words.days import utc_now
from tests.importers.export import conversation, rows
from tests.intake.raw_data_server import ACCOUNT, CLIENT, JWT, ORG, SECRET, STREAM, RawData, page_of, serving
from tests.intake.running_app import running_app
from tests.intake.test_importing import Watching

NOW = utc_now().replace(microsecond=0)
NOTED = "SELECT came_by, outcome, loaded, pulled_until FROM imports ORDER BY begun_at, pulled_until"


@pytest.fixture
def server() -> Iterator[RawData]:
    with serving() as data:
        yield data


class Waits:
    """A clock that only counts how long it was to wait."""

    def __init__(self, server: RawData) -> None:
        self.seconds = 0.0
        self.clock = Clock(now=lambda: server.now, since=lambda: 0.0, wait=self._wait)

    def _wait(self, seconds: float) -> None:
        self.seconds += seconds


def at(number: int, when: datetime) -> dict[str, Any]:
    times = {"Conversation Start Time": f"{when:%Y-%m-%dT%H:%M:%S}.000Z", "Conversation End Time": None}
    return conversation(f"k-{number}", **times)


def token(server: RawData) -> Access:
    return Access(address=server.address, stream_id=STREAM, account_id=ACCOUNT, org_id=ORG, token=JWT)


def pulled(
    database: Database,
    server: RawData,
    since: datetime | None,
    waits: Waits | None = None,
    known: Access | None = None,
) -> Outcome:
    def connect(clock: Clock) -> Client:
        return Client(known or token(server), clock)

    clock = (waits or Waits(server)).clock
    return Pull(database, connect, beside_people=True, account="root").run(since, Watching(), clock)


def ids(database: Database) -> list[str]:
    return sorted(interaction_id for (interaction_id,) in rows(database, "SELECT interaction_id FROM interactions"))


@pytest.mark.storage
def test_all_of_a_time_is_pulled_once_and_the_next_goes_on_a_day_before(database: Database, server: RawData) -> None:
    days = [NOW - timedelta(days=day, hours=1) for day in range(12, 0, -1)]
    server.records = [at(number, days[number % 12]) for number in range(250)]
    outcome = pulled(database, server, NOW - timedelta(days=13))
    assert outcome.code == LOADED, outcome.text
    assert len(ids(database)) == 250
    noted = rows(database, NOTED)
    assert [row[:2] for row in noted] == [("pull", "complete")] * 2
    assert sum(row[2] for row in noted) == 250
    server.asked.clear()
    server.records.append(at(999, NOW - timedelta(hours=20)))  # which was evaluated late
    pulled(database, server, None)
    assert "k-999" in ids(database)
    assert server.asked[0]["startDate"] == str(max(row[3] for row in noted) - OVERLAP)
    assert not private_files.place(database.address).exists()


@pytest.mark.parametrize(
    ("fault", "least"),
    [
        ((429, {"retry-after": "17"}, b""), 17),
        ((500, {}, b"<html>"), 2),
        ((503, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, b""), 2),
        ((200, {}, b'{"results": [{"Conver'), 2),
        ((200, {}, b"[]"), 2),
        ((200, {"content-length": "5000"}, b'{"results"'), 2),  # breaks off
    ],
)
def test_what_passes_is_tried_again_later(database: Database, server: RawData, fault: Any, least: float) -> None:
    server.records = [at(1, NOW - timedelta(hours=3))]
    server.faults = [fault]
    waits = Waits(server)
    assert pulled(database, server, NOW - timedelta(days=1), waits).code == LOADED
    assert ids(database) == ["k-1"]
    assert least <= waits.seconds < least + 1


def test_no_server_asks_for_more_patience_than_a_little(database: Database, server: RawData) -> None:
    server.faults = [(429, {"retry-after": "99999999"}, b"")] * quality_ai.TRIES
    waits = Waits(server)
    outcome = pulled(database, server, NOW - timedelta(days=1), waits)
    assert outcome.code == FAILED
    assert waits.seconds <= quality_ai.TRIES * (quality_ai.LONGEST_WAIT + 1)
    assert len(server.asked) == quality_ai.TRIES


REPEATED = page_of(at(1, NOW), hasMore=True)


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ([REPEATED, REPEATED], "a second time"),
        ([page_of(hasMore=True)], "no records"),
        ([lambda body: page_of(at(body["page"], NOW), hasMore=True)] * 20, "more than 5 pages"),
        ([(404, {}, b"")], "404"),
        ([(302, {"location": "http://127.0.0.1:1/"}, b"")], "302"),
    ],
)
def test_what_does_not_pass_ends_it_and_the_next_begins_at_the_same_place(
    database: Database, server: RawData, monkeypatch: pytest.MonkeyPatch, faults: list[Any], said: str
) -> None:
    monkeypatch.setattr(quality_ai, "MOST_PAGES", 5)
    server.faults = faults
    outcome = pulled(database, server, NOW - timedelta(days=1))
    assert (outcome.code, said in outcome.text) == (FAILED, True)
    assert [row[:2] for row in rows(database, NOTED)] == [("pull", "failed")]
    with pytest.raises(NotSetError):
        begins(database, None, NOW)


def test_an_answer_that_drips_for_ever_ends(database: Database, server: RawData) -> None:
    seconds = iter(range(0, 10_000_000, 200))
    client = Client(
        token(server), Clock(now=lambda: server.now, since=lambda: float(next(seconds)), wait=lambda _: None)
    )
    server.faults = [(200, {}, b'{"results": [' + b" " * 300_000 + b"]}")] * 20
    with pytest.raises(quality_ai.PullError, match="takes too long"):
        list(client.pages(NOW - timedelta(days=1), NOW))
    client.close()


@pytest.mark.parametrize(
    ("expired", "wrong"), [("expired-token-of-yesterday", None), (None, "wrong-secret-of-the-app")]
)
def test_nothing_says_a_secret(
    database: Database, server: RawData, caplog: pytest.LogCaptureFixture, expired: str | None, wrong: str | None
) -> None:
    caplog.set_level(logging.DEBUG)
    known = replace(token(server), token=expired, client_id=CLIENT, client_secret=wrong)
    outcome = pulled(database, server, NOW - timedelta(days=1), known=known)
    assert outcome.code == FAILED
    ((report,),) = rows(database, "SELECT report FROM imports")
    everything = "\n".join([outcome.text, report, caplog.text, repr(known), repr(outcome)])
    assert "expired" in everything
    for secret in (expired, wrong, JWT):
        assert secret is None or secret not in everything


def test_a_token_is_signed_for_each_request(database: Database, server: RawData) -> None:
    server.records = [at(number, NOW - timedelta(hours=3)) for number in range(150)]
    signing = replace(token(server), token=None, client_id=CLIENT, client_secret=SECRET)
    assert pulled(database, server, NOW - timedelta(days=1), known=signing).code == LOADED
    assert len(ids(database)) == 150


def test_one_that_is_stopped_goes_on_after_the_last_part_that_was_whole(database: Database, server: RawData) -> None:
    server.records = [at(day, NOW - timedelta(days=day, hours=1)) for day in range(20)]
    stopping = Pull(database, lambda clock: Client(token(server), clock), beside_people=True)
    with suppress(ImportStoppedError):
        assert stopping.run(NOW - timedelta(days=21), Watching(4), Waits(server).clock).code == FAILED
    ((until,),) = rows(database, "SELECT max(pulled_until) FROM imports WHERE outcome = 'complete'")
    assert NOW - timedelta(days=21) < until < NOW
    assert pulled(database, server, None).code == LOADED
    assert len(ids(database)) == 20


@given(st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_the_parts_of_a_time_are_all_of_it(begin: datetime, length: timedelta) -> None:
    parts = windows(begin, begin + length)
    assert all(timedelta(0) < end - first <= WINDOW for first, end in parts)
    assert [end for _, end in parts[:-1]] == [first for first, _ in parts[1:]]
    assert not parts or (parts[0][0], parts[-1][1]) == (begin, begin + length)
    assert bool(parts) == bool(length)


@pytest.mark.storage
def test_the_schedule_wants_the_next_after_so_many_hours_and_none_before_the_first(
    database: Database, server: RawData
) -> None:
    assert not is_due(database, 24, NOW)
    server.records = [at(1, NOW - timedelta(hours=3))]
    pulled(database, server, NOW - timedelta(days=1))
    later = [timedelta(hours=1), timedelta(hours=25)]
    assert [is_due(database, hours, NOW + after) for hours in (None, 24) for after in later] == [
        False,
        False,
        False,
        True,
    ]
    server.faults = [(404, {}, b"")]
    pulled(database, server, None)  # fails
    assert not is_due(database, 1, utc_now() + timedelta(minutes=5))


def test_the_log_has_why_a_pull_failed_and_nothing_of_the_records_before_that(
    database: Database, server: RawData
) -> None:
    refused = conversation("k-1", **{"Conversation Start Time": "Ana Alba called"})
    server.faults = [page_of(refused), (404, {}, b"")]
    outcome = pulled(database, server, NOW - WINDOW - timedelta(days=1))
    assert "Ana Alba" in outcome.text
    assert why_failed(outcome) == outcome.lines[-1] == quality_ai.NOT_TAKEN.format(status=404)
    assert why_failed(None) == why_failed(pulled(database, server, NOW - timedelta(days=1))) == ""


@pytest.mark.parametrize("since", [NOW + timedelta(hours=1), datetime(1970, 1, 1)])
def test_a_time_that_makes_no_sense_is_refused(database: Database, since: datetime) -> None:
    with pytest.raises(NotSetError):
        begins(database, since, NOW)


def test_what_is_not_set_is_named() -> None:
    with pytest.raises(NotSetError, match=r"COACHING_QUALITY_AI_STREAM_ID.*COACHING_QUALITY_AI_ORG_ID"):
        access(read({}))


def test_the_command_has_the_app_pull(
    server: RawData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from coaching.__main__ import main

    server.records = [at(1, NOW - timedelta(hours=3))]
    known = {"ADDRESS": server.address, "STREAM_ID": STREAM, "ACCOUNT_ID": ACCOUNT, "ORG_ID": ORG, "JWT": JWT}
    settings = {f"COACHING_QUALITY_AI_{name}": value for name, value in known.items()}
    address = str(tmp_path / "coaching.duckdb")
    command = ["pull", "quality-ai", "--database", address]
    with running_app(address, **settings):
        assert main([*command, "--since", f"{NOW - timedelta(days=1):%Y-%m-%d}"]) == LOADED
    assert "Pulled 1 pages" in capsys.readouterr().out
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    server.records.append(at(2, NOW - timedelta(hours=2)))
    assert main(command) == LOADED  # without the app, on from there
    database = Database(address)
    assert ids(database) == ["k-1", "k-2"]
    database.close()
    monkeypatch.delenv("COACHING_QUALITY_AI_JWT")
    assert main(command) == FAILED
    assert pulling.NOT_KNOWN.partition("{")[0] in capsys.readouterr().err
