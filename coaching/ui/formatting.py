"""Values as people read them. Pure: no Streamlit, no clock."""

import html
import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.ui import wording

MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&])")
# What Markdown makes a link of even without brackets; an invisible word joiner keeps it text.
LINK_LIKE = re.compile(r"(?i)(https?|ftp|www|mailto|xmpp)(?=[:.])|(@)")
CHANNELS = {"voice": "voice", "chat": "chat", "email": "e-mail"}


def plain(text: str) -> str:
    """Other people's text inside Markdown (a label, a heading): every character means itself."""
    unlinked = LINK_LIKE.sub(lambda found: f"{found[0]}\u2060", " ".join(text.split()))
    return MARKDOWN.sub(r"\\\1", unlinked)


def escape(text: object) -> str:
    """Other people's text inside HTML."""
    return html.escape(str(text), quote=True)


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """A naive UTC instant as the wall clock of `zone`."""
    return instant.replace(tzinfo=UTC).astimezone(zone)


def day(value: date) -> str:
    """18 Nov 2026."""
    return f"{value.day} {value:%b %Y}"


def day_and_time(instant: datetime | None, zone: ZoneInfo) -> str:
    """18 Nov 2026, 21:40 in `zone`; "date unknown" where there is none."""
    if instant is None or pd.isna(instant):
        return "date unknown"
    there = local(instant, zone)
    return f"{day(there.date())}, {there:%H:%M}"


def score(value: float | None) -> str:
    """A score with at most one decimal: 62, 62.5, or NA."""
    if value is None or pd.isna(value):
        return wording.NA
    return f"{value:.1f}".removesuffix(".0")


def signed(value: float | None) -> str:
    """A sentiment with its sign and one decimal: +3.4, −1.2, 0.0, or NA."""
    if value is None or pd.isna(value):
        return wording.NA
    return f"{value:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")


def between(low: float, high: float) -> str:
    """The ends of an interval: "between +0.8 and +4.1 points"."""
    return f"between {signed(low)} and {signed(high)} points"


def duration(seconds: float | None) -> str:
    """5 min 44 s, 1 h 2 min, or "duration unknown"."""
    if seconds is None:
        return "duration unknown"
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {left} s" if minutes else f"{left} s"


def clock(seconds: float) -> str:
    """Time since the start: 4:04, or 1:02:03."""
    hours, rest = divmod(max(0, round(seconds)), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def queue_and_channel(queue: str | None, channel: str | None) -> str:
    """Hotel booking · chat."""
    named = queue if queue and not pd.isna(queue) else "no queue"
    if not channel or pd.isna(channel):
        return named
    return f"{named} · {CHANNELS.get(channel, channel)}"


def counted(count: int, singular: str, plural: str = "") -> str:
    """1 interaction, 2 interactions."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def due(follow_up_on: date, today: date) -> str:
    """How far away a follow-up is: "follow-up tomorrow", "follow-up 3 days overdue"."""
    days = (follow_up_on - today).days
    if days < 0:
        return f"follow-up {counted(-days, 'day')} overdue"
    if days <= 1:
        return "follow-up today" if days == 0 else "follow-up tomorrow"
    return f"follow-up in {days} days" if days < 15 else f"follow-up {day(follow_up_on)}"
