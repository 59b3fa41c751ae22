SELECT member.object, member.id, person.mobile,
person.mobile_read IS NOT iif(member.object = 'lead', ?5, ?6) AS stale,
CASE WHEN person.mobile IS NULL THEN person.mobile_problem
WHEN EXISTS (SELECT 1 FROM opt_out WHERE opt_out.mobile = person.mobile) THEN 'opted-out'
WHEN EXISTS (SELECT 1 FROM person AS other CROSS JOIN campaign_member AS before
ON before.campaign = member.campaign AND before.object = other.object AND before.id = other.id
WHERE other.mobile = person.mobile AND (other.object, other.id) < (member.object, member.id))
THEN 'duplicate' END AS skip,
iif(?8 IS NULL, NULL, (SELECT max(due_at) FROM sms WHERE sms.mobile = person.mobile AND due_at <= ?8
AND status IN ('SENDING', 'UNKNOWN', 'SENT', 'DELIVERED') AND created_by <> 'automatic')) AS last,
(SELECT json_group_object(key, value) FROM json_each(person.fields)
WHERE lower(key) IN (SELECT value FROM json_each(?7))) AS fields
FROM campaign_member AS member
JOIN person ON person.object = member.object AND person.id = member.id
WHERE member.campaign = ?1 AND (member.object, member.id) > (?2, ?3)
ORDER BY member.object, member.id LIMIT ?4
