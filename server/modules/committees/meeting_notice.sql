-- 開催通知 and 出欠の回答.

-- name: meeting_event_open
-- A row: this step is open to the viewer now. $1 meeting, $2 event.
SELECT FROM meeting m WHERE m.id = $1 AND meeting_event_open(m, $2)

-- name: meeting_is_missed
-- A row: its hour has passed, so that it can be moved, called off or, when it was held, taken in by a sheet, but not
-- given notice of. $1 meeting.
SELECT FROM meeting m WHERE m.id = $1 AND m.state = 'planned' AND m.starts_at <= instant()

-- name: meeting_readiness
-- What a notice needs, and who would be called. $1 meeting.
SELECT i.items, i.items > 0 AS has_items, r.seats > 0 AS has_seats, m.place <> '' OR m.format IN ('online', 'written') AS has_place,
       m.kind = 'extraordinary' AS is_extraordinary,
       m.necessity <> '' AND m.necessity_on <= today() AS is_necessary, r.seats, m.notice_no <> '' AS is_again,
       tokyo_day(m.starts_at) AS day
  FROM meeting m
 CROSS JOIN LATERAL (SELECT count(*) AS items FROM agenda_item i
                      WHERE i.meeting_id = m.id AND i.removed_at IS NULL) i
 CROSS JOIN LATERAL (SELECT count(*) AS seats
                       FROM committee_roster(m.committee_code, tokyo_day(m.starts_at)) r
                      WHERE takes_part(r.kind)) r
 WHERE m.id = $1

-- name: meeting_seated_withdraw
-- Who was asked to attend and has got a seat since is called by the roster. $1 meeting.
UPDATE attendance a
   SET withdrawn_at = instant(), updated_at = instant(), updated_by = viewer(), row_version = a.row_version + 1
  FROM meeting m
 WHERE m.id = $1 AND m.state IN ('planned', 'notified') AND a.meeting_id = m.id AND a.withdrawn_at IS NULL
   AND a.source = 'invited' AND a.actual IS NULL
   AND EXISTS (SELECT FROM committee_roster(m.committee_code, tokyo_day(m.starts_at)) r
                WHERE r.person_id = a.person_id)

-- name: meeting_roster_refresh
-- $1 meeting.
SELECT meeting_refresh_roster($1)

-- name: meeting_called
-- Who is called, in the order of the roster. $1 meeting, $2 whether the viewer may see the reasons.
SELECT a.id AS attendance, a.seat_kind, a.post_name, a.name, a.source AS seat_source,
       a.planned AS attendance_planned, CASE WHEN $2::boolean OR a.person_id = viewer() THEN a.reason END AS reason
  FROM attendance a
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL
 ORDER BY seat_rank(a.seat_kind), a.place, a.id

-- name: meeting_answers
-- How many of those who take part answered what. $1 meeting.
SELECT count(*) FILTER (WHERE a.planned = 'attending') AS attending,
       count(*) FILTER (WHERE a.planned = 'absent') AS absent,
       count(*) FILTER (WHERE a.planned = 'undecided') AS undecided
  FROM attendance a
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL AND takes_part(a.seat_kind)

-- name: meeting_seat
-- The row whose answer the viewer may give, and whether, being absent, one can state a position in
-- writing. $1 meeting, $2 attendance, NULL: one's own.
SELECT a.id AS attendance, a.seat_kind, a.post_name, a.name, a.person_id = viewer() AS is_mine,
       CASE a.planned WHEN 'undecided' THEN NULL ELSE a.planned END AS attendance_planned, a.reason,
       a.row_version AS version, m.state = 'notified' AS is_open, m.reply_by < today() AS is_late,
       m.reply_by, a.planned = 'absent' AND takes_part(a.seat_kind)
           AND EXISTS (SELECT FROM committee c JOIN agenda_item i ON i.meeting_id = m.id
                        WHERE c.code = m.committee_code AND c.decision_rule = 'consensus'
                          AND i.type = 'deliberation' AND i.removed_at IS NULL) AS may_write,
       person_name(p) AS _by,
       moment_text(a.updated_at) AS _at
  FROM attendance a
  JOIN meeting m ON m.id = a.meeting_id
  LEFT JOIN person p ON p.id = a.updated_by
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL
   AND CASE WHEN coalesce($2, '') = '' THEN a.person_id = viewer()
            ELSE a.id::text = $2 AND (may('meeting_maintain') OR a.person_id = viewer()) END

-- name: meeting_reply
-- $1 attendance, $2 planned, $3 reason.
UPDATE attendance
   SET planned = $2, reason = coalesce($3, ''), updated_at = instant(), updated_by = viewer(),
       row_version = row_version + 1
 WHERE id = $1
