SELECT coalesce(sum(iif(status IN ('SENT', 'UNKNOWN', 'DELIVERED', 'EXPIRED', 'UNDELIVERED'), segments, 0)), 0)
AS messages,
coalesce(sum(status = 'SENT'), 0) AS sent, coalesce(sum(status = 'DELIVERED'), 0) AS delivered,
coalesce(sum(status = 'UNKNOWN'), 0) AS unknown,
coalesce(sum(status = 'CANCELLED'), 0) AS skipped,
coalesce(sum(status IN ('REJECTED', 'FAILED', 'EXPIRED', 'UNDELIVERED')), 0) AS failed,
(SELECT count(DISTINCT one.mobile) FROM sms AS one CROSS JOIN opt_out ON opt_out.mobile = one.mobile
WHERE one.campaign = ?1 AND opt_out.created_at >= one.created_at) AS opt_outs,
(SELECT count(DISTINCT reply.number) FROM sms AS one CROSS JOIN sms AS reply
ON reply.mobile = one.mobile AND reply.number > one.number
WHERE one.campaign = ?1 AND one.mobile <> '' AND reply.status IN ('RECEIVED', 'OPT-OUT')) AS replies
FROM sms WHERE campaign = ?1
