"""What supervisors write: the name of an assignment, feedback in two parts, and the steps of an action plan."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from coaching.demo.content import ALTERNATIVES, Conversation
from coaching.demo.transcripts import spoken_date

PRAISED = 2
STEPS_BY_AREAS = {1: 2, 2: 1, 3: 1, 4: 1}  # steps for each area's practice, besides the first and the last step
AREA_STEPS_AT_MOST = 3
SPOKEN_TO = {
    "The agent's": "Your",
    "the agent's": "your",
    "The agent was": "You were",
    "the agent was": "you were",
    "The agent": "You",
    "the agent": "you",
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something that happened: a practice met or missed in an interaction."""

    practice: str
    area: str
    conversation: Conversation
    day: date
    because: str


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """The words of one assignment."""

    name: str
    went_well: str
    work_on: str
    action_plan: list[str]


class Pen:
    """Writes the feedback of one assignment; the choice of words depends on its identifier alone."""

    def __init__(
        self, texts: Mapping[str, Any], assignment_id: str, first_name: str, has_example: bool, follow_up_on: date
    ) -> None:
        self._texts = texts
        self._words = random.Random(assignment_id)
        self._has_example = has_example
        self._names = {
            "first": first_name,
            "follow_up": spoken_date(follow_up_on),
        }

    def write(self, missed: Sequence[Moment], met: Sequence[Moment]) -> Feedback:
        """Feedback on `missed` moments, one a coaching area with the most important first, and on `met` ones."""
        practices, worst = self._texts["practices"], missed[0]
        praise = [self.worded(practices[moment.practice]["went_well"], moment) for moment in self._praised(met, missed)]
        points = [self.worded(practices[moment.practice]["work_on"], moment) for moment in missed]
        links = self._words.sample(self._texts["links"], len(self._texts["links"]))
        return Feedback(
            name=self.worded(practices[worst.practice]["names"], worst),
            went_well=self.worded(self._texts["opening"], worst)
            + " ".join(praise or [self.worded(self._texts["praise_otherwise"], worst)]),
            work_on=" ".join([points[0], *(link + point for link, point in zip(links, points[1:], strict=False))]),
            action_plan=self._action_plan(missed),
        )

    def _praised(self, met: Sequence[Moment], missed: Sequence[Moment]) -> list[Moment]:
        """Moments to praise: each of a different practice, and none of a practice that is criticised."""
        criticised = {moment.practice for moment in missed}
        by_practice = {moment.practice: moment for moment in met if moment.practice not in criticised}
        chosen = self._words.sample(sorted(by_practice), min(PRAISED, len(by_practice)))
        return [by_practice[practice] for practice in chosen]

    def _action_plan(self, missed: Sequence[Moment]) -> list[str]:
        first = self._texts["first_step"]["with_example" if self._has_example else "without_example"]
        steps = [self.worded(first, missed[0])]
        for moment in missed[:AREA_STEPS_AT_MOST]:
            offered = self._texts["practices"][moment.practice]["steps"]
            for step in self._words.sample(offered, STEPS_BY_AREAS[len(missed)]):
                steps.append(self.worded([step], moment))
        return [*steps, self.worded(self._texts["last_step"], missed[0])]

    def worded(self, choices: Sequence[str], moment: Moment) -> str:
        """One of the choices, filled in for this moment, with one of each of its alternatives."""
        chosen = ALTERNATIVES.sub(lambda found: self._words.choice(found[1].split("|")), self._words.choice(choices))
        topic = moment.conversation.topic
        return chosen.format_map(
            {
                **self._names,
                "contact": self._texts["contacts"][moment.conversation.channel],
                "about": moment.conversation.about,
                "topic": topic[0].lower() + topic[1:],
                "area": moment.area,
                "day": spoken_date(moment.day),
                "title": f"“{topic}”",
                "because": _to_the_agent(moment.because),
            }
        )


def _to_the_agent(justification: str) -> str:
    """Turns a sentence about an agent into one addressed to the agent."""
    for spoken_of, spoken_to in SPOKEN_TO.items():
        justification = justification.replace(spoken_of, spoken_to)
    return justification
