from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.words import formatting, wording
from coaching.words.days import quarter_of
from coaching.words.sentences import listed
from coaching.words.wording import Counted

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


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Tomasz Wolski", "TW"), ("Ana María de la Cruz", "AC"), ("plato", "P"), ("", ""), (" \n", "")],
)
def test_initials(name: str, expected: str) -> None:
    assert formatting.initials(name) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(0, "0:00"), (244, "4:04"), (3723, "1:02:03"), (-3, "0:00")])
def test_clock(seconds: float, expected: str) -> None:
    assert formatting.clock(seconds) == expected


def test_days_and_times_are_the_viewers() -> None:
    assert formatting.day(date(2026, 11, 8)) == "8 Nov 2026"
    assert formatting.quarter(quarter_of(date(2026, 11, 8))) == "Q4 2026"
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
    assert formatting.counted(1, wording.DAYS_COUNTED) == "1 day"
    assert formatting.counted(1200, Counted("{count} reply", "{count} replies")) == "1,200 replies"


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


@given(st.text())
def test_a_label_has_no_backslash_that_was_not_written_and_no_markdown(text: str) -> None:
    shown = formatting.as_label(text)
    assert shown.count("\\") == formatting.one_line(text).count("\\")
    assert not set(shown) & set("*`$~\n\r\u202e\x00")
    for meant in ("](", "][", ":r", ":m", "--", "->", "__", "&l", "<i"):
        assert meant not in shown


@pytest.mark.parametrize(
    "text", ["Billing & refunds", "1. Call back at 10:30 (twice)", "Ana Alves · North", "Ärger, 50 %"]
)
def test_a_label_without_markdown_stays_as_it_is(text: str) -> None:
    assert formatting.as_label(text) == text


@given(st.text(min_size=1))
def test_icons_emoji_and_arrows_are_never_made_of_other_peoples_words(text: str) -> None:
    for words in (f":material/home:{text}", f"{text}:tada:", f"a->{text}", f"a--{text}"):
        shown = formatting.plain(words).replace("\\", "")
        assert not any(meant in shown for meant in (":material", ":tada", "->", "--"))


def test_long_texts_are_cut_and_say_by_how_much() -> None:
    megabyte = "m" * 1_000_000
    for cut in (formatting.plain, formatting.as_label, formatting.long_text, formatting.escape):
        assert len(cut(megabyte)) < 25_000
        assert "more characters" in cut(megabyte).replace("\\", "")
    assert formatting.long_text("first\nsecond") == "first\nsecond"


def test_only_words_that_run_right_to_left_are_isolated() -> None:
    assert formatting.isolated("Ana Alves") == "Ana Alves"
    assert formatting.isolated("שלום") == "\u2068שלום\u2069"
    assert formatting.isolated("محمد\u2069 \u2068علي") == "\u2068محمد علي\u2069"  # cannot end it early
    assert formatting.long_text(formatting.isolated("שלום")) == "\u2068שלום\u2069"
    assert formatting.own_direction("<b>") == "&lt;b&gt;"
    assert formatting.own_direction("<b> שלום") == '<bdi dir="auto">&lt;b&gt; שלום</bdi>'
