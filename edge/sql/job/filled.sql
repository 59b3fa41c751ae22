UPDATE job SET object = ?4, id = ?5, progress = ?6, touched_at = ?7
WHERE number = ?1 AND state = 'preparing' AND object = ?2 AND id = ?3
