UPDATE job SET not_before = (SELECT max(value ->> 'again_at') FROM json_each(?1))
WHERE number = ?2 AND not_before < (SELECT max(value ->> 'again_at') FROM json_each(?1))
