-- name: role_list
-- 役割と責任一覧, in the policy's order, with who bears each on a day. $1 day. 職員等 are counted apart:
-- they are a hundred times all the others.
WITH held AS MATERIALIZED (
    SELECT r.role_code, r.person_id, r.post_id, r.org_unit_id, r.valid_from, r.valid_to
      FROM effective_role r
     WHERE r.role_code <> 'staff' AND is_in_force(r.valid_from, r.valid_to, $1::date)
), counted AS (
    SELECT role_code, count(DISTINCT person_id) AS bearers,
           nullif(count(DISTINCT org_unit_id), 0) AS units, min(person_id) AS person_id,
           min(post_id) AS post_id, min(valid_from) AS valid_from, max(valid_to) AS valid_to
      FROM held GROUP BY role_code
     UNION ALL
    SELECT 'staff', count(*), NULL, NULL, NULL, NULL, NULL
      FROM person_on($1::date) a WHERE a.out_of_scope_reason IS NULL
)
SELECT d.code AS role, d.basis_clause AS clause_code, d.basis_slug AS clause_slug,
       d.assignment_rule, d.is_single, coalesce(c.bearers, 0) AS bearers, c.units,
       coalesce(c.bearers, 0) = 0 AS is_nobody, person_name(p) AS name, p.staff_no,
       coalesce(o.name, l.full_name) AS post,
       CASE WHEN p.id IS NOT NULL THEN c.valid_from END AS valid_from,
       CASE WHEN p.id IS NOT NULL AND (c.valid_to < (SELECT disclosed_until()) OR d.code = 'security_expert')
            THEN c.valid_to END AS valid_to,
       d.is_single AND coalesce(c.bearers, 0) = 0 AS is_vacant,
       (SELECT count(*) FROM clause_duty y WHERE y.role_code = d.code) AS duties,
       (SELECT y.text FROM clause_duty y
         WHERE y.role_code = d.code AND y.is_main) AS main_duty
  FROM role_definition d
  LEFT JOIN counted c ON c.role_code = d.code
  LEFT JOIN person p ON p.id = c.person_id AND c.bearers = 1
  LEFT JOIN post o ON o.id = c.post_id
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, $1::date)
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 WHERE d.assignment_rule <> 'portal'
 ORDER BY d.sort_order

-- name: role_ledger
-- Who bears which role on a day, one row a bearer, for spreadsheets; 職員等 are not named. $1 day.
SELECT d.code AS role, d.basis_clause AS clause_code, d.assignment_rule,
       person_name(p) AS name, o.name AS post, coalesce(rl.full_name, ml.full_name) AS unit,
       coalesce(p.phone_ext, mu.phone_ext) AS phone_ext, r.valid_from,
       CASE WHEN r.valid_to < (SELECT disclosed_until()) OR d.code = 'security_expert' THEN r.valid_to END AS valid_to,
       (SELECT y.text FROM clause_duty y WHERE y.role_code = d.code AND y.is_main) AS main_duty
  FROM role_definition d
  LEFT JOIN effective_role r ON r.role_code = d.code AND d.code <> 'staff'
                            AND is_in_force(r.valid_from, r.valid_to, $1::date)
  LEFT JOIN person p ON p.id = r.person_id
  LEFT JOIN post o ON o.id = r.post_id
  LEFT JOIN unit_place rl ON rl.org_unit_id = r.org_unit_id
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, $1::date)
  LEFT JOIN org_unit mu ON mu.id = m.org_unit_id
  LEFT JOIN unit_place ml ON ml.org_unit_id = mu.id
 WHERE d.assignment_rule <> 'portal'
 ORDER BY d.sort_order, rl.department_code, rl.full_name, p.family_kana COLLATE "ja-x-icu",
          p.given_kana COLLATE "ja-x-icu"

-- name: role_show
-- $1 code. Roles of the portal are no roles of the policy.
SELECT d.code AS role, d.basis_clause AS clause_code, d.basis_slug AS clause_slug,
       d.assignment_rule, d.is_single, d.code LIKE 'csirt\_%' AS is_csirt,
       d.code = 'security_expert' AS is_expert, d.code IN ('chair', 'vice_chair', 'member') AS has_seat
  FROM role_definition d
 WHERE d.code = $1 AND d.assignment_rule <> 'portal'

-- name: role_duties
-- What the policy asks of a role, in the order of its clauses. $1 code.
SELECT y.code AS clause_code, y.slug AS clause_slug, y.text, y.record_word, y.record_path
  FROM clause_duty y
 WHERE y.role_code = $1
 ORDER BY y.ord

-- Pages of one role: (SELECT $1) hides the role from the planner. A plan for each role alone is cheaper
-- by a third, and costs twice the time of the query to make; so one plan is kept for all.

-- name: role_bearers
-- Who bears a role on a day; of 職員等 only the number is of use (role_bearer_count). $1 code, $2 day.
SELECT p.staff_no, person_name(p) AS name, person_reading(p) AS reading, o.name AS post,
       coalesce(ru.code, mu.code) AS unit_code,
       coalesce(rl.full_name, ml.full_name) AS unit, m.title,
       coalesce(p.phone_ext, ru.phone_ext, mu.phone_ext) AS phone_ext, r.source, r.valid_from,
       CASE WHEN r.valid_to < (SELECT disclosed_until()) OR r.role_code = 'security_expert' THEN r.valid_to END AS valid_to
  FROM effective_role r
  JOIN person p ON p.id = r.person_id
  LEFT JOIN post o ON o.id = r.post_id
  LEFT JOIN org_unit ru ON ru.id = r.org_unit_id
  LEFT JOIN unit_place rl ON rl.org_unit_id = ru.id
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, $2::date)
  LEFT JOIN org_unit mu ON mu.id = m.org_unit_id
  LEFT JOIN unit_place ml ON ml.org_unit_id = mu.id
 WHERE r.role_code = (SELECT $1::text) AND $1 <> 'staff' AND is_in_force(r.valid_from, r.valid_to, $2::date)
 ORDER BY ru.code, p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no

-- name: role_bearer_count
-- $1 code, $2 day.
SELECT count(DISTINCT r.person_id) AS bearers_count,
       d.is_single AND count(r.person_id) = 0 AS is_vacant, d.code = 'staff' AS is_everybody
  FROM role_definition d
  LEFT JOIN effective_role r ON r.role_code = d.code
                            AND is_in_force(r.valid_from, r.valid_to, $2::date)
 WHERE d.code = (SELECT $1::text)
 GROUP BY d.code

-- name: role_history
-- Who bore a role with one bearer, newest first, with the times nobody did. $1 code, $2 day.
WITH held AS (
    SELECT r.person_id, r.post_id, r.valid_from,
           CASE WHEN r.valid_to < (SELECT disclosed_until()) THEN r.valid_to END AS valid_to,
           lead(r.valid_from) OVER (ORDER BY r.valid_from) AS next_from
      FROM effective_role r
      JOIN role_definition d ON d.code = r.role_code AND d.is_single
     WHERE r.role_code = (SELECT $1::text) AND r.valid_from <= (SELECT disclosed_until())
), spell AS (
    SELECT person_id, post_id, valid_from, valid_to FROM held
     UNION ALL
    SELECT NULL, post_id, valid_to + 1, next_from - 1 FROM held
     WHERE next_from > valid_to + 1 OR next_from IS NULL AND valid_to IS NOT NULL
)
SELECT p.staff_no, person_name(p) AS name, o.name AS post, p.id IS NULL AS is_vacant, s.valid_from,
       s.valid_to, is_in_force(s.valid_from, s.valid_to, $2::date) AS is_in_force,
       s.valid_from > $2::date AS is_future
  FROM spell s
  LEFT JOIN person p ON p.id = s.person_id
  LEFT JOIN post o ON o.id = s.post_id
 ORDER BY s.valid_from DESC
 LIMIT 50

-- name: role_next_change
-- The first day after $2, as far as the viewer may see, on which somebody else bears the role $1 of one
-- bearer, or nobody. No row: none is known.
WITH held AS (
    SELECT r.person_id, r.valid_from, r.valid_to
      FROM effective_role r JOIN role_definition d ON d.code = r.role_code AND d.is_single
     WHERE r.role_code = (SELECT $1::text) AND r.valid_from <= (SELECT disclosed_until())
), now_held AS (
    SELECT person_id FROM held h WHERE is_in_force(h.valid_from, h.valid_to, $2::date)
)
SELECT c.day, person_name(p) AS name, p.staff_no, p.id IS NULL AS is_vacant
  FROM (SELECT h.valid_from AS day, h.person_id FROM held h
         WHERE h.valid_from > $2::date
           AND h.person_id IS DISTINCT FROM (SELECT person_id FROM now_held)
         UNION ALL
        SELECT h.valid_to + 1, NULL FROM held h
         WHERE is_in_force(h.valid_from, h.valid_to, $2::date)
           AND h.valid_to < (SELECT disclosed_until())
           AND NOT EXISTS (SELECT FROM held n WHERE n.valid_from = h.valid_to + 1)) c
  LEFT JOIN person p ON p.id = c.person_id
 ORDER BY c.day
 LIMIT 1

-- name: role_bearers_of_clause
-- この条項の責任者: the roles and bodies that a clause, or one below it, binds, with who bears them
-- today, for those who may see it. Only the version in force has bearers. $1 code of the document,
-- $2 version or NULL, $3 slug.
WITH duty AS MATERIALIZED (
    SELECT y.role_code, y.body_code, min(y.ord) AS ord, array_agg(y.text ORDER BY y.ord) AS texts
      FROM clause_duty y
     WHERE $1 = 'standard_basic' AND (y.slug = $3 OR y.slug LIKE $3 || '.%')
       AND (SELECT shown_version($1, $2)) = (SELECT shown_version($1, NULL))
       AND (SELECT may('org_read'))
     GROUP BY y.role_code, y.body_code
), counted AS MATERIALIZED (
    SELECT r.role_code, count(DISTINCT r.person_id) AS bearers, min(r.person_id) AS person_id,
           min(r.post_id) AS post_id
      FROM effective_role r
     WHERE r.role_code <> 'staff' AND is_in_force(r.valid_from, r.valid_to, (SELECT today()))
       AND r.role_code = ANY (ARRAY(SELECT role_code FROM duty))
     GROUP BY r.role_code
     UNION ALL
    SELECT 'staff', count(*), NULL, NULL
      FROM person_on((SELECT today())) a
     WHERE 'staff' = ANY (ARRAY(SELECT role_code FROM duty)) AND a.out_of_scope_reason IS NULL
)
SELECT y.role_code AS role, y.body_code AS body, coalesce(c.bearers, 0) AS bearers,
       person_name(p) AS name, p.staff_no, o.name AS post,
       d.is_single AND coalesce(c.bearers, 0) = 0 AS is_vacant,
       coalesce(c.bearers, 0) = 0 AS is_nobody, y.texts[1:3] AS duties,
       nullif(greatest(cardinality(y.texts) - 3, 0), 0) AS more_duties
  FROM duty y
  LEFT JOIN role_definition d ON d.code = y.role_code
  LEFT JOIN counted c ON c.role_code = y.role_code
  LEFT JOIN person p ON p.id = c.person_id AND c.bearers = 1
  LEFT JOIN post o ON o.id = c.post_id AND c.bearers = 1
 ORDER BY y.ord

-- name: role_total
SELECT count(*) AS total FROM role_definition d WHERE d.assignment_rule <> 'portal'
