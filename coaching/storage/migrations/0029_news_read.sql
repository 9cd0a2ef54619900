-- Until when an agent has read what is new in an assignment of theirs: that it was assigned, notes, outcomes, changes.
-- Append-only; the latest counts.
CREATE TABLE news_read (
    assignment_id VARCHAR NOT NULL,
    person_id     VARCHAR NOT NULL,
    read_until    TIMESTAMP NOT NULL     -- when the newest of what they read was written
);

CREATE INDEX news_read_of_assignment ON news_read (assignment_id);

-- Nobody knows who had read what before: all of it counts as read, so that nobody finds old answers marked as new. What
-- a wrong clock has dated in the future does not say until when.
INSERT INTO news_read
SELECT a.assignment_id, a.agent_id, max(w.written_at)
FROM assignments a
JOIN (
    SELECT assignment_id, assigned_at AS written_at FROM assignments
    UNION ALL SELECT assignment_id, written_at FROM notes
    UNION ALL SELECT assignment_id, recorded_at FROM outcomes
    UNION ALL SELECT subject_id, changed_at FROM changes WHERE subject = 'assignment'
) w ON w.assignment_id = a.assignment_id AND w.written_at <= now() AT TIME ZONE 'UTC'
GROUP BY a.assignment_id, a.agent_id;
