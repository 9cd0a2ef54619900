"""How long are conversations kept? Once a night those that are too old are erased. Runs beside the app."""

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coaching.administration import erasing
from coaching.people.centre_settings import centre_settings
from coaching.storage.database import Database
from coaching.storage.errors import refusal
from coaching.words.days import UTC_ZONE, local_time, utc_now
from coaching.words.reader import BRITISH, reading_as

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
        self._stops = threading.Event()
        self._nights, self._clock = Nights(database, self._stops), clock
        self._failed = ""
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Erases no more, and returns when the transaction that runs has ended."""
        self._stops.set()
        self._thread.join(PATIENCE_SECONDS)

    def _run(self) -> None:
        with reading_as(BRITISH):
            while not self._stops.wait(LOOK_EVERY_SECONDS):
                try:
                    self._nights.look(self._clock())
                    self._failed = ""
                except Exception as error:
                    if refusal(error) is None and type(error).__name__ != self._failed:
                        LOG.exception("Old conversations cannot be erased")
                    self._failed = type(error).__name__
