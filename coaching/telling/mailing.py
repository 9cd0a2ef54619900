"""How do mails get out? One round queues what is to be told, and hands what is queued to the mail server."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

from coaching.assignments.assignments import assignment
from coaching.people.centre_settings import centre_settings
from coaching.people.notices import Kind
from coaching.people.people import named
from coaching.people.preferences import Preference, preferences
from coaching.storage.database import Database
from coaching.telling import outbox
from coaching.telling.letters import Sender, Told, letter
from coaching.telling.notice_list import unread
from coaching.telling.outbox import Mail
from coaching.telling.post import Delivery, Post, PostAwayError
from coaching.variable_kinds import MAIL_ADDRESS
from coaching.words.days import local_time
from coaching.words.reader import reader_of, reading_as

LOG = logging.getLogger(__name__)
DIGEST_AT = 7  # o'clock where the centre is
PAUSE = timedelta(minutes=1)  # after the mail server could not be reached


@dataclass(frozen=True, kw_only=True)
class Mailer:
    """Who sends: a mail server, the address that mails come from, and where the links lead to."""

    post: Post
    address: str
    public_address: str


class Mailing:
    """Sends the mails of a database. In a lake one process at a time does (Database.telling)."""

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database, self._mailer = database, mailer
        self._away_until: datetime | None = None

    def go(self, now: datetime, stops: Callable[[], bool] = lambda: False) -> None:
        """One round. `now`: naive UTC; `stops`: whether to hand over no more mails."""
        here = local_time(now, centre_settings(self._database).time_zone)
        outbox.settle(self._database, now, here.date())
        outbox.queue(self._database, now, here.date(), digests=here.hour >= DIGEST_AT)
        if self._away_until is not None and now < self._away_until:
            return
        waiting = outbox.to_send(self._database, now)
        if not waiting:
            return
        self._away_until = None
        try:
            with self._mailer.post.connected() as hand_over:
                for mail in waiting:
                    if stops():
                        return
                    self._send(mail, hand_over, now, here.date())
        except PostAwayError as error:
            LOG.warning("The mail server takes no mails now: %s", error)
            self._away_until = now + PAUSE

    def _send(self, mail: Mail, hand_over: Callable[[EmailMessage], Delivery], now: datetime, today: date) -> None:
        made = self._letter(mail, now)
        if not outbox.claim(self._database, mail, now):
            return
        try:
            delivery = made if made is None or isinstance(made, Delivery) else hand_over(made)
        except PostAwayError:
            outbox.note(self._database, mail, Delivery.LATER, now, today)
            raise
        outbox.note(self._database, mail, delivery, now, today)
        if delivery in (Delivery.REFUSED, Delivery.UNKNOWN):
            LOG.warning("A mail was not delivered: %s", delivery)

    def _letter(self, mail: Mail, now: datetime) -> EmailMessage | Delivery | None:
        """The mail as it is to be sent, of what its reader may see and has not read; None where that is nothing,
        REFUSED where they have no address that can be written to."""
        database, person_id = self._database, mail.person_id
        found = [each for each in unread(database, person_id) if each.notice_id in mail.notice_ids]
        someone = named(database, person_id)
        if not found or someone is None or someone.email is None:
            return None
        if not MAIL_ADDRESS.fullmatch(someone.email):
            return Delivery.REFUSED
        centre = centre_settings(database)
        sender = Sender(
            address=self._mailer.address,
            public_address=self._mailer.public_address,
            zone=centre.time_zone,
            says_more=centre.mail_says_more,
        )
        chosen = preferences(database, person_id).get(Preference.LANGUAGE)
        with reading_as(reader_of(chosen, None)):
            told = [
                Told(
                    notice=each,
                    assignment=assignment(database, person_id, each.assignment_id)
                    if each.kind is Kind.ASSIGNED and each.assignment_id
                    else None,
                )
                for each in reversed(found)
            ]
            return letter(sender, mail.mail_id, someone.email, told, now.replace(tzinfo=UTC))
