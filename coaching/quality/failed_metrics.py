"""Which metrics of a coaching area did interactions fail?"""

from collections.abc import Mapping, Sequence

from coaching.people.visibility import VISIBLE_AGENTS
from coaching.quality.answer_that_counts import ANSWERS_THAT_COUNT
from coaching.quality.forms import metric_labels
from coaching.quality.hidden_parts import Part, audited_among, hidden_from
from coaching.quality.interactions import stored
from coaching.quality.scoring import FAILED, LOST
from coaching.storage.database import Database

# The costliest first.
FAILED_METRICS = f"""
    WITH {VISIBLE_AGENTS}, own AS MATERIALIZED (
        SELECT interaction_id FROM interactions
        WHERE interaction_id IN (SELECT unnest($ids::VARCHAR[])) AND agent_id IN (FROM visible_agents))
    SELECT r.interaction_id, r.metric_id
    FROM {ANSWERS_THAT_COUNT.format(interactions="SELECT interaction_id FROM own")} r
    JOIN metrics m USING (metric_id)
    WHERE {FAILED} AND m.coaching_area = $area
    ORDER BY r.fatal_error DESC, {LOST} DESC, r.metric_id"""


def failed_metrics(
    database: Database, viewer_id: str, interaction_ids: Sequence[str], coaching_area: str
) -> Mapping[str, Sequence[str]]:
    """What the metrics of this area are called that each of these interactions of agents whom the viewer sees fails, by
    the answers that count, by interaction_id."""
    ids = list(interaction_ids)
    if Part.AUTOMATIC in hidden_from(database, viewer_id, viewer_id):
        audited, known = audited_among(database, ids), stored(database, ids)
        ids = [each for each in ids if each in audited or (each in known and known[each]["agent_id"] != viewer_id)]
    asked = {"viewer_id": viewer_id, "ids": ids, "area": coaching_area}
    called = metric_labels(database)
    found: dict[str, list[str]] = {}
    for row in database.rows(FAILED_METRICS, asked):
        found.setdefault(row["interaction_id"], []).append(called[row["metric_id"]])
    return found
