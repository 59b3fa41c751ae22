UPDATE job SET wakes_at = coalesce((SELECT min(due_at) FROM sms
WHERE sms.number > job.first AND sms.number <= job.last AND sms.job = job.number AND phase = 'queued'), 0)
WHERE number = ?1 AND state = 'running'
