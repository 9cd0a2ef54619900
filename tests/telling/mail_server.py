"""A mail server on this machine, which takes mails, or refuses them as it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import free_port


@dataclass
class Mailbox:
    """What the server has taken, and what it answers."""

    port: int
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_data: str = "250 OK"
    goes_away_after_data: bool = False

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[Any]
    ) -> str:
        if self.to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_data.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            parsed = message_from_bytes(content, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            self.taken.append((list(envelope.rcpt_tos), parsed))
        if self.goes_away_after_data:
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
        return self.to_data


@contextmanager
def running() -> Iterator[Mailbox]:
    """A server that is there within the block."""
    mailbox = Mailbox(free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
