"""The age of the data: when it is too old, and who says so."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coaching.keeping.freshness import TooOld, alarm, too_old
from coaching.quality.interactions import data_as_of
from coaching.storage.database import Database

NOW = datetime(2026, 3, 4, 12)


@given(minutes=st.integers(-10_000, 100_000), hours=st.integers(1, 1_000))
def test_data_is_too_old_once_the_hours_are_over(minutes: int, hours: int) -> None:
    newest = NOW - timedelta(minutes=minutes)
    wanted = TooOld(newest=newest, hours=hours) if minutes > hours * 60 else None
    assert too_old(newest, NOW, hours) == wanted
    assert too_old(newest, NOW, None) is too_old(None, NOW, hours) is None


def test_the_centre_says_after_how_many_hours(small_centre: Database) -> None:
    newest = data_as_of(small_centre)
    assert newest is not None
    later = newest + timedelta(hours=3)
    assert alarm(small_centre, later) is None  # 72 where the centre has not decided
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO centre_settings VALUES ('data_too_old_hours', '2')")
    assert alarm(small_centre, later) == TooOld(newest=newest, hours=2)
    assert alarm(small_centre, newest + timedelta(hours=2)) is None
