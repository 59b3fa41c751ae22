SELECT 1 AS found FROM opt_out WHERE mobile = ?1
