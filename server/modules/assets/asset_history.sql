-- 修正履歴 (7(1)エ(オ)). Addresses stand only in the rows of those who may see them.

-- part: change_columns
SELECT c.id, c.changed_at, to_char(c.changed_at AT TIME ZONE 'Asia/Tokyo', 'HH24:MI') AS changed_time, c.field, c.old, c.new, w.label AS _old_word, x.label AS _new_word, c.reason, c.actual_change_on,
       c.lag_days, c.lag_days > setting_integer('asset.correction_days', 5) AS is_late, c.is_restricted,
       person_name(p) AS changed_by, c.correction_id, to_char(c.actual_change_on, 'YYYY/MM/DD') AS _actual,
       to_char(c.changed_at AT TIME ZONE 'Asia/Tokyo', 'YYYY/MM/DD HH24:MI') AS _corrected,
       CASE WHEN c.lag_days > setting_integer('asset.correction_days', 5) THEN '遅延' ELSE '' END AS _late

-- part: change_joins
  LEFT JOIN person p ON p.id = c.changed_by
  LEFT JOIN LATERAL (SELECT l.label FROM classification_level l WHERE l.code = c.old AND l.axis = c.field
                      UNION ALL
                     SELECT s.label FROM classification_preset s WHERE s.code = c.old AND c.field = 'preset') w ON true
  LEFT JOIN LATERAL (SELECT l.label FROM classification_level l WHERE l.code = c.new AND l.axis = c.field
                      UNION ALL
                     SELECT s.label FROM classification_preset s WHERE s.code = c.new AND c.field = 'preset') x ON true

-- name: asset_history_rows
-- Of one asset, the newest first. $1 asset, $2 whether addresses may be seen, $3 before this one or NULL, $4 how many.
@change_columns, count(*) OVER () AS _total
  FROM asset_change c
@change_joins
 WHERE c.asset_id = $1::bigint AND ($2::boolean OR NOT c.is_restricted) AND ($3::bigint IS NULL OR c.id < $3::bigint)
 ORDER BY c.id DESC
 LIMIT $4::integer

-- name: asset_history_total
-- $1 asset, $2 whether addresses may be seen.
SELECT count(*) AS changes_total
  FROM asset_change c
 WHERE c.asset_id = $1::bigint AND ($2::boolean OR NOT c.is_restricted)

-- part: changes_seen
-- $1 section, $2 field, $3 from, $4 to (days of the correction), $5 only late ones.
WITH me AS MATERIALIZED (
    SELECT may('asset_read_all') AS sees_all, asset_units_seen() AS units, may('asset_read_restricted') AS sees_addresses,
           ARRAY(SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b) AS headed,
           setting_integer('asset.correction_days', 5) AS days
), seen AS (
    SELECT c.*
      FROM me
     CROSS JOIN asset_change c
      JOIN asset a ON a.id = c.asset_id
     WHERE (me.sees_all OR a.owner_unit_id = ANY (me.units))
       AND (NOT c.is_restricted OR me.sees_addresses OR a.owner_unit_id = ANY (me.headed))
       AND ($1::text IS NULL OR unit_today(a.owner_unit_id) = (SELECT u.id FROM org_unit u WHERE u.code = $1
                                                                ORDER BY u.valid_from DESC LIMIT 1))
       AND ($2::text IS NULL OR c.field = $2)
       AND ($3::date IS NULL OR c.changed_at >= $3::date::timestamp AT TIME ZONE 'Asia/Tokyo')
       AND ($4::date IS NULL OR c.changed_at < ($4::date + 1)::timestamp AT TIME ZONE 'Asia/Tokyo')
       AND (NOT $5::boolean OR c.lag_days > me.days))

-- name: asset_changes
-- Of all assets the viewer sees, the newest first; $1 to $5 as above, $6 before this one or NULL, $7 how many or NULL.
@changes_seen
@change_columns, a.asset_no, a.kind AS asset_kind, a.name AS asset_name, u.name AS owner_unit,
       (SELECT count(*) FROM (SELECT FROM seen LIMIT 10001) n) AS _total
  FROM seen c
  JOIN asset a ON a.id = c.asset_id
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
@change_joins
 WHERE $6::bigint IS NULL OR c.id < $6::bigint
 ORDER BY c.id DESC
 LIMIT $7::integer

-- name: asset_changes_sections
-- Sections with assets the viewer sees. $1 chosen code.
SELECT DISTINCT u.code, u.name, u.code = $1 AS is_chosen
  FROM (SELECT DISTINCT a.owner_unit_id FROM asset a
         WHERE may('asset_read_all') OR a.owner_unit_id = ANY (asset_units_seen())) o
  JOIN org_unit u ON u.id = unit_today(o.owner_unit_id)
 ORDER BY u.code

-- name: asset_changes_section
-- $1 code.
SELECT u.name FROM org_unit u WHERE u.code = $1 ORDER BY u.valid_from DESC LIMIT 1
