-- name: day_is_disclosed
-- Whether the viewer may see a day ahead. $1 day.
SELECT $1::date <= disclosed_until() AS is_disclosed,
       CASE WHEN isfinite(disclosed_until()) THEN disclosed_until()::text END AS until

-- name: unit_list
-- 課等別 責任者一覧: sections with their heads, by code. $1 day, $2 LIKE patterns of a query or NULL,
-- $3 not NULL: only those that lack a head or a leader (BR-RO-03).
SELECT u.id AS _id, u.code, u.name, u.kind, l.department_code, l.department_name,
       lag(l.department_code) OVER (ORDER BY l.department_code, u.code) IS DISTINCT FROM l.department_code
           AS begins_department,
       h.staff_no AS head_staff_no, h.name AS head_name, h.post AS head_post, h.kind = 'concurrent' AS is_head_concurrent,
       u.is_user_section, u.phone_ext, u.location
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN org_unit_search s ON s.org_unit_id = u.id
  LEFT JOIN org_unit_search ds ON ds.org_unit_id = l.department_id
  LEFT JOIN unit_head($1::date) h ON h.org_unit_id = u.id
 WHERE u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, $1::date)
   AND ($2::text[] IS NULL OR concat(s.folded, ' ', ds.folded) LIKE ALL ($2::text[]))
   AND ($3::text IS NULL
        OR u.is_user_section
           AND (h.person_id IS NULL
                OR NOT EXISTS (SELECT FROM role_assignment r
                                WHERE r.org_unit_id = u.id AND r.role_code = 'it_promotion_leader'
                                  AND is_in_force(r.valid_from, r.valid_to, $1::date))))
 ORDER BY l.department_code, u.code

-- name: unit_find
-- Sections whose own name, reading, code or extension has every word of a query. $1 day, $2 LIKE patterns.
SELECT u.id AS _id, u.code, l.full_name AS name, h.staff_no AS head_staff_no, h.name AS head_name,
       h.phone_ext AS head_phone_ext, u.phone_ext
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN org_unit_search s ON s.org_unit_id = u.id
  LEFT JOIN unit_head($1::date) h ON h.org_unit_id = u.id
 WHERE u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, $1::date)
   AND s.folded LIKE ALL ($2::text[])
   AND NOT EXISTS (SELECT FROM unnest($2::text[]) w WHERE length(w) <= 3)
 ORDER BY u.code
 LIMIT 5

-- name: unit_ledger
-- The same as a flat table, for spreadsheets. Parameters as in unit_list.
SELECT l.department_name, u.code AS section_code, u.name AS section, h.post AS head_post,
       h.name AS head_name,
       ARRAY(SELECT person_name(p)
               FROM role_assignment r JOIN person p ON p.id = r.person_id
              WHERE r.org_unit_id = u.id AND r.role_code = 'it_promotion_leader'
                AND is_in_force(r.valid_from, r.valid_to, $1::date)
              ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu") AS leaders,
       u.phone_ext, u.location
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN org_unit_search s ON s.org_unit_id = u.id
  LEFT JOIN org_unit_search ds ON ds.org_unit_id = l.department_id
  LEFT JOIN unit_head($1::date) h ON h.org_unit_id = u.id
 WHERE u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, $1::date)
   AND ($2::text[] IS NULL OR concat(s.folded, ' ', ds.folded) LIKE ALL ($2::text[]))
   AND ($3::text IS NULL
        OR u.is_user_section
           AND (h.person_id IS NULL
                OR NOT EXISTS (SELECT FROM role_assignment r
                                WHERE r.org_unit_id = u.id AND r.role_code = 'it_promotion_leader'
                                  AND is_in_force(r.valid_from, r.valid_to, $1::date))))
 ORDER BY u.code

-- name: unit_leaders
-- ＩＴ推進リーダー of all sections. $1 day.
SELECT r.org_unit_id AS _of, p.staff_no, person_name(p) AS name, person_reading(p) AS reading,
       p.phone_ext, r.valid_from
  FROM role_assignment r
  JOIN person p ON p.id = r.person_id
 WHERE r.role_code = 'it_promotion_leader' AND is_in_force(r.valid_from, r.valid_to, $1::date)
 ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no

-- name: unit_counts
-- How many sections there are and how many of them lack a head or a leader. $1 day.
SELECT count(*) AS sections,
       count(*) FILTER (WHERE u.is_user_section AND (h.person_id IS NULL OR NOT EXISTS (
           SELECT FROM role_assignment r
            WHERE r.org_unit_id = u.id AND r.role_code = 'it_promotion_leader'
              AND is_in_force(r.valid_from, r.valid_to, $1::date)))) AS unassigned
  FROM org_unit u
  LEFT JOIN unit_head($1::date) h ON h.org_unit_id = u.id
 WHERE u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, $1::date)

-- name: unit_show
-- One unit: that of the day under this code, else the nearest one. $1 code, $2 day.
SELECT u.id AS _id, u.code, u.name, u.name_kana, u.kind, u.organ, l.department_code,
       l.department_name, l.full_name, u.is_coordinating_section, u.is_user_section, u.doc_symbol,
       u.phone_ext, u.location, u.valid_from, u.valid_to,
       is_in_force(u.valid_from, u.valid_to, $2::date) AS is_in_force,
       n.code AS successor_code, n.name AS successor_name, h.staff_no AS head_staff_no,
       h.name AS head_name, h.post AS head_post, h.kind = 'concurrent' AS is_head_concurrent,
       h.phone_ext AS head_phone_ext, h.valid_from AS head_since, u.kind = 'department' AS is_department
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN org_unit n ON n.id = u.successor_id
  LEFT JOIN unit_head($2::date) h ON h.org_unit_id = u.id
 WHERE u.code = $1
 ORDER BY is_in_force(u.valid_from, u.valid_to, $2::date) DESC,
          abs(u.valid_from - $2::date)
 LIMIT 1

-- name: unit_show_leaders
-- $1 code, $2 day.
SELECT p.staff_no, person_name(p) AS name, person_reading(p) AS reading,
       coalesce(p.phone_ext, u.phone_ext) AS phone_ext, r.valid_from
  FROM org_unit u
  JOIN role_assignment r ON r.org_unit_id = u.id AND r.role_code = 'it_promotion_leader'
                        AND is_in_force(r.valid_from, r.valid_to, $2::date)
  JOIN person p ON p.id = r.person_id
 WHERE u.code = $1
 ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no

-- name: unit_sections
-- The sections of a department. $1 code, $2 day.
SELECT u.code, u.name, h.staff_no AS head_staff_no, h.name AS head_name, u.phone_ext, u.location,
       (SELECT count(*) FROM scope_period s
         WHERE s.org_unit_id = u.id AND is_in_force(s.valid_from, s.valid_to, $2::date)) AS in_scope
  FROM org_unit d
  JOIN org_unit u ON u.parent_id = d.id AND is_in_force(u.valid_from, u.valid_to, $2::date)
  LEFT JOIN unit_head($2::date) h ON h.org_unit_id = u.id
 WHERE d.code = $1
 ORDER BY u.code

-- name: unit_headcount
-- 職員等数 of a unit, a department with its sections, by employment; each person once, in the main unit
-- (BR-SC-05). $1 code, $2 day.
SELECT a.employment_type, a.out_of_scope_reason, count(*) AS people
  FROM unit_place l
  JOIN org_unit u ON u.id = l.org_unit_id AND is_in_force(u.valid_from, u.valid_to, $2::date)
  JOIN person_assignment m ON m.org_unit_id = u.id AND m.is_main
                          AND is_in_force(m.valid_from, m.valid_to, $2::date)
  JOIN person_on($2::date) a ON a.person_id = m.person_id
 WHERE u.code = $1 OR l.department_code = $1
 GROUP BY a.employment_type, a.out_of_scope_reason
 ORDER BY a.out_of_scope_reason NULLS FIRST, count(*) DESC

-- name: unit_head_history
-- Who headed a unit, newest first. $1 code, $2 day.
SELECT o.name AS post, p.staff_no, person_name(p) AS name, h.kind AS holding, h.valid_from,
       CASE WHEN h.valid_to < (SELECT disclosed_until()) THEN h.valid_to END AS valid_to,
       is_in_force(h.valid_from, h.valid_to, $2::date) AS is_in_force
  FROM (SELECT u.id FROM org_unit u WHERE u.code = $1
         ORDER BY is_in_force(u.valid_from, u.valid_to, $2::date) DESC, abs(u.valid_from - $2::date)
         LIMIT 1) u
  JOIN post o ON o.org_unit_id = u.id AND o.is_head
  JOIN post_holding h ON h.post_id = o.id AND h.valid_from <= (SELECT disclosed_until())
  JOIN person p ON p.id = h.person_id
 ORDER BY h.valid_from DESC
 LIMIT 20
