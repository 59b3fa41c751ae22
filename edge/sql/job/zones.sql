SELECT DISTINCT zone FROM sms
WHERE number > ?2 AND number <= ?3 AND job = ?1 AND phase = 'queued' AND (?4 = 1 OR closes_at <= ?5)
