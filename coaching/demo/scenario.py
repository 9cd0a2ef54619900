"""Everything that happens in the demo, before it becomes rows: people, interactions, transcripts, coaching and
audits."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coaching.demo import content
from coaching.demo.audits import Audit
from coaching.demo.chance import Floats
from coaching.demo.coachings import Coaching, newest_rows
from coaching.demo.contacts import DAYS, agent_names
from coaching.demo.content import Content, Conversation, Form
from coaching.demo.evaluation import MET, MISSED, NOT_APPLICABLE
from coaching.demo.history import History
from coaching.demo.transcripts import Handled, Transcript, tell

NEWEST_WITH_TRANSCRIPT = 3
SCATTER, SPREAD = 2_654_435_761, 2**32  # an odd factor: every interaction gets another identifier

Texts = NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Half a year of a contact centre. Agents, interactions and practices are positions in its lists."""

    content: Content
    first_day: date
    history: History
    coachings: list[Coaching]
    audits: list[Audit]

    @property
    def today(self) -> date:
        """The day after the last day with any event."""
        return self.first_day + timedelta(days=DAYS)

    @cached_property
    def coaching_texts(self) -> Mapping[str, Any]:
        """What supervisors write, from data/demo/coaching.json."""
        texts: Mapping[str, Any] = content.read("coaching.json")
        return texts

    @cached_property
    def practices(self) -> list[str]:
        """The practices by their position."""
        return [practice.name for practice in self.content.practices]

    @cached_property
    def agents(self) -> list[str]:
        """The agents' names by their position."""
        return agent_names(self.content)

    @cached_property
    def agent_ids(self) -> list[str]:
        """The agents' identifiers by their position."""
        return [person_id(name) for name in self.agents]

    @cached_property
    def supervisors(self) -> list[str]:
        """The supervisor of each agent, by the agent's position."""
        return [person_id(team.supervisor) for team in self.content.teams for _ in team.agents]

    @cached_property
    def interaction_ids(self) -> Texts:
        """The identifier of each row of the history."""
        numbers = (np.arange(len(self.history.scores), dtype=np.int64) * SCATTER + self.first_day.toordinal()) % SPREAD
        return np.array([f"c-{number:08x}" for number in numbers.tolist()], dtype=object)

    @cached_property
    def started_at(self) -> NDArray[np.datetime64]:
        """When each interaction started."""
        contacts = self.history.contacts
        seconds = contacts.day * 86_400 + contacts.second
        return np.datetime64(self.first_day, "s") + seconds.astype("timedelta64[s]")

    @cached_property
    def scores_that_count(self) -> Floats:
        """The score of each interaction, a person's where it was audited."""
        scores = self.history.scores.copy()
        for audit in self.audits:
            scores[audit.row] = audit.score
        return scores

    @cached_property
    def justifications(self) -> Texts:
        """What the automatic evaluation says about each practice of each interaction: a matrix of texts."""
        choices = _Justifications(self.content)
        return choices.of(self.history)

    @cached_property
    def transcripts(self) -> dict[int, Transcript]:
        """The transcripts, by row: of every assigned interaction and of the newest of each agent."""
        assigned = {row for coaching in self.coachings for row in (*coaching.marked, *coaching.best_responses)}
        newest = newest_rows(self.history.contacts.agent, NEWEST_WITH_TRANSCRIPT)
        customers = content.read("customers.json")
        return {row: tell(self._handled(row), customers) for row in sorted(assigned.union(newest))}

    def area_of(self, practice: int) -> str:
        """The coaching area of a practice."""
        return self.content.practices[practice].coaching_area

    def form(self, row: int) -> Form:
        """The form that an interaction was evaluated with."""
        return self.content.forms[int(self.history.rules.form[self.history.contacts.conversation[row]])]

    def moment(self, row: int) -> datetime:
        """When an interaction started."""
        moment: datetime = self.started_at[row].item()
        return moment

    def agent_of(self, row: int) -> str:
        """Who handled an interaction."""
        return self.agent_ids[int(self.history.contacts.agent[row])]

    def supervisors_of(self, rows: Iterable[int]) -> list[str]:
        """The supervisor of the agent of each of these interactions."""
        return [self.supervisors[int(self.history.contacts.agent[row])] for row in rows]

    def conversation(self, row: int) -> Conversation:
        """The conversation that an interaction is."""
        return self.content.conversations[int(self.history.contacts.conversation[row])]

    def _handled(self, row: int) -> Handled:
        states = self.history.states[row].tolist()
        return Handled(
            interaction_id=self.interaction_ids[row],
            conversation=self.conversation(row),
            agent=self.agents[int(self.history.contacts.agent[row])],
            started_at=self.moment(row),
            states=dict(zip(self.practices, states, strict=True)),
            score=float(self.history.scores[row]),
        )


class _Justifications:
    """All justification texts in one list, with the index of the first one of each conversation, practice and state."""

    def __init__(self, content: Content) -> None:
        texts: list[str] = []
        shape = len(content.conversations), len(content.practices), 3
        self._start, self._count = np.zeros(shape, dtype=np.int64), np.ones(shape, dtype=np.int64)
        for row, story in enumerate(content.conversations):
            for column, practice in enumerate(content.practices):
                passage = story.passages.get(practice.name)
                not_applicable = story.not_applicable_because or practice.not_applicable_because
                for state, because in (
                    (MISSED, passage.missed_because if passage else ()),
                    (MET, passage.met_because if passage else ()),
                    (NOT_APPLICABLE, (not_applicable,)),
                ):
                    self._start[row, column, state], self._count[row, column, state] = len(texts), max(1, len(because))
                    texts += because
        self._texts = np.array(texts, dtype=object)

    def of(self, history: History) -> Texts:
        rows, columns = np.arange(len(history.scores))[:, None], np.arange(history.states.shape[1])[None, :]
        place = history.contacts.conversation[:, None], columns, history.states
        chosen: Texts = self._texts[self._start[place] + (rows * 7 + columns) % self._count[place]]
        return chosen


def person_id(name: str) -> str:
    """The e-mail address of a person, which is their identifier, too."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    first, *others = plain.replace("'", "").split()
    return f"{first}.{''.join(others)}@example.com"
