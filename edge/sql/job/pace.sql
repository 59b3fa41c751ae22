UPDATE pace SET holder = ?10,
free_at = max(free_at, ?4 - 250) + (SELECT sum(segments) FROM READY) * 1000 / ?11
WHERE free_at <= ?4 AND EXISTS (SELECT 1 FROM READY)
