-- The daily totals of areas and metrics without agents, so that maps of a whole centre need not read every agent's days.
CREATE TABLE centre_area_daily (
    queue_id      VARCHAR,
    channel       VARCHAR,
    coaching_area VARCHAR NOT NULL,
    day           DATE NOT NULL,
    earned        DOUBLE NOT NULL,       -- sum of area score / 100 x weights possible
    possible      DOUBLE NOT NULL,       -- sum of the weights of the metrics that were not NA
    interactions  INTEGER NOT NULL
);

CREATE TABLE centre_metric_daily (
    queue_id   VARCHAR,
    channel    VARCHAR,
    metric_id  VARCHAR NOT NULL,
    day        DATE NOT NULL,
    adhered    INTEGER NOT NULL,
    applicable INTEGER NOT NULL          -- interactions in which it was not NA
);

CREATE TABLE centre_topic_area_daily (
    queue_id      VARCHAR,
    channel       VARCHAR,
    topic         VARCHAR,
    coaching_area VARCHAR NOT NULL,
    day           DATE NOT NULL,
    earned        DOUBLE NOT NULL,
    possible      DOUBLE NOT NULL,
    interactions  INTEGER NOT NULL
);

CREATE TABLE centre_topic_metric_daily (
    queue_id   VARCHAR,
    channel    VARCHAR,
    topic      VARCHAR,
    metric_id  VARCHAR NOT NULL,
    day        DATE NOT NULL,
    adhered    INTEGER NOT NULL,
    applicable INTEGER NOT NULL
);

INSERT INTO centre_topic_area_daily BY NAME
SELECT queue_id, channel, topic, coaching_area, day, sum(earned) AS earned, sum(possible) AS possible,
       sum(interactions) AS interactions
FROM topic_area_daily
GROUP BY queue_id, channel, topic, coaching_area, day
ORDER BY day, queue_id;

INSERT INTO centre_topic_metric_daily BY NAME
SELECT queue_id, channel, topic, metric_id, day, sum(adhered) AS adhered, sum(applicable) AS applicable
FROM topic_metric_daily
GROUP BY queue_id, channel, topic, metric_id, day
ORDER BY day, queue_id;

INSERT INTO centre_area_daily BY NAME
SELECT queue_id, channel, coaching_area, day, sum(earned) AS earned, sum(possible) AS possible,
       sum(interactions) AS interactions
FROM centre_topic_area_daily
GROUP BY queue_id, channel, coaching_area, day
ORDER BY day, queue_id;

INSERT INTO centre_metric_daily BY NAME
SELECT queue_id, channel, metric_id, day, sum(adhered) AS adhered, sum(applicable) AS applicable
FROM centre_topic_metric_daily
GROUP BY queue_id, channel, metric_id, day
ORDER BY day, queue_id;
