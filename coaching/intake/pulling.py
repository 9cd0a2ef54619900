"""How is data fetched from where it arises, from when on, and how often? Each part of the time is one import.

A pull goes on where the last one ended, a day before: evaluations come late. It ends after each part of WINDOW days, so
that one which was stopped or failed repeats no more than that. Where it ended is known by `imports.pulled_until`.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from coaching.intake import private_files
from coaching.intake.importing import Importer, Outcome, Watcher
from coaching.intake.quality_ai import Access, Client, Clock, PullError
from coaching.intake.request import FAILED, INCOMPLETE, LOADED, CameBy, Request, account
from coaching.people.centre_settings import centre_settings
from coaching.settings import SettingError, Settings, settings
from coaching.storage.database import Database
from coaching.words.days import utc_now

QUALITY_AI = "quality-ai"
OVERLAP = timedelta(days=1)
WINDOW = timedelta(days=7)
LONGEST = timedelta(days=3 * 366)
AGAIN_AFTER = timedelta(minutes=30)  # by the schedule, after one that failed
LOOK_EVERY_SECONDS = 0.5  # whether a pull that waits is to stop
NOT_KNOWN = (
    "Set {missing}: who may pull and whose data. Then COACHING_QUALITY_AI_JWT, or COACHING_QUALITY_AI_CLIENT_ID and "
    "COACHING_QUALITY_AI_CLIENT_SECRET."
)
SINCE_WHEN = "Nothing was pulled yet: say from when on, such as --since 2026-03-01."
IN_THE_FUTURE = "There is nothing to pull since {since:%Y-%m-%d %H:%M} UTC, which is not over."
TOO_LONG_AGO = "A pull goes back three years at most: say --since a later day."
PULLED = "Pulled {pages:,} pages with the conversations of {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC."

UNTIL = """
    SELECT max(pulled_until) AS instant FROM imports
    WHERE came_by = 'pull' AND outcome IN ('complete', 'incomplete')"""

NEWEST = "SELECT max(begun_at) AS instant FROM imports WHERE came_by = 'pull'"


class NotSetError(Exception):
    """What a pull takes is not set, or not said. One sentence."""


class Source(Protocol):
    """Where data arises."""

    def pages(self, begin: datetime, end: datetime) -> Iterator[bytes]:
        """Its pages of a time. Raises PullError."""

    def close(self) -> None:
        """Ends the connection."""


def access(known: Settings) -> Access:
    """How the settings let a pull in. Raises NotSetError."""
    needed = {
        "COACHING_QUALITY_AI_STREAM_ID": known.quality_ai_stream_id,
        "COACHING_QUALITY_AI_ACCOUNT_ID": known.quality_ai_account_id,
        "COACHING_QUALITY_AI_ORG_ID": known.quality_ai_org_id,
    }
    missing = [name for name, value in needed.items() if not value]
    if not known.quality_ai_jwt and not (known.quality_ai_client_id and known.quality_ai_client_secret):
        missing.append("COACHING_QUALITY_AI_JWT")
    if missing:
        raise NotSetError(NOT_KNOWN.format(missing=", ".join(missing)))
    return Access(
        address=known.quality_ai_address,
        stream_id=known.quality_ai_stream_id or "",
        account_id=known.quality_ai_account_id or "",
        org_id=known.quality_ai_org_id or "",
        token=known.quality_ai_jwt,
        client_id=known.quality_ai_client_id,
        client_secret=known.quality_ai_client_secret,
    )


def windows(begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The time from `begin` to `end` in parts of WINDOW, without a gap."""
    parts = []
    while begin < end:
        parts.append((begin, min(begin + WINDOW, end)))
        begin = parts[-1][1]
    return parts


def begins(database: Database, since: datetime | None, now: datetime) -> datetime:
    """From when on to pull. Raises NotSetError."""
    if since is None:
        row = database.first(UNTIL)
        if row is None or row["instant"] is None:
            raise NotSetError(SINCE_WHEN)
        until: datetime = row["instant"]
        return min(until, now) - OVERLAP
    if since >= now:
        raise NotSetError(IN_THE_FUTURE.format(since=since))
    if since < now - LONGEST:
        raise NotSetError(TOO_LONG_AGO)
    return since


def is_due(database: Database, hours: int | None, now: datetime) -> bool:
    """Whether the schedule, a pull every so many hours, wants one now. The first is a command's, which says since
    when."""
    if hours is None:
        return False
    done, begun = database.first(UNTIL), database.first(NEWEST)
    if done is None or begun is None or done["instant"] is None:
        return False
    return bool(done["instant"] + timedelta(hours=hours) <= now and begun["instant"] + AGAIN_AFTER <= now)


class Pull:
    """Pulls into one database."""

    def __init__(
        self, database: Database, connect: Callable[[Clock], Source], *, beside_people: bool, account: str | None = None
    ) -> None:
        """`connect`: to the source, which waits by this clock. `account`: who has given the command."""
        self._database, self._connect, self._account = database, connect, account
        self._importer = Importer(database, beside_people=beside_people)

    def run(self, since: datetime | None, watcher: Watcher, clock: Clock | None = None) -> Outcome:
        """Pulls until now, from `since` on or from where the last one ended. Raises ImportStoppedError where it is
        stopped before anything is imported, and NotSetError."""
        now = utc_now().replace(microsecond=0)
        parts = windows(begins(self._database, since, now), now)
        lines: list[str] = []
        codes = {LOADED}
        summary = ""
        with closing(self._connect(_stoppable(clock or Clock(), watcher))) as source:
            for begin, end in parts:
                outcome = self._part(source, begin, end, now, watcher)
                lines += outcome.lines
                codes.add(outcome.code)
                summary = outcome.summary or summary
                if outcome.report is None or outcome.was_stopped:
                    return Outcome(code=FAILED, lines=lines, summary=summary, report=outcome.report)
        code = INCOMPLETE if INCOMPLETE in codes else LOADED
        return Outcome(code=code, lines=lines, summary=summary)

    def _part(self, source: Source, begin: datetime, end: datetime, now: datetime, watcher: Watcher) -> Outcome:
        request = Request(paths=(), came_by=CameBy.PULL, account=self._account, pulled_until=end)
        with private_files.folder_of_its_own(self._database.address) as folder:
            paths = []
            try:
                for number, content in enumerate(source.pages(begin, end), start=1):
                    paths.append(folder / f"{QUALITY_AI}-{now:%Y-%m-%dT%H%M%S}-page-{number:05}.json")
                    private_files.write(paths[-1], content)
                    watcher.after_batch()
            except PullError as error:
                return self._importer.failed(request, str(error), watcher)
            outcome = self._importer.run(replace(request, paths=tuple(paths)), watcher)
        said = PULLED.format(pages=len(paths), begin=begin, end=end)
        return replace(outcome, summary="\n".join(filter(None, [outcome.summary, said])))


def _stoppable(clock: Clock, watcher: Watcher) -> Clock:
    """The same clock, whose waiting ends where the pull is stopped."""

    def wait(seconds: float) -> None:
        while seconds > 0:
            watcher.after_batch()
            clock.wait(min(seconds, LOOK_EVERY_SECONDS))
            seconds -= LOOK_EVERY_SECONDS

    return replace(clock, wait=wait)


def connect(known: Settings) -> Callable[[Clock], Source]:
    """What connects to Quality AI as the settings say. Raises NotSetError."""
    found = access(known)
    return lambda clock: Client(found, clock)


def pull_when_due(database: Database, watcher: Watcher) -> Outcome | None:
    """Pulls where the schedule in the settings of the centre wants it now; None where it does not."""
    if not is_due(database, centre_settings(database).pull_every_hours, utc_now()):
        return None
    return pull(database, None, watcher, beside_people=True)


def pull(database: Database, since: datetime | None, watcher: Watcher, *, beside_people: bool) -> Outcome:
    """What the command `pull` does, here or in the running app: says what was pulled, or why nothing was."""
    try:
        return Pull(database, connect(settings()), beside_people=beside_people, account=account()).run(since, watcher)
    except (NotSetError, SettingError) as error:
        return Outcome(code=FAILED, lines=[str(error)])
