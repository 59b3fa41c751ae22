INSERT INTO campaign_member (campaign, object, id)
SELECT ?2, value ->> 'object', value ->> 'id' FROM json_each(?1) WHERE true
ON CONFLICT (campaign, object, id) DO NOTHING
