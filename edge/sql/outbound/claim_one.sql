UPDATE webhook_delivery SET next_at = ?2, attempts = attempts + 1, last_at = ?1
WHERE number = ?3 AND webhook = ?4 AND (state <> 'pending' OR next_at IS NULL OR last_at IS NULL OR last_at < ?1 - 30000)
RETURNING number
