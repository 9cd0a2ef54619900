"""How is each interaction of the demo evaluated? A matrix of interactions by practices, and the scores."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coaching.comparison.metric_result import MetricResult
from coaching.demo.chance import Floats
from coaching.demo.contacts import Integers
from coaching.demo.content import Content
from coaching.quality.scoring import evaluation_score

MISSED, MET, NOT_APPLICABLE = 0, 1, 2

Flags = NDArray[np.bool_]
States = NDArray[np.int8]  # MISSED, MET or NOT_APPLICABLE; a row an interaction, a column a practice

# What the metric of a practice comes to on a form: by form, by practice, by state (MISSED, MET).
Results = tuple[tuple[tuple[MetricResult, ...], ...], ...]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The forms as arrays: a row a conversation, a column a practice."""

    form: Integers  # the form of each conversation
    applicable: Flags
    weight: Floats
    negative_weight: Floats
    fatal: Flags
    needs: tuple[tuple[int, int], ...]  # the first of these practices applies only where the second is met
    area: Integers  # the coaching area of each practice
    areas: tuple[str, ...]
    results: Results
    scored: dict[tuple[int, bytes], float] = field(default_factory=dict)  # scores() so far, by form and states


def rules(content: Content) -> Rules:
    """The rules that the content's forms lay down for its conversations."""
    practices = [practice.name for practice in content.practices]
    areas = tuple(dict.fromkeys(practice.coaching_area for practice in content.practices))
    channels = [form.channel for form in content.forms]
    form = np.array([channels.index(story.channel) for story in content.conversations])
    shape = len(content.forms), len(practices)
    weight, negative_weight, fatal = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    for row, sheet in enumerate(content.forms):
        for metric in sheet.metrics:
            column = practices.index(metric.practice)
            weight[row, column] = metric.weight
            negative_weight[row, column] = metric.negative_weight
            fatal[row, column] = metric.fatal
    told = np.array([[practice in story.passages for practice in practices] for story in content.conversations])
    return Rules(
        form=form,
        applicable=told & (weight[form] > 0),
        weight=weight[form],
        negative_weight=negative_weight[form],
        fatal=fatal[form],
        needs=tuple(
            (column, practices.index(practice.needs))
            for column, practice in enumerate(content.practices)
            if practice.needs
        ),
        area=np.array([areas.index(practice.coaching_area) for practice in content.practices]),
        areas=areas,
        results=tuple(
            tuple(
                tuple(
                    _metric_result(weight[row, column], negative_weight[row, column], fatal[row, column], state)
                    for state in (MISSED, MET)
                )
                for column in range(len(practices))
            )
            for row in range(len(content.forms))
        ),
    )


def _metric_result(weight: float, negative_weight: float, fatal: bool, state: int) -> MetricResult:
    return MetricResult(
        metric_id="",
        name="",
        coaching_area="",
        qualification="YES" if state == MET else "NO",
        weight=weight,
        negative_weight=negative_weight,
        fatal=fatal,
        fatal_error=fatal and state == MISSED,
    )


def applied(rules: Rules, conversation: Integers, states: States) -> States:
    """The states, with NOT_APPLICABLE for each practice that does not apply."""
    applied = np.where(rules.applicable[conversation], states, NOT_APPLICABLE)
    for practice, needed in rules.needs:
        applied[applied[:, needed] == MISSED, practice] = NOT_APPLICABLE
    return applied.astype(np.int8)


def scores(rules: Rules, conversation: Integers, states: States) -> Floats:
    """The evaluation score of each interaction, one decimal; NaN where NA."""
    forms = rules.form[conversation].tolist()
    return np.array([_score(rules, form, came_to) for form, came_to in zip(forms, states, strict=True)])


def _score(rules: Rules, form: int, states: States) -> float:
    key = form, states.tobytes()
    if key not in rules.scored:
        results = rules.results[form]
        applicable = [results[practice][state] for practice, state in enumerate(states) if state != NOT_APPLICABLE]
        score = evaluation_score(applicable)
        rules.scored[key] = np.nan if score is None else round(score, 1)
    return rules.scored[key]


def fatal_errors(rules: Rules, conversation: Integers, states: States) -> Flags:
    """Whether a fatal metric failed in each interaction."""
    failed: Flags = ((states == MISSED) & rules.fatal[conversation]).any(axis=1)
    return failed


def lost_weight(rules: Rules, conversation: Integers, states: States) -> Floats:
    """The weight lost to each practice in each interaction."""
    lost: Floats = np.where(states == MISSED, rules.weight[conversation] + rules.negative_weight[conversation], 0)
    return lost
