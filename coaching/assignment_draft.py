"""What a supervisor fills in to coach somebody, what is proposed to them, and what is wrong with it. Pure rules."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from coaching.sentences import too_long

PLACEHOLDER = re.compile(r"\[[^\[\]\n]+\]")
MOST_NAME, MOST_FEEDBACK, MOST_STEP, MOST_STEPS, MOST_INTERACTIONS = 120, 5_000, 500, 20, 50
FOLLOW_UP_AFTER = timedelta(days=7)
SATURDAY = 5


class ChosenBecause(StrEnum):
    """Why an agent was chosen for coaching. The estimate of what coaching did depends on it."""

    BELOW_PASS_SCORE = "below_pass_score"
    AUDIT_FINDING = "audit_finding"
    ASKED_FOR = "asked_for_by_agent"
    JUDGEMENT = "judgement"


@dataclass(frozen=True)
class Draft:
    """A coaching assignment as it stands in the form; empty where nothing is filled in yet."""

    name: str = ""
    coaching_areas: list[str] = field(default_factory=list)
    interactions: list[str] = field(default_factory=list)
    best_responses: list[str] = field(default_factory=list)
    chosen_because: ChosenBecause | None = None
    period_first: date | None = None
    period_last: date | None = None
    went_well: str = ""
    work_on: str = ""
    action_plan: list[str] = field(default_factory=list)
    follow_up_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it: dates as text."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @staticmethod
    def from_json(content: Mapping[str, Any]) -> "Draft":
        """The other way round. What is not a field is ignored, what is missing stays empty."""
        values = {each.name: content[each.name] for each in fields(Draft) if each.name in content}
        for name in ("period_first", "period_last", "follow_up_on"):
            values[name] = date.fromisoformat(values[name]) if values.get(name) else None
        chosen = values.get("chosen_because")
        values["chosen_because"] = ChosenBecause(chosen) if chosen else None
        return Draft(**values)

    @property
    def tidy(self) -> "Draft":
        """Without blanks around words, empty steps and anything that stands there twice."""
        steps = (" ".join(step.split()) for step in self.action_plan)
        return replace(
            self,
            name=" ".join(self.name.split()),
            coaching_areas=_distinct(self.coaching_areas),
            interactions=_distinct(self.interactions),
            best_responses=_distinct(self.best_responses),
            went_well=self.went_well.strip(),
            work_on=self.work_on.strip(),
            action_plan=_distinct(step for step in steps if step),
        )


@dataclass(frozen=True)
class Facts:
    """What the data says about a draft. `before`: the assignment as it is, where one is edited."""

    agent: str
    known_areas: Collection[str]
    agent_of: Mapping[str, str]  # of each of its interactions that exists
    may_show: Collection[str]  # of its best responses those that the supervisor may look at
    before: Draft | None = None


def complaints(draft: Draft, facts: Facts, today: date) -> dict[str, str]:
    """What keeps this draft (tidy) from becoming an assignment: a sentence by field, nothing where all is well.

    `today` is the supervisor's.
    """
    found = {
        "name": _about_name(draft.name),
        "coaching_areas": _about_areas(draft, facts),
        "interactions": _about_interactions(draft, facts),
        "best_responses": _about_best_responses(draft, facts),
        "chosen_because": _about_reason(draft, facts),
        "period": _about_period(draft, facts),
        "went_well": too_long(draft.went_well, MOST_FEEDBACK) or _unfilled(draft, facts, "went_well"),
        "work_on": too_long(draft.work_on, MOST_FEEDBACK) or _unfilled(draft, facts, "work_on"),
        "action_plan": about_plan(draft.action_plan) or _unfilled(draft, facts, "action_plan"),
        "follow_up_on": _about_follow_up(draft, facts, today),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _about_name(name: str) -> str:
    if not name:
        return "Give it a name: it is the first thing that the agent reads."
    return too_long(name, MOST_NAME)


def _about_areas(draft: Draft, facts: Facts) -> str:
    if not draft.coaching_areas:
        return "Choose at least one coaching area."
    before = facts.before.coaching_areas if facts.before else []
    unknown = [area for area in draft.coaching_areas if area not in facts.known_areas and area not in before]
    return f"No evaluation form has an area {', '.join(unknown)}. Take it away." if unknown else ""


def _about_interactions(draft: Draft, facts: Facts) -> str:
    if not draft.interactions:
        return "Add at least one interaction that shows what to work on."
    if len(draft.interactions) > MOST_INTERACTIONS:
        return f"Choose at most {MOST_INTERACTIONS} interactions: nobody reviews {len(draft.interactions)}."
    missing = [one for one in draft.interactions if one not in facts.agent_of]
    others = [one for one in draft.interactions if facts.agent_of.get(one, facts.agent) != facts.agent]
    if others:
        return f"{_of_them(others)} of another agent. Take it away: an agent is coached on their own interactions."
    return f"{_of_them(missing)} no longer there. Take it away." if missing else ""


def _about_best_responses(draft: Draft, facts: Facts) -> str:
    own = [one for one in draft.best_responses if facts.agent_of.get(one) == facts.agent]
    if own:
        return f"{_of_them(own)} of the same agent. A best response shows how somebody else does it: take it away."
    before = facts.before.best_responses if facts.before else []
    closed = [one for one in draft.best_responses if one not in facts.may_show and one not in before]
    return f"{_of_them(closed)} not yours to show. Choose a bookmarked or a suggested one instead." if closed else ""


def _of_them(interactions: Sequence[str]) -> str:
    return f"Interaction {interactions[0]} is" if len(interactions) == 1 else f"{len(interactions)} of these are"


def _about_reason(draft: Draft, facts: Facts) -> str:
    was_never_said = facts.before is not None and facts.before.chosen_because is None
    if draft.chosen_because is None and not was_never_said:
        return "Say why this agent was chosen: the effect of coaching is shown by it as well."
    return ""


def _about_period(draft: Draft, facts: Facts) -> str:
    was_never_said = facts.before is not None and facts.before.period_first is None
    if draft.period_first is None or draft.period_last is None:
        return "" if was_never_said else "Choose the first and the last day that you looked at."
    return "The first day is after the last day." if draft.period_first > draft.period_last else ""


def about_plan(steps: Sequence[str]) -> str:
    """What is wrong with the steps of an action plan; nothing where all is well."""
    if len(steps) > MOST_STEPS:
        return f"Use at most {MOST_STEPS} steps: these are {len(steps)}."
    long = [number for number, step in enumerate(steps, 1) if len(step) > MOST_STEP]
    return f"Step {long[0]} is longer than {MOST_STEP} characters. Make two of it." if long else ""


def _unfilled(draft: Draft, facts: Facts, field: str) -> str:
    """What a template leaves to fill in stands in [brackets]. What was assigned with brackets before may stay."""
    words = getattr(draft, field)
    if facts.before is not None and words == getattr(facts.before, field):
        return ""
    left = PLACEHOLDER.search(words if isinstance(words, str) else "\n".join(words))
    return f"Fill in {left[0]}, or take it out: the agent reads it as it stands." if left else ""


def _about_follow_up(draft: Draft, facts: Facts, today: date) -> str:
    day = draft.follow_up_on
    if day is None:
        return "Choose a follow-up date."
    if facts.before is not None and day == facts.before.follow_up_on:
        return ""
    shown = f"{day.day} {day:%b %Y}"
    if day <= today:
        return f"{shown} is not in the future. Choose a later day."
    return f"{shown} is a {day:%A}. Choose a working day." if day.weekday() >= SATURDAY else ""


def proposed_follow_up(today: date) -> date:
    """A week from today, on a working day."""
    day = today + FOLLOW_UP_AFTER
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def proposed_name(areas: Sequence[str], subjects: Sequence[str]) -> str:
    """ "Accuracy: room booking". `subjects`: what the interactions are about (topic, else queue), one each."""
    known = [subject for subject in subjects if subject]
    if not areas:
        return ""
    if not known:
        return areas[0]
    common = max(dict.fromkeys(known), key=known.count)
    return f"{areas[0]}: {common[0].lower()}{common[1:]}" if not common[:2].isupper() else f"{areas[0]}: {common}"


def merged(mine: Draft, base: Draft, theirs: Draft) -> Draft:
    """My draft, with what somebody else changed since `base` where I have left it alone."""
    return Draft(
        **{
            each.name: getattr(theirs if getattr(mine, each.name) == getattr(base, each.name) else mine, each.name)
            for each in fields(Draft)
        }
    )


def differing(one: Draft, other: Draft) -> list[str]:
    """The names of the fields in which two drafts differ, in the order of the form."""
    return [each.name for each in fields(Draft) if getattr(one, each.name) != getattr(other, each.name)]


def _distinct(values: Any) -> list[str]:
    return list(dict.fromkeys(values))
