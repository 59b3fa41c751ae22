UPDATE person SET box_at = ?2 FROM crm_change AS told
WHERE person.object = told.object AND person.id = told.id
AND told.change IN (SELECT value FROM json_each(?1))
