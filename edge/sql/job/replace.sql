UPDATE job SET state = 'moved', replaced_by = ?1, reason = ?5, touched_at = ?6, ended_at = ?6,
last = coalesce(last, (SELECT max(number) FROM sms))
WHERE number = (SELECT new.replaces_job FROM job AS new WHERE new.number = ?1 AND new.state = 'preparing'
AND new.object = ?2 AND new.id = ?3 AND new.campaign = ?4)
AND campaign = ?4 AND state IN ('running', 'stopped') AND replaced_by IS NULL
AND NOT EXISTS (SELECT 1 FROM sms WHERE sms.number > job.first AND sms.number <= coalesce(job.last, 4294967295)
AND sms.job = job.number AND attempt > 0)
