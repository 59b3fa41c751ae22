INSERT INTO reservation (job, day, who, messages, before, open)
SELECT number, ?2, ?3, messages, 0, 1 FROM job
WHERE request = ?1 AND ?2 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reservation WHERE job = job.number)
