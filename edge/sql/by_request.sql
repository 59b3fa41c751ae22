SELECT number, request_body, answer_status, answer_body, mobile, sender, text,
encoding, segments, phase, due_at, attempt, status, reason, gateway_code, gateway_id
FROM sms WHERE request = ?1
