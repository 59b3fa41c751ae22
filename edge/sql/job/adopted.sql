DELETE FROM early_report WHERE gateway_id IN (SELECT value ->> 'gateway_id' FROM json_each(?1))
