SELECT d.number, d.webhook, d.message, d.attempts, w.value ->> 'url' AS url, w.secret,
iif(w.previous_until > ?2, w.previous_secret, NULL) AS previous,
json_object('type', d.type, 'timestamp', strftime('%Y-%m-%dT%H:%M:%fZ', d.at / 1000.0, 'unixepoch'), 'data',
json(CASE d.type
WHEN 'sms.status' THEN json_object('id', printf('SMS-%06d', s.number), 'status', d.what, 'object', s.object,
'recordId', s.record_id, 'campaign', s.campaign, 'job', iif(s.job IS NULL, NULL, printf('JOB-%06d', s.job)),
'numberOfMessages', s.segments, 'reason', iif(s.status = d.what, s.reason, NULL))
WHEN 'sms.reply' THEN json_object('id', printf('SMS-%06d', s.number), 'object', s.object, 'recordId', s.record_id,
'optOut', json(iif(s.status = 'OPT-OUT', 'true', 'false')), 'erased', json(iif(s.erased_at IS NULL, 'false', 'true')),
'from', nullif(s.mobile, ''), 'to', s.sender, 'text', iif(s.erased_at IS NULL, s.text, NULL))
WHEN 'opt_out.changed' THEN json_object('optedOut', json(iif(d.what = 'cleared', 'false', 'true')),
'by', nullif(d.what, 'cleared'), 'mobile', d.mobile,
'records', (SELECT json_group_array(json_object('object', p.object, 'id', p.id)) FROM person AS p
WHERE p.mobile = d.mobile OR (p.object = d.object AND p.id = d.record_id)))
ELSE json_object('message', 'This is a test. Nothing has happened.') END)) AS body
FROM webhook_delivery AS d JOIN webhook AS w ON w.id = d.webhook LEFT JOIN sms AS s ON s.number = d.sms
WHERE d.number IN (SELECT value FROM json_each(?1))
