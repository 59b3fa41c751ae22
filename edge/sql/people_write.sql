INSERT INTO person (object, id, fields, opted_out, updated_at, mobile, mobile_problem, mobile_read)
SELECT value ->> 'object', value ->> 'id', value ->> 'fields', 0, ?2,
value ->> 'mobile', value ->> 'problem', value ->> 'read'
FROM json_each(?1) WHERE true
ON CONFLICT (object, id) DO UPDATE SET
fields = excluded.fields, updated_at = excluded.updated_at, mobile = excluded.mobile,
mobile_problem = excluded.mobile_problem, mobile_read = excluded.mobile_read,
opted_out = iif(excluded.mobile IS NULL, opted_out, 0)
WHERE fields <> excluded.fields OR mobile_read IS NOT excluded.mobile_read
OR mobile IS NOT excluded.mobile
OR opted_out > (excluded.mobile IS NULL)
