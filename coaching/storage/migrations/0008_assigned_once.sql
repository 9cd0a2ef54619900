-- What an assignment rests on: why it has no feedback, which form it was made from, what it settled and what it did not.

ALTER TABLE assignments ADD COLUMN without_feedback_because VARCHAR;  -- NULL: it has feedback and a plan, or is imported
ALTER TABLE assignments ADD COLUMN draft_id VARCHAR;                  -- of the draft that it was made from, which makes one
                                                                      -- assignment an agent and no more

ALTER TABLE mark_closings ADD COLUMN reopened_at TIMESTAMP;           -- the assignment was withdrawn, or is no longer about
                                                                      -- that interaction: the mark is open again

CREATE INDEX closings_of_assignment ON mark_closings (assignment_id);
