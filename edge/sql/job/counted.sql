UPDATE job_part SET stale = 0, queued = new.queued, sent = new.sent, delivered = new.delivered,
unknown = new.unknown, skipped = new.skipped, made = new.made
FROM (SELECT old.part AS part, coalesce(sum(status IN ('QUEUED', 'SENDING')), 0) AS queued,
coalesce(sum(status = 'SENT'), 0) AS sent, coalesce(sum(status = 'DELIVERED'), 0) AS delivered,
coalesce(sum(status = 'UNKNOWN'), 0) AS unknown, coalesce(sum(status = 'CANCELLED'), 0) AS skipped,
count(sms.number) AS made
FROM job_part AS old
LEFT JOIN sms ON sms.number >= old.part * 1000 AND sms.number < old.part * 1000 + 1000 AND sms.job = ?1
WHERE old.job = ?1 AND old.stale = 1 GROUP BY old.part) AS new
WHERE job_part.job = ?1 AND job_part.part = new.part
