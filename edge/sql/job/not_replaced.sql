UPDATE job SET state = 'moved', reason = ?2, ended_at = ?3
WHERE number = ?1 AND state = 'running'
AND NOT EXISTS (SELECT 1 FROM job AS old WHERE old.number = job.replaces_job AND old.replaced_by = job.number)
