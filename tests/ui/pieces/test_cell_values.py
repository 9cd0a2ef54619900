"""What a file has of a table's cells: the figures that people read, and what stands beside them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.ui.pieces import cell_values, table
from coaching.ui.pieces.cell_values import Field, Reads, Value
from coaching.words import wording
from coaching.words.formatting import as_shown, day, day_and_time, score, signed


@pytest.mark.parametrize(
    ("text", "reads", "value", "more"),
    [
        ("62.5", "number", 62.5, ()),
        ("1,234", "number", 1234, ()),
        ("−3.2", "number", -3.2, ()),
        ("▲ +4.1", "number", 4.1, ("▲",)),
        ("⚠ 62", "number", 62, ("⚠",)),
        (f"0 {wording.FATAL_MARK}", "number", 0, (wording.FATAL_MARK,)),
        (wording.ESTIMATED_SHORT.format(score="+3.4"), "number", 3.4, ("est.",)),
        ("NA", "number", None, ()),
        ("–", "text", None, ()),
        ("3.4 days", "number", "3.4 days", ()),  # beside "5 hours" the number alone would mislead
        ("62.5", "text", "62.5", ()),  # what somebody is called stays what it is
        ("3 Nov 2026", "text", "3 Nov 2026", ()),
        ("3 Nov 2026", "day", date(2026, 11, 3), ()),
        ("★ 3 Nov 2026, 14:25", "day", datetime(2026, 11, 3, 14, 25), ("★",)),
        (f"⚠ 3 Nov 2026 {wording.OVERDUE}", "day", date(2026, 11, 3), ("⚠", wording.OVERDUE)),
        ("never", "day", "never", ()),
        ("31 Feb 2026", "day", "31 Feb 2026", ()),
    ],
)
def test_texts(text: str, reads: Reads, value: object, more: tuple[str, ...]) -> None:
    found = cell_values.of_text(text, reads)
    assert (found.value, found.more) == (value, more)
    assert type(found.value) is type(value)


@given(st.floats(-1000, 1000))
def test_scores_come_back_as_they_are_shown(value: float) -> None:
    for shown in (score(value), signed(value)):
        assert cell_values.of_text(shown, "number").value == pytest.approx(as_shown(value), abs=1e-9)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_days_and_times_come_back_to_the_minute(instant: datetime) -> None:
    assert cell_values.of_text(day(instant.date()), "day").value == instant.date()
    shown = day_and_time(instant, ZoneInfo("UTC"))
    assert cell_values.of_text(shown, "day").value == instant.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("cell", "value", "more"),
    [
        (table.text("Ana", note="Team North", title="Ana"), "Ana", ("Team North",)),
        (table.tags(["A", "B", "C"]), "A, B, C", ()),
        (table.tags([]), None, ()),
        (table.progress(2, 5), "2 of 5 reviewed", ()),
        (
            table.lines(
                [table.line("Accuracy", "▲ +2", "good", "(58 → 60)", "between 1 and 3"), table.line("Tone", "0")]
            ),
            "Accuracy ▲ +2 (58 → 60); Tone 0",
            ("Accuracy: between 1 and 3",),
        ),
    ],
)
def test_cells(cell: dict[str, Any], value: str | None, more: tuple[str, ...]) -> None:
    assert cell_values.of_cell(cell, "text") == Value(value=value, more=more)


def test_a_cell_of_a_map_says_what_it_rests_on() -> None:
    rests_on = {"before": f"{wording.MAP_N.format(count='1,034')} · ", "text": "▲ +4.1", "detail": "better"}
    found = cell_values.of_lines("72", "⚠", [rests_on], "number")
    assert found == Value(value=72, more=("⚠", "▲ +4.1 (better)"), count=1034)


def test_columns_of_a_file() -> None:
    score_of = Field(label="Score", reads="number", values=[cell_values.of_text("45 %", "number"), Value(value=None)])
    when = Field(label="When", reads="day", values=[cell_values.of_text("3 Nov 2026, 14:25", "day"), Value(value=None)])
    again = Field(label="When", reads="text", values=[Value(value="a", more=("b", "c")), Value(value="d")])
    frame = cell_values.frame([score_of, when, again], "Europe/Berlin")
    assert list(frame.columns) == ["Score (%)", "When (Europe/Berlin)", "When", "When: more"]
    assert frame["When: more"].tolist() == ["b; c", ""]
    assert frame["Score (%)"].iloc[0] == 45
    assert pd.isna(frame["Score (%)"].iloc[1])
