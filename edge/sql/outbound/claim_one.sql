UPDATE webhook_delivery SET next_at = ?2, attempts = attempts + 1, last_at = ?1
WHERE number = ?3 AND webhook = ?4 AND (next_at IS NULL OR last_at IS NULL OR next_at <= ?1 OR next_at - last_at <> ?2 - ?1)
RETURNING number
