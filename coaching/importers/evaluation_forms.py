"""Writing the forms of evaluation_form.json, and working out again what was imported before them."""

from collections.abc import Collection

import duckdb

from coaching.importers import area_names, form_names, named_results, settling
from coaching.importers.formats.evaluation_form_json import EvaluationForm, MetricRow, id_by_name
from coaching.importers.metric_definitions import settle_named
from coaching.importers.named_results import MetricNames
from coaching.importers.newest_values import Subject
from coaching.importers.refused_records import UnusableRecordError, shown
from coaching.importers.staging import COUNT, FLAG, NUMBER, TEXT, staged
from coaching.quality import daily_totals, stored_audits, stored_scores
from coaching.quality.scoring import FAILED, FORM_FATAL, FORM_NEGATIVE_WEIGHT, FORM_WEIGHT
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


WEIGHTS = f"""
    UPDATE metric_results r SET weight = {FORM_WEIGHT}, negative_weight = {FORM_NEGATIVE_WEIGHT}
    FROM metrics m SEMI JOIN redefined_metrics USING (metric_id)
    WHERE r.metric_id = m.metric_id AND r.auditor_id IS NULL AND NOT r.weight_reported"""
FATAL = f"""
    UPDATE metric_results r SET fatal_error = (r.fatal_reported OR {FORM_FATAL}) AND {FAILED}
    FROM metrics m SEMI JOIN redefined_metrics USING (metric_id) WHERE r.metric_id = m.metric_id"""


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
    with staged(cursor, "staged_metrics", _METRICS, metrics):
        _forget_exports(cursor)
        changed = cursor.execute("""
            FROM staged_metrics EXCEPT
            SELECT metric_id, form_id, name, coaching_area, weight, negative_weight, fatal, expected_response, position
            FROM metrics""")
        if changed.fetchall():
            _redefine(cursor, form.name)
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


def _forget_exports(cursor: duckdb.DuckDBPyConnection) -> None:
    """What exports say of a metric counts no longer once a form has it."""
    cursor.execute(
        """
        DELETE FROM newest_values
        WHERE subject = $metric AND subject_id IN (SELECT metric_id FROM staged_metrics)""",
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


def _redefine(cursor: duckdb.DuckDBPyConnection, form_id: str) -> None:
    before = MetricNames(cursor)
    known = cursor.execute("SELECT m.name FROM metrics m SEMI JOIN staged_metrics USING (metric_id)").fetchall()
    new = cursor.execute("SELECT name FROM staged_metrics").fetchall()
    _store_metrics(cursor)
    moved = named_results.moves(before, MetricNames(cursor), form_id, {name for (name,) in (*known, *new)})
    if not known and not moved:  # a metric that is new has no results yet, so there is nothing to look through
        return
    named_results.find(cursor, moved)
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE redefined_metrics AS
        SELECT metric_id FROM staged_metrics UNION SELECT metric_id FROM renamed_results""")
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
