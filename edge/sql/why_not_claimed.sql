SELECT phase = 'queued' AND attempt = ?2 - 1 AS waiting, passes_opt_out = 0
AND EXISTS (SELECT 1 FROM opt_out WHERE opt_out.mobile = sms.mobile) AS opted_out
FROM sms WHERE number = ?1
