"""What happened to assignments after they were made: edited, withdrawn, talked about, concluded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from coaching.assignments.discussion import Outcome
from coaching.assignments.draft import ChosenBecause
from coaching.demo import chance
from coaching.demo.assignment_tables import worst_moment
from coaching.demo.coachings import Coaching
from coaching.demo.history import WEEK
from coaching.demo.marking import FRIDAY, Mark, pen
from coaching.demo.scenario import Scenario
from coaching.quality.scoring import below_pass_score
from coaching.words.days import Period

ACKNOWLEDGED_SHARE, TICKED_SHARE, TAKEN_BACK_SHARE, TALKED_SHARE, CONCLUDED_SHARE = 0.8, 0.7, 0.05, 0.35, 0.8
WITHDRAWN = 3
WITHDRAWN_WITHIN_DAYS = 60
# Which fields are changed in every how many assignments.
MOVED_EVERY, RENAMED_EVERY, STEP_ADDED_EVERY = 23, 31, 29
# The shares of the outcomes where everything was reviewed, and where not.
REVIEWED = {
    Outcome.RECOGNISE: 0.3,
    Outcome.CLOSED: 0.32,
    Outcome.CONTINUE_COACHING: 0.26,
    Outcome.TRAINING: 0.06,
    Outcome.REFER: 0.06,
}
NOT_REVIEWED = {Outcome.CONTINUE_COACHING: 0.62, Outcome.TRAINING: 0.2, Outcome.REFER: 0.08, Outcome.CLOSED: 0.1}
# What is older than so many days the agents have read; what is newer some of them have not.
READ_WITHIN_DAYS = 3
CLOSED_LATER_SHARE, CLOSED_AFTER = 0.4, timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that a supervisor changed, or that an assignment was created or withdrawn."""

    subject_id: str
    changed_by: str
    changed_at: datetime
    position: int
    field: str
    was: str | None
    becomes: str | None


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A step of an action plan ticked off by the agent, or taken back."""

    assignment_id: str
    step: str
    person_id: str
    done: bool
    ticked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Note:
    """What somebody wrote about an assignment."""

    assignment_id: str
    person_id: str
    written_at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class Concluded:
    """What a supervisor recorded on or after the follow-up day."""

    assignment_id: str
    person_id: str
    recorded_at: datetime
    outcome: Outcome
    note: str


def chosen_because(scenario: Scenario, coaching: Coaching, marks: Sequence[Mark]) -> ChosenBecause:
    """Why this agent was chosen, as the data has it."""
    agent = scenario.agent_ids[coaching.agent]
    if any(
        mark.closing and mark.closing.assignment_id == coaching.assignment_id and mark.marked_by == agent
        for mark in marks
    ):
        return ChosenBecause.ASKED_FOR
    scores, counting = scenario.history.scores, scenario.scores_that_count
    if any(below_pass_score(counting[row], scenario.form(row).pass_score) for row in coaching.marked):
        return ChosenBecause.BELOW_PASS_SCORE
    if any(audit.row in coaching.marked and audit.score < scores[audit.row] for audit in scenario.audits):
        return ChosenBecause.AUDIT_FINDING
    return ChosenBecause.JUDGEMENT


def looked_at(scenario: Scenario, coaching: Coaching) -> Period:
    """The days of the evidence: the week before that of the assignment."""
    week = (coaching.assigned_at.date() - scenario.first_day).days // WEEK - 1
    return Period.of_next_days(WEEK, scenario.first_day + timedelta(days=week * WEEK))


def withdrawals(scenario: Scenario, texts: Mapping[str, Any]) -> dict[str, Change]:
    """Which assignments were withdrawn: a few that nobody had opened, never an agent's only one."""
    random = chance.generator("withdrawals")
    several = [coaching.agent for coaching in scenario.coachings]
    since = scenario.today - timedelta(days=WITHDRAWN_WITHIN_DAYS)
    found: dict[str, Change] = {}
    for coaching in scenario.coachings:
        withdrawn_at = _next_morning(coaching.assigned_at, random)
        if (
            len(found) < WITHDRAWN
            and coaching.assigned_at.date() >= since
            and not coaching.openings
            and several.count(coaching.agent) > 1
            and withdrawn_at.date() < scenario.today
        ):
            first_name = scenario.agents[coaching.agent].split()[0]
            reason = texts["withdrawn"][len(found)].format(first=first_name)
            boss = scenario.supervisors[coaching.agent]
            found[coaching.assignment_id] = Change(
                subject_id=coaching.assignment_id,
                changed_by=boss,
                changed_at=withdrawn_at,
                position=1,
                field="withdrawn",
                was=None,
                becomes=reason,
            )
    return found


def edits(
    scenario: Scenario, texts: Mapping[str, Any], names: Sequence[str], plans: Sequence[Sequence[str]]
) -> Iterator[Change]:
    """The changes of assignments, with the values before. The assignments themselves have the values after.

    `names` and `plans` are those of the coachings, in their order.
    """
    for number, (coaching, name, plan) in enumerate(zip(scenario.coachings, names, plans, strict=True), 1):
        boss = scenario.supervisors[coaching.agent]
        changed: list[tuple[str, str | None, str]] = []
        if number % RENAMED_EVERY == 4:
            area = scenario.history.rules.areas[coaching.areas[0]]
            changed.append(("name", texts["earlier_names"][number % 2].format(area=area), name))
        if number % MOVED_EVERY == 7:
            before = coaching.follow_up_on - timedelta(days=2 if coaching.follow_up_on.weekday() > 1 else 4)
            changed.append(("follow_up_on", _shown(before), _shown(coaching.follow_up_on)))
        if number % STEP_ADDED_EVERY == 11:
            changed.append(("action_plan", "\n".join(plan[:-1]), "\n".join(plan)))
        created_name = next((was for field, was, _ in changed if field == "name"), name)
        yield Change(
            subject_id=coaching.assignment_id,
            changed_by=boss,
            changed_at=coaching.assigned_at,
            position=1,
            field="created",
            was=None,
            becomes=created_name,
        )
        changed_at = coaching.assigned_at + timedelta(hours=1, minutes=number % 50)
        for position, (field, was, becomes) in enumerate(changed, 1):
            yield Change(
                subject_id=coaching.assignment_id,
                changed_by=boss,
                changed_at=changed_at,
                position=position,
                field=field,
                was=was,
                becomes=becomes,
            )


def acknowledgements(scenario: Scenario) -> list[tuple[str, str, datetime]]:
    """Who acknowledged which assignment when: mostly, right after they had opened it."""
    random = chance.generator("acknowledgements")
    rows = []
    for coaching in scenario.coachings:
        opened = _opened(coaching)
        if opened and random.random() < ACKNOWLEDGED_SHARE:
            shortly = opened[0] + timedelta(seconds=int(random.integers(20, 160)))
            rows.append((coaching.assignment_id, scenario.agent_ids[coaching.agent], shortly))
    return rows


def ticks(scenario: Scenario, plans: Sequence[Sequence[str]]) -> list[Tick]:
    """The steps that agents ticked off, one after the other; rarely one was taken back and done again."""
    random = chance.generator("ticks")
    rows = []
    for coaching, plan in zip(scenario.coachings, plans, strict=True):
        opened = _opened(coaching)
        if not opened or random.random() >= TICKED_SHARE:
            continue
        ticked_at = opened[-1]
        count = len(plan) if _all_reviewed(coaching) and random.random() < 0.6 else int(random.integers(1, len(plan)))
        for step in plan[:count]:
            ticked_at += timedelta(hours=int(random.integers(2, 30)), minutes=int(random.integers(60)))
            if ticked_at.date() >= scenario.today:
                break
            states = (True, False, True) if random.random() < TAKEN_BACK_SHARE else (True,)
            for minute, done in enumerate(states):
                at = ticked_at + timedelta(minutes=minute)
                rows.append(
                    Tick(
                        assignment_id=coaching.assignment_id,
                        step=step,
                        person_id=scenario.agent_ids[coaching.agent],
                        done=done,
                        ticked_at=at,
                    )
                )
    return rows


def notes(scenario: Scenario, texts: Mapping[str, Any]) -> list[Note]:
    """What agents wrote when they had looked at it, and what their supervisors answered on the next working day."""
    random = chance.generator("notes")
    rows = []
    for coaching in scenario.coachings:
        opened = _opened(coaching)
        if not opened or random.random() >= TALKED_SHARE:
            continue
        worst = worst_moment(scenario, coaching, coaching.areas[0])
        words = texts["practices"][worst.practice]
        which = int(random.integers(len(words["agent"])))
        written_at = opened[-1] + timedelta(minutes=int(random.integers(4, 25)))
        for writer, at, said in (
            (scenario.agent_ids, written_at, words["agent"][which]),
            (scenario.supervisors, _next_morning(written_at, random), words["supervisor"][which]),
        ):
            if at.date() < scenario.today:
                text = pen(scenario, f"note {coaching.assignment_id}", coaching.agent).worded([said], worst)
                rows.append(
                    Note(
                        assignment_id=coaching.assignment_id, person_id=writer[coaching.agent], written_at=at, text=text
                    )
                )
    return sorted(rows, key=lambda note: (note.written_at, note.assignment_id))


def outcomes(scenario: Scenario, texts: Mapping[str, Any], withdrawn: Mapping[str, Change]) -> list[Concluded]:
    """What supervisors recorded on the follow-up day or soon after; some that went on were closed two weeks later."""
    random = chance.generator("outcomes")
    rows = []
    for coaching in scenario.coachings:
        if coaching.assignment_id in withdrawn or random.random() >= CONCLUDED_SHARE:
            continue
        recorded_at = datetime.combine(coaching.follow_up_on, time(14)) + timedelta(minutes=int(random.integers(120)))
        reviewed = _all_reviewed(coaching)
        shares = REVIEWED if reviewed else NOT_REVIEWED
        outcome = chance.pick(random, tuple(shares.values()), tuple(shares))
        if recorded_at.date() >= scenario.today:
            continue
        unfinished = outcome is Outcome.CONTINUE_COACHING and not reviewed
        words = texts["outcomes"]["not_reviewed" if unfinished else outcome]
        rows.append(_concluded(scenario, coaching, recorded_at, outcome, words))
        later = recorded_at + CLOSED_AFTER
        goes_on = outcome is Outcome.CONTINUE_COACHING and random.random() < CLOSED_LATER_SHARE
        if goes_on and later.date() < scenario.today:
            rows.append(_concluded(scenario, coaching, later, Outcome.CLOSED, texts["outcomes"][Outcome.CLOSED]))
    return sorted(rows, key=lambda row: (row.recorded_at, row.assignment_id))


def news_read(
    scenario: Scenario, changes: Sequence[Change], written: Sequence[Note], concluded: Sequence[Concluded]
) -> list[tuple[str, str, datetime]]:
    """Until when each agent has read what is new in which assignment. What was written in the last days is new."""
    known: dict[str, list[datetime]] = {
        coaching.assignment_id: [coaching.assigned_at] for coaching in scenario.coachings
    }
    for change in changes:
        known[change.subject_id].append(change.changed_at)
    for note in written:
        known[note.assignment_id].append(note.written_at)
    for outcome in concluded:
        known[outcome.assignment_id].append(outcome.recorded_at)
    before = scenario.today - timedelta(days=READ_WITHIN_DAYS)
    rows = []
    for coaching in scenario.coachings:
        opened = _opened(coaching)
        read = [at for at in known[coaching.assignment_id] if at.date() < before or (opened and at < opened[-1])]
        if read:
            rows.append((coaching.assignment_id, scenario.agent_ids[coaching.agent], max(read)))
    return rows


def _concluded(
    scenario: Scenario, coaching: Coaching, recorded_at: datetime, outcome: Outcome, words: Sequence[str]
) -> Concluded:
    writer = pen(scenario, f"outcome {coaching.assignment_id} {outcome}", coaching.agent, coaching.follow_up_on)
    text = writer.worded(words, worst_moment(scenario, coaching, coaching.areas[0]))
    return Concluded(
        assignment_id=coaching.assignment_id,
        person_id=scenario.supervisors[coaching.agent],
        recorded_at=recorded_at,
        outcome=outcome,
        note=text,
    )


def _opened(coaching: Coaching) -> list[datetime]:
    """When the agent opened something of it, in order."""
    return sorted(opening.opened_at for opening in coaching.openings if opening.by_agent)


def _all_reviewed(coaching: Coaching) -> bool:
    opened = {opening.row for opening in coaching.openings if opening.by_agent}
    return opened >= {*coaching.marked, *coaching.best_responses}


def _next_morning(moment: datetime, random: np.random.Generator) -> datetime:
    day = moment.date() + timedelta(days=1)
    while day.weekday() > FRIDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(9)) + timedelta(minutes=int(random.integers(150)))


def _shown(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
