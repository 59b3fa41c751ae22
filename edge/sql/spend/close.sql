UPDATE reservation SET open = 0, messages = (SELECT max(0, coalesce(sum(sms.segments), 0) - reservation.before)
FROM job CROSS JOIN sms ON sms.number > job.first AND sms.number <= job.last AND sms.job = job.number
WHERE job.number = ?1 AND sms.attempt > 0 AND NOT (sms.phase = 'queued' AND sms.rank <= 1))
WHERE job = ?1 AND open = 1
AND EXISTS (SELECT 1 FROM job WHERE number = ?1 AND state IN ('stopped', 'done', 'moved'))
