-- Filters of a list that somebody gave a name, for themselves or for all supervisors. One a person and name.
CREATE TABLE named_filters (
    filter_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    name      VARCHAR NOT NULL,
    shared    BOOLEAN NOT NULL,
    content   VARCHAR NOT NULL           -- JSON: the parameters of the address, each with its values
);
