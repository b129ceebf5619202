-- 次第: the items of a meeting. Whoever asks has been let in by meeting_of_path and its kin.

-- name: agenda_items
-- The items with how far each is; one can be changed until its result is recorded. $1 meeting.
SELECT i.id AS _id, i.id, i.no, i.title, i.type AS item_type, i.category AS item_category,
       l.full_name AS proposer, i.explainer, i.related_kind, i.related_no,
       i.related_kind = 'exception' AND i.related_no <> '' AS is_exception, d.outcome,
       i.carried_from_id IS NOT NULL AS is_carried, i.row_version AS version,
       w.may_change AND d.id IS NULL AS may_change,
       w.may_change AND d.id IS NULL
           AND (lag(d.id) OVER by_no IS NULL AND lag(i.id) OVER by_no IS NOT NULL) AS may_rise,
       w.may_change AND d.id IS NULL
           AND (lead(d.id) OVER by_no IS NULL AND lead(i.id) OVER by_no IS NOT NULL) AS may_sink
  FROM agenda_item i
  JOIN meeting m ON m.id = i.meeting_id
 CROSS JOIN LATERAL (SELECT may('meeting_maintain') AND m.state IN ('planned', 'notified') AS may_change) w
  LEFT JOIN decision d ON d.item_id = i.id
  LEFT JOIN unit_place l ON l.org_unit_id = i.proposer_unit_id
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
WINDOW by_no AS (ORDER BY i.no)
 ORDER BY i.no

-- name: agenda_history
-- Where the items that were carried over come from, the latest first. $1 meeting.
WITH RECURSIVE before AS (
    SELECT i.id AS of, i.carried_from_id AS id, 1 AS depth FROM agenda_item i
     WHERE i.meeting_id = $1 AND i.removed_at IS NULL AND i.carried_from_id IS NOT NULL
    UNION ALL
    SELECT b.of, i.carried_from_id, b.depth + 1 FROM before b
      JOIN agenda_item i ON i.id = b.id AND i.carried_from_id IS NOT NULL
     WHERE b.depth < 20)
SELECT b.of AS _of, m.id AS earlier, m.fiscal_year, m.number, m.kind AS meeting_kind, m.starts_at, i.no, i.title,
       d.outcome, d.text AS decision
  FROM before b
  JOIN agenda_item i ON i.id = b.id
  JOIN meeting m ON m.id = i.meeting_id
  LEFT JOIN decision d ON d.item_id = i.id
 ORDER BY b.of, b.depth

-- name: agenda_carried
-- Items of the same committee that were carried over and that no later meeting has taken up, for who
-- writes the programme. $1 meeting.
SELECT i.id, i.title, i.no, m.fiscal_year, m.number, m.kind AS meeting_kind, m.id AS earlier
  FROM meeting now
  JOIN meeting m ON m.committee_code = now.committee_code AND m.id <> now.id
  JOIN agenda_item i ON i.meeting_id = m.id
  JOIN decision d ON d.item_id = i.id AND d.outcome = 'carried_over'
 WHERE now.id = $1 AND now.state IN ('planned', 'notified') AND may('meeting_maintain')
   AND NOT EXISTS (SELECT FROM agenda_item x
                     JOIN meeting y ON y.id = x.meeting_id
                    WHERE x.carried_from_id = i.id AND x.removed_at IS NULL AND y.state <> 'cancelled')
 ORDER BY m.starts_at, i.no

-- name: agenda_state
-- What of the page is open to the viewer. $1 meeting.
SELECT may('meeting_maintain') AND m.state IN ('planned', 'notified') AS may_add,
       may('meeting_maintain') AND m.state NOT IN ('cancelled', 'minutes_review', 'minutes_final') AS may_file,
       c.decision_rule = 'consensus' AS has_categories,
       (SELECT nullif(count(*), 0) FROM agenda_item i
         WHERE i.meeting_id = m.id AND i.removed_at IS NULL) AS items
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
 WHERE m.id = $1

-- name: agenda_take_over
-- What the form of an item that was carried over is filled with. $1 meeting, $2 the earlier item.
SELECT i.title, i.type AS item_type, i.category AS item_category, u.code AS proposer, i.explainer,
       i.related_kind, i.related_no, i.id AS carried_from
  FROM agenda_item i
  JOIN meeting m ON m.id = i.meeting_id
  JOIN meeting now ON now.id = $1 AND now.committee_code = m.committee_code
  LEFT JOIN org_unit u ON u.id = i.proposer_unit_id
 WHERE i.id::text = $2 AND may('meeting_maintain')

-- name: agenda_item
-- What the form of an item is filled with. $1 meeting, $2 item.
SELECT i.id, i.no, i.title, i.type AS item_type, i.category AS item_category, u.code AS proposer, i.explainer,
       i.related_kind, i.related_no, i.carried_from_id AS carried_from, i.row_version AS version,
       person_name(p) AS _by,
       moment_text(i.updated_at) AS _at
  FROM agenda_item i
  LEFT JOIN org_unit u ON u.id = i.proposer_unit_id
  LEFT JOIN person p ON p.id = i.updated_by
 WHERE i.meeting_id = $1 AND i.id = $2 AND i.removed_at IS NULL

-- name: agenda_unit
-- The unit that proposes. $1 code, $2 meeting: on its day.
SELECT u.id FROM org_unit u JOIN meeting m ON m.id = $2
 WHERE u.code = $1 AND is_in_force(u.valid_from, u.valid_to, tokyo_day(m.starts_at))

-- name: agenda_item_add
-- $1 meeting, $2 title, $3 type, $4 category, $5 id of the unit, $6 explainer, $7 kind and $8 number of
-- the record it is about, $9 the item it takes over.
INSERT INTO agenda_item (meeting_id, no, title, type, category, proposer_unit_id, explainer, related_kind,
                         related_no, carried_from_id)
SELECT $1, coalesce(max(i.no), 0) + 1, $2, $3, $4, $5::bigint, coalesce($6, ''), $7, coalesce($8, ''), $9::bigint
  FROM agenda_item i
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
RETURNING id

-- name: agenda_item_change
-- $1 item, $2 title, $3 type, $4 category, $5 id of the unit, $6 explainer, $7 kind and $8 number of the
-- record it is about.
UPDATE agenda_item
   SET title = $2, type = $3, category = $4, proposer_unit_id = $5::bigint, explainer = coalesce($6, ''),
       related_kind = $7, related_no = coalesce($8, ''), updated_at = instant(), updated_by = viewer(),
       row_version = row_version + 1
 WHERE id = $1

-- name: agenda_item_move
-- Changes places with its neighbour. $1 meeting, $2 item, $3 up or down.
WITH me AS (SELECT i.id, i.no FROM agenda_item i WHERE i.id = $2),
     other AS (SELECT i.id, i.no FROM agenda_item i, me
                WHERE i.meeting_id = $1 AND i.removed_at IS NULL
                  AND CASE $3 WHEN 'up' THEN i.no < me.no ELSE i.no > me.no END
                ORDER BY abs(i.no - me.no) LIMIT 1)
UPDATE agenda_item i
   SET no = CASE i.id WHEN me.id THEN other.no ELSE me.no END, updated_at = instant(),
       updated_by = viewer(), row_version = i.row_version + 1
  FROM me, other
 WHERE i.id IN (me.id, other.id)

-- name: agenda_item_remove
-- $1 item.
UPDATE agenda_item SET removed_at = instant(), updated_at = instant(), updated_by = viewer(),
                       row_version = row_version + 1
 WHERE id = $1

-- name: agenda_close_gap
-- Before notice the items behind a removed one move up; once people know the numbers, they stay.
-- $1 meeting, $2 number of the removed item.
UPDATE agenda_item i
   SET no = i.no - 1, row_version = i.row_version + 1
  FROM meeting m
 WHERE m.id = $1 AND m.state = 'planned' AND i.meeting_id = m.id AND i.removed_at IS NULL
   AND i.no > $2::integer
