-- Corrections: what they would change, what keeps them from it, and their way.

-- name: asset_correction_list
-- A draft that changes nothing is none to come back to. $1 which: mine, waiting (for the viewer to confirm) or all;
-- $2 after, $3 rows.
SELECT c.id, c.source AS correction_source, c.state AS correction_state, c.org_unit_id IS NULL AS is_of_several,
       u.code AS owner_unit_code, u.name AS owner_unit, c.reason, c.file_name, c.actual_change_on, c.created_at,
       person_name(p) AS created_by_name, c.sent_at, c.decided_at,
       (SELECT count(*) FROM asset_correction_row r WHERE r.correction_id = c.id) AS row_count,
       count(*) OVER () AS _total
  FROM asset_correction c
  LEFT JOIN org_unit u ON u.id = unit_today(c.org_unit_id)
  LEFT JOIN person p ON p.id = c.created_by
 WHERE sees_correction(c) AND ($2::bigint IS NULL OR c.id < $2::bigint)
   AND CASE $1 WHEN 'mine' THEN c.created_by = viewer()
               WHEN 'waiting' THEN c.state = 'awaiting_manager' AND confirms_assets_of(c.org_unit_id)
               ELSE true END
   AND (c.state <> 'draft' OR EXISTS (SELECT FROM asset_correction_row r WHERE r.correction_id = c.id))
 ORDER BY c.id DESC LIMIT $3::integer

-- name: asset_correction_tabs
-- How many wait for the viewer to confirm.
SELECT count(*) AS waiting, count(*) > 0 AS has_waiting
  FROM asset_correction c
 WHERE c.state = 'awaiting_manager' AND confirms_assets_of(c.org_unit_id)

-- part: seen
asset_correction c WHERE c.id = $1::bigint AND sees_correction(c)

-- name: asset_correction_show
-- $1 id.
SELECT c.id, c.source AS correction_source, c.source = 'bulk' AS is_bulk, c.state AS correction_state,
       u.code AS owner_unit_code, u.name AS owner_unit, c.reason, c.actual_change_on, c.registers, c.file_name, c.file_sha256, nullif(c.encoding, '') AS encoding, c.created_at,
       person_name(p) AS created_by_name, c.sent_at, c.decided_at, person_name(d) AS decided_by_name, c.decision_text,
       c.row_version AS version, c.created_by = viewer() AS is_mine,
       c.state = 'draft' AS is_draft, c.state = 'awaiting_manager' AS is_waiting, c.state = 'applied' AS is_applied,
       c.notes::text AS _notes
  FROM asset_correction c
  LEFT JOIN org_unit u ON u.id = unit_today(c.org_unit_id)
  LEFT JOIN person p ON p.id = c.created_by
  LEFT JOIN person d ON d.id = c.decided_by
 WHERE c.id = $1::bigint AND sees_correction(c)

-- name: asset_correction_counts
-- Rights are asked once a section. $1 id.
WITH c AS MATERIALIZED (SELECT c.* FROM asset_correction c WHERE c.id = $1::bigint AND sees_correction(c)),
rows_of AS MATERIALIZED (
    SELECT r.asset_id, r.problems <> '[]' AS is_wrong, r.restricted <> '{}' AS is_restricted,
           coalesce(a.owner_unit_id, r.owner_unit_id) AS unit, coalesce(a.status <> 'draft', false) AS is_registered,
           a.row_version <> r.base_version AS is_stale
      FROM c JOIN asset_correction_row r ON r.correction_id = c.id LEFT JOIN asset a ON a.id = r.asset_id),
rights AS (
    SELECT bool_and(CASE WHEN u.is_registered OR c.registers THEN confirms_assets_of(u.unit) ELSE drafts_assets_of(u.unit) END
                    AND (NOT u.is_restricted OR writes_restricted(u.unit))) AS may,
           bool_and(confirms_assets_of(u.unit)) AS may_register, bool_or(u.is_registered) AS are_registered
      FROM c CROSS JOIN (SELECT o.unit, bool_or(o.is_registered) AS is_registered, bool_or(o.is_restricted) AS is_restricted
                           FROM rows_of o GROUP BY o.unit) u)
SELECT n.new_count, n.changed_count, n.wrong_count, greatest(c.rows_read - n.row_count, 0) AS unchanged_count, n.row_count,
       n.stale_count, n.stale_count > 0 AS has_stale, n.row_count = 0 AS is_same,
       n.row_count > 0 AND n.wrong_count = 0 AS is_sound,
       n.row_count > 0 AND n.wrong_count = 0 AND n.stale_count = 0 AND coalesce(t.may, false)
       AND (c.state = 'draft' AND c.created_by = viewer() OR c.state = 'awaiting_manager') AS may_apply,
       n.row_count > 0 AND n.wrong_count = 0 AND n.stale_count = 0 AND NOT coalesce(t.may, false) AND c.state = 'draft'
       AND c.created_by = viewer() AND c.org_unit_id IS NOT NULL AS may_send,
       c.state = 'awaiting_manager' AND confirms_assets_of(c.org_unit_id) AS may_return,
       c.state IN ('draft', 'awaiting_manager') AND c.created_by = viewer() AS may_discard,
       n.new_count > 0 AND coalesce(t.may_register, false) AS may_register
  FROM c
 CROSS JOIN rights t
 CROSS JOIN (SELECT count(*) FILTER (WHERE asset_id IS NULL AND NOT is_wrong) AS new_count,
                    count(*) FILTER (WHERE asset_id IS NOT NULL AND NOT is_wrong) AS changed_count,
                    count(*) FILTER (WHERE is_wrong) AS wrong_count, count(*) FILTER (WHERE is_stale) AS stale_count,
                    count(*) AS row_count FROM rows_of) n

-- name: asset_correction_problems
-- One row a cell, in the order of the sheet. $1 id, $2 after (line and place as "12.3") or NULL, $3 rows.
SELECT r.line || '.' || p.place AS _key, coalesce(r.sheet_line, r.line) AS sheet_row, r.sheet, a.asset_no, r.kind AS asset_kind,
       coalesce(a.name, r.fields ->> 'name') AS asset_name, p.problem ->> 'column' AS sheet_column, p.problem ->> 'field' AS _field, p.problem ->> 'problem' AS problem,
       p.problem ->> 'given' AS given, coalesce(p.problem ->> 'detail', '') AS detail
  FROM asset_correction c
  JOIN asset_correction_row r ON r.correction_id = c.id AND r.problems <> '[]'
  LEFT JOIN asset a ON a.id = r.asset_id
 CROSS JOIN LATERAL jsonb_array_elements(r.problems) WITH ORDINALITY AS p (problem, place)
 WHERE c.id = $1::bigint AND sees_correction(c)
   AND ($2::text IS NULL OR (r.line, p.place) > (split_part($2, '.', 1)::integer, split_part($2, '.', 2)::bigint))
 ORDER BY r.line, p.place LIMIT $3::integer

-- name: asset_correction_problem_count
-- $1 id.
SELECT coalesce(sum(jsonb_array_length(r.problems)), 0) AS problem_count
  FROM asset_correction c JOIN asset_correction_row r ON r.correction_id = c.id AND r.problems <> '[]'
 WHERE c.id = $1::bigint AND sees_correction(c)

-- name: asset_correction_rows
-- What each row without a problem changes; of an applied one what it did change. $1 id, $2 after (line) or NULL, $3 rows.
WITH r AS MATERIALIZED (
    SELECT r.*, c.state
      FROM asset_correction c JOIN asset_correction_row r ON r.correction_id = c.id AND r.problems = '[]'
     WHERE c.id = $1::bigint AND sees_correction(c) AND ($2::integer IS NULL OR r.line > $2::integer)
     ORDER BY r.line LIMIT $3::integer)
SELECT r.line, coalesce(r.sheet_line, r.line) AS sheet_row, r.sheet, r.asset_id IS NULL AS is_new, a.asset_no,
       coalesce(a.name, r.fields ->> 'name') AS asset_name, r.kind AS asset_kind, a.status AS asset_status, u.name AS owner_unit,
       r.state IN ('draft', 'awaiting_manager') AND a.row_version <> r.base_version AS is_stale,
       person_name(p) AS changed_by_name, a.updated_at AS changed_at,
       asset_references_in_words(r.fields || s.secret)::text AS _new,
       asset_references_in_words(CASE
           WHEN r.asset_id IS NULL THEN '{}'
           WHEN r.state = 'applied' THEN coalesce(h.held, '{}')
           ELSE coalesce((SELECT jsonb_object_agg(f, v.held -> f) FROM jsonb_object_keys(r.fields || s.secret) f), '{}')
       END)::text AS _old
  FROM r
  LEFT JOIN asset a ON a.id = coalesce(r.asset_id, r.made_id)
  LEFT JOIN org_unit u ON u.id = unit_today(coalesce(a.owner_unit_id, r.owner_unit_id))
  LEFT JOIN person p ON p.id = a.updated_by
 CROSS JOIN LATERAL (
    SELECT CASE WHEN r.restricted <> '{}' AND sees_restricted(coalesce(a.owner_unit_id, r.owner_unit_id))
                THEN r.restricted ELSE '{}' END AS secret OFFSET 0) s
 CROSS JOIN LATERAL (
    SELECT CASE WHEN r.asset_id IS NULL OR r.state = 'applied' THEN NULL
                ELSE asset_values(r.asset_id) || CASE WHEN s.secret = '{}' THEN '{}'
                                                      ELSE coalesce(asset_restricted_values(r.asset_id), '{}') END END AS held
    OFFSET 0) v
  LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(CASE x.field WHEN 'operator' THEN 'operator_id' WHEN 'contractor' THEN 'contractor_id'
                                         ELSE x.field END, x.old) AS held
      FROM asset_change x
     WHERE x.correction_id = r.correction_id AND x.asset_id = r.asset_id
       AND (NOT x.is_restricted OR sees_restricted(a.owner_unit_id))) h ON r.state = 'applied'
 ORDER BY r.line

-- name: asset_correction_hides_secrets
-- A row: it changes addresses the viewer may not see. $1 id.
SELECT FROM (SELECT DISTINCT coalesce(a.owner_unit_id, r.owner_unit_id) AS unit
               FROM asset_correction_row r LEFT JOIN asset a ON a.id = coalesce(r.asset_id, r.made_id)
              WHERE r.correction_id = $1::bigint AND r.restricted <> '{}') u
 WHERE NOT sees_restricted(u.unit) LIMIT 1

-- name: asset_correction_shows_secrets
-- A row: it changes addresses the viewer may see. $1 id.
SELECT FROM (SELECT DISTINCT coalesce(a.owner_unit_id, r.owner_unit_id) AS unit
               FROM asset_correction_row r LEFT JOIN asset a ON a.id = coalesce(r.asset_id, r.made_id)
              WHERE r.correction_id = $1::bigint AND r.restricted <> '{}') u
 WHERE sees_restricted(u.unit) LIMIT 1

-- name: asset_correction_is_hidden
-- A row: there is such a correction. $1 id.
SELECT FROM asset_correction WHERE id = $1::bigint

-- name: asset_correction_lock
-- $1 id.
SELECT c.id::text, c.state, c.row_version AS version, c.created_by = viewer() AS is_mine, person_name(p) AS _by,
       moment_text(c.updated_at) AS _at
  FROM asset_correction c LEFT JOIN person p ON p.id = c.updated_by
 WHERE c.id = $1::bigint AND sees_correction(c)
   FOR UPDATE OF c

-- name: asset_correction_write
-- One's own draft alone. $1 id, $2 reason, $3 day or NULL (today), $4 registers.
UPDATE asset_correction
   SET reason = $2, actual_change_on = coalesce($3::date, today()), registers = $4::boolean, updated_at = instant(),
       updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint AND state = 'draft' AND created_by = viewer()

-- name: asset_correction_move
-- $1 id, $2 event, $3 why or NULL.
SELECT asset_correction_move($1::bigint, $2, $3)
