SELECT coalesce(sum(status IN ('QUEUED', 'SENDING')), 0) AS queued,
coalesce(sum(status = 'SENT'), 0) AS sent, coalesce(sum(status = 'DELIVERED'), 0) AS delivered,
coalesce(sum(status = 'UNKNOWN'), 0) AS unknown, coalesce(sum(status = 'CANCELLED'), 0) AS skipped,
count(*) AS made
FROM sms WHERE number > ?2 AND number <= ?3 AND job = ?1
