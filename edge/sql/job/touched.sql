UPDATE job SET touched_at = ?2, started_at = coalesce(started_at, iif(wakes_at > ?2, NULL, ?2)) WHERE number = ?1 AND state = 'running'
