INSERT INTO delivery_update (sms, content, status, rank, gateway_status, received_at)
VALUES (?1, 'marked|' || ?2, ?2, ?3, 'marked by ' || ?5, ?4)
ON CONFLICT (sms, content) DO NOTHING
