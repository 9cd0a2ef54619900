"""When is something written, so that what is written later also has the later instant?

The newest tick, outcome, audit or change is the one that counts, and the newest is the one with the latest instant. A
system clock can be set back (by NTP, or by hand on a host with the wrong time zone), and two writes can fall into one
microsecond. So the instant is decided inside the transaction, from the newest one that is stored already.

One that is stored more than a day ahead of the clock is a mistake of its source or of a clock that was set forward, and
nothing is ever dated after it: one assignment of 2099 would move all later coaching to 2099. What a clock that was set
back by more than a day writes is therefore older than what was written before, until somebody sets the clock right or
that much time has passed.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import duckdb

from coaching.words import days

SMALLEST_STEP = timedelta(microseconds=1)
# A clock that was set back by exactly a day still gets instants after those stored: each is a smallest step later, so
# the newest is slightly more than a day ahead.
ROOM_FOR_STEPS = timedelta(seconds=1)


def latest_believed(now: datetime) -> datetime:
    """How late an instant may be that is stored already, for the clock to be behind and not the instant wrong."""
    return now + days.FURTHEST_AHEAD + ROOM_FOR_STEPS


def instant_after(cursor: duckdb.DuckDBPyConnection, stored: str, parameters: Mapping[str, Any]) -> datetime:
    """This instant as naive UTC, or a microsecond after the newest stored one where the clock is not past that.

    `stored` is a SELECT of one column, named `instant`: those stored about the same subject. Those that are more than a
    day ahead of the clock do not count. Commands queue up for their transaction, so nobody writes about the subject
    between this and the end of it.
    """
    now = days.utc_now()
    newest = f"SELECT max(instant) FROM ({stored}) WHERE instant <= $latest_believed::TIMESTAMP"
    [(found,)] = cursor.execute(newest, dict(parameters) | {"latest_believed": latest_believed(now)}).fetchall()
    return now if found is None else max(now, found + SMALLEST_STEP)
