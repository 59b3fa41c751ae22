UPDATE webhook_delivery SET state = done.state, last_status = done.status,
next_at = iif((SELECT enabled FROM webhook WHERE id = webhook_delivery.webhook) = 1, done.next_at, NULL)
FROM (SELECT value ->> 'number' AS number, value ->> 'state' AS state, value ->> 'status' AS status,
value ->> 'next_at' AS next_at, value ->> 'attempts' AS attempts FROM json_each(?1)) AS done
WHERE webhook_delivery.number = done.number AND webhook_delivery.attempts = done.attempts
