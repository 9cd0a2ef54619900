"""Does the automatic evaluation judge as people do? Its answers against those of audits, metric by metric.

Only interactions whose audited answer counts are compared: of each metric the answer of the newest audit that has any
(answer_that_counts.py) against the automatic one. They agree where both answers are the same; NA is an answer.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from coaching.measuring import score_map
from coaching.measuring.score_change import CONFIDENCE
from coaching.measuring.score_map import AGENTS, TeamScope, is_judged
from coaching.people.people import with_labels
from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS
from coaching.quality.answer_that_counts import ANSWERS_THAT_COUNT
from coaching.quality.forms import Metric
from coaching.quality.scope import IN_SCOPE
from coaching.quality.scoring import FAILED
from coaching.storage.database import Database
from coaching.storage.paging import skipped
from coaching.words.formatting import as_shown

# Both answers to each metric of the audited interactions that have both.
COMPARED = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}, scoped AS MATERIALIZED ({AGENTS.format(more="", supervisions="")}),
    d AS MATERIALIZED (
        SELECT * FROM interactions
        WHERE started_at >= $first AND started_at < $end AND interaction_id IN (SELECT interaction_id FROM audits)),
    audited AS MATERIALIZED (SELECT d.* FROM d JOIN scoped s ON s.agent_id = d.agent_id WHERE {IN_SCOPE}),
    counted AS MATERIALIZED (
        FROM {ANSWERS_THAT_COUNT.format(interactions="SELECT interaction_id FROM audited")}
        WHERE auditor_id IS NOT NULL),
    answers AS (
        FROM counted
        UNION ALL BY NAME
        FROM metric_results WHERE auditor_id IS NULL AND interaction_id IN (SELECT interaction_id FROM counted)),
    compared AS (
        SELECT r.interaction_id, r.metric_id,
               any_value(r.qualification) FILTER (r.auditor_id IS NULL) AS automatic,
               any_value(r.qualification) FILTER (r.auditor_id IS NOT NULL) AS audited,
               bool_or({FAILED}) FILTER (r.auditor_id IS NULL) AS automatic_fails,
               bool_or({FAILED}) FILTER (r.auditor_id IS NOT NULL) AS audited_fails
        FROM answers r JOIN metrics m ON m.metric_id = r.metric_id
        WHERE $area IS NULL OR m.coaching_area = $area
        GROUP BY r.interaction_id, r.metric_id HAVING automatic IS NOT NULL AND audited IS NOT NULL)"""

BY_METRIC = f"""
    {COMPARED}
    SELECT metric_id, count(*)::INTEGER AS interactions, (count(*) FILTER (automatic = audited))::INTEGER AS agreeing,
           (count(*) FILTER (automatic_fails AND NOT audited_fails))::INTEGER AS too_strict,
           (count(*) FILTER (audited_fails AND NOT automatic_fails))::INTEGER AS too_lenient
    FROM compared GROUP BY metric_id ORDER BY metric_id"""

NUMBER_THAT_DIFFER = f"""
    {COMPARED} SELECT count(*) AS total FROM compared WHERE metric_id = $metric_id AND automatic <> audited"""

THAT_DIFFER = f"""
    {COMPARED}
    SELECT i.interaction_id, i.agent_id, p.name AS agent, i.started_at, coalesce(q.name, i.queue_id) AS queue,
           i.channel, i.topic, c.automatic, c.audited
    FROM compared c
    JOIN audited i ON i.interaction_id = c.interaction_id
    JOIN people p ON p.person_id = i.agent_id
    LEFT JOIN queues q ON q.queue_id = i.queue_id
    WHERE c.metric_id = $metric_id AND c.automatic <> c.audited
    ORDER BY i.started_at DESC, i.interaction_id
    LIMIT $size OFFSET $skipped"""


def by_metric(database: Database, viewer_id: str, scope: TeamScope) -> pd.DataFrame:
    """How often both agree, by metric, of the interactions of the scope that began in its period.

    Columns: metric_id, interactions (n with both answers), agreeing (n), too_strict (n that only the automatic answer
    fails), too_lenient (n that only the audited answer fails).
    """
    return database.query(BY_METRIC, score_map.asked(viewer_id, scope, scope.period))


def that_differ(
    database: Database, viewer_id: str, scope: TeamScope, metric_id: str, *, page: int, size: int
) -> tuple[pd.DataFrame, int]:
    """One page of the interactions in which the answers to a metric differ, newest first, and how many there are.

    Columns: interaction_id, agent_id, agent (name), started_at (naive UTC), queue, channel, topic, automatic and
    audited (the two answers: YES, NO or NA). A `page` past the last one is the last one.
    """
    asked = score_map.asked(viewer_id, scope, scope.period) | {"metric_id": metric_id}
    total = int(database.rows(NUMBER_THAT_DIFFER, asked)[0]["total"])
    rows = database.query(THAT_DIFFER, asked | {"size": size, "skipped": skipped(page, total, size)})
    return with_labels(database, rows, agent="agent_id"), total


# What follows from the frame. Pure.


def agreement(counted: pd.DataFrame, metrics: Mapping[str, Metric], called: Mapping[str, str]) -> pd.DataFrame:
    """by_metric() with the share that agrees, worst first; those that too few say anything about come last.

    `metrics`: all metrics by metric_id, and what they are `called`. The interval is Wilson's score interval for a share
    (E. B. Wilson, 1927), which holds its level where few or all agree.
    Columns more: name, coaching_area, agreement, low and high (% of the interactions, with its 95 % interval), judged
    (so many interactions say anything, see score_map.py), differing (n).
    """
    numbers, agreeing = counted["interactions"].to_numpy(float), counted["agreeing"].to_numpy(float)
    low, high = proportion_confint(agreeing, numbers, alpha=1 - CONFIDENCE, method="wilson")
    ids = counted["metric_id"]
    found = counted.assign(
        name=pd.Series([called[each] for each in ids], counted.index, dtype=object),
        coaching_area=pd.Series([metrics[each].coaching_area for each in ids], counted.index, dtype=object),
        agreement=as_shown(100 * agreeing / np.maximum(numbers, 1)),
        low=as_shown(100 * np.asarray(low, float)),
        high=as_shown(100 * np.asarray(high, float)),
        judged=is_judged(numbers),
        differing=counted["interactions"] - counted["agreeing"],
    )
    order = {"judged": False, "agreement": True, "interactions": False, "name": True, "metric_id": True}
    return found.sort_values(list(order), ascending=list(order.values()), ignore_index=True)
