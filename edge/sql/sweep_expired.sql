UPDATE callback_health SET expired = expired + old.count
FROM (SELECT count(*) AS count FROM early_report WHERE received_at < ?1) AS old WHERE old.count > 0
