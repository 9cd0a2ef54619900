-- What exports say of an interaction beside its scores, its answers and its transcript: the details on its page.

-- Who and what an interaction went through, from first to last, in the words of the source.
CREATE TABLE participants (
    interaction_id VARCHAR NOT NULL,
    position       INTEGER NOT NULL,     -- from 1
    kind           VARCHAR NOT NULL,     -- agent, customer, bot, queue or other
    name           VARCHAR,
    email          VARCHAR,
    source_id      VARCHAR,              -- the id that the exporting system has for it
    role           VARCHAR,              -- what the source calls the part that it played
    joined_at      TIMESTAMP,
    left_at        TIMESTAMP
);

-- What an interaction was about, in the order of the source.
CREATE TABLE interaction_topics (
    interaction_id VARCHAR NOT NULL,
    position       INTEGER NOT NULL,     -- from 1
    kind           VARCHAR NOT NULL,     -- topic or intent
    path           VARCHAR[] NOT NULL,   -- the most general level first
    resolution     VARCHAR,              -- resolved, unresolved, or what the source calls it
    sentiment      VARCHAR               -- as the source says it, a word or a number on its own scale
);

-- Everything else, a row a value.
CREATE TABLE interaction_details (
    interaction_id VARCHAR NOT NULL,
    kind           VARCHAR NOT NULL,     -- a DetailKind
    position       INTEGER NOT NULL,     -- from 1 within the kind
    speaker        VARCHAR,              -- agent or customer, where it is about one of them
    name           VARCHAR,              -- which one, where a kind has several
    value          VARCHAR,              -- in words
    number         DOUBLE                -- as a number
);

CREATE INDEX participants_of_interaction ON participants (interaction_id);
CREATE INDEX topics_of_interaction ON interaction_topics (interaction_id);
CREATE INDEX details_of_interaction ON interaction_details (interaction_id);
