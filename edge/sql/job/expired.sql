SELECT number, attempt, due_at FROM sms
WHERE number > ?2 AND number <= ?3 AND job = ?1 AND phase = 'sending' AND due_at <= ?4
ORDER BY number LIMIT 500
