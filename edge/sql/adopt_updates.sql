INSERT INTO delivery_update (sms, content, status, rank, gateway_status, segment,
error_code, provider_time, extra, received_at)
SELECT ?1, content, status, rank, gateway_status, segment, error_code, provider_time, extra, received_at
FROM early_report WHERE gateway_id = ?2 ORDER BY received_at
ON CONFLICT (sms, content) DO NOTHING
