-- name: scope_organs
-- 適用範囲: the six organs with how many are in scope and how many are not, by reason. $1 day.
WITH counted AS MATERIALIZED (
    SELECT a.org_unit_id, a.out_of_scope_reason AS reason, count(*) AS people
      FROM person_on($1::date) a GROUP BY a.org_unit_id, a.out_of_scope_reason
)
SELECT o.organ, coalesce(sum(c.people) FILTER (WHERE c.reason IS NULL), 0)::bigint AS in_scope,
       coalesce(sum(c.people) FILTER (WHERE c.reason = 'fn1_hospital_hired'), 0)::bigint
           AS hospital_hired,
       coalesce(sum(c.people) FILTER (WHERE c.reason = 'fn1_prefecture_paid_teacher'), 0)::bigint
           AS prefecture_paid_teacher,
       count(DISTINCT u.id) FILTER (WHERE u.kind <> 'department') AS sections
  FROM unnest(ARRAY['mayor', 'commission', 'assembly', 'hospital', 'education', 'fire'])
           WITH ORDINALITY AS o (organ, ord)
  LEFT JOIN org_unit u ON u.organ = o.organ AND is_in_force(u.valid_from, u.valid_to, $1::date)
  LEFT JOIN counted c ON c.org_unit_id = u.id
 GROUP BY o.organ, o.ord
 ORDER BY o.ord

-- name: scope_totals
-- $1 day.
SELECT count(*) FILTER (WHERE a.out_of_scope_reason IS NULL) AS in_scope,
       count(*) FILTER (WHERE a.out_of_scope_reason = 'fn1_hospital_hired') AS hospital_hired,
       count(*) FILTER (WHERE a.out_of_scope_reason = 'fn1_prefecture_paid_teacher')
           AS prefecture_paid_teacher,
       count(*) FILTER (WHERE a.out_of_scope_reason = 'no_unit') AS no_unit,
       count(*) FILTER (WHERE a.out_of_scope_reason = 'not_staff') AS not_staff
  FROM person_on($1::date) a

-- name: scope_employment
-- 職員等 in scope by employment. $1 day.
SELECT a.employment_type, count(*) AS people
  FROM person_on($1::date) a
 WHERE a.out_of_scope_reason IS NULL
 GROUP BY a.employment_type
 ORDER BY count(*) DESC, a.employment_type

-- name: scope_departments
-- 職員等 in scope by department. $1 day.
WITH counted AS MATERIALIZED (
    SELECT a.org_unit_id, a.out_of_scope_reason AS reason, count(*) AS people
      FROM person_on($1::date) a GROUP BY a.org_unit_id, a.out_of_scope_reason
)
SELECT l.department_code AS code, l.department_name AS name, d.organ,
       count(DISTINCT u.id) FILTER (WHERE u.kind <> 'department') AS sections,
       coalesce(sum(c.people) FILTER (WHERE c.reason IS NULL), 0)::bigint AS in_scope,
       coalesce(sum(c.people) FILTER (WHERE c.reason IS NOT NULL), 0)::bigint AS out_of_scope
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
  JOIN org_unit d ON d.id = l.department_id
  LEFT JOIN counted c ON c.org_unit_id = u.id
 WHERE is_in_force(u.valid_from, u.valid_to, $1::date)
 GROUP BY l.department_code, l.department_name, d.organ
 ORDER BY l.department_code
