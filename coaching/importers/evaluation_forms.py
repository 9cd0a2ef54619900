"""Writing the forms of evaluation_form.json, and working out again what was imported before them."""

from collections.abc import Collection

import duckdb

from coaching.importers import area_names, form_names, named_results, settling, shared_metrics
from coaching.importers.formats.evaluation_form_json import EvaluationForm, MetricRow, id_by_name
from coaching.importers.metric_definitions import settle_named
from coaching.importers.named_results import MetricNames
from coaching.importers.newest_values import Subject
from coaching.importers.staging import staged
from coaching.quality import daily_totals, stored_audits, stored_scores
from coaching.quality.scoring import FAILED, FORM_FATAL, FORM_NEGATIVE_WEIGHT, FORM_WEIGHT, SHARED
from coaching.words.name_key import name_key

WEIGHTS = f"""
    UPDATE metric_results r SET weight = w.weight, negative_weight = w.negative_weight
    FROM (
        SELECT r.interaction_id, r.metric_id, {FORM_WEIGHT} AS weight, {FORM_NEGATIVE_WEIGHT} AS negative_weight
        FROM metric_results r JOIN metrics m USING (metric_id) SEMI JOIN redefined_metrics USING (metric_id)
        JOIN interactions i ON i.interaction_id = r.interaction_id
        LEFT JOIN interaction_records o ON o.interaction_id = r.interaction_id AND o.results_stored
        {SHARED.format(form_id=named_results.FORM_OF_RESULTS)}
        WHERE r.auditor_id IS NULL AND NOT r.weight_reported
    ) w
    WHERE r.interaction_id = w.interaction_id AND r.metric_id = w.metric_id AND r.auditor_id IS NULL"""
FATAL = f"""
    UPDATE metric_results r SET fatal_error = (r.fatal_reported OR {FORM_FATAL}) AND {FAILED}
    FROM metrics m SEMI JOIN redefined_metrics USING (metric_id) WHERE r.metric_id = m.metric_id"""


def store_form(cursor: duckdb.DuckDBPyConnection, form: EvaluationForm) -> None:
    """Adds or updates a form and its metrics, and recomputes what was imported earlier from them. This spelling of the
    form's name takes the place of others; so do those of its areas where no form whose name comes later has the area.
    """
    form_names.spell_as(cursor, form.name)
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
    metrics = shared_metrics.spelled(cursor, form.name, _with_known_ids(cursor, form))
    area_names.spell_as(cursor, {metric[3] for metric in metrics})
    before = MetricNames(cursor)
    counting, names = shared_metrics.store(cursor, form.name, metrics)
    if counting:
        with staged(cursor, "staged_metrics", shared_metrics.COLUMNS, counting):
            _forget_exports(cursor)
            _redefine(cursor, form.name, before, names)
    if other_pass_score:
        daily_totals.rebuild(cursor)


def _with_known_ids(cursor: duckdb.DuckDBPyConnection, form: EvaluationForm) -> list[MetricRow]:
    """The metrics of a form. Those without an id of their own have the one that they have here, however the form and
    the metric were spelled then."""
    rows = cursor.execute(
        f"SELECT metric_id FROM {shared_metrics.DEFINITIONS} WHERE form_id = ? ORDER BY ALL", [form.name]
    ).fetchall()
    known = {name_key(metric_id): metric_id for (metric_id,) in rows}
    found = []
    for metric in form.metrics:
        metric_id = metric[0]
        if metric_id == id_by_name(form.name, metric[2]):
            metric_id = known.get(name_key(metric_id), metric_id)
        found.append((metric_id, *metric[1:]))
    return found


def _forget_exports(cursor: duckdb.DuckDBPyConnection) -> None:
    """What exports say of a metric counts no longer once a form has it."""
    cursor.execute(
        """
        DELETE FROM newest_values
        WHERE subject = $metric AND subject_id IN (SELECT metric_id FROM staged_metrics)""",
        {"metric": Subject.METRIC},
    )


def _redefine(cursor: duckdb.DuckDBPyConnection, form_id: str, before: MetricNames, names: Collection[str]) -> None:
    """Stores the staged metrics. `names`: what the form and others call them, or have called them until now."""
    known = cursor.execute("FROM metrics SEMI JOIN staged_metrics USING (metric_id) LIMIT 1").fetchall()
    _store_metrics(cursor)
    moved = named_results.moves(before, MetricNames(cursor), form_id, names)
    if not known and not moved:  # a metric that is new has no results yet, so there is nothing to look through
        return
    named_results.find(cursor, moved)
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE redefined_metrics AS
        SELECT metric_id FROM staged_metrics UNION SELECT new_id FROM renamed_results""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE redefined_interactions AS
        SELECT DISTINCT interaction_id FROM metric_results WHERE metric_id IN (SELECT metric_id FROM staged_metrics)
        UNION SELECT interaction_id FROM renamed_results
        UNION SELECT interaction_id FROM renamed_answers""")
    with stored_scores.fatal_in_step(cursor, "redefined_interactions"):
        named_results.rename(cursor)
        cursor.execute(WEIGHTS)
        cursor.execute(FATAL)
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
