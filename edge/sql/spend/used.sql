SELECT coalesce((SELECT messages FROM spend WHERE day = ?1 AND who = ?2), 0) AS user,
coalesce((SELECT messages FROM spend WHERE day = ?1 AND who = ''), 0) AS day
