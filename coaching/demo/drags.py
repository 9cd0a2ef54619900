"""What is there to find in the demo? One queue, one topic and one team do worse in one coaching area from a day on.

Nothing else tells them apart, so the map of a team is where they show.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from coaching.demo.chance import Floats
from coaching.demo.contacts import DAYS, Contacts
from coaching.demo.content import Content


@dataclass(frozen=True, kw_only=True)
class Drag:
    """Whose interactions are dragged down in which area. `name`: the queue_id, the topic or the team. `weeks`: how many
    before the present day it began. `tendency`: by how much, see chance.probability()."""

    by: Literal["queue", "topic", "team"]
    name: str
    coaching_area: str
    weeks: int
    tendency: float

    def since(self, today: date) -> date:
        """The first day of it."""
        return today - timedelta(weeks=self.weeks)


DRAGS = (
    Drag(by="queue", name="home-moves", coaching_area="Accuracy", weeks=5, tendency=-0.9),
    Drag(by="topic", name="Power cut", coaching_area="Resolution", weeks=6, tendency=-1.2),
    Drag(by="team", name="Broadband Care", coaching_area="Etiquette", weeks=4, tendency=-0.9),
)


def tendencies(content: Content, contacts: Contacts, areas: tuple[str, ...]) -> Floats:
    """What the drags change of each tendency: a row an interaction, a column an area."""
    told = {
        "queue": np.array([story.queue_id for story in content.conversations])[contacts.conversation],
        "topic": np.array([story.topic for story in content.conversations])[contacts.conversation],
        "team": np.array([team.name for team in content.teams for _ in team.agents])[contacts.agent],
    }
    found = np.zeros((len(contacts.agent), len(areas)))
    for drag in DRAGS:
        begun = contacts.day >= DAYS - 7 * drag.weeks
        found[(told[drag.by] == drag.name) & begun, areas.index(drag.coaching_area)] += drag.tendency
    return found
