SELECT sum(member.id IS NULL) AS created,
sum(member.id IS NOT NULL AND person.fields IS NOT line.fields) AS updated
FROM (SELECT value ->> 'object' AS object, value ->> 'id' AS id, value ->> 'fields' AS fields,
max(key) FROM json_each(?1) GROUP BY 1, 2) AS line
LEFT JOIN campaign_member AS member ON member.campaign = ?2
AND member.object = line.object AND member.id = line.id
LEFT JOIN person ON person.object = line.object AND person.id = line.id
