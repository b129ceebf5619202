-- What minutes are made of and how far they are. $1 is the meeting's id.

-- name: minutes_state
-- Where the minutes stand, and what the viewer may do with them now.
SELECT c.minutes_due_days, tokyo_day(m.starts_at) + c.minutes_due_days AS due_on,
       tokyo_day(m.starts_at) + c.minutes_due_days - today() AS days_left,
       m.state NOT IN ('planned', 'notified', 'cancelled') AS is_held,
       m.state = 'minutes_drafting' AND may('meeting_maintain') AS is_writing,
       m.state IN ('held', 'minutes_drafting', 'minutes_review')
           AND tokyo_day(m.starts_at) + c.minutes_due_days < today() AS is_overdue,
       tokyo_day(f.at) AS final_on, tokyo_day(f.at) - tokyo_day(m.starts_at) AS days_taken,
       m.state IN ('minutes_review', 'minutes_final') AND v.version_no IS NOT NULL AS is_sent,
       m.state = 'minutes_review' AS is_in_review, m.state = 'minutes_final' AS is_final,
       meeting_event_open(m, 'draft_minutes') AS can_draft,
       meeting_event_open(m, 'send_minutes') AS can_send,
       meeting_event_open(m, 'confirm_minutes') AS can_confirm,
       meeting_event_open(m, 'return_minutes') AS can_return,
       meeting_event_open(m, 'correct') AS can_correct,
       confirmer_part(m, viewer()) AS confirmer_part, m.visitors, m.named_member_id::text AS named_member,
       n.name AS named_member_name, v.version_no AS minutes_version, v.text AS _text, v.sha256,
       r.text AS returned_why, r.by AS returned_by, r.at AS returned_at,
       u.uninstructed, u.uninstructed > 0 AS is_uninstructed
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
 CROSS JOIN LATERAL (SELECT count(*) AS uninstructed FROM agenda_item i JOIN decision d ON d.item_id = i.id
                      WHERE i.meeting_id = m.id AND NOT decision_is_instructed(d)) u
  LEFT JOIN attendance n ON n.id = m.named_member_id
  LEFT JOIN LATERAL (SELECT x.* FROM minutes_version x WHERE x.meeting_id = m.id
                      ORDER BY x.version_no DESC LIMIT 1) v ON true
  LEFT JOIN LATERAL (SELECT s.at FROM meeting_step s
                      WHERE s.meeting_id = m.id AND s.to_state = 'minutes_final' AND s.event <> 'correct'
                      ORDER BY s.seq LIMIT 1) f ON true
  LEFT JOIN LATERAL (SELECT s.text, person_name(p) AS by, s.at, s.event
                       FROM meeting_step s LEFT JOIN person p ON p.id = s.actor_id
                      WHERE s.meeting_id = m.id ORDER BY s.seq DESC LIMIT 1) r
         ON r.event = 'return_minutes'
 WHERE m.id = $1

-- name: minutes_reader
-- Whoever confirms reads the record too, also after the seat was given up; the minutes say what each
-- member said, and are not for those only asked to attend.
SELECT sees_meeting(m) OR confirmer_part(m, viewer()) IS NOT NULL AS may_see,
       sees_positions(m) OR confirmer_part(m, viewer()) IS NOT NULL AS may_read
  FROM meeting m WHERE m.id = $1

-- name: minutes_items
-- The items and how much of each is written.
SELECT i.id, i.no, i.title, i.type AS item_type, i.gist <> '' AS is_written, d.outcome,
       d.rule = 'consensus' AS is_consensus, i.row_version AS item_version
  FROM agenda_item i
  LEFT JOIN decision d ON d.item_id = i.id
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
 ORDER BY i.no

-- name: minutes_item
-- One of them to be written. $2 its id.
SELECT i.id, i.no, i.title, i.gist, i.id::text AS item, i.row_version AS item_version
  FROM agenda_item i
 WHERE i.meeting_id = $1 AND i.id::text = $2 AND i.removed_at IS NULL

-- name: minutes_item_write
-- $2 item, $3 gist, $4 version of the item as the writer saw it. A row: it was that one.
UPDATE agenda_item i
   SET gist = coalesce($3, ''), row_version = i.row_version + 1, updated_at = instant(), updated_by = viewer()
 WHERE i.meeting_id = $1 AND i.id::text = $2 AND i.removed_at IS NULL AND i.row_version = $4::integer
RETURNING i.id

-- name: minutes_item_writer
-- Who wrote last. $2 item.
SELECT coalesce(person_name(p), '') AS _by,
       moment_text(i.updated_at) AS _at
  FROM agenda_item i LEFT JOIN person p ON p.id = i.updated_by
 WHERE i.meeting_id = $1 AND i.id::text = $2

-- name: minutes_frame_write
-- $2 attendance of the member who confirms, $3 visitors.
UPDATE meeting
   SET named_member_id = $2, visitors = coalesce($3::integer, visitors), row_version = row_version + 1,
       updated_at = instant(), updated_by = viewer()
 WHERE id = $1

-- name: minutes_candidates
-- Who may be named to confirm: members who were there, but the presider. $2 id of the chosen one or NULL.
SELECT a.id::text AS code, a.post_name, a.name, a.id::text IS NOT DISTINCT FROM $2 AS is_chosen
  FROM attendance a
  JOIN meeting m ON m.id = a.meeting_id
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL AND takes_part(a.seat_kind) AND is_present(a.actual)
   AND a.id <> m.presider_id
 ORDER BY seat_rank(a.seat_kind), a.place

-- name: minutes_version_add
-- $2 the whole text.
INSERT INTO minutes_version (meeting_id, version_no, text, sha256)
SELECT $1, coalesce(max(v.version_no), 0) + 1, $2::text, encode(sha256(convert_to($2::text, 'UTF8')), 'hex')
  FROM minutes_version v WHERE v.meeting_id = $1

-- name: minutes_versions
-- What was sent to be confirmed, the newest first, and what became of it.
SELECT v.version_no, v.sha256, v.created_at, coalesce(person_name(p), '') AS created_by,
       v.version_no = max(v.version_no) OVER () AS is_last,
       (SELECT count(*) FROM minutes_confirmation c WHERE c.version_id = v.id) AS confirmations
  FROM minutes_version v
  LEFT JOIN person p ON p.id = v.created_by
 WHERE v.meeting_id = $1
 ORDER BY v.version_no DESC

-- name: minutes_version
-- One of them and the one before. $2 number.
SELECT v.version_no, v.text, v.sha256, v.created_at, coalesce(person_name(p), '') AS created_by,
       b.version_no AS before_no, b.text AS _before
  FROM minutes_version v
  LEFT JOIN minutes_version b ON b.meeting_id = v.meeting_id AND b.version_no = v.version_no - 1
  LEFT JOIN person p ON p.id = v.created_by
 WHERE v.meeting_id = $1 AND v.version_no::text = $2

-- name: minutes_confirmers
-- Who confirms the last version, and when it was done.
SELECT x.part AS confirmer_part, a.name, a.post_name, c.at
  FROM meeting m
 CROSS JOIN (VALUES ('presider'), ('named_member')) x (part)
  JOIN attendance a ON a.id = CASE x.part WHEN 'presider' THEN m.presider_id ELSE m.named_member_id END
  LEFT JOIN minutes_version v ON v.meeting_id = m.id
        AND v.version_no = (SELECT max(l.version_no) FROM minutes_version l WHERE l.meeting_id = m.id)
  LEFT JOIN minutes_confirmation c ON c.version_id = v.id AND c.part = x.part
 WHERE m.id = $1
 ORDER BY x.part DESC

-- name: minutes_corrections
-- What was corrected after they were final, in order.
SELECT s.text, s.at, coalesce(person_name(p), '') AS by
  FROM meeting_step s
  LEFT JOIN person p ON p.id = s.actor_id
 WHERE s.meeting_id = $1 AND s.event = 'correct'
 ORDER BY s.seq

-- name: minutes_steps
-- What was done with them.
SELECT s.event AS meeting_done, s.text, s.at, coalesce(person_name(p), '') AS by
  FROM meeting_step s
  LEFT JOIN person p ON p.id = s.actor_id
 WHERE s.meeting_id = $1 AND s.event IN ('draft_minutes', 'send_minutes', 'return_minutes', 'confirm_minutes', 'correct')
 ORDER BY s.seq DESC

-- The record that the text is made of ---------------------------------------------------------------

-- part: clock
'FMHH24"時"MI"分"'

-- name: minutes_record_facts
SELECT meeting_title(m) AS title, m.kind, tokyo_day(m.starts_at)::text AS starts_on,
       to_char(m.starts_at AT TIME ZONE 'Asia/Tokyo', @clock) AS starts_time,
       to_char(m.ends_at AT TIME ZONE 'Asia/Tokyo', @clock) AS ends_time, m.place, m.format, m.is_public,
       m.nonpublic_reason, m.necessity, m.visitors, c.rule_text, p.seat_kind AS presider_kind,
       p.post_name AS presider_post, p.name AS presider, r.reason AS acting_why, h.name AS chair,
       n.post_name AS named_post, n.name AS named
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
  LEFT JOIN attendance p ON p.id = m.presider_id
  LEFT JOIN attendance n ON n.id = m.named_member_id
  LEFT JOIN acting_record r ON r.id = m.acting_record_id
  LEFT JOIN attendance h ON h.meeting_id = m.id AND h.withdrawn_at IS NULL AND h.seat_kind = 'chair'
 WHERE m.id = $1

-- name: minutes_record_seats
SELECT CASE WHEN NOT takes_part(a.seat_kind) THEN CASE WHEN is_present(a.actual) THEN 'asked' ELSE 'not_there' END
            WHEN is_present(a.actual) THEN 'present'
            WHEN a.actual = 'proxy' THEN 'proxy' ELSE 'absent' END AS list,
       a.seat_kind, a.name, a.post_name, a.actual, a.proxy_name, a.reason,
       to_char(a.arrived_at AT TIME ZONE 'Asia/Tokyo', @clock) AS arrived,
       to_char(a.left_at AT TIME ZONE 'Asia/Tokyo', @clock) AS left_time
  FROM attendance a
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL
 ORDER BY seat_rank(a.seat_kind), a.place, a.id

-- name: minutes_record_items
SELECT i.id, i.no, i.title, i.type, i.category, coalesce(nullif(i.explainer, ''), u.name, '') AS explainer,
       i.gist, d.outcome, d.text, d.conditions, d.follow_up_due::text AS follow_up_due,
       d.rule = 'consensus' AS is_consensus, d.no_objection, d.instruction,
       i.type = 'deliberation' AND i.category IN ('c', 'd') AS is_approval,
       (SELECT count(*) FROM current_position p
          JOIN attendance a ON a.id = p.attendance_id AND NOT is_present(a.actual)
         WHERE p.item_id = i.id AND p.value = 'no_objection' AND p.channel = 'written_before_close') AS written
  FROM agenda_item i
  LEFT JOIN decision d ON d.item_id = i.id
  LEFT JOIN org_unit u ON u.id = i.proposer_unit_id
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
 ORDER BY i.no

-- name: minutes_record_positions
-- What is printed by name (BR-CM-06); of those who were absent, what came in writing.
SELECT p.item_id, p.value, p.channel, p.reason, a.name, a.post_name
  FROM agenda_item i
  JOIN current_position p ON p.item_id = i.id AND p.value IN ('objection', 'reserved', 'left')
  JOIN attendance a ON a.id = p.attendance_id AND a.withdrawn_at IS NULL
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
   AND (is_present(a.actual) OR p.channel = 'written_before_close')
 ORDER BY i.no, array_position('{objection,reserved,left}', p.value), seat_rank(a.seat_kind), a.place

-- name: minutes_record_papers
SELECT DISTINCT ON (p.paper_no) p.paper_no, p.version_no, p.title, p.publicity, i.no AS item_no
  FROM meeting_paper p
  LEFT JOIN agenda_item i ON i.id = p.item_id
 WHERE p.meeting_id = $1 AND p.withdrawn_at IS NULL
 ORDER BY p.paper_no, p.version_no DESC

-- name: minutes_record_directives
SELECT r.fiscal_year, r.number, r.title, r.audience, r.due::text AS due, i.no AS item_no,
       tokyo_day(r.issued_at)::text AS issued_on
  FROM agenda_item i
  JOIN decision d ON d.item_id = i.id
  JOIN directive r ON r.decision_id = d.id AND r.state IN ('issued', 'closed')
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
 ORDER BY i.no, r.fiscal_year, r.number

-- The summary, form 11 -------------------------------------------------------------------------------

-- name: minutes_summary_facts
SELECT m.starts_at, m.ends_at, m.place, m.kind AS meeting_kind, m.is_public, m.nonpublic_reason, m.visitors,
       p.seat_kind, p.post_name, p.name AS presider, r.reason AS acting_why,
       count(*) FILTER (WHERE takes_part(a.seat_kind) AND is_present(a.actual)) AS present,
       count(*) FILTER (WHERE takes_part(a.seat_kind) AND NOT is_present(a.actual)) AS absent,
       count(*) FILTER (WHERE NOT takes_part(a.seat_kind) AND is_present(a.actual)) AS asked
  FROM meeting m
  LEFT JOIN attendance a ON a.meeting_id = m.id AND a.withdrawn_at IS NULL
  LEFT JOIN attendance p ON p.id = m.presider_id
  LEFT JOIN acting_record r ON r.id = m.acting_record_id
 WHERE m.id = $1
 GROUP BY m.id, p.id, r.id

-- name: minutes_summary_items
SELECT i.no, i.title, i.type AS item_type, i.category AS item_category, d.outcome, d.text AS decision_text,
       d.conditions, d.outcome = 'adopted' AND d.rule = 'consensus' AS is_by_consensus,
       d.outcome = 'adopted' AND d.rule <> 'consensus' AS is_by_own_rule,
       d.outcome = 'adopted' AND i.type = 'deliberation' AND i.category IN ('c', 'd') AS is_approval
  FROM agenda_item i
  LEFT JOIN decision d ON d.item_id = i.id
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
 ORDER BY i.no
