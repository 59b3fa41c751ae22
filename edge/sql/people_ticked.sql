INSERT INTO opt_out (mobile, source, created_at)
SELECT line.value ->> 'mobile', 'hand', ?2
FROM json_each(?1) AS line JOIN person ON person.object = line.value ->> 'object'
AND person.id = line.value ->> 'id'
WHERE person.opted_out = 1 AND line.value ->> 'mobile' IS NOT NULL
ON CONFLICT (mobile) DO NOTHING
