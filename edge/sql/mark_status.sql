UPDATE sms SET status = ?2, rank = ?3, updated_at = ?4
WHERE number = ?1 AND rank < ?3
