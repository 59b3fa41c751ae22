SELECT coalesce(sum(old.segments), 0) AS messages FROM sms AS old
WHERE old.number > ?2 AND old.number <= ?3 AND old.job = ?1 AND old.phase = 'settled'
AND old.status IN ('REJECTED', 'FAILED', 'UNDELIVERED', 'EXPIRED') AND old.erased_at IS NULL AND ALLOWED
AND NOT EXISTS (SELECT 1 FROM sms WHERE request = 'again ' || old.request)
