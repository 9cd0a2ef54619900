-- "Fails" means the answer that counts: the newest audit's, otherwise the automatic evaluation's. What interactions hold
-- of it is worked out anew, and a bar that is part of an area's name divides it no more; scores.judge_areas says how.

ALTER TABLE interactions RENAME COLUMN audit_fatal TO fails_fatally;

UPDATE interactions SET fails_fatally = fatal WHERE fails_fatally <> fatal;

UPDATE interactions i
SET met_areas = j.met, failed_areas = j.failed, fails_fatally = j.fatal OR (i.fatal AND NOT j.shown)
FROM (
    SELECT interaction_id,
           '|' || string_agg(part, '|' ORDER BY coaching_area) FILTER (met) || '|' AS met,
           '|' || string_agg(part, '|' ORDER BY fatal DESC, lost DESC, coaching_area) FILTER (failed) || '|' AS failed,
           bool_or(fatal) AS fatal, bool_or(shown) AS shown
    FROM (
        SELECT r.interaction_id, m.coaching_area,
               coalesce(nullif(replace(replace(m.coaching_area, '\', '\b'), '|', '\p'), ''), '\e') AS part,
               bool_or(r.counts AND r.qualification = m.expected_response) AS met,
               bool_or(r.counts AND r.qualification NOT IN ('NA', m.expected_response)) AS failed,
               round(sum(CASE WHEN r.counts AND r.qualification NOT IN ('NA', m.expected_response)
                              THEN r.weight + r.negative_weight ELSE 0 END), 6) AS lost,
               bool_or(r.counts AND r.fatal_error) AS fatal,
               bool_or(r.auditor_id IS NULL AND r.fatal_error) AS shown
        FROM (
            SELECT r.*,
                   CASE WHEN r.auditor_id IS NULL THEN overruled.metric_id IS NULL
                        ELSE coalesce(r.auditor_id = newest.auditor_id, FALSE) END AS counts
            FROM metric_results r
            LEFT JOIN (
                SELECT interaction_id, arg_max(auditor_id, (audited_at, audit_id)) AS auditor_id
                FROM audits a SEMI JOIN audit_answers w ON w.audit_id = a.audit_id
                GROUP BY interaction_id
            ) newest ON newest.interaction_id = r.interaction_id
            LEFT JOIN (
                SELECT o.interaction_id, o.metric_id
                FROM metric_results o
                JOIN (
                    SELECT interaction_id, arg_max(auditor_id, (audited_at, audit_id)) AS auditor_id
                    FROM audits a SEMI JOIN audit_answers w ON w.audit_id = a.audit_id
                    GROUP BY interaction_id
                ) n ON n.interaction_id = o.interaction_id AND n.auditor_id = o.auditor_id
            ) overruled ON overruled.interaction_id = r.interaction_id AND overruled.metric_id = r.metric_id
        ) r
        JOIN metrics m ON m.metric_id = r.metric_id
        GROUP BY r.interaction_id, m.coaching_area
    )
    GROUP BY interaction_id
) j
WHERE i.interaction_id = j.interaction_id;
