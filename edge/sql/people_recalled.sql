DELETE FROM opt_out_erased WHERE hash IN (SELECT value ->> 'hash' FROM json_each(?1))
