-- What is below its pass score does not "fail": that word is for answers that are not the expected ones.
-- DuckDB renames no column of a table that has an index, and 1.5.5 aborts where an index is dropped, a column renamed and
-- the index made again in one transaction. So the table is made anew.
CREATE TABLE totals_before AS FROM agent_daily;

DROP TABLE agent_daily;

CREATE TABLE agent_daily (
    agent_id         VARCHAR NOT NULL,
    queue_id         VARCHAR,
    channel          VARCHAR,
    day              DATE NOT NULL,
    interactions     INTEGER NOT NULL,
    evaluated        INTEGER NOT NULL,   -- interactions with a Kore evaluation score
    evaluation_total DOUBLE NOT NULL,    -- the sum of these scores
    audited          INTEGER NOT NULL,   -- interactions with a supervisor audit score
    audit_total      DOUBLE NOT NULL,
    below_pass_score INTEGER NOT NULL,   -- interactions whose Kore evaluation score is below their pass score
    fatal            INTEGER NOT NULL
);

INSERT INTO agent_daily BY NAME SELECT * EXCLUDE (fails), fails AS below_pass_score FROM totals_before;

DROP TABLE totals_before;

CREATE INDEX agent_daily_of_agent ON agent_daily (agent_id);
