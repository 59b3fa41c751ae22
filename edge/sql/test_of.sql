INSERT INTO test_of (sms, object, id)
SELECT sms.number, whose.object, whose.id
FROM sms, (SELECT ?3 AS object, ?4 AS id UNION ALL SELECT object, id FROM test_of WHERE sms = ?5) AS whose
WHERE sms.request = ?1 AND sms.request_body = ?2 AND whose.object IS NOT NULL
ON CONFLICT (sms) DO NOTHING
