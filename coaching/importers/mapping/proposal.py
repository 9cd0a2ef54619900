"""What does each column of somebody's table seem to be? By its name first, then by what its values look like."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from coaching.importers import instants, numbers
from coaching.importers.addresses import address
from coaching.importers.fields import is_nothing
from coaching.importers.mapping.columns import NO, NOT_APPLICABLE, OF_METRICS, SPELLINGS, TIMES, YES, Column
from coaching.importers.mapping.mapping import POINTS, MetricColumn, as_answer
from coaching.importers.mapping.mapping import Mapping as TableMapping
from coaching.importers.mapping.tables import Row
from coaching.importers.sentiment_scale import SentimentScale
from coaching.importers.spellings import CHANNELS, LANGUAGES, normalised

# Of the values of a column, so many are of the kind that it is taken for.
MOST = 0.9
_ANSWERS = frozenset((*YES, *NO, *NOT_APPLICABLE))
_TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?", re.IGNORECASE | re.ASCII)
_UNITS = {
    "milliseconds": ("ms", "msec", "millis", "milliseconds"),
    "seconds": ("s", "sec", "secs", "seconds"),
    "minutes": ("m", "min", "mins", "minutes"),
    "hours": ("h", "hr", "hrs", "hours"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_SCALES = tuple(SentimentScale(low=0, high=high) for high in (1, 5, 10, 100))
_SENTIMENTS = tuple(SentimentScale(low=low, high=high) for low, high in ((-1, 1), (-5, 5), (-10, 10), (-100, 100)))
_SENTIMENTS_ABOVE = tuple(SentimentScale(low=low, high=high) for low, high in ((0, 1), (1, 5), (1, 10), (0, 100)))


@dataclass(kw_only=True)
class Proposal:
    """A mapping, and what to say of it: of a key (a column, a setting) why it is there, and what could not be found."""

    mapping: TableMapping
    because: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def propose(rows: Sequence[Row]) -> Proposal:
    """A mapping for a table with these rows."""
    return _Proposer(rows).proposal()


class _Proposer:
    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._names = list(dict.fromkeys(name for row in rows for name in row))
        self._values = {
            name: [value for row in rows if not is_nothing(value := row.get(name, "").strip())] for name in self._names
        }
        self._found: dict[Column, tuple[str, ...]] = {}
        self._because: dict[str, str] = {}

    def proposal(self) -> Proposal:
        self._by_name()
        self._by_values()
        metrics = [] if Column.METRIC in self._found else self._metrics()
        self._score(metrics)
        self._agent_by_name()
        columns = {column: self._found[column] for column in Column if column in self._found}
        settings = self._settings()
        mapping = TableMapping(columns=columns, metrics=metrics, **settings)
        missing = [column for column in (Column.CONVERSATION, Column.START) if column not in columns]
        if Column.AGENT_EMAIL not in columns and Column.AGENT_ID not in columns:
            missing.insert(0, Column.AGENT_EMAIL)
        used = set(mapping.needed)
        unused = [name for name in self._names if name not in used]
        return Proposal(mapping=mapping, because=self._because, missing=list(missing), unused=unused)

    def _take(self, column: Column, *names: str, because: str = "") -> None:
        self._found[column] = names
        if because:
            self._because[column] = because

    def _free(self) -> list[str]:
        taken = {name for names in self._found.values() for name in names}
        return [name for name in self._names if name not in taken]

    def _share(self, name: str, is_one: Callable[[str], bool]) -> float:
        values = self._values[name]
        return sum(map(is_one, values)) / len(values) if values else 0.0

    def _most(self, name: str, is_one: Callable[[str], bool]) -> bool:
        return self._share(name, is_one) >= MOST

    def _by_name(self) -> None:
        """Takes columns with a known name, where their values can be what the name says."""
        for name in self._names:
            spelled = SPELLINGS.field_of(_without_unit(name))
            if spelled is None:
                continue
            column = Column(spelled)
            if column is Column.AGENT_NAME and self._most(name, _is_address):
                column = Column.AGENT_EMAIL
            if column not in self._found and self._can_be(name, column):
                self._take(column, name)
        self._check_metrics()

    def _can_be(self, name: str, column: Column) -> bool:
        if not self._values[name]:
            return False
        if column in TIMES:
            return self._most(name, _is_instant)
        if column in (Column.SCORE, Column.PASS_SCORE, Column.AUDIT_SCORE):
            return self._most(name, _is_share)
        if column is Column.SENTIMENT:
            return self._most(name, _is_number)
        if column is Column.DURATION:
            return self._most(name, _is_duration)
        if column is Column.AGENT_EMAIL:
            return self._most(name, _is_address)
        if column is Column.ANSWER:
            return self._is_answer(name)
        return True

    def _check_metrics(self) -> None:
        """A table is long only where both the metric and its answer are there, and a conversation has many rows."""
        if not {Column.METRIC, Column.ANSWER} <= self._found.keys():
            self._find_long()
        if not {Column.METRIC, Column.ANSWER} <= self._found.keys():
            for column in OF_METRICS:
                self._found.pop(column, None)

    def _find_long(self) -> None:
        if Column.CONVERSATION not in self._found:
            return
        (conversation,) = self._found[Column.CONVERSATION]
        ids = self._values[conversation]
        if len(set(ids)) == len(ids):
            return
        answers = [name for name in self._free() if self._is_answer(name)]
        if Column.ANSWER not in self._found and len(answers) == 1:
            self._take(Column.ANSWER, answers[0], because="by its values")
        if Column.METRIC in self._found or Column.ANSWER not in self._found:
            return
        for name in self._free():
            pairs = [(row.get(conversation), row.get(name)) for row in self._rows]
            words = set(self._values[name])
            if 1 < len(words) < len(ids) and len(set(pairs)) == len(pairs) and not self._most(name, _is_number):
                self._take(Column.METRIC, name, because="by its values: no conversation has one twice")
                return

    def _by_values(self) -> None:
        if Column.AGENT_EMAIL not in self._found:
            self._agent_by_address()
        self._times()
        for column, known in ((Column.CHANNEL, CHANNELS), (Column.LANGUAGE, LANGUAGES)):
            self._take_first(column, frozenset((*known, *(each.casefold() for each in known.values()))))
        if Column.CONVERSATION not in self._found:
            self._conversation()
            self._check_metrics()

    def _take_first(self, column: Column, words: Collection[str]) -> None:
        """Takes the first column whose values are these words."""

        def is_one(value: str) -> bool:
            return value.casefold() in words

        if column not in self._found:
            name = next((each for each in self._free() if self._values[each] and self._most(each, is_one)), None)
            if name is not None:
                self._take(column, name, because="by its values")

    def _agent_by_address(self) -> None:
        addresses = [name for name in self._free() if self._values[name] and self._most(name, _is_address)]
        others = ("customer", "client", "caller", "supervisor", "manager", "auditor", "review", "evaluator", "lead")
        agents = [name for name in addresses if not any(other in name.casefold() for other in others)]
        if agents:
            named = [name for name in agents if "agent" in name.casefold()]
            self._take(Column.AGENT_EMAIL, (named or agents)[0], because="by its values: e-mail addresses")

    def _times(self) -> None:
        self._time_of_day()
        free = [name for name in self._free() if self._values[name] and self._most(name, _is_instant)]
        if Column.START not in self._found and free:
            earliest = next((name for name in free if all(self._in_order(name, other) for other in free)), free[0])
            self._take(Column.START, earliest, because="by its values: the earliest times")
            free.remove(earliest)
            self._time_of_day()
        if Column.END not in self._found and Column.DURATION not in self._found and Column.START in self._found:
            start = self._found[Column.START]
            later = next((each for each in free if len(start) == 1 and self._in_order(start[0], each)), None)
            if later is not None:
                self._take(Column.END, later, because="by its values: never before the start")

    def _time_of_day(self) -> None:
        """Joins a start that is only a date with the time in a column of its own."""
        start = self._found.get(Column.START, ())
        if len(start) != 1 or any(":" in value for value in self._values[start[0]]):
            return
        clocks = [name for name in self._free() if self._values[name] and self._most(name, _is_time_of_day)]
        if clocks:
            self._take(Column.START, start[0], clocks[0], because="the date and the time stand in two columns")

    def _in_order(self, first: str, second: str) -> bool:
        pairs = [(_instant(row.get(first, "")), _instant(row.get(second, ""))) for row in self._rows]
        return all(one <= other for one, other in pairs if one is not None and other is not None)

    def _conversation(self) -> None:
        """The column whose values tell most rows apart and look like ids."""
        ids = [name for name in self._free() if self._values[name] and self._most(name, _is_id)]
        if ids:
            best = max(ids, key=lambda name: (len(set(self._values[name])), "id" in normalised(name)))
            if len(set(self._values[best])) > 1 or len(self._rows) == 1:
                self._take(Column.CONVERSATION, best, because="by its values: they tell the rows apart")

    def _metrics(self) -> list[MetricColumn]:
        """The columns of a wide table whose values are all answers."""
        return [MetricColumn(column=name, name=name.strip()) for name in self._free() if self._is_answer(name)]

    def _is_answer(self, name: str) -> bool:
        words = {as_answer(value) for value in self._values[name]}
        return bool(words) and words <= _ANSWERS and bool(words & {*YES, *NO}) and bool(name.strip())

    def _score(self, metrics: Sequence[MetricColumn]) -> None:
        if Column.SCORE in self._found:
            return
        of_metrics = {metric.column for metric in metrics}
        for name in self._free():
            numbers_of = [_share(value) for value in self._values[name]]
            found = [each for each in numbers_of if each is not None]
            if name in of_metrics or len(found) < len(numbers_of) or len(set(found)) < 2:
                continue
            if min(found) >= 0 and 1 < max(found) <= POINTS.high:
                self._take(Column.SCORE, name, because="by its values: numbers from 0 to 100")
                return

    def _agent_by_name(self) -> None:
        if Column.AGENT_EMAIL in self._found or Column.AGENT_ID in self._found or Column.AGENT_NAME not in self._found:
            return
        because = "the table has neither addresses nor ids of agents, so the name is the id"
        self._take(Column.AGENT_ID, *self._found[Column.AGENT_NAME], because=because)

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        if Column.DURATION in self._found:
            settings["duration"] = self._unit(self._found[Column.DURATION][0])
        shown = {
            instants.day_comes_first(self._values[names[0]]) for column, names in self._found.items() if column in TIMES
        }
        shown.discard(None)
        if len(shown) == 1:
            settings["day_first"] = shown.pop()
        scores = self._numbers(Column.SCORE, Column.AUDIT_SCORE)
        if scores and not {0.0, 1.0}.issuperset(scores):
            settings["score"] = next((each for each in _SCALES if max(scores) <= each.high), POINTS)
        sentiments = self._numbers(Column.SENTIMENT)
        if sentiments:
            settings["sentiment_scale"] = self._sentiment_scale(sentiments)
        return settings

    def _numbers(self, *columns: Column) -> list[float]:
        values = [value for column in columns for name in self._found.get(column, ()) for value in self._values[name]]
        return [number for value in values if (number := _plain_number(value)) is not None]

    def _sentiment_scale(self, found: Sequence[float]) -> SentimentScale:
        scales = _SENTIMENTS if min(found) < 0 else _SENTIMENTS_ABOVE
        return next((each for each in scales if each.low <= min(found) and max(found) <= each.high), scales[-1])

    def _unit(self, name: str) -> str:
        unit = _UNIT_OF.get(_last_word(name))
        if unit is not None:
            self._because["values.duration"] = "by the name of the column"
            return unit
        found = sorted(number for value in self._values[name] if (number := _plain_number(value)) is not None)
        measured = self._measured_unit(name)
        if measured is not None:
            self._because["values.duration"] = "as the end minus the start shows"
            return measured
        middle = found[len(found) // 2] if found else 0
        self._because["values.duration"] = "by the size of the numbers: check it"
        return "milliseconds" if middle >= 20_000 else "seconds" if middle >= 45 else "minutes"

    def _measured_unit(self, name: str) -> str | None:
        """The unit in which most durations are the end minus the start."""
        start, end = self._found.get(Column.START, ()), self._found.get(Column.END, ())
        if len(start) != 1 or len(end) != 1:
            return None
        for unit, seconds in (("seconds", 1.0), ("minutes", 60.0), ("milliseconds", 0.001), ("hours", 3600.0)):
            checked = list(self._measured(name, start[0], end[0], seconds))
            if checked and sum(checked) / len(checked) >= MOST:
                return unit
        return None

    def _measured(self, name: str, start: str, end: str, seconds: float) -> Iterable[bool]:
        for row in self._rows:
            began, ended = _instant(row.get(start, "")), _instant(row.get(end, ""))
            number = _plain_number(row.get(name, ""))
            if began is not None and ended is not None and number is not None:
                yield abs(number * seconds - (ended - began) / 1_000_000) <= max(1.0, seconds)


def _without_unit(name: str) -> str:
    """The name of a column as it is looked up: "Duration (min)" without its unit."""
    whole = normalised(name)
    words = re.findall(r"[^\W_]+", name)
    if SPELLINGS.field_of(whole) is None and len(words) > 1 and _last_word(name) in {*_UNIT_OF, "percent", "pct"}:
        return normalised("".join(words[:-1]))
    return whole


def _last_word(name: str) -> str:
    words: list[str] = re.findall(r"[^\W_]+", name.casefold())
    return words[-1] if len(words) > 1 else ""


def _is_address(value: str) -> bool:
    return address(value) is not None


def _is_instant(value: str) -> bool:
    return _instant(value) is not None


def _instant(value: str) -> int | None:
    """Microseconds since 1970 for what is a time, be it not known whether the day or the month comes first."""
    try:
        return instants.microseconds(value.strip(), day_first=True)
    except instants.NotAnInstantError:
        return None


def _is_time_of_day(value: str) -> bool:
    return _TIME_OF_DAY.fullmatch(value) is not None


def _is_id(value: str) -> bool:
    return any(map(str.isdigit, value)) and not any(map(str.isspace, value)) and "." not in value


def _plain_number(value: str) -> float | None:
    try:
        return numbers.number(value)
    except numbers.NotANumberError:
        return None


def _is_number(value: str) -> bool:
    return _plain_number(value) is not None


def _share(value: str) -> float | None:
    try:
        return numbers.share(value).number
    except numbers.NotANumberError:
        return None


def _is_share(value: str) -> bool:
    return _share(value) is not None


def _is_duration(value: str) -> bool:
    try:
        numbers.duration(value)
    except numbers.NotANumberError:
        return False
    return True
