-- 棚卸し of the city: opened by the secretariat, followed section by section.

-- part: visible
(may('asset_read_all') OR t.org_unit_id = ANY ((SELECT asset_units_seen())::bigint[]))
-- part: own
(may('asset_draft')
 AND s.org_unit_id IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager,it_promotion_leader}') b))

-- name: inventory_list
-- The checks, newest first, with what the viewer may count of each.
SELECT c.fiscal_year, c.as_of, c.due, c.opened_at, count(s.section_id) AS sections,
       count(*) FILTER (WHERE s.is_done) AS done, count(*) FILTER (WHERE s.state = 'accepted') AS accepted,
       count(*) FILTER (WHERE s.is_overdue) AS overdue, coalesce(sum(s.items), 0)::bigint AS listed,
       coalesce(sum(s.missing), 0)::bigint AS missing
  FROM inventory_check c
  LEFT JOIN (SELECT t.* FROM inventory_standing t WHERE @visible) s ON s.fiscal_year = c.fiscal_year
 GROUP BY c.fiscal_year
 ORDER BY c.fiscal_year DESC

-- name: inventory_own
-- The lists of the viewer's own sections in the newest check.
SELECT s.fiscal_year, u.code AS unit_code, u.name AS section, s.state AS inventory_state, s.items AS listed, s.marked, s.due,
       s.is_overdue
  FROM inventory_standing s
  JOIN org_unit u ON u.id = unit_today(s.org_unit_id)
 WHERE s.fiscal_year = (SELECT max(c.fiscal_year) FROM inventory_check c) AND @own
 ORDER BY u.code

-- name: inventory_begun
-- What the form of a new check begins with; whether one may be opened.
SELECT fiscal_year(today()) AS fiscal_year, today() AS as_of, today() + 30 AS due, '' AS note,
       may('asset_maintain')
       AND NOT EXISTS (SELECT FROM inventory_check c WHERE c.fiscal_year = fiscal_year(today())) AS may_open

-- name: inventory_open
-- $1 fiscal year, $2 day of reference, $3 due, $4 note.
INSERT INTO inventory_check (fiscal_year, as_of, due, note)
VALUES ($1::integer, $2::date, $3::date, coalesce($4, ''))

-- name: inventory_show
-- $1 fiscal year.
SELECT c.fiscal_year, c.as_of, c.due, c.note, c.opened_at, person_name(p) AS opened_by,
       may('asset_read_all') AS may_see_all,
       may('asset_maintain') AND EXISTS (SELECT FROM inventory_standing s
                                          WHERE s.fiscal_year = c.fiscal_year AND NOT s.is_done) AS may_remind
  FROM inventory_check c
  LEFT JOIN person p ON p.id = c.opened_by
 WHERE c.fiscal_year::text = $1

-- name: inventory_states
-- The filters above the list with how many each would show. $1 fiscal year, $2 the one asked for or NULL.
SELECT f.code AS inventory_filter, f.code IS NOT DISTINCT FROM $2::text AS is_current,
       count(s.section_id) FILTER (WHERE f.code IS NULL OR f.code = s.state OR f.code = 'overdue' AND s.is_overdue) AS items
  FROM (VALUES (1, NULL), (2, 'not_started'), (3, 'in_progress'), (4, 'submitted'), (5, 'returned'), (6, 'accepted'),
               (7, 'overdue')) f (ord, code)
  LEFT JOIN (SELECT t.* FROM inventory_standing t WHERE t.fiscal_year = $1::integer AND @visible) s ON true
 GROUP BY f.ord, f.code
 ORDER BY f.ord

-- name: inventory_progress
-- The sections of a check that the viewer may see. $1 fiscal year, $2 state, overdue or NULL.
SELECT u.code AS unit_code, l.department_name, u.name AS section, s.state AS inventory_state, s.items AS listed, s.confirmed,
       s.changed, s.missing, s.added, s.items - s.marked AS unmarked, s.submitted_at, person_name(b) AS submitted_by,
       s.moved_at, person_name(m) AS moved_by, s.explanation, s.is_overdue
  FROM (SELECT t.* FROM inventory_standing t WHERE t.fiscal_year = $1::integer AND @visible) s
  JOIN org_unit u ON u.id = unit_today(s.org_unit_id)
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN person b ON b.id = s.submitted_by
  LEFT JOIN person m ON m.id = s.moved_by
 WHERE ($2::text IS NULL OR $2::text = s.state OR $2::text = 'overdue' AND s.is_overdue)
 ORDER BY u.code

-- name: inventory_steps
-- What was done with the check as a whole. $1 fiscal year.
SELECT t.at, t.event AS inventory_done, person_name(p) AS actor, t.text
  FROM inventory_step t
  LEFT JOIN person p ON p.id = t.actor_id
 WHERE t.fiscal_year = $1::integer AND t.section_id IS NULL AND (t.event = 'open' OR may('asset_read_all'))
 ORDER BY t.id

-- name: inventory_do_remind
-- $1 fiscal year, $2 words or NULL.
INSERT INTO inventory_step (fiscal_year, event, text) VALUES ($1::integer, 'remind', coalesce($2, ''))

-- name: inventory_tasks
-- 対応が必要な事項: the own section's list, for the head the submission, for the secretariat what waits to be accepted.
SELECT t.task, t.title, t.link, t.due, coalesce(t.due < today(), false) AS is_overdue
  FROM (SELECT CASE WHEN s.state = 'returned' THEN 'inventory_resume'
                    WHEN s.marked = s.items AND s.state = 'in_progress' AND heads_inventory_of(s.org_unit_id)
                    THEN 'inventory_submit' ELSE 'inventory_mark' END AS task,
               s.fiscal_year || '年度　' || u.name || '　記入 ' || s.marked || '/' || s.items AS title,
               '/inventories/' || s.fiscal_year || '/' || u.code AS link, s.due
          FROM inventory_standing s
          JOIN org_unit u ON u.id = unit_today(s.org_unit_id)
         WHERE s.fiscal_year = (SELECT max(c.fiscal_year) FROM inventory_check c) AND NOT s.is_done
           AND @own
         UNION ALL
        SELECT 'inventory_accept', s.fiscal_year || '年度　' || count(*) || '課等', '/inventories/' || s.fiscal_year || '?state=submitted',
               NULL::date
          FROM inventory_standing s
         WHERE s.state = 'submitted' AND may('asset_maintain')
         GROUP BY s.fiscal_year
         UNION ALL
        SELECT 'network_change_approve', a.asset_no || '　' || c.title, '/assets/' || a.asset_no || '/changes/' || c.id,
               coalesce(c.due, c.planned_on)
          FROM network_change c
          JOIN asset a ON a.id = c.asset_id
         WHERE c.state = 'planned' AND acts_as('network_security_manager')) t
 ORDER BY t.due NULLS LAST, t.task, t.link
 LIMIT 30
