"""When something is written, so that what is written later also has the later instant.

The newest tick, outcome, audit or change is the one that counts, and the newest is the one with the latest instant. A
system clock can be set back (by NTP, or by hand on a host with the wrong time zone), and two writes can fall into one
microsecond. So the instant is decided inside the transaction, from the newest one that is stored already.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import duckdb

from coaching import database

SMALLEST_STEP = timedelta(microseconds=1)


def instant_after(cursor: duckdb.DuckDBPyConnection, newest: str, parameters: Mapping[str, Any]) -> datetime:
    """This instant as naive UTC, or a microsecond after the newest stored one where the clock is not past that.

    `newest` is a SELECT of one value: the newest instant stored about the same subject, NULL where there is none.
    Commands queue up for their transaction, so nobody writes about the subject between this and the end of it.
    """
    [(stored,)] = cursor.execute(newest, dict(parameters)).fetchall()
    now = database.utc_now()
    return now if stored is None else max(now, stored + SMALLEST_STEP)
