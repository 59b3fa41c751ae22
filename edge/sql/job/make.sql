INSERT INTO job (request, request_body, campaign, sender, text, replaces, plan, recipients, messages,
state, first, touched_at, created_by, created_at, schedule_at, schedule_zone, time_zone, quiet, replaces_job)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'preparing',
(SELECT coalesce(max(number), 0) FROM sms), ?10, ?11, ?10, ?12, ?13, ?14, ?15, ?16)
ON CONFLICT (request) DO NOTHING
