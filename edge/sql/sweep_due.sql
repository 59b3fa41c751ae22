SELECT number FROM sms WHERE phase <> 'settled' AND job IS NULL AND due_at <= ?1 ORDER BY due_at LIMIT ?2
