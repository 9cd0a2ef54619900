-- What supervisors measure coaching with.

-- The filters of a page as somebody left them, found again on the next visit. Private to them; one a person and page.
CREATE TABLE saved_filters (
    person_id VARCHAR NOT NULL,
    page      VARCHAR NOT NULL,
    content   VARCHAR NOT NULL,          -- JSON
    saved_at  TIMESTAMP NOT NULL
);
