DELETE FROM stuck_callback WHERE dismissed_at < ?1
