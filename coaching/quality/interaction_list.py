"""Which interactions of one agent does a list show? Newest first, filtered, in pages."""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from coaching.people.visibility import may_see
from coaching.quality.answer_that_counts import ANSWERS_THAT_COUNT
from coaching.quality.scope import IN_SCOPE, OF_AGENT, Scope, parameters_of
from coaching.quality.scoring import FAILED, KORE_BELOW_PASS_SCORE, doubtful_difference
from coaching.storage.database import Database, cached
from coaching.storage.paging import skipped
from coaching.words.days import Period


class Audited(StrEnum):
    """Whether interactions are listed that were audited."""

    AUDITED = "audited"
    NOT_AUDITED = "not_audited"


class Only(StrEnum):
    """What a list can be narrowed to."""

    BELOW_PASS_SCORE = "below_pass_score"
    BOOKMARKED = "bookmarked"


@dataclass(frozen=True, kw_only=True)
class InteractionFilter:
    """Which of an agent's interactions are listed; the defaults let all through."""

    audited: bool | None = None
    """Only those that were (True) or were not (False) audited; an audit in which nothing applied counts."""
    bookmarked: bool = False
    """Only those that the viewer has bookmarked."""
    below_pass_score: bool = False
    """Only those whose Kore evaluation score is below their pass score."""
    failed_area: str | None = None
    """Only those that fail this coaching area by the answers that count (answer_that_counts.py)."""
    failed_metric_id: str | None = None
    """Only those that fail this metric by the answer that counts."""


# Counted by a query of its own: a window over the page (count(*) OVER ()) made DuckDB 1.5.5 fail now and then with an
# internal error, after which the whole database refuses to answer.
FILTERED_INTERACTIONS = f"""
    FROM d LEFT JOIN queues q USING (queue_id)
    WHERE {IN_SCOPE}
      AND ($audited IS NULL OR $audited = (d.supervisor_audit_score IS NOT NULL OR d.interaction_id IN (
           SELECT a.interaction_id FROM audits a WHERE a.score_computed)))
      AND (NOT $bookmarked OR EXISTS (FROM bookmarks b
                                      WHERE b.person_id = $viewer_id AND b.interaction_id = d.interaction_id))
      AND (NOT $below_pass_score OR d.below_pass_score)
      AND ($area IS NULL OR list_contains(d.failed_areas, $area))
      AND ($metric_id IS NULL OR d.interaction_id IN (
           SELECT r.interaction_id
           FROM {ANSWERS_THAT_COUNT.format(interactions="SELECT interaction_id FROM own")} r
           JOIN metrics m USING (metric_id)
           WHERE r.metric_id = $metric_id AND {FAILED}))"""

_OWN = f"""
    WITH own AS MATERIALIZED (
        SELECT * FROM interactions
        WHERE agent_id = $agent_id AND started_at >= $first AND started_at < $end),
    d AS (SELECT i.*, {KORE_BELOW_PASS_SCORE} AS below_pass_score FROM own i LEFT JOIN forms f USING (form_id))"""

NUMBER_OF_INTERACTIONS = f"{_OWN} SELECT count(*) AS total {FILTERED_INTERACTIONS}"

PAGE_OF_INTERACTIONS = f"""
    {_OWN}
    SELECT d.interaction_id, d.started_at, coalesce(q.name, d.queue_id) AS queue, d.channel, d.topic,
           d.kore_evaluation_score, d.supervisor_audit_score, d.sentiment_score, d.sentiment_estimated, d.fatal,
           d.fails_fatally, d.failed_areas,
           (SELECT arg_max(b.note, b.bookmarked_at) FROM bookmarks b
            WHERE b.person_id = $viewer_id AND b.interaction_id = d.interaction_id) AS bookmark_note
    {FILTERED_INTERACTIONS}
    ORDER BY d.started_at DESC, d.interaction_id
    LIMIT $size OFFSET $skipped"""

AREAS_OF_AGENT = f"""
    WITH d {OF_AGENT.format(table="area_daily")}
    SELECT DISTINCT d.coaching_area FROM d WHERE {IN_SCOPE} ORDER BY d.coaching_area"""


def interactions_of_agent(
    database: Database,
    viewer_id: str,
    scope: Scope,
    period: Period,
    filters: InteractionFilter = InteractionFilter(),
    *,
    page: int,
    size: int,
) -> tuple[pd.DataFrame, int]:
    """One page of an agent's interactions, newest first, and how many there are in all.

    A `page` past the last one is the last one.
    Columns: interaction_id, started_at (naive UTC), queue, channel, topic, kore_evaluation_score,
    supervisor_audit_score (0 to 100), sentiment_score (-10 to +10), sentiment_estimated, fatal (by the
    automatic evaluation), fails_fatally (by the answers that count), failed_areas (list; None where no metric applied),
    bookmark_note (missing where the viewer has not bookmarked it, empty without a note),
    scores_differ_by (points; NaN where the two scores are close enough, or where there are not two).
    """
    number = database.first(NUMBER_OF_INTERACTIONS, _asked(database, viewer_id, scope, period, filters))
    assert number is not None  # an aggregate always has a row
    total = int(number["total"])
    return _listed(database, viewer_id, scope, period, filters, skipped(page, total, size), size), total


@cached
def _listed(
    database: Database,
    viewer_id: str,
    scope: Scope,
    period: Period,
    filters: InteractionFilter,
    left_out: int,
    size: int,
) -> pd.DataFrame:
    asked = _asked(database, viewer_id, scope, period, filters) | {"size": size, "skipped": left_out}
    rows = database.query(PAGE_OF_INTERACTIONS, asked)
    scores = rows[["kore_evaluation_score", "supervisor_audit_score"]].astype(object)
    both = scores.where(scores.notna(), None).itertuples(index=False, name=None)
    rows["scores_differ_by"] = pd.Series([doubtful_difference(*each) for each in both], rows.index, dtype="float64")
    return rows


def _asked(
    database: Database, viewer_id: str, scope: Scope, period: Period, filters: InteractionFilter
) -> dict[str, object]:
    return parameters_of(database, viewer_id, scope, period) | {
        "viewer_id": viewer_id,
        "audited": filters.audited,
        "bookmarked": filters.bookmarked,
        "below_pass_score": filters.below_pass_score,
        "area": filters.failed_area,
        "metric_id": filters.failed_metric_id,
    }


def areas_of_agent(database: Database, viewer_id: str, agent_id: str) -> list[str]:
    """The coaching areas in which the agent has ever been evaluated, by name; none where the viewer may not see
    them."""
    seen = agent_id if may_see(database, viewer_id, agent_id) else None
    asked = {"agent_id": seen, "queue_id": None, "channel": None}
    return list(database.query(AREAS_OF_AGENT, asked)["coaching_area"])
