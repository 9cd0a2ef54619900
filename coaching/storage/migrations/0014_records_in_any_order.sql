-- What lets an import give the same whatever the order of files and imports is.

-- What each record of a conversation said, one row a record. An interaction is what its records add up to.
CREATE TABLE interaction_records (
    conversation_id       VARCHAR NOT NULL,   -- the one id of the conversation (conversation_ids)
    interaction_id        VARCHAR NOT NULL,   -- the interaction that it is about
    record_order          VARCHAR NOT NULL,   -- the greater one counts (record_order.py); empty: stored before this table
    file                  VARCHAR,            -- the name of its file
    gives                 VARCHAR[] NOT NULL, -- evaluation, metrics, audit, transcript, participants, topics, a DetailKind
    results_stored        BOOLEAN NOT NULL,   -- the automatic metric_results of the interaction are those of this record
    agent_id              VARCHAR,            -- NULL: a transcript
    queue_id              VARCHAR,
    channel               VARCHAR,
    direction             VARCHAR,
    language              VARCHAR,
    topic                 VARCHAR,
    started_at            TIMESTAMP,
    ended_at              TIMESTAMP,
    form_id               VARCHAR,
    pass_score            DOUBLE,
    kore_evaluation_score DOUBLE,
    sentiment_score       DOUBLE,
    counts_fatal          BOOLEAN
);

-- Further ids of conversations: those given at upload, and those that turned out to be the same conversation.
CREATE TABLE conversation_ids (
    other_id        VARCHAR NOT NULL,
    conversation_id VARCHAR NOT NULL
);

-- Records that name something that is not there yet. Each import tries them again.
CREATE TABLE waiting_records (
    kind         VARCHAR NOT NULL,            -- transcript, audit, assignment or person
    digest       VARCHAR NOT NULL,            -- of what the record says
    file         VARCHAR NOT NULL,
    position     VARCHAR NOT NULL,            -- where in the file
    waits_for    VARCHAR,                     -- the conversation, of a transcript
    record_order VARCHAR NOT NULL,
    record       VARCHAR NOT NULL             -- JSON
);

-- Which record said a value that several records may say differently: the name of a person, queue or metric.
CREATE TABLE newest_values (
    subject      VARCHAR NOT NULL,            -- person, queue, metric or assignment
    subject_id   VARCHAR NOT NULL,
    field        VARCHAR NOT NULL,
    record_order VARCHAR NOT NULL
);

-- An audit that an export reports for a conversation, without saying which agent's: it is about the newest evaluation.
ALTER TABLE audits ADD COLUMN conversation_id VARCHAR;

-- How new the records were that gave the parts of an audit; NULL, or no row: no import gave them.
CREATE TABLE audit_orders (
    audit_id      VARCHAR NOT NULL,
    score_order   VARCHAR,
    comment_order VARCHAR,
    answers_order VARCHAR
);
