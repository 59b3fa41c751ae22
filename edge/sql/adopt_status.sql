UPDATE sms SET status = early.status, rank = early.rank
FROM (SELECT status, max(rank) AS rank FROM early_report WHERE gateway_id = ?2) AS early
WHERE sms.number = ?1 AND sms.rank < early.rank
