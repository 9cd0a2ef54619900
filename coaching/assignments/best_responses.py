"""Which interactions of other agents show how it is done, and why does each of them?"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.quality.interactions import data_as_of
from coaching.quality.scoring import BELOW_PASS_SCORE, SCORE_THAT_COUNTS
from coaching.storage.database import Database, cached
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import score
from coaching.words.sentences import listed

# How far back from the newest interaction a best response may lie.
WINDOW = timedelta(days=180)
# The newest interactions are read first: in a busy queue these are enough, and nothing older is read.
FIRST_WINDOW = timedelta(days=14)
# To compare 500 took longer and changed none of the first suggestions for 215 real chats.
MOST_COMPARED = 200
# What a customer wants is said early; the bound keeps long calls from making the supervisor wait. In characters.
CUSTOMER_TEXT_READ = 1000
# From which similarity on two customers ask for much the same, and for something alike.
MUCH_THE_SAME, ALIKE = 0.35, 0.2

WORD = re.compile(r"\w+")

COLUMNS = {
    "interaction_id": "object",
    "started_at": "datetime64[us]",
    "queue": "object",
    "channel": "object",
    "topic": "object",
    "kore_evaluation_score": "float64",
    "supervisor_audit_score": "float64",
    "similarity": "float64",
    "same_queue": "bool",
    "reason": "object",
}

# The given interactions: none of them unless each is of an agent whom the viewer supervises and none is the viewer's
# own (to see anybody but oneself takes coaching_assignments). Each statement begins with it, so each is scoped by
# itself.
_WITH_MARKED = f"""
    WITH {VISIBLE_AGENTS},
    given AS MATERIALIZED (
        SELECT * FROM interactions WHERE interaction_id IN (SELECT unnest($interaction_ids::VARCHAR[]))),
    marked AS MATERIALIZED (
        FROM given
        WHERE NOT EXISTS (FROM given g WHERE g.agent_id = $viewer_id OR g.agent_id NOT IN (FROM visible_agents)))"""

MARKED = f"{_WITH_MARKED} SELECT interaction_id, queue_id, topic, started_at FROM marked"

# Interactions of other agents than those of marked (so never one of marked) that {are_like} them, that pass, and where
# every metric of the coached areas that applied was adhered to, by the answers that count. The best of each queue, so
# that a busy queue hides no other. Reads interactions only: metric_results are too many to look through while a
# supervisor waits.
_CANDIDATES = f"""{_WITH_MARKED},
    scored AS (
        SELECT i.*, {SCORE_THAT_COUNTS} AS score
        FROM interactions i
        WHERE {{are_like}} AND i.started_at >= $opens AND NOT i.fails_fatally
          AND i.met_areas IS NOT NULL AND i.agent_id NOT IN (SELECT agent_id FROM marked))
    SELECT i.interaction_id, i.started_at, i.queue_id, i.channel, i.topic, i.kore_evaluation_score,
           i.supervisor_audit_score, i.score, coalesce(q.name, i.queue_id) AS queue,
           list_intersect(i.met_areas, $areas::VARCHAR[]) AS met_areas
    FROM scored i
    LEFT JOIN queues q USING (queue_id)
    LEFT JOIN forms f USING (form_id)
    WHERE i.score IS NOT NULL AND NOT coalesce({BELOW_PASS_SCORE}, FALSE)
      AND list_has_any(i.met_areas, $areas::VARCHAR[])
      AND NOT list_has_any(i.failed_areas, $areas::VARCHAR[])
    QUALIFY row_number() OVER (PARTITION BY i.queue_id ORDER BY i.score DESC, i.started_at DESC, i.interaction_id)
            <= {MOST_COMPARED}"""

IN_QUEUE = _CANDIDATES.format(are_like="i.queue_id IN (SELECT queue_id FROM marked)")
ON_TOPIC = _CANDIDATES.format(
    are_like="i.topic IN (SELECT topic FROM marked WHERE list_contains($topics::VARCHAR[], topic))"
)

# What the customers said. The bound lets DuckDB skip what was said before any of these interactions; with OR it takes
# twice as long.
CUSTOMER_WORDS = f"""{_WITH_MARKED}
    SELECT interaction_id, left(string_agg(text, ' ' ORDER BY position), {CUSTOMER_TEXT_READ}) AS words
    FROM (FROM turns WHERE said_at >= coalesce($earliest::TIMESTAMP, '-infinity')
          UNION ALL FROM turns WHERE said_at IS NULL)
    WHERE interaction_id IN (SELECT unnest($compared::VARCHAR[])) AND speaker = 'customer' AND EXISTS (FROM marked)
    GROUP BY interaction_id"""

MAY_COACH_ALL = f"{_WITH_MARKED}, {COACHABLE_AGENTS} FROM marked WHERE agent_id IN (FROM coachable_agents) LIMIT 1"

NOT_OFFERED = """
    SELECT id FROM (SELECT unnest($ids::VARCHAR[]) AS id)
    WHERE NOT EXISTS (FROM best_response_offers o WHERE o.person_id = $viewer_id AND o.interaction_id = id)"""

OFFER = f"INSERT INTO best_response_offers SELECT $viewer_id, id, $now FROM ({NOT_OFFERED})"


def suggest(
    database: Database, viewer_id: str, interaction_ids: Sequence[str], areas: Sequence[str], limit: int
) -> pd.DataFrame:
    """At most `limit` interactions that show agents how to do better in `areas` than in the given interactions.

    They are other agents' interactions of the last 180 days of data in the same queue (on the same topic for those
    whose queue has none), evaluated or audited, with no fatal error and every applicable metric of `areas` adhered to,
    at least one. Those where the customer's side is most like that of a given interaction come first, then higher
    scores (the auditor's where there is one), then newer ones. Their agents are not named.

    No row unless the viewer supervises the agents of all given interactions that exist, nor for an interaction of their
    own.

    Columns: interaction_id, started_at (naive UTC), queue, channel, topic, kore_evaluation_score,
    supervisor_audit_score (0 to 100), similarity (0 to 1, and 0 without a transcript), same_queue, reason (in words).
    """
    return _suggested(database, viewer_id, tuple(interaction_ids), tuple(areas), limit, data_as_of(database))


@cached
def _suggested(
    database: Database,
    viewer_id: str,
    interaction_ids: tuple[str, ...],
    areas: tuple[str, ...],
    limit: int,
    newest: datetime | None,
) -> pd.DataFrame:
    scope = {"viewer_id": viewer_id, "interaction_ids": list(interaction_ids)}
    marked = database.query(MARKED, scope)
    if marked.empty or not areas:  # with nothing to find, the tables would still be read
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    candidates = _candidates(database, scope, areas, marked, newest)
    words = _customer_words(database, scope, marked, candidates)
    marked_words = [words.get(key, "") for key in marked["interaction_id"]]
    candidate_words = [words.get(key, "") for key in candidates["interaction_id"]]
    best = (
        candidates.assign(
            similarity=pd.Series(_similarity(marked_words, candidate_words), candidates.index, dtype=float),
            has_words=pd.Series(map(bool, candidate_words), candidates.index, dtype=bool),
        )
        .sort_values(["similarity", "score", "started_at", "interaction_id"], ascending=[False, False, False, True])
        .head(max(limit, 0))
        .reset_index(drop=True)
    )
    reasons = [
        ", ".join(
            [
                wording.SAME_QUEUE if row.same_queue else wording.SAME_TOPIC,
                *_areas_met(areas, set(row.met_areas)),
                *_scores(row.kore_evaluation_score, row.supervisor_audit_score),
                _likeness(row.similarity, any(marked_words), row.has_words),
            ]
        )
        for row in best.itertuples()
    ]
    return best.assign(reason=reasons)[list(COLUMNS)].astype(COLUMNS)


def offer(
    database: Database, viewer_id: str, interaction_ids: Sequence[str], areas: Sequence[str], limit: int
) -> pd.DataFrame:
    """suggest(), for a supervisor who may coach these agents, and may from then on look at what is suggested.

    Empty for everybody else. Columns: those of suggest().
    """
    scope = {"viewer_id": viewer_id, "interaction_ids": list(interaction_ids)}
    if database.first(MAY_COACH_ALL, scope) is None:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    suggested = suggest(database, viewer_id, interaction_ids, areas, limit)
    asked = {"viewer_id": viewer_id, "ids": suggested["interaction_id"].tolist()}
    if database.first(NOT_OFFERED, asked) is not None:
        with database.transaction(writes={"best_response_offers"}) as cursor:
            cursor.execute(OFFER, asked | {"now": utc_now()})
    return suggested


def _candidates(
    database: Database, scope: dict[str, Any], areas: Sequence[str], marked: pd.DataFrame, newest: datetime | None
) -> pd.DataFrame:
    """At most MOST_COMPARED candidates: of the same queue first, then those with higher scores, then the newer ones."""
    asked = scope | {"areas": list(areas)}
    found = _newest_enough(database, IN_QUEUE, asked, newest).assign(same_queue=True)
    alone = marked[~marked["queue_id"].isin(found["queue_id"])]
    topics = alone["topic"].dropna().unique().tolist()
    if topics:
        elsewhere = _newest_enough(database, ON_TOPIC, asked | {"topics": topics}, newest).assign(same_queue=False)
        found = pd.concat([found, elsewhere], ignore_index=True).drop_duplicates("interaction_id")
    order = ["same_queue", "score", "started_at", "interaction_id"]
    return found.sort_values(order, ascending=[False, False, False, True]).head(MOST_COMPARED)


def _newest_enough(database: Database, candidates: str, asked: dict[str, Any], newest: datetime | None) -> pd.DataFrame:
    """The candidates of the shortest window that has enough of them, or of the longest."""
    for window in (FIRST_WINDOW, WINDOW):
        found = database.query(candidates, asked | {"opens": newest - window if newest else None})
        if len(found) >= MOST_COMPARED:
            break
    return found


def _customer_words(
    database: Database, scope: dict[str, Any], marked: pd.DataFrame, candidates: pd.DataFrame
) -> dict[str, str]:
    """The beginning of what the customer said, by interaction; none where there is no transcript."""
    if candidates.empty:
        return {}
    compared = pd.concat([marked, candidates])
    # Turns begin with their interaction; a day is for sources that disagree. Without a time all turns are read.
    earliest = None if compared["started_at"].isna().any() else compared["started_at"].min() - timedelta(days=1)
    rows = database.query(
        CUSTOMER_WORDS, scope | {"compared": compared["interaction_id"].tolist(), "earliest": earliest}
    )
    return dict(zip(rows["interaction_id"], rows["words"], strict=True))


def _similarity(marked: Sequence[str], candidates: Sequence[str]) -> list[float]:
    """How like each candidate's words are to those of the marked interaction that they are most like, 0 to 1."""
    if not any(map(WORD.search, marked)) or not any(map(WORD.search, candidates)):
        return [0.0] * len(candidates)
    # Takes a second or more to load: not when the app starts, and not where there is nothing to compare.
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

    weights = TfidfVectorizer(sublinear_tf=True, token_pattern=WORD.pattern).fit_transform([*marked, *candidates])
    cosines = (weights[len(marked) :] @ weights[: len(marked)].T).toarray()
    return [min(1.0, float(cosine)) for cosine in cosines.max(axis=1)]


def _areas_met(areas: Iterable[str], met: Collection[str]) -> list[str]:
    asked = list(dict.fromkeys(areas))
    fully_met = wording.FULLY_MET.format(areas=listed([area for area in asked if area in met]))
    not_applicable = [area for area in asked if area not in met]
    return [
        fully_met,
        *([wording.NOT_APPLICABLE_AREAS.format(areas=listed(not_applicable))] if not_applicable else []),
    ]


def _scores(kore_evaluation_score: float, supervisor_audit_score: float) -> list[str]:
    named = {
        wording.KORE_EVALUATION_SCORE: kore_evaluation_score,
        wording.SUPERVISOR_AUDIT_SCORE: supervisor_audit_score,
    }
    return [f"{name} {score(value)}" for name, value in named.items() if not pd.isna(value)]


def _likeness(similarity: float, marked_have_words: bool, has_words: bool) -> str:
    if not marked_have_words:
        return wording.NOTHING_MARKED_TO_COMPARE
    if not has_words:
        return wording.NO_TRANSCRIPT_TO_COMPARE
    if similarity >= MUCH_THE_SAME:
        return wording.ASKS_MUCH_THE_SAME
    if similarity >= ALIKE:
        return wording.ASKS_ALIKE
    return wording.ASKS_OTHERWISE
