INSERT INTO opt_out (mobile, source, created_at, moving)
SELECT ?1, source, created_at, 1 FROM opt_out_erased WHERE hash = ?2
AND (?3 IS NULL OR EXISTS (SELECT 1 FROM sms WHERE request = ?3))
ON CONFLICT (mobile) DO NOTHING
