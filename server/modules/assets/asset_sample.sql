-- The register of the sample city, loaded by its owner: each act is that of somebody on a day, through the same
-- corrections, steps and triggers as the portal's own.

-- name: asset_sample_people
-- Who bore the role then, in the order given; NULL: nobody did. $1 [{at, by: {role, unit, staff_no}}].
WITH given AS MATERIALIZED (
    SELECT i.ord, tokyo_day((i.item ->> 'at')::timestamptz) AS day, g.*
      FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS i (item, ord)
     CROSS JOIN jsonb_to_record(i.item -> 'by') AS g (role text, unit text, staff_no text)
), bearers AS MATERIALIZED (
    SELECT e.*, u.code, p.staff_no
      FROM effective_role e
      JOIN person p ON p.id = e.person_id
      LEFT JOIN org_unit u ON u.id = e.org_unit_id
     WHERE e.role_code IN ('secretariat', 'network_security_manager', 'system_security_manager', 'it_promotion_leader')
)
SELECT DISTINCT ON (g.ord) b.person_id::text AS person, b.staff_no
  FROM given g
  LEFT JOIN bearers b ON b.role_code = g.role AND b.code IS NOT DISTINCT FROM g.unit
                     AND b.staff_no = coalesce(g.staff_no, b.staff_no)
                     AND is_in_force(b.valid_from, b.valid_to, g.day)
 ORDER BY g.ord, b.person_id

-- name: asset_sample_act
-- Tells the transaction who acts and when. $1 instant, $2 person, $3 login, $4 roles, $5 names of permissions.
SELECT set_config('mamori.now', $1, true), set_config('mamori.person', $2, true),
       set_config('mamori.login', $3, true), set_config('mamori.roles', $4, true),
       set_config('mamori.permissions', $5, true)

-- name: asset_sample_begin
-- $1 {source, unit, reason, on, registers, file}
INSERT INTO asset_correction (source, org_unit_id, reason, actual_change_on, registers, file_name)
SELECT g.source, u.id, g.reason, g."on", coalesce(g.registers, false), coalesce(g.file, '')
  FROM jsonb_to_record($1::jsonb) AS g (source text, unit text, reason text, "on" date, registers boolean, file text)
  LEFT JOIN org_unit u ON u.code = g.unit
RETURNING id::text

-- name: asset_sample_new_rows
-- A section's leader is in charge of its assets. $1 correction, $2 [{kind, unit, contractor, fields, restricted}].
WITH leader AS MATERIALIZED (
    SELECT DISTINCT ON (r.org_unit_id) r.org_unit_id, r.person_id
      FROM role_assignment r
     WHERE r.role_code = 'it_promotion_leader' AND is_in_force(r.valid_from, r.valid_to, today())
     ORDER BY r.org_unit_id, r.person_id
)
INSERT INTO asset_correction_row (correction_id, line, kind, owner_unit_id, fields, restricted)
SELECT $1::bigint, i.line, g.kind, u.id,
       g.fields || jsonb_build_object('operator_id', l.person_id, 'contractor_id', k.id), coalesce(g.restricted, '{}')
  FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS i (item, line)
 CROSS JOIN jsonb_to_record(i.item) AS g (kind text, unit text, contractor text, fields jsonb, restricted jsonb)
  JOIN org_unit u ON u.code = g.unit
  LEFT JOIN leader l ON l.org_unit_id = u.id
  LEFT JOIN contractor k ON k.name = g.contractor
 ORDER BY i.line

-- name: asset_sample_rows
-- $1 correction, $2 [{asset, fields, restricted}].
INSERT INTO asset_correction_row (correction_id, line, asset_id, base_version, kind, fields, restricted)
SELECT $1::bigint, i.line, a.id, a.row_version, a.kind, coalesce(g.fields, '{}'), coalesce(g.restricted, '{}')
  FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS i (item, line)
 CROSS JOIN jsonb_to_record(i.item) AS g (asset text, fields jsonb, restricted jsonb)
  JOIN asset a ON a.asset_no = g.asset

-- name: asset_sample_move
-- $1 correction, $2 event, $3 reason or NULL.
SELECT asset_correction_move($1::bigint, $2, $3)

-- name: asset_sample_step
-- $1 {asset, event, text, to}.
INSERT INTO asset_step (asset_id, event, text, to_unit_id)
SELECT a.id, g.event, g.text, u.id
  FROM jsonb_to_record($1::jsonb) AS g (asset text, event text, text text, "to" text)
  JOIN asset a ON a.asset_no = g.asset
  LEFT JOIN org_unit u ON u.code = g."to"

-- name: asset_sample_note
-- $1 {asset, text}.
INSERT INTO asset_class_note (asset_id, text)
SELECT a.id, g.text
  FROM jsonb_to_record($1::jsonb) AS g (asset text, text text) JOIN asset a ON a.asset_no = g.asset

-- name: asset_sample_relations
-- $1 [[relation, from, to]].
INSERT INTO asset_relation (relation, from_id, to_id)
SELECT i.item ->> 0, f.id, t.id
  FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS i (item, ord)
  JOIN asset f ON f.asset_no = i.item ->> 1
  JOIN asset t ON t.asset_no = i.item ->> 2
 ORDER BY i.ord
