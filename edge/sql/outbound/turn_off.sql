UPDATE webhook SET enabled = 0, on_status = 0, on_reply = 0, on_opt_out = 0, version = version + 1,
value = json_set(value, '$.enabled', json('false')),
off_because = iif(id IN (SELECT value ->> 'webhook' FROM json_each(?1) WHERE value ->> 'gone' = 1), 'gone', 'failing')
WHERE enabled = 1 AND (failing_since <= ?2
OR id IN (SELECT value ->> 'webhook' FROM json_each(?1) WHERE value ->> 'gone' = 1))
