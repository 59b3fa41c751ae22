UPDATE webhook_delivery SET next_at = ?2, attempts = attempts + 1, last_at = ?1
WHERE number IN (SELECT due.number FROM webhook AS w JOIN webhook_delivery AS due ON due.number IN
(SELECT one.number FROM webhook_delivery AS one WHERE one.webhook = w.id AND one.next_at <= ?1
ORDER BY one.next_at LIMIT ?3)
WHERE w.enabled = 1 AND (w.failing_since IS NULL OR due.number IN
(SELECT one.number FROM webhook_delivery AS one WHERE one.webhook = w.id AND one.next_at <= ?1
ORDER BY one.next_at LIMIT ?4)) ORDER BY due.next_at LIMIT ?5)
RETURNING number
