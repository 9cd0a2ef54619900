-- The mails that people are sent, each claimed before it is sent. What is in one follows from its notices and is made when
-- it is sent.
CREATE TABLE mails (
    mail_id    VARCHAR NOT NULL,
    person_id  VARCHAR NOT NULL,         -- who gets it
    notice_ids VARCHAR[] NOT NULL,       -- what it tells of
    digest_of  DATE,                     -- the day whose digest it is; NULL: sent at once
    queued_at  TIMESTAMP NOT NULL,
    try_at     TIMESTAMP NOT NULL,       -- not before
    tries      INTEGER NOT NULL,
    claimed_at TIMESTAMP,                -- NULL: nobody is sending it
    ended_at   TIMESTAMP,
    outcome    VARCHAR                   -- NULL: not sent yet
);

-- The address of somebody's calendar. One a person is in force; it ends with a secret, of which only a digest is kept.
CREATE TABLE calendar_addresses (
    calendar_id   VARCHAR NOT NULL,
    person_id     VARCHAR NOT NULL,
    secret_sha256 VARCHAR NOT NULL,
    made_at       TIMESTAMP NOT NULL,
    revoked_at    TIMESTAMP
);

CREATE INDEX calendar_addresses_by_id ON calendar_addresses (calendar_id);
