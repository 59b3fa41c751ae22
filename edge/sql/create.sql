INSERT INTO sms (request, request_body, object, record_id, mobile, sender, text,
encoding, segments, phase, due_at, attempt, status, rank, created_by, created_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'queued', ?10, 0, ?11, ?12, ?13, ?10, ?10)
ON CONFLICT (request) DO NOTHING
