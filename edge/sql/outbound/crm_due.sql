SELECT json_group_array(change) AS names, json_object('changes', json_group_array(json_object('id', change, 'recordId', id,
'optedOut', json(iif(opted_out = 1, 'true', 'false')), 'at', strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch')))) AS body,
count(*) AS changes, (SELECT attempts FROM crm) AS attempts
FROM (SELECT * FROM crm_change WHERE next_at <= ?1 ORDER BY at LIMIT ?2)
