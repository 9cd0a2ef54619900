-- What supervisors write down about an agent apart from any assignment, such as in a talk between the two. A shared note
-- is for the agent, too; a private one is for supervisors who coach them. Its writer can take it back: then removed_at
-- says when, and nobody reads it any more.
CREATE TABLE agent_notes (
    note_id    VARCHAR NOT NULL,
    agent_id   VARCHAR NOT NULL,
    written_by VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL,
    private    BOOLEAN NOT NULL,
    text       VARCHAR NOT NULL,
    removed_at TIMESTAMP
);
