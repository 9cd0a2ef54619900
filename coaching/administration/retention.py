"""How long are conversations kept? Once a night those that are too old are erased. Runs beside the app."""

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coaching.administration import erasing
from coaching.going_round import GoingRound
from coaching.people.centre_settings import centre_settings
from coaching.storage.database import Database
from coaching.words.days import UTC_ZONE, local_time, utc_now

LOG = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 60.0
NIGHT_BEGINS = 2  # o'clock where the centre is: from then on the conversations of the day are erased
PATIENCE_SECONDS = 30.0  # when the app stops


def kept_since(today: date, days: int | None, zone: ZoneInfo) -> datetime | None:
    """The instant (naive UTC) before which a conversation is too old; None where all are kept.

    Example: with 1 day kept, on the 3rd those that ended before the 2nd began are too old.
    """
    if days is None:
        return None
    begins = datetime.combine(today - timedelta(days=days), time.min, zone)
    return begins.astimezone(UTC_ZONE).replace(tzinfo=None)


class Nights:
    """Erases once a day what is too old, when it is told the time; no more of it once `stops` is set."""

    def __init__(self, database: Database, stops: threading.Event) -> None:
        self._database, self._stops = database, stops
        self._done_of: tuple[date, int | None] | None = None  # the day and the setting it was done by

    def look(self, now: datetime) -> int:
        """How many interactions were erased now. `now`: naive UTC."""
        centre = centre_settings(self._database)
        here = local_time(now, centre.time_zone)
        asked = (here.date(), centre.keep_conversations_days)
        before = kept_since(here.date(), centre.keep_conversations_days, centre.time_zone)
        if before is None or here.hour < NIGHT_BEGINS or asked == self._done_of:
            return 0
        erased = 0
        for number in erasing.erase_older(self._database, before):
            erased += number
            if self._stops.is_set():
                break
        else:
            self._done_of = asked
        if erased:
            LOG.info("Erased %s interactions that the centre keeps no longer", erased)
        return erased


class Retention:
    """Looks from when it is made until stop()."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        """`database`: that of the app."""
        trouble = "Old conversations cannot be erased"
        self._going = GoingRound("retention", self._go, seconds=LOOK_EVERY_SECONDS, trouble=trouble)
        self._nights, self._clock = Nights(database, self._going.stops), clock
        self._going.start()

    def stop(self) -> None:
        """Erases no more, and returns when the transaction that runs has ended."""
        self._going.stop(PATIENCE_SECONDS)

    def _go(self, _stops: threading.Event) -> None:
        self._nights.look(self._clock())
