UPDATE webhook SET failing_since = NULL WHERE failing_since IS NOT NULL
AND id IN (SELECT value ->> 'webhook' FROM json_each(?1) WHERE value ->> 'state' = 'delivered')
