-- That conversations were erased: what for (asked, or old), when, by whom, how many. Never whose or which.
CREATE TABLE erasures (
    reason        VARCHAR NOT NULL,
    erased_at     TIMESTAMP NOT NULL,
    erased_by     VARCHAR,               -- NULL: by the centre's rule about age, or by whoever gave the command
    conversations INTEGER NOT NULL
);

-- By which an import knows a conversation that was erased: the SHA-256 of each of its ids, from which none follows.
CREATE TABLE erased_ids (
    digest VARCHAR NOT NULL
);

-- What erased interactions contributed to the daily totals, which keep it.
CREATE TABLE erased_totals (
    totals   VARCHAR NOT NULL,           -- the table of totals
    agent_id VARCHAR NOT NULL,
    queue_id VARCHAR,
    channel  VARCHAR,
    topic    VARCHAR,
    item     VARCHAR,                    -- the coaching area or the metric; NULL in the totals of agents
    day      DATE NOT NULL,
    sums     DOUBLE[] NOT NULL           -- in the order of the table's columns
);
