"""What does a mapping say? How the columns of somebody's table become conversations, and the TOML file that says it."""

import difflib
import re
import tomllib
from collections.abc import Callable, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from coaching.importers import limits
from coaching.importers.mapping.columns import NO, NOT_APPLICABLE, OF_METRICS, TIMES, YES, Column
from coaching.importers.refused_records import shown
from coaching.importers.sentiment_scale import NotAScaleError, SentimentScale, read_scale

COLUMNS, METRICS, VALUES = "columns", "metrics", "values"
# How many milliseconds a number of each unit is.
UNITS = {"milliseconds": 1, "seconds": 1_000, "minutes": 60_000, "hours": 3_600_000}
POINTS = SentimentScale(low=0, high=100)


class MappingError(Exception):
    """A mapping has a mistake. The message says where, what was there and what is wanted."""


@dataclass(frozen=True, kw_only=True)
class MetricColumn:
    """A column whose values are the answers to one metric."""

    column: str
    name: str
    weight: float | None = None
    fatal: bool = False


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """How the rows of a table become conversations.

    `columns` has the columns of the table that say each; of times more than one may be joined (a date and a time).
    `metrics` are the columns of a wide table that answer one metric each; a long table has a column METRIC instead.
    `yes`, `no` and `not_applicable` are answers in lower case. `day_first` and `score` None: the file shows them.
    `sentiment_scale` None: the one of the import.
    """

    columns: AnyMapping[Column, tuple[str, ...]]
    metrics: Sequence[MetricColumn] = ()
    yes: frozenset[str] = frozenset(YES)
    no: frozenset[str] = frozenset(NO)
    not_applicable: frozenset[str] = frozenset(NOT_APPLICABLE)
    duration: str = "seconds"
    day_first: bool | None = None
    time_zone: str = "UTC"
    score: SentimentScale | None = None
    sentiment_scale: SentimentScale | None = None

    @property
    def is_long(self) -> bool:
        """Whether a row is an answer to a metric rather than a conversation."""
        return Column.METRIC in self.columns

    @property
    def needed(self) -> list[str]:
        """The columns that a table must have."""
        return [name for names in self.columns.values() for name in names] + [each.column for each in self.metrics]


def read(path: Path) -> Mapping:
    """The mapping in a file. Raises MappingError."""
    try:
        text = limits.read(path, limits.MEGABYTE).decode("utf-8-sig")
    except limits.UnreadableFileError as error:
        raise MappingError(f"{path}: {error}") from None
    except UnicodeDecodeError:
        raise MappingError(f"{path}: this is no UTF-8: save the mapping as UTF-8 text") from None
    return parse(text, str(path))


def parse(text: str, name: str) -> Mapping:
    """The mapping that a text says; `name` is what mistakes call it. Raises MappingError."""
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        wanted = 'write each line like start = "Start time", with names in double quotes'
        raise MappingError(f"{name}: this is no TOML, {error}: {wanted}") from None
    return _Reader(text, name).mapping(content)


class _Reader:
    """Checks what TOML has, and says where a mistake is."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = text.splitlines()
        self._name = name

    def mapping(self, content: dict[str, Any]) -> Mapping:
        for section, part in content.items():
            if section not in (COLUMNS, METRICS, VALUES):
                self._fail("", section, "this is no part of a mapping", _one_of(section, (COLUMNS, METRICS, VALUES)))
            if not isinstance(part, dict):
                self._fail("", section, f"{shown(part)} is no part", f"write [{section}] on a line and its keys below")
        columns = {
            column: names
            for key, value in content.get(COLUMNS, {}).items()
            for column, names in [self._columns(key, value)]
        }
        metrics = [self._metric(key, value) for key, value in content.get(METRICS, {}).items()]
        self._check_complete(columns, metrics)
        return Mapping(columns=columns, metrics=metrics, **self._values(content.get(VALUES, {})))

    def _columns(self, key: str, value: Any) -> tuple[Column, tuple[str, ...]]:
        if key not in list(Column):
            self._fail(COLUMNS, key, "this is nothing that a column can say", _one_of(key, list(Column)))
        column = Column(key)
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not names or not all(isinstance(each, str) and each for each in names):
            wanted = 'write the name of a column in double quotes, such as "Start time"'
            self._fail(COLUMNS, key, f"{shown(value)} is no column", wanted)
        if len(names) > 1 and column not in TIMES:
            times = ", ".join(TIMES)
            self._fail(COLUMNS, key, f"{len(names)} columns", f"name one column; only {times} can be joined from two")
        return column, tuple(names)

    def _metric(self, key: str, value: Any) -> MetricColumn:
        wanted = 'write the name of the metric, or { name = "Greets the customer", weight = 20, fatal = false }'
        if isinstance(value, str) and value:
            return MetricColumn(column=key, name=value)
        if not isinstance(value, dict) or not isinstance(value.get("name"), str) or not value["name"]:
            self._fail(METRICS, key, f"{shown(value)} names no metric", wanted)
        for unknown in value.keys() - {"name", "weight", "fatal"}:
            self._fail(METRICS, key, f"{shown(unknown)} is nothing that is known of a metric", wanted)
        weight, fatal = value.get("weight"), value.get("fatal", False)
        if weight is not None and (isinstance(weight, bool) or not isinstance(weight, int | float)):
            self._fail(METRICS, key, f"the weight {shown(weight)} is no number", wanted)
        if not isinstance(fatal, bool):
            self._fail(METRICS, key, f"fatal is {shown(fatal)}", wanted)
        return MetricColumn(column=key, name=value["name"], weight=weight, fatal=fatal)

    def _check_complete(self, columns: AnyMapping[Column, tuple[str, ...]], metrics: list[MetricColumn]) -> None:
        if Column.CONVERSATION not in columns:
            self._fail("", COLUMNS, "no column is the conversation", 'write conversation = "…", the column with its id')
        if Column.AGENT_EMAIL not in columns and Column.AGENT_ID not in columns:
            wanted = 'write agent_email = "…" or agent_id = "…", the column that says who handled it'
            self._fail("", COLUMNS, "no column is the agent", wanted)
        if (Column.METRIC in columns) != (Column.ANSWER in columns):
            wanted = "a row that answers a metric needs both, metric and answer"
            self._fail("", COLUMNS, "one of metric and answer is missing", wanted)
        if Column.METRIC in columns and metrics:
            wanted = "keep metric and answer where a row is an answer, and [metrics] where a column is a metric"
            self._fail("", METRICS, "there are both a column with metrics and columns that are metrics", wanted)
        for column in OF_METRICS:
            if column in columns and Column.METRIC not in columns:
                wanted = "remove it, or name the column that says which metric the row answers as metric"
                self._fail(COLUMNS, column, "this belongs to rows that answer a metric", wanted)
        names: dict[str, str] = {}
        for metric in metrics:
            if metric.name in names:
                wanted = "give each metric a name of its own"
                self._fail(METRICS, metric.column, f"{shown(names[metric.name])} is the same metric", wanted)
            names[metric.name] = metric.column

    def _values(self, values: dict[str, Any]) -> dict[str, Any]:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "yes": self._words,
            "no": self._words,
            "not_applicable": self._words,
            "duration": self._unit,
            "day_first": self._day_first,
            "time_zone": self._zone,
            "score": self._scale,
            "sentiment_scale": self._scale,
        }
        for key in values:
            if key not in readers:
                self._fail(VALUES, key, "this says nothing of values", _one_of(key, tuple(readers)))
        read = {key: readers[key](key, value) for key, value in values.items()}
        given = Mapping(columns={}, **read)
        sets = {"yes": given.yes, "no": given.no, "not_applicable": given.not_applicable}
        for key, other in (("yes", "no"), ("no", "not_applicable"), ("not_applicable", "yes")):
            for both in sorted(sets[key] & sets[other]):
                at = key if key in values else other
                self._fail(VALUES, at, f"{shown(both)} is in both {key} and {other}", "leave the one that it means")
        return read

    def _words(self, key: str, value: object) -> frozenset[str]:
        words = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str | int | float) for each in words):
            self._fail(VALUES, key, f"{shown(value)} is no list of answers", f'write {key} = ["YES", "Pass", "1"]')
        return frozenset(as_answer(str(each)) for each in words)

    def _unit(self, key: str, value: object) -> str:
        if str(value) not in UNITS:
            self._fail(VALUES, key, f"{shown(value)} is no unit of time", _one_of(str(value), tuple(UNITS)))
        return str(value)

    def _day_first(self, key: str, value: object) -> bool:
        if not isinstance(value, bool):
            wanted = "write true where 04/05/2026 is the fourth of May, false where it is the fifth of April"
            self._fail(VALUES, key, f"{shown(value)} is neither true nor false", wanted)
        return bool(value)

    def _zone(self, key: str, value: object) -> str:
        try:
            if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}", value):
                raise ValueError
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            wanted = 'write a name such as "Europe/Berlin", "America/New_York" or "UTC"'
            self._fail(VALUES, key, f"{shown(value)} is no time zone", wanted)
        return str(value)

    def _scale(self, key: str, value: object) -> SentimentScale:
        try:
            return read_scale(value if isinstance(value, str) else "")
        except NotAScaleError:
            self._fail(VALUES, key, f"{shown(value)} is no scale", 'write the lowest and highest value, as "0..5"')

    def _fail(self, section: str, key: str, was: str, wanted: str) -> NoReturn:
        line = self._line_of(section, key)
        place = f"{self._name}, line {line}" if line else self._name
        called = ".".join(part for part in (section, key) if part)
        raise MappingError(f"{place}, {called}: {was}; {wanted}")

    def _line_of(self, section: str, key: str) -> int | None:
        """The number of the line that has the key, or that begins the section where `section` is empty."""
        now = ""
        for number, line in enumerate(self._lines, start=1):
            header = re.match(r"\s*\[\[?\s*[\"']?([^\"'\]]+?)[\"']?\s*\]", line)
            if header:
                now = header[1]
                if not section and now.partition(".")[0] == key:
                    return number
            elif now == section and _key_of(line) == key:
                return number
        return self._line_of("", section) if section else None


def _key_of(line: str) -> str | None:
    """The key that a line of TOML gives a value."""
    try:
        content = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        try:
            content = tomllib.loads(line.partition("=")[0] + "= 0") if '"' not in line else {}
        except tomllib.TOMLDecodeError:
            return None
    return next(iter(content), None)


def as_answer(text: str) -> str:
    """An answer as it is compared: without blanks around it, in lower case, blanks joined."""
    return " ".join(text.split()).casefold()


def _one_of(was: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(was, known, 1)
    others = ", ".join(known)
    return f"write {near[0]}? Known are {others}" if near else f"known are {others}"
