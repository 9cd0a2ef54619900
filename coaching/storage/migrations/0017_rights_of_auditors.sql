-- An audit gives nobody a right: whom no people.json lists, and who assigned nothing, oversees nobody.

UPDATE people
SET permissions = CASE WHEN list_contains(permissions, 'agent_dashboard')
                       THEN ['agent_dashboard', 'coaching_assignments'] ELSE [] END
WHERE NOT listed AND list_has_any(permissions, ['coaching_monitor', 'qa_functionalities'])
  AND person_id NOT IN (SELECT assigned_by FROM assignments WHERE chosen_because IS NULL);

UPDATE identities
SET permissions = CASE WHEN list_contains(permissions, 'agent_dashboard')
                       THEN ['agent_dashboard', 'coaching_assignments'] ELSE [] END
WHERE NOT listed AND list_has_any(permissions, ['coaching_monitor', 'qa_functionalities'])
  AND person_id NOT IN (SELECT assigned_by FROM assignments WHERE chosen_because IS NULL);

DELETE FROM supervisions
WHERE supervisor_id IN (SELECT person_id FROM people WHERE NOT listed)
  AND NOT EXISTS (FROM people p WHERE p.person_id = supervisions.agent_id AND p.supervisor_id = supervisions.supervisor_id)
  AND NOT EXISTS (FROM assignments a
                  WHERE a.agent_id = supervisions.agent_id AND a.assigned_by = supervisions.supervisor_id);
