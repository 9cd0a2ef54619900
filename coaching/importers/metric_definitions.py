"""Which metric does a result of an export belong to, and what is known of each metric?"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from coaching.comparison.metric_result import USUAL_EXPECTED_RESPONSE
from coaching.importers.newest_values import NewestValues, Subject
from coaching.importers.shared_metrics import DEFINITIONS
from coaching.importers.staging import COUNT, FLAG, NUMBER, TEXT, staged
from coaching.words.name_key import name_key

_COLUMNS = {
    "metric_id": TEXT,
    "name": TEXT,
    "named": FLAG,
    "weight": NUMBER,
    "negative_weight": NUMBER,
    "fatal": FLAG,
    "position": COUNT,
}
DEFINED = f"SELECT metric_id, form_id, name, weight, negative_weight FROM {DEFINITIONS}"
BY_NAME = "name:"  # comes before the key of its name in the id of a metric of which no form is known

# What the results that count say of the metrics that have an id by their name: of each value the newest record. Which
# of them a form has, and which results are theirs, may be known only later: so nothing that these records once said is
# kept but how they spelled the names.
NAMED = """
    CREATE OR REPLACE TEMP TABLE named_metrics AS
    WITH named AS (SELECT metric_id FROM metrics WHERE starts_with(metric_id, $by_name)), said AS (
        SELECT r.*, concat(o.record_order, ' ', r.interaction_id) AS said_in
        FROM metric_results r
        LEFT JOIN interaction_records o ON o.interaction_id = r.interaction_id AND o.results_stored
        WHERE r.auditor_id IS NULL AND r.metric_id IN (SELECT metric_id FROM named)
    )
    SELECT n.metric_id,
           coalesce(arg_max(s.position, s.said_in), 1) AS position,
           coalesce(arg_max(s.weight, s.said_in) FILTER (s.weight_reported), 0) AS weight,
           coalesce(arg_max(s.negative_weight, s.said_in) FILTER (s.weight_reported), 0) AS negative_weight,
           coalesce(bool_or(s.fatal_reported), FALSE) AS fatal
    FROM named n LEFT JOIN said s USING (metric_id) GROUP BY n.metric_id"""
UPDATE_NAMED = """
    UPDATE metrics m SET position = n.position, weight = n.weight, negative_weight = n.negative_weight, fatal = n.fatal
    FROM named_metrics n
    WHERE m.metric_id = n.metric_id AND (m.position, m.weight, m.negative_weight, m.fatal)
        IS DISTINCT FROM (n.position, n.weight, n.negative_weight, n.fatal)"""
DELETE_UNUSED = """
    DELETE FROM metrics
    WHERE metric_id IN (SELECT metric_id FROM named_metrics)
      AND metric_id NOT IN (SELECT metric_id FROM metric_results)
      AND metric_id NOT IN (SELECT metric_id FROM audit_answers)"""


@dataclass(slots=True, kw_only=True)
class KnownMetric:
    """A metric as the database has it, or as this import has seen it."""

    metric_id: str
    form_id: str | None
    name: str
    weight: float
    negative_weight: float
    fatal: bool
    expected_response: str


@dataclass(slots=True, kw_only=True)
class SeenMetric:
    """What exports say of a metric; None where they do not say."""

    position: int | None = None
    name: str | None = None
    weight: float | None = None
    negative_weight: float | None = None
    fatal: bool = False


@dataclass(slots=True, kw_only=True)
class SaidIds:
    """The metrics that a record says by their id, or by several names: anywhere; and before the metric that is looked
    at, with their names."""

    anywhere: frozenset[str]
    before: dict[str, str | None]


class MetricDefinitions:
    """The metrics of the database, and those seen in the exports of one batch; `store` writes them."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        rows = cursor.execute("""
            SELECT metric_id, form_id, name, weight, negative_weight, fatal, expected_response FROM metrics""")
        names = [column[0] for column in rows.description]
        metrics = (KnownMetric(**dict(zip(names, row, strict=True))) for row in rows.fetchall())
        self._known = {metric.metric_id: metric for metric in metrics}
        self._seen: dict[str, SeenMetric] = {}
        self._newest = NewestValues(cursor, Subject.METRIC)
        self._spellings = NewestValues(cursor, Subject.METRIC_NAME)
        self._ids_of_form: dict[tuple[str | None, str], list[str]] = defaultdict(list)
        self._weights: dict[tuple[str, str | None], tuple[float, float]] = {}
        for metric_id, form_id, name, weight, negative_weight in cursor.execute(DEFINED).fetchall():
            self._weights[metric_id, form_id] = weight, negative_weight
            for form in (name_key(form_id), None):
                ids = self._ids_of_form[form, name_key(name)]
                if metric_id not in ids:
                    ids.append(metric_id)
        self._by_name = by_name(self._known)
        self.of_forms = {key: metric for key, metric in self._known.items() if metric.form_id is not None}

    def known(self, metric_id: str) -> KnownMetric | None:
        """What a form says of a metric; None for a metric that no form has."""
        return self.of_forms.get(metric_id)

    def weights(self, metric_id: str, form_id: str | None) -> tuple[float, float]:
        """The weight and the negative weight of a metric by the form that a record names, otherwise by the form that
        says what the metric is; 0 where no form has it."""
        own = self._weights.get((metric_id, form_id))
        if own is not None:
            return own
        metric = self.of_forms.get(metric_id)
        return (0.0, 0.0) if metric is None else (metric.weight, metric.negative_weight)

    def identify(
        self, metric_id: str | None, name: str | None, form_id: str | None, position: int, said: SaidIds
    ) -> str:
        """The id for the metric at `position` of a record; `said` has the ids that the record itself says.

        Without an id the name decides, however it is spelled: the metric with that name in the record's form, or, if
        the record names no form, the only metric with that name that forms have, unless the record says that one by its
        id or by another name as well. Without id and name, its place in the evaluation decides.
        """
        if metric_id is not None:
            before = said.before.get(metric_id)
            if name is not None and before is not None and name_key(before) != name_key(name):
                return f"{metric_id}|{name_key(name)}"
            return metric_id
        form = None if form_id is None else name_key(form_id)
        if name is None:
            return f"{form or 'unnamed'}#{position}"
        key = name_key(name)
        candidates = self._ids_of_form.get((form, key), [])
        if len(candidates) == 1 and (form is not None or candidates[0] not in said.anywhere):
            return candidates[0]
        return self._by_name.get(key, [BY_NAME + key])[0]

    def said_by_several(self, names: Iterable[str]) -> set[str]:
        """The metrics to which several of these names lead where a record names no form."""
        found = (self._ids_of_form.get((None, key), []) for key in {name_key(name) for name in names})
        led_to = Counter(metric_ids[0] for metric_ids in found if len(metric_ids) == 1)
        return {metric_id for metric_id, names_of_it in led_to.items() if names_of_it > 1}

    def spell(self, name: str, order: str) -> None:
        """Notes that a record of this order spells the name of a metric without an id so."""
        self._spellings.takes(name, "name", order)

    def see(self, metric_id: str, seen: SeenMetric, order: str) -> None:
        """Notes what a record of this order says of a metric that no form has. What the newest one says counts."""
        if metric_id.startswith(BY_NAME):
            self._seen[metric_id] = seen
            return
        noted = self._seen.setdefault(metric_id, SeenMetric())
        for field in ("position", "name", "weight", "negative_weight"):
            value = getattr(seen, field)
            if value is not None and self._newest.takes(metric_id, field, order):
                setattr(noted, field, value)
        noted.fatal = noted.fatal or seen.fatal

    def store(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Writes the metrics that no form defines."""
        rows = [
            (
                metric_id,
                seen.name if seen.name is not None else metric_id,
                seen.name is not None,
                seen.weight,
                seen.negative_weight,
                seen.fatal,
                seen.position,
            )
            for metric_id, seen in self._seen.items()
        ]
        self._newest.store(cursor)
        self._spellings.store(cursor)
        if not rows:
            return
        known = any(metric_id in self._known for metric_id in self._seen)
        with staged(cursor, "staged_metrics", _COLUMNS, rows):
            if known:
                cursor.execute("""
                    UPDATE metrics m SET name = CASE WHEN s.named THEN s.name ELSE m.name END,
                        weight = coalesce(s.weight, m.weight),
                        negative_weight = coalesce(s.negative_weight, m.negative_weight),
                        fatal = m.fatal OR s.fatal, position = coalesce(s.position, m.position)
                    FROM staged_metrics s WHERE m.metric_id = s.metric_id""")
            cursor.execute(
                """
                INSERT INTO metrics BY NAME
                SELECT metric_id, name, 'Other' AS coaching_area, coalesce(weight, 0) AS weight,
                       coalesce(negative_weight, 0) AS negative_weight, fatal, $usual AS expected_response, position
                FROM staged_metrics s WHERE NOT EXISTS (FROM metrics m WHERE m.metric_id = s.metric_id)""",
                {"usual": USUAL_EXPECTED_RESPONSE},
            )


def settle_named(cursor: duckdb.DuckDBPyConnection) -> None:
    """Brings the metrics that have an id by their name into line with the results that count, and with the newest
    spelling of their names. Those that nothing names any more are removed."""
    prefix = {"by_name": BY_NAME}
    ids = cursor.execute("SELECT metric_id FROM metrics WHERE starts_with(metric_id, $by_name)", prefix).fetchall()
    if not ids:
        return
    cursor.execute(NAMED, prefix)
    cursor.execute(UPDATE_NAMED)
    cursor.execute(DELETE_UNUSED)
    spelled = NewestValues(cursor, Subject.METRIC_NAME)
    newest: dict[str, str] = {}
    for name in sorted(spelled.subjects(), key=lambda name: (spelled.order(name, "name"), name)):
        newest[name_key(name)] = name
    names = [
        (metric_id, newest[key]) for (metric_id,) in ids if (key := name_key(metric_id.removeprefix(BY_NAME))) in newest
    ]
    with staged(cursor, "staged_spellings", {"metric_id": TEXT, "name": TEXT}, names):
        cursor.execute("""
            UPDATE metrics m SET name = s.name FROM staged_spellings s
            WHERE m.metric_id = s.metric_id AND m.name <> s.name""")


def by_name(metric_ids: Iterable[str]) -> dict[str, list[str]]:
    """By the key of their name the metrics among these of which no form is known. Several have one key where they were
    stored before names were compared by keys."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for metric_id in sorted(metric_ids):
        if metric_id.startswith(BY_NAME):
            found[name_key(metric_id.removeprefix(BY_NAME))].append(metric_id)
    return found
