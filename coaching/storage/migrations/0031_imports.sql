-- What has been imported, and what became of it. A row is written when an import begins and completed when it ends. One
-- whose process has died is completed by the next import, which nobody begins before this one is over.
CREATE TABLE imports (
    import_id VARCHAR PRIMARY KEY,
    came_by   VARCHAR NOT NULL,          -- the way in: command, inbox or page
    begun_by  VARCHAR,                   -- the person who used the page
    account   VARCHAR,                   -- the user of the machine who gave the command
    begun_at  TIMESTAMP NOT NULL,
    ended_at  TIMESTAMP,                 -- NULL while it runs, and where its process has died
    files     VARCHAR[] NOT NULL,        -- the paths as they were given
    outcome   VARCHAR,                   -- complete, incomplete, stopped, failed or killed; NULL while it runs
    loaded    BIGINT,                    -- records
    set_aside BIGINT,                    -- records that wait for something they name
    refused   BIGINT,                    -- records
    left_out  BIGINT,                    -- values of records that were loaded without them
    report    VARCHAR                    -- what whoever imported has read at the end
);
