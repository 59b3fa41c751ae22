INSERT INTO opt_out (mobile, source, created_at, reply)
SELECT ?1, 'reply', ?2, ?3
WHERE ?4 = 1 OR NOT EXISTS (SELECT 1 FROM sms WHERE request = ?3)
ON CONFLICT (mobile) DO NOTHING
