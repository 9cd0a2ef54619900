"""What do the rows of somebody's table say by their mapping? Records as pages of the Raw Data API have them.

So that the one parser of those decides on ids, times, scores, agents and what is left out, as for any other export. A
value that the mapping does not explain goes there as it is, and is refused or left out there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from coaching.importers import instants, numbers
from coaching.importers.conversations import Conversation
from coaching.importers.fields import is_nothing
from coaching.importers.format import Format, Lands, Source
from coaching.importers.formats import raw_data
from coaching.importers.mapping.columns import DESCRIPTIONS, OF_METRICS, TIMES, Column
from coaching.importers.mapping.mapping import POINTS, UNITS, MetricColumn, as_answer
from coaching.importers.mapping.mapping import Mapping as TableMapping
from coaching.importers.mapping.tables import Row, rows
from coaching.importers.notes import Notes, Values
from coaching.importers.refused_records import Refusal, shown
from coaching.importers.sentiment_scale import SentimentScale
from coaching.importers.spellings import Spellings
from coaching.words.name_key import name_key

Read = tuple[str, dict[str, Any]]

AGENT = (Column.AGENT_EMAIL, Column.AGENT_ID, Column.AGENT_NAME, Column.TEAM)
SCORES = (Column.SCORE, Column.PASS_SCORE, Column.AUDIT_SCORE)
# Rows of a long table that are alike in these belong to one evaluation.
OF_ONE_EVALUATION = (Column.CONVERSATION, Column.AGENT_EMAIL, Column.AGENT_ID, Column.EVALUATED, Column.FORM)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
# A number, but not 20260504 or 20260504090000.
_SINCE_1970 = re.compile(r"(?!(?:19|20)\d{6}(?:\d{4}(?:\d\d)?)?$)\d+(?:\.\d*)?", re.ASCII)


def format_of(mapping: TableMapping) -> Format:
    """The format of the tables that the mapping explains."""

    def parse(record: dict[str, Any], source: Source) -> Conversation:
        scale = mapping.sentiment_scale or source.sentiment_scale
        return raw_data.conversation(record, replace(source, sentiment_scale=scale))

    return Format(
        name="a table read by a mapping",
        told_by="the columns that its mapping names",
        record="conversation",
        lands=Lands.EVALUATIONS,
        shapes=(),
        spellings=_ColumnNames(mapping),
        read=lambda file: records(rows(Path(file.name), file.name), mapping, file.name),
        parse=parse,
        scores=raw_data.FORMAT.scores if mapping.score is None else (),
    )


class _ColumnNames(Spellings):
    """Names the columns of the table where a refusal names a field of the Raw Data API."""

    def __init__(self, mapping: TableMapping) -> None:
        super().__init__({})
        self._column_of = {DESCRIPTIONS[each].field: " and ".join(names) for each, names in mapping.columns.items()}
        agent = mapping.columns.get(Column.AGENT_EMAIL) or mapping.columns.get(Column.AGENT_ID) or ("Agents",)
        self._column_of["Agents"] = agent[0]

    def read(self, record: Mapping[str, Any], notes: Notes | None = None) -> Values:
        """The fields of the Raw Data API that a record has."""
        return raw_data.RECORD.read(record, notes)

    def spelling_in(self, record: object, field: str) -> str:
        """The column of the table that says the field."""
        return self._column_of.get(field, field)


def records(read: Iterator[tuple[str, Row] | Refusal], mapping: TableMapping, file: str) -> Iterator[Read | Refusal]:
    """The evaluations of a table, each with the position of its first row, and a refusal for each row without use."""
    kept: list[tuple[str, Row]] = []
    columns: dict[str, str] | None = None
    for each in read:
        if isinstance(each, Refusal):
            yield each
            continue
        position, row = each
        if columns is None:
            columns = {name.strip().casefold(): name for name in row}
        kept.append(
            (position, {name: row.get(columns.get(name.strip().casefold(), name), "") for name in mapping.needed})
        )
    reader = _Reader(mapping, [row for _, row in kept])
    if not mapping.is_long:
        for position, row in kept:
            yield position, reader.record(row, [reader.answer_in(row, each) for each in mapping.metrics])
        return
    for group in _evaluations(kept, mapping).values():
        conflict = _conflict(group, mapping)
        if conflict is not None:
            position, column, reason = conflict
            yield Refusal(file=file, position=position, field=column, reason=reason)
        else:
            merged = _merged([row for _, row in group])
            yield group[0][0], reader.record(merged, [reader.answer(row) for _, row in group if reader.answers(row)])


def _evaluations(
    read: Sequence[tuple[str, Row]], mapping: TableMapping
) -> dict[tuple[str, ...], list[tuple[str, Row]]]:
    names = [name for column in OF_ONE_EVALUATION for name in mapping.columns.get(column, ())]
    found: dict[tuple[str, ...], list[tuple[str, Row]]] = {}
    for position, row in read:
        found.setdefault(tuple(row[name].strip() for name in names), []).append((position, row))
    return found


def _conflict(group: Sequence[tuple[str, Row]], mapping: TableMapping) -> tuple[str, str, str] | None:
    """Position, column and reason where two rows of one evaluation do not agree."""
    first: dict[str, tuple[str, str]] = {}
    (metric,) = mapping.columns[Column.METRIC]
    answered: dict[str, tuple[str, Row]] = {}
    of_rows = {name for column in OF_METRICS for name in mapping.columns.get(column, ())}
    names = [name for name in dict.fromkeys(mapping.needed) if name not in of_rows]
    for position, row in group:
        for name in names:
            value = row[name].strip()
            if is_nothing(value):
                continue
            before, at = first.setdefault(name, (value, position))
            if before != value:
                reason = f"{shown(value)} is here and {shown(before)} in {at} of the same evaluation: correct one"
                return position, name, reason
        key = name_key(row[metric])
        if key and key in answered and any(answered[key][1][name] != row[name] for name in of_rows):
            other = answered[key][0]
            reason = f"{shown(row[metric])} is answered here and, otherwise, in {other}: leave the answer that counts"
            return position, metric, reason
        answered.setdefault(key, (position, row))
    return None


def _merged(group: Sequence[Row]) -> Row:
    """What the rows of one evaluation say together: of each column the first value."""
    return {name: next((row[name] for row in group if not is_nothing(row[name])), "") for name in group[0]}


class _Reader:
    """Makes a record of a row."""

    def __init__(self, mapping: TableMapping, read: Sequence[Row]) -> None:
        self._mapping = mapping
        times = {
            column: [_joined(row, mapping.columns[column]) for row in read]
            for column in TIMES
            if column in mapping.columns
        }
        of_table = instants.day_comes_first(chain.from_iterable(times.values()))
        self._day_first = {
            column: next(
                (each for each in (mapping.day_first, instants.day_comes_first(said), of_table) if each is not None),
                None,
            )
            for column, said in times.items()
        }

    def record(self, row: Row, metrics: list[dict[str, Any]]) -> dict[str, Any]:
        """The record of a conversation with these metrics."""
        record: dict[str, Any] = {}
        agent: dict[str, str] = {}
        for column, names in self._mapping.columns.items():
            value = _joined(row, names)
            if column in OF_METRICS or is_nothing(value):
                continue
            field = DESCRIPTIONS[column].field
            if column in AGENT:
                agent[field] = value
            elif column in TIMES:
                record[field] = self._time(value, self._day_first[column])
            elif column in SCORES:
                record[field] = _points(value, self._mapping.score)
            elif column is Column.DURATION:
                record[field] = self._milliseconds(value)
            elif column is Column.QUEUE:
                record["Queues"] = [{field: value}]
            elif column is Column.TOPIC:
                record[field] = [{"topic": value}]
            else:
                record[field] = value
        if agent:
            record["Agents"] = [agent]
        if metrics:
            record["Metrics"] = _each_once(metrics)
        return record

    def answers(self, row: Row) -> bool:
        """Whether a row of a long table answers a metric."""
        return not is_nothing(_joined(row, self._mapping.columns[Column.METRIC]))

    def answer(self, row: Row) -> dict[str, Any]:
        """The metric that a row of a long table answers."""
        found: dict[str, Any] = {}
        for column in OF_METRICS:
            value = _joined(row, self._mapping.columns.get(column, ()))
            if not is_nothing(value):
                found[DESCRIPTIONS[column].field] = value.strip()
        found["Qualification"] = self._qualification(_joined(row, self._mapping.columns[Column.ANSWER]))
        if "isFatalError" in found:
            found["isFatalError"] = self._as_words(found["isFatalError"], "true", "false")
        return found

    def answer_in(self, row: Row, metric: MetricColumn) -> dict[str, Any]:
        """The metric that a column of a wide table answers."""
        found: dict[str, Any] = {"Metric Name": metric.name, "Qualification": self._qualification(row[metric.column])}
        if metric.weight is not None:
            found["Metric Weight"] = metric.weight
        if metric.fatal:
            found["isFatalError"] = True
        return found

    def _qualification(self, value: str) -> str:
        return self._as_words(value, "YES", "NO")

    def _as_words(self, value: str, yes: str, no: str) -> str:
        said = as_answer(value)
        if said in self._mapping.not_applicable:
            return "NA"
        return yes if said in self._mapping.yes else no if said in self._mapping.no else value

    def _time(self, value: str, day_first: bool | None) -> str:
        """A time in ISO 8601, in the time zone of the mapping where the value has none."""
        try:
            written = instants.as_written(value, day_first=day_first)
        except instants.NotAnInstantError:
            return value
        is_local = written.tzinfo is None and not _SINCE_1970.fullmatch(value.strip())
        return f"{written.isoformat()}[{self._mapping.time_zone}]" if is_local else written.isoformat()

    def _milliseconds(self, value: str) -> str | float:
        unit = UNITS[self._mapping.duration]
        try:
            if not _NUMBER.fullmatch(value.strip()):
                return numbers.duration(value).total_seconds() * 1_000
            return round(numbers.number(value, may_be_thousands=False) * unit, 3)
        except numbers.NotANumberError:
            return value


def _each_once(metrics: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the answers that a table repeats word for word."""
    return [each for place, each in enumerate(metrics) if each not in metrics[:place]]


def _points(value: str, scale: SentimentScale | None) -> str | float:
    """A score as points from 0 to 100; as it is where no scale is known, for which the scores of the file decide."""
    if scale is None:
        return value
    try:
        share = numbers.share(value)
    except numbers.NotANumberError:
        return value
    if share.whole is not None:
        return round(share.number / share.whole * 100, 6)
    if scale == POINTS:
        return share.number
    if not scale.low <= share.number <= scale.high:
        return f"{value} (on the scale {scale})"
    return round((share.number - scale.low) / (scale.high - scale.low) * 100, 6)


def _joined(row: Mapping[str, str], names: Sequence[str]) -> str:
    """The value of a column, or of a date and a time in two columns."""
    return " ".join(part for name in names if (part := row[name].strip()))
