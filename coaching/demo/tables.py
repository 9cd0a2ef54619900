"""The scenario as frames, one for each table of storage/migrations."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from coaching.demo import chance
from coaching.demo.evaluation import MET, MISSED, NOT_APPLICABLE, fatal_errors
from coaching.demo.scenario import Scenario, person_id
from coaching.demo.transcripts import Transcript
from coaching.people.permissions import AGENT_PERMISSIONS, SUPERVISOR_PERMISSIONS
from coaching.quality.sentiment import interaction_sentiment, message_sentiment

PEOPLE = ("person_id", "email", "name", "team", "source_ids", "supervisor_id", "permissions", "listed")
METRICS = (
    "metric_id",
    "form_id",
    "name",
    "coaching_area",
    "weight",
    "negative_weight",
    "fatal",
    "expected_response",
    "position",
)
TURNS = ("interaction_id", "position", "speaker", "said_at", "text", "sentiment")
EVIDENCE = ("interaction_id", "metric_id", "said_at", "message_id", "position")


def frames(scenario: Scenario) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each table's name and rows, except those of the assignments."""
    makers: dict[str, Callable[[Scenario], pd.DataFrame]] = {
        "people": _people,
        "supervisions": _supervisions,
        "queues": _queues,
        "forms": _forms,
        "metrics": _metrics,
        "interactions": _interactions,
        "turns": _turns,
        "metric_results": _metric_results,
        "evidence": _evidence,
        "audits": _audits,
        "audit_answers": _audit_answers,
    }
    for table, make in makers.items():
        yield table, make(scenario)


def _people(scenario: Scenario) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for team in scenario.content.teams:
        more = ("administration", "cross_team_access") if team.cross_team else ()
        boss = person_id(team.supervisor)
        rows.append((boss, boss, team.supervisor, team.name, [], None, [*SUPERVISOR_PERMISSIONS, *more], True))
    for team in scenario.content.teams:
        for name in team.agents:
            agent, number = person_id(name), f"A-{4_100 + 7 * len(rows)}"
            boss = person_id(team.supervisor)
            rows.append((agent, agent, name, team.name, [number], boss, list(AGENT_PERMISSIONS), True))
    return pd.DataFrame(rows, columns=PEOPLE)


def _supervisions(scenario: Scenario) -> pd.DataFrame:
    return pd.DataFrame({"supervisor_id": scenario.supervisors, "agent_id": scenario.agent_ids})


def _queues(scenario: Scenario) -> pd.DataFrame:
    rows = [(queue.queue_id, queue.name) for queue in scenario.content.queues]
    return pd.DataFrame(rows, columns=["queue_id", "name"])


def _forms(scenario: Scenario) -> pd.DataFrame:
    rows = [(form.name, form.name, float(form.pass_score), form.scoring_type) for form in scenario.content.forms]
    return pd.DataFrame(rows, columns=["form_id", "name", "pass_score", "scoring_type"])


def _metrics(scenario: Scenario) -> pd.DataFrame:
    areas = {practice.name: practice.coaching_area for practice in scenario.content.practices}
    rows = [
        (
            metric.metric_id,
            form.name,
            metric.name,
            areas[metric.practice],
            float(metric.weight),
            float(metric.negative_weight),
            metric.fatal,
            metric.expected_response,
            position,
        )
        for form in scenario.content.forms
        for position, metric in enumerate(form.metrics, 1)
    ]
    return pd.DataFrame(rows, columns=METRICS)


def _interactions(scenario: Scenario) -> pd.DataFrame:
    history, stories, forms = scenario.history, scenario.content.conversations, scenario.content.forms
    conversation = history.contacts.conversation
    form = history.rules.form[conversation]
    seconds, told = history.contacts.duration.copy(), list(scenario.transcripts)
    seconds[told] = [transcript.seconds for transcript in scenario.transcripts.values()]
    audited = np.full(len(form), np.nan)
    for audit in scenario.audits:
        audited[audit.row] = audit.score
    estimated = np.zeros(len(form), dtype=np.bool_)
    sentiment = _reported_sentiment(scenario)
    for row, transcript in scenario.transcripts.items():
        estimate = interaction_sentiment([turn.text for turn in transcript.turns if turn.speaker == "customer"])
        if estimate is not None:
            sentiment[row], estimated[row] = estimate, True
    return pd.DataFrame(
        {
            "interaction_id": scenario.interaction_ids,
            "agent_id": np.array(scenario.agent_ids, dtype=object)[history.contacts.agent],
            "queue_id": np.array([story.queue_id for story in stories], dtype=object)[conversation],
            "channel": np.array([story.channel for story in stories], dtype=object)[conversation],
            "direction": "inbound",
            "language": "en",
            "topic": np.array([story.topic for story in stories], dtype=object)[conversation],
            "started_at": scenario.started_at,
            "ended_at": scenario.started_at + seconds.astype("timedelta64[s]"),
            "form_id": np.array([sheet.name for sheet in forms], dtype=object)[form],
            "kore_evaluation_score": history.scores,
            "evaluation_computed": False,
            "supervisor_audit_score": audited,
            "sentiment_score": sentiment,
            "sentiment_estimated": estimated,
            "fatal": fatal_errors(history.rules, conversation, history.states),
        }
    )


def _reported_sentiment(scenario: Scenario) -> chance.Floats:
    """The sentiment that the source reports: higher where the interaction was handled well, with noise."""
    scores = scenario.history.scores
    noise = chance.bell(chance.generator("sentiment"), len(scores))
    mood = np.where(np.isnan(scores), 0, (scores - 62) / 9) + 2.1 * noise
    return np.asarray(np.round(np.clip(mood, -10, 10), 1) + 0.0, dtype=np.float64)  # -0.0 becomes 0.0


def _turns(scenario: Scenario) -> pd.DataFrame:
    rows = [
        (
            scenario.interaction_ids[row],
            turn.position,
            turn.speaker,
            scenario.moment(row) + timedelta(seconds=turn.second),
            turn.text,
            message_sentiment(turn.text) if turn.speaker == "customer" else np.nan,
        )
        for row, transcript in scenario.transcripts.items()
        for turn in transcript.turns
    ]
    return pd.DataFrame(rows, columns=TURNS)


def _evidence(scenario: Scenario) -> pd.DataFrame:
    rows = [
        (
            scenario.interaction_ids[row],
            metric.metric_id,
            scenario.moment(row) + timedelta(seconds=transcript.turns[position - 1].second),
            f"{scenario.interaction_ids[row]}-{position:02}",
            position,
        )
        for row, transcript in scenario.transcripts.items()
        for metric in scenario.form(row).metrics
        for position in _shown(scenario, row, metric.practice, transcript)
    ]
    return pd.DataFrame(rows, columns=EVIDENCE)


def _shown(scenario: Scenario, row: int, practice: str, transcript: Transcript) -> tuple[int, ...]:
    if scenario.history.states[row, scenario.practices.index(practice)] == NOT_APPLICABLE:
        return ()
    return transcript.evidence.get(practice, ())


def _metric_results(scenario: Scenario) -> pd.DataFrame:
    history = scenario.history
    everything = np.arange(len(history.scores))
    automatic = _results(scenario, everything, history.states, scenario.justifications)
    automatic["auditor_id"] = None
    return pd.concat([automatic, _audited_results(scenario)], ignore_index=True)


def _audited_results(scenario: Scenario) -> pd.DataFrame:
    detailed = [audit for audit in scenario.audits if audit.detailed]
    rows = np.array([audit.row for audit in detailed], dtype=np.int64)
    comments = np.full((len(detailed), scenario.history.states.shape[1]), None, dtype=object)
    for place, audit in enumerate(detailed):
        comments[place, list(audit.differing)] = list(audit.differing.values())
    audited = _results(scenario, rows, np.stack([audit.states for audit in detailed]), comments)
    bosses = dict(zip(scenario.interaction_ids[rows], scenario.supervisors_of(rows), strict=True))
    audited["auditor_id"] = audited["interaction_id"].map(bosses)
    return audited


def _results(scenario: Scenario, rows: Any, states: Any, justifications: Any) -> pd.DataFrame:
    """A row for each metric of the form of each interaction in `rows`; the matrices have one row for each of those."""
    history, forms = scenario.history, scenario.content.forms
    metrics = [metric for form in forms for metric in form.metrics]
    counts = np.array([len(form.metrics) for form in forms])
    form = history.rules.form[history.contacts.conversation[rows]]
    count = counts[form]
    place = np.repeat(np.arange(len(rows)), count)
    position = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    metric = np.repeat((np.cumsum(counts) - counts)[form], count) + position
    practice = np.array([scenario.practices.index(each.practice) for each in metrics])[metric]
    state = states[place, practice]
    expects_yes = np.array([each.expected_response == "YES" for each in metrics])[metric]
    qualification = np.where(state == NOT_APPLICABLE, "NA", np.where((state == MET) == expects_yes, "YES", "NO"))
    return pd.DataFrame(
        {
            "interaction_id": scenario.interaction_ids[rows][place],
            "metric_id": np.array([each.metric_id for each in metrics], dtype=object)[metric],
            "position": position + 1,
            "qualification": qualification.astype(object),
            "weight": np.array([float(each.weight) for each in metrics])[metric],
            "negative_weight": np.array([float(each.negative_weight) for each in metrics])[metric],
            "fatal_error": np.array([each.fatal for each in metrics])[metric] & (state == MISSED),
            "justification": justifications[place, practice],
        }
    )


def _audits(scenario: Scenario) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "audit_id": [f"au-{number:05}" for number in range(1, len(scenario.audits) + 1)],
            "interaction_id": [scenario.interaction_ids[audit.row] for audit in scenario.audits],
            "auditor_id": scenario.supervisors_of([audit.row for audit in scenario.audits]),
            "audited_at": [audit.audited_at for audit in scenario.audits],
            "score": [audit.score for audit in scenario.audits],
            "comment": [audit.comment for audit in scenario.audits],
        }
    )


def _audit_answers(scenario: Scenario) -> pd.DataFrame:
    audits = _audits(scenario)[["audit_id", "interaction_id", "auditor_id"]]
    answers = _audited_results(scenario).merge(audits, on=["interaction_id", "auditor_id"])
    answers = answers.rename(columns={"justification": "comment"})
    return answers[["audit_id", "metric_id", "position", "qualification", "comment"]]
