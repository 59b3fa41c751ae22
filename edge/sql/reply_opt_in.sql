DELETE FROM opt_out WHERE mobile = ?1 AND NOT EXISTS (SELECT 1 FROM sms WHERE request = ?2)
