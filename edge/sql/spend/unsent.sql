SELECT iif(job.last IS NULL, job.messages, coalesce(sum(iif(sms.phase = 'queued' AND sms.rank <= 1,
sms.segments, 0)), 0)) AS messages
FROM job LEFT JOIN sms ON sms.number > job.first AND sms.number <= job.last AND sms.job = job.number
WHERE job.number = ?1
