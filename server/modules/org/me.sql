-- What a person sees of themselves. Everything here is about viewer(), today; an account that keeps
-- the portal acts in no role of the policy.

-- name: me_show
SELECT p.staff_no, person_name(p) AS name, person_reading(p) AS reading, u.code AS unit_code,
       l.full_name AS unit, m.title, coalesce(p.phone_ext, u.phone_ext) AS phone_ext, p.email
  FROM person p
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, today())
  LEFT JOIN org_unit u ON u.id = m.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 WHERE p.id = viewer()

-- name: me_roles
-- わたしの役割, and why I bear each; one that goes on with the next unit or paper is one period.
SELECT r.role_code AS _id, r.role_code AS role, d.basis_clause AS clause_code,
       d.basis_slug AS clause_slug, r.source, o.name AS post, u.code AS unit_code, u.name AS unit,
       CASE WHEN r.role_code <> 'staff' THEN lower(b.days) END AS valid_from,
       CASE WHEN upper(b.days) <= (SELECT disclosed_until()) THEN upper(b.days) - 1 END AS valid_to
  FROM (SELECT r.role_code, r.source, r.post_id, r.org_unit_id,
               range_agg(daterange(r.valid_from, r.valid_to, '[]')) AS days
          FROM effective_role r
         WHERE r.person_id = (SELECT viewer())
         GROUP BY r.role_code, r.source, r.post_id, r.org_unit_id) r
 CROSS JOIN LATERAL unnest(r.days) AS b (days)
  JOIN role_definition d ON d.code = r.role_code AND d.assignment_rule <> 'portal'
  LEFT JOIN post o ON o.id = r.post_id
  LEFT JOIN org_unit u ON u.id = r.org_unit_id
 WHERE b.days @> (SELECT today()) AND (SELECT may('org_read'))
 ORDER BY d.sort_order, u.code

-- name: me_duties
-- わたしの責任, in the order of the clauses; each once, however many sections one heads.
SELECT y.role_code AS _of, y.code AS clause_code, y.slug AS clause_slug, y.role_code AS role, y.text,
       y.record_word, y.record_path
  FROM clause_duty y
  JOIN role_definition d ON d.code = y.role_code
 WHERE (SELECT may('org_read'))
   AND y.role_code IN (SELECT r.role_code FROM effective_role r
                        WHERE r.person_id = (SELECT viewer())
                          AND is_in_force(r.valid_from, r.valid_to, (SELECT today())))
 ORDER BY d.sort_order, y.ord

-- name: me_contacts
-- Whom to ask: the head of the own section and its leaders.
SELECT 'system_security_manager' AS role, h.staff_no, h.name, h.post, h.phone_ext
  FROM person_assignment m
  JOIN unit_head(today()) h ON h.org_unit_id = m.org_unit_id
 WHERE m.person_id = viewer() AND m.is_main AND is_in_force(m.valid_from, m.valid_to, today())
   AND h.person_id <> viewer() AND may('org_read')
 UNION ALL
(SELECT 'it_promotion_leader', p.staff_no, person_name(p), NULL, coalesce(p.phone_ext, u.phone_ext)
   FROM person_assignment m
   JOIN role_assignment r ON r.org_unit_id = m.org_unit_id AND r.role_code = 'it_promotion_leader'
                         AND is_in_force(r.valid_from, r.valid_to, today())
   JOIN person p ON p.id = r.person_id
   JOIN org_unit u ON u.id = m.org_unit_id
  WHERE m.person_id = viewer() AND m.is_main AND is_in_force(m.valid_from, m.valid_to, today())
    AND p.id <> viewer() AND may('org_read')
  ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu"
  LIMIT 3)

-- name: role_news
-- Changes of the roles with one bearer and of the functions in CSIRT, from 90 days ago on, newest
-- first: what everybody should have noticed, one line a post.
SELECT r.role_code AS role, r.valid_from AS day, person_name(p) AS name, p.staff_no,
       coalesce(o.name, l.full_name) AS post, r.valid_from > today() AS is_future
  FROM effective_role r
  JOIN role_definition d ON d.code = r.role_code
  JOIN person p ON p.id = r.person_id
  LEFT JOIN post o ON o.id = r.post_id
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, today())
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 WHERE (d.is_single OR r.role_code IN ('csirt_coordinator', 'csirt_liaison'))
   AND r.role_code = ANY (ARRAY(SELECT code FROM role_definition
                                 WHERE is_single OR code IN ('csirt_coordinator', 'csirt_liaison')))
   AND r.valid_from > (SELECT today()) - 90 AND r.valid_from <= (SELECT disclosed_until())
   AND (SELECT may('org_read'))
 ORDER BY r.valid_from DESC, d.sort_order
 LIMIT 5

-- name: me_attention
-- 対応が必要な事項: what lacks a bearer and the viewer can mend: everything for who maintains the
-- organization, functions in CSIRT for the CISO, a leader for the head of the section. `mend` is what
-- the latter two are asked to do; who maintains is told what is amiss.
WITH gap AS MATERIALIZED (
    SELECT g.* FROM role_gap((SELECT today())) g
     WHERE (SELECT may('org_maintain') OR current_setting('mamori.roles', true)
                                          ~ '\m(ciso|system_security_manager)\M')
), mine AS (
    SELECT r.role_code, u.code AS unit_code
      FROM effective_role r
      LEFT JOIN org_unit u ON u.id = r.org_unit_id
     WHERE r.person_id = (SELECT viewer()) AND is_in_force(r.valid_from, r.valid_to, (SELECT today()))
)
SELECT g.gap, g.gap AS gap_basis,
       CASE WHEN NOT (SELECT may('org_maintain')) OR g.gap = 'no_deputy' AND (SELECT may('deputy_designate')) THEN g.gap
       END AS mend,
       CASE WHEN g.gap = 'no_deputy' AND NOT (SELECT may('deputy_designate')) THEN g.gap END AS mend_by,
       count(*) AS items, CASE WHEN count(*) = 1 THEN min(g.unit) END AS unit,
       CASE WHEN count(*) = 1 OR NOT (SELECT may('org_maintain')) THEN min(g.unit_code) END AS unit_code,
       (SELECT may('org_maintain')) AS may_maintain,
       CASE WHEN g.gap = 'no_deputy' AND (SELECT may('deputy_designate')) THEN '/deputies'
            WHEN (SELECT may('org_maintain')) THEN '/admin/gaps#' || g.gap
            WHEN g.gap = 'no_leader' THEN '/units/' || min(g.unit_code) || '/leaders'
            ELSE '/csirt' END AS path
  FROM gap g
 WHERE (SELECT may('org_maintain'))
    OR g.gap = 'csirt_incomplete' AND EXISTS (SELECT FROM mine m WHERE m.role_code = 'ciso')
    OR g.gap = 'no_leader' AND EXISTS (SELECT FROM mine m
                                        WHERE m.role_code = 'system_security_manager'
                                          AND m.unit_code = g.unit_code)
 GROUP BY g.gap
 ORDER BY gap_order(g.gap)

-- name: me_coming_gaps
-- What a transfer that is applied and not yet in force leaves without a bearer, and was not so today: for who
-- maintains the organization, of the next three days on which somebody moves.
WITH coming AS MATERIALIZED (
    SELECT DISTINCT t.effective_on AS day FROM transfer t
     WHERE (SELECT may('org_maintain')) AND t.status = 'applied' AND t.effective_on > (SELECT today())
     ORDER BY 1 LIMIT 3
), today AS MATERIALIZED (
    SELECT g.* FROM role_gap((SELECT today())) g WHERE EXISTS (SELECT FROM coming)
)
SELECT c.day, count(*) AS items
  FROM coming c
 CROSS JOIN LATERAL role_gap(c.day) g
 WHERE NOT EXISTS (SELECT FROM today n
                    WHERE (n.gap, n.role) = (g.gap, g.role)
                      AND (n.unit_code, n.post_code) IS NOT DISTINCT FROM (g.unit_code, g.post_code))
 GROUP BY c.day
 ORDER BY c.day
