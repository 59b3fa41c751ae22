UPDATE sms SET phase = 'sending', due_at = ?6, attempt = attempt + 1, status = ?7, rank = ?8, updated_at = ?4
WHERE (?11 IS NULL OR EXISTS (SELECT 1 FROM pace WHERE holder = ?11))
AND number IN (SELECT number FROM READY)
RETURNING number, attempt, due_at, mobile, sender, text, encoding
