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
       moment_text(x.updated_at) AS _updated_at_text,
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
-- What was corrected in somebody's history, newest first, and nothing of moves that are not announced. $1 staff number.
SELECT c.table_name, c.before ->> 'employment_type' AS employment_type, l.full_name AS unit,
       o.name AS post, c.before ->> 'role_code' AS role,
       d.before_from, d.before_to, d.after_from, d.after_to,
       c.after IS NULL AS is_withdrawn, c.reason, c.corrected_at, person_name(b) AS corrected_by_name
  FROM person p
  JOIN correction c ON c.person_id = p.id
 CROSS JOIN LATERAL (
     SELECT (c.before ->> 'valid_from')::date AS before_from, (c.before ->> 'valid_to')::date AS before_to,
            (c.after ->> 'valid_from')::date AS after_from, (c.after ->> 'valid_to')::date AS after_to) d
  LEFT JOIN unit_place l ON l.org_unit_id = c.org_unit_id
  LEFT JOIN post o ON o.id = c.post_id
  LEFT JOIN person b ON b.id = c.corrected_by
 WHERE p.staff_no = $1 AND (SELECT may('org_read'))
   AND greatest(d.before_from, d.before_to + 1, d.after_from, d.after_to + 1) <= (SELECT disclosed_until())
 ORDER BY c.corrected_at DESC, c.id DESC

-- name: correction_make
-- $1 table, $2 id, $3 from, NULL: take the row back, $4 to or NULL, $5 reason.
SELECT correct($1, $2::bigint, $3::date, $4::date, $5)

-- name: correction_transfer
-- The transfer that wrote or ended the row and can still be undone. $1 table, $2 id.
SELECT t.id, t.effective_on
  FROM transfer t
 WHERE t.status = 'applied' AND t.effective_on > today()
   AND EXISTS (SELECT FROM transfer_change c
                WHERE c.transfer_id = t.id AND c.table_name = $1 AND c.row_id = $2::bigint)
 ORDER BY t.id DESC LIMIT 1

-- name: correction_neighbours
-- The rows that touch a row, and what its new days mean to them: overlaps (refused), juts_out of it
-- (refused), holds it (refused: the row juts out), adjoins (a gap, which nothing refuses). becomes_from and
-- becomes_to are what agrees with the new days, NULL where days alone cannot mend it.
-- None for an end before its beginning. $1 table, $2 id, $3 new from, NULL: the row is taken back, $4 new to or NULL.
WITH own AS MATERIALIZED (
    SELECT h AS whole, h.* FROM history_row h WHERE h.table_name = $1 AND h.id = $2::bigint
                                                      AND ($3::date <= $4::date) IS NOT false
), wanted AS MATERIALIZED (
    SELECT o.whole, o.table_name, o.id, o.valid_from AS old_from, o.valid_to AS old_to, $3::date AS new_from,
           $4::date AS new_to, $3::date IS NULL AS is_withdrawn,
           CASE WHEN $3::date IS NULL OR $4::date < $3::date THEN '{}'::datemultirange
                ELSE days($3::date, $4::date) END AS new_days
      FROM own o
), near AS MATERIALIZED (
    SELECT h AS whole, h.*, history_follows(h, w.whole) AS follows, history_rests_on(h, w.whole) AS rests,
           history_rests_on(w.whole, h) AS carries
      FROM wanted w
      JOIN history_row h ON (h.person_id = (w.whole).person_id OR h.post_id = (w.whole).post_id)
                        AND (h.table_name, h.id) IS DISTINCT FROM (w.table_name, w.id)
), judged AS (
    SELECT n.*, w.*,
           CASE WHEN n.follows AND days(n.valid_from, n.valid_to) && w.new_days THEN 'overlaps'
                WHEN n.follows AND (n.valid_to = w.old_from - 1 OR n.valid_from = w.old_to + 1) THEN 'adjoins'
                WHEN n.rests AND days(n.valid_from, n.valid_to) <@ days(w.old_from, w.old_to)
                     AND NOT days(n.valid_from, n.valid_to) <@ w.new_days THEN 'juts_out'
                WHEN n.carries AND days(n.valid_from, n.valid_to) && w.new_days
                     AND NOT w.new_days <@ (
                         SELECT range_agg(daterange(c.valid_from, c.valid_to, '[]')) FROM near c
                          WHERE c.carries AND c.table_name = n.table_name) THEN 'holds'
           END AS relation
      FROM near n CROSS JOIN wanted AS w (own_row, own_table, own_id, old_from, old_to, new_from, new_to,
                                          is_withdrawn, new_days)
), mended AS (
    SELECT j.*,
           CASE WHEN relation = 'overlaps' AND valid_from < new_from THEN valid_from
                WHEN relation = 'overlaps' THEN new_to + 1
                WHEN relation = 'adjoins' AND (is_withdrawn OR valid_to = old_from - 1) THEN valid_from
                WHEN relation = 'adjoins' THEN new_to + 1
                WHEN relation = 'juts_out' AND valid_from = old_from THEN new_from
                WHEN relation = 'juts_out' THEN greatest(valid_from, new_from)
           END AS becomes_from,
           CASE WHEN relation = 'overlaps' AND valid_from < new_from THEN new_from - 1
                WHEN relation = 'adjoins' AND valid_to = old_from - 1 AND is_withdrawn THEN old_to
                WHEN relation = 'adjoins' AND valid_to = old_from - 1 THEN new_from - 1
                WHEN relation = 'juts_out' AND valid_to IS NOT DISTINCT FROM old_to THEN new_to
                WHEN relation = 'juts_out' THEN least(valid_to, new_to)
                ELSE valid_to
           END AS becomes_to
      FROM judged j
     WHERE relation IS NOT NULL
), told AS (
    SELECT m.*, becomes_from IS NOT NULL AND (becomes_to IS NULL OR becomes_to >= becomes_from)
                AND NOT (relation = 'overlaps' AND valid_from < new_from AND new_to IS NOT NULL
                         AND (valid_to IS NULL OR valid_to > new_to))
                AND NOT (is_withdrawn AND relation = 'juts_out')
                AND coalesce(role_code NOT LIKE 'csirt\_%', true) AS is_mendable
      FROM mended m
)
SELECT t.table_name, t.id, p.staff_no, person_name(p) AS person_name, t.employment_type,
       l.full_name AS unit, o.name AS post, t.role_code AS role, t.valid_from, t.valid_to, t.relation,
       t.relation <> 'adjoins' AS is_blocking,
       t.is_mendable AND (t.becomes_from, t.becomes_to) IS DISTINCT FROM (t.valid_from, t.valid_to) AS is_mended,
       CASE WHEN t.is_mendable THEN t.becomes_from END AS becomes_from,
       CASE WHEN t.is_mendable THEN t.becomes_to END AS becomes_to,
       CASE WHEN t.role_code LIKE 'csirt\_%' THEN '/csirt/members/' || t.id
            ELSE '/people/' || p.staff_no || '/corrections/' || t.table_name || '/' || t.id END AS mend_at,
       to_char(t.valid_from, 'FMYYYY年FMMM月FMDD日から')
           || coalesce(to_char(t.valid_to, 'FMYYYY年FMMM月FMDD日まで'), '') AS _days
  FROM told t
  JOIN person p ON p.id = t.person_id
  LEFT JOIN unit_place l ON l.org_unit_id = t.org_unit_id
  LEFT JOIN post o ON o.id = t.post_id
 ORDER BY is_blocking DESC, t.valid_from, t.table_name, t.id
