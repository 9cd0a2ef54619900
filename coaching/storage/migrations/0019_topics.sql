-- The daily totals of areas and metrics by topic as well. The topic of an interaction is the one that lists name.
CREATE TABLE topic_area_daily (
    agent_id      VARCHAR NOT NULL,
    queue_id      VARCHAR,
    channel       VARCHAR,
    topic         VARCHAR,
    coaching_area VARCHAR NOT NULL,
    day           DATE NOT NULL,
    earned        DOUBLE NOT NULL,       -- sum of area score / 100 x weights possible
    possible      DOUBLE NOT NULL,       -- sum of the weights of the metrics that were not NA
    interactions  INTEGER NOT NULL
);

CREATE TABLE topic_metric_daily (
    agent_id   VARCHAR NOT NULL,
    queue_id   VARCHAR,
    channel    VARCHAR,
    topic      VARCHAR,
    metric_id  VARCHAR NOT NULL,
    day        DATE NOT NULL,
    adhered    INTEGER NOT NULL,
    applicable INTEGER NOT NULL          -- interactions in which it was not NA
);

INSERT INTO topic_area_daily BY NAME
SELECT agent_id, queue_id, channel, topic, coaching_area, day, sum(earned) AS earned, sum(possible) AS possible,
       count(*) AS interactions
FROM (
    SELECT i.interaction_id, i.agent_id, i.queue_id, i.channel, i.topic, m.coaching_area, i.started_at::DATE AS day,
           sum(CASE WHEN r.qualification <> 'NA' THEN r.weight ELSE 0 END) AS possible,
           CASE WHEN bool_or(r.fatal_error) THEN 0
                ELSE least(possible, greatest(0, sum(CASE WHEN r.qualification = m.expected_response THEN r.weight
                                                          WHEN r.qualification <> 'NA' THEN -r.negative_weight
                                                          ELSE 0 END))) END AS earned
    FROM metric_results r JOIN metrics m USING (metric_id) JOIN interactions i USING (interaction_id)
    WHERE r.auditor_id IS NULL AND i.started_at IS NOT NULL
    GROUP BY i.interaction_id, i.agent_id, i.queue_id, i.channel, i.topic, m.coaching_area, day
)
WHERE possible <> 0
GROUP BY agent_id, queue_id, channel, topic, coaching_area, day
ORDER BY day;

INSERT INTO topic_metric_daily BY NAME
SELECT i.agent_id, i.queue_id, i.channel, i.topic, r.metric_id, i.started_at::DATE AS day,
       sum((r.qualification = m.expected_response)::INTEGER) AS adhered, count(*) AS applicable
FROM metric_results r JOIN metrics m USING (metric_id) JOIN interactions i USING (interaction_id)
WHERE r.auditor_id IS NULL AND r.qualification <> 'NA' AND i.started_at IS NOT NULL
GROUP BY i.agent_id, i.queue_id, i.channel, i.topic, r.metric_id, day
ORDER BY day;
