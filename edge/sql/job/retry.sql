INSERT INTO sms (request, request_body, object, record_id, mobile, sender, text,
encoding, segments, phase, due_at, attempt, status, rank, created_by, created_at, updated_at, campaign, job, zone)
SELECT 'again ' || old.request, '', old.object, old.record_id, old.mobile, old.sender, old.text,
old.encoding, old.segments, 'queued', ?4, 0, ?5, ?6, ?7, ?4, ?4, old.campaign, job.number, old.zone
FROM sms AS old, job
WHERE job.request = ?8 AND job.state = 'preparing'
AND old.number > ?2 AND old.number <= ?3 AND old.job = ?1 AND old.phase = 'settled'
AND old.status IN ('REJECTED', 'FAILED', 'UNDELIVERED', 'EXPIRED') AND old.erased_at IS NULL AND ALLOWED
ORDER BY old.number
ON CONFLICT (request) DO NOTHING
