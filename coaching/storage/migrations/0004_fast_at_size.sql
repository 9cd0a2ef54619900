-- What keeps pages fast in a centre of ten million interactions.

-- Whose interaction it is, as interactions says, so that counting what belongs to an assignment need not look through
-- all interactions. importers/conversation_store.py keeps it right when an export says it was somebody else's.
ALTER TABLE assignment_interactions ADD COLUMN agent_id VARCHAR;

UPDATE assignment_interactions ai SET agent_id = i.agent_id FROM interactions i WHERE i.interaction_id = ai.interaction_id;

-- Looking up what belongs to one interaction, agent or assignment. DuckDB uses an index where a table is read by nothing
-- but an equation, so queries read what they need in a MATERIALIZED step of their own and join afterwards.
CREATE INDEX metric_results_of_interaction ON metric_results (interaction_id);
CREATE INDEX evidence_of_interaction ON evidence (interaction_id);
CREATE INDEX turns_of_interaction ON turns (interaction_id);
CREATE INDEX audits_of_interaction ON audits (interaction_id);
CREATE INDEX agent_daily_of_agent ON agent_daily (agent_id);
CREATE INDEX area_daily_of_agent ON area_daily (agent_id);
CREATE INDEX metric_daily_of_agent ON metric_daily (agent_id);
CREATE INDEX assignments_of_agent ON assignments (agent_id);
CREATE INDEX interactions_of_assignment ON assignment_interactions (assignment_id);
CREATE INDEX openings_of_assignment ON openings (assignment_id);
