-- Rounds of coaching, for when more agents need it than there is time: who was drawn by lot to be coached, and who waits.
-- Both tables are written once, before anything is assigned, and are only appended to.
CREATE TABLE rounds (
    round_id  VARCHAR NOT NULL,
    drawn_by  VARCHAR NOT NULL,
    drawn_at  TIMESTAMP NOT NULL,
    first_day DATE NOT NULL,             -- the days of the scores that the needs were read from
    last_day  DATE NOT NULL,
    places    INTEGER NOT NULL,          -- how many could be coached
    seed      BIGINT NOT NULL            -- of the lot: the same agents and seed are drawn the same again
);

CREATE TABLE round_agents (
    round_id      VARCHAR NOT NULL,
    agent_id      VARCHAR NOT NULL,
    coaching_area VARCHAR NOT NULL,
    stratum       INTEGER NOT NULL,      -- equals, from 1 for those who came first
    need          VARCHAR NOT NULL,
    waited        BOOLEAN NOT NULL,      -- in an earlier round, and not coached since
    score         DOUBLE NOT NULL,       -- as it was then, 0 to 100
    interactions  INTEGER NOT NULL,
    place         INTEGER NOT NULL,      -- the order in which they were drawn, from 1
    drawn         BOOLEAN NOT NULL       -- to be coached; otherwise the agent waits
);
