-- name: help_note
-- What the secretariat puts before everything else, "" while it has nothing.
SELECT coalesce(setting_text('help.note'), '') AS note
