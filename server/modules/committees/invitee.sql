-- 出席を求める人 (clause 7(2)ア(イ)): they attend and have no 意思.

-- name: invitee_list
-- $1 meeting.
SELECT a.id, a.seat_kind, a.post_name, a.name, p.staff_no, a.planned AS attendance_planned,
       a.row_version AS version,
       may('meeting_maintain') AND m.state IN ('planned', 'notified') AND a.actual IS NULL AS may_withdraw
  FROM attendance a
  JOIN meeting m ON m.id = a.meeting_id
  LEFT JOIN person p ON p.id = a.person_id
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL AND a.source = 'invited'
 ORDER BY seat_rank(a.seat_kind), a.place, a.id

-- name: invitee_has_seat
-- A row: this person has a seat on the day of the meeting, and is called anyway. $1 meeting, $2 person.
SELECT FROM meeting m
 CROSS JOIN LATERAL committee_roster(m.committee_code, tokyo_day(m.starts_at)) r
 WHERE m.id = $1 AND r.person_id = $2::bigint

-- name: invitee_add
-- $1 meeting, $2 kind of seat, $3 id of the person or NULL, $4 name, $5 post.
INSERT INTO attendance (meeting_id, seat_kind, place, person_id, name, post_name, source)
SELECT $1, $2, (SELECT count(*) + 1 FROM attendance x WHERE x.meeting_id = $1 AND x.source = 'invited'),
       $3::bigint, $4, coalesce($5, ''), 'invited'

-- name: invitee_one
-- Somebody who was asked and did not come yet. $1 meeting, $2 attendance.
SELECT a.row_version AS version, person_name(p) AS _by,
       moment_text(a.updated_at) AS _at
  FROM attendance a
  LEFT JOIN person p ON p.id = a.updated_by
 WHERE a.meeting_id = $1 AND a.id = $2 AND a.source = 'invited' AND a.withdrawn_at IS NULL AND a.actual IS NULL

-- name: invitee_withdraw
-- $1 attendance.
UPDATE attendance SET withdrawn_at = instant(), updated_at = instant(), updated_by = viewer(),
                      row_version = row_version + 1
 WHERE id = $1
