"""What does a list show of each of its interactions?"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from coaching.people.people import with_labels
from coaching.quality.forms import queues
from coaching.quality.hidden_parts import without_hidden
from coaching.quality.scoring import doubtful_difference
from coaching.storage.database import Database, cached, look_up
from coaching.storage.frames import frame

LOOKED_UP_AT_ONCE = 2_000  # of 2,049 keys or more DuckDB reads the whole table
ROWS = """
    SELECT interaction_id, agent_id, started_at, ended_at, queue_id, channel, direction, language, topic,
           kore_evaluation_score, supervisor_audit_score, sentiment_score, sentiment_estimated, fatal, fails_fatally,
           failed_areas
    FROM interactions WHERE interaction_id IN ({keys})"""
LISTED = {
    "interaction_id": "object", "agent_id": "object", "agent": "object", "team": "object",
    "started_at": "datetime64[us]", "ended_at": "datetime64[us]", "queue": "object", "channel": "object",
    "direction": "object", "language": "object", "topic": "object", "kore_evaluation_score": "float64",
    "supervisor_audit_score": "float64", "sentiment_score": "float64", "sentiment_estimated": "bool", "fatal": "bool",
    "fails_fatally": "bool", "failed_areas": "object", "bookmark_note": "object", "scores_differ_by": "float64",
}  # fmt: skip
AGENTS = "SELECT person_id, name AS agent, team FROM people WHERE person_id IN ({keys})"
# An import that runs meanwhile may have found out that two agents are one.
NOBODY = {"agent": None, "team": None}
NOTES = """
    SELECT interaction_id, arg_max(note, bookmarked_at) AS note FROM bookmarks
    WHERE person_id = $viewer_id GROUP BY interaction_id"""


def looked_up(database: Database, viewer_id: str, ids: Sequence[str]) -> pd.DataFrame:
    """The rows of interaction_list.interactions() for these ids, in their order. Those of a page are cached.

    It checks no permission: it looks up what a query has found for the viewer.
    """
    if len(ids) <= LOOKED_UP_AT_ONCE:
        return _looked_up_at_once(database, viewer_id, tuple(ids))
    return _all_looked_up(database, viewer_id, ids)


@cached
def _looked_up_at_once(database: Database, viewer_id: str, ids: tuple[str, ...]) -> pd.DataFrame:
    return _all_looked_up(database, viewer_id, ids)


def _all_looked_up(database: Database, viewer_id: str, ids: Sequence[str]) -> pd.DataFrame:
    notes = {row["interaction_id"]: row["note"] for row in database.rows(NOTES, {"viewer_id": viewer_id})}
    called = queues(database)
    agents: dict[str, dict[str, object]] = {}
    parts = []
    for begin in range(0, max(len(ids), 1), LOOKED_UP_AT_ONCE):
        part = ids[begin : begin + LOOKED_UP_AT_ONCE]
        found = {row["interaction_id"]: row for row in look_up(database, ROWS, part)}
        unknown = {row["agent_id"] for row in found.values()} - agents.keys()
        agents |= {row.pop("person_id"): row for row in look_up(database, AGENTS, unknown)}
        parts.append(frame([_row(found[each], agents, called, notes) for each in part if each in found], LISTED))
    rows = with_labels(database, pd.concat(parts, ignore_index=True), agent="agent_id")
    return without_hidden(database, viewer_id, rows, rows["agent_id"] == viewer_id)


def _row(
    found: Mapping[str, Any],
    agents: Mapping[str, Mapping[str, object]],
    called: Mapping[str, str],
    notes: Mapping[str, str],
) -> dict[str, object]:
    """A row of looked_up() from one of ROWS, with what agents and queues are `called`."""
    return {
        **found,
        **agents.get(found["agent_id"], NOBODY),
        "queue": called.get(found["queue_id"], found["queue_id"]),
        "bookmark_note": notes.get(found["interaction_id"]),
        "scores_differ_by": doubtful_difference(found["kore_evaluation_score"], found["supervisor_audit_score"]),
    }
