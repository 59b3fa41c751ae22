INSERT INTO delivery_update (sms, content, status, rank, gateway_status, segment,
error_code, provider_time, extra, received_at)
SELECT line.value ->> 'number', content, status, rank, gateway_status, segment, error_code, provider_time,
extra, received_at
FROM json_each(?1) AS line CROSS JOIN early_report ON gateway_id = line.value ->> 'gateway_id'
WHERE true ORDER BY received_at
ON CONFLICT (sms, content) DO NOTHING
