SELECT min(iif(phase = 'queued', number, NULL)) AS next, min(iif(phase = 'queued', due_at, NULL)) AS due,
coalesce(sum(phase = 'sending'), 0) AS sending
FROM sms WHERE number > ?2 AND number <= ?3 AND job = ?1 AND phase <> 'settled'
