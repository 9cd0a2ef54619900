-- The coaching areas that an interaction met and failed are lists, as areas are everywhere else: empty where none was met
-- or failed, NULL where no metric applied. They were one text with a bar around each name, NULL for none; in it \p stood
-- for a bar that is part of a name, \b for a backslash and \e for an empty name.

-- The table is written anew. DuckDB 1.5 cannot replay ALTER COLUMN … TYPE … USING with a function after a process was
-- killed, and finds every key twice where a list is updated in a table that the same transaction alters.
CREATE TABLE interactions_with_lists (
    interaction_id             VARCHAR PRIMARY KEY,
    agent_id                   VARCHAR NOT NULL,
    queue_id                   VARCHAR,
    channel                    VARCHAR,
    direction                  VARCHAR,
    language                   VARCHAR,
    topic                      VARCHAR,
    started_at                 TIMESTAMP,
    ended_at                   TIMESTAMP,
    form_id                    VARCHAR,
    pass_score                 DOUBLE,
    kore_evaluation_score      DOUBLE,
    evaluation_computed        BOOLEAN NOT NULL,
    supervisor_audit_score     DOUBLE,
    sentiment_score            DOUBLE,
    sentiment_estimated        BOOLEAN NOT NULL,
    fatal                      BOOLEAN NOT NULL,
    met_areas                  VARCHAR[],
    failed_areas               VARCHAR[],
    fails_fatally              BOOLEAN NOT NULL DEFAULT FALSE
);

INSERT INTO interactions_with_lists BY NAME
SELECT * REPLACE (
    CASE WHEN met_areas IS NOT NULL
         THEN list_transform(string_split(met_areas[2:-2], '|'),
                             lambda part: replace(replace(replace(part, '\e', ''), '\p', '|'), '\b', '\'))
         WHEN failed_areas IS NOT NULL THEN [] END AS met_areas,
    CASE WHEN failed_areas IS NOT NULL
         THEN list_transform(string_split(failed_areas[2:-2], '|'),
                             lambda part: replace(replace(replace(part, '\e', ''), '\p', '|'), '\b', '\'))
         WHEN met_areas IS NOT NULL THEN [] END AS failed_areas
)
FROM interactions;

DROP TABLE interactions;

ALTER TABLE interactions_with_lists RENAME TO interactions;
