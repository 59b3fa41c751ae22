INSERT INTO crm_change (object, id, change, opted_out, at)
SELECT person.object, person.id, 'oo-' || lower(hex(randomblob(8))), 1, coalesce(opt_out.created_at, person.updated_at)
FROM person LEFT JOIN opt_out ON opt_out.mobile = person.mobile
WHERE (opt_out.mobile IS NOT NULL OR person.opted_out = 1) AND (SELECT connected FROM crm) = 0
ON CONFLICT (object, id) DO NOTHING
