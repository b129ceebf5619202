-- 決定: what the items came to, for the viewer as sees_decision() says.

-- part: title
d.id, m.id AS meeting_id, m.fiscal_year, m.committee_code AS committee, c.name AS committee_name, m.number,
m.kind AS meeting_kind, i.no, i.title, i.category AS item_category, d.decided_on, d.outcome, d.text AS decision_text,
CASE WHEN d.outcome = 'adopted' AND d.rule <> 'consensus' THEN 'adopted_by_rule' ELSE d.outcome END AS decision_result

-- part: tables
decision d
  JOIN agenda_item i ON i.id = d.item_id
  JOIN meeting m ON m.id = i.meeting_id
  JOIN committee c ON c.code = m.committee_code

-- part: seen
((SELECT may('meeting_read_all')) OR sees_decision(d))

-- part: narrowing
($1::integer IS NULL OR m.fiscal_year = $1::integer)
AND ($2::text IS NULL OR m.committee_code = $2)
AND ($3::text IS NULL OR i.category = $3)
AND ($4::text IS NULL OR d.outcome = $4)
AND ($5::text[] IS NULL OR folded(concat_ws(' ', i.title, d.text, d.conditions)) LIKE ALL ($5::text[]))

-- name: decided_list
-- Newest first. $1 fiscal year, $2 committee, $3 category, $4 outcome, $5 patterns of the words looked for, $6 id of the
-- last one of the page before, $7 how many; each or NULL.
WITH found AS MATERIALIZED (
    SELECT @title, d.conditions, d.follow_up_due,
           (SELECT count(*) FROM directive r WHERE r.decision_id = d.id AND r.state IN ('issued', 'closed')) AS directives
      FROM @tables
     WHERE @narrowing AND @seen
)
SELECT f.id, f.decided_on, f.fiscal_year, f.committee_name, f.number, f.meeting_kind, f.no, f.title, f.item_category,
       f.decision_result, f.decision_text, f.conditions, f.follow_up_due, f.directives, (SELECT count(*) FROM found) AS _total
  FROM found f
 WHERE $6::text IS NULL
    OR (f.decided_on, f.id) < (SELECT l.decided_on, l.id FROM decision l WHERE l.id = $6::bigint)
 ORDER BY f.decided_on DESC, f.id DESC
 LIMIT $7::bigint

-- name: decided_years
-- The fiscal years there are meetings of. $1 the one asked for or NULL.
SELECT DISTINCT m.fiscal_year, m.fiscal_year IS NOT DISTINCT FROM $1::integer AS is_chosen
  FROM meeting m ORDER BY 1 DESC

-- name: decided_committees
-- $1 the one asked for or NULL.
SELECT c.code, c.name, c.code IS NOT DISTINCT FROM $1 AS is_chosen
  FROM committee c WHERE c.records_scope = 'full' ORDER BY c.sort_order

-- name: decided_of_meeting
-- Every item of a meeting with its result. $1 meeting.
SELECT i.id AS item_id, i.no, i.title, i.type AS item_type, i.category AS item_category, i.related_kind, i.related_no,
       i.related_kind = 'exception' AS is_of_exception, d.id, d.outcome, d.text AS decision_text,
       d.conditions, d.follow_up_due, d.instruction, d.row_version AS version, d.id::text AS _id,
       d.rule = 'consensus' AS is_by_consensus,
       d.outcome = 'adopted' AND d.rule <> 'consensus' AS is_by_own_rule,
       d.outcome = 'adopted' AND d.rule = 'consensus' AS is_adopted,
       coalesce(d.outcome = 'adopted' AND i.type = 'deliberation' AND i.category IN ('c', 'd'), false) AS is_approval,
       d.id IS NOT NULL AND NOT decision_is_instructed(d) AS is_open,
       d.instruction IS NOT DISTINCT FROM 'directive' AS is_directive,
       d.instruction IS NOT DISTINCT FROM 'none' AS is_none,
       d.outcome = 'adopted' AND may('meeting_maintain') AND m.state IN ('notified', 'held', 'minutes_drafting')
           AS can_instruct
  FROM agenda_item i
  JOIN meeting m ON m.id = i.meeting_id
  LEFT JOIN decision d ON d.item_id = i.id
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
 ORDER BY i.no

-- name: decided_directives_of_meeting
-- What was or is to be sent out of each. $1 meeting.
SELECT r.decision_id::text AS _of, r.id, r.fiscal_year, r.number, r.title, r.state AS directive_state, r.due,
       r.state = 'draft' AS is_draft
  FROM agenda_item i
  JOIN decision d ON d.item_id = i.id
  JOIN directive r ON r.decision_id = d.id AND r.state <> 'discarded' AND sees_directive(r)
 WHERE i.meeting_id = $1
 ORDER BY r.id

-- name: decided_load
-- One decision for a handler. $1 id.
SELECT d.id::text, i.meeting_id::text AS meeting_id, d.row_version AS version, @seen AS may_see, d.outcome,
       coalesce(person_name(p), '') AS _by,
       moment_text(d.updated_at) AS _at
  FROM @tables
  LEFT JOIN person p ON p.id = d.updated_by
 WHERE d.id = $1

-- name: decided_is_hidden
-- A row: there is such a decision. $1 id.
SELECT FROM decision WHERE id::text = $1

-- name: decided_show
-- $1 id.
SELECT @title, d.conditions, d.follow_up_due, d.instruction, i.type AS item_type, m.starts_at, m.state AS meeting_state,
       i.related_kind, i.related_no, i.related_kind = 'exception' AS is_of_exception,
       d.row_version AS version, sees_meeting(m) AS may_see_meeting, sees_positions(m) AS may_see_votes,
       d.no_objection, d.objection, d.reserved, d.left_meeting, d.seats, d.present,
       d.rule = 'consensus' AS is_by_consensus, d.outcome = 'adopted' AND d.rule <> 'consensus' AS is_by_own_rule,
       d.rule = 'consensus' AND i.type = 'deliberation' AS is_counted,
       d.outcome = 'adopted' AND i.type = 'deliberation' AND i.category IN ('c', 'd') AS is_approval,
       b.decision_id AS carried_from, b.title AS carried_from_title
  FROM @tables
  LEFT JOIN LATERAL (SELECT x.id AS decision_id, y.title FROM agenda_item y JOIN decision x ON x.item_id = y.id
                      WHERE y.id = i.carried_from_id) b ON true
 WHERE d.id = $1

-- name: decided_directives
-- What went out of it, and how far the sections are. $1 decision.
SELECT r.id, r.fiscal_year, r.number, r.title, r.state AS directive_state, r.due, r.issued_at, r.audience AS directive_audience,
       count(v.id) AS sections,
       count(v.id) FILTER (WHERE EXISTS (SELECT FROM directive_answer a
                                          WHERE a.delivery_id = v.id AND a.kind = 'confirm')) AS confirmed,
       count(v.id) FILTER (WHERE EXISTS (SELECT FROM directive_answer a
                                          WHERE a.delivery_id = v.id AND a.kind = 'report')) AS done
  FROM directive r
  LEFT JOIN directive_delivery v ON v.directive_id = r.id
 WHERE r.decision_id = $1 AND r.state <> 'discarded' AND sees_directive(r)
 GROUP BY r.id
 ORDER BY r.id

-- name: decided_followed
-- Where the item was taken up again. $1 decision.
SELECT x.id, y.title, m.fiscal_year, m.number, m.kind AS meeting_kind, x.outcome
  FROM decision d
  JOIN agenda_item y ON y.carried_from_id = d.item_id AND y.removed_at IS NULL
  JOIN meeting m ON m.id = y.meeting_id
  LEFT JOIN decision x ON x.item_id = y.id
 WHERE d.id = $1 AND sees_meeting(m)
 ORDER BY m.starts_at

-- name: decided_instruct
-- $1 id, $2 directive or none, $3 version. A row: it was that one.
UPDATE decision SET instruction = $2, row_version = row_version + 1, updated_at = instant(), updated_by = viewer()
 WHERE id = $1 AND row_version = $3::integer
RETURNING id
