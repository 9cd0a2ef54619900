"""The demo's audits: most agree with the automatic evaluation, some differ widely and say why."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from coaching.demo import chance
from coaching.demo.coachings import Coaching
from coaching.demo.contacts import DAYS, Integers
from coaching.demo.evaluation import MET, MISSED, NOT_APPLICABLE, States, applied, scores
from coaching.demo.history import History

MARKED_SHARE, OTHER_SHARE = 0.82, 0.04
DIFFERING_SHARE, TWICE_SHARE, DETAILED_SHARE = 0.42, 0.3, 0.6
MINUTES_AN_AUDIT = 7


@dataclass(frozen=True, kw_only=True)
class Audit:
    """A supervisor's own evaluation of one interaction."""

    row: int
    audited_at: datetime
    states: States  # one entry a practice
    score: float
    comment: str
    differing: Mapping[int, str]  # the auditor's comment on each practice they judge differently
    detailed: bool  # whether the auditor's metric results are kept


def audits(
    history: History, coached: list[Coaching], practices: list[str], texts: Mapping[str, Any], first_day: date
) -> list[Audit]:
    """The audits in order of time: of most marked interactions, before the assignment, and of some other
    interactions."""
    random = chance.generator("audits")
    marked = {row for coaching in coached for row in coaching.marked}
    audits = []
    for coaching in coached:
        for place, row in enumerate(reversed(coaching.marked), 1):
            if random.random() < MARKED_SHARE:
                minutes = MINUTES_AN_AUDIT * place + int(random.integers(MINUTES_AN_AUDIT))
                at = coaching.assigned_at - timedelta(minutes=minutes)
                audits.append(_audit(history, row, at, coaching.areas, practices, texts, random))
    for row in np.flatnonzero(random.random(len(history.scores)) < OTHER_SHARE).tolist():
        day = int(history.contacts.day[row]) + 1 + int(random.integers(3))
        if row not in marked and day < DAYS and not np.isnan(history.scores[row]):
            at = datetime.combine(first_day + timedelta(days=day), time(9)) + timedelta(
                seconds=int(random.integers(7 * 3600))
            )
            audits.append(_audit(history, row, at, (), practices, texts, random))
    return sorted(audits, key=lambda audit: (audit.audited_at, audit.row))


def _audit(
    history: History,
    row: int,
    audited_at: datetime,
    coached_areas: tuple[int, ...],
    practices: list[str],
    texts: Mapping[str, Any],
    chances: np.random.Generator,
) -> Audit:
    automatic = history.states[row]
    differing = _differing(history, automatic, coached_areas, chances)
    states = automatic.copy()
    states[differing] = np.where(automatic[differing] == MET, MISSED, MET)
    conversation = history.contacts.conversation[row : row + 1]
    states = applied(history.rules, conversation, states[None, :])
    words = random.Random(f"audit {row}")
    reasons = {
        practice: texts["practices"][practices[practice]]["strict" if automatic[practice] == MET else "lenient"]
        for practice in differing
    }
    comment = words.choice(texts["differing_openings"]) + " ".join(reasons.values())
    return Audit(
        row=row,
        audited_at=audited_at,
        states=states[0],
        score=float(scores(history.rules, conversation, states)[0]),
        comment=comment if reasons else words.choice(texts["agreeing_comments"]),
        differing=reasons,
        detailed=bool(chances.random() < DETAILED_SHARE),
    )


def _differing(
    history: History, states: States, coached_areas: tuple[int, ...], chances: np.random.Generator
) -> list[int]:
    """The practices that the auditor judges differently. A missed practice of a coached area stays missed."""
    if chances.random() >= DIFFERING_SHARE:
        return []
    needing = {practice for practice, _ in history.rules.needs}
    open_to_question = [
        practice
        for practice, state in enumerate(states.tolist())
        if state != NOT_APPLICABLE
        and practice not in needing
        and not (state == MISSED and int(history.rules.area[practice]) in coached_areas)
    ]
    count = 2 if chances.random() < TWICE_SHARE else 1
    order: Integers = chances.permutation(len(open_to_question))
    return sorted(open_to_question[place] for place in order[:count].tolist())
