-- Facts are appended, states are computed. Instants are naive UTC. Identifiers come from the source and stay text.

CREATE TABLE migrations (
    name       VARCHAR NOT NULL,         -- of a file in this folder
    applied_at TIMESTAMP NOT NULL
);

CREATE TABLE people (
    person_id     VARCHAR PRIMARY KEY,   -- the e-mail address in lower case; the source's id where there is none
    email         VARCHAR,               -- lower case; nobody without one can sign in
    name          VARCHAR NOT NULL,
    team          VARCHAR,
    source_ids    VARCHAR[] NOT NULL DEFAULT [], -- the ids that exporting systems have for somebody with an address
    supervisor_id VARCHAR,               -- said by people.json; otherwise see supervisions
    permissions   VARCHAR[] NOT NULL,
    listed        BOOLEAN NOT NULL       -- people.json says who this is, so exports no longer change it
);

-- Who supervises whom. For an agent with a supervisor_id exactly that one; for others whoever assigned or audited.
CREATE TABLE supervisions (
    supervisor_id VARCHAR NOT NULL,
    agent_id      VARCHAR NOT NULL
);

CREATE TABLE queues (
    queue_id VARCHAR PRIMARY KEY,
    name     VARCHAR NOT NULL
);

CREATE TABLE forms (
    form_id      VARCHAR PRIMARY KEY,    -- its name: exports know no other
    name         VARCHAR NOT NULL,
    pass_score   DOUBLE,
    scoring_type VARCHAR
);

CREATE TABLE metrics (
    metric_id         VARCHAR PRIMARY KEY,
    form_id           VARCHAR,           -- NULL: known only from an export
    name              VARCHAR NOT NULL,
    coaching_area     VARCHAR NOT NULL,  -- 'Other' unless a form says more
    weight            DOUBLE NOT NULL,
    negative_weight   DOUBLE NOT NULL,
    fatal             BOOLEAN NOT NULL,
    expected_response VARCHAR NOT NULL,  -- YES or NO: the qualification that adheres
    position          INTEGER NOT NULL
);

CREATE TABLE interactions (
    interaction_id             VARCHAR PRIMARY KEY,
    agent_id                   VARCHAR NOT NULL,
    queue_id                   VARCHAR,
    channel                    VARCHAR,  -- voice, chat, email, or what the source calls it
    direction                  VARCHAR,
    language                   VARCHAR,
    topic                      VARCHAR,
    started_at                 TIMESTAMP, -- NULL where the source gives no times
    ended_at                   TIMESTAMP,
    form_id                    VARCHAR,
    pass_score                 DOUBLE,
    kore_evaluation_score      DOUBLE,   -- 0 to 100, NULL is NA
    evaluation_computed        BOOLEAN NOT NULL, -- the score is ours: the source reported none
    supervisor_audit_score     DOUBLE,   -- 0 to 100, of the newest audit; NULL is NA
    sentiment_score            DOUBLE,   -- -10 to +10, NULL is NA
    sentiment_estimated        BOOLEAN NOT NULL, -- the score is ours: the source gave none
    fatal                      BOOLEAN NOT NULL, -- a fatal metric failed
    -- What metric_results add up to, the auditors' included; scores.judge_areas keeps it right. Text, because it is
    -- looked through millions at a time: the areas in order between bars, |Accuracy|Etiquette|, NULL for none.
    met_areas                  VARCHAR,  -- coaching areas with a metric adhered to
    failed_areas               VARCHAR,  -- coaching areas with a failed metric
    audit_fatal                BOOLEAN NOT NULL DEFAULT FALSE -- an auditor found that a fatal metric failed
);

CREATE TABLE turns (
    interaction_id VARCHAR NOT NULL,
    position       INTEGER NOT NULL,     -- from 1
    speaker        VARCHAR NOT NULL,     -- agent, customer or system
    said_at        TIMESTAMP NOT NULL,
    text           VARCHAR NOT NULL,
    sentiment      DOUBLE                -- -10 to +10, the customer's turns only; always estimated
);

CREATE TABLE metric_results (
    interaction_id  VARCHAR NOT NULL,
    metric_id       VARCHAR NOT NULL,
    auditor_id      VARCHAR,             -- NULL: the automatic evaluation
    position        INTEGER NOT NULL,    -- order in the evaluation
    qualification   VARCHAR NOT NULL,    -- YES, NO or NA
    weight          DOUBLE NOT NULL,     -- as of this evaluation
    negative_weight DOUBLE NOT NULL,
    fatal_error     BOOLEAN NOT NULL,    -- a fatal metric that failed here
    justification   VARCHAR,
    weight_reported BOOLEAN NOT NULL DEFAULT FALSE, -- the source said the weights; otherwise the form's apply
    fatal_reported  BOOLEAN NOT NULL DEFAULT FALSE  -- the source said fatal_error; otherwise the form decides
);

-- The messages a metric result points at. The source ties them by their instant; position is the turn it was resolved to.
CREATE TABLE evidence (
    interaction_id VARCHAR NOT NULL,
    metric_id      VARCHAR NOT NULL,
    said_at        TIMESTAMP NOT NULL,
    message_id     VARCHAR,
    position       INTEGER
);

CREATE TABLE audits (
    audit_id       VARCHAR PRIMARY KEY,
    interaction_id VARCHAR NOT NULL,
    auditor_id     VARCHAR NOT NULL,
    audited_at     TIMESTAMP NOT NULL,
    score          DOUBLE,               -- 0 to 100
    comment        VARCHAR
);

CREATE TABLE assignments (
    assignment_id VARCHAR PRIMARY KEY,
    name          VARCHAR NOT NULL,
    agent_id      VARCHAR NOT NULL,
    assigned_by   VARCHAR NOT NULL,
    assigned_at   TIMESTAMP NOT NULL,
    follow_up_on  DATE NOT NULL,
    went_well     VARCHAR NOT NULL,
    work_on       VARCHAR NOT NULL,
    action_plan   VARCHAR[] NOT NULL     -- its steps, in order
);

CREATE TABLE assignment_areas (
    assignment_id VARCHAR NOT NULL,
    coaching_area VARCHAR NOT NULL,
    position      INTEGER NOT NULL
);

CREATE TABLE assignment_interactions (
    assignment_id  VARCHAR NOT NULL,
    interaction_id VARCHAR NOT NULL,
    kind           VARCHAR NOT NULL,     -- marked or best_response
    position       INTEGER NOT NULL
);

-- Append-only. Status is computed from it; a repeated row changes nothing.
CREATE TABLE openings (
    assignment_id  VARCHAR NOT NULL,
    interaction_id VARCHAR NOT NULL,
    person_id      VARCHAR NOT NULL,
    opened_at      TIMESTAMP NOT NULL
);

-- Daily totals, days in UTC: what every figure reads. daily_totals.in_step keeps them right.
CREATE TABLE area_daily (
    agent_id      VARCHAR NOT NULL,
    queue_id      VARCHAR,
    channel       VARCHAR,
    coaching_area VARCHAR NOT NULL,
    day           DATE NOT NULL,
    earned        DOUBLE NOT NULL,       -- sum of area score / 100 x weights possible
    possible      DOUBLE NOT NULL,       -- sum of the weights of the metrics that were not NA
    interactions  INTEGER NOT NULL
);

CREATE TABLE metric_daily (
    agent_id   VARCHAR NOT NULL,
    queue_id   VARCHAR,
    channel    VARCHAR,
    metric_id  VARCHAR NOT NULL,
    day        DATE NOT NULL,
    adhered    INTEGER NOT NULL,
    applicable INTEGER NOT NULL          -- interactions in which it was not NA
);

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
    fails            INTEGER NOT NULL,   -- interactions below their pass score
    fatal            INTEGER NOT NULL
);
