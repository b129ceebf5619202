-- name: person_for_change
-- Somebody with what the forms show. $1 staff number.
SELECT p.id AS _id, p.staff_no, person_name(p) AS person_name, p.family_name, p.given_name, p.family_kana,
       p.given_kana, p.name_cp932, p.email, p.phone_ext, p.row_version AS version,
       l.full_name AS unit_name, u.code AS unit, a.title, a.rank, a.employment_type AS employment,
       moment_text(p.updated_at) AS _updated_at_text,
       person_name(b) AS _updated_by_name
  FROM person p
  LEFT JOIN person_on(today()) a ON a.person_id = p.id
  LEFT JOIN org_unit u ON u.id = a.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = a.org_unit_id
  LEFT JOIN person b ON b.id = p.updated_by
 WHERE p.staff_no = $1

-- name: person_departure
-- That somebody's employment ends before days on which something is wanted of them. No row: it does not, as far
-- as the viewer may know. $1 id, $2 from, $3 to or NULL.
SELECT person_name(p) AS name, to_char(d.day, 'FMYYYY年FMMM月FMDD日') AS day, d.day < $2::date AS is_before,
       d.day < today() AS has_left
  FROM person p CROSS JOIN LATERAL (SELECT employed_until(p.id, $2::date) AS day) d
 WHERE p.id = $1::bigint AND d.day < (SELECT disclosed_until())
   AND (d.day < $2::date OR d.day < coalesce($3::date, 'infinity'))

-- name: person_update_facts
-- $1 id, $2 to $5 names and readings, $6 spelling for CP932, $7 mail, $8 extension.
UPDATE person SET family_name = $2, given_name = coalesce($3, ''), family_kana = $4,
                  given_kana = coalesce($5, ''), name_cp932 = $6, email = $7, phone_ext = $8,
                  updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint

-- name: person_search_put
-- $1 id, $2 what the name is found by, $3 its grams.
UPDATE person_search SET folded = $2, grams = $3::text::text[] WHERE person_id = $1::bigint

-- name: person_add_concurrent_unit
-- 兼務. $1 id, $2 code of the unit, $3 title, $4 from, $5 to or NULL, $6 number of the order. No row: no
-- such unit on that day.
INSERT INTO person_assignment (person_id, org_unit_id, title, rank, is_main, valid_from, valid_to, order_ref)
SELECT $1::bigint, u.id, coalesce($3, ''), coalesce(a.rank, 'staff'), false, $4::date, $5::date,
       coalesce($6, '')
  FROM org_unit u
  LEFT JOIN person_on($4::date) a ON a.person_id = $1::bigint
 WHERE u.code = $2 AND is_in_force(u.valid_from, u.valid_to, $4::date)
RETURNING id

-- name: person_change_employment
-- The employment of the day before ends and another begins. $1 id, $2 kind, $3 from. No row: there was none.
WITH open AS (
    SELECT id, valid_to FROM employment
     WHERE person_id = $1::bigint AND valid_from < $3::date AND (valid_to IS NULL OR valid_to >= $3::date)
       FOR UPDATE
), ended AS (
    UPDATE employment e SET valid_to = $3::date - 1, updated_at = instant(), updated_by = viewer(),
                            row_version = e.row_version + 1
      FROM open o WHERE e.id = o.id
)
INSERT INTO employment (person_id, employment_type, valid_from, valid_to)
SELECT $1::bigint, $2, $3::date, o.valid_to FROM open o
RETURNING id

-- name: person_end_roles_out_of_scope
-- Roles given by name end where their bearer is no longer in scope (BR-SC-04). $1 id, $2 day.
UPDATE role_assignment r SET valid_to = $2::date - 1, updated_at = instant(), updated_by = viewer(),
                             row_version = row_version + 1
 WHERE r.person_id = $1::bigint AND r.role_code <> 'security_expert' AND r.valid_from < $2::date
   AND (r.valid_to IS NULL OR r.valid_to >= $2::date)
   AND NOT EXISTS (SELECT FROM scope_period s
                    WHERE s.person_id = r.person_id AND is_in_force(s.valid_from, s.valid_to, $2::date))

-- name: post_options
-- Posts to choose from. $1 day, $2 code that is chosen.
SELECT o.code, coalesce(l.full_name || ' ', '') || o.name AS name, o.code = $2 AS is_chosen
  FROM post o
  LEFT JOIN unit_place l ON l.org_unit_id = o.org_unit_id
 WHERE is_in_force(o.valid_from, o.valid_to, $1::date)
 ORDER BY l.department_code NULLS FIRST, o.org_unit_id NULLS FIRST, o.code
