-- A message without a time keeps its place among the others. Where the source gives no instant but a number from the start
-- of the conversation, that number is kept, and importers/turn_times.py makes said_at of it.
-- The table is written anew: DuckDB changes no column of a table that has an index, and 1.5.5 aborts where an index is
-- dropped, a column changed and the index made again in one transaction.
CREATE TABLE turns_with_numbers (
    interaction_id     VARCHAR NOT NULL,
    position           INTEGER NOT NULL, -- from 1
    speaker            VARCHAR NOT NULL, -- agent, customer or system
    said_at            TIMESTAMP,        -- NULL where the source gives no time
    text               VARCHAR NOT NULL,
    sentiment          DOUBLE,           -- -10 to +10, the customer's turns only
    sentiment_reported BOOLEAN NOT NULL DEFAULT FALSE, -- the source gave it; otherwise it is estimated
    since_start        DOUBLE,           -- the number that the source gives from the start of the conversation
    since_start_unit   DOUBLE            -- how many seconds 1 of it is; NULL: told from how long the conversation took
);

INSERT INTO turns_with_numbers BY NAME FROM turns;

DROP TABLE turns;

ALTER TABLE turns_with_numbers RENAME TO turns;

CREATE INDEX turns_of_interaction ON turns (interaction_id);
