SELECT items, (SELECT last WHERE EXISTS (SELECT 1 FROM webhook_delivery WHERE webhook = ?1 AND number < last)) AS last
FROM (SELECT min(number) AS last, json_group_array(json_object('id', CAST(number AS TEXT), 'message', message,
'type', type, 'sms', iif(sms IS NULL, NULL, printf('SMS-%06d', sms)), 'status', iif(type = 'sms.status', what, NULL),
'at', strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch'), 'state', state, 'attempts', attempts,
'lastAt', strftime('%Y-%m-%dT%H:%M:%fZ', last_at / 1000.0, 'unixepoch'), 'lastStatus', last_status,
'nextAt', strftime('%Y-%m-%dT%H:%M:%fZ', next_at / 1000.0, 'unixepoch'))) AS items
FROM (SELECT * FROM webhook_delivery WHERE webhook = ?1 AND number < ?2 AND number >= ?4
ORDER BY number DESC LIMIT ?3))
