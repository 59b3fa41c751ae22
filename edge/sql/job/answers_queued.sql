UPDATE sms SET phase = iif(sms.rank > ?3, 'settled', 'queued'), due_at = answer.again_at,
status = iif(sms.rank > ?3, sms.status, answer.status), rank = iif(sms.rank > ?3, sms.rank, answer.rank),
reason = iif(sms.rank > ?3, sms.reason, answer.reason), gateway_code = answer.code, updated_at = ?2
FROM (SELECT value ->> 'number' AS number, value ->> 'attempt' AS attempt, value ->> 'status' AS status,
value ->> 'rank' AS rank, value ->> 'reason' AS reason, value ->> 'code' AS code,
value ->> 'again_at' AS again_at
FROM json_each(?1) WHERE value ->> 'again_at' IS NOT NULL) AS answer
WHERE sms.number = answer.number AND sms.attempt = answer.attempt AND sms.phase = 'sending'
