SELECT member.object, member.id, person.fields
FROM campaign_member AS member
JOIN person ON person.object = member.object AND person.id = member.id
WHERE member.campaign = ?1 AND (member.object, member.id) > (?2, ?3)
AND (member.object, member.id) <= (?4, ?5)
AND person.mobile_read IS NOT iif(member.object = 'lead', ?6, ?7)
ORDER BY member.object, member.id
