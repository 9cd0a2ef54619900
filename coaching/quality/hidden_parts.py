"""What of an interaction does the centre not show to agents? Decided by its settings, for every query alike.

Whoever looks as an agent, at their own interactions or at a best response, gets none of it from any query: it is not in
a frame, so no page, file or print can have it. Whoever oversees agents sees it of others, and not of themselves.
"""

from collections.abc import Iterable
from enum import StrEnum

import pandas as pd

from coaching.people.centre_settings import centre_settings
from coaching.people.visibility import sight
from coaching.storage.database import Reader, look_up


class Part(StrEnum):
    """What can be hidden. The value is the setting that shows it."""

    AUDITORS = "agents_see_auditors"
    """Who audited them; what the auditor said stays."""
    JUSTIFICATIONS = "agents_see_justifications"
    """Why the automatic evaluation answered as it did."""
    SENTIMENT = "agents_see_sentiment"
    """How the customer felt: scores, of the whole and of each turn, and what exports say of it."""

    AUTOMATIC = "agents_see_automatic_scores"
    """Of interactions that nobody audited: the automatic score, every automatic answer, and what follows from them."""


NOTHING: frozenset[Part] = frozenset()

# The rule of is_audited() for an interaction i.
IS_AUDITED = """
    (i.supervisor_audit_score IS NOT NULL
     OR i.interaction_id IN (SELECT a.interaction_id FROM audits a WHERE a.score_computed))"""

AUDITED_AMONG = "SELECT interaction_id FROM audits WHERE score_computed AND interaction_id IN ({keys})"
# What a row has of the automatic evaluation: what an agent reads where it is hidden.
WITHOUT_AUTOMATIC = {
    "kore_evaluation_score": None, "evaluation_computed": False, "fatal": False, "fails_fatally": False,
    "failed_areas": None,
}  # fmt: skip


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


def audited_among(database: Reader, interaction_ids: Iterable[str]) -> set[str]:
    """Which of these interactions were audited by somebody who answered every metric."""
    return {row["interaction_id"] for row in look_up(database, AUDITED_AMONG, interaction_ids)}


def without_automatic(database: Reader, rows: pd.DataFrame, hidden: "pd.Series[bool] | bool" = True) -> pd.DataFrame:
    """The rows with nothing of the automatic evaluation in those that are `hidden` and that nobody audited.

    Columns: interaction_id, kore_evaluation_score, supervisor_audit_score, fatal, fails_fatally, failed_areas, others.
    """
    hides = pd.Series(hidden, rows.index, dtype=bool) & rows["supervisor_audit_score"].isna()
    hides &= ~rows["interaction_id"].isin(audited_among(database, rows.loc[hides, "interaction_id"]))
    areas = [None if gone else areas for gone, areas in zip(hides, rows["failed_areas"], strict=True)]
    return rows.assign(
        kore_evaluation_score=rows["kore_evaluation_score"].mask(hides),
        fatal=rows["fatal"] & ~hides,
        fails_fatally=rows["fails_fatally"] & ~hides,
        failed_areas=pd.Series(areas, rows.index, dtype=object),
    )


def without_hidden(database: Reader, viewer_id: str, rows: pd.DataFrame, own: "pd.Series[bool]") -> pd.DataFrame:
    """The rows of a list with nothing in those that are the viewer's `own` that the centre hides from agents.

    Columns: those of without_sentiment() and without_automatic().
    """
    hidden = hidden_from(database, viewer_id, viewer_id)
    if Part.SENTIMENT in hidden:
        rows = without_sentiment(rows, own)
    return without_automatic(database, rows, own) if Part.AUTOMATIC in hidden else rows
