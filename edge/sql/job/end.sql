UPDATE job SET state = iif(state = 'stopping', 'stopped', 'done'), ended_at = ?2, touched_at = ?2
WHERE number = ?1 AND state IN ('stopping', 'running')
AND NOT EXISTS (SELECT 1 FROM sms WHERE sms.number > job.first AND sms.number <= job.last AND sms.job = ?1
AND (sms.phase = 'sending' OR sms.phase = 'queued' AND job.state = 'running'))
