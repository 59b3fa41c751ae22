UPDATE sms SET phase = 'settled',
status = CASE WHEN answer.rank > sms.rank THEN answer.status ELSE sms.status END,
rank = max(sms.rank, answer.rank),
reason = CASE WHEN answer.rank >= sms.rank THEN answer.reason ELSE sms.reason END,
gateway_code = CASE WHEN answer.rank >= sms.rank THEN answer.code ELSE sms.gateway_code END,
gateway_id = coalesce(sms.gateway_id, answer.gateway_id), updated_at = ?2
FROM (SELECT value ->> 'number' AS number, value ->> 'attempt' AS attempt, value ->> 'status' AS status,
value ->> 'rank' AS rank, value ->> 'reason' AS reason, value ->> 'code' AS code,
value ->> 'gateway_id' AS gateway_id
FROM json_each(?1) WHERE value ->> 'again_at' IS NULL) AS answer
WHERE sms.number = answer.number AND sms.attempt = answer.attempt
AND (sms.phase <> 'queued' OR answer.rank <> 2)
