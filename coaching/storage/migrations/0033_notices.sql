-- What somebody was told, and what they have read of it. Both are append-only.
CREATE TABLE notices (
    notice_id  VARCHAR NOT NULL,
    person_id  VARCHAR NOT NULL,         -- who is told
    kind       VARCHAR NOT NULL,
    about      VARCHAR NOT NULL,         -- the id of an assignment, a mark or an import; empty where it is of none
    occasion   VARCHAR NOT NULL,         -- tells one notice about it from the next, such as the follow-up date
    caused_by  VARCHAR,                  -- who did it
    written_at TIMESTAMP NOT NULL
);

CREATE INDEX notices_of_person ON notices (person_id);

CREATE TABLE notices_read (
    person_id VARCHAR NOT NULL,
    notice_id VARCHAR NOT NULL,
    read_at   TIMESTAMP NOT NULL
);

CREATE INDEX notices_read_of_person ON notices_read (person_id);
