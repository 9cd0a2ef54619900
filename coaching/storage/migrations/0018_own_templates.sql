-- What one supervisor starts from when writing feedback on a coaching area. Nobody else reads it. One that was removed
-- has no words and keeps its version, so that an old form never fits a new template.
CREATE TABLE own_templates (
    person_id     VARCHAR NOT NULL,
    coaching_area VARCHAR NOT NULL,
    went_well     VARCHAR NOT NULL,
    work_on       VARCHAR NOT NULL,
    action_plan   VARCHAR[] NOT NULL,
    version       INTEGER NOT NULL
);
