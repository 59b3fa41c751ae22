(SELECT number FROM sms WHERE object = ?2 AND record_id = ?3
UNION SELECT sms FROM test_of WHERE object = ?2 AND id = ?3
UNION SELECT number FROM sms WHERE record_id IS NULL
AND mobile IN (SELECT value ->> 'mobile' FROM json_each(?4)))
