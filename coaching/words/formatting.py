"""Values as people read them. Pure: no Streamlit, no clock."""

import html
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from coaching.words import wording
from coaching.words.days import Period, local_time
from coaching.words.labels import told_apart
from coaching.words.reader import reader
from coaching.words.wording import Counted

MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&])")
# What Markdown makes a link of even without brackets; an invisible word joiner keeps it text.
LINK_LIKE = re.compile(r"(?i)(https?|ftp|www|mailto|xmpp)(?=[:.])|(@)")
JOINER = "\u2060"
# Characters that nobody sees and that turn the direction of what follows, or hide it.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066\u2067\ufeff]")
# Before and after words with a direction of their own, which browsers understand; see isolated().
ISOLATE, END_ISOLATE = "\u2068", "\u2069"
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
# What Streamlit makes icons, emoji, arrows and dashes of after Markdown has taken the backslashes away.
READ_LATER = re.compile(r"(?<=:)(?=[^\W\d]|[+-]|\w+:)|(?<=[-<>=~])(?=[-<>=])")
# Where a word joiner takes the meaning from what Markdown and Streamlit would read: directives, icons and emoji (":"),
# links and images ("](", "]["), HTML ("<"), escapes, entities ("&"), dashes and arrows ("--", "->"), emphasis ("_").
MEANT_TOGETHER = re.compile(
    r"(?<=:)(?=[^\W\d]|[+:-]|\w+:)|(?<=\])(?=[(\[:])|(?<=<)(?=\S)|(?<=\\)(?=\S)|(?<=&)(?=[#\w])|(?<=[-<>=~])(?=[-<>=])|(?=_)|(?<=_)"
)
# What a word joiner does not help with: signs that look the same and mean nothing.
LOOK_ALIKES = str.maketrans({"*": "\u2217", "`": "\u02cb", "$": "\uff04", "~": "\u223c"})
LONGEST_SHOWN, LONGEST_TEXT = 2_000, 20_000

# Added to ten times a number before what is behind the point is cut off. A half goes up, and so does what lacks so
# little of a half that only the order in which fractions were added up can be the reason.
HALF = 0.500001
Number = TypeVar("Number", bound=Any)  # a float, or an array or a Series of floats


def _is_missing(value: Any) -> bool:
    """Whether it is nothing, as frames have it: NaN, NaT, NA."""
    import pandas as pd  # frames come from it; the processes that read transcripts do without

    return bool(pd.isna(value))


def plain(text: str) -> str:
    """Other people's text inside Markdown (a heading, a caption, a button): every character means itself."""
    unlinked = LINK_LIKE.sub(lambda found: f"{found[0]}{JOINER}", one_line(text))
    return MARKDOWN.sub(r"\\\1", READ_LATER.sub(JOINER, unlinked))


def as_label(text: str) -> str:
    """Other people's text as the label of a field, or as an option of pills.

    Streamlit draws these as Markdown and reads them out as they are: the backslashes of `plain` would be heard, and
    stand in the address. Here every character means itself without one; almost all texts stay as they are.
    """
    unlinked = LINK_LIKE.sub(lambda found: f"{found[0]}{JOINER}", one_line(text))
    return MEANT_TOGETHER.sub(JOINER, unlinked).translate(LOOK_ALIKES)


def as_labels(texts: Sequence[str]) -> dict[str, str]:
    """Other people's texts as options of one field, by text: no two of them alike to a reader, or the field would take
    them for one. Those that would be are numbered."""
    labels = told_apart({str(number): as_label(text) for number, text in enumerate(texts, 1)})
    return dict(zip(texts, labels.values(), strict=True))


def one_line(text: str) -> str:
    """A text without line breaks and without what nobody sees, and cut where it would fill the screen."""
    seen = " ".join(UNSEEN.sub("", text[: 4 * LONGEST_SHOWN]).split())
    return shortened(seen, LONGEST_SHOWN, len(text))


def shortened(text: str, most: int, length: int | None = None) -> str:
    """The first `most` characters, and how many more there are. `length`: of the whole text, if this is a part."""
    whole = len(text) if length is None else length
    return text if len(text) <= most else counted(whole - most, wording.MORE_CHARACTERS, text=text[:most])


def long_text(text: str) -> str:
    """Other people's text as they wrote it, with its line breaks, for st.text: cut where it would freeze a browser."""
    return shortened(UNSEEN.sub("", text[: 2 * LONGEST_TEXT]), LONGEST_TEXT, len(text))


def isolated(text: str) -> str:
    """Other people's words inside a line of ours. A name in Arabic or Hebrew would take the number behind it along: the
    day of "name · 30 Oct 2026" would stand before the name. Words that run left to right stay as they are."""
    if not RIGHT_TO_LEFT.search(text):
        return text
    return f"{ISOLATE}{text.replace(ISOLATE, '').replace(END_ISOLATE, '')}{END_ISOLATE}"


def escape(text: object) -> str:
    """Other people's text inside HTML, cut as by `long_text`."""
    return html.escape(long_text(str(text)), quote=True)


def own_direction(text: object) -> str:
    """As `escape`, inside a line of HTML: the words run in their own direction, whatever stands beside them. What runs
    left to right does so without an element."""
    words = escape(text)
    return f'<bdi dir="auto">{words}</bdi>' if RIGHT_TO_LEFT.search(words) else words


def direction(text: str) -> str:
    """The attribute with which an element that holds other people's text runs in its direction; none where that is
    ours, which is nearly always: a transcript has dozens of such elements."""
    return ' dir="auto"' if RIGHT_TO_LEFT.search(text) else ""


def initials(name: str) -> str:
    """ "TW" for Tomasz Wolski: the first letters of the first and the last word of a name."""
    words = one_line(name).split()
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else ""


def day(value: date) -> str:
    """18 Nov 2026."""
    return reader().day.format(
        day=value.day, number=value.month, month=wording.MONTHS[value.month - 1], year=value.year
    )


def day_of_year(value: date) -> str:
    """18 Nov."""
    return reader().day_of_year.format(day=value.day, number=value.month, month=wording.MONTHS[value.month - 1])


def quarter(period: Period) -> str:
    """Q3 2026: what a quarter of quarter_of() is called."""
    return wording.QUARTER.format(number=(period.first.month + 2) // 3, year=period.first.year)


def weekday(value: date) -> str:
    """Saturday."""
    return wording.WEEKDAYS[value.weekday()]


def day_and_time(instant: datetime | None, zone: ZoneInfo) -> str:
    """18 Nov 2026, 21:40 in `zone`; "date unknown" where there is none."""
    if instant is None or _is_missing(instant):
        return wording.DATE_UNKNOWN
    there = local_time(instant, zone)
    return f"{day(there.date())}, {time_of_day(there)}"


def time_of_day(there: datetime) -> str:
    """21:40, or 9:40 PM where hours are counted to twelve."""
    halves = reader().halves
    return (
        f"{there:%H:%M}"
        if halves is None
        else f"{(there.hour - 1) % 12 + 1}:{there:%M}\u202f{halves[there.hour // 12]}"
    )


def numeral(value: int) -> str:
    """A whole number: 1,234."""
    reads = reader()
    return reads.writes(f"{value:,}") if abs(value) >= 10 ** (reads.least_grouped - 1) else str(value)


def tenths(value: float) -> str:
    """An amount with at most one decimal: 3, 3.5."""
    return reader().writes(f"{value:.1f}".removesuffix(".0"))


def as_shown(value: Number) -> Number:
    """Scores, points and differences as people read them everywhere: with one decimal, halves away from zero.

    Takes a float, an array or a Series of floats; NaN stays NaN. quality/scoring.py has the same in SQL (AS_SHOWN).
    Whoever compares what people read (is it above zero, by how much do two scores differ) rounds by it first.
    Examples: 62.25 is 62.3, 62.249 is 62.2, -0.05 is -0.1, -0.04 is 0.0.
    """
    sign = (value > 0) * 1.0 - (value < 0) * 1.0
    rounded: Number = sign * ((abs(value) * 10 + HALF) // 1) / 10 + 0.0  # + 0.0: no -0.0
    return rounded


def score(value: float | None) -> str:
    """A score with at most one decimal: 62, 62.5, or NA."""
    if value is None or _is_missing(value):
        return wording.NA
    return tenths(as_shown(float(value)))


def signed(value: float | None) -> str:
    """A sentiment with its sign and one decimal: +3.4, −1.2, 0.0, or NA."""
    if value is None or _is_missing(value):
        return wording.NA
    return reader().writes(f"{as_shown(float(value)):+.1f}".replace("-", "−").replace("+0.0", "0.0"))


def between(low: float, high: float) -> str:
    """The ends of an interval: "between +0.8 and +4.1 points"."""
    return wording.BETWEEN_POINTS.format(low=signed(low), high=signed(high))


def duration(seconds: float | None) -> str:
    """5 min 44 s, 1 h 2 min, or "duration unknown"."""
    if seconds is None:
        return wording.DURATION_UNKNOWN
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return wording.HOURS_AND_MINUTES.format(hours=hours, minutes=minutes)
    said = wording.MINUTES_AND_SECONDS if minutes else wording.SECONDS
    return said.format(minutes=minutes, seconds=left)


def clock(seconds: float) -> str:
    """Time since the start: 4:04, or 1:02:03."""
    hours, rest = divmod(max(0, round(seconds)), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def queue_and_channel(queue: str | None, channel: str | None) -> str:
    """Hotel booking · chat."""
    named = isolated(queue) if queue and not _is_missing(queue) else wording.NO_QUEUE
    if not channel or _is_missing(channel):
        return named
    return f"{named} · {wording.CHANNELS.get(channel, channel)}"


def counted(count: int, said: Counted, **more: object) -> str:
    """1 interaction, 2 interactions: the one function that chooses between one and several. `more`: other parts."""
    return (said.one if count == 1 else said.several).format(count=numeral(count), **more)


def tenths_counted(amount: float, said: Counted) -> str:
    """1 day, 1.1 days, 5 days: like `counted`, of an amount that is shown to one decimal at most."""
    shown = tenths(amount)
    return (said.one if shown == "1" else said.several).format(count=shown)


def status_label(state: str, reads_as_agent: bool, over: bool = False) -> str:
    """The status as the reader's role words it, with its shape: "◐ In Progress". What is over without being completed
    is not to be started or gone on with any more: "■ Outcome recorded"."""
    if over and state != "completed":
        return f"{wording.OVER_SHAPE} {wording.OVER}"
    words = wording.AGENT_STATUS if reads_as_agent else wording.SUPERVISOR_STATUS
    return f"{wording.STATUS_SHAPES[state]} {words[state]}"


def due(follow_up_on: date, today: date) -> str:
    """How far away a follow-up is: "follow-up tomorrow", "follow-up 3 days overdue"."""
    days = (follow_up_on - today).days
    if days < 0:
        return counted(-days, wording.FOLLOW_UP_OVERDUE)
    if days <= 1:
        return wording.FOLLOW_UP_TODAY if days == 0 else wording.FOLLOW_UP_TOMORROW
    said = wording.FOLLOW_UP_IN if days < 15 else wording.FOLLOW_UP_ON
    return said.format(days=days, day=day(follow_up_on))
