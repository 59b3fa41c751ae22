INSERT INTO sms (request, request_body, object, record_id, mobile, sender, text,
encoding, segments, phase, due_at, attempt, status, rank, passes_opt_out,
created_by, created_at, updated_at)
SELECT ?1, '', object, record_id, mobile, ?3, ?4, ?5, ?6, 'queued', ?7, 0, ?8, ?9, ?10,
'automatic', ?7, ?7
FROM sms WHERE request = ?2 AND CASE ?10
WHEN 1 THEN EXISTS (SELECT 1 FROM opt_out WHERE opt_out.mobile = sms.mobile AND opt_out.reply = ?2)
ELSE NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.mobile = sms.mobile) END
ON CONFLICT (request) DO NOTHING
