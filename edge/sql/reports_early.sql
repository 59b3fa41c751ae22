INSERT INTO early_report (gateway_id, content, status, rank, gateway_status, segment,
error_code, provider_time, extra, received_at)
SELECT gateway_id, content, status, rank, gateway_status, segment, error_code, provider_time, extra, ?2
FROM report WHERE sms IS NULL AND gateway_id IS NOT NULL
ON CONFLICT (gateway_id, content) DO NOTHING
