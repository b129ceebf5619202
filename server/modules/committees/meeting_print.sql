-- The printed forms 8 to 10.

-- name: meeting_print
-- What stands on a sheet beside the facts of the meeting. $1 meeting.
SELECT m.notice_no, m.notified_at, m.format AS meeting_format, m.reply_by, m.nonpublic_reason,
       s.text AS notice_text, r.post_name AS chair_post, r.name AS chair,
       m.state IN ('held', 'minutes_drafting', 'minutes_review', 'minutes_final') AS is_held, m.visitors
  FROM meeting m
  LEFT JOIN LATERAL (SELECT x.text FROM meeting_step x WHERE x.meeting_id = m.id AND x.event = 'notify'
                      ORDER BY x.seq DESC LIMIT 1) s ON true
  LEFT JOIN LATERAL (SELECT a.name, a.post_name FROM attendance a
                      WHERE a.meeting_id = m.id AND a.withdrawn_at IS NULL AND a.seat_kind = 'chair'
                      LIMIT 1) r ON true
 WHERE m.id = $1

-- name: meeting_print_seats
-- 出席者名簿: what was recorded, else what was answered. A proxy, who came late and why are notes; why
-- somebody will not come is not printed before. $1 meeting.
SELECT a.seat_kind, a.post_name, a.name, a.actual AS attendance_actual,
       CASE WHEN a.actual IS NULL THEN a.planned END AS attendance_planned, a.proxy_name, a.arrived_at, a.left_at,
       CASE WHEN a.actual <> 'present' THEN a.reason END AS reason
  FROM attendance a
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL
 ORDER BY seat_rank(a.seat_kind), a.place, a.id

-- name: meeting_print_papers
-- The papers as they are now, those of items and of the whole meeting. $1 meeting.
SELECT p.paper_no, p.version_no, p.title
  FROM meeting_paper p
 WHERE p.meeting_id = $1 AND p.withdrawn_at IS NULL AND sees_paper(p)
   AND NOT EXISTS (SELECT FROM meeting_paper x
                    WHERE x.meeting_id = p.meeting_id AND x.paper_no = p.paper_no AND x.withdrawn_at IS NULL
                      AND x.version_no > p.version_no)
 ORDER BY p.paper_no
