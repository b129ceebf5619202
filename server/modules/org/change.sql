-- name: change_lock
-- One change of the organization at a time, until the end of the transaction; and why, for every row of
-- the operation log. $1 reason, $2 basis or NULL.
SELECT pg_advisory_xact_lock(hashtextextended('mamori.organization', 0)),
       set_config('mamori.reason', $1 || coalesce('（' || $2 || '）', ''), true)

-- name: change_savepoint
SAVEPOINT rehearsal

-- name: change_take_back
ROLLBACK TO SAVEPOINT rehearsal

-- name: change_bearers
-- Who bears what, as the differences compare it. $1 day.
SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]')::text AS bearers FROM role_bearers($1::date) b

-- name: change_settle
SELECT settle()

-- name: change_differences
-- Whose roles changed. $1 what change_bearers said before, $2 day.
SELECT x.role, x.unit_code, x.unit, x.post, x.before, x.after, x.others
  FROM jsonb_to_recordset(transfer_differences($1::jsonb, $2::date)) AS x (
           role text, unit_code text, unit text, post text, before text, after text, others integer)

-- name: change_gaps
-- What lacks a bearer then. $1 day.
SELECT g.gap, g.role, g.unit_code, g.unit, g.post FROM role_gap($1::date) g
