-- 全庁指示 (clause 7(2)ア(ア)). Whoever asks for one by its id has been let in (directive_load).

-- name: directive_load
-- One directive for a handler. $1 id.
SELECT d.id::text, d.state, d.row_version AS version, sees_directive(d) AS may_see,
       keeps_directive(d) AS may_keep, person_name(p) AS _by,
       moment_text(d.updated_at) AS _at
  FROM directive d
  LEFT JOIN person p ON p.id = d.updated_by
 WHERE d.id = $1::bigint

-- name: directive_lock
-- $1 id.
SELECT FROM directive WHERE id = $1::bigint FOR UPDATE

-- name: directive_hold
-- Sections answer side by side; nobody closes it meanwhile. $1 id.
SELECT FROM directive WHERE id = $1::bigint FOR SHARE

-- name: directive_is_hidden
-- A row: there is such a directive. $1 id.
SELECT FROM directive WHERE id::text = $1

-- name: directive_list
-- Newest first. $1 id of the last of the page before or NULL, $2 at most so many, $3 state or NULL (overdue,
-- to_answer: of the viewer's own sections), $4 fiscal year or NULL.
WITH own AS MATERIALIZED (
    SELECT o.org_unit_id FROM own_directive_units() o
), hit AS MATERIALIZED (
    SELECT d.*, t.sections, t.confirmed, t.done, t.overdue, m.own_state, m.own_state IS NOT NULL AS is_own
      FROM directive d
      LEFT JOIN LATERAL (
           SELECT count(*) AS sections, count(s.confirmed_at) AS confirmed,
                  count(*) FILTER (WHERE s.is_done) AS done, count(*) FILTER (WHERE s.is_overdue) AS overdue
             FROM directive_standing s WHERE s.directive_id = d.id) t ON true
      LEFT JOIN LATERAL (
           SELECT s.delivery_state AS own_state FROM directive_standing s
            WHERE s.directive_id = d.id AND s.org_unit_id IN (SELECT o.org_unit_id FROM own o)
            ORDER BY s.is_done, s.confirmed_at IS NOT NULL LIMIT 1) m ON true
     WHERE sees_directive(d)
       AND ($4::integer IS NULL OR coalesce(d.fiscal_year, fiscal_year(tokyo_day(d.created_at))) = $4::integer)
       AND CASE $3::text WHEN 'overdue' THEN d.state = 'issued' AND t.overdue > 0 AND may('directive_read_all')
                         WHEN 'to_answer' THEN d.state = 'issued' AND m.own_state <> 'done'
                         ELSE d.state = coalesce($3::text, d.state)
                              AND ($3::text IS NOT NULL OR d.state <> 'discarded') END
)
SELECT h.id, h.fiscal_year, h.number, h.doc_number, h.title, h.source AS directive_source,
       h.audience AS directive_audience, CASE WHEN h.audience = 'listed' THEN cardinality(h.units) END AS listed,
       h.due, h.needs_reply, h.state AS directive_state, h.issued_at, h.is_own, h.own_state AS delivery_state,
       may('directive_read_all') AND h.state IN ('issued', 'closed') AS may_count,
       CASE WHEN may('directive_read_all') THEN h.sections END AS sections,
       CASE WHEN may('directive_read_all') THEN h.confirmed END AS confirmed,
       CASE WHEN may('directive_read_all') AND h.needs_reply THEN h.done END AS done,
       CASE WHEN may('directive_read_all') THEN h.overdue END AS overdue,
       may('directive_read_all') AND h.state = 'issued' AND h.overdue > 0 AS has_overdue,
       (SELECT count(*) FROM hit) AS _total
  FROM hit h
 WHERE $1::text IS NULL
    OR (coalesce(h.issued_at, h.created_at), h.id)
       < (SELECT coalesce(b.issued_at, b.created_at), b.id FROM directive b WHERE b.id = $1::bigint)
 ORDER BY coalesce(h.issued_at, h.created_at) DESC, h.id DESC
 LIMIT $2::bigint

-- name: directive_states
-- The filters above the list, each with how many it would show. $1 the one asked for or NULL, $2 year or NULL.
WITH own AS MATERIALIZED (
    SELECT o.org_unit_id FROM own_directive_units() o
), seen AS MATERIALIZED (
    SELECT d.state,
           EXISTS (SELECT FROM directive_standing s WHERE s.directive_id = d.id AND s.is_overdue) AS is_overdue,
           EXISTS (SELECT FROM directive_standing s
                    WHERE s.directive_id = d.id AND NOT s.is_done
                      AND s.org_unit_id IN (SELECT o.org_unit_id FROM own o)) AS is_to_answer
      FROM directive d
     WHERE sees_directive(d)
       AND ($2::integer IS NULL OR coalesce(d.fiscal_year, fiscal_year(tokyo_day(d.created_at))) = $2::integer)
)
SELECT x.code AS directive_filter, x.code IS NOT DISTINCT FROM $1::text AS is_current, x.code = 'overdue' AS is_late,
       count(*) FILTER (WHERE CASE x.code WHEN 'overdue' THEN s.state = 'issued' AND s.is_overdue
                                          WHEN 'to_answer' THEN s.state = 'issued' AND s.is_to_answer
                                          ELSE s.state = coalesce(x.code, s.state)
                                               AND (x.code IS NOT NULL OR s.state <> 'discarded') END) AS items
  FROM (VALUES (1, NULL), (2, 'to_answer'), (3, 'issued'), (4, 'overdue'), (5, 'closed'), (6, 'draft')) x (ord, code)
  LEFT JOIN seen s ON true
 WHERE CASE x.code WHEN 'to_answer' THEN EXISTS (SELECT FROM own)
                   WHEN 'overdue' THEN may('directive_read_all')
                   WHEN 'draft' THEN may('directive_issue') ELSE true END
 GROUP BY x.ord, x.code
 ORDER BY x.ord

-- name: directive_years
-- None where there is nothing to choose from. $1 the one asked for or NULL.
SELECT y.fiscal_year, y.fiscal_year = $1::integer AS is_chosen
  FROM (SELECT d.fiscal_year, count(*) OVER () AS years FROM directive d
         WHERE d.fiscal_year IS NOT NULL AND sees_directive(d) GROUP BY d.fiscal_year) y
 WHERE y.years > 1 OR $1::integer IS NOT NULL
 ORDER BY y.fiscal_year DESC

-- Writing a draft ----------------------------------------------------------------------------------------

-- name: directive_begun_by
-- What a form begins with: a decision gives its words. $1 decision or NULL.
SELECT d.id::text AS decision, i.title, d.text AS body,
       CASE WHEN d.id IS NOT NULL THEN 'committee_decision' END AS directive_source,
       'all' AS directive_audience, true AS needs_reply, d.follow_up_due AS due
  FROM (SELECT) one
  LEFT JOIN decision d ON d.id::text = $1 AND d.outcome = 'adopted' AND sees_decision(d)
  LEFT JOIN agenda_item i ON i.id = d.item_id

-- name: directive_decisions
-- Adopted decisions that may be instructed, newest first. $1 the one chosen or NULL.
SELECT d.id::text AS code, d.decided_on, i.title, meeting_title(m) AS meeting,
       d.id::text IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM decision d
  JOIN agenda_item i ON i.id = d.item_id
  JOIN meeting m ON m.id = i.meeting_id
 WHERE d.outcome = 'adopted' AND sees_decision(d)
   AND (coalesce(d.instruction, 'directive') = 'directive' OR d.id::text = $1::text)
 ORDER BY d.decided_on DESC, d.id DESC
 LIMIT 100

-- name: directive_sections
-- The sections of today, by department. $1 directive whose units are chosen or NULL, $2 codes that were typed
-- instead or NULL.
SELECT l.department_name AS department, u.code, u.name,
       coalesce(u.code = ANY ($2::text[]),
                u.id IN (SELECT unit_today(x) FROM directive d, unnest(d.units) x WHERE d.id = $1::bigint)) AS is_chosen,
       coalesce(lag(l.department_id) OVER (ORDER BY u.code) <> l.department_id, true) AS is_first
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
 WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today())
 ORDER BY u.code

-- name: directive_units_of
-- Ids of the sections with these codes today, and whether one of them is none. $1 codes.
SELECT coalesce(array_agg(u.id ORDER BY u.code) FILTER (WHERE u.id IS NOT NULL), '{}')::text AS ids,
       count(*) FILTER (WHERE u.id IS NULL) > 0 AS is_wrong
  FROM (SELECT DISTINCT x FROM unnest($1::text[]) x) c (code)
  LEFT JOIN org_unit u ON u.code = c.code AND u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today())

-- name: directive_add
-- $1 source, $2 decision or NULL, $3 title, $4 body, $5 audience, $6 ids of sections, $7 due or NULL, $8 whether
-- a report is asked for, $9 document number.
INSERT INTO directive (source, decision_id, title, body, audience, units, due, needs_reply, doc_number)
VALUES ($1, $2::bigint, $3, $4, $5, $6::bigint[], $7::date, $8::boolean, coalesce($9, ''))
RETURNING id

-- name: directive_form
-- What the form of a draft begins with. $1 id.
SELECT d.id, d.title, d.body, d.audience AS directive_audience, d.due, d.needs_reply, d.doc_number,
       d.row_version AS version, d.source AS directive_source, i.title AS item_title
  FROM directive d
  LEFT JOIN decision c ON c.id = d.decision_id
  LEFT JOIN agenda_item i ON i.id = c.item_id
 WHERE d.id = $1::bigint

-- name: directive_save
-- $1 id, $2 title, $3 body, $4 audience, $5 ids of sections, $6 due or NULL, $7 report, $8 document number.
UPDATE directive
   SET title = $2, body = $3, audience = $4, units = $5::bigint[], due = $6::date, needs_reply = $7::boolean,
       doc_number = coalesce($8, ''), updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint

-- Its page -----------------------------------------------------------------------------------------------

-- name: directive_show
-- $1 id.
SELECT d.id, d.fiscal_year, d.number, d.doc_number, d.title, d.body, d.source AS directive_source,
       d.audience AS directive_audience, d.due, d.needs_reply, d.state AS directive_state, d.issued_at,
       person_name(p) AS issued_by, d.closed_at, d.row_version AS version, c.id AS decision_id,
       c.decided_on, i.title AS decision_title,
       CASE WHEN sees_meeting(m) THEN m.id END AS meeting_id, CASE WHEN sees_meeting(m) THEN meeting_title(m) END AS meeting,
       keeps_directive(d) AS may_keep, may('directive_read_all') AS may_see_answers,
       d.state = 'draft' AND keeps_directive(d) AS may_issue, d.state = 'issued' AND keeps_directive(d) AS may_close,
       d.state IN ('issued', 'closed') AS is_issued, d.state = 'issued' AND d.due < today()
       AND EXISTS (SELECT FROM directive_standing s
                    WHERE s.directive_id = d.id AND NOT s.is_done
                      AND (may('directive_read_all')
                           OR s.org_unit_id IN (SELECT o.org_unit_id FROM own_directive_units() o))) AS is_past_due
  FROM directive d
  LEFT JOIN person p ON p.id = d.issued_by
  LEFT JOIN decision c ON c.id = d.decision_id
  LEFT JOIN agenda_item i ON i.id = c.item_id
  LEFT JOIN meeting m ON m.id = i.meeting_id
 WHERE d.id = $1::bigint

-- name: directive_listed
-- The sections it is for, where they were chosen. $1 id.
SELECT u.code AS unit_code, u.name AS unit
  FROM directive d
 CROSS JOIN LATERAL unnest(d.units) x
  JOIN org_unit u ON u.id = x
 WHERE d.id = $1::bigint AND d.audience = 'listed'
 ORDER BY u.code

-- name: directive_progress
-- $1 id. Nothing to who may not see the answers of others.
SELECT count(*) AS sections, count(s.confirmed_at) AS confirmed, count(*) - count(s.confirmed_at) AS unconfirmed,
       count(*) FILTER (WHERE s.is_done) AS done, count(*) FILTER (WHERE NOT s.is_done) AS not_done,
       count(*) FILTER (WHERE s.is_overdue) AS overdue,
       bool_or(NOT s.is_done) AS has_open, bool_or(s.is_done) AS has_done
  FROM directive_standing s
 WHERE s.directive_id = $1::bigint AND may('directive_read_all')

-- name: directive_answers
-- A row a section; of a section's head and leaders their own. $1 id, $2 unconfirmed, not_done, overdue or NULL.
SELECT u.code AS unit_code, l.department_name, u.name AS section, s.delivered_at, s.delivery_state, s.is_done,
       s.confirmed_at, person_name(c) AS confirmed_by, s.reported_at, person_name(r) AS reported_by,
       (SELECT string_agg(a.text, E'\n' ORDER BY a.id) FROM directive_answer a
         WHERE a.delivery_id = s.delivery_id AND a.kind = 'report') AS report
  FROM directive_standing s
  JOIN org_unit u ON u.id = s.org_unit_id
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN person c ON c.id = s.confirmed_by
  LEFT JOIN person r ON r.id = s.reported_by
 WHERE s.directive_id = $1::bigint
   AND (may('directive_read_all') OR s.org_unit_id IN (SELECT o.org_unit_id FROM own_directive_units() o))
   AND CASE $2::text WHEN 'unconfirmed' THEN s.confirmed_at IS NULL WHEN 'not_done' THEN NOT s.is_done
                     WHEN 'overdue' THEN s.is_overdue ELSE true END
 ORDER BY u.code

-- name: directive_own
-- What the viewer's own sections have answered. $1 id, $2 code of the section a form was sent for.
SELECT u.code AS unit_code, u.name AS section, s.delivered_at, s.delivery_state, s.confirmed_at,
       person_name(c) AS confirmed_by, s.delivery_id AS _id,
       d.state = 'issued' AND s.confirmed_at IS NULL AS may_confirm,
       d.state = 'issued' AND s.confirmed_at IS NOT NULL AND d.needs_reply AS may_report,
       u.code IS NOT DISTINCT FROM $2::text AS is_sent
  FROM directive_standing s
  JOIN directive d ON d.id = s.directive_id
  JOIN org_unit u ON u.id = s.org_unit_id
  LEFT JOIN person c ON c.id = s.confirmed_by
 WHERE s.directive_id = $1::bigint AND s.org_unit_id IN (SELECT o.org_unit_id FROM own_directive_units() o)
 ORDER BY u.code

-- name: directive_own_reports
-- $1 id.
SELECT y.id AS _of, a.at, person_name(p) AS reported_by, a.text
  FROM directive_delivery y
  JOIN directive_answer a ON a.delivery_id = y.id AND a.kind = 'report'
  LEFT JOIN person p ON p.id = a.person_id
 WHERE y.directive_id = $1::bigint AND y.org_unit_id IN (SELECT o.org_unit_id FROM own_directive_units() o)
 ORDER BY a.id

-- name: directive_steps
-- $1 id.
SELECT s.at, s.event AS directive_done, person_name(p) AS actor, s.text
  FROM directive_step s
  LEFT JOIN person p ON p.id = s.actor_id
 WHERE s.directive_id = $1::bigint
 ORDER BY s.id

-- name: directive_do
-- $1 id, $2 event, $3 text.
INSERT INTO directive_step (directive_id, event, text) VALUES ($1::bigint, $2, coalesce($3, ''))

-- name: directive_answer
-- $1 id, $2 code of the section, $3 confirm or report, $4 text. No row: it is not for such a section.
INSERT INTO directive_answer (delivery_id, kind, text)
SELECT y.id, $3, coalesce($4, '')
  FROM directive_delivery y
  JOIN org_unit u ON u.id = y.org_unit_id
 WHERE y.directive_id = $1::bigint AND u.code = $2
RETURNING id

-- name: directive_print
-- Form 12: the directive, a draft for who is to approve it; of one section what it answered. $1 id, $2 code of the
-- section or NULL.
SELECT d.id, d.fiscal_year, d.number, d.doc_number, d.title, d.body, d.source AS directive_source,
       d.audience AS directive_audience, d.due, d.needs_reply, d.issued_at, person_name(p) AS issued_by,
       i.title AS decision_title, c.decided_on, meeting_title(m) AS meeting, $2::text IS NOT NULL AS is_answer
  FROM directive d
  LEFT JOIN person p ON p.id = d.issued_by
  LEFT JOIN decision c ON c.id = d.decision_id
  LEFT JOIN agenda_item i ON i.id = c.item_id
  LEFT JOIN meeting m ON m.id = i.meeting_id
 WHERE d.id = $1::bigint

-- name: directive_print_answer
-- $1 id, $2 code of the section. No row: not for it, or not for the viewer to see.
SELECT l.full_name AS section, u.code AS unit_code, s.delivered_at, s.confirmed_at, person_name(c) AS confirmed_by,
       s.reported_at, s.delivery_state
  FROM directive_standing s
  JOIN org_unit u ON u.id = s.org_unit_id AND u.code = $2
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN person c ON c.id = s.confirmed_by
 WHERE s.directive_id = $1::bigint
   AND (may('directive_read_all') OR s.org_unit_id IN (SELECT o.org_unit_id FROM own_directive_units() o))

-- name: directive_print_reports
-- $1 id, $2 code of the section.
SELECT a.at, person_name(p) AS reported_by, a.text
  FROM directive_delivery y
  JOIN org_unit u ON u.id = y.org_unit_id AND u.code = $2
  JOIN directive_answer a ON a.delivery_id = y.id AND a.kind = 'report'
  LEFT JOIN person p ON p.id = a.person_id
 WHERE y.directive_id = $1::bigint
   AND (may('directive_read_all') OR y.org_unit_id IN (SELECT o.org_unit_id FROM own_directive_units() o))
 ORDER BY a.id
