"""How is each interaction of the demo evaluated? A matrix of interactions by practices, and the scores."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coaching.demo.chance import Floats
from coaching.demo.contacts import Integers
from coaching.demo.content import Content

MISSED, MET, NOT_APPLICABLE = 0, 1, 2

Flags = NDArray[np.bool_]
States = NDArray[np.int8]  # MISSED, MET or NOT_APPLICABLE; a row an interaction, a column a practice


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
    )


def applied(rules: Rules, conversation: Integers, states: States) -> States:
    """The states, with NOT_APPLICABLE for each practice that does not apply."""
    applied = np.where(rules.applicable[conversation], states, NOT_APPLICABLE)
    for practice, needed in rules.needs:
        applied[applied[:, needed] == MISSED, practice] = NOT_APPLICABLE
    return applied.astype(np.int8)


def scores(rules: Rules, conversation: Integers, states: States) -> Floats:
    """The evaluation score of each interaction (as quality/scoring.py has it), one decimal; NaN where NA."""
    weight, met, missed = rules.weight[conversation], states == MET, states == MISSED
    possible = np.where(states != NOT_APPLICABLE, weight, 0).sum(axis=1)
    earned = np.where(met, weight, 0).sum(axis=1) - np.where(missed, rules.negative_weight[conversation], 0).sum(axis=1)
    fatal = fatal_errors(rules, conversation, states)
    share = np.divide(100 * earned, possible, out=np.full(len(states), np.nan), where=possible > 0)
    score = np.where(fatal & (possible > 0), 0, np.clip(share, 0, 100)).astype(np.float64)
    return np.round(score, 1)


def fatal_errors(rules: Rules, conversation: Integers, states: States) -> Flags:
    """Whether a fatal metric failed in each interaction."""
    failed: Flags = ((states == MISSED) & rules.fatal[conversation]).any(axis=1)
    return failed


def lost_weight(rules: Rules, conversation: Integers, states: States) -> Floats:
    """The weight lost to each practice in each interaction."""
    lost: Floats = np.where(states == MISSED, rules.weight[conversation] + rules.negative_weight[conversation], 0)
    return lost
