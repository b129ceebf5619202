-- わたしの会議: what a member has before, what waits for him or her, and what is over.

-- part: own
attendance a
  JOIN meeting m ON m.id = a.meeting_id AND a.person_id = viewer() AND a.withdrawn_at IS NULL
  JOIN committee c ON c.code = m.committee_code

-- part: meeting
m.id, c.name AS committee_name, m.fiscal_year, m.number, m.kind AS meeting_kind, m.starts_at, m.place,
m.state AS meeting_state, a.seat_kind

-- name: mine_coming
-- What was announced and is not over, the next first.
SELECT @meeting, a.planned AS attendance_planned, m.reply_by, m.reply_by < today() AS is_reply_late,
       a.planned = 'undecided' AS is_open, m.starts_at <= instant() AS is_running,
       (SELECT count(DISTINCT p.paper_no) FROM meeting_paper p WHERE p.meeting_id = m.id AND sees_paper(p)) AS papers
  FROM @own
 WHERE m.state = 'notified'
 ORDER BY m.starts_at, m.id

-- name: mine_to_confirm
-- Minutes that wait for the viewer's own confirmation, the oldest first.
SELECT m.id, c.name AS committee_name, m.fiscal_year, m.number, m.kind AS meeting_kind, m.starts_at,
       confirmer_part(m, viewer()) AS confirmer_part, tokyo_day(m.starts_at) + c.minutes_due_days AS due_on
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
 WHERE m.state = 'minutes_review' AND meeting_event_open(m, 'confirm_minutes')
 ORDER BY m.starts_at, m.id

-- name: mine_to_state
-- Items on which the viewer, not being there, may say something in writing before they are closed.
SELECT m.id AS meeting_id, i.id, i.no, i.title, c.name AS committee_name, m.starts_at,
       p.value AS position_value, p.value IN ('no_objection', 'objection', 'reserved') AS is_stated
  FROM @own
  JOIN agenda_item i ON i.meeting_id = m.id AND i.removed_at IS NULL AND i.type = 'deliberation'
  LEFT JOIN current_position p ON p.item_id = i.id AND p.attendance_id = a.id
                              AND p.channel = 'written_before_close'
 WHERE m.state = 'notified' AND c.decision_rule = 'consensus' AND takes_part(a.seat_kind)
   AND NOT is_present(a.actual)
   AND NOT EXISTS (SELECT FROM decision d WHERE d.item_id = i.id)
 ORDER BY m.starts_at, i.no

-- name: mine_past
-- What was held, the newest first.
SELECT @meeting, a.actual AS attendance_actual, m.state = 'minutes_final' AS is_final
  FROM @own
 WHERE m.state IN ('held', 'minutes_drafting', 'minutes_review', 'minutes_final')
 ORDER BY m.starts_at DESC, m.id DESC
 LIMIT 100
