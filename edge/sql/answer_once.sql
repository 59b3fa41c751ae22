UPDATE sms SET answer_status = ?2, answer_body = ?3 WHERE number = ?1 AND answer_body IS NULL
