UPDATE sms SET phase = 'settled', status = iif(attempt = 0, ?6, ?8), rank = iif(attempt = 0, ?7, ?9),
reason = ?10, updated_at = ?4
WHERE number IN (SELECT one.number FROM sms AS one
WHERE one.number > ?2 AND one.number <= ?3 AND one.job = ?1 AND one.phase = 'queued'
AND one.rank <= ?11 AND one.due_at <= ?4 AND (one.closes_at IS NULL OR one.closes_at > ?4)
ORDER BY one.number LIMIT ?5)
AND SPARED
AND EXISTS (SELECT 1 FROM job WHERE job.number = ?1 AND state = 'running' AND not_before <= ?4)
