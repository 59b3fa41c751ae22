INSERT INTO opt_out (mobile, source, created_at, moving)
SELECT line.value ->> 'mobile', erased.source, erased.created_at, 1
FROM json_each(?1) AS line JOIN opt_out_erased AS erased ON erased.hash = line.value ->> 'hash'
WHERE true ON CONFLICT (mobile) DO NOTHING
