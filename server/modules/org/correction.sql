-- name: correction_rows
-- What stands in somebody's history, row by row, newest first. $1 staff number.
SELECT x.table_name, x.id, x.employment_type, x.unit, x.title, x.is_main, x.post, x.holding, x.role, x.valid_from,
       x.valid_to, coalesce(x.role LIKE 'csirt\_%', false) AS is_of_ciso
  FROM person p
  CROSS JOIN LATERAL (
      SELECT 'employment' AS table_name, e.id, e.employment_type, NULL::text AS unit, NULL::text AS title,
             NULL::boolean AS is_main, NULL::text AS post, NULL::text AS holding, NULL::text AS role,
             e.valid_from, e.valid_to
        FROM employment e WHERE e.person_id = p.id
      UNION ALL
      SELECT 'person_assignment', a.id, NULL, l.full_name, a.title, a.is_main, NULL, NULL, NULL,
             a.valid_from, a.valid_to
        FROM person_assignment a JOIN unit_place l ON l.org_unit_id = a.org_unit_id
       WHERE a.person_id = p.id
      UNION ALL
      SELECT 'post_holding', h.id, NULL, NULL, NULL, NULL, o.name, h.kind, NULL, h.valid_from, h.valid_to
        FROM post_holding h JOIN post o ON o.id = h.post_id WHERE h.person_id = p.id
      UNION ALL
      SELECT 'role_assignment', r.id, NULL, l.full_name, NULL, NULL, NULL, NULL, r.role_code, r.valid_from,
             r.valid_to
        FROM role_assignment r LEFT JOIN unit_place l ON l.org_unit_id = r.org_unit_id
       WHERE r.person_id = p.id) x
 WHERE p.staff_no = $1
 ORDER BY x.valid_from DESC, x.table_name, x.id

-- name: correction_row
-- One of them. $1 staff number, $2 table, $3 id.
SELECT x.table_name, x.id, x.employment_type, x.unit, x.title, x.post, x.role, x.valid_from, x.valid_to,
       x.row_version AS version,
       to_char(x.updated_at AT TIME ZONE 'Asia/Tokyo', 'FMMM月FMDD日FMHH24時FMMI分') AS _updated_at_text,
       person_name(b) AS _updated_by_name
  FROM person p
  CROSS JOIN LATERAL (
      SELECT 'employment' AS table_name, e.id, e.employment_type, NULL::text AS unit, NULL::text AS title,
             NULL::text AS post, NULL::text AS role, e.valid_from, e.valid_to, e.row_version, e.updated_at,
             e.updated_by
        FROM employment e WHERE e.person_id = p.id
      UNION ALL
      SELECT 'person_assignment', a.id, NULL, l.full_name, a.title, NULL, NULL, a.valid_from, a.valid_to,
             a.row_version, a.updated_at, a.updated_by
        FROM person_assignment a JOIN unit_place l ON l.org_unit_id = a.org_unit_id
       WHERE a.person_id = p.id
      UNION ALL
      SELECT 'post_holding', h.id, NULL, NULL, NULL, o.name, NULL, h.valid_from, h.valid_to, h.row_version,
             h.updated_at, h.updated_by
        FROM post_holding h JOIN post o ON o.id = h.post_id WHERE h.person_id = p.id
      UNION ALL
      SELECT 'role_assignment', r.id, NULL, l.full_name, NULL, NULL, r.role_code, r.valid_from, r.valid_to,
             r.row_version, r.updated_at, r.updated_by
        FROM role_assignment r LEFT JOIN unit_place l ON l.org_unit_id = r.org_unit_id
       WHERE r.person_id = p.id) x
  LEFT JOIN person b ON b.id = x.updated_by
 WHERE p.staff_no = $1 AND x.table_name = $2 AND x.id = $3::bigint

-- name: correction_list
-- What was corrected in somebody's history, newest first. $1 staff number.
SELECT c.table_name, c.before ->> 'employment_type' AS employment_type, l.full_name AS unit,
       o.name AS post, c.before ->> 'role_code' AS role,
       (c.before ->> 'valid_from')::date AS before_from, (c.before ->> 'valid_to')::date AS before_to,
       (c.after ->> 'valid_from')::date AS after_from, (c.after ->> 'valid_to')::date AS after_to,
       c.after IS NULL AS is_withdrawn, c.reason, c.corrected_at, person_name(b) AS corrected_by_name
  FROM person p
  JOIN correction c ON c.person_id = p.id
  LEFT JOIN unit_place l ON l.org_unit_id = c.org_unit_id
  LEFT JOIN post o ON o.id = c.post_id
  LEFT JOIN person b ON b.id = c.corrected_by
 WHERE p.staff_no = $1 AND (SELECT may('org_read'))
 ORDER BY c.corrected_at DESC, c.id DESC

-- name: correction_make
-- $1 table, $2 id, $3 from, NULL: take the row back, $4 to or NULL, $5 reason.
SELECT correct($1, $2::bigint, $3::date, $4::date, $5)
