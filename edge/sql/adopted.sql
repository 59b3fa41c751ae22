DELETE FROM early_report WHERE gateway_id = ?1
