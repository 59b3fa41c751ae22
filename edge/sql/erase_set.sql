UPDATE sms SET text = '', mobile = '', flagged = 0, erased_at = ?1,
reason = iif(phase = 'queued', 'it was erased before it was sent', NULL),
request = iif(status IN ('RECEIVED', 'OPT-OUT') AND gateway_id IS NULL OR created_by = 'automatic',
'erased ' || number, request),
gateway_id = iif(status IN ('RECEIVED', 'OPT-OUT'), NULL, gateway_id),
answer_body = iif(answer_status < 400, answer_body, json_remove(answer_body, '$.detail')),
status = CASE WHEN phase = 'queued' AND rank = 0 THEN iif(attempt = 0, 'CANCELLED', 'FAILED')
WHEN phase = 'sending' AND rank < 2 THEN 'UNKNOWN' ELSE status END,
rank = CASE WHEN phase = 'queued' AND rank = 0 THEN iif(attempt = 0, 9, 5)
WHEN phase = 'sending' AND rank < 2 THEN 2 ELSE rank END,
phase = 'settled'
