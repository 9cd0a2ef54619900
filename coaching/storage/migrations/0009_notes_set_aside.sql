-- Append-only: a supervisor has read what the agent of an assignment wrote until then, and it needs no answer.
CREATE TABLE notes_set_aside (
    assignment_id VARCHAR NOT NULL,
    person_id     VARCHAR NOT NULL,
    set_aside_at  TIMESTAMP NOT NULL,
    written_until TIMESTAMP NOT NULL     -- when the newest note that they had read was written
);

CREATE INDEX notes_set_aside_of_assignment ON notes_set_aside (assignment_id);
