INSERT INTO job (request, request_body, campaign, sender, text, replaces, plan, recipients, messages,
state, first, touched_at, created_by, created_at, schedule_at, schedule_zone, time_zone, quiet, replaces_job)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'preparing',
(SELECT coalesce(max(number), 0) FROM sms), ?10, ?11, ?10, ?15, ?16, ?17, ?18, ?19
WHERE (?13 IS NULL OR ?9 + coalesce((SELECT messages FROM spend WHERE day = ?12 AND who = ?11), 0) <= ?13)
AND (?14 IS NULL OR ?9 + coalesce((SELECT messages FROM spend WHERE day = ?12 AND who = ''), 0) <= ?14)
ON CONFLICT (request) DO NOTHING
