UPDATE sms SET phase = 'settled',
status = iif(attempt = 0, ?3, ?5), rank = iif(attempt = 0, ?4, ?6),
reason = 'the opt-out was taken back', updated_at = ?7
WHERE mobile = ?1 AND passes_opt_out = 1 AND phase = 'queued' AND rank = 0
AND NOT EXISTS (SELECT 1 FROM sms WHERE request = ?2)
