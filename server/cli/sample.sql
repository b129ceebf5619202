-- name: setting_insert
-- From the beginning of the portal's use. $1 key, $2 value.
INSERT INTO setting (key, value, valid_from, note) VALUES ($1, $2, '2000-01-01', '見本')
