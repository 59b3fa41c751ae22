INSERT INTO change_log (number, at, changed_by, kind, item, name, action, value_before, value_after, hash)
SELECT ?1, ?2, ?3, 'webhook', ?4, ?5, ?6, ?7, ?8, ?9
WHERE coalesce((SELECT hash FROM change_log ORDER BY number DESC LIMIT 1), ?10) = ?10
AND (?11 = 0 OR EXISTS (SELECT 1 FROM webhook WHERE id = ?4 AND version = ?11))
