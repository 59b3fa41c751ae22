INSERT INTO delivery_update (sms, content, status, rank, gateway_status, segment,
error_code, provider_time, extra, received_at)
SELECT sms, content, status, rank, gateway_status, segment, error_code, provider_time, extra, ?2
FROM report WHERE sms IS NOT NULL ORDER BY place
ON CONFLICT (sms, content) DO NOTHING
