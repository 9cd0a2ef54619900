"""Whose are results and answers that came with the name of a metric only, once a form has come?

Where the record names a form, they are that form's metric of this name. Where it names none, they are the metric of
this name that some form has, as long as one alone has it: a second one makes them a metric of no form again. The marks
in interaction_records.gives (record_store.NAMED) say which results of such a record came by their name.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

import duckdb

from coaching.comparison.metric_result import USUAL_EXPECTED_RESPONSE
from coaching.importers.metric_definitions import BY_NAME, by_name
from coaching.importers.record_store import NAMED, WITH_ID
from coaching.importers.shared_metrics import DEFINITIONS
from coaching.importers.staging import TEXT, staged
from coaching.words.name_key import name_key

_MOVES = {"form_id": TEXT, "mark": TEXT, "old_id": TEXT, "metric_id": TEXT}
Move = tuple[str | None, str, str, str]

# The form of the results of an interaction i: as the record o says that has them, otherwise as the interaction does.
FORM_OF_RESULTS = "CASE WHEN o.interaction_id IS NULL THEN i.form_id ELSE o.form_id END"

# `moved_names` has the ids that change: those of records that name form_id, or of those that name no form (NULL).
# An id by name says itself what came by name; of another one the record's marks do. What came under the new id as well
# is another result of a record that names no form.
RESULTS = f"""
    CREATE OR REPLACE TEMP TABLE renamed_results AS
    SELECT r.interaction_id, min(n.old_id) AS old_id, n.metric_id
    FROM metric_results r JOIN interactions i USING (interaction_id)
    LEFT JOIN interaction_records o ON o.interaction_id = r.interaction_id AND o.results_stored
    JOIN moved_names n ON n.old_id = r.metric_id
        AND n.form_id IS NOT DISTINCT FROM {FORM_OF_RESULTS}
    WHERE r.auditor_id IS NULL AND (starts_with(r.metric_id, '{BY_NAME}') OR (
          list_contains(o.gives, n.mark) AND NOT list_contains(o.gives, concat('{WITH_ID}', r.metric_id))))
      AND (n.form_id IS NOT NULL OR NOT EXISTS (
          FROM metric_results t
          WHERE t.interaction_id = r.interaction_id AND t.metric_id = n.metric_id AND t.auditor_id IS NULL))
    GROUP BY r.interaction_id, n.metric_id"""

# Answers of a record's audit as the results of that record; those that somebody gave here, where no record has any, as
# the results that they saw.
ANSWERS = f"""
    CREATE OR REPLACE TEMP TABLE renamed_answers AS
    WITH said AS (
        SELECT d.audit_id, o.form_id, o.gives
        FROM audit_orders d JOIN audits a USING (audit_id)
        JOIN interaction_records o ON o.interaction_id = a.interaction_id AND list_contains(o.gives, 'audit')
                                  AND starts_with(o.record_order, concat(d.answers_order, '/'))
        QUALIFY row_number() OVER (PARTITION BY d.audit_id ORDER BY o.record_order DESC) = 1
    )
    SELECT w.audit_id, a.interaction_id, min(n.old_id) AS old_id, n.metric_id
    FROM audit_answers w JOIN audits a USING (audit_id) JOIN interactions i USING (interaction_id)
    LEFT JOIN said USING (audit_id)
    LEFT JOIN audit_orders d ON d.audit_id = w.audit_id AND d.answers_order IS NOT NULL
    LEFT JOIN interaction_records o ON o.interaction_id = a.interaction_id AND o.results_stored AND d.audit_id IS NULL
    JOIN moved_names n ON n.old_id = w.metric_id
        AND n.form_id IS NOT DISTINCT FROM CASE WHEN said.audit_id IS NOT NULL THEN said.form_id
                                                WHEN o.interaction_id IS NOT NULL THEN o.form_id ELSE i.form_id END
    WHERE (starts_with(w.metric_id, '{BY_NAME}') OR (
          list_contains(coalesce(said.gives, o.gives), n.mark)
          AND NOT list_contains(coalesce(said.gives, o.gives), concat('{WITH_ID}', w.metric_id))))
      AND (n.form_id IS NOT NULL OR NOT EXISTS (
          FROM audit_answers t WHERE t.audit_id = w.audit_id AND t.metric_id = n.metric_id))
    GROUP BY w.audit_id, a.interaction_id, n.metric_id"""

# A record that names a form may give a metric by its id and by its name: the later of the two counts.
OVERTAKEN_RESULTS = """
    CREATE OR REPLACE TEMP TABLE overtaken_results AS
    SELECT interaction_id,
           CASE WHEN named.position < own.position THEN named.metric_id ELSE own.metric_id END AS metric_id
    FROM renamed_results r
    JOIN metric_results named USING (interaction_id) JOIN metric_results own USING (interaction_id)
    WHERE named.metric_id = r.old_id AND own.metric_id = r.metric_id
      AND named.auditor_id IS NULL AND own.auditor_id IS NULL"""
OVERTAKEN_ANSWERS = """
    DELETE FROM audit_answers w USING (
        SELECT audit_id, CASE WHEN named.position < own.position THEN named.metric_id ELSE own.metric_id END
                         AS metric_id
        FROM renamed_answers r
        JOIN audit_answers named USING (audit_id) JOIN audit_answers own USING (audit_id)
        WHERE named.metric_id = r.old_id AND own.metric_id = r.metric_id
    ) o
    WHERE w.audit_id = o.audit_id AND w.metric_id = o.metric_id"""

ADD_NAMED = """
    INSERT INTO metrics BY NAME
    SELECT DISTINCT metric_id, substr(metric_id, length($by_name) + 1) AS name, 'Other' AS coaching_area, 0 AS weight,
           0 AS negative_weight, FALSE AS fatal, $usual AS expected_response, 1 AS position
    FROM moved_names WHERE starts_with(metric_id, $by_name)
      AND metric_id NOT IN (SELECT metric_id FROM metrics)
      AND metric_id IN (SELECT metric_id FROM renamed_results UNION SELECT metric_id FROM renamed_answers)"""


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

    def _only(self, found: Sequence[str], key: str) -> str:
        return found[0] if len(set(found)) == 1 else self.ids_by_name(key)[0]


def moves(before: MetricNames, after: MetricNames, form_id: str, names: Collection[str]) -> list[Move]:
    """The ids that results get, now that this form has metrics with these names."""
    found: list[Move] = []
    for key in sorted({name_key(name) for name in names}):
        mark = NAMED + key
        ids = before.ids_by_name(key)
        in_form, anywhere = after.in_form(key, form_id), after.unnamed_form(key)
        found += [(form_id, mark, old_id, in_form) for old_id in ids if old_id != in_form]
        had = [metric_id for metric_id, _ in before.of_forms[key]]
        found += [(None, mark, old_id, anywhere) for old_id in (*ids, *had) if old_id != anywhere]
    return [move for move in dict.fromkeys(found) if move[2] in before.ids]


def find(cursor: duckdb.DuckDBPyConnection, moved: Sequence[Move]) -> None:
    """Makes renamed_results and renamed_answers, the results and the answers of audits that get another id."""
    with staged(cursor, "moved_names", _MOVES, moved):
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
            UPDATE {table} t SET metric_id = r.metric_id FROM renamed_results r
            WHERE t.interaction_id = r.interaction_id AND t.metric_id = r.old_id AND {condition}""")
    cursor.execute(OVERTAKEN_ANSWERS)
    cursor.execute("""
        UPDATE audit_answers w SET metric_id = r.metric_id FROM renamed_answers r
        WHERE w.audit_id = r.audit_id AND w.metric_id = r.old_id""")
