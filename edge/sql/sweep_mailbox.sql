DELETE FROM early_report WHERE received_at < ?1
