INSERT INTO sms (request, request_body, object, record_id, mobile, sender, text,
encoding, segments, phase, due_at, attempt, status, rank, created_by, created_at, updated_at, spend_day)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'queued', ?10, 0, ?11, ?12, ?13, ?10, ?10, ?15
WHERE (coalesce(?3, ?18) IS NULL OR EXISTS (SELECT 1 FROM person WHERE object = coalesce(?3, ?18) AND id = coalesce(?4, ?19)))
AND (?14 IS NULL OR EXISTS (SELECT 1 FROM sms WHERE number = ?14 AND erased_at IS NULL))
AND (?16 IS NULL OR ?9 + coalesce((SELECT messages FROM spend WHERE day = ?15 AND who = ?13), 0) <= ?16)
AND (?17 IS NULL OR ?9 + coalesce((SELECT messages FROM spend WHERE day = ?15 AND who = ''), 0) <= ?17)
ON CONFLICT (request) DO NOTHING
