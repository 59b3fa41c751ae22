UPDATE sms SET phase = 'settled', updated_at = ?4
WHERE number > ?2 AND number <= ?3 AND job = ?1 AND phase = 'queued' AND rank > ?5
