"""The times of transcripts: in any unit, from the start of the conversation, written as a text, or missing."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers.instants import Form
from coaching.importers.run import import_paths
from coaching.importers.transcript_times import read_times
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import conversation, load, page, rows, snapshot, transcript, turn, write

START = datetime(2026, 3, 2, 9)
MICROSECONDS = 1772442000 * 1_000_000
UNITS = {"seconds": 1, "milliseconds": 1_000, "microseconds": 1_000_000, "nanoseconds": 1_000_000_000}
WHEN = "SELECT said_at FROM turns ORDER BY position"


def _said(*times: Any) -> dict[str, Any]:
    return transcript(*(turn("USER", f"Message {place}", time) for place, time in enumerate(times)))


@given(
    st.lists(st.integers(0, 10_000), min_size=1, max_size=6),
    st.sampled_from(list(UNITS)),
    st.sampled_from([int, float, str]),
)
def test_a_unit_is_told_from_the_size(seconds: list[int], unit: str, written_as: type) -> None:
    times = read_times([written_as((1772442000 + second) * UNITS[unit]) for second in seconds])
    assert not times.since_start
    expected = [MICROSECONDS + second * 1_000_000 for second in seconds]
    assert times.said == pytest.approx(expected, abs=1_000)  # nanoseconds as a float are rounded
    assert times.form == (None if unit == "milliseconds" else Form[unit.upper()])


@given(st.lists(st.floats(0, 20_000) | st.integers(0, 20_000) | st.none(), min_size=1, max_size=6))
def test_small_numbers_are_from_the_start(numbers: list[float | None]) -> None:
    times = read_times(numbers)
    assert times.said == numbers
    assert times.since_start == any(number is not None for number in numbers)
    assert not times.unusable


@given(st.lists(st.integers(1, 10**12) | st.text(max_size=8) | st.none() | st.booleans() | st.floats(), max_size=6))
def test_any_value_is_read_or_said_to_be_unusable(values: list[object]) -> None:
    times = read_times(values)
    assert len(times.said) == len(values)
    assert all(times.said[place] is None for place in times.unusable)


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        (["0:00", "0:45", "2:00.5"], [0, 45, 120.5]),
        (["00:00:00", "01:00:45"], [0, 3645]),
        (["PT0S", "PT2M0.5S", "PT1H"], [0, 120.5, 3600]),
        ([0, "45", 120.5], [0, 45, 120.5]),
    ],
)
def test_texts_that_say_how_long_after_the_start(values: list[object], seconds: list[float]) -> None:
    times = read_times(values)
    assert (times.said, times.since_start, times.unit) == (seconds, True, 1.0)


def test_a_small_number_among_times_is_left_out() -> None:
    times = read_times([1772442000000, 0, None, "soon", "2026-03-02T09:00:05Z"])
    assert times.said == [MICROSECONDS, None, None, None, MICROSECONDS + 5_000_000]
    assert times.unusable == [1, 3]


@pytest.mark.parametrize("ticks", [10**17, 10**18, 10**400, 1e300])
def test_a_time_that_no_call_lasts_is_left_out_and_the_message_kept(
    database: Database, tmp_path: Path, ticks: float
) -> None:
    said = [{"offsetInTicks": each, "nBest": [{"display": "Hello."}]} for each in (20_000_000, ticks)]
    report = load(database, tmp_path, {"p.json": page(conversation()), "k-1.json": {"recognizedPhrases": said}})
    assert report.refusals == []
    assert rows(database, WHEN) == [(START + timedelta(seconds=2),), (None,)]


def test_days_and_months_are_told_by_the_other_messages() -> None:
    times = read_times(["02/03/2026 09:00", "13/03/2026 09:00"])
    assert times.said == [MICROSECONDS, MICROSECONDS + 11 * 86_400 * 1_000_000]
    assert read_times(["02/03/2026 09:00", None]).said == [None, None]


@pytest.mark.parametrize(
    ("times", "unit"),
    [
        ((0, 45, 120), "seconds"),
        ((0, 45_000, 120_000), "milliseconds"),
        ((0, 45_000_000, 120_000_000), "microseconds"),
        ((0, 45, 120.5), None),
    ],
)
def test_the_unit_from_the_start_is_told_by_the_length(
    database: Database, tmp_path: Path, times: tuple[float, ...], unit: str | None
) -> None:
    report = load(database, tmp_path, {"p.json": page(conversation()), "k-1.json": _said(*times)})
    last = START + timedelta(seconds=120.5 if unit is None else 120)
    assert rows(database, WHEN) == [(START,), (START + timedelta(seconds=45),), (last,)]
    assert report.is_complete
    assert any(f"1 transcript were read as {unit} from the start" in note for note in report.notes) == (
        unit is not None
    )


@pytest.mark.storage
def test_a_conversation_without_a_start_has_turns_without_times(database: Database, tmp_path: Path) -> None:
    without = conversation(**{"Conversation Start Time": None, "Conversation End Time": None})
    load(database, tmp_path, {"p.json": page(without), "k-1.json": _said(0, 45)})
    assert rows(database, WHEN) == [(None,), (None,)]
    load(database, tmp_path / "later", {"p.json": page(conversation())})
    assert rows(database, WHEN) == [(START,), (START + timedelta(seconds=45),)]


@settings(max_examples=databases.examples(12), deadline=None)
@given(st.permutations(["untimed.json", "timed.json", "k-1.json"]), st.sampled_from([1, 1000, 1_000_000]))
def test_the_order_of_imports_does_not_matter(tmp_path: Path, order: list[str], unit: int) -> None:
    files = {
        "untimed.json": page(conversation(**{"Conversation Start Time": None, "Conversation End Time": None})),
        "timed.json": page(conversation()),
        "k-1.json": _said(0, 45 * unit, None, 120 * unit),
    }
    paths = dict(zip(files, write(tmp_path, files), strict=True))
    together, apart = databases.fresh(), databases.fresh()
    try:
        import_paths(together, paths.values())
        import_paths(apart, [paths["untimed.json"]])
        for name in order:
            import_paths(apart, [paths[name]])
        assert snapshot(apart, ("interactions", "turns")) == snapshot(together, ("interactions", "turns"))
    finally:
        together.close()
        apart.close()


def test_a_time_that_cannot_be_read_is_left_out_and_named(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"p.json": page(conversation()), "k-1.json": _said(1772442000000, "soon")})
    assert rows(database, WHEN) == [(START,), (None,)]
    ((dropped),) = report.dropped.values()
    assert (dropped.field, dropped.position, dropped.was) == ("timestamp", "turn 2", '"soon"')
    assert not report.is_complete
