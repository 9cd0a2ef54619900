"""How is a mail handed to the mail server, and what did the server say?

smtplib raises one error for whatever goes wrong. Here it matters when: until the whole mail was sent nothing was handed
over, and it is tried again; from then on until the answer nobody knows, and it is not.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum

from coaching.settings import Settings

SECONDS = 30.0  # that the server may take for each answer
BEGIN = 354
CLOSES = 421


class Delivery(StrEnum):
    """What became of handing over a mail."""

    SENT = "sent"
    LATER = "later"  # the server says: not now; or it went away before it had all of it
    REFUSED = "refused"  # the server says: never
    UNKNOWN = "unknown"  # it had all of it, and went away without an answer


class PostAwayError(Exception):
    """The mail server cannot be reached, does not let the app in, or has gone away. The message says which."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """A mail server."""

    host: str
    port: int
    security: str  # starttls, tls or none
    user: str | None = None
    password: str | None = None
    seconds: float = SECONDS

    @contextmanager
    def connected(self) -> Iterator[Callable[[EmailMessage], Delivery]]:
        """Yields what hands over a mail; raises PostAwayError, also what is yielded where no more mails are taken."""
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise PostAwayError(type(error).__name__) from error
        try:
            yield lambda message: _hand_over(connection, message)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            if self.security == "starttls":
                connection.starttls(context=context)
            connection.ehlo_or_helo_if_needed()
            if self.user is not None and self.password is not None:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection


def post_of(known: Settings) -> Post | None:
    """The mail server of the settings, if there is one."""
    if known.smtp_host is None:
        return None
    return Post(
        host=known.smtp_host,
        port=known.smtp_port,
        security=known.smtp_security,
        user=known.smtp_user,
        password=known.smtp_password,
    )


def _hand_over(connection: smtplib.SMTP, message: EmailMessage) -> Delivery:
    begun = False
    try:
        commands: list[Callable[[], tuple[int, bytes]]] = [
            lambda: connection.mail(str(message["From"])),
            lambda: connection.rcpt(str(message["To"])),
            lambda: connection.docmd("DATA"),
        ]
        for command in commands:
            code, _ = command()
            if code == CLOSES:
                raise smtplib.SMTPServerDisconnected
            if not 200 <= code < 300 and code != BEGIN:
                _forget(connection)
                return _meaning(code)
        begun = True
        connection.send(_quoted(message))
        code, _ = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        if begun:
            return Delivery.UNKNOWN
        raise PostAwayError(type(error).__name__) from error
    return _meaning(code)


def _meaning(code: int) -> Delivery:
    """What a final answer of the server means (RFC 5321)."""
    if 200 <= code < 300:
        return Delivery.SENT
    return Delivery.LATER if 400 <= code < 500 else Delivery.REFUSED


def _forget(connection: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):
        connection.rset()


def _quoted(message: EmailMessage) -> bytes:
    """The mail as it goes over the line: a line that is a point would end it, so points at the start are doubled."""
    return re.sub(rb"(?m)^\.", b"..", message.as_bytes()) + b".\r\n"
