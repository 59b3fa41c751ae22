(SELECT number, segments, sum(segments) OVER (ORDER BY number) - segments AS before FROM
(SELECT one.number, one.segments FROM sms AS one
WHERE one.number > ?2 AND one.number <= ?3 AND one.job = ?1 AND one.phase = 'queued'
AND one.rank <= ?8 AND one.due_at <= ?4 AND (one.closes_at IS NULL OR one.closes_at > ?4)
AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.mobile = one.mobile) AND ALLOWED
AND (?10 IS NULL OR NOT EXISTS (SELECT 1 FROM sms AS last WHERE last.mobile = one.mobile AND last.due_at >= ?10
AND last.status IN ('SENDING', 'UNKNOWN', 'SENT', 'DELIVERED') AND last.created_by <> 'automatic'))
AND EXISTS (SELECT 1 FROM job WHERE job.number = ?1 AND state = 'running' AND not_before <= ?4)
ORDER BY one.number LIMIT ?5)) AS ready WHERE before < ?9
