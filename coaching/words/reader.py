"""In which language does somebody read, and how are numbers and days written where they are? Pure: no Streamlit.

A page says once, as it begins, who reads (`read_as`); from then on wording.py and formatting.py answer in that
language until the thread makes a page for somebody else. Outside a page, on the command line and in tests, that is
English as in Great Britain.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

# The languages of the app, by what each calls itself, and the region of those who do not say theirs. A language other
# than English has a file in languages/.
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch", "es": "Español"}
REGIONS: Mapping[str, str] = {"en": "GB", "de": "DE", "es": "ES"}
ENGLISH = "en"
# Babel does not say from how many digits on a number is grouped. In Spain "1234" has no point, "12.345" has one.
LEAST_GROUPED_DIGITS: Mapping[str, int] = {"es-ES": 5}
# What a pattern of Unicode's CLDR is made of, in Python's format and in that of D3, which draws the charts.
PARTS = {
    "d": ("{day}", "%-d"),
    "dd": ("{day:02}", "%d"),
    "M": ("{number}", "%-m"),
    "MM": ("{number:02}", "%m"),
    "MMM": ("{month}", "%b"),
    "MMMM": ("{month}", "%b"),
    "y": ("{year}", "%Y"),
    "yyyy": ("{year}", "%Y"),
}
PART = re.compile(r"'([^']*)'|([A-Za-z]+)")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """How somebody reads. `tag`: the language with the region, "en-GB"; what is cached for readers is cached by it."""

    tag: str
    language: str
    decimal: str
    group: str
    least_grouped: int
    """From how many digits on a whole number is grouped."""
    day: str
    """A day with its year, from {day}, {month} (a name) or {number}, and {year}."""
    day_of_year: str
    """The same without the year."""
    halves: tuple[str, str] | None
    """What the halves of a day are called where hours are counted to twelve: ("am", "pm")."""
    first_weekday: int
    """With which day a week begins: 0 is Monday, 6 is Sunday."""
    chart_day: str
    chart_day_of_year: str

    def writes(self, number: str) -> str:
        """A number as Python writes it ("1,234.5"), as this reader does."""
        return number if self.decimal == "." and self.group == "," else number.translate(self._signs())

    def reads(self, number: str) -> str:
        """The other way round, without what stands between groups: "1.234,5" is "1234.5"."""
        return number.replace(self.group, "").replace(self.decimal, ".")

    def _signs(self) -> dict[int, str]:
        return {ord(","): self.group, ord("."): self.decimal}


def language_of(tag: str | None) -> str | None:
    """The language of the app that a tag such as "de-AT" asks for; None where there is none."""
    language = re.split("[-_]", (tag or "").lower())[0]
    return language if language in LANGUAGES else None


@lru_cache(100)
def reader_of(chosen: str | None, browser: str | None) -> Reader:
    """How somebody reads. `chosen`: the language that they chose, if any; `browser`: the tag that their browser says,
    which decides where nothing is chosen, and whose region counts where it is of the same language."""
    language = language_of(chosen) or language_of(browser) or ENGLISH
    tags = [browser] if browser and language_of(browser) == language else []
    for tag in tags:
        try:
            locale = Locale.parse(tag, sep="-" if "-" in tag else "_")
        except (UnknownLocaleError, ValueError):
            continue
        if locale.territory:
            return _made(locale, language)
    return _made(Locale(language, REGIONS[language]), language)


def _made(locale: Locale, language: str) -> Reader:
    tag = f"{language}-{locale.territory}"
    fallback = Locale(language, REGIONS[language])
    symbols = locale.number_symbols["latn"]
    halves = (str(locale.periods["am"]), str(locale.periods["pm"])) if _counts_to_twelve(locale) else None
    day, chart_day = _pattern(locale, fallback, "yMMMd")
    day_of_year, chart_day_of_year = _pattern(locale, fallback, "MMMd")
    return Reader(
        tag=tag,
        language=language,
        decimal=symbols["decimal"],
        group=symbols["group"],
        least_grouped=LEAST_GROUPED_DIGITS.get(tag, 4),
        day=day,
        day_of_year=day_of_year,
        halves=halves,
        first_weekday=locale.first_week_day,
        chart_day=chart_day,
        chart_day_of_year=chart_day_of_year,
    )


def _counts_to_twelve(locale: Locale) -> bool:
    return "h" in str(locale.time_formats["short"].pattern) and "am" in locale.periods


def _pattern(locale: Locale, fallback: Locale, skeleton: str) -> tuple[str, str]:
    """How a day is written, for Python and for D3; as in the fallback where that takes what is not known here."""
    for each in (locale, fallback):
        pattern = each.datetime_skeletons.get(skeleton)
        words = {part for _, part in PART.findall(str(pattern)) if part} if pattern is not None else {""}
        if words <= PARTS.keys():
            # "18. Nov." with a blank that does not break: Markdown would make a list of a line that begins so.
            return _written(str(pattern), 0).replace(". ", ".\u00a0", 1), _written(str(pattern), 1)
    raise ValueError(f"No pattern {skeleton} for {locale}")


def _written(pattern: str, form: int) -> str:
    return PART.sub(lambda found: found[1] or PARTS[found[2]][form], pattern)


BRITISH = reader_of(ENGLISH, None)
_reading: ContextVar[Reader | None] = ContextVar("reading", default=None)
_asks: list[Callable[[], Reader | None]] = []


def reader() -> Reader:
    """Who reads what is being made."""
    return _reading.get() or _asked()


def read_as(found: Reader) -> None:
    """From here on, `found` reads what this thread makes."""
    _reading.set(found)


@contextmanager
def reading_as(found: Reader) -> Iterator[None]:
    """While this lasts, `found` reads."""
    before = _reading.set(found)
    try:
        yield
    finally:
        _reading.reset(before)


def ask_with(ask: Callable[[], Reader | None]) -> None:
    """Has `ask` say who reads in a thread that nobody has said it of: a callback runs before its page begins."""
    _asks[:] = [ask]


def _asked() -> Reader:
    for ask in _asks:
        # Whoever looks it up reads what is cached, which asks again who reads.
        before = _reading.set(BRITISH)
        try:
            found = ask()
        finally:
            _reading.reset(before)
        if found is not None:
            _reading.set(found)
            return found
    return BRITISH
