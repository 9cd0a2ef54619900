-- What supervisors do: bookmarks, audits made here, marks and groups, assignments edited and withdrawn, the conversation
-- about them. person columns that can be merged when two records turn out to be one person are listed in
-- importers/people_directory.py.

ALTER TABLE assignments ADD COLUMN version INTEGER DEFAULT 1;         -- counts the edits made here
ALTER TABLE assignments ADD COLUMN withdrawn_at TIMESTAMP;            -- NULL: in force. The agent sees a withdrawn one no more
ALTER TABLE assignments ADD COLUMN chosen_because VARCHAR;            -- a ChosenBecause; NULL: imported, nobody said
ALTER TABLE assignments ADD COLUMN period_first DATE;                 -- the days that were looked at when the agent was
ALTER TABLE assignments ADD COLUMN period_last DATE;                  -- chosen; the estimate of the effect needs them
ALTER TABLE assignments ADD COLUMN group_id VARCHAR;                  -- of a group assignment; never shown to the agent

-- Append-only: who changed what, when, from what to what. Values are words that a person can read.
CREATE TABLE changes (
    subject    VARCHAR NOT NULL,         -- assignment, group or template
    subject_id VARCHAR NOT NULL,
    changed_by VARCHAR NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    position   INTEGER NOT NULL,         -- order within one change
    field      VARCHAR NOT NULL,         -- a column's name, or created, withdrawn or removed
    was        VARCHAR,                  -- NULL: nothing before
    becomes    VARCHAR                   -- NULL: nothing after
);

-- Half-filled forms, private to whoever fills them in. One a person, form and subject.
CREATE TABLE drafts (
    person_id  VARCHAR NOT NULL,
    form       VARCHAR NOT NULL,         -- assignment or audit
    subject_id VARCHAR NOT NULL,
    content    VARCHAR NOT NULL,         -- JSON
    saved_at   TIMESTAMP NOT NULL
);

CREATE TABLE bookmarks (
    person_id      VARCHAR NOT NULL,
    interaction_id VARCHAR NOT NULL,
    note           VARCHAR NOT NULL,     -- empty where there is none
    bookmarked_at  TIMESTAMP NOT NULL
);

-- Append-only: the interactions that a supervisor was offered as best responses, and may therefore look at.
CREATE TABLE best_response_offers (
    person_id      VARCHAR NOT NULL,
    interaction_id VARCHAR NOT NULL,
    offered_at     TIMESTAMP NOT NULL
);

ALTER TABLE audits ADD COLUMN score_computed BOOLEAN DEFAULT FALSE;   -- from an answer to every metric, here: no score is
                                                                      -- then NA. Otherwise the source just gave none

-- What each audit answered. metric_results has only the newest audit of each auditor; this keeps them all.
CREATE TABLE audit_answers (
    audit_id      VARCHAR NOT NULL,
    metric_id     VARCHAR NOT NULL,
    position      INTEGER NOT NULL,
    qualification VARCHAR NOT NULL,      -- YES, NO or NA
    comment       VARCHAR
);

-- The answers known so far: those of each auditor's newest audit.
INSERT INTO audit_answers BY NAME
SELECT a.audit_id, r.metric_id, r.position, r.qualification, r.justification AS comment
FROM metric_results r
JOIN (
    SELECT interaction_id, auditor_id, arg_max(audit_id, (audited_at, audit_id)) AS audit_id
    FROM audits GROUP BY interaction_id, auditor_id
) a ON a.interaction_id = r.interaction_id AND a.auditor_id = r.auditor_id;

-- An agent is marked for coaching because of an interaction, by a supervisor or by the agent (who asks for coaching).
CREATE TABLE marks (
    mark_id        VARCHAR PRIMARY KEY,
    agent_id       VARCHAR NOT NULL,
    interaction_id VARCHAR NOT NULL,
    marked_by      VARCHAR NOT NULL,     -- the agent_id: asked for by the agent
    marked_at      TIMESTAMP NOT NULL,
    coaching_areas VARCHAR[] NOT NULL,
    note           VARCHAR NOT NULL      -- empty where there is none
);

-- Append-only: a mark without a row here is open. With assignment_id it became coaching, without it was set aside.
CREATE TABLE mark_closings (
    mark_id       VARCHAR NOT NULL,
    closed_by     VARCHAR NOT NULL,
    closed_at     TIMESTAMP NOT NULL,
    assignment_id VARCHAR,
    reason        VARCHAR NOT NULL       -- empty where it became coaching
);

CREATE TABLE groups (
    group_id       VARCHAR PRIMARY KEY,
    name           VARCHAR NOT NULL,     -- unique, whatever its upper and lower case
    description    VARCHAR NOT NULL,
    coaching_areas VARCHAR[] NOT NULL,
    created_by     VARCHAR NOT NULL,
    created_at     TIMESTAMP NOT NULL,
    version        INTEGER NOT NULL,
    removed_at     TIMESTAMP             -- NULL: in use
);

CREATE TABLE group_members (
    group_id VARCHAR NOT NULL,
    agent_id VARCHAR NOT NULL
);

-- What a supervisor may start from when writing feedback on a coaching area.
CREATE TABLE templates (
    coaching_area VARCHAR PRIMARY KEY,
    went_well     VARCHAR NOT NULL,
    work_on       VARCHAR NOT NULL,
    action_plan   VARCHAR[] NOT NULL,
    version       INTEGER NOT NULL
);

-- The conversation about an assignment. All append-only, and none of it changes the status.
CREATE TABLE acknowledgements (
    assignment_id   VARCHAR NOT NULL,
    person_id       VARCHAR NOT NULL,
    acknowledged_at TIMESTAMP NOT NULL
);

CREATE TABLE step_ticks (
    assignment_id VARCHAR NOT NULL,
    step          VARCHAR NOT NULL,      -- its words: a step that is worded anew is another step
    person_id     VARCHAR NOT NULL,
    done          BOOLEAN NOT NULL,      -- FALSE: taken back
    ticked_at     TIMESTAMP NOT NULL
);

CREATE TABLE notes (
    note_id       VARCHAR PRIMARY KEY,
    assignment_id VARCHAR NOT NULL,
    person_id     VARCHAR NOT NULL,
    written_at    TIMESTAMP NOT NULL,
    text          VARCHAR NOT NULL
);

CREATE TABLE outcomes (
    assignment_id VARCHAR NOT NULL,
    person_id     VARCHAR NOT NULL,
    recorded_at   TIMESTAMP NOT NULL,
    outcome       VARCHAR NOT NULL,      -- an Outcome; the newest counts
    note          VARCHAR NOT NULL
);
