UPDATE sms SET phase = 'settled',
status = CASE WHEN ?4 > rank THEN ?3 ELSE status END, rank = max(rank, ?4),
reason = CASE WHEN ?4 >= rank THEN ?5 ELSE reason END,
gateway_code = CASE WHEN ?4 >= rank THEN ?6 ELSE gateway_code END,
gateway_id = coalesce(gateway_id, ?7),
answer_status = coalesce(answer_status, ?8), answer_body = coalesce(answer_body, ?9), updated_at = ?10
WHERE number = ?1 AND attempt = ?2 AND (phase <> 'queued' OR ?4 <> 2)
