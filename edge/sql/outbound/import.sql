INSERT INTO webhook (id, value, enabled, on_status, on_reply, on_opt_out, created_at, secret, version)
SELECT r.value ->> 'id', r.value ->> 'value', 0, 0, 0, 0, ?2, coalesce(r.value ->> 'secret', ''), 1 FROM json_each(?1) AS r
WHERE r.value ->> 'kind' = 'webhook' AND EXISTS (SELECT 1 FROM change_log WHERE number = ?3 AND hash = ?4)
ON CONFLICT (id) DO UPDATE SET value = excluded.value, version = version + 1,
on_status = enabled AND instr(excluded.value ->> 'events', 'sms.status') > 0,
on_reply = enabled AND instr(excluded.value ->> 'events', 'sms.reply') > 0,
on_opt_out = enabled AND instr(excluded.value ->> 'events', 'opt_out.changed') > 0
