-- 変更の記録 of networks and systems (7(1)ウ(ウ)(エ), エ(ウ)(エ)).

-- part: visible
(may('asset_read_all') OR a.owner_unit_id = ANY ((SELECT asset_units_seen())::bigint[]) OR a.status = 'transferred' AND sees_asset(a))
-- part: open
c.state IN ('planned', 'approved', 'done')
-- What was done is late no more, even where nobody has checked it yet.
-- part: overdue
(c.state IN ('planned', 'approved') AND coalesce(c.due, c.planned_on) < today())

-- name: network_changes_of_asset
-- Newest first. $1 asset.
SELECT c.id, c.kind AS network_change_kind, c.title, c.state AS network_change_state, c.planned_on, c.due, c.created_at,
       person_name(p) AS created_by, @overdue AS is_overdue
  FROM network_change c
  LEFT JOIN person p ON p.id = c.created_by
 WHERE c.asset_id = $1::bigint
 ORDER BY c.id DESC
 LIMIT 200

-- name: network_change_load
-- $1 asset, $2 id.
SELECT c.id::text, c.row_version AS version, person_name(p) AS _by,
       moment_text(c.updated_at) AS _at
  FROM network_change c
  LEFT JOIN person p ON p.id = c.updated_by
 WHERE c.asset_id = $1::bigint AND c.id::text = $2

-- name: network_change_show
-- $1 id.
SELECT c.id, c.kind AS network_change_kind, c.title, c.content, c.reason, c.risk, c.way_back, c.planned_on, c.due,
       c.state AS network_change_state, c.created_at, person_name(p) AS created_by, c.row_version AS version,
       @overdue AS is_overdue,
       o.may_approve, o.may_complete, o.may_check, o.may_cancel,
       o.may_approve OR o.may_complete OR o.may_check OR o.may_cancel AS may_act
  FROM network_change c
 CROSS JOIN LATERAL (SELECT network_change_event_open(c, 'approve') AS may_approve,
                            network_change_event_open(c, 'complete') AS may_complete,
                            network_change_event_open(c, 'check') AS may_check,
                            network_change_event_open(c, 'cancel') AS may_cancel OFFSET 0) o
  LEFT JOIN person p ON p.id = c.created_by
 WHERE c.id = $1::bigint

-- name: network_change_steps
-- $1 id.
SELECT s.at, s.event AS network_change_done, person_name(p) AS actor, s.text
  FROM network_change_step s
  LEFT JOIN person p ON p.id = s.actor_id
 WHERE s.change_id = $1::bigint
 ORDER BY s.id

-- name: network_change_add
-- $1 asset, $2 kind, $3 title, $4 content, $5 reason, $6 risk, $7 way back, $8 planned day or NULL, $9 due or NULL.
INSERT INTO network_change (asset_id, kind, title, content, reason, risk, way_back, planned_on, due)
VALUES ($1::bigint, $2, $3, $4, $5, coalesce($6, ''), coalesce($7, ''), $8::date, $9::date)
RETURNING id::text

-- name: network_change_do
-- $1 id, $2 event, $3 text or NULL.
INSERT INTO network_change_step (change_id, event, text) VALUES ($1::bigint, $2, coalesce($3, ''))

-- name: network_change_list
-- All the viewer may see: open ones by their day, closed ones newest first. $1 filter or NULL (open).
SELECT a.asset_no, a.name AS asset_name, a.kind AS asset_kind, u.name AS owner_unit, c.id, c.kind AS network_change_kind,
       c.title AS network_change_title,
       c.state AS network_change_state, c.planned_on, c.due, @overdue AS is_overdue
  FROM network_change c
  JOIN asset a ON a.id = c.asset_id
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
 WHERE @visible
   AND CASE $1::text WHEN 'approve' THEN c.state = 'planned'
                     WHEN 'overdue' THEN @overdue
                     WHEN 'closed' THEN NOT @open
                     ELSE @open AND ($1::text IS NULL OR c.kind = $1::text) END
 ORDER BY CASE WHEN @open THEN coalesce(c.due, c.planned_on) END, c.id DESC
 LIMIT 1000

-- name: network_change_filters
-- With how many each would show. $1 the one asked for or NULL.
SELECT f.code AS network_change_filter, f.code IS NOT DISTINCT FROM $1::text AS is_current,
       count(s.id) FILTER (WHERE CASE f.code WHEN 'approve' THEN s.state = 'planned' WHEN 'overdue' THEN s.is_overdue
                                             WHEN 'closed' THEN NOT s.is_open
                                             ELSE s.is_open AND (f.code IS NULL OR s.kind = f.code) END) AS items
  FROM (VALUES (1, NULL), (2, 'approve'), (3, 'change'), (4, 'patch'), (5, 'finding'), (6, 'overdue'), (7, 'closed')) f (ord, code)
  LEFT JOIN (SELECT c.id, c.state, c.kind, @open AS is_open, @overdue AS is_overdue
               FROM network_change c JOIN asset a ON a.id = c.asset_id WHERE @visible) s ON true
 GROUP BY f.ord, f.code
 ORDER BY f.ord
