SELECT coalesce(sum(queued), 0) AS queued, coalesce(sum(sent), 0) AS sent, coalesce(sum(delivered), 0) AS delivered,
coalesce(sum(unknown), 0) AS unknown, coalesce(sum(skipped), 0) AS skipped, coalesce(sum(made), 0) AS made
FROM job_part WHERE job = ?1
