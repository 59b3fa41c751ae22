SELECT 1 AS found FROM opt_out WHERE mobile = ?1
UNION ALL SELECT 1 FROM opt_out_erased WHERE hash = ?2
