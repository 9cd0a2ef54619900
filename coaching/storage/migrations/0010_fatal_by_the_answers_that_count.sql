-- The daily totals count as fatal what fails fatally by the answers that count, as every list does.

UPDATE agent_daily d SET fatal = c.fatal
FROM (
    SELECT agent_id, queue_id, channel, started_at::DATE AS day, sum(fails_fatally::INTEGER)::INTEGER AS fatal
    FROM interactions WHERE started_at IS NOT NULL GROUP BY ALL
) c
WHERE d.agent_id = c.agent_id AND d.queue_id IS NOT DISTINCT FROM c.queue_id
  AND d.channel IS NOT DISTINCT FROM c.channel AND d.day = c.day AND d.fatal <> c.fatal;
