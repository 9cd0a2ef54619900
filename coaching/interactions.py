"""Interactions: the header, the transcript, the metrics and the auditors' comments of one, for whoever may see it."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from coaching import scoring
from coaching.database import Database, kept
from coaching.people import VISIBLE_AGENTS, Viewer

# The interactions that $viewer may see: those of visible agents, best responses in their assignments (not in those that
# were withdrawn from the viewer), and what a supervisor was offered as a best response.
# Needs VISIBLE_AGENTS before it; i is the interactions table.
MAY_SEE_INTERACTION = """
    (i.agent_id IN (FROM visible_agents)
     OR EXISTS (SELECT 1 FROM assignment_interactions ai JOIN assignments a USING (assignment_id)
                WHERE ai.interaction_id = i.interaction_id AND ai.kind = 'best_response'
                  AND a.agent_id IN (FROM visible_agents) AND (a.withdrawn_at IS NULL OR a.agent_id <> $viewer))
     OR (EXISTS (FROM visible_agents WHERE agent_id <> $viewer)
         AND EXISTS (FROM best_response_offers o
                     WHERE o.interaction_id = i.interaction_id AND o.person_id = $viewer)))"""

# One interaction i, and whether $viewer may see it; read by its key, before anything is joined.
_SEEN = f"""
    {VISIBLE_AGENTS},
    one AS MATERIALIZED (SELECT * FROM interactions WHERE interaction_id = $interaction),
    seen AS MATERIALIZED (SELECT * FROM one i WHERE {MAY_SEE_INTERACTION})"""

# What an agent reads of a best response does not name the agent who gave it, unless $name_others.
INTERACTION = f"""
    WITH {_SEEN}
    SELECT i.interaction_id,
           i.agent_id IN (FROM visible_agents) AS agent_visible,
           CASE WHEN $name_others OR i.agent_id IN (FROM visible_agents) THEN p.name END AS agent_name,
           CASE WHEN i.agent_id IN (FROM visible_agents) THEN i.agent_id END AS agent_id,
           CASE WHEN i.agent_id IN (FROM visible_agents) THEN coalesce(p.email, i.agent_id) END AS agent_key,
           coalesce(q.name, i.queue_id) AS queue, i.channel, i.topic, i.started_at, i.ended_at,
           coalesce(i.pass_score, f.pass_score) AS pass_score,
           i.kore_evaluation_score, i.evaluation_computed, i.supervisor_audit_score,
           i.sentiment_score, i.sentiment_estimated, i.fatal
    FROM seen i
    LEFT JOIN people p ON p.person_id = i.agent_id
    LEFT JOIN queues q ON q.queue_id = i.queue_id
    LEFT JOIN forms f ON f.form_id = i.form_id"""

TURNS = f"""
    WITH {_SEEN},
    said AS MATERIALIZED (SELECT * FROM turns WHERE interaction_id = $interaction)
    SELECT position, speaker, said_at, text, sentiment FROM said WHERE EXISTS (FROM seen) ORDER BY position"""

METRIC_RESULTS = f"""
    WITH {_SEEN},
    results AS MATERIALIZED (SELECT * FROM metric_results WHERE interaction_id = $interaction),
    pointed AS MATERIALIZED (SELECT metric_id, position FROM evidence WHERE interaction_id = $interaction),
    moments AS (
        SELECT metric_id, list(DISTINCT position ORDER BY position) FILTER (position IS NOT NULL) AS evidence
        FROM pointed GROUP BY metric_id),
    audited AS (
        SELECT auditor_id, max(audited_at) AS audited_at FROM audits WHERE interaction_id = $interaction
        GROUP BY auditor_id)
    SELECT m.coaching_area, r.metric_id, m.name, r.auditor_id IS NOT NULL AS audited,
           coalesce(p.name, r.auditor_id) AS auditor, r.qualification,
           m.expected_response, r.weight, r.negative_weight, m.fatal OR r.fatal_error AS fatal, r.fatal_error,
           r.justification,
           CASE WHEN r.auditor_id IS NULL THEN coalesce(e.evidence, []) ELSE [] END AS evidence
    FROM results r
    JOIN seen i USING (interaction_id)
    JOIN metrics m USING (metric_id)
    LEFT JOIN moments e USING (metric_id)
    LEFT JOIN people p ON p.person_id = r.auditor_id
    LEFT JOIN audited d ON d.auditor_id = r.auditor_id
    WHERE r.auditor_id IS NULL OR i.agent_id IN (FROM visible_agents)
    ORDER BY r.auditor_id IS NOT NULL, d.audited_at DESC NULLS LAST, r.auditor_id, r.position"""

AUDITS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT d.audit_id, coalesce(p.name, d.auditor_id) AS auditor, d.audited_at, d.score, d.score_computed, d.comment
    FROM audits d
    JOIN interactions i USING (interaction_id)
    LEFT JOIN people p ON p.person_id = d.auditor_id
    WHERE d.interaction_id = $interaction AND i.agent_id IN (FROM visible_agents)
    ORDER BY d.audited_at DESC, d.audit_id DESC"""

# From how many seconds on a customer's wait for the agent counts as long. An e-mail has no such thing.
LONG_PAUSE_SECONDS = {"voice": 10.0, "chat": 60.0}

DATA_AS_OF = "SELECT max(started_at) AS newest FROM interactions"


@dataclass(frozen=True)
class Interaction:
    """The header of one interaction. Scores are None where there is none (NA); instants are naive UTC."""

    interaction_id: str
    agent_visible: bool
    agent_name: str | None
    agent_id: str | None
    agent_key: str | None
    queue: str | None
    channel: str | None
    topic: str | None
    started_at: datetime | None
    ended_at: datetime | None
    pass_score: float | None
    kore_evaluation_score: float | None
    evaluation_computed: bool
    supervisor_audit_score: float | None
    sentiment_score: float | None
    sentiment_estimated: bool
    fatal: bool

    def coachable_by(self, viewer: Viewer) -> bool:
        """Whether to offer `viewer` what only those may do who coach its agent. Each command decides it again."""
        return viewer.may_coach and self.agent_id is not None and self.agent_id != viewer.person_id

    @property
    def duration_seconds(self) -> float | None:
        """How long it took, where both ends are known."""
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


def interaction(database: Database, viewer: str, interaction_id: str, name_others: bool = False) -> Interaction | None:
    """The header of one interaction, or None where there is no such interaction or `viewer` may not see it.

    The agent of a best response is named only with `name_others`; the agents whose data the viewer may see always are.
    """
    row = database.first(INTERACTION, {"viewer": viewer, "interaction": interaction_id, "name_others": name_others})
    return Interaction(**row) if row else None


def turns(database: Database, viewer: str, interaction_id: str) -> pd.DataFrame:
    """The transcript in order, empty where there is none or `viewer` may not see it.

    Columns: position (from 1), speaker (agent, customer, system), said_at (naive UTC), text, sentiment (-10 to +10,
    the customer's turns only).
    """
    return database.query(TURNS, {"viewer": viewer, "interaction": interaction_id})


@kept
def metric_results(database: Database, viewer: str, interaction_id: str) -> pd.DataFrame:
    """The metrics of one interaction, the automatic ones first, then each auditor's, the newest audit first.

    What auditors said to the agent of a best response stays between them: no row.
    Columns: coaching_area, metric_id, name, audited (an auditor's answer, not the automatic one), auditor (name),
    qualification (YES, NO, NA), expected_response, weight, negative_weight, fatal, fatal_error, justification, evidence
    (positions of the turns it points at), failed.
    """
    rows = database.query(METRIC_RESULTS, {"viewer": viewer, "interaction": interaction_id})
    rows["failed"] = (rows["qualification"] != "NA") & (rows["qualification"] != rows["expected_response"])
    return rows


def leading_results(results: pd.DataFrame) -> pd.DataFrame:
    """Of metric_results() the automatic rows, or the newest auditor's where nothing was evaluated automatically."""
    automatic = results[~results["audited"].astype(bool)]
    if len(automatic) or results.empty:
        return automatic
    return results[results["auditor"] == results["auditor"].iloc[0]]


def area_scores(results: pd.DataFrame) -> dict[str, float | None]:
    """The score of each coaching area, 0 to 100 or None (NA), from the leading rows of metric_results()."""
    by_area: dict[str, list[scoring.MetricResult]] = {}
    for row in leading_results(results).itertuples():
        by_area.setdefault(row.coaching_area, []).append(
            scoring.MetricResult(
                row.qualification, row.weight, row.negative_weight, row.fatal_error, row.expected_response
            )
        )
    return {area: scoring.evaluation_score(found) for area, found in by_area.items()}


def sentiment_along(turns: pd.DataFrame) -> pd.DataFrame:
    """The customer's turns of turns() that have a sentiment. Columns: minutes (since the start), sentiment, text."""
    felt = turns[turns["sentiment"].notna()]
    return felt[["sentiment", "text"]].assign(minutes=_minutes(turns, felt["said_at"]))


def long_pauses(turns: pd.DataFrame, channel: str | None) -> pd.DataFrame:
    """The agent's turns of turns() that kept the customer waiting long for that channel.

    Columns: position, minutes (since the start), pause_seconds.
    """
    pause = turns["said_at"].diff().dt.total_seconds()
    limit = LONG_PAUSE_SECONDS.get(channel or "", float("inf"))
    waited = turns[(turns["speaker"] == "agent") & (pause >= limit)]
    return waited[["position"]].assign(
        minutes=_minutes(turns, waited["said_at"]), pause_seconds=pause.loc[waited.index]
    )


def _minutes(turns: pd.DataFrame, instants: "pd.Series[pd.Timestamp]") -> "pd.Series[float]":
    return (instants - turns["said_at"].min()).dt.total_seconds() / 60


def audits(database: Database, viewer: str, interaction_id: str) -> pd.DataFrame:
    """The audits of one interaction, newest first; none of a best response, which is between its agent and the auditor.

    Columns: audit_id, auditor (name), audited_at (naive UTC), score (0 to 100), score_computed (from an answer to every
    metric: without a score it is then NA), comment.
    """
    return database.query(AUDITS, {"viewer": viewer, "interaction": interaction_id})


def data_as_of(database: Database) -> datetime | None:
    """When the newest interaction began (naive UTC): the "now" of every score window. None without data."""
    row = database.first(DATA_AS_OF)
    return row["newest"] if row else None
