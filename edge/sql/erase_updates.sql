UPDATE delivery_update SET extra = NULL,
content = iif(gateway_status GLOB '*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*', 'erased ' || lower(hex(randomblob(8))), content),
gateway_status = iif(gateway_status GLOB '*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*', 'erased', gateway_status),
error_code = iif(error_code GLOB '*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*', NULL, error_code)
WHERE (extra IS NOT NULL OR gateway_status GLOB '*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*'
OR error_code GLOB '*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*[0-9]*') AND content NOT LIKE 'marked|%'
AND 