UPDATE sms SET phase = iif(rank > ?12, 'settled', 'queued'), due_at = ?11,
status = iif(rank > ?12, status, ?3), rank = iif(rank > ?12, rank, ?4),
reason = iif(rank > ?12, reason, ?5), gateway_code = ?6,
answer_status = coalesce(answer_status, ?8), answer_body = coalesce(answer_body, ?9), updated_at = ?10
WHERE number = ?1 AND attempt = ?2 AND phase = 'sending' AND ?7 IS NULL
