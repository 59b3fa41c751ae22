INSERT INTO opt_out (mobile, source, created_at)
SELECT mobile, 'reply', ?2 FROM sms WHERE erased_at IS NULL AND number IN (SELECT value FROM json_each(?1))
ON CONFLICT (mobile) DO NOTHING
