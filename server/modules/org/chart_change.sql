-- name: chart_box_list
-- The boxes of a day and those that begin later, in the order they are read. $1 day.
SELECT n.id, n.code, array_to_string(n.label_lines, '') AS label, n.sub_label, n.role_code AS role,
       n.body_code AS body, n.clause_code, n.clause_slug, n.style, n.row_no + 1 AS row, n.x, n.width, n.ord,
       n.valid_from, n.valid_to, n.row_version AS version, n.valid_from > $1::date AS is_future
  FROM chart_node n
 WHERE n.valid_to IS NULL OR n.valid_to >= $1::date
 ORDER BY n.ord, n.code, n.valid_from

-- name: chart_line_list
-- The lines of a day and those that begin later. $1 day, $2 marks (id.version) that are chosen, or NULL.
SELECT e.id, e.from_code, f.label AS from_label, e.to_code, t.label AS to_label, e.kind, e.line, e.label,
       e.basis_code, e.basis_slug, e.is_inferred, e.checked_against, e.checked_on, e.from_side, e.to_side,
       e.from_shift, e.to_shift, e.lane_x, e.ord, e.valid_from, e.valid_to, e.row_version AS version,
       e.valid_from > $1::date AS is_future,
       EXISTS (SELECT FROM unnest($2::text[]) m WHERE split_part(m, '.', 1) = e.id::text) AS is_chosen
  FROM chart_edge e
  CROSS JOIN LATERAL (SELECT array_to_string(n.label_lines, '') AS label FROM chart_node n
                       WHERE n.code = e.from_code
                       ORDER BY is_in_force(n.valid_from, n.valid_to, $1::date) DESC, n.valid_from DESC
                       LIMIT 1) f
  CROSS JOIN LATERAL (SELECT array_to_string(n.label_lines, '') AS label FROM chart_node n
                       WHERE n.code = e.to_code
                       ORDER BY is_in_force(n.valid_from, n.valid_to, $1::date) DESC, n.valid_from DESC
                       LIMIT 1) t
 WHERE e.valid_to IS NULL OR e.valid_to >= $1::date
 ORDER BY e.ord, e.id

-- name: chart_touched
-- The rows that this act made or ended. $1 day of the act.
SELECT x.what, x.label, x.to_label, x.kind, x.valid_from, x.valid_to,
       coalesce(x.valid_to < $1::date, false) AS is_ended
  FROM (SELECT 'box' AS what, array_to_string(n.label_lines, '') AS label, NULL AS to_label, NULL AS kind,
               n.valid_from, n.valid_to, 0 AS place, n.ord, n.id
          FROM chart_node n WHERE n.updated_at = instant()
        UNION ALL
        SELECT 'line', f.label, t.label, e.kind, e.valid_from, e.valid_to, 1, e.ord, e.id
          FROM chart_edge e
          CROSS JOIN LATERAL (SELECT array_to_string(n.label_lines, '') AS label FROM chart_node n
                               WHERE n.code = e.from_code ORDER BY n.valid_from DESC LIMIT 1) f
          CROSS JOIN LATERAL (SELECT array_to_string(n.label_lines, '') AS label FROM chart_node n
                               WHERE n.code = e.to_code ORDER BY n.valid_from DESC LIMIT 1) t
         WHERE e.updated_at = instant()) x
 ORDER BY x.place, x.ord, x.valid_from, x.id

-- name: chart_clause
-- A clause of 対策基準＜基本編＞ in force, by its number or its slug. $1 as typed.
SELECT c.code, c.slug
  FROM policy_document d
  JOIN policy_version v ON v.document_id = d.id AND is_in_force(v.in_force_from, v.in_force_to, today())
  JOIN clause c ON c.version_id = v.id AND c.kind = 'text'
 WHERE d.code = 'standard_basic' AND (c.code = normalize($1, NFKC) OR c.slug = normalize($1, NFKC))
 ORDER BY c.ord
 LIMIT 1

-- name: chart_roles
-- Roles a box can stand for. $1 code that is chosen.
SELECT d.code AS role, d.code = $1 AS is_chosen FROM role_definition d ORDER BY d.sort_order, d.code

-- name: chart_box_options
-- Boxes a line can join. $1 day, $2 code that is chosen.
SELECT b.code, b.label, b.code = $2 AS is_chosen
  FROM (SELECT DISTINCT ON (n.code) n.code, array_to_string(n.label_lines, '') AS label, n.ord
          FROM chart_node n
         WHERE n.valid_to IS NULL OR n.valid_to >= $1::date OR n.code = $2
         ORDER BY n.code, is_in_force(n.valid_from, n.valid_to, $1::date) DESC, n.valid_from) b
 ORDER BY b.ord, b.code

-- name: chart_box_for_change
-- One row with what its forms show. $1 id.
SELECT n.id, n.code, array_to_string(n.label_lines, E'\n') AS label,
       array_to_string(n.label_lines, '') AS title, n.sub_label, n.role_code AS role, n.body_code AS body,
       n.clause_code, n.clause_slug, n.style, n.row_no + 1 AS row, n.x, n.width, n.ord,
       n.valid_from AS since, n.valid_to AS until, n.row_version AS version,
       moment_text(n.updated_at) AS _updated_at_text,
       person_name(b) AS _updated_by_name
  FROM chart_node n
  LEFT JOIN person b ON b.id = n.updated_by
 WHERE n.id = $1::bigint

-- name: chart_box_add
-- $1 name, a line feed between its lines, $2 below it, $3 role, $4 body, $5 clause, $6 its slug, $7 style,
-- $8 row from 1, $9 x, $10 width, $11 order or NULL: last, $12 from.
INSERT INTO chart_node (code, label_lines, sub_label, role_code, body_code, clause_code, clause_slug, style,
                        row_no, x, width, ord, valid_from)
SELECT coalesce($3, $4, 'box_' || (SELECT coalesce(max(id), 0) + 1 FROM chart_node)),
       regexp_split_to_array(btrim($1), '\s*\n\s*'), coalesce($2, ''), $3, $4, $5, $6, $7, $8::integer - 1,
       $9::integer, $10::integer,
       coalesce($11::integer, (SELECT coalesce(max(ord), 0) + 1 FROM chart_node)), $12::date
RETURNING id

-- name: chart_box_follow
-- The box as it is from a day on, as long as the row before was to be. $1–$11 as chart_box_add, $12 from,
-- $13 to or NULL, $14 id of the row before.
INSERT INTO chart_node (code, label_lines, sub_label, role_code, body_code, clause_code, clause_slug, style,
                        row_no, x, width, ord, valid_from, valid_to)
SELECT o.code, regexp_split_to_array(btrim($1), '\s*\n\s*'), coalesce($2, ''), $3, $4, $5, $6, $7,
       $8::integer - 1, $9::integer, $10::integer, coalesce($11::integer, o.ord), $12::date, $13::date
  FROM chart_node o WHERE o.id = $14::bigint
RETURNING id

-- name: chart_box_rewrite
-- A row that has not begun before today. $1–$11 as chart_box_add, $12 id.
UPDATE chart_node
   SET label_lines = regexp_split_to_array(btrim($1), '\s*\n\s*'), sub_label = coalesce($2, ''),
       role_code = $3, body_code = $4, clause_code = $5, clause_slug = $6, style = $7,
       row_no = $8::integer - 1, x = $9::integer, width = $10::integer, ord = coalesce($11::integer, ord),
       updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $12::bigint
RETURNING id

-- name: chart_box_end
-- $1 id, $2 first day without.
UPDATE chart_node SET valid_to = $2::date - 1, updated_at = instant(), updated_by = viewer(),
                      row_version = row_version + 1
 WHERE id = $1::bigint

-- name: chart_box_end_lines
-- The lines of a box end with it. $1 its code, $2 first day without.
UPDATE chart_edge SET valid_to = $2::date - 1, updated_at = instant(), updated_by = viewer(),
                      row_version = row_version + 1
 WHERE $1 IN (from_code, to_code) AND valid_from < $2::date AND (valid_to IS NULL OR valid_to >= $2::date)

-- name: chart_box_hanging
-- The lines that a box which ends would leave without an end. $1 its code.
SELECT count(DISTINCT e.id) AS count, min(array_to_string(n.label_lines, '')) AS label
  FROM chart_edge e
  JOIN chart_node n ON n.code = CASE e.from_code WHEN $1 THEN e.to_code ELSE e.from_code END
                   AND daterange(n.valid_from, n.valid_to, '[]') && daterange(e.valid_from, e.valid_to, '[]')
 WHERE $1 IN (e.from_code, e.to_code) AND NOT chart_box_days($1) @> days(e.valid_from, e.valid_to)

-- name: chart_box_neighbour
-- A box of another code that this one overlaps. $1 id.
SELECT array_to_string(o.label_lines, '') AS label, o.x, o.x + o.width AS right
  FROM chart_node n
  JOIN chart_node o ON o.row_no = n.row_no AND o.code <> n.code
                   AND int4range(o.x, o.x + o.width + 20) && int4range(n.x, n.x + n.width + 20)
                   AND daterange(o.valid_from, o.valid_to, '[]') && daterange(n.valid_from, n.valid_to, '[]')
 WHERE n.id = $1::bigint
 ORDER BY o.x
 LIMIT 1

-- name: chart_line_for_change
-- One row with what its forms show. $1 id.
SELECT e.id, e.from_code, f.label AS from_label, e.to_code, t.label AS to_label, e.kind, e.line, e.label,
       e.basis_code, e.basis_slug, e.is_inferred, e.checked_against, e.checked_on, e.from_side, e.to_side,
       e.from_shift, e.to_shift, e.lane_x, e.ord, e.valid_from AS since, e.valid_to AS until,
       e.row_version AS version,
       moment_text(e.updated_at) AS _updated_at_text,
       person_name(b) AS _updated_by_name
  FROM chart_edge e
  CROSS JOIN LATERAL (SELECT array_to_string(n.label_lines, '') AS label FROM chart_node n
                       WHERE n.code = e.from_code ORDER BY n.valid_from DESC LIMIT 1) f
  CROSS JOIN LATERAL (SELECT array_to_string(n.label_lines, '') AS label FROM chart_node n
                       WHERE n.code = e.to_code ORDER BY n.valid_from DESC LIMIT 1) t
  LEFT JOIN person b ON b.id = e.updated_by
 WHERE e.id = $1::bigint

-- name: chart_line_add
-- $1 from, $2 to, $3 kind, $4 line, $5 label, $6 clause, $7 its slug, $8 original it was checked against or
-- NULL, $9 side it leaves, $10 side it enters, $11 and $12 shifts, $13 lane or NULL, $14 order or NULL:
-- last, $15 from the day.
INSERT INTO chart_edge (from_code, to_code, kind, line, label, basis_code, basis_slug, is_inferred,
                        checked_against, checked_on, from_side, to_side, from_shift, to_shift, lane_x, ord,
                        valid_from)
SELECT $1, $2, $3, $4, $5, $6, $7, $8::text IS NULL, $8, CASE WHEN $8::text IS NOT NULL THEN today() END,
       $9, $10, $11::integer, $12::integer, $13::integer,
       coalesce($14::integer, (SELECT coalesce(max(ord), 0) + 1 FROM chart_edge)), $15::date

-- name: chart_line_follow
-- The line as it is from a day on. $1–$14 as chart_line_add, $15 from, $16 to or NULL, $17 id of the row
-- before.
INSERT INTO chart_edge (from_code, to_code, kind, line, label, basis_code, basis_slug, is_inferred,
                        checked_against, checked_on, from_side, to_side, from_shift, to_shift, lane_x, ord,
                        valid_from, valid_to)
SELECT $1, $2, $3, $4, $5, $6, $7, $8::text IS NULL, $8,
       CASE WHEN $8 = o.checked_against THEN o.checked_on WHEN $8::text IS NOT NULL THEN today() END,
       $9, $10, $11::integer, $12::integer, $13::integer, coalesce($14::integer, o.ord), $15::date,
       $16::date
  FROM chart_edge o WHERE o.id = $17::bigint

-- name: chart_line_rewrite
-- A row that has not begun before today. $1–$14 as chart_line_add, $15 id.
UPDATE chart_edge
   SET from_code = $1, to_code = $2, kind = $3, line = $4, label = $5, basis_code = $6, basis_slug = $7,
       is_inferred = $8::text IS NULL, checked_against = $8,
       checked_on = CASE WHEN $8 = checked_against THEN checked_on
                         WHEN $8::text IS NOT NULL THEN today() END,
       from_side = $9, to_side = $10, from_shift = $11::integer, to_shift = $12::integer,
       lane_x = $13::integer, ord = coalesce($14::integer, ord),
       updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $15::bigint

-- name: chart_line_end
-- $1 id, $2 first day without.
UPDATE chart_edge SET valid_to = $2::date - 1, updated_at = instant(), updated_by = viewer(),
                      row_version = row_version + 1
 WHERE id = $1::bigint

-- name: chart_line_check
-- Found in the original: no inference any more, on whatever day the line began. $1 id, $2 the original.
UPDATE chart_edge SET is_inferred = false, checked_against = $2, checked_on = today(),
                      updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint
