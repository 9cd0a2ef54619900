-- What somebody has chosen for themselves, such as the language of the app. One a person and name.
CREATE TABLE preferences (
    person_id VARCHAR NOT NULL,
    name      VARCHAR NOT NULL,
    value     VARCHAR NOT NULL
);
