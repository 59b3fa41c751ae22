UPDATE job SET state = ?4, reason = ?5, touched_at = ?6, ended_at = iif(?4 = 'moved', ?6, NULL),
last = (SELECT coalesce(max(number), 0) FROM sms WHERE campaign = job.campaign)
WHERE number = ?1 AND state = 'preparing' AND object = ?2 AND id = ?3
