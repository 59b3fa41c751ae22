INSERT INTO change_log (number, at, changed_by, kind, item, name, action, hash)
SELECT ?6, ?1, ?7, ?2, ?3, ?3, ?8, ?5
WHERE coalesce((SELECT hash FROM change_log ORDER BY number DESC LIMIT 1), ?9) = ?9
