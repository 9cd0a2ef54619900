-- What an administrator says of people, which counts more than what any file says.
ALTER TABLE identities ADD COLUMN set_here VARCHAR[];        -- of name, team, supervisor and permissions; NULL: none
ALTER TABLE identities ADD COLUMN joined_to VARCHAR;         -- the identity of whoever they said this is as well
-- The person is deactivated who has one that was not joined. They have no permissions in people; those they had stay here.
ALTER TABLE identities ADD COLUMN deactivated_at TIMESTAMP;
