-- Nobody has a right from a display name: who audited is known from many exports by no more than that.

ALTER TABLE audits ADD COLUMN by_name BOOLEAN DEFAULT FALSE;          -- it came under a name alone, and so makes nobody a
                                                                      -- supervisor

UPDATE audits SET by_name = TRUE WHERE starts_with(auditor_id, 'auditor:');

UPDATE people SET permissions = [] WHERE starts_with(person_id, 'auditor:');

-- Agents who became supervisors because an auditor was called like them cannot be told from those whom audits.json names
-- by address; that file makes them supervisors again. An assignment that was imported has an address.
UPDATE people SET permissions = ['agent_dashboard', 'coaching_assignments']
WHERE NOT listed AND list_has_all(permissions, ['agent_dashboard', 'coaching_assignments']) AND len(permissions) > 2
  AND person_id NOT IN (SELECT assigned_by FROM assignments WHERE chosen_because IS NULL);

DELETE FROM supervisions
WHERE supervisor_id IN (
    SELECT person_id FROM people
    WHERE NOT listed AND NOT list_has_any(permissions, ['coaching_monitor', 'qa_functionalities'])
) AND NOT EXISTS (
    FROM people p WHERE p.person_id = supervisions.agent_id AND p.supervisor_id = supervisions.supervisor_id
);
