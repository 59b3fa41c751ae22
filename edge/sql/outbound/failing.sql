UPDATE webhook SET failing_since = ?2 WHERE failing_since IS NULL
AND id IN (SELECT value ->> 'webhook' FROM json_each(?1) WHERE value ->> 'state' <> 'delivered')
