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
-- Who bears what, as the differences compare it, and what lacks a bearer. $1 day.
SELECT (SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]') FROM role_bearers($1::date) b)::text AS bearers,
       (SELECT coalesce(jsonb_agg(to_jsonb(g)), '[]') FROM role_gap($1::date) g)::text AS gaps

-- name: change_settle
SELECT settle()

-- name: change_differences
-- Whose roles changed. $1 what change_bearers said before, $2 day.
SELECT x.role, x.unit_code, x.unit, x.post, x.before, x.after, x.others, x.stays,
       nullif(greatest(x.others - 3, 0), 0) AS more
  FROM jsonb_to_recordset(transfer_differences($1::jsonb, $2::date)) AS x (
           role text, unit_code text, unit text, post text, before text, after text, others integer, stays text)

-- name: change_gaps
-- What lacks a bearer then. $1 day.
SELECT coalesce(jsonb_agg(to_jsonb(g)), '[]')::text AS gaps, count(*) AS number FROM role_gap($1::date) g

-- name: change_gaps_beyond
-- Those of some gaps that are not among others, whatever a unit or post is called. $1 gaps, $2 the others.
SELECT x.gap, x.role, x.unit_code, x.unit, x.post
  FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (gap, ord)
 CROSS JOIN LATERAL jsonb_to_record(e.gap) AS x (gap text, role text, unit_code text, unit text, post text)
 WHERE NOT EXISTS (SELECT FROM jsonb_array_elements($2::jsonb) AS o (gap)
                    WHERE o.gap - 'unit' - 'post' = e.gap - 'unit' - 'post')
 ORDER BY e.ord

-- name: change_last
-- Paper and reason of what the viewer entered last, today: the next entry has often the same.
SELECT x.basis, CASE WHEN x.basis <> '' AND right(x.reason, length(x.basis) + 2) = '（' || x.basis || '）'
                     THEN left(x.reason, -length(x.basis) - 2) ELSE x.reason END AS reason
  FROM (SELECT a.reason, coalesce(a.changes -> 'order_ref' ->> 1, a.changes -> 'doc_number' ->> 1, '') AS basis
          FROM audit_log a
         WHERE a.person_id = viewer() AND a.at >= audit_since(today()) AND a.action = 'create'
           AND a.object_type IN ('post_holding', 'role_assignment') AND a.reason <> '' AND a.reason <> '人事異動の適用'
         ORDER BY a.at DESC, a.id DESC LIMIT 1) x
