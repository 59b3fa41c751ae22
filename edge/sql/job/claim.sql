UPDATE sms SET phase = 'sending', due_at = ?6, attempt = attempt + 1, status = ?7, rank = ?8, updated_at = ?4
WHERE number IN (SELECT one.number FROM sms AS one
WHERE one.number > ?2 AND one.number <= ?3 AND one.job = ?1 AND one.phase = 'queued'
AND one.rank <= ?8 AND one.due_at <= ?4 AND (one.closes_at IS NULL OR one.closes_at > ?4)
AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.mobile = one.mobile)
ORDER BY one.number LIMIT ?5)
AND EXISTS (SELECT 1 FROM job WHERE job.number = ?1 AND state = 'running' AND not_before <= ?4)
RETURNING number, attempt, due_at, mobile, sender, text, encoding
