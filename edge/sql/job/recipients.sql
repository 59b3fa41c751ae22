SELECT sms.number, sms.object, sms.record_id, sms.status, sms.reason, sms.created_at, person.fields
FROM sms LEFT JOIN person ON person.object = sms.object AND person.id = sms.record_id
WHERE sms.number > max(?2, ?4) AND sms.number <= ?3 AND sms.job = ?1
AND (?5 IS NULL OR sms.status IN (SELECT value FROM json_each(?5)))
ORDER BY sms.number LIMIT ?6
