SELECT id, version, value, json_set(value, '$.id', id,
'$.createdAt', strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'),
'$.previousSecretUntil', iif(previous_until > ?1, strftime('%Y-%m-%dT%H:%M:%fZ', previous_until / 1000.0, 'unixepoch'), NULL),
'$.failingSince', strftime('%Y-%m-%dT%H:%M:%fZ', failing_since / 1000.0, 'unixepoch'), '$.offBecause', off_because,
'$.waiting', (SELECT coalesce(sum(newest.state = 'pending'), 0) FROM (SELECT state FROM webhook_delivery
WHERE webhook_delivery.webhook = webhook.id ORDER BY number DESC LIMIT 1000) AS newest)) AS shown
FROM webhook ORDER BY created_at, id
