UPDATE person SET mobile = line.value ->> 'mobile', mobile_problem = line.value ->> 'problem',
mobile_read = line.value ->> 'read',
opted_out = iif(line.value ->> 'mobile' IS NULL, opted_out, 0)
FROM json_each(?1) AS line
WHERE person.object = line.value ->> 'object' AND person.id = line.value ->> 'id'
AND person.fields = line.value ->> 'fields'
