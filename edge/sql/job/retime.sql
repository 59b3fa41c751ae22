UPDATE sms SET due_at = line.due, closes_at = line.closes
FROM (SELECT value ->> 'zone' AS zone, value ->> 'due' AS due, value ->> 'closes' AS closes
FROM json_each(?4)) AS line
WHERE number > ?2 AND number <= ?3 AND job = ?1 AND phase = 'queued' AND sms.zone IS line.zone
AND (?5 = 1 OR closes_at <= ?6)
AND EXISTS (SELECT 1 FROM job WHERE job.number = ?1 AND quiet = ?7)
