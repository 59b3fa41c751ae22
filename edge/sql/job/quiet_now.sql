SELECT coalesce((SELECT nullif((value ->> 'quietFrom') || '-' || (value ->> 'quietUntil'), '-')
FROM config_item WHERE kind = 'setup' AND id = 'setup'), '') AS quiet
