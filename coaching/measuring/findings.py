"""What is known of an agent that a coaching form can draft feedback from?

What failed in the chosen interactions comes from the answers that count; what always went well and what rose comes from
the daily totals of the days that were looked at, and says nothing that an audit contradicts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from coaching.assignments.drafting import AlwaysMet, Better, Failing, Findings, Moment, Place, Risen, Speaker
from coaching.comparison.differences import Verdict as Compared
from coaching.comparison.differences import compared_metrics
from coaching.comparison.metric_result import MetricResult, answers_shown
from coaching.comparison.sentence import Facts, what_the_best_did
from coaching.measuring import score_map
from coaching.measuring.score_change import FEWEST_INTERACTIONS, Verdict
from coaching.measuring.score_map import Across, By, TeamScope
from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS, may_coach
from coaching.quality.answer_that_counts import ANSWERS_THAT_COUNT
from coaching.quality.compared import Side, side
from coaching.quality.scoring import FAILED
from coaching.storage.database import Database, cached, look_up
from coaching.words.days import Period, days_asked, local_time
from coaching.words.formatting import day_and_time

# The metrics that the automatic evaluation found met in every interaction of the period that they applied to.
ALWAYS_MET = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT arg_min(m.name, m.metric_id) AS name, m.coaching_area, any_value(m.expected_response) AS expected_response,
           sum(d.applicable)::INTEGER AS interactions
    FROM metric_daily d JOIN metrics m USING (metric_id)
    WHERE d.agent_id = $agent_id AND d.agent_id IN (FROM monitored_agents) AND d.day >= $first AND d.day < $end
    GROUP BY lower(m.name), m.coaching_area
    HAVING sum(d.adhered) = sum(d.applicable) AND sum(d.applicable) >= {FEWEST_INTERACTIONS}
    ORDER BY interactions DESC, name, m.coaching_area"""

AUDITED = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT i.interaction_id FROM interactions i SEMI JOIN audits a ON a.interaction_id = i.interaction_id
    WHERE i.agent_id = $agent_id AND i.agent_id IN (FROM monitored_agents)
      AND i.started_at >= $first AND i.started_at < $end"""

# It checks no permission: its ids are of interactions that AUDITED has found for the viewer.
FAILED_METRICS = f"""
    SELECT DISTINCT m.name, m.coaching_area
    FROM {ANSWERS_THAT_COUNT.format(interactions="{keys}")} r JOIN metrics m USING (metric_id)
    WHERE {FAILED}"""


@cached
def findings(
    database: Database,
    viewer_id: str,
    agent_id: str,
    interactions: tuple[str, ...],
    coaching_areas: tuple[str, ...],
    best_responses: tuple[str, ...],
    period: Period | None,
    zone: ZoneInfo,
) -> Findings | None:
    """What there is to say about these interactions of an agent in these areas, beside these best responses.

    `period`: the UTC days that were looked at, for what always went well and what rose: None where nothing is to be
    said of them, and nothing is said to a viewer who may not measure the agent. `zone`: in which times are told. None
    for a viewer who may not coach the agent. Interactions that are not the agent's, and what the viewer may not see,
    count for nothing.
    """
    if not may_coach(database, viewer_id, agent_id):
        return None
    found = [one for each in interactions if (one := side(database, viewer_id, each))]
    own = [one for one in found if one.interaction.agent_id == agent_id]
    best = [one for each in best_responses if (one := side(database, viewer_id, each))]
    answers = [(one, answer) for one in own for answer in answers_shown(one.results)]
    of_areas = [
        (one, answer) for one, answer in answers if answer.coaching_area in coaching_areas and answer.applicable
    ]
    failed = dict.fromkeys(_called(answer) for _, answer in of_areas if answer.failed)
    failing = [_failing(metric, len(own), of_areas, best, zone) for metric in failed]
    failing.sort(key=lambda one: (not one.fatal, -one.times, -one.lost))
    known = Findings(
        coaching_areas=coaching_areas,
        failing=tuple(failing),
        judged=tuple(dict.fromkeys(_place(one, zone) for one, _ in of_areas)),
        period=period,
        metrics={area: _names_in(area, answers) for area in coaching_areas},
    )
    if period is None:
        return known
    failed_at_all = {_called(answer) for _, answer in answers if answer.failed}
    return replace(
        known,
        always_met=tuple(_always_met(database, viewer_id, agent_id, period, answers, failed_at_all, zone)),
        risen=tuple(_risen(database, viewer_id, agent_id, period)),
    )


def _same(name: str, coaching_area: str) -> tuple[str, str]:
    """What makes a metric the same to whoever reads about it, of whatever form it is."""
    return name.casefold(), coaching_area


def _called(answer: MetricResult) -> tuple[str, str]:
    return _same(answer.name, answer.coaching_area)


def _names_in(area: str, answers: Sequence[tuple[Side, MetricResult]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(answer.name for _, answer in answers if answer.coaching_area == area))


def _failing(
    metric: tuple[str, str],
    chosen: int,
    answers: Sequence[tuple[Side, MetricResult]],
    best: Sequence[Side],
    zone: ZoneInfo,
) -> Failing:
    """A metric that fails in some of so many chosen interactions, from all answers of the areas that apply."""
    of_metric = [(one, answer) for one, answer in answers if _called(answer) == metric]
    missed = [(one, answer) for one, answer in of_metric if answer.failed]
    shown, answer = missed[0]
    quoted = _moment(missed, zone)
    if quoted is not None:
        shown, answer = next(
            each for each in missed if each[0].interaction.interaction_id == quoted.place.interaction_id
        )
    return Failing(
        name=answer.name,
        coaching_area=answer.coaching_area,
        unwanted=answer.expected_response == "NO",
        fatal=any(each.fatal_error for _, each in missed),
        lost=max(each.lost for _, each in missed),
        places=tuple(_place(one, zone) for one, _ in missed),
        applied=len(of_metric),
        chosen=chosen,
        moment=quoted,
        better=_better(shown, answer, best, zone),
    )


def _moment(answers: Iterable[tuple[Side, MetricResult]], zone: ZoneInfo) -> Moment | None:
    """The message that shows it best: the agent's, otherwise another one, otherwise why the answer was given.

    Where an audit overrules the automatic evaluation, the messages that this one points at show something else.
    """
    found = list(answers)
    messages = [
        (one, position)
        for one, answer in found
        if answer.evaluated and answer.evaluated.qualification == answer.qualification
        for position in answer.evidence
        if position in one.said
    ]
    messages.sort(key=lambda each: each[0].said[each[1]][0] != "agent")
    if messages:
        one, position = messages[0]
        speaker, text = one.said[position]
        who: Speaker = "agent" if speaker == "agent" else "customer" if speaker == "customer" else "system"
        return Moment(place=_place(one, zone, position), speaker=who, quote=text)
    for one, answer in found:
        if answer.justification:
            by: Speaker = "audit" if answer.audited else "evaluation"
            return Moment(place=_place(one, zone), speaker=by, quote=answer.justification)
    return None


def _said_by_agent(answers: Iterable[tuple[Side, MetricResult]], zone: ZoneInfo) -> Moment | None:
    """The same, where it is a message of the agent's."""
    moment = _moment(answers, zone)
    return moment if moment and moment.speaker == "agent" else None


def _better(this: Side, answer: MetricResult, best: Sequence[Side], zone: ZoneInfo) -> Better | None:
    """What the first of the best responses did that adhered to the metric where it failed."""
    for other in best:
        for metric in compared_metrics(this.results, other.results):
            if metric.this is None or metric.this.metric_id != answer.metric_id or metric.verdict is not Compared.BEST:
                continue
            said = _said_by_agent([(other, metric.best)], zone) if metric.best else None
            return Better(
                place=said.place if said else _place(other, zone),
                did=what_the_best_did(metric, this.facts, other.facts),
                did_without_scores=what_the_best_did(metric, Facts(), Facts()),
                quote=said.quote if said else None,
            )
    return None


def _place(one: Side, zone: ZoneInfo, position: int | None = None) -> Place:
    header = one.interaction
    when = day_and_time(header.started_at, zone)
    if header.started_at is not None:
        when = f"{when} {local_time(header.started_at, zone).tzname()}"
    called = ", ".join(filter(None, (when, header.topic or header.queue)))
    at = None if position is None else one.since_start[position]
    return Place(interaction_id=header.interaction_id, called=called, at=at, position=position)


def _always_met(
    database: Database,
    viewer_id: str,
    agent_id: str,
    period: Period,
    answers: Sequence[tuple[Side, MetricResult]],
    failed: set[tuple[str, str]],
    zone: ZoneInfo,
) -> list[AlwaysMet]:
    """The metrics that were always met in the period, those with a moment from a chosen interaction first.

    Without those that `failed` in a chosen interaction, or fail in an audited one of the period.
    """
    asked = days_asked(period) | {"viewer_id": viewer_id, "agent_id": agent_id}
    audited = [row["interaction_id"] for row in database.rows(AUDITED, asked)]
    failed = failed | {_same(row["name"], row["coaching_area"]) for row in look_up(database, FAILED_METRICS, audited)}
    found = []
    for row in database.rows(ALWAYS_MET, asked):
        metric = _same(row["name"], row["coaching_area"])
        if metric in failed:
            continue
        unwanted = row.pop("expected_response") == "NO"
        moment = _said_by_agent(
            [(one, answer) for one, answer in answers if answer.adhered and _called(answer) == metric], zone
        )
        found.append(AlwaysMet(**row, unwanted=unwanted, moment=moment))
    return sorted(found, key=lambda one: one.moment is None)


def _risen(database: Database, viewer_id: str, agent_id: str, period: Period) -> list[Risen]:
    changes = score_map.changes(database, viewer_id, TeamScope(period=period), By.AGENT, Across.AREAS, [agent_id])
    return [
        Risen(
            coaching_area=row.column_id, before=row.before, after=row.after, low=row.low, high=row.high,
            n_before=row.n_before, n_after=row.n_after,
        )
        for row in changes.itertuples()
        if row.verdict is Verdict.BETTER
    ]  # fmt: skip
