UPDATE pace SET holder = ?11,
free_at = max(free_at, ?4 - 250) + (SELECT sum(segments) FROM READY) * 1000 / ?12
WHERE free_at <= ?4 AND EXISTS (SELECT 1 FROM READY)
