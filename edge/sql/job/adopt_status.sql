UPDATE sms SET status = early.status, rank = early.rank
FROM (SELECT line.value ->> 'number' AS number, status, max(rank) AS rank
FROM json_each(?1) AS line CROSS JOIN early_report ON gateway_id = line.value ->> 'gateway_id'
WHERE rank IS NOT NULL GROUP BY 1) AS early
WHERE sms.number = early.number AND sms.rank < early.rank
