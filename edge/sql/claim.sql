UPDATE sms SET phase = 'sending', due_at = ?3, attempt = ?2, status = ?4, rank = ?5, updated_at = ?6
WHERE number = ?1 AND phase = 'queued' AND attempt = ?2 - 1 AND rank <= ?5
AND (passes_opt_out = 1
OR NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.mobile = sms.mobile))
