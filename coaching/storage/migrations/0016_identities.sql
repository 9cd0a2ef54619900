-- What files call people: one row an address, an id where there is no address, or an auditor's name. Who is one person
-- follows from all of them together (importers/identities.py), and people has the outcome. People whom something else
-- than an import has stored have a row from the next import on.
CREATE TABLE identities (
    identity         VARCHAR PRIMARY KEY,
    person_id        VARCHAR NOT NULL,
    is_address       BOOLEAN NOT NULL,
    name             VARCHAR,            -- NULL: no file gave one
    name_order       VARCHAR NOT NULL,   -- how new the record was that gave the name; '' is the oldest
    team             VARCHAR,
    team_order       VARCHAR NOT NULL,
    used_order       VARCHAR NOT NULL,   -- how new the newest record was that used it for an agent
    source_ids       VARCHAR[] NOT NULL, -- the ids of exporting systems that came with the address
    supervisor_email VARCHAR,
    permissions      VARCHAR[] NOT NULL,
    listed           BOOLEAN NOT NULL    -- people.json has it, and says the name, team, supervisor and permissions
);

-- What a file called the person of a row; NULL where that is the person_id in the row.
ALTER TABLE interaction_records ADD COLUMN said_agent VARCHAR;
ALTER TABLE assignments ADD COLUMN said_agent VARCHAR;
ALTER TABLE assignments ADD COLUMN said_by VARCHAR;
ALTER TABLE audits ADD COLUMN said_auditor VARCHAR;
