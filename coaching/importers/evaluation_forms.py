"""Writing the forms of evaluation_form.json, and working out again what was imported before them."""

from collections.abc import Collection, Sequence

import duckdb

from coaching.importers import area_names, form_names, settling
from coaching.importers.formats.evaluation_form_json import EvaluationForm, MetricRow, id_by_name
from coaching.importers.metric_definitions import BY_NAME, by_name, settle_named
from coaching.importers.newest_values import Subject
from coaching.importers.refused_records import UnusableRecordError, shown
from coaching.importers.staging import COUNT, FLAG, NUMBER, TEXT, staged
from coaching.quality import daily_totals, stored_audits, stored_scores
from coaching.quality.scoring import FAILED
from coaching.words.name_key import name_key

_METRICS = {
    "metric_id": TEXT,
    "form_id": TEXT,
    "name": TEXT,
    "coaching_area": TEXT,
    "weight": NUMBER,
    "negative_weight": NUMBER,
    "fatal": FLAG,
    "expected_response": TEXT,
    "position": COUNT,
}
# Forms that share a metric must agree on these fields, which belong to the metric. The weight may differ.
_ALIKE = ("coaching_area", "correct_response", "fatal")

# Results and answers that came with the name of one of the form's metrics, in a record that names this form or none:
# what other records say of the conversation makes no difference. Without a record the form of the interaction counts.
RENAMED_RESULTS = """
    CREATE OR REPLACE TEMP TABLE renamed_results AS
    SELECT r.interaction_id, min(n.old_id) AS old_id, n.metric_id
    FROM metric_results r JOIN interactions i USING (interaction_id)
    LEFT JOIN interaction_records o ON o.interaction_id = r.interaction_id AND o.results_stored
    JOIN staged_names n ON n.old_id = r.metric_id JOIN staged_metrics s ON s.metric_id = n.metric_id
    WHERE r.auditor_id IS NULL
      AND coalesce(CASE WHEN o.interaction_id IS NULL THEN i.form_id ELSE o.form_id END, s.form_id) = s.form_id
    GROUP BY r.interaction_id, n.metric_id"""
RENAMED_ANSWERS = """
    CREATE OR REPLACE TEMP TABLE renamed_answers AS
    WITH said AS (
        SELECT d.audit_id, o.form_id
        FROM audit_orders d JOIN audits a USING (audit_id)
        JOIN interaction_records o ON o.interaction_id = a.interaction_id AND list_contains(o.gives, 'audit')
                                  AND starts_with(o.record_order, concat(d.answers_order, '/'))
        QUALIFY row_number() OVER (PARTITION BY d.audit_id ORDER BY o.record_order DESC) = 1
    )
    SELECT w.audit_id, a.interaction_id, min(n.old_id) AS old_id, n.metric_id
    FROM audit_answers w JOIN audits a USING (audit_id) JOIN interactions i USING (interaction_id)
    LEFT JOIN said USING (audit_id)
    JOIN staged_names n ON n.old_id = w.metric_id JOIN staged_metrics s ON s.metric_id = n.metric_id
    WHERE coalesce(CASE WHEN said.audit_id IS NULL THEN i.form_id ELSE said.form_id END, s.form_id) = s.form_id
    GROUP BY w.audit_id, a.interaction_id, n.metric_id"""


def store_form(cursor: duckdb.DuckDBPyConnection, form: EvaluationForm, to_come: Collection[str]) -> None:
    """Adds or updates a form and its metrics, and recomputes what was imported earlier from them. The spellings of this
    form's name and of its areas take the place of others.

    Raises UnusableRecordError where another form defines a metric differently. Forms in `to_come` are not
    compared: they are stored next, and compared with this one then.
    """
    later = {name_key(name) for name in to_come}
    stored = [name for (name,) in cursor.execute("SELECT form_id FROM forms").fetchall()]
    to_come = [name for name in stored if name_key(name) in later]
    form_names.spell_as(cursor, form.name)
    metrics = _with_known_ids(cursor, form)
    area_names.spell_as(cursor, {metric[3] for metric in metrics})
    with staged(cursor, "staged_metrics", _METRICS, metrics):
        _check_shared_metrics(cursor, to_come)
    other_pass_score = cursor.execute(
        """
        SELECT 1 FROM interactions i LEFT JOIN forms f USING (form_id)
        WHERE form_id = $name AND i.pass_score IS NULL AND f.pass_score IS DISTINCT FROM $pass_score
        LIMIT 1""",
        {"name": form.name, "pass_score": form.pass_score},
    ).fetchall()
    cursor.execute(
        "UPDATE forms SET pass_score = $pass_score, scoring_type = $scoring_type WHERE form_id = $name",
        {"name": form.name, "pass_score": form.pass_score, "scoring_type": form.scoring_type},
    )
    cursor.execute(
        """
        INSERT INTO forms BY NAME
        SELECT $name AS form_id, $name AS name, $pass_score AS pass_score, $scoring_type AS scoring_type
        WHERE NOT EXISTS (FROM forms WHERE form_id = $name)""",
        {"name": form.name, "pass_score": form.pass_score, "scoring_type": form.scoring_type},
    )
    with (
        staged(cursor, "staged_metrics", _METRICS, metrics),
        staged(cursor, "staged_names", {"old_id": TEXT, "metric_id": TEXT}, _ids_by_name(cursor, metrics)),
    ):
        _forget_exports(cursor)
        changed = cursor.execute("""
            FROM staged_metrics EXCEPT
            SELECT metric_id, form_id, name, coaching_area, weight, negative_weight, fatal, expected_response, position
            FROM metrics""")
        if changed.fetchall():
            _redefine(cursor)
    if other_pass_score:
        daily_totals.rebuild(cursor)


def _with_known_ids(cursor: duckdb.DuckDBPyConnection, form: EvaluationForm) -> list[MetricRow]:
    """The metrics of a form. Those without an id of their own have the one that they have here, however the form and
    the metric were spelled then."""
    rows = cursor.execute("SELECT metric_id FROM metrics WHERE form_id = ? ORDER BY ALL", [form.name]).fetchall()
    known = {name_key(metric_id): metric_id for (metric_id,) in rows}
    found = []
    for metric in form.metrics:
        metric_id = metric[0]
        if metric_id == id_by_name(form.name, metric[2]):
            metric_id = known.get(name_key(metric_id), metric_id)
        found.append((metric_id, *metric[1:]))
    return found


def _ids_by_name(cursor: duckdb.DuckDBPyConnection, metrics: Sequence[MetricRow]) -> list[tuple[str, str]]:
    """The ids of metrics that were stored by name only, each with the id that the form has for that name."""
    known = by_name(row[0] for row in cursor.execute("SELECT metric_id FROM metrics").fetchall())
    pairs = []
    for metric in metrics:
        key = name_key(metric[2])
        pairs += [(old_id, metric[0]) for old_id in {BY_NAME + key, *known.get(key, ())}]
    return pairs


def _forget_exports(cursor: duckdb.DuckDBPyConnection) -> None:
    """What exports say of a metric counts no longer once a form has it."""
    cursor.execute(
        """
        DELETE FROM newest_values WHERE subject = $metric
        AND subject_id IN (SELECT metric_id FROM staged_metrics UNION SELECT old_id FROM staged_names)""",
        {"metric": Subject.METRIC},
    )


def _check_shared_metrics(cursor: duckdb.DuckDBPyConnection, to_come: Collection[str]) -> None:
    rows = cursor.execute(
        """
        SELECT s.position, s.metric_id, m.form_id, s.coaching_area, m.coaching_area,
               s.expected_response, m.expected_response, s.fatal, m.fatal
        FROM staged_metrics s JOIN metrics m USING (metric_id)
        WHERE m.form_id <> s.form_id AND NOT list_contains($to_come::VARCHAR[], m.form_id)
          AND (s.coaching_area, s.expected_response, s.fatal) <> (m.coaching_area, m.expected_response, m.fatal)
        ORDER BY s.position LIMIT 1""",
        {"to_come": list(to_come)},
    ).fetchall()
    for position, metric_id, other_form, *definitions in rows:
        for field, own, other in zip(_ALIKE, definitions[::2], definitions[1::2], strict=True):
            if own != other:
                reason = f"metric {shown(metric_id)} has {shown(own)} here and {shown(other)} in"
                wanted = "give the metric an id of its own, or import both forms together"
                problem = f"{reason} the form {shown(other_form)}"
                raise UnusableRecordError(f"metric {position}, {field}", problem, wanted=wanted)


def _redefine(cursor: duckdb.DuckDBPyConnection) -> None:
    # A metric that is new has no results yet, so there is nothing to look through.
    known = cursor.execute("""
        SELECT 1 FROM metrics
        WHERE metric_id IN (SELECT metric_id FROM staged_metrics UNION SELECT old_id FROM staged_names) LIMIT 1""")
    if not known.fetchall():
        _store_metrics(cursor)
        return
    _find_redefined(cursor)
    with stored_scores.fatal_in_step(cursor, "redefined_interactions"):
        _store_metrics(cursor)
        _rename_results(cursor)
        cursor.execute("""
            UPDATE metric_results r SET weight = s.weight, negative_weight = s.negative_weight
            FROM staged_metrics s
            WHERE r.metric_id = s.metric_id AND r.auditor_id IS NULL AND NOT r.weight_reported""")
        cursor.execute(f"""
            UPDATE metric_results r SET fatal_error = (r.fatal_reported OR m.fatal) AND {FAILED}
            FROM staged_metrics m WHERE r.metric_id = m.metric_id""")
    stored_scores.compute_missing_evaluation_scores(cursor, "redefined_interactions")
    stored_scores.judge_areas(cursor, "redefined_interactions")
    stored_audits.bring_into_line(cursor, "redefined_interactions")
    # What records say of fatal errors counts again where a result was fatal and is not any more.
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE settled_conversations AS
        SELECT DISTINCT conversation_id
        FROM interaction_records SEMI JOIN redefined_interactions USING (interaction_id)""")
    settling.settle(cursor)
    settle_named(cursor)
    daily_totals.rebuild(cursor)


def _find_redefined(cursor: duckdb.DuckDBPyConnection) -> None:
    """Makes renamed_results and renamed_answers, the automatic results and the answers of audits that get the id of a
    metric of the form, and redefined_interactions, all whose results the form changes."""
    cursor.execute(RENAMED_RESULTS)
    cursor.execute(RENAMED_ANSWERS)
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE redefined_interactions AS
        SELECT DISTINCT interaction_id FROM metric_results WHERE metric_id IN (SELECT metric_id FROM staged_metrics)
        UNION SELECT interaction_id FROM renamed_results
        UNION SELECT interaction_id FROM renamed_answers""")


def _store_metrics(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("""
        UPDATE metrics m
        SET form_id = s.form_id, name = s.name, coaching_area = s.coaching_area, weight = s.weight,
            negative_weight = s.negative_weight, fatal = s.fatal, expected_response = s.expected_response,
            position = s.position
        FROM staged_metrics s WHERE m.metric_id = s.metric_id""")
    cursor.execute("""
        INSERT INTO metrics BY NAME SELECT * FROM staged_metrics s
        WHERE NOT EXISTS (FROM metrics m WHERE m.metric_id = s.metric_id)""")


def _rename_results(cursor: duckdb.DuckDBPyConnection) -> None:
    """Gives results that were imported without a metric id the id of the form's metric with the same name. Those of
    audits follow from their answers."""
    # A conversation may have a result under the metric's id as well: the later of the two counts.
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE overtaken_results AS
        SELECT interaction_id,
               CASE WHEN named.position < own.position THEN named.metric_id ELSE own.metric_id END AS metric_id
        FROM renamed_results r
        JOIN metric_results named USING (interaction_id) JOIN metric_results own USING (interaction_id)
        WHERE named.metric_id = r.old_id AND own.metric_id = r.metric_id
          AND named.auditor_id IS NULL AND own.auditor_id IS NULL""")
    for table, condition in (("metric_results", "t.auditor_id IS NULL"), ("evidence", "TRUE")):
        cursor.execute(f"""
            DELETE FROM {table} t USING overtaken_results o
            WHERE t.interaction_id = o.interaction_id AND t.metric_id = o.metric_id AND {condition}""")
        cursor.execute(f"""
            UPDATE {table} t SET metric_id = r.metric_id FROM renamed_results r
            WHERE t.interaction_id = r.interaction_id AND t.metric_id = r.old_id AND {condition}""")
    cursor.execute("""
        DELETE FROM audit_answers w USING (
            SELECT audit_id, CASE WHEN named.position < own.position THEN named.metric_id ELSE own.metric_id END
                             AS metric_id
            FROM renamed_answers r
            JOIN audit_answers named USING (audit_id) JOIN audit_answers own USING (audit_id)
            WHERE named.metric_id = r.old_id AND own.metric_id = r.metric_id
        ) o
        WHERE w.audit_id = o.audit_id AND w.metric_id = o.metric_id""")
    cursor.execute("""
        UPDATE audit_answers w SET metric_id = r.metric_id FROM renamed_answers r
        WHERE w.audit_id = r.audit_id AND w.metric_id = r.old_id""")
