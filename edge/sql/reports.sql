WITH report AS (SELECT r.key AS place, r.value ->> 'gateway_id' AS gateway_id,
r.value ->> 'content' AS content, r.value ->> 'status' AS status,
r.value ->> 'rank' AS rank, r.value ->> 'gateway_status' AS gateway_status,
r.value ->> 'segment' AS segment, r.value ->> 'error_code' AS error_code,
r.value ->> 'provider_time' AS provider_time, r.value ->> 'extra' AS extra,
r.value ->> 'received_at' AS received_at, r.value ->> 'opt_out' AS opt_out,
coalesce((SELECT number FROM sms WHERE number = r.value ->> 'sms'),
(SELECT number FROM sms WHERE gateway_id = r.value ->> 'gateway_id')) AS sms
FROM json_each(?1) AS r)
