INSERT INTO sms (request, request_body, object, record_id, mobile, sender, text,
encoding, segments, phase, due_at, attempt, status, rank, created_by, created_at, updated_at, campaign, job,
zone, closes_at)
SELECT line.value ->> 'request', '', line.value ->> 'object', line.value ->> 'id',
line.value ->> 'mobile', job.sender, line.value ->> 'text', line.value ->> 'encoding',
line.value ->> 'segments', 'queued', coalesce(line.value ->> 'due', ?5), 0, ?6, ?7, job.created_by, ?5, ?5,
job.campaign, job.number, line.value ->> 'zone', line.value ->> 'closes'
FROM job, json_each(?4) AS line
WHERE job.number = ?1 AND job.state = 'preparing' AND job.object = ?2 AND job.id = ?3
AND EXISTS (SELECT 1 FROM person WHERE person.object = line.value ->> 'object' AND person.id = line.value ->> 'id')
ORDER BY line.key
ON CONFLICT (request) DO NOTHING
