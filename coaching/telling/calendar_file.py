"""What does a calendar program read of follow-ups? An .ics file (RFC 5545) with a whole day for each.

A follow-up is on a date, not at a time: a whole day is on that date in whatever zone the reader is.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from coaching.telling.calendar_addresses import FollowUp
from coaching.telling.rules import ASSIGNMENT
from coaching.words import wording
from coaching.words.formatting import one_line

ASK_AGAIN_AFTER = timedelta(hours=6)


def calendar_file(
    found: Sequence[FollowUp], *, public_address: str, zone: ZoneInfo, says_more: bool, made_at: datetime
) -> bytes:
    """The file, in the language of whoever reads now. `zone`: the reader's; `says_more`: whether agents are named: the
    centre decides. `made_at`: naive UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//Coaching//Follow-ups//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", wording.CALENDAR_CALLED)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"value": "DURATION"})
    for each in found:
        link = f"{public_address.rstrip('/')}/{ASSIGNMENT}?{urlencode({'assignment': each.assignment_id})}"
        event = Event()
        event.add("uid", f"{each.assignment_id}@coaching")
        event.add("dtstamp", made_at.replace(tzinfo=UTC))
        event.add("dtstart", each.on)
        event.add("dtend", each.on + timedelta(days=1))
        event.add("summary", _summary(each, says_more))
        event.add("description", link)
        event.add("url", link)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _summary(each: FollowUp, says_more: bool) -> str:
    if each.agent is None or not says_more:
        return wording.CALENDAR_FOLLOW_UP.format(name=one_line(each.name))
    return wording.CALENDAR_FOLLOW_UP_WITH.format(name=one_line(each.name), agent=one_line(each.agent))
