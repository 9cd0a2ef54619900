"""Which mails are to be sent, which are being sent, and what became of them? A table, so that a restart loses none.

A mail is claimed before it is handed to the mail server, and what became of it is noted afterwards. Where the app dies
between the two, nobody knows whether it was sent: it is not sent again. So each mail is sent at most once; what is in a
mail stands among the notices in the app, whatever became of it.

Nobody is asked here who may read what: it is for the process that tells people, which makes a mail only of what its
reader may see, see letters.py and mailing.py. One process does at a time (Database.telling).
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import duckdb

from coaching.people.notices import Kind, tell_administrators
from coaching.people.preferences import When, when_mailed
from coaching.storage.database import Database, Inside, Reader
from coaching.telling.post import Delivery

GIVES_UP_AFTER = timedelta(days=2)
LONGEST_PAUSE = timedelta(hours=1)
MOST_AT_ONCE = 200  # mails of one round

# What nobody was mailed yet and has not read. What is older than a mail is tried for is not mailed any more: a centre
# that begins to send mails does not begin with those of a year.
WAITING = """
    SELECT n.notice_id, n.person_id, n.kind FROM notices n JOIN people p ON p.person_id = n.person_id
    WHERE n.written_at > $since::TIMESTAMP AND p.email IS NOT NULL
      AND NOT EXISTS (FROM notices_read r WHERE r.person_id = n.person_id AND r.notice_id = n.notice_id)
      AND n.notice_id NOT IN (SELECT unnest(notice_ids) FROM mails)
    ORDER BY n.written_at, n.notice_id"""

CHOSEN = "SELECT person_id, name, value FROM preferences WHERE starts_with(name, 'mail_')"

HAVE_DIGEST = "SELECT DISTINCT person_id FROM mails WHERE digest_of = $today"

QUEUE = """
    INSERT INTO mails BY NAME
    SELECT $mail_id AS mail_id, $person_id AS person_id, $notice_ids::VARCHAR[] AS notice_ids,
           $digest_of::DATE AS digest_of, $now::TIMESTAMP AS queued_at, $now::TIMESTAMP AS try_at, 0 AS tries"""

TO_SEND = """
    SELECT mail_id, person_id, notice_ids FROM mails
    WHERE outcome IS NULL AND claimed_at IS NULL AND try_at <= $now::TIMESTAMP
    ORDER BY queued_at, mail_id LIMIT $most"""

CLAIM = """
    UPDATE mails SET claimed_at = $now, tries = tries + 1
    WHERE mail_id = $mail_id AND outcome IS NULL AND claimed_at IS NULL"""

END = "UPDATE mails SET ended_at = $now, outcome = $outcome WHERE mail_id = $mail_id AND outcome IS NULL"

TRIES = "SELECT tries FROM mails WHERE mail_id = $mail_id"

TRY_AGAIN = "UPDATE mails SET claimed_at = NULL, try_at = $try_at WHERE mail_id = $mail_id AND outcome IS NULL"

LEFT_BEHIND = "SELECT mail_id FROM mails WHERE outcome IS NULL AND claimed_at IS NOT NULL"

TOO_LATE = """
    SELECT mail_id FROM mails WHERE outcome IS NULL AND claimed_at IS NULL AND queued_at <= $until::TIMESTAMP"""

UNSENT = "SELECT count(*) AS mails FROM mails WHERE outcome IS NULL"


class Outcome(StrEnum):
    """How a mail ended."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    GIVEN_UP = "given_up"
    NOTHING_TO_TELL = "nothing_to_tell"  # all of it was read meanwhile, or may no longer be seen


# What administrators are told of.
FAILURES = frozenset({Outcome.REFUSED, Outcome.UNKNOWN, Outcome.GIVEN_UP})


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail that is to be sent."""

    mail_id: str
    person_id: str
    notice_ids: Sequence[str]


def queue(database: Database, now: datetime, today: date, *, digests: bool) -> None:
    """Makes a mail of what each person is to be told now: of all that is told at once, and, where it is time for
    `digests`, of the rest once a day.

    `now`: naive UTC; `today`: the date where the centre is.
    """
    if not _due(database, now, today, digests=digests):
        return
    with database.transaction(writes={"mails"}) as cursor:
        for (person_id, when), notice_ids in _due(Inside(cursor), now, today, digests=digests).items():
            mail = {
                "mail_id": str(uuid.uuid4()),
                "person_id": person_id,
                "notice_ids": notice_ids,
                "digest_of": today if when is When.DAILY else None,
                "now": now,
            }
            cursor.execute(QUEUE, mail)


def _due(reader: Reader, now: datetime, today: date, *, digests: bool) -> dict[tuple[str, When], list[str]]:
    """The ids of the notices of each mail, by who gets it and when they chose to."""
    rows = reader.rows(WAITING, {"since": now - GIVES_UP_AFTER})
    if not rows:
        return {}
    chosen: dict[str, dict[str, str]] = {}
    for row in reader.rows(CHOSEN):
        chosen.setdefault(row["person_id"], {})[row["name"]] = row["value"]
    served = {row["person_id"] for row in reader.rows(HAVE_DIGEST, {"today": today})} if digests else set()
    found: dict[tuple[str, When], list[str]] = {}
    for row in rows:
        if row["kind"] not in set(Kind):  # of another version of the app
            continue
        when, person_id = when_mailed(Kind(row["kind"]), chosen.get(row["person_id"], {})), row["person_id"]
        if when is When.AT_ONCE or (when is When.DAILY and digests and person_id not in served):
            found.setdefault((person_id, when), []).append(row["notice_id"])
    return found


def to_send(database: Database, now: datetime) -> list[Mail]:
    """The mails to be sent now, those that wait longest first."""
    rows = database.rows(TO_SEND, {"now": now, "most": MOST_AT_ONCE})
    return [Mail(mail_id=row["mail_id"], person_id=row["person_id"], notice_ids=row["notice_ids"]) for row in rows]


def claim(database: Database, mail: Mail, now: datetime) -> bool:
    """Says that this process sends the mail; whether it may. To be called before anything is handed over."""
    with database.transaction(writes={"mails"}) as cursor:
        return bool(cursor.execute(CLAIM, {"mail_id": mail.mail_id, "now": now}).fetchall()[0][0])


def note(database: Database, mail: Mail, delivery: Delivery | None, now: datetime, today: date) -> None:
    """Notes what became of a mail that was claimed; None: there was nothing left to tell."""
    with database.transaction(writes={"mails", "notices"}) as cursor:
        if delivery is Delivery.LATER:
            _pause(cursor, mail.mail_id, now)
        else:
            _end(cursor, [mail.mail_id], Outcome(delivery or Outcome.NOTHING_TO_TELL), now, today)


def settle(database: Database, now: datetime, today: date) -> None:
    """Ends the mails that a process had claimed which has died, and those that were tried for too long."""
    if not any(database.rows(sql, asked) for sql, asked, _ in _settled(now)):
        return
    with database.transaction(writes={"mails", "notices"}) as cursor:
        for sql, asked, outcome in _settled(now):
            ids = [mail_id for (mail_id,) in cursor.execute(sql, asked).fetchall()]
            _end(cursor, ids, outcome, now, today)


def unsent(database: Database) -> int:
    """How many mails wait to be sent."""
    row = database.first(UNSENT)
    return 0 if row is None else int(row["mails"])


def _settled(now: datetime) -> Sequence[tuple[str, Mapping[str, Any], Outcome]]:
    return (LEFT_BEHIND, {}, Outcome.UNKNOWN), (TOO_LATE, {"until": now - GIVES_UP_AFTER}, Outcome.GIVEN_UP)


def _pause(cursor: duckdb.DuckDBPyConnection, mail_id: str, now: datetime) -> None:
    [(tries,)] = cursor.execute(TRIES, {"mail_id": mail_id}).fetchall()
    pause = min(timedelta(minutes=2 ** min(tries, 10)), LONGEST_PAUSE)
    cursor.execute(TRY_AGAIN, {"mail_id": mail_id, "try_at": now + pause})


def _end(
    cursor: duckdb.DuckDBPyConnection, mail_ids: Sequence[str], outcome: Outcome, now: datetime, today: date
) -> None:
    for mail_id in mail_ids:
        cursor.execute(END, {"mail_id": mail_id, "outcome": outcome.value, "now": now})
    if mail_ids and outcome in FAILURES:
        tell_administrators(cursor, Kind.MAIL_FAILED, "", written_at=now, occasion=today.isoformat())
