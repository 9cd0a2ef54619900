"""Is the newest data older than the centre allows? What pages, /metrics and notices to administrators say of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.people.centre_settings import centre_settings
from coaching.quality.interactions import data_as_of
from coaching.storage.database import Database


@dataclass(frozen=True, kw_only=True)
class TooOld:
    """The newest interaction began at `newest` (naive UTC), more than `hours` ago, which is all that the centre
    allows."""

    newest: datetime
    hours: int


def too_old(newest: datetime | None, now: datetime, hours: int | None) -> TooOld | None:
    """The alarm, if there is one. `newest`, `now`: naive UTC. `hours`: None where the centre has no limit."""
    if newest is None or hours is None or newest >= now - timedelta(hours=hours):
        return None
    return TooOld(newest=newest, hours=hours)


def alarm(database: Database, now: datetime) -> TooOld | None:
    """As too_old(), of what the database holds now and the centre allows. Not about anybody, and so for everybody."""
    return too_old(data_as_of(database), now, centre_settings(database).data_too_old_hours)
