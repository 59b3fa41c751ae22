INSERT INTO opt_out (mobile, source, created_at)
SELECT ?1, source, created_at FROM opt_out_erased WHERE hash = ?2
ON CONFLICT (mobile) DO NOTHING
