-- Pages look up what they show by keys and decide in Python who may read it: each key of a table that grows has an index.
CREATE INDEX areas_of_assignment ON assignment_areas (assignment_id);
CREATE INDEX acknowledgements_of_assignment ON acknowledgements (assignment_id);
CREATE INDEX step_ticks_of_assignment ON step_ticks (assignment_id);
CREATE INDEX notes_of_assignment ON notes (assignment_id);
CREATE INDEX outcomes_of_assignment ON outcomes (assignment_id);
CREATE INDEX answers_of_audit ON audit_answers (audit_id);
CREATE INDEX marks_of_interaction ON marks (interaction_id);
CREATE INDEX assignments_with_interaction ON assignment_interactions (interaction_id);
CREATE INDEX offers_of_interaction ON best_response_offers (interaction_id);
