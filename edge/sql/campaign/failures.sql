SELECT number, object, record_id, mobile, status, reason, updated_at,
(SELECT error_code FROM delivery_update WHERE delivery_update.sms = sms.number AND error_code IS NOT NULL
ORDER BY received_at DESC, place DESC LIMIT 1) AS code
FROM sms WHERE campaign = ?1 AND number > ?2
AND status IN ('REJECTED', 'FAILED', 'EXPIRED', 'UNDELIVERED') ORDER BY number LIMIT 500
