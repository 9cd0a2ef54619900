"""How does a supervisor audit an interaction? They answer its metrics, which makes a score beside the automatic one.

Every audit is stored with all its answers; what an interaction shows follows from the newest (stored_audits.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import duckdb
import pandas as pd

from coaching.comparison.metric_result import MetricResult, Qualification, failed
from coaching.people.permissions import Action, needed
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.quality import interactions, scoring, stored_audits
from coaching.quality.forms import metrics
from coaching.quality.scoring import FORM_FATAL, FORM_NEGATIVE_WEIGHT, FORM_WEIGHT, SHARED
from coaching.storage import clock, drafts
from coaching.storage.database import Database, look_up
from coaching.storage.frames import frame_read
from coaching.words import wording
from coaching.words.refusals import AlreadyDoneError, InvalidFieldsError, NotAllowedError, NotPossibleError
from coaching.words.sentences import too_long

QUALIFICATIONS: tuple[Qualification, ...] = get_args(Qualification)
MOST_COMMENT = 2_000

COMMENT = "comment"
"""The field of the comment on the whole; every other field of an audit is a metric_id."""

_SCOPE = f"WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}"

MAY_AUDIT = f"""
    {_SCOPE}
    SELECT 1 FROM interactions WHERE interaction_id = $interaction_id AND agent_id IN (FROM coachable_agents)"""

# Where a metric stands in the form of the interaction, otherwise in the form that says what it is.
PLACE = "coalesce(own_weights.position, m.position)"
# What somebody has judged, with the weights as of the automatic evaluation, and what else the form asks.
METRICS_TO_AUDIT = f"""
    {_SCOPE}, asked AS (
        SELECT DISTINCT metric_id FROM metric_results WHERE interaction_id = $interaction_id
        UNION
        SELECT m.metric_id FROM metrics m JOIN interactions i USING (form_id) WHERE i.interaction_id = $interaction_id
        UNION
        SELECT s.metric_id FROM shared_metrics s JOIN interactions i USING (form_id)
        WHERE i.interaction_id = $interaction_id)
    SELECT m.metric_id, coalesce(own_weights.name, m.name) AS name, m.coaching_area,
           coalesce(r.weight, {FORM_WEIGHT}) AS weight,
           coalesce(r.negative_weight, {FORM_NEGATIVE_WEIGHT}) AS negative_weight,
           {FORM_FATAL} OR coalesce(r.fatal_reported, FALSE) AS fatal, m.expected_response,
           r.qualification AS automatic, r.justification,
           own.qualification AS answered, own.justification AS commented,
           coalesce((SELECT list(DISTINCT e.position ORDER BY e.position) FROM evidence e
                     WHERE e.interaction_id = $interaction_id AND e.metric_id = m.metric_id
                       AND e.position IS NOT NULL), []) AS evidence
    FROM asked
    JOIN metrics m USING (metric_id)
    {SHARED.format(form_id="(SELECT form_id FROM interactions WHERE interaction_id = $interaction_id)")}
    LEFT JOIN metric_results r
           ON r.interaction_id = $interaction_id AND r.metric_id = m.metric_id AND r.auditor_id IS NULL
    LEFT JOIN metric_results own
           ON own.interaction_id = $interaction_id AND own.metric_id = m.metric_id AND own.auditor_id = $viewer_id
    WHERE EXISTS (FROM interactions i
                  WHERE i.interaction_id = $interaction_id AND i.agent_id IN (FROM coachable_agents))
    ORDER BY min({PLACE}) OVER (PARTITION BY m.coaching_area), m.coaching_area, {PLACE}, m.metric_id"""

# The newest audit of an interaction, where it is the viewer's own, with what it answered.
OWN_NEWEST = """
    SELECT w.metric_id, w.qualification, coalesce(w.comment, '') AS comment, coalesce(a.comment, '') AS on_the_whole
    FROM (FROM audits WHERE interaction_id = $interaction_id ORDER BY audited_at DESC, audit_id DESC LIMIT 1) a
    JOIN audit_answers w USING (audit_id)
    WHERE a.auditor_id = $viewer_id"""

AUDITED_AT = "SELECT audited_at AS instant FROM audits WHERE interaction_id = $interaction_id"

STAGE_AUDIT = """
    CREATE OR REPLACE TEMP TABLE staged_audits AS
    SELECT $interaction_id::VARCHAR AS interaction_id, $viewer_id::VARCHAR AS auditor_id,
           $audited_at::TIMESTAMP AS audited_at,
           $score::DOUBLE AS score, $comment::VARCHAR AS comment, TRUE AS score_computed,
           NULL::VARCHAR AS score_order, NULL::VARCHAR AS comment_order"""

STAGE_ANSWERS = """
    CREATE OR REPLACE TEMP TABLE staged_answers AS
    SELECT $interaction_id::VARCHAR AS interaction_id, $viewer_id::VARCHAR AS auditor_id,
           $audited_at::TIMESTAMP AS audited_at,
           unnest($metric_ids::VARCHAR[]) AS metric_id, unnest($qualifications::VARCHAR[]) AS qualification,
           unnest($comments::VARCHAR[]) AS comment,
           unnest(range(1, len($metric_ids::VARCHAR[]) + 1))::INTEGER AS position,
           NULL::VARCHAR AS record_order"""


@dataclass(frozen=True)
class Answer:
    """What an auditor says to one metric. Unchecked: it may have come from anywhere."""

    qualification: str | None = None
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What one audit has answered to one metric. `name`: the metric's."""

    audit_id: str
    metric_id: str
    name: str
    qualification: str
    comment: str | None


@dataclass(frozen=True, kw_only=True)
class ChangedAnswer:
    """How one audit answers a metric otherwise than the one before it; None where nothing was said."""

    metric: str
    was: str
    becomes: str
    comment_was: str | None
    comment_becomes: str | None


def metrics_to_audit(database: Database, viewer_id: str, interaction_id: str) -> pd.DataFrame:
    """The metrics that an audit of this interaction answers, area by area in the form's order.

    None where the viewer may not audit it. Columns: metric_id, name, coaching_area, weight and negative_weight (as of
    the automatic evaluation, otherwise the form's), fatal, expected_response, automatic (YES, NO, NA; None: not
    evaluated), justification, answered and commented (by the viewer's own last audit; None: never), evidence (list
    of the positions of turns).
    """
    return database.query(METRICS_TO_AUDIT, {"viewer_id": viewer_id, "interaction_id": interaction_id})


def audit_score(metrics: pd.DataFrame, answers: Mapping[str, Answer]) -> float | None:
    """The score, 0 to 100, that these answers to metrics_to_audit() add up to; None where nothing applies (NA).

    Metrics without an answer do not count: it is the score so far.
    """
    return scoring.evaluation_score(_results(metrics, answers).values())


def fatal_failures(metrics: pd.DataFrame, answers: Mapping[str, Answer]) -> list[str]:
    """The names of the fatal metrics that failed by these answers."""
    return [result.name for result in _results(metrics, answers).values() if result.fatal_error]


def _results(metrics: pd.DataFrame, answers: Mapping[str, Answer]) -> dict[str, MetricResult]:
    results = {}
    for row in metrics.itertuples():
        given = answers.get(row.metric_id, Answer()).qualification
        if given in QUALIFICATIONS:
            results[row.metric_id] = MetricResult(
                metric_id=row.metric_id,
                name=row.name,
                coaching_area=row.coaching_area,
                qualification=given,
                expected_response=row.expected_response,
                weight=row.weight,
                negative_weight=row.negative_weight,
                fatal=bool(row.fatal),
                fatal_error=bool(row.fatal) and failed(given, row.expected_response),
            )
    return results


def submit(
    database: Database, viewer_id: str, interaction_id: str, answers: Mapping[str, Answer], comment: str
) -> float | None:
    """Stores an audit with an answer to every metric, and returns its score: 0 to 100, None where nothing applied (NA).

    It becomes the interaction's newest audit; the viewer's draft of it is deleted. Raises NotAllowedError,
    NotPossibleError where there is nothing to audit, AlreadyDoneError where the viewer's newest audit says the same,
    and InvalidFieldsError with a sentence by metric_id and at "comment".
    """
    asked: dict[str, Any] = {"viewer_id": viewer_id, "interaction_id": interaction_id}
    with database.transaction(writes={*stored_audits.WRITES, "drafts"}) as cursor:
        if not cursor.execute(MAY_AUDIT, asked).fetchall():
            raise NotAllowedError(*needed(Action.COACH))
        metrics = frame_read(cursor.execute(METRICS_TO_AUDIT, asked))
        if metrics.empty:
            raise NotPossibleError(wording.NOTHING_TO_AUDIT)
        if found := _complaints(metrics, answers, comment):
            raise InvalidFieldsError(found)
        if _said_already(cursor, asked, answers, comment):
            raise AlreadyDoneError(wording.AUDIT_SUBMITTED_BEFORE)
        score = audit_score(metrics, answers)
        # Later than every other audit of it, even where a source's clock is a little ahead: this one is the newest.
        asked["audited_at"] = clock.instant_after(cursor, AUDITED_AT, {"interaction_id": interaction_id})
        given = [answers[metric] for metric in metrics["metric_id"]]
        cursor.execute(STAGE_AUDIT, asked | {"score": score, "comment": comment.strip() or None})
        cursor.execute(
            STAGE_ANSWERS,
            asked
            | {
                "metric_ids": list(metrics["metric_id"]),
                "qualifications": [answer.qualification for answer in given],
                "comments": [answer.comment.strip() or None for answer in given],
            },
        )
        stored_audits.store(cursor)
        cursor.execute(drafts.DISCARD, {"viewer_id": viewer_id, "form": "audit", "subject": interaction_id})
    return score


def _said_already(
    cursor: duckdb.DuckDBPyConnection, asked: Mapping[str, Any], answers: Mapping[str, Answer], comment: str
) -> bool:
    """Whether the newest audit is the viewer's and says the same: the form was sent twice, perhaps from two tabs."""
    stored = cursor.execute(OWN_NEWEST, dict(asked)).fetchall()
    given = {(metric, answer.qualification, answer.comment.strip()) for metric, answer in answers.items()}
    wholes = {whole for *_, whole in stored}
    return wholes == {comment.strip()} and {tuple(row) for *row, _ in stored} == given


def _complaints(metrics: pd.DataFrame, answers: Mapping[str, Answer], comment: str) -> dict[str, str]:
    found = {}
    for metric in metrics["metric_id"]:
        answer = answers.get(metric, Answer())
        if answer.qualification not in QUALIFICATIONS:
            found[metric] = wording.CHOOSE_AN_ANSWER
        elif complaint := too_long(answer.comment, MOST_COMMENT):
            found[metric] = complaint
    found |= {metric: wording.METRIC_NOT_ASKED for metric in answers if metric not in set(metrics["metric_id"])}
    if complaint := too_long(comment, MOST_COMMENT):
        found[COMMENT] = complaint
    return found


def answers_of_audits(database: Database, viewer_id: str, interaction_id: str) -> list[Answered]:
    """What each audit of an interaction answered, the newest audit first; none that interactions.audits() hides."""
    newest_first = [audit.audit_id for audit in interactions.audits(database, viewer_id, interaction_id)]
    known = metrics(database)
    found = look_up(database, interactions.ANSWERS, newest_first)
    found.sort(key=lambda row: (newest_first.index(row["audit_id"]), row["position"], row["metric_id"]))
    return [
        Answered(
            audit_id=row["audit_id"],
            metric_id=row["metric_id"],
            name=known[row["metric_id"]].name,
            qualification=row["qualification"],
            comment=row["comment"],
        )
        for row in found
        if row["metric_id"] in known
    ]


def changed_answers(answers: Sequence[Answered], audit_id: str, before: str | None) -> list[ChangedAnswer]:
    """Where the audit `audit_id` answers otherwise than the audit `before`: of the metrics that both answered.

    `answers` as answers_of_audits() gives them.
    """
    was = {answer.metric_id: answer for answer in answers if answer.audit_id == before}
    return [
        ChangedAnswer(
            metric=answer.name,
            was=was[answer.metric_id].qualification,
            becomes=answer.qualification,
            comment_was=was[answer.metric_id].comment,
            comment_becomes=answer.comment,
        )
        for answer in answers
        if answer.audit_id == audit_id and answer.metric_id in was and _said(was[answer.metric_id]) != _said(answer)
    ]


def _said(answer: Answered) -> tuple[str, str | None]:
    return answer.qualification, answer.comment
