INSERT INTO sms (request, request_body, object, record_id, mobile, sender, text,
encoding, segments, phase, due_at, attempt, status, rank, gateway_id, flagged,
created_by, created_at, updated_at)
SELECT ?1, '', sent.object, sent.record_id, ?2, ?3, ?4, ?5, ?6, 'settled', ?7, 0, ?8, ?9, ?10, ?11,
'reply', ?7, ?7
FROM (SELECT 1) LEFT JOIN (SELECT object, record_id FROM sms WHERE mobile = ?2 AND record_id IS NOT NULL
AND status NOT IN ('RECEIVED', 'OPT-OUT') ORDER BY number DESC LIMIT 1) AS sent
WHERE true ON CONFLICT (request) DO NOTHING
