"""Whose are results and answers that came with the name of a metric only, once a form has come?

Where the record names a form, they are that form's metric of this name. Where it names none, they are the metric of
this name that some form has, as long as one alone has it, and nothing else in the record is that metric: by its id, or
by another name that some form has for it. Otherwise they are a metric of no form, also where they were one of a form
before. So no two results of such a record become one, and what a form says can be taken back by the next one. The marks
in interaction_records.gives (record_store.NAMED, WITH_ID) say how its results came.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property

import duckdb

from coaching.comparison.metric_result import USUAL_EXPECTED_RESPONSE
from coaching.importers.metric_definitions import BY_NAME, by_name
from coaching.importers.record_store import ANSWERED_AT, NAMED, WITH_ID
from coaching.importers.shared_metrics import DEFINITIONS
from coaching.importers.staging import TEXT, TEXTS, staged
from coaching.words.name_key import name_key

_MOVES = {"form_id": TEXT, "mark": TEXT, "old_id": TEXT, "metric_id": TEXT, "named_id": TEXT, "rivals": TEXTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What came by a name in records that name this form, or none, and has the id `old_id`, gets the id `metric_id`. In
    records that say this metric by its id as well, or by one of the `rivals`, it gets `named_id`, a metric of no form.

    `mark` and `rivals` are marks of names in interaction_records.gives.
    """

    form_id: str | None
    mark: str
    old_id: str
    metric_id: str
    named_id: str
    rivals: list[str]


# The form of the results of an interaction i: as the record o says that has them, otherwise as the interaction does.
FORM_OF_RESULTS = "CASE WHEN o.interaction_id IS NULL THEN i.form_id ELSE o.form_id END"

# The id that a Move n gives, where a record has the marks {gives}.
NEW_ID = f"""
    CASE WHEN n.form_id IS NULL
              AND (list_contains({{gives}}, concat('{WITH_ID}', n.metric_id)) OR list_has_any({{gives}}, n.rivals))
         THEN n.named_id ELSE n.metric_id END"""

# An id by name says itself what came by name; of another one the record's marks do.
RESULTS = f"""
    CREATE OR REPLACE TEMP TABLE renamed_results AS
    SELECT r.interaction_id, min(n.old_id) AS old_id, {NEW_ID.format(gives="o.gives")} AS new_id
    FROM metric_results r JOIN interactions i USING (interaction_id)
    LEFT JOIN interaction_records o ON o.interaction_id = r.interaction_id AND o.results_stored
    JOIN moved_names n ON n.old_id = r.metric_id
        AND n.form_id IS NOT DISTINCT FROM {FORM_OF_RESULTS}
    WHERE r.auditor_id IS NULL AND (starts_with(r.metric_id, '{BY_NAME}') OR (
          list_contains(o.gives, n.mark) AND NOT list_contains(o.gives, concat('{WITH_ID}', r.metric_id))))
    GROUP BY r.interaction_id, new_id HAVING min(n.old_id) <> new_id"""

# Answers of a record's audit as the results of that record; those that somebody gave here, where no record has any, as
# the results that they saw.
ANSWERS = f"""
    CREATE OR REPLACE TEMP TABLE renamed_answers AS
    WITH said AS (
        SELECT d.audit_id, o.form_id, o.gives
        FROM audit_orders d JOIN audits a USING (audit_id)
        JOIN interaction_records o ON o.interaction_id = a.interaction_id AND list_contains(o.gives, 'audit')
                                  AND starts_with(o.record_order, concat(d.answers_order, '/'))
        QUALIFY row_number() OVER (
            PARTITION BY d.audit_id
            ORDER BY list_contains(o.gives, concat('{ANSWERED_AT}', epoch_us(a.audited_at))) DESC, o.record_order DESC
        ) = 1
    )
    SELECT w.audit_id, a.interaction_id, min(n.old_id) AS old_id,
           {NEW_ID.format(gives="coalesce(said.gives, o.gives)")} AS new_id
    FROM audit_answers w JOIN audits a USING (audit_id) JOIN interactions i USING (interaction_id)
    LEFT JOIN said USING (audit_id)
    LEFT JOIN audit_orders d ON d.audit_id = w.audit_id AND d.answers_order IS NOT NULL
    LEFT JOIN interaction_records o ON o.interaction_id = a.interaction_id AND o.results_stored AND d.audit_id IS NULL
    JOIN moved_names n ON n.old_id = w.metric_id
        AND n.form_id IS NOT DISTINCT FROM CASE WHEN said.audit_id IS NOT NULL THEN said.form_id
                                                WHEN o.interaction_id IS NOT NULL THEN o.form_id ELSE i.form_id END
    WHERE starts_with(w.metric_id, '{BY_NAME}') OR (
          list_contains(coalesce(said.gives, o.gives), n.mark)
          AND NOT list_contains(coalesce(said.gives, o.gives), concat('{WITH_ID}', w.metric_id)))
    GROUP BY w.audit_id, a.interaction_id, new_id HAVING min(n.old_id) <> new_id"""

# A record that names a form may give a metric by its id and by its name: the later of the two counts. In one that names
# none, what has the new id so far gets another one itself.
OVERTAKEN_RESULTS = """
    CREATE OR REPLACE TEMP TABLE overtaken_results AS
    SELECT interaction_id,
           CASE WHEN named.position < own.position THEN named.metric_id ELSE own.metric_id END AS metric_id
    FROM renamed_results r
    JOIN metric_results named USING (interaction_id) JOIN metric_results own USING (interaction_id)
    WHERE named.metric_id = r.old_id AND own.metric_id = r.new_id
      AND named.auditor_id IS NULL AND own.auditor_id IS NULL
      AND (r.interaction_id, r.new_id) NOT IN (SELECT (interaction_id, old_id) FROM renamed_results)"""
OVERTAKEN_ANSWERS = """
    DELETE FROM audit_answers w USING (
        SELECT audit_id, CASE WHEN named.position < own.position THEN named.metric_id ELSE own.metric_id END
                         AS metric_id
        FROM renamed_answers r
        JOIN audit_answers named USING (audit_id) JOIN audit_answers own USING (audit_id)
        WHERE named.metric_id = r.old_id AND own.metric_id = r.new_id
          AND (r.audit_id, r.new_id) NOT IN (SELECT (audit_id, old_id) FROM renamed_answers)
    ) o
    WHERE w.audit_id = o.audit_id AND w.metric_id = o.metric_id"""

ADD_NAMED = """
    INSERT INTO metrics BY NAME
    SELECT new_id AS metric_id, substr(new_id, length($by_name) + 1) AS name, 'Other' AS coaching_area, 0 AS weight,
           0 AS negative_weight, FALSE AS fatal, $usual AS expected_response, 1 AS position
    FROM (SELECT new_id FROM renamed_results UNION SELECT new_id FROM renamed_answers)
    WHERE starts_with(new_id, $by_name) AND new_id NOT IN (SELECT metric_id FROM metrics)"""


class MetricNames:
    """Which metrics of forms have which name? By the key of the name."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.ids = {metric_id for (metric_id,) in cursor.execute("SELECT metric_id FROM metrics").fetchall()}
        self.by_name = by_name(self.ids)
        self.of_forms: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        rows = cursor.execute(f"SELECT metric_id, name, form_id FROM {DEFINITIONS}").fetchall()
        for metric_id, name, form_id in sorted(rows):
            self.of_forms[name_key(name)].append((metric_id, form_id))

    def unnamed_form(self, key: str) -> str:
        """Whose the results of records without a form are that came with this name."""
        return self._only([metric_id for metric_id, _ in self.of_forms[key]], key)

    def in_form(self, key: str, form_id: str) -> str:
        """Whose those of records with this form are."""
        return self._only([metric_id for metric_id, form in self.of_forms[key] if form == form_id], key)

    def ids_by_name(self, key: str) -> list[str]:
        """The ids of results that came with this name and are no form's."""
        return self.by_name.get(key, [BY_NAME + key])

    @cached_property
    def led_to(self) -> dict[str, str]:
        """By the key of each name the metric that it leads to where a record names no form, if it is a form's."""
        found = {key: self.unnamed_form(key) for key in list(self.of_forms)}
        return {key: metric_id for key, metric_id in found.items() if metric_id not in self.ids_by_name(key)}

    def alike(self, keys: Collection[str]) -> set[str]:
        """The names that lead to the same metrics as these."""
        metrics = {self.led_to[key] for key in keys if key in self.led_to}
        return {key for key, metric_id in self.led_to.items() if metric_id in metrics}

    def where(self, key: str) -> tuple[str | None, list[str]]:
        """Where a name leads, and the marks of the other names that lead there."""
        metric_id = self.led_to.get(key)
        return metric_id, [NAMED + other for other in sorted(self.alike([key])) if other != key]

    def _only(self, found: Sequence[str], key: str) -> str:
        return found[0] if len(set(found)) == 1 else self.ids_by_name(key)[0]


def moves(before: MetricNames, after: MetricNames, form_id: str, names: Collection[str]) -> list[Move]:
    """The ids that results get, now that this form has metrics with these names."""
    found = []
    keys = {name_key(name) for name in names}
    for key in sorted(keys):
        in_form = after.in_form(key, form_id)
        found += [
            Move(form_id=form_id, mark=NAMED + key, old_id=old, metric_id=in_form, named_id=in_form, rivals=[])
            for old in before.ids_by_name(key)
            if old != in_form
        ]
    for key in sorted(keys | before.alike(keys) | after.alike(keys)):
        where_before, where = before.where(key), after.where(key)
        if where == where_before:
            continue
        named, (led_before, _), (led, rivals) = before.ids_by_name(key), where_before, where
        found += [
            Move(
                form_id=None, mark=NAMED + key, old_id=old, metric_id=led or named[0], named_id=named[0], rivals=rivals
            )
            for old in dict.fromkeys((*named, led_before or named[0]))
        ]
    return [move for move in found if move.old_id in before.ids]


def find(cursor: duckdb.DuckDBPyConnection, moved: Sequence[Move]) -> None:
    """Makes renamed_results and renamed_answers, the results and the answers of audits that get another id."""
    with staged(cursor, "moved_names", _MOVES, [astuple(move) for move in moved]):
        cursor.execute(RESULTS)
        cursor.execute(ANSWERS)
        cursor.execute(ADD_NAMED, {"by_name": BY_NAME, "usual": USUAL_EXPECTED_RESPONSE})


def rename(cursor: duckdb.DuckDBPyConnection) -> None:
    """Gives the results and answers that `find` has found their other id. The results of audits follow from answers."""
    cursor.execute(OVERTAKEN_RESULTS)
    for table, condition in (("metric_results", "t.auditor_id IS NULL"), ("evidence", "TRUE")):
        cursor.execute(f"""
            DELETE FROM {table} t USING overtaken_results o
            WHERE t.interaction_id = o.interaction_id AND t.metric_id = o.metric_id AND {condition}""")
        cursor.execute(f"""
            UPDATE {table} t SET metric_id = r.new_id FROM renamed_results r
            WHERE t.interaction_id = r.interaction_id AND t.metric_id = r.old_id AND {condition}""")
    cursor.execute(OVERTAKEN_ANSWERS)
    cursor.execute("""
        UPDATE audit_answers w SET metric_id = r.new_id FROM renamed_answers r
        WHERE w.audit_id = r.audit_id AND w.metric_id = r.old_id""")
