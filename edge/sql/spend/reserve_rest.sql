INSERT INTO reservation (job, day, who, messages, before, open)
SELECT rest.number, ?2, ?3, rest.messages, rest.sent, 1
FROM (SELECT job.number, iif(job.last IS NULL, job.messages, coalesce(sum(iif(sms.phase = 'queued' AND sms.rank <= 1,
sms.segments, 0)), 0)) AS messages,
coalesce(sum(iif(sms.attempt > 0 AND NOT (sms.phase = 'queued' AND sms.rank <= 1), sms.segments, 0)), 0) AS sent
FROM job LEFT JOIN sms ON sms.number > job.first AND sms.number <= job.last AND sms.job = job.number
WHERE job.number = ?1 AND job.state = 'stopped') AS rest
WHERE rest.number IS NOT NULL AND ?2 IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM reservation WHERE job = ?1 AND open = 1)
AND (?4 IS NULL OR rest.messages + coalesce((SELECT messages FROM spend WHERE day = ?2 AND who = ?3), 0) <= ?4)
AND (?5 IS NULL OR rest.messages + coalesce((SELECT messages FROM spend WHERE day = ?2 AND who = ''), 0) <= ?5)
