-- name: meeting_load
-- One meeting for a handler. $1 id, $2 'lock': it is going to be changed.
SELECT m.id::text, m.committee_code AS committee, m.kind, m.state, m.row_version AS version,
       sees_meeting(m) AS may_see, sees_positions(m) AS may_see_votes,
       may('meeting_maintain') AS may_keep, c.decision_rule = 'consensus' AS is_consensus,
       person_name(p) AS _by, to_char(m.updated_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI') AS _at
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
  LEFT JOIN person p ON p.id = m.updated_by
 WHERE m.id = $1

-- name: meeting_lock
-- $1 id.
SELECT FROM meeting WHERE id = $1 FOR UPDATE

-- name: meeting_is_hidden
-- A row: there is such a meeting. $1 id.
SELECT FROM meeting WHERE id::text = $1

-- name: meeting_head
-- What stands above each of its pages. $1 id.
SELECT m.id, m.committee_code AS committee, c.name AS committee_name, m.fiscal_year, m.number,
       m.kind AS meeting_kind, m.state AS meeting_state, m.is_public, m.starts_at, m.ends_at, m.place,
       m.is_migrated, m.row_version AS version, a.name AS presider, a.seat_kind,
       m.acting_record_id IS NOT NULL AS is_acting,
       m.state = 'notified' AND m.starts_at <= instant() AS is_running,
       sees_meeting(m) AS may_see, sees_positions(m) AS may_see_votes,
       may('meeting_maintain') AS may_keep, c.decision_rule
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
  LEFT JOIN attendance a ON a.id = m.presider_id
 WHERE m.id = $1

-- name: meeting_step_add
-- $1 meeting, $2 event, $3 from state, $4 text, $5 document number.
INSERT INTO meeting_step (meeting_id, event, from_state, text, doc_number)
VALUES ($1, $2, $3, coalesce($4, ''), coalesce($5, ''))

-- name: meeting_touch
-- $1 id.
UPDATE meeting SET row_version = row_version + 1, updated_at = instant(), updated_by = viewer()
 WHERE id = $1

-- name: meeting_list
-- $1 fiscal year, $2 committee, $3 state; each or NULL.
SELECT m.id, m.fiscal_year, m.committee_code AS committee, c.name AS committee_name, m.number,
       m.kind AS meeting_kind, m.starts_at, m.place, m.state AS meeting_state, m.is_public,
       m.is_migrated, sees_meeting(m) AS may_see,
       (SELECT count(*) FROM agenda_item i WHERE i.meeting_id = m.id AND i.removed_at IS NULL
                                             AND sees_meeting(m)) AS items
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
 WHERE ($1::integer IS NULL OR m.fiscal_year = $1::integer)
   AND ($2::text IS NULL OR m.committee_code = $2)
   AND ($3::text IS NULL OR m.state = $3)
 ORDER BY m.starts_at DESC, m.id DESC
 LIMIT 500
