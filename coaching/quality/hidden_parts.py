"""What of an interaction does the centre not show to agents? Decided by its settings, for every query alike.

Whoever looks as an agent, at their own interactions or at a best response, gets none of it from any query: it is not in
a frame, so no page, file or print can have it. Whoever oversees agents sees it of others, and not of themselves.
"""

from enum import StrEnum

import pandas as pd

from coaching.people.centre_settings import centre_settings
from coaching.people.visibility import sight
from coaching.storage.database import Reader


class Part(StrEnum):
    """What can be hidden. The value is the setting that shows it."""

    AUDITORS = "agents_see_auditors"
    """Who audited them; what the auditor said stays."""
    JUSTIFICATIONS = "agents_see_justifications"
    """Why the automatic evaluation answered as it did."""
    SENTIMENT = "agents_see_sentiment"
    """How the customer felt: scores, of the whole and of each turn, and what exports say of it."""


NOTHING: frozenset[Part] = frozenset()


def hidden_from(database: Reader, viewer_id: str, agent_id: str | None) -> frozenset[Part]:
    """What the viewer does not get of the interactions of this agent."""
    if agent_id != viewer_id and sight(database, viewer_id).oversees_others:
        return NOTHING
    known = centre_settings(database)
    return frozenset(part for part in Part if not getattr(known, part))


def without_sentiment(rows: pd.DataFrame, hidden: "pd.Series[bool] | bool" = True) -> pd.DataFrame:
    """The rows with no sentiment in those that are `hidden`. Columns: sentiment_score, sentiment_estimated, others."""
    hides = pd.Series(hidden, rows.index, dtype=bool)
    return rows.assign(
        sentiment_score=rows["sentiment_score"].mask(hides), sentiment_estimated=rows["sentiment_estimated"] & ~hides
    )
