"""What the demo is made of, read from data/demo: people, queues, forms and conversations.

A conversation is a customer's problem with a passage for every practice of its evaluation form, each in two versions:
the practice was met, or it was missed. Any combination of the two gives a transcript that agrees with its evaluation.
"""

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coaching.comparison.metric_result import USUAL_EXPECTED_RESPONSE

FOLDER = Path(__file__).parent.parent.parent / "data" / "demo"
ALTERNATIVES = re.compile(r"\[([^\[\]]*)\]")
LINE = re.compile(r"(?P<speaker>[ACS])(?:\((?P<pause>\d+)\))?: (?P<text>.+)")
SPEAKERS = {"A": "agent", "C": "customer", "S": "system"}
NEXT_MESSAGE = "--"


@dataclass(frozen=True)
class Line:
    """What somebody says, with alternatives in [a|b] and {slots}, after `pause` seconds where the pause matters."""

    speaker: str
    text: str
    pause: int | None


Lines = tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The part of a conversation that one practice is about: what is said where it is met and where it is missed.

    Each has variants, each variant one or two stretches: an email is answered before the agent goes on.
    """

    met: tuple[tuple[Lines, ...], ...]
    missed: tuple[tuple[Lines, ...], ...]
    met_because: tuple[str, ...]
    missed_because: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A customer's problem in one queue and all the ways its handling may go."""

    conversation_id: str
    queue_id: str
    channel: str
    topic: str
    about: str
    flow: tuple[str, ...]
    slots: tuple[Mapping[str, str], ...]
    passages: Mapping[str, Passage]  # by practice
    remarks: Mapping[str, tuple[Lines, ...]]  # what is said whatever the evaluation is, by step of the flow
    own: frozenset[str]  # the steps written for this conversation; the others are shared by all of its channel
    moods: Mapping[str, tuple[Lines, ...]]  # what the customer says in the end: good, mixed or bad
    not_applicable_because: str | None  # whether nothing can be evaluated in it


@dataclass(frozen=True, kw_only=True)
class Practice:
    """What metrics of several forms ask for in common. The higher `ease`, the more often agents meet it."""

    name: str
    coaching_area: str
    ease: float
    needs: str | None  # the practice without which this one does not apply
    not_applicable_because: str


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric of one evaluation form."""

    metric_id: str
    practice: str
    name: str
    weight: float
    negative_weight: float
    fatal: bool
    expected_response: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """An evaluation form, used for one channel."""

    name: str
    channel: str
    pass_score: float
    scoring_type: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True)
class Queue:
    """A queue of one channel."""

    queue_id: str
    name: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team, its supervisor, its agents and the queues that they serve."""

    name: str
    supervisor: str
    agents: tuple[str, ...]
    queue_ids: tuple[str, ...]
    cross_team: bool  # whether its supervisor sees the other teams, too


@dataclass(frozen=True, kw_only=True)
class Content:
    """All of it."""

    teams: tuple[Team, ...]
    queues: tuple[Queue, ...]
    practices: tuple[Practice, ...]
    forms: tuple[Form, ...]
    conversations: tuple[Conversation, ...]


def load() -> Content:
    """Reads data/demo."""
    people, forms = read("people.json"), read("forms.json")
    queues = tuple(Queue(queue["queue"], queue["name"], queue["channel"]) for queue in forms["queues"])
    return Content(
        teams=tuple(_team(team, people["cross_team_supervisor"]) for team in people["teams"]),
        queues=queues,
        practices=tuple(
            Practice(
                name=practice["practice"],
                coaching_area=practice["area"],
                ease=practice["ease"],
                needs=practice.get("needs"),
                not_applicable_because=practice["not_applicable"],
            )
            for practice in forms["practices"]
        ),
        forms=tuple(_form(form) for form in forms["forms"]),
        conversations=tuple(itertools.chain.from_iterable(_conversations(queue) for queue in queues)),
    )


def read(name: str) -> Any:
    """One file of data/demo."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def alternatives(text: str) -> tuple[str, ...]:
    """Every text that a template such as `[a|b] and [c|d]` can become."""
    parts = ALTERNATIVES.split(text)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    return tuple("".join(choice) for choice in itertools.product(*choices))


def _team(team: Mapping[str, Any], cross_team_supervisor: str) -> Team:
    supervisor = team["supervisor"]
    return Team(
        name=team["team"],
        supervisor=supervisor,
        agents=tuple(team["agents"]),
        queue_ids=tuple(team["queues"]),
        cross_team=supervisor == cross_team_supervisor,
    )


def _form(form: Mapping[str, Any]) -> Form:
    metrics = tuple(
        Metric(
            metric_id=metric["metric"],
            practice=metric["practice"],
            name=metric["name"],
            weight=metric["weight"],
            negative_weight=metric.get("negative_weight", 0),
            fatal=metric.get("fatal", False),
            expected_response=metric.get("expected_response", USUAL_EXPECTED_RESPONSE),
        )
        for metric in form["metrics"]
    )
    return Form(
        name=form["form"],
        channel=form["channel"],
        pass_score=form["pass_score"],
        scoring_type=form["scoring_type"],
        metrics=metrics,
    )


def _conversations(queue: Queue) -> list[Conversation]:
    shared = read(f"{queue.channel}.json")
    stories = [*read(f"conversations/{queue.queue_id}.json"), shared["stray"]]
    return [_conversation(story, shared, queue) for story in stories]


def _conversation(story: Mapping[str, Any], shared: Mapping[str, Any], queue: Queue) -> Conversation:
    evaluated = "not_applicable" not in story
    flow = tuple(shared["flow"]) if evaluated else ("problem",)
    left_out = set(shared["optional"]) - set(story.get("includes", ()))
    passages, remarks = {}, {}
    for step in dict.fromkeys(step.partition("/")[0] for step in flow):
        part = story.get(step, shared.get(step, {}))
        if isinstance(part, list):
            remarks[step] = tuple(_lines(variant) for variant in _variants(part))
        elif step in story or (part and step not in left_out):
            passage = {**shared.get(step, {}), **part}
            if "met" in passage:
                passages[step] = _passage(passage)
    return Conversation(
        conversation_id=f"{queue.queue_id}/{story['conversation']}",
        queue_id=queue.queue_id,
        channel=queue.channel,
        topic=story["topic"],
        about=story["about"],
        flow=flow,
        slots=tuple(story["slots"]) or ({},),
        passages=passages,
        remarks=remarks,
        own=frozenset(story) & frozenset(flow),
        moods={mood: tuple(_lines(variant) for variant in variants) for mood, variants in shared["mood"].items()},
        not_applicable_because=story.get("not_applicable"),
    )


def _passage(passage: Mapping[str, Any]) -> Passage:
    return Passage(
        met=tuple(_stretches(variant) for variant in _variants(passage["met"])),
        missed=tuple(_stretches(variant) for variant in _variants(passage["missed"])),
        met_because=alternatives(passage["met_because"]),
        missed_because=alternatives(passage["missed_because"]),
    )


def _variants(part: Sequence[Any]) -> Sequence[Sequence[str]]:
    return [part] if part and isinstance(part[0], str) else part


def _stretches(variant: Sequence[str]) -> tuple[Lines, ...]:
    if NEXT_MESSAGE not in variant:
        return (_lines(variant),)
    cut = variant.index(NEXT_MESSAGE)
    return _lines(variant[:cut]), _lines(variant[cut + 1 :])


def _lines(texts: Sequence[str]) -> Lines:
    return tuple(_line(text) for text in texts)


def _line(text: str) -> Line:
    match = LINE.fullmatch(text)
    if match is None:
        raise ValueError(f"Not a line of a conversation: {text}")
    pause = match["pause"]
    return Line(SPEAKERS[match["speaker"]], match["text"], int(pause) if pause else None)
