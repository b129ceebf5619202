-- name: person_add
-- $1 staff number, $2 family name, $3 given name, $4 and $5 their readings, $6 employment type,
-- $7 employed from, NULL: today, $8 what the name is found by, $9 its grams.
WITH made AS (
    INSERT INTO person (staff_no, family_name, given_name, family_kana, given_kana)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING id
), employed AS (
    INSERT INTO employment (person_id, employment_type, valid_from)
    SELECT id, $6, coalesce($7::text::date, today()) FROM made
)
INSERT INTO person_search (person_id, folded, grams) SELECT id, $8, $9::text[] FROM made

-- name: person_assignment_add
-- The main unit of a new person. $1 staff number, $2 code of the unit, $3 from, NULL: today.
-- No row: no such unit on that day.
INSERT INTO person_assignment (person_id, org_unit_id, rank, valid_from)
SELECT p.id, u.id, 'staff', d.day
  FROM (SELECT coalesce($3::text::date, today()) AS day) d
  JOIN person p ON p.staff_no = $1
  JOIN org_unit u ON u.code = $2 AND is_in_force(u.valid_from, u.valid_to, d.day)
RETURNING id

-- name: person_list
-- Everybody, by reading. $1 day, $2 staff number after which to go on or NULL, $3 at most so many
-- rows, NULL: all, $4 not NULL: those out of scope too; asked by a subquery, for the planner takes a
-- computed NULL for rare and would sort everybody, where walking by reading ends after one page.
SELECT p.staff_no, person_name(p) AS name, person_reading(p) AS reading, u.code AS unit_code,
       l.full_name AS unit, a.title AS job_title, coalesce(p.phone_ext, u.phone_ext) AS phone_ext,
       a.out_of_scope_reason,
       (SELECT count(*) FROM (SELECT FROM person_on($1::date) c
                               WHERE (SELECT $4::text) IS NOT NULL OR c.out_of_scope_reason IS NULL
                               LIMIT 10001) counted) AS _total
  FROM person p
  JOIN person_on($1::date) a ON a.person_id = p.id
  LEFT JOIN org_unit u ON u.id = a.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = a.org_unit_id
 WHERE ((SELECT $4::text) IS NOT NULL OR a.out_of_scope_reason IS NULL)
   AND ($2::text IS NULL
        OR (p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no)
           > (SELECT b.family_kana, b.given_kana, b.staff_no FROM person b WHERE b.staff_no = $2))
 ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no
 LIMIT $3::bigint

-- name: person_search
-- Those whose name, reading, number or unit has every word of a query. $1 to $4 as in person_list,
-- $5 LIKE patterns of the words, $6 for each an array of its grams, $7 code of the unit or department or NULL.
-- A word of one character is no name of a unit: 課 would be all of them.
-- A wide word hits 13,000 of 100,000 people, so each row is looked up as seldom as possible: the main
-- unit comes along where a unit was found (person_on would read it again), and many hits are put in
-- order by walking the index of readings until the page is full instead of sorting them.
WITH word AS MATERIALIZED (
    SELECT pattern, grams::text[] AS grams, 1::bigint << (position - 1)::integer AS bit
      FROM unnest($5::text[], $6::text[]) WITH ORDINALITY AS w (pattern, grams, position)
), found AS (
    SELECT f.person_id, max(f.main_unit_id) AS main_unit_id
      FROM (SELECT s.person_id, w.bit, NULL::bigint AS main_unit_id
              FROM word w
              JOIN person_search s ON s.grams @> w.grams AND s.folded LIKE w.pattern
            UNION ALL
            SELECT m.person_id, w.bit, CASE WHEN m.is_main THEN m.org_unit_id END
              FROM word w
              JOIN org_unit_search us ON us.folded LIKE w.pattern AND length(w.pattern) > 3
              JOIN person_assignment m ON m.org_unit_id = us.org_unit_id
                                      AND is_in_force(m.valid_from, m.valid_to, $1::date)) f
     GROUP BY f.person_id
    HAVING bit_or(f.bit) >= (1::bigint << cardinality($5::text[])) - 1
), hit AS MATERIALIZED (
    SELECT f.person_id, scope_reason(e.employment_type, u.organ) AS out_of_scope_reason
      FROM found f
      JOIN employment e ON e.person_id = f.person_id
                       AND is_in_force(e.valid_from, e.valid_to, $1::date)
      LEFT JOIN org_unit u ON u.id = coalesce(f.main_unit_id, (
               SELECT a.org_unit_id FROM person_assignment a
                WHERE a.person_id = f.person_id AND a.is_main
                  AND is_in_force(a.valid_from, a.valid_to, $1::date)))
     WHERE ($4::text IS NOT NULL OR scope_reason(e.employment_type, u.organ) IS NULL)
       AND ($7::text IS NULL OR u.id IN (
               SELECT n.id FROM org_unit n JOIN unit_place d ON d.org_unit_id = n.id
                WHERE n.code = $7 OR d.department_code = $7))
), size AS MATERIALIZED (
    SELECT count(*) AS hits, count(*) > 5000 AS is_many FROM hit
), page AS (
    (SELECT p
       FROM hit h
       JOIN person p ON p.id = h.person_id
      WHERE NOT (SELECT is_many FROM size)
        AND ($2::text IS NULL
             OR (p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no)
                > (SELECT b.family_kana, b.given_kana, b.staff_no FROM person b WHERE b.staff_no = $2))
      ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no
      LIMIT $3::bigint)
    UNION ALL
    (SELECT p
       FROM person p
      WHERE (SELECT is_many FROM size)
        AND (p.id IN (SELECT h.person_id FROM hit h)) IS TRUE
        AND ($2::text IS NULL
             OR (p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no)
                > (SELECT b.family_kana, b.given_kana, b.staff_no FROM person b WHERE b.staff_no = $2))
      ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no
      LIMIT $3::bigint)
)
SELECT (h.p).staff_no, person_name(h.p) AS name, person_reading(h.p) AS reading,
       u.code AS unit_code, l.full_name AS unit, a.title AS job_title,
       coalesce((h.p).phone_ext, u.phone_ext) AS phone_ext, a.out_of_scope_reason,
       (SELECT hits FROM size) AS _total
  FROM page h
  JOIN person_on($1::date) a ON a.person_id = (h.p).id
  LEFT JOIN org_unit u ON u.id = a.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = a.org_unit_id
 ORDER BY (h.p).family_kana COLLATE "ja-x-icu", (h.p).given_kana COLLATE "ja-x-icu", (h.p).staff_no

-- name: person_list_of_unit
-- Those of one unit, or of a department with its sections; $1 to $4 as in person_list, $5 its code.
WITH hit AS MATERIALIZED (
    SELECT a.person_id, a.org_unit_id, a.title, a.out_of_scope_reason
      FROM unit_place l
      JOIN org_unit u ON u.id = l.org_unit_id AND is_in_force(u.valid_from, u.valid_to, $1::date)
      JOIN person_assignment m ON m.org_unit_id = u.id AND m.is_main
                              AND is_in_force(m.valid_from, m.valid_to, $1::date)
      JOIN person_on($1::date) a ON a.person_id = m.person_id
     WHERE (u.code = $5 OR l.department_code = $5)
       AND ($4::text IS NOT NULL OR a.out_of_scope_reason IS NULL)
)
SELECT p.staff_no, person_name(p) AS name, person_reading(p) AS reading, u.code AS unit_code,
       l.full_name AS unit, h.title AS job_title, coalesce(p.phone_ext, u.phone_ext) AS phone_ext,
       h.out_of_scope_reason, (SELECT count(*) FROM hit) AS _total
  FROM hit h
  JOIN person p ON p.id = h.person_id
  JOIN org_unit u ON u.id = h.org_unit_id
  JOIN unit_place l ON l.org_unit_id = h.org_unit_id
 WHERE $2::text IS NULL
    OR (p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no)
       > (SELECT b.family_kana, b.given_kana, b.staff_no FROM person b WHERE b.staff_no = $2)
 ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no
 LIMIT $3::bigint

-- name: person_show
-- $1 staff number, $2 day. Somebody not employed on the day is shown too, as what they are.
SELECT p.staff_no, person_name(p) AS name, person_reading(p) AS reading, a.employment_type,
       u.code AS unit_code, l.full_name AS unit, a.title, p.email,
       coalesce(p.phone_ext, u.phone_ext) AS phone_ext, u.location,
       a.person_id IS NOT NULL AND a.out_of_scope_reason IS NULL AS is_in_scope,
       CASE WHEN a.person_id IS NULL THEN 'not_employed'
            ELSE a.out_of_scope_reason END AS out_of_scope_reason,
       employed_from(p.id, $2::date) AS employed_from
  FROM person p
  LEFT JOIN person_on($2::date) a ON a.person_id = p.id
  LEFT JOIN org_unit u ON u.id = a.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = a.org_unit_id
 WHERE p.staff_no = $1

-- name: person_roles
-- The roles somebody bears on a day, and why; one that goes on with the next unit or paper is one period.
-- $1 staff number, $2 day.
SELECT r.role_code AS role, d.basis_clause AS clause_code, d.basis_slug AS clause_slug, r.source,
       o.name AS post, u.code AS unit_code, u.name AS unit, lower(b.days) AS valid_from,
       CASE WHEN upper(b.days) <= (SELECT disclosed_until()) OR r.role_code = 'security_expert'
            THEN upper(b.days) - 1 END AS valid_to
  FROM (SELECT r.role_code, r.source, r.post_id, r.org_unit_id,
               range_agg(daterange(r.valid_from, r.valid_to, '[]')) AS days
          FROM effective_role r
         WHERE r.person_id = (SELECT id FROM person WHERE staff_no = $1)
         GROUP BY r.role_code, r.source, r.post_id, r.org_unit_id) r
 CROSS JOIN LATERAL unnest(r.days) AS b (days)
  JOIN role_definition d ON d.code = r.role_code AND d.assignment_rule <> 'portal'
  LEFT JOIN post o ON o.id = r.post_id
  LEFT JOIN org_unit u ON u.id = r.org_unit_id
 WHERE b.days @> $2::date
 ORDER BY d.sort_order, u.code

-- name: person_assignments
-- 所属 of somebody, newest first. $1 staff number, $2 day.
SELECT l.full_name AS unit, u.code AS unit_code, a.title, a.is_main, a.valid_from,
       CASE WHEN a.valid_to < (SELECT disclosed_until()) THEN a.valid_to END AS valid_to,
       is_in_force(a.valid_from, a.valid_to, $2::date) AS is_in_force,
       a.valid_from > $2::date AS is_future
  FROM person p
  JOIN person_assignment a ON a.person_id = p.id
  JOIN org_unit u ON u.id = a.org_unit_id
  JOIN unit_place l ON l.org_unit_id = u.id
 WHERE p.staff_no = $1 AND a.valid_from <= (SELECT disclosed_until())
 ORDER BY a.valid_from DESC, a.is_main DESC

-- name: person_posts
-- 職の在任 and designated roles of somebody, newest first. $1 staff number, $2 day.
SELECT o.name AS post, h.kind AS holding, NULL::text AS role, NULL::text AS unit, h.valid_from,
       CASE WHEN h.valid_to < (SELECT disclosed_until()) THEN h.valid_to END AS valid_to, h.order_ref,
       is_in_force(h.valid_from, h.valid_to, $2::date) AS is_in_force
  FROM person p
  JOIN post_holding h ON h.person_id = p.id
  JOIN post o ON o.id = h.post_id
 WHERE p.staff_no = $1 AND h.valid_from <= (SELECT disclosed_until())
 UNION ALL
SELECT NULL, NULL, r.role_code, u.name, r.valid_from, designation_end(r.id, r.valid_to), r.doc_number,
       is_in_force(r.valid_from, r.valid_to, $2::date)
  FROM person p
  JOIN role_assignment r ON r.person_id = p.id
  LEFT JOIN org_unit u ON u.id = r.org_unit_id
 WHERE p.staff_no = $1 AND r.valid_from <= (SELECT disclosed_until())
 ORDER BY valid_from DESC, role
