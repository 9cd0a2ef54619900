"""What is known of one interaction: its header, transcript, metrics and audits? For whoever may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from coaching.comparison.metric_result import MetricResult, answers_shown
from coaching.people.people import Viewer, name_or_id, named
from coaching.people.visibility import may_see, sight
from coaching.quality import scoring
from coaching.quality.answer_that_counts import AnsweredAudit, answers_that_count, auditor_that_counts
from coaching.quality.forms import metrics, pass_scores, queues
from coaching.quality.hidden_parts import WITHOUT_AUTOMATIC, Part, hidden_from
from coaching.storage.database import Database, cached, look_up
from coaching.storage.frames import frame
from coaching.words import wording
from coaching.words.days import utc_tomorrow
from coaching.words.formatting import clock

# The interactions that the viewer may see: those of visible agents, best responses in their assignments (not in those
# that were withdrawn from the viewer), and what a supervisor was offered as a best response.
# Needs VISIBLE_AGENTS before it; i is the interactions table.
MAY_SEE_INTERACTION = """
    (i.agent_id IN (FROM visible_agents)
     OR EXISTS (SELECT 1 FROM assignment_interactions ai JOIN assignments a USING (assignment_id)
                WHERE ai.interaction_id = i.interaction_id AND ai.kind = 'best_response'
                  AND a.agent_id IN (FROM visible_agents) AND (a.withdrawn_at IS NULL OR a.agent_id <> $viewer_id))
     OR (EXISTS (FROM visible_agents WHERE agent_id <> $viewer_id)
         AND EXISTS (FROM best_response_offers o
                     WHERE o.interaction_id = i.interaction_id AND o.person_id = $viewer_id)))"""

# The SELECTs from here on check no permission: call _seen() first. They look rows up by keys, so that a database of any
# size answers at once.
_COLUMNS = """
    interaction_id, agent_id, queue_id, channel, topic, started_at, ended_at, form_id, pass_score,
    kore_evaluation_score, evaluation_computed, supervisor_audit_score, sentiment_score, sentiment_estimated, fatal,
    fails_fatally, failed_areas"""

INTERACTION = f"SELECT {_COLUMNS} FROM interactions WHERE interaction_id = $interaction_id"

INTERACTIONS = f"SELECT {_COLUMNS} FROM interactions WHERE interaction_id IN ({{keys}})"

PART_OF = "SELECT assignment_id, kind FROM assignment_interactions WHERE interaction_id = $interaction_id"

WHOSE = "SELECT agent_id, withdrawn_at FROM assignments WHERE assignment_id IN ({keys})"

OFFERED_TO = "SELECT person_id FROM best_response_offers WHERE interaction_id = $interaction_id"

TURNS = "SELECT position, speaker, said_at, text, sentiment FROM turns WHERE interaction_id = $interaction_id"

METRIC_RESULTS = """
    SELECT metric_id, auditor_id, position, qualification, weight, negative_weight, fatal_error, justification
    FROM metric_results WHERE interaction_id = $interaction_id"""

EVIDENCE = "SELECT metric_id, position FROM evidence WHERE interaction_id = $interaction_id"

AUDITS = """
    SELECT audit_id, auditor_id, audited_at, score, score_computed, comment FROM audits
    WHERE interaction_id = $interaction_id"""

ANSWERS = """
    SELECT audit_id, metric_id, position, qualification, comment FROM audit_answers
    WHERE audit_id IN ({keys})"""

# From how many seconds on a customer's wait for the agent counts as long. An e-mail has no such thing.
LONG_PAUSE_SECONDS = {"voice": 10.0, "chat": 60.0}

TURN_COLUMNS = {
    "position": "int32", "speaker": "object", "said_at": "datetime64[us]", "text": "object", "sentiment": "float64",
}  # fmt: skip
DATA_AS_OF = "SELECT max(started_at) AS newest FROM interactions WHERE started_at < $end"


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """The header of one interaction. Scores are None where there is none (NA); instants are naive UTC."""

    interaction_id: str
    agent_visible: bool
    agent_name: str | None
    agent_id: str | None
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
    """By the automatic evaluation; fails_fatally says it by the answers that count."""
    fails_fatally: bool
    not_audited_yet: bool = False
    """The viewer gets nothing of the automatic evaluation before somebody has audited it."""

    def coachable_by(self, viewer: Viewer) -> bool:
        """Whether to offer `viewer` what only those may do who coach its agent. Each command decides it again."""
        return viewer.may_coach and self.agent_id is not None and self.agent_id != viewer.person_id

    @property
    def duration_seconds(self) -> float | None:
        """How long it took, where both ends are known."""
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


@dataclass(frozen=True, kw_only=True)
class Audit:
    """One audit. `auditor` is a name, `audited_at` naive UTC, `score` 0 to 100 or None.

    `score_computed`: from an answer to every metric; without a score it is then NA.
    """

    audit_id: str
    auditor: str
    audited_at: datetime
    score: float | None
    score_computed: bool
    comment: str | None


def stored(database: Database, interaction_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What is stored of several interactions, by interaction_id, for whoever has decided who may read it."""
    found = look_up(database, INTERACTIONS, interaction_ids)
    return {row["interaction_id"]: row for row in found}


def _seen(database: Database, viewer_id: str, interaction_id: str) -> dict[str, Any] | None:
    """What is stored of one interaction without a hidden sentiment, whether its agent's data may be seen
    (agent_visible), and which Parts of it are hidden; None where there is none, or the viewer may not see it."""
    row = database.first(INTERACTION, {"interaction_id": interaction_id})
    if row is None:
        return None
    row["agent_visible"] = may_see(database, viewer_id, row["agent_id"])
    row["hidden"] = hidden_from(database, viewer_id, row["agent_id"])
    if Part.SENTIMENT in row["hidden"]:
        row |= {"sentiment_score": None, "sentiment_estimated": False}
    if Part.AUTOMATIC in row["hidden"]:
        if row["supervisor_audit_score"] is not None or any(
            audit["score_computed"] for audit in database.rows(AUDITS, {"interaction_id": interaction_id})
        ):
            row["hidden"] -= {Part.AUTOMATIC}
        else:
            row |= WITHOUT_AUTOMATIC
    return row if row["agent_visible"] or _seen_elsewhere(database, viewer_id, interaction_id) else None


@cached
def _seen_elsewhere(database: Database, viewer_id: str, interaction_id: str) -> bool:
    """What MAY_SEE_INTERACTION says of an interaction of an agent whose data the viewer may not see: it is a best
    response in an assignment that they see, or was offered to them as one."""
    asked = {"interaction_id": interaction_id}
    parts = [row["assignment_id"] for row in database.rows(PART_OF, asked) if row["kind"] == "best_response"]
    for row in look_up(database, WHOSE, parts):
        if (row["withdrawn_at"] is None or row["agent_id"] != viewer_id) and may_see(
            database, viewer_id, row["agent_id"]
        ):
            return True
    return sight(database, viewer_id).oversees_others and any(
        row["person_id"] == viewer_id for row in database.rows(OFFERED_TO, asked)
    )


def interaction(
    database: Database, viewer_id: str, interaction_id: str, name_others: bool = False
) -> Interaction | None:
    """The header of one interaction, or None where there is no such interaction or the viewer may not see it.

    The agent of a best response is named only with `name_others`; the agents whose data the viewer may see always are.
    """
    row = _seen(database, viewer_id, interaction_id)
    if row is None:
        return None
    del row["failed_areas"]
    hidden = row.pop("hidden")
    agent, visible, queue, form = (row.pop(key) for key in ("agent_id", "agent_visible", "queue_id", "form_id"))
    someone = named(database, agent)
    if row["pass_score"] is None:
        row["pass_score"] = pass_scores(database).get(form)
    return Interaction(
        **row,
        agent_visible=visible,
        agent_name=someone.name if someone and (visible or name_others) else None,
        agent_id=agent if visible else None,
        queue=queues(database).get(queue, queue),
        not_audited_yet=Part.AUTOMATIC in hidden,
    )


def turns(database: Database, viewer_id: str, interaction_id: str) -> pd.DataFrame:
    """The transcript in order, empty where there is none or the viewer may not see it.

    Columns: position (from 1), speaker (agent, customer, system), said_at (naive UTC; NaT where the source
    gives no time), text, sentiment (-10 to +10, the customer's turns only).
    """
    seen = _seen(database, viewer_id, interaction_id)
    said = database.rows(TURNS, {"interaction_id": interaction_id}) if seen else []
    if seen and Part.SENTIMENT in seen["hidden"]:
        said = [turn | {"sentiment": None} for turn in said]
    return frame(sorted(said, key=lambda turn: int(turn["position"])), TURN_COLUMNS)


def metric_results(database: Database, viewer_id: str, interaction_id: str) -> tuple[MetricResult, ...]:
    """The metrics of one interaction, the automatic ones first, then each auditor's, the newest audit first.

    What auditors said to the agent of a best response stays between them: no result.
    """
    asked = {"interaction_id": interaction_id}
    seen, known = _seen(database, viewer_id, interaction_id), metrics(database)
    hidden = seen["hidden"] if seen else frozenset()
    found = [row for row in database.rows(METRIC_RESULTS, asked) if row["metric_id"] in known] if seen else []
    if Part.AUTOMATIC in hidden:
        found = []
    if not (seen and seen["agent_visible"]):
        found = [row for row in found if row["auditor_id"] is None]
    pointed: dict[str, set[int]] = {}
    for each in database.rows(EVIDENCE, asked) if found else ():
        if each["position"] is not None:
            pointed.setdefault(each["metric_id"], set()).add(each["position"])
    audited = database.rows(AUDITS, asked) if any(row["auditor_id"] for row in found) else []
    auditor_first = _auditor_that_counts(database, audited)
    counting = {(row["metric_id"], row["auditor_id"]) for row in answers_that_count(found, auditor_first)}
    newest = {each["auditor_id"]: each["audited_at"] for each in sorted(audited, key=lambda each: each["audited_at"])}

    found.sort(key=lambda row: (row["auditor_id"] or "", row["position"]))
    found.sort(key=lambda row: newest.get(row["auditor_id"], datetime.min), reverse=True)
    found.sort(key=lambda row: row["auditor_id"] is not None)
    automatic: dict[str, MetricResult] = {}
    results = []
    for row in found:
        metric, auditor_id = known[row["metric_id"]], row["auditor_id"]
        reason_hidden = auditor_id is None and Part.JUSTIFICATIONS in hidden
        result = MetricResult(
            metric_id=metric.metric_id,
            name=metric.name,
            coaching_area=metric.coaching_area,
            qualification=row["qualification"],
            expected_response=metric.expected_response,
            weight=row["weight"],
            negative_weight=row["negative_weight"],
            fatal=metric.fatal or row["fatal_error"],
            fatal_error=row["fatal_error"],
            justification=None if reason_hidden else row["justification"] or None,
            evidence=tuple(sorted(pointed.get(metric.metric_id, ()))),
            auditor=None if auditor_id is None else _auditor(database, auditor_id, hidden),
            counts=(metric.metric_id, auditor_id) in counting,
            newest_audit=auditor_id is not None and auditor_id == auditor_first,
            automatic=None if auditor_id is None else automatic.get(metric.metric_id),
        )
        if auditor_id is None:
            automatic[metric.metric_id] = result
        results.append(result)
    return tuple(results)


def _auditor(database: Database, auditor_id: str, hidden: frozenset[Part]) -> str:
    """What the viewer reads of who audited."""
    return wording.ANONYMOUS if Part.AUDITORS in hidden else name_or_id(database, auditor_id)


def _auditor_that_counts(database: Database, audits: Sequence[Mapping[str, Any]]) -> str | None:
    """Whose audit of an interaction counts. `audits`: rows of AUDITS."""
    newest_first = sorted(audits, key=lambda audit: (audit["audited_at"], audit["audit_id"]), reverse=True)
    answered = {row["audit_id"] for row in look_up(database, ANSWERS, [audit["audit_id"] for audit in newest_first])}
    return auditor_that_counts(
        AnsweredAudit(audit["audited_at"], audit["audit_id"], audit["auditor_id"])
        for audit in audits
        if audit["audit_id"] in answered
    )


def area_scores(results: Sequence[MetricResult]) -> dict[str, float | None]:
    """The automatic score of each coaching area, 0 to 100 or None (NA), from metric_results().

    Every area is there, also one that only an audit answered: with None.
    """
    return _area_scores(results, [result for result in results if not result.audited])


def audit_area_scores(results: Sequence[MetricResult]) -> dict[str, float | None]:
    """As area_scores(), of the newest audit alone. Empty where no audit answered anything."""
    newest = [result for result in results if result.newest_audit]
    return _area_scores(results, newest) if newest else {}


def _area_scores(results: Sequence[MetricResult], chosen: Iterable[MetricResult]) -> dict[str, float | None]:
    by_area: dict[str, list[MetricResult]] = {result.coaching_area: [] for result in answers_shown(results)}
    for result in chosen:
        by_area[result.coaching_area].append(result)
    return {area: scoring.evaluation_score(found) for area, found in by_area.items()}


def since_start(turns: pd.DataFrame) -> dict[int, str]:
    """When each turn was said, counted from the first: "4:04", by position. Its number where it has no time: "#3"."""
    seconds = (turns["said_at"] - turns["said_at"].min()).dt.total_seconds()
    return {
        position: wording.UNTIMED.format(position=position) if pd.isna(after) else clock(after)
        for position, after in zip(turns["position"], seconds, strict=True)
    }


def sentiment_along(turns: pd.DataFrame) -> pd.DataFrame:
    """The customer's turns of turns() that have a sentiment and a time. Columns: minutes (since the start), sentiment,
    text."""
    felt = turns[turns["sentiment"].notna() & turns["said_at"].notna()]
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


def audits(database: Database, viewer_id: str, interaction_id: str) -> list[Audit]:
    """The audits of one interaction, newest first; none of a best response: its agent's and the auditor's alone."""
    seen = _seen(database, viewer_id, interaction_id)
    found = database.rows(AUDITS, {"interaction_id": interaction_id}) if seen and seen["agent_visible"] else []
    found.sort(key=lambda audit: (audit["audited_at"], audit["audit_id"]), reverse=True)
    hidden = seen["hidden"] if seen else frozenset()
    return [Audit(auditor=_auditor(database, audit.pop("auditor_id"), hidden), **audit) for audit in found]


def data_as_of(database: Database) -> datetime | None:
    """When the newest interaction began (naive UTC): the "now" of every score window. None without data.

    What a source dates later than the present UTC day is left out: one such row would empty every window.
    """
    row = database.first(DATA_AS_OF, {"end": utc_tomorrow()})
    return row["newest"] if row else None
