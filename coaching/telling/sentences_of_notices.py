"""What does a notice say? One sentence, in the language of whoever reads it, as plain text."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from coaching.people.notices import Kind
from coaching.telling.notice_list import Notice
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import day, isolated, one_line


def sentence(notice: Notice, zone: ZoneInfo) -> str:
    """The notice in one line, without markup: names are other people's words. `zone`: the reader's."""
    key = notice.kind.value
    if notice.agent is not None and notice.kind in (Kind.OVERDUE, Kind.FOLLOW_UP_TOMORROW):
        key += "_of_agent"
    if notice.kind is Kind.DATA_TOO_OLD:
        on = day(day_of(datetime.fromisoformat(notice.occasion), zone))
    elif notice.kind is Kind.MAIL_FAILED:
        on = day(date.fromisoformat(notice.occasion))
    else:
        on = day(notice.follow_up_on) if notice.follow_up_on else wording.NA
    return wording.NOTICE_SAYS[key].format(
        name=isolated(one_line(notice.name or wording.NA)),
        agent=isolated(one_line(notice.agent or wording.SOMEBODY)),
        by=isolated(one_line(notice.caused_by or wording.SOMEBODY)),
        day=on,
    )
