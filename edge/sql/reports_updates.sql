INSERT INTO delivery_update (sms, content, status, rank, gateway_status, segment,
error_code, provider_time, extra, received_at, place)
SELECT sms, content, status, rank, gateway_status, segment, error_code, provider_time, extra,
coalesce(received_at, ?2), place
FROM report WHERE sms IS NOT NULL ORDER BY place
ON CONFLICT (sms, content) DO NOTHING
