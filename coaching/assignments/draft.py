"""What does a supervisor fill in to coach somebody, what is wrong with it, and what has to be confirmed?

Pure rules: the form asks them while it is filled in, and each command asks them again inside its transaction.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from coaching.assignments.action_plan import about_plan, plan_steps
from coaching.assignments.drafted_lines import unread_complaint
from coaching.words import wording
from coaching.words.days import MONDAY_TO_FRIDAY, WorkingDays
from coaching.words.formatting import counted, day, weekday
from coaching.words.sentences import listed, listed_or, too_long

PLACEHOLDER = re.compile(r"\[[^\[\]\n]+\]")
MOST_NAME, MOST_FEEDBACK, MOST_INTERACTIONS, MOST_REASON = 120, 5_000, 50, 500
# Fields of a draft that say how the form was filled in, and nothing about the coaching itself.
ABOUT_THE_FORM = ("confirmed", "left_out", "placeholders", "unread")


class ChosenBecause(StrEnum):
    """Why an agent was chosen for coaching. The estimate of what coaching did depends on it."""

    BELOW_PASS_SCORE = "below_pass_score"
    AUDIT_FINDING = "audit_finding"
    ASKED_FOR = "asked_for_by_agent"
    JUDGEMENT = "judgement"


def texts(value: object) -> list[str]:
    """The texts in a list that JSON held; none where it is no list."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
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
    without_feedback_because: str | None = None
    """Why feedback or an action plan is missing on purpose; None: it is not."""
    confirmed: list[str] = field(default_factory=list)
    """The keys of the doubts that are meant so."""
    left_out: list[str] = field(default_factory=list)
    """The agent_ids of the members of a group who are assigned nothing this time."""
    placeholders: list[str] = field(default_factory=list)
    """What the templates that were used leave to fill in, such as [say what you checked]."""
    unread: list[str] = field(default_factory=list)
    """The drafted sentences in it that nobody has read: it cannot be assigned with one of them."""

    @property
    def misses_feedback(self) -> bool:
        """Whether neither part of the feedback says anything."""
        return not (_says_something(self.went_well) or _says_something(self.work_on))

    @property
    def misses_plan(self) -> bool:
        """Whether no step of the action plan says anything."""
        return not any(map(_says_something, self.action_plan))

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it: dates as text."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @staticmethod
    def from_json(content: Mapping[str, Any]) -> "Draft":
        """The other way round. What is not a field, or not of its kind, is ignored; what is missing stays empty."""
        read: dict[Any, Callable[[object], Any]] = {
            str: lambda value: value if isinstance(value, str) else "",
            str | None: lambda value: value if isinstance(value, str) else None,
            list[str]: texts,
            date | None: _day,
            ChosenBecause | None: lambda value: next((one for one in ChosenBecause if one == value), None),
        }
        return Draft(**{each.name: read[each.type](content.get(each.name)) for each in fields(Draft)})

    @property
    def tidy(self) -> "Draft":
        """Without blanks around words, empty steps, repetitions, and a reason for missing feedback where none is."""
        because = self.without_feedback_because if self.misses_feedback or self.misses_plan else None
        return replace(
            self,
            name=" ".join(self.name.split()),
            coaching_areas=_distinct(self.coaching_areas),
            interactions=_distinct(self.interactions),
            best_responses=_distinct(self.best_responses),
            went_well=self.went_well.strip(),
            work_on=self.work_on.strip(),
            action_plan=plan_steps(self.action_plan),
            without_feedback_because=None if because is None else because.strip(),
        )


@dataclass(frozen=True)
class Judged:
    """What counts about an interaction: the newest audit's answers and score, otherwise the automatic evaluation's."""

    called: str
    failed_areas: Collection[str] | None  # None: no metric applied
    below_pass_score: bool | None  # None: it has no score, or no pass score


@dataclass(frozen=True)
class OpenCoaching:
    """Coaching that an agent already has: in force, not completed, without an outcome."""

    assignment_id: str
    name: str
    coaching_areas: Collection[str]


@dataclass(frozen=True)
class Doubt:
    """Something that does not fit and may be meant so. It has to be confirmed. `key` names it: the same
    doubt has the same key, whenever it is found."""

    field: Literal["interactions", "coaching_areas"]
    key: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the data says about a draft. `before`: the assignment as it is, where one is edited."""

    agent: str
    known_areas: Collection[str]
    agent_of: Mapping[str, str]  # of each of its interactions that exists
    may_show: Collection[str]  # of its best responses those that the supervisor may look at
    before: Draft | None = None
    judged: Mapping[str, Judged] = field(default_factory=dict)  # of its interactions
    working_days: WorkingDays = MONDAY_TO_FRIDAY  # of the centre
    open_coaching: Sequence[OpenCoaching] = ()  # of the agent, but for the assignment that is edited


def complaints(draft: Draft, facts: Facts, today: date) -> dict[str, str]:
    """What keeps this draft (tidy) from becoming an assignment: a sentence by field, nothing where all is well.

    `today` is the supervisor's.
    """
    found = {
        "name": _about_name(draft.name),
        "coaching_areas": _about_areas(draft, facts) or _unconfirmed(draft, facts, "coaching_areas"),
        "interactions": _about_interactions(draft, facts) or _unconfirmed(draft, facts, "interactions"),
        "best_responses": _about_best_responses(draft, facts),
        "chosen_because": _about_reason(draft, facts),
        "period": _about_period(draft, facts),
        "went_well": too_long(draft.went_well, MOST_FEEDBACK) or _unfinished(draft, facts, "went_well"),
        "work_on": too_long(draft.work_on, MOST_FEEDBACK)
        or _unfinished(draft, facts, "work_on")
        or _no_feedback(draft),
        "action_plan": about_plan(draft.action_plan) or _unfinished(draft, facts, "action_plan") or _no_plan(draft),
        "without_feedback_because": _about_missing_feedback(draft),
        "follow_up_on": _about_follow_up(draft, facts, today),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def complaints_of_group(members: Mapping[str, tuple[Draft, Facts]], today: date) -> dict[str, str]:
    """What keeps a group's draft from becoming an assignment for each member: a sentence by field.

    `members`: the draft and the facts of each, by their name. What is wrong with one of them is said of them at
    "members", or at the field that all of them share; a reason that is wrong for some names them.
    """
    found: dict[str, str] = {}
    of_members: list[str] = []
    contradicted = [name for name, (draft, facts) in members.items() if reason_contradicted(draft, facts)]
    for name, (draft, facts) in members.items():
        own = complaints(draft, replace(facts, judged={}, open_coaching=()), today)
        unconfirmed = [doubt.sentence for doubt in doubts(draft, facts) if doubt.key not in draft.confirmed]
        wrong = [own.pop("interactions")] if "interactions" in own else []
        if "best_responses" in own:
            own["best_responses"] = wording.SAID_OF_MEMBER.format(name=name, said=own["best_responses"])
        if wrong or unconfirmed:
            meant = [wording.SAY_IT_IS_MEANT] if unconfirmed else []
            said = " ".join([*wrong, *unconfirmed, *meant])
            of_members.append(wording.SAID_OF_MEMBER.format(name=name, said=said))
        found = own | found
    if of_members:
        found["members"] = " ".join(of_members)
    if contradicted and "chosen_because" not in found:
        found["chosen_because"] = wording.NOT_BELOW_PASS_SCORE_OF.format(names=listed(contradicted))
    return found


def doubts(draft: Draft, facts: Facts) -> list[Doubt]:
    """What does not fit and may be meant so; of an edit only what did not stand like that before.

    An interaction that fails none of the coached areas; an area that no interaction fails; open coaching of the same
    agent on the same area. Of interactions to which no metric applied nothing is said.
    """
    areas = sorted(set(draft.coaching_areas))
    judged = {one: facts.judged[one] for one in draft.interactions if one in facts.judged}
    failed = {one: each.failed_areas for one, each in judged.items() if each.failed_areas is not None}
    fitting = [one for one, own in failed.items() if set(own) & set(areas)]
    found = [
        Doubt(
            "interactions",
            _key(facts.agent, "fails none", one, *areas),
            (wording.PASSED_AND_FAILS_NONE if judged[one].below_pass_score is False else wording.FAILS_NONE).format(
                interaction=judged[one].called, areas=listed_or(areas)
            ),
        )
        for one in failed
        if areas and one not in fitting
    ]
    found += [
        Doubt("coaching_areas", _key(facts.agent, "not failed", area), wording.NO_INTERACTION_FAILS.format(area=area))
        for area in draft.coaching_areas
        if fitting and not any(area in failed[one] for one in fitting)
    ]
    for coaching in facts.open_coaching:
        shared = [area for area in areas if area in coaching.coaching_areas]
        if shared:
            key = _key(facts.agent, "open", coaching.assignment_id, *shared)
            sentence = wording.OPEN_COACHING_ALREADY.format(areas=listed(shared), name=coaching.name)
            found.append(Doubt("coaching_areas", key, sentence))
    if facts.before is None:
        return found
    stood = {doubt.key for doubt in doubts(facts.before, replace(facts, before=None))}
    return [doubt for doubt in found if doubt.key not in stood]


def reason_contradicted(draft: Draft, facts: Facts) -> bool:
    """Whether "below the pass score" is the reason though every interaction with a score passed.

    Not where both have been like that before an edit.
    """
    before = facts.before
    if before and (before.chosen_because, set(before.interactions)) == (draft.chosen_because, set(draft.interactions)):
        return False
    below = [facts.judged[one].below_pass_score for one in draft.interactions if one in facts.judged]
    return draft.chosen_because is ChosenBecause.BELOW_PASS_SCORE and False in below and True not in below


def _key(*parts: str) -> str:
    return "\n".join(parts)


def _unconfirmed(draft: Draft, facts: Facts, field: str) -> str:
    left = [each.sentence for each in doubts(draft, facts) if each.field == field and each.key not in draft.confirmed]
    return " ".join([*left, wording.SAY_IT_IS_MEANT]) if left else ""


def _about_name(name: str) -> str:
    if not name:
        return wording.ASSIGNMENT_NEEDS_NAME
    return too_long(name, MOST_NAME)


def _about_areas(draft: Draft, facts: Facts) -> str:
    if not draft.coaching_areas:
        return wording.AREA_WANTED
    before = facts.before.coaching_areas if facts.before else []
    unknown = [area for area in draft.coaching_areas if area not in facts.known_areas and area not in before]
    return wording.NO_FORM_HAS_AREA.format(areas=", ".join(unknown)) if unknown else ""


def _about_interactions(draft: Draft, facts: Facts) -> str:
    if not draft.interactions:
        return wording.INTERACTION_WANTED
    if len(draft.interactions) > MOST_INTERACTIONS:
        return wording.TOO_MANY_INTERACTIONS.format(most=MOST_INTERACTIONS, chosen=len(draft.interactions))
    missing = [one for one in draft.interactions if one not in facts.agent_of]
    others = [one for one in draft.interactions if facts.agent_of.get(one, facts.agent) != facts.agent]
    if others:
        return _said_of(others, wording.OF_ANOTHER_AGENT)
    return _said_of(missing, wording.NO_LONGER_THERE_TO_COACH) if missing else ""


def _about_best_responses(draft: Draft, facts: Facts) -> str:
    own = [one for one in draft.best_responses if facts.agent_of.get(one) == facts.agent]
    if own:
        return _said_of(own, wording.OF_THE_SAME_AGENT)
    before = facts.before.best_responses if facts.before else []
    closed = [one for one in draft.best_responses if one not in facts.may_show and one not in before]
    return _said_of(closed, wording.NOT_YOURS_TO_SHOW) if closed else ""


def _said_of(interactions: Sequence[str], said: wording.Counted) -> str:
    """What is wrong with these interactions: the one by its id, several by their number."""
    return counted(len(interactions), said, interaction=interactions[0])


def _about_reason(draft: Draft, facts: Facts) -> str:
    was_never_said = facts.before is not None and facts.before.chosen_because is None
    if draft.chosen_because is None and not was_never_said:
        return wording.REASON_WANTED
    return wording.NOT_BELOW_PASS_SCORE if reason_contradicted(draft, facts) else ""


def _about_period(draft: Draft, facts: Facts) -> str:
    was_never_said = facts.before is not None and facts.before.period_first is None
    if draft.period_first is None or draft.period_last is None:
        return "" if was_never_said else wording.PERIOD_WANTED
    return wording.PERIOD_BACKWARDS if draft.period_first > draft.period_last else ""


def placeholders(*words: str) -> list[str]:
    """What a template leaves to fill in: it stands in [brackets]."""
    return _distinct(found for each in words for found in PLACEHOLDER.findall(each))


def _unfinished(draft: Draft, facts: Facts, field: str) -> str:
    """What a template that was used leaves to fill in, where it is still there, or a draft that nobody has read. All
    other brackets are words: a transcript that is quoted has [NAME] in it. What was assigned like that may stay."""
    words = getattr(draft, field)
    if facts.before is not None and words == getattr(facts.before, field):
        return ""
    text = words if isinstance(words, str) else "\n".join(words)
    left = next((found for found in placeholders(text) if found in draft.placeholders), None)
    return wording.FILL_IN.format(left=left) if left else unread_complaint(words, draft.unread)


def _no_feedback(draft: Draft) -> str:
    if not draft.misses_feedback or draft.without_feedback_because is not None:
        return ""
    return wording.FEEDBACK_WANTED


def _no_plan(draft: Draft) -> str:
    if not draft.misses_plan or draft.without_feedback_because is not None:
        return ""
    return wording.STEP_WANTED


def _about_missing_feedback(draft: Draft) -> str:
    because = draft.without_feedback_because
    if because is None:
        return ""
    if not _says_something(because):
        return wording.SAY_WHY_FOR_HISTORY
    return too_long(because, MOST_REASON)


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _about_follow_up(draft: Draft, facts: Facts, today: date) -> str:
    chosen = draft.follow_up_on
    if chosen is None:
        return wording.FOLLOW_UP_WANTED
    if facts.before is not None and chosen == facts.before.follow_up_on:
        return ""
    if chosen <= today:
        return wording.NOT_IN_THE_FUTURE.format(day=day(chosen))
    if facts.working_days.include(chosen):
        return ""
    said = wording.HOLIDAY if chosen in facts.working_days.holidays else wording.NO_WORKING_DAY
    return said.format(day=day(chosen), weekday=weekday(chosen))


def merged(mine: Draft, base: Draft, theirs: Draft) -> Draft:
    """My draft, with what somebody else changed since `base` where I have left it alone."""
    return Draft(
        **{
            each.name: getattr(theirs if getattr(mine, each.name) == getattr(base, each.name) else mine, each.name)
            for each in fields(Draft)
        }
    )


def differing(one: Draft, other: Draft) -> list[str]:
    """The names of the fields in which two drafts differ, in the order of the form; not of those about the form."""
    return [
        each.name
        for each in fields(Draft)
        if each.name not in ABOUT_THE_FORM and getattr(one, each.name) != getattr(other, each.name)
    ]


def _distinct(values: Any) -> list[str]:
    return list(dict.fromkeys(values))
