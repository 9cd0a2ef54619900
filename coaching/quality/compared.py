"""What of an interaction is compared with another one: header, transcript and metrics, and what follows from them?"""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from coaching.comparison.alignment import Transcript
from coaching.comparison.differences import average_reply_seconds
from coaching.comparison.metric_result import MetricResult
from coaching.comparison.sentence import Facts
from coaching.comparison.stages import Turn
from coaching.quality import interactions
from coaching.quality.interactions import Interaction
from coaching.storage.database import Database


@dataclass(frozen=True)
class Side:
    """One of the two interactions, with what interactions.py says of it."""

    interaction: Interaction
    turns: pd.DataFrame
    results: tuple[MetricResult, ...]

    @cached_property
    def area_scores(self) -> dict[str, float | None]:
        """The automatic score of each coaching area."""
        return interactions.area_scores(self.results)

    @cached_property
    def audit_area_scores(self) -> dict[str, float | None]:
        """The score of each coaching area by the newest audit; empty without one."""
        return interactions.audit_area_scores(self.results)

    @cached_property
    def long_pauses(self) -> frozenset[int]:
        """The positions of the agent's long pauses."""
        return frozenset(interactions.long_pauses(self.turns, self.interaction.channel)["position"].astype(int))

    @cached_property
    def since_start(self) -> dict[int, str]:
        """When each turn was said, by position; see interactions.since_start()."""
        return interactions.since_start(self.turns)

    @cached_property
    def said(self) -> dict[int, tuple[str, str]]:
        """Who said what, by position: speaker and text."""
        return {int(turn.position): (turn.speaker, turn.text) for turn in self.turns.itertuples()}

    @property
    def transcript(self) -> Transcript:
        """The turns as the alignment reads them."""
        turns = [Turn(int(turn.position), turn.speaker, turn.text) for turn in self.turns.itertuples()]
        return Transcript(turns, self.long_pauses)

    @property
    def facts(self) -> Facts:
        """What the sentence may say."""
        return Facts(
            kore_evaluation_score=self.interaction.kore_evaluation_score,
            area_scores=self.area_scores,
            audit_area_scores=self.audit_area_scores,
            reply_seconds=average_reply_seconds(self.turns),
            channel=self.interaction.channel,
        )


def side(database: Database, viewer_id: str, interaction_id: str) -> Side | None:
    """One side; None where there is no such interaction or the viewer may not see it."""
    asked = (database, viewer_id, interaction_id)
    found = interactions.interaction(*asked)
    return None if found is None else Side(found, interactions.turns(*asked), interactions.metric_results(*asked))
