UPDATE sms SET status = best.status, rank = best.rank, updated_at = ?2
FROM (SELECT sms AS number, status, max(rank) AS rank FROM report
WHERE rank IS NOT NULL GROUP BY sms) AS best
WHERE sms.number = best.number AND sms.rank < best.rank
