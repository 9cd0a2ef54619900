"""What does a coaching form draft for the supervisor, from what is known of the chosen interactions? Pure.

Each drafted sentence is one line of a field and says nothing that the findings do not hold: counts, quotes, scores
and steps are handed in (measuring/findings.py reads them), and the sentence carries the sources that it rests on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from coaching.assignments.action_plan import plan_steps
from coaching.words import wording
from coaching.words.days import Period
from coaching.words.formatting import END_ISOLATE, UNSEEN, between, counted, day, isolated, score
from coaching.words.sentences import listed

Speaker = Literal["agent", "customer", "system", "evaluation", "audit"]
Field = Literal["went_well", "work_on", "action_plan"]
FIELDS: tuple[Field, ...] = ("went_well", "work_on", "action_plan")
# More than one or two things at once nobody works on; the others are offered.
MOST_PRAISED, MOST_WORKED_ON = 2, 2
LONGEST_QUOTE = 140
# Words of a metric and of a step are taken for the same where so many of their first letters are.
ENDS_WITH_A_QUOTE = re.compile(rf"[.!?…؟。]{END_ISOLATE}?[”“»]$")
WORD, FEWEST_LETTERS, LETTERS = re.compile(r"[^\W\d_]+"), 4, 5


@dataclass(frozen=True, kw_only=True)
class Place:
    """An interaction and perhaps one of its messages. `called`: "14 Nov 2026, 14:25 CET, Room booking"; `at`: when the
    message was said, "4:04"; `position`: that of the message in the transcript."""

    interaction_id: str
    called: str
    at: str | None = None
    position: int | None = None


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What was said at a place, by one of those who talked or as the reason that the evaluation or an audit gives."""

    place: Place
    speaker: Speaker
    quote: str


@dataclass(frozen=True, kw_only=True)
class Better:
    """What the best response did where this metric failed: in the comparison's words, with the scores of the area, and
    without them; and what was said there."""

    place: Place
    did: str
    did_without_scores: str
    quote: str | None = None


@dataclass(frozen=True, kw_only=True)
class Failing:
    """A metric that fails in the chosen interactions, by the answers that count. Metrics of several forms that have the
    same name and area are one, as people read them.

    `places`: the interactions in which it fails; `applied`: n of the `chosen` interactions that it applied to.
    `lost`: points of weight. `at_least`: so many or more; then `places` are not the same for all whom it is said to.
    """

    name: str
    coaching_area: str
    unwanted: bool
    fatal: bool
    lost: float
    places: tuple[Place, ...]
    applied: int
    chosen: int
    moment: Moment | None = None
    better: Better | None = None
    at_least: bool = False

    @property
    def times(self) -> int:
        """In how many interactions it fails."""
        return len(self.places)

    @property
    def key(self) -> str:
        """The same for the same metric."""
        return _metric_key(self.coaching_area, self.name)


@dataclass(frozen=True, kw_only=True)
class AlwaysMet:
    """A metric that was met in all `interactions` of the period that it applied to."""

    name: str
    coaching_area: str
    unwanted: bool
    interactions: int
    moment: Moment | None = None
    at_least: bool = False

    @property
    def key(self) -> str:
        """The same for the same metric."""
        return _metric_key(self.coaching_area, self.name)


@dataclass(frozen=True, kw_only=True)
class Risen:
    """A coaching area whose score (0 to 100) rose beyond noise, compared with the period before; see score_change."""

    coaching_area: str
    before: float
    after: float
    low: float
    high: float
    n_before: int
    n_after: int


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What can be said of an agent's chosen interactions and of the days that were looked at.

    `failing`: the most important first; `judged`: the interactions in which a metric of the areas applied;
    `metrics`: the names of all metrics of the chosen interactions, by area.
    """

    coaching_areas: tuple[str, ...]
    failing: tuple[Failing, ...] = ()
    judged: tuple[Place, ...] = ()
    always_met: tuple[AlwaysMet, ...] = ()
    risen: tuple[Risen, ...] = ()
    period: Period | None = None
    metrics: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Kind(StrEnum):
    """What a sentence rests on."""

    INTERACTION = "interaction"
    FIGURES = "figures"
    TEMPLATE = "template"


@dataclass(frozen=True, kw_only=True)
class Source:
    """One thing that a sentence rests on, and what it is called. `interaction_id`: of an interaction; `position`: that
    of the message that is meant, None for all of it."""

    kind: Kind
    called: str
    interaction_id: str | None = None
    position: int | None = None


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A drafted sentence: one line of its field. `key`: the same for what says the same of other interactions.

    `about`: what its line names, such as the metric. `by_itself`: it is drafted without being asked for. `goes_with`:
    the key of the sentence without which it is not drafted, of a step.
    """

    key: str
    field: Field
    text: str
    about: str
    sources: tuple[Source, ...] = ()
    by_itself: bool = True
    goes_with: str | None = None


def sentences(findings: Findings, steps: Mapping[str, Sequence[str]]) -> tuple[Sentence, ...]:
    """All that the findings give to say, the most important first. `steps`: of the team's template, by area."""
    return (*_praise(findings), *_to_work_on(findings), *_plan(findings, steps))


def true_of_all(each: Sequence[Findings]) -> Findings:
    """What holds for every one of several agents: what one text to all of them may say.

    Counts become the fewest, and quotes, scores and places of one agent alone are left out.
    """
    first, others = each[0], each[1:]
    if not others:
        return first
    failing = []
    for one in first.failing:
        of_others = [of for other in others for of in other.failing if of.key == one.key]
        if len(of_others) == len(others):
            failing.append(_failing_for_all(one, of_others))
    met = []
    for always in first.always_met:
        met_by = [of for other in others for of in other.always_met if of.key == always.key]
        if len(met_by) == len(others):
            fewest = min(of.interactions for of in (always, *met_by))
            met.append(replace(always, moment=None, at_least=True, interactions=fewest))
    judged = () if any(one.failing for one in each) else min((one.judged for one in each), key=len)
    return replace(first, failing=tuple(failing), judged=judged, always_met=tuple(met), risen=())


def _failing_for_all(one: Failing, others: Sequence[Failing]) -> Failing:
    fewest = min((one, *others), key=lambda each: each.times)
    return replace(
        one, places=fewest.places, applied=fewest.applied, chosen=fewest.chosen, moment=None, at_least=True,
        better=one.better and replace(one.better, did=one.better.did_without_scores),
        fatal=all(each.fatal for each in (one, *others)),
    )  # fmt: skip


def _praise(findings: Findings) -> list[Sentence]:
    period = findings.period
    if period is None:
        return []
    days = {"first": day(period.first), "last": day(period.last)}
    found = [
        Sentence(
            key=f"risen\n{one.coaching_area}",
            field="went_well",
            about=one.coaching_area,
            text=wording.DRAFTED_RISEN.format(
                area=_flat(one.coaching_area), before=score(one.before), after=score(one.after),
                between=between(one.low, one.high), days=period.days, **days,
            ),
            sources=(_figures(wording.DRAFTED_FROM_CHANGE.format(before=one.n_before, after=one.n_after)),),
        )
        for one in findings.risen
    ]  # fmt: skip
    found += [_always_met(one, days) for one in findings.always_met]
    return [replace(one, by_itself=place < MOST_PRAISED) for place, one in enumerate(found)]


def _always_met(one: AlwaysMet, days: Mapping[str, str]) -> Sentence:
    said = wording.DRAFTED_AVOIDED if one.unwanted else wording.DRAFTED_MET
    how_often = wording.DRAFTED_AT_LEAST if one.at_least else wording.DRAFTED_ALL
    sources = [_figures(wording.DRAFTED_FROM_TOTALS.format(count=one.interactions))]
    parts = [said.format(metric=_flat(one.name), how_often=how_often.format(count=one.interactions), **days)]
    if one.moment is not None:
        parts.append(_ended(wording.DRAFTED_EXAMPLE.format(moment=_told(one.moment))))
        sources.append(_interaction(one.moment.place))
    return Sentence(key=f"always\n{one.key}", field="went_well", about=_flat(one.name), text=" ".join(parts),
                    sources=tuple(sources))  # fmt: skip


def _to_work_on(findings: Findings) -> list[Sentence]:
    if not findings.failing and findings.judged:
        areas = listed([_flat(area) for area in findings.coaching_areas])
        said = counted(len(findings.judged), wording.DRAFTED_NOTHING_FAILED, areas=areas)
        looked_at = tuple(map(_interaction, findings.judged))
        return [Sentence(key="nothing failed", field="work_on", about=areas, text=said, sources=looked_at)]
    return [
        Sentence(
            key=_key(one), field="work_on", about=_flat(one.name), text=_what_failed(one), sources=tuple(_where(one)),
            by_itself=place < MOST_WORKED_ON,
        )
        for place, one in enumerate(findings.failing)
    ]  # fmt: skip


def _what_failed(one: Failing) -> str:
    if one.at_least:
        how_often = counted(one.times, wording.DRAFTED_IN_AT_LEAST)
    else:
        of_all = wording.DRAFTED_IN_CHOSEN if one.applied == one.chosen else wording.DRAFTED_IN_APPLICABLE
        how_often = counted(one.applied, of_all, some=one.times)
    said = wording.DRAFTED_HAPPENED if one.unwanted else wording.DRAFTED_MISSED
    parts = [said.format(metric=_flat(one.name), how_often=how_often)]
    if one.moment is not None:
        parts.append(_ended(_told(one.moment)))
    if one.better is not None:
        did = one.better.did[0].upper() + one.better.did[1:]
        quote = one.better.quote
        parts.append(_ended(wording.DRAFTED_DID.format(did=did, quote=_quoted(quote)) if quote else did))
    return " ".join(parts)


def _where(one: Failing) -> list[Source]:
    """The interactions behind what failed, the one that is quoted first with its message, and the best response."""
    found: list[Source] = []
    if not one.at_least:
        quoted = one.moment.place if one.moment else None
        others = [place for place in one.places if quoted is None or place.interaction_id != quoted.interaction_id]
        found += [_interaction(place) for place in ((quoted, *others) if quoted else others)]
    else:
        found.append(Source(kind=Kind.FIGURES, called=wording.DRAFTED_FROM_MEMBERS))
    if one.better is not None:
        best = _interaction(one.better.place)
        found.append(replace(best, called=wording.DRAFTED_FROM_BEST.format(place=best.called)))
    return found


def _plan(findings: Findings, steps: Mapping[str, Sequence[str]]) -> list[Sentence]:
    """One step a metric, from the template of its area; as it stands there, or weaker where the metric failed once."""
    step_of: dict[str, str] = {}
    for area in dict.fromkeys(one.coaching_area for one in findings.failing):
        names = [one.name for one in findings.failing if one.coaching_area == area]
        others = [name for name in findings.metrics.get(area, ()) if name not in names]
        found = steps_of_metrics(names, others, plan_steps(steps.get(area, ())))
        step_of |= {one.key: found[one.name] for one in findings.failing if one.coaching_area == area
                    and one.name in found}  # fmt: skip
    return [_step(one, step_of[one.key]) for one in findings.failing if one.key in step_of]


def _step(one: Failing, step: str) -> Sentence:
    once_of_several = one.times == 1 and one.applied > 1 and not one.fatal
    called = wording.DRAFTED_FROM_TEMPLATE.format(area=_flat(one.coaching_area))
    return Sentence(
        key=f"step\n{one.key}",
        field="action_plan",
        about=step,
        text=wording.DRAFTED_WEAK_STEP.format(step=step) if once_of_several else step,
        sources=(Source(kind=Kind.TEMPLATE, called=called),),
        goes_with=_key(one),
    )


def steps_of_metrics(failing: Sequence[str], others: Sequence[str], steps: Sequence[str]) -> dict[str, str]:
    """Which step of a template goes with each metric that fails, by its name.

    A step goes with the metric of the area, failing or not (`others`), with whose name it shares most words. Steps that
    share none with any go, in their order, with the failing metrics that have none yet.
    """
    shared = {
        (metric, step): count
        for metric in (*failing, *others)
        for step in steps
        if (count := len(_beginnings(metric) & _beginnings(step)))
    }
    found: dict[str, str] = {}
    for metric, step in sorted(shared, key=lambda pair: -shared[pair]):  # of equal ones the first
        if metric not in found and step not in found.values():
            found[metric] = step
    free = [step for step in steps if step not in found.values()]
    without = [metric for metric in failing if metric not in found]
    found |= dict(zip(without, free, strict=False))
    return {metric: step for metric, step in found.items() if metric in failing}


def _metric_key(coaching_area: str, name: str) -> str:
    return f"{coaching_area}\n{name.casefold()}"


def _beginnings(text: str) -> set[str]:
    return {word[:LETTERS] for word in WORD.findall(text.casefold()) if len(word) >= FEWEST_LETTERS}


def _key(one: Failing) -> str:
    return f"failed\n{one.key}"


def _told(moment: Moment) -> str:
    return wording.DRAFTED_SAID[moment.speaker].format(place=_called(moment.place), quote=_quoted(moment.quote))


def _called(place: Place) -> str:
    called = isolated(_flat(place.called))
    return called if place.at is None else wording.DRAFTED_AT.format(place=called, at=place.at)


def _interaction(place: Place) -> Source:
    return Source(
        kind=Kind.INTERACTION, called=_called(place), interaction_id=place.interaction_id, position=place.position
    )


def _figures(called: str) -> Source:
    return Source(kind=Kind.FIGURES, called=called)


def _ended(sentence: str) -> str:
    """With a full stop, unless a quote at its end has one."""
    return sentence if ENDS_WITH_A_QUOTE.search(sentence) else f"{sentence}."


def _quoted(text: str) -> str:
    """Somebody's words on one line, cut behind a word where they are long."""
    words = _flat(text)
    if len(words) > LONGEST_QUOTE:
        words = f"{words[:LONGEST_QUOTE].rpartition(' ')[0] or words[:LONGEST_QUOTE]}…"
    return isolated(words)


def _flat(text: str) -> str:
    """Other people's words on one line, without what nobody sees."""
    return " ".join(UNSEEN.sub("", text).split())
