from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.sentences import listed
from coaching.ui import formatting

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("value", "expected"), [(62, "62"), (62.5, "62.5"), (62.44, "62.4"), (0, "0"), (100.0, "100"), (None, "NA")]
)
def test_score(value: float | None, expected: str) -> None:
    assert formatting.score(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3.4, "+3.4"), (-1.2, "−1.2"), (0, "0.0"), (-0.04, "0.0"), (10, "+10.0"), (None, "NA"), (float("nan"), "NA")],
)
def test_signed(value: float | None, expected: str) -> None:
    assert formatting.signed(value) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(344, "5 min 44 s"), (44, "44 s"), (3720, "1 h 2 min"), (0, "0 s"), (None, "duration unknown")],
)
def test_duration(seconds: float | None, expected: str) -> None:
    assert formatting.duration(seconds) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(0, "0:00"), (244, "4:04"), (3723, "1:02:03"), (-3, "0:00")])
def test_clock(seconds: float, expected: str) -> None:
    assert formatting.clock(seconds) == expected


def test_days_and_times_are_the_viewers() -> None:
    assert formatting.day(date(2026, 11, 8)) == "8 Nov 2026"
    assert formatting.day_and_time(datetime(2026, 11, 17, 23, 40), BERLIN) == "18 Nov 2026, 00:40"
    assert formatting.day_and_time(None, BERLIN) == "date unknown"


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        (date(2026, 11, 18), "follow-up today"),
        (date(2026, 11, 19), "follow-up tomorrow"),
        (date(2026, 11, 21), "follow-up in 3 days"),
        (date(2026, 12, 24), "follow-up 24 Dec 2026"),
        (date(2026, 11, 17), "follow-up 1 day overdue"),
        (date(2026, 11, 12), "follow-up 6 days overdue"),
    ],
)
def test_due(follow_up: date, expected: str) -> None:
    assert formatting.due(follow_up, date(2026, 11, 18)) == expected


@pytest.mark.parametrize(
    ("queue", "channel", "expected"),
    [
        ("Hotel booking", "chat", "Hotel booking · chat"),
        ("Hotel booking", "email", "Hotel booking · e-mail"),
        ("Hotel booking", None, "Hotel booking"),
        (None, "fax", "no queue · fax"),
    ],
)
def test_queue_and_channel(queue: str | None, channel: str | None, expected: str) -> None:
    assert formatting.queue_and_channel(queue, channel) == expected


def test_lists_and_counts() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert formatting.counted(1, "day") == "1 day"
    assert formatting.counted(1200, "reply", "replies") == "1,200 replies"


@given(st.text())
def test_escaped_text_has_no_markup_left(text: str) -> None:
    escaped = formatting.escape(text)
    assert not set("<>\"'") & set(escaped)


@given(st.text(alphabet="*_`[]()<>#~:$|!a1 \n", max_size=30))
def test_plain_text_has_every_markdown_character_escaped(text: str) -> None:
    plain = formatting.plain(text)
    assert "\n" not in plain
    unescaped = plain.replace("\\\\", "")
    for place, character in enumerate(unescaped):
        if character in "*_`[]()<>#~:$|!":
            assert unescaped[place - 1] == "\\"
