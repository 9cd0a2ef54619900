"""When a conversation began and ended: nothing of the future is believed, and clocks of two systems may differ."""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coaching.importers import fields
from coaching.importers.formats import express_metadata, raw_data
from coaching.importers.notes import Notes
from coaching.importers.refused_records import UnusableRecordError
from coaching.importers.spellings import Spellings
from coaching.words.days import utc_now
from tests.importers.export import conversation, source

PERIOD = Spellings({"start": (), "end": ()})
START = datetime(2026, 3, 2, 9)
# How far from the clock of the import. Those within a minute of a day ahead are left out: the clock goes on.
FROM_NOW = st.timedeltas(min_value=timedelta(days=-3000), max_value=timedelta(days=3000))
WRITTEN = st.sampled_from(
    (
        lambda instant: instant.isoformat() + "Z",
        lambda instant: (instant + timedelta(hours=5, minutes=30)).isoformat() + "+05:30",
        lambda instant: (instant - datetime(1970, 1, 1)) // timedelta(milliseconds=1),
        lambda instant: (instant - datetime(1970, 1, 1)) / timedelta(seconds=1),
    )
)


@given(FROM_NOW, WRITTEN)
def test_a_start_later_than_a_day_ahead_of_the_import_is_set_aside_by_name(
    from_now: timedelta, written: object
) -> None:
    assume(abs(from_now - timedelta(days=1)) > timedelta(minutes=1))
    assert callable(written)
    start = written((utc_now() + from_now).replace(microsecond=0))
    records = (
        (raw_data.FORMAT, conversation(**{"Conversation Start Time": start, "Conversation End Time": None})),
        (express_metadata.FORMAT, {"conversationId": "k-1", "agentId": "a", "conversationStartTime": str(start)}),
    )
    for of, record in records:
        if from_now > timedelta(days=1):
            with pytest.raises(UnusableRecordError) as refused:
                of.parse(record, source(of))
            assert "onversation" in refused.value.field
            assert "more than a day in the future" in refused.value.reason
        else:
            assert of.parse(record, source(of)).started_at <= utc_now() + timedelta(days=1)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(seconds=10)))
def test_an_end_is_at_most_two_seconds_before_the_start(before: timedelta) -> None:
    notes = Notes()
    values = PERIOD.read({"start": START.isoformat(), "end": (START - before).isoformat()}, notes)
    period = fields.period(values, "start", "end")
    if before <= timedelta(seconds=2):
        assert (period, notes.left_out) == ((START, START), [])
    else:
        assert period == (START, None)
        assert [error.field for error in notes.left_out] == ["end"]
