"""What does a mail say? Text and HTML in the reader's language: the name of each assignment and a link, no more unless
the centre allows it. Names are other people's words: no header and no element is made of them.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from coaching.assignments.assignments import Assignment
from coaching.people.notices import Kind
from coaching.telling.notice_list import Notice
from coaching.telling.rules import NOTICES
from coaching.telling.sentences_of_notices import sentence
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import counted, day, isolated, one_line
from coaching.words.reader import reader
from coaching.words.sentences import listed_names


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice of a mail. `assignment`: what it is about, where more may be said of it."""

    notice: Notice
    assignment: Assignment | None = None


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sends, and where the links lead to. `says_more`: than the name of an assignment; the centre decides."""

    address: str
    public_address: str
    zone: ZoneInfo
    says_more: bool


def letter(sender: Sender, mail_id: str, to: str, told: Sequence[Told], sent_at: datetime) -> EmailMessage:
    """The mail to `to`, which is an address and no more (MAIL_ADDRESS), in the language of whoever reads now.

    `sent_at`: with its offset to UTC.
    """
    said = [(_lines(sender, each), _link(sender, each.notice)) for each in told]
    why = f"{wording.MAIL_WHY} {_address(sender, NOTICES, {})}"
    message = EmailMessage(policy=SMTP)
    subject = said[0][0][0] if len(said) == 1 else counted(len(said), wording.MAIL_SUBJECT_OF_SEVERAL)
    # Such signs begin an encoded word, which could hold the end of a line, and so headers of its writer's choice.
    message["Subject"] = subject.replace("=?", "= ?")
    message["From"], message["To"] = sender.address, to
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{mail_id}@{sender.address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join([*("\n".join([*lines, link]) for lines, link in said), why]) + "\n", cte="base64")
    message.add_alternative(_html(said, why), subtype="html", cte="base64")
    return message


def _lines(sender: Sender, told: Told) -> list[str]:
    """What is said of one notice, each a line."""
    notice = told.notice
    if not sender.says_more:
        return [wording.MAIL_SAYS[notice.kind].format(name=isolated(one_line(notice.name or "")))]
    lines = [sentence(notice, sender.zone)]
    about = told.assignment
    if notice.kind is Kind.ASSIGNED and about is not None:
        lines += [
            wording.MAIL_AREAS.format(areas=one_line(listed_names(about.coaching_areas))),
            wording.MAIL_ASSIGNED_BY.format(
                name=isolated(one_line(about.assigned_by)), day=day(day_of(about.assigned_at, sender.zone))
            ),
            wording.MAIL_FOLLOW_UP.format(day=day(about.follow_up_on)),
        ]
    return [one_line(each) for each in lines]


def _link(sender: Sender, notice: Notice) -> str:
    # An agent's id may be their address: it is no name of an assignment.
    return _address(sender, notice.page, {} if notice.kind is Kind.REQUEST else dict(notice.parameters))


def _address(sender: Sender, page: str, parameters: dict[str, str]) -> str:
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{sender.public_address.rstrip('/')}/{page}{query}"


def _html(said: Sequence[tuple[Sequence[str], str]], why: str) -> str:
    parts = "".join(
        f'<p><a href="{html.escape(link)}">{html.escape(lines[0])}</a>'
        + "".join(f"<br>{html.escape(line)}" for line in lines[1:])
        + "</p>"
        for lines, link in said
    )
    language = html.escape(reader().tag)
    return f'<!DOCTYPE html><html lang="{language}"><body>{parts}<p>{html.escape(why)}</p></body></html>\n'
