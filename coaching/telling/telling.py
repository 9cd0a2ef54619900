"""What tells people of what nobody does, such as a follow-up that is tomorrow? Runs beside the app."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NoReturn

from coaching.going_round import GoingRound
from coaching.people.centre_settings import centre_settings
from coaching.quality import interactions
from coaching.settings import Settings
from coaching.storage.database import Database
from coaching.telling import daily_notices
from coaching.telling.mailing import Mailer, Mailing
from coaching.telling.post import post_of
from coaching.words.days import local_time, utc_now

LOOK_EVERY_SECONDS = 10.0
DAY_BEGINS = 6  # o'clock where the centre is: from then on people are told of the day
PATIENCE_SECONDS = 30.0  # when the app stops


def mailer_of(known: Settings) -> Mailer | None:
    """Who sends mails, by the settings; None where nobody does."""
    post = post_of(known)
    if post is None or known.smtp_from is None or known.public_address is None:
        return None
    return Mailer(post=post, address=known.smtp_from, public_address=known.public_address)


class _NotOurTurnError(Exception):
    """Another process of the lake is telling people at this moment."""


class Rounds:
    """Looks, each time it is told the time, what there is to tell. In a lake one process at a time does."""

    def __init__(self, database: Database, mailer: Mailer | None = None) -> None:
        """`mailer`: without one, no mails are sent."""
        self._database = database
        self._mailing = None if mailer is None else Mailing(database, mailer)
        self._told_of: date | None = None  # the day that was told of last

    def go(self, now: datetime, stops: Callable[[], bool] = lambda: False) -> bool:
        """One round; whether it was our turn. `now`: naive UTC; `stops`: whether to send no more mails."""
        try:
            with self._database.telling.taken(_not_our_turn):
                self._tell(now)
                if self._mailing is not None:
                    self._mailing.go(now, stops)
        except _NotOurTurnError:
            return False
        return True

    def _tell(self, now: datetime) -> None:
        centre = centre_settings(self._database)
        here = local_time(now, centre.time_zone)
        if here.hour >= DAY_BEGINS and here.date() != self._told_of:
            daily_notices.tell_of_follow_ups(self._database, here.date(), now)
            self._told_of = here.date()
        limit = timedelta(hours=centre.data_too_old_hours)
        daily_notices.tell_of_old_data(self._database, interactions.data_as_of(self._database), limit, now)


class Telling:
    """Goes round from when it is made until stop()."""

    def __init__(
        self, database: Database, mailer: Mailer | None = None, clock: Callable[[], datetime] = utc_now
    ) -> None:
        """`database`: that of the app. `mailer`: as in Rounds."""
        self._rounds, self._clock = Rounds(database, mailer), clock
        self._going = GoingRound("telling", self._go, seconds=LOOK_EVERY_SECONDS, trouble="People cannot be told")
        self._going.start()

    def stop(self) -> None:
        """Begins no more rounds, and returns when the one that runs has ended."""
        self._going.stop(PATIENCE_SECONDS)

    def _go(self, stops: threading.Event) -> None:
        self._rounds.go(self._clock(), stops.is_set)


def _not_our_turn() -> NoReturn:
    raise _NotOurTurnError
