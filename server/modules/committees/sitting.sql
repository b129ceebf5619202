-- name: sitting_item
-- The item that is worked on: the one asked for, else the first without a result. $1 meeting, $2 item or NULL.
SELECT i.id::text, i.row_version AS version, i.gist, d.id IS NOT NULL AS is_decided,
       i.type = 'deliberation' AND c.decision_rule = 'consensus' AS takes_positions,
       person_name(p) AS by,
       time_text(i.updated_at) AS at
  FROM agenda_item i
  JOIN meeting m ON m.id = i.meeting_id
  JOIN committee c ON c.code = m.committee_code
  LEFT JOIN decision d ON d.item_id = i.id
  LEFT JOIN person p ON p.id = i.updated_by
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL AND ($2::bigint IS NULL OR i.id = $2::bigint)
 ORDER BY d.id IS NOT NULL, i.no
 LIMIT 1

-- name: sitting_items
-- The agenda with what became of each item. $1 meeting, $2 the item that is worked on.
SELECT i.id, i.no, i.title, i.type AS item_type, d.outcome, i.id = $2::bigint AS is_chosen,
       d.id IS NULL AND (i.gist <> '' OR EXISTS (SELECT FROM item_position p WHERE p.item_id = i.id
                                                  AND p.channel = 'at_meeting')) AS is_begun
  FROM agenda_item i
  LEFT JOIN decision d ON d.item_id = i.id
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
 ORDER BY i.no

-- name: sitting_shown
-- The item itself, and its result. $1 item.
SELECT i.id, i.no, i.title, i.type AS item_type, i.category AS item_category, i.explainer,
       u.name AS proposer_unit, i.gist, i.row_version AS version, person_name(e) AS gist_by,
       i.updated_at AS gist_at, d.id IS NOT NULL AS is_decided, d.outcome, d.text, d.conditions,
       d.instruction, d.follow_up_due, d.decided_at, person_name(r) AS recorded_by,
       i.type = 'deliberation' AND c.decision_rule = 'consensus' AS takes_positions,
       i.type = 'deliberation' AS is_deliberation,
       (SELECT n.id FROM agenda_item n
         WHERE n.meeting_id = i.meeting_id AND n.removed_at IS NULL AND n.no > i.no
         ORDER BY n.no LIMIT 1) AS next_item
  FROM agenda_item i
  JOIN meeting m ON m.id = i.meeting_id
  JOIN committee c ON c.code = m.committee_code
  LEFT JOIN org_unit u ON u.id = i.proposer_unit_id
  LEFT JOIN person e ON e.id = i.updated_by
  LEFT JOIN decision d ON d.item_id = i.id
  LEFT JOIN person r ON r.id = d.recorded_by
 WHERE i.id = $1

-- name: sitting_papers
-- The papers of an item that the viewer may see, each in its last version. $1 item.
SELECT DISTINCT ON (p.paper_no) p.paper_no, p.version_no, p.title
  FROM meeting_paper p
 WHERE p.item_id = $1 AND p.withdrawn_at IS NULL AND sees_paper(p)
 ORDER BY p.paper_no, p.version_no DESC

-- name: sitting_tally
-- What was said, and why it cannot be adopted yet; once there is a result, as it was then. No row for
-- who may not see it, nor before the meeting. $1 item.
SELECT n.seats, n.present, n.no_objection, n.objection, n.reserved, n.left_meeting,
       CASE WHEN d.outcome = 'adopted' THEN 0 ELSE c.missing END AS missing,
       (SELECT count(*) FROM attendance a
         WHERE a.meeting_id = m.id AND a.withdrawn_at IS NULL AND takes_part(a.seat_kind)
           AND a.actual IN ('absent', 'proxy')) AS absent,
       CASE WHEN d.outcome IS DISTINCT FROM 'adopted' THEN c.refusal END AS consensus_refusal,
       n.present * 2 < n.seats AND (d.id IS NOT NULL OR seats_unrecorded(m.id) IS NULL) AS is_below_half,
       CASE WHEN d.id IS NULL THEN seats_unrecorded(m.id) END AS unrecorded
  FROM agenda_item i
  JOIN meeting m ON m.id = i.meeting_id
  JOIN committee b ON b.code = m.committee_code AND b.decision_rule = 'consensus'
  LEFT JOIN decision d ON d.item_id = i.id
 CROSS JOIN LATERAL consensus(i.id) c
 CROSS JOIN LATERAL (
       SELECT d.seats, d.present, d.no_objection, d.objection, d.reserved, d.left_meeting
        WHERE d.seats > 0
       UNION ALL
       SELECT c.seats, c.present, c.no_objection, c.objection, c.reserved, c.left_meeting
        WHERE coalesce(d.seats, 0) = 0) n
 WHERE i.id = $1 AND i.type = 'deliberation' AND sees_positions(m) AND m.starts_at <= instant()

-- name: sitting_facts
-- Who came. $1 meeting. stamp: other than before, something was recorded meanwhile.
SELECT count(a.id) FILTER (WHERE takes_part(a.seat_kind)) AS seats,
       count(a.id) FILTER (WHERE takes_part(a.seat_kind) AND is_present(a.actual)) AS present,
       count(a.id) FILTER (WHERE takes_part(a.seat_kind) AND a.actual = 'late') AS late,
       count(a.id) FILTER (WHERE takes_part(a.seat_kind) AND a.actual IN ('absent', 'proxy')) AS absent,
       count(a.id) FILTER (WHERE a.actual IS NULL) AS unrecorded,
       count(a.id) FILTER (WHERE NOT takes_part(a.seat_kind)) AS others,
       concat_ws('-', m.row_version, count(a.id), sum(a.row_version),
                 (SELECT sum(i.row_version) FROM agenda_item i WHERE i.meeting_id = m.id),
                 (SELECT count(*) FROM item_position p JOIN agenda_item i ON i.id = p.item_id
                   WHERE i.meeting_id = m.id),
                 (SELECT count(*) FROM decision d JOIN agenda_item i ON i.id = d.item_id
                   WHERE i.meeting_id = m.id)) AS stamp,
       instant() AS now, c.allows_proxy
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
  LEFT JOIN attendance a ON a.meeting_id = m.id AND a.withdrawn_at IS NULL
 WHERE m.id = $1
 GROUP BY m.id, c.code

-- name: sitting_seats
-- Everybody called, with attendance and what was said about the item: as typed where a form comes
-- back ($3 ids to $9), else as recorded. $1 meeting, $2 item, $3 ids, $4 what was seen, $5
-- attendance, $6 reason of absence, $7 position, $8 reason of objection, $9 proxy.
SELECT a.id AS _id, a.id, a.seat_kind, a.source AS seat_source, a.post_name, a.name,
       a.row_version AS version, takes_part(a.seat_kind) AS takes_part,
       CASE WHEN t.id IS NULL THEN a.actual ELSE nullif(t.actual, '') END AS attendance_actual,
       is_present(a.actual) AS is_present,
       CASE WHEN t.id IS NULL THEN a.proxy_name ELSE t.proxy END AS proxy_name,
       CASE WHEN t.id IS NULL THEN a.reason ELSE t.reason END AS reason,
       a.planned AS attendance_planned, a.actual IS NULL AND a.planned = 'absent' AS will_be_absent,
       coalesce(p.seq, 0) AS seq,
       CASE WHEN t.id IS NULL THEN p.value ELSE nullif(t.position, '') END AS position_value,
       CASE WHEN t.id IS NULL THEN p.reason ELSE t.why END AS position_reason,
       p.channel AS position_channel, p.channel = 'written_before_close' AS is_written,
       t.position = 'objection' AND t.why = '' AS lacks_reason,
       t.actual = 'proxy' AND t.proxy = '' AS lacks_proxy,
       coalesce(t.seen, concat_ws(' ', a.row_version, coalesce(p.seq, 0), a.actual)) AS seen
  FROM attendance a
  JOIN meeting m ON m.id = a.meeting_id
  LEFT JOIN current_position p ON p.item_id = $2 AND p.attendance_id = a.id AND sees_positions(m)
  LEFT JOIN unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
         t (id, seen, actual, reason, position, why, proxy) ON t.id = a.id
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL
 ORDER BY seat_rank(a.seat_kind), a.place, a.id

-- name: sitting_picks
-- What can be chosen for each seat. $1 meeting, $2 item, $3 ids, $4 positions as typed.
SELECT a.id AS _of, v.value AS position_value,
       coalesce(nullif(t.position, ''), p.value, 'not_present') = v.value AS is_chosen
  FROM attendance a
 CROSS JOIN unnest('{no_objection,objection,reserved,left,not_present}'::text[])
            WITH ORDINALITY v (value, place)
  LEFT JOIN current_position p ON p.item_id = $2 AND p.attendance_id = a.id
  LEFT JOIN unnest($3::bigint[], $4::text[]) t (id, position) ON t.id = a.id
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL AND takes_part(a.seat_kind)
 ORDER BY a.id, v.place

-- name: sitting_attends
-- The same for attendance; a proxy is offered where the committee allows one, or one was
-- recorded. $1 meeting, $2 ids, $3 as typed.
SELECT a.id AS _of, v.value AS attendance_actual,
       coalesce(CASE WHEN t.id IS NULL THEN a.actual ELSE t.actual END, '') = v.value AS is_chosen
  FROM attendance a
  JOIN meeting m ON m.id = a.meeting_id
  JOIN committee c ON c.code = m.committee_code
 CROSS JOIN unnest('{"",present,late,left_early,absent,proxy}'::text[])
            WITH ORDINALITY v (value, place)
  LEFT JOIN unnest($2::bigint[], $3::text[]) t (id, actual) ON t.id = a.id
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL AND (v.value <> 'proxy' OR c.allows_proxy OR a.actual = 'proxy')
 ORDER BY a.id, v.place

-- name: sitting_outcomes
-- The results open to the item. $1 item, $2 as typed.
SELECT v.value AS outcome_choice, v.value = 'adopted' AS is_adopted, v.value = $2::text AS is_chosen,
       b.decision_rule = 'consensus' AND i.type = 'deliberation' AND outcome_refusal(i.id, v.value) IS NOT NULL AS is_refused
  FROM agenda_item i
  JOIN meeting m ON m.id = i.meeting_id
  JOIN committee b ON b.code = m.committee_code
 CROSS JOIN unnest('{adopted,noted,carried_over,not_adopted,withdrawn}'::text[])
            WITH ORDINALITY v (value, place)
 WHERE i.id = $1 AND outcome_fits(i.type, v.value)
 ORDER BY v.place

-- name: sitting_own
-- The viewer's own seat, while a statement in writing is open. $1 meeting, $2 item.
SELECT a.id AS attendance, coalesce(p.seq, 0) AS seq, p.value AS position_value, p.reason,
       p.channel AS position_channel, p.given_at
  FROM attendance a
  JOIN meeting m ON m.id = a.meeting_id
  JOIN committee c ON c.code = m.committee_code AND c.decision_rule = 'consensus'
  JOIN agenda_item i ON i.id = $2 AND i.type = 'deliberation'
  LEFT JOIN current_position p ON p.item_id = i.id AND p.attendance_id = a.id
 WHERE a.meeting_id = $1 AND a.person_id = viewer() AND a.withdrawn_at IS NULL
   AND takes_part(a.seat_kind) AND NOT is_present(a.actual) AND m.state = 'notified'
   AND NOT EXISTS (SELECT FROM decision d WHERE d.item_id = i.id)

-- name: sitting_end_form
-- What the form of the end holds; while the meeting runs on its day, as long as nothing is recorded, the last
-- five minutes that have passed. $1 meeting.
SELECT to_char(coalesce(m.ends_at, CASE WHEN s.is_suggested THEN s.at END) AT TIME ZONE 'Asia/Tokyo', 'HH24:MI') AS ends_at,
       m.ends_at IS NULL AND s.is_suggested AS _is_suggested, m.visitors, m.row_version AS version
  FROM meeting m
 CROSS JOIN LATERAL (SELECT n.at, tokyo_day(m.starts_at) = today() AND n.at > m.starts_at AS is_suggested
                       FROM (VALUES (date_bin('5 minutes', instant(), 'epoch'))) n (at)) s
 WHERE m.id = $1

-- ---- one seat at a time --------------------------------------------------------------------------

-- name: sitting_seat
-- One seat of the meeting as it is. $1 meeting, $2 seat, $3 item or NULL.
SELECT a.row_version AS version, coalesce(p.seq, 0) AS seq, a.actual AS attendance_actual,
       p.value AS position_value, a.name, person_name(u) AS by,
       time_text(a.updated_at) AS at, person_name(g) AS given_by,
       time_text(p.given_at) AS given_at
  FROM attendance a
  LEFT JOIN current_position p ON p.item_id = $3 AND p.attendance_id = a.id
  LEFT JOIN person u ON u.id = a.updated_by
  LEFT JOIN person g ON g.id = p.given_by
 WHERE a.meeting_id = $1 AND a.id = $2

-- name: sitting_attend
-- $1 seat, $2 attendance or NULL, $3 reason, $4 proxy.
UPDATE attendance
   SET actual = $2, reason = coalesce($3, ''), proxy_name = coalesce($4, ''), updated_at = instant(),
       updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1

-- name: sitting_say
-- $1 item, $2 seat, $3 value, $4 reason, $5 channel, $6 seq it follows.
INSERT INTO item_position (item_id, attendance_id, value, reason, channel, seq)
VALUES ($1, $2, $3, coalesce($4, ''), $5, $6::integer + 1)

-- name: sitting_write_gist
-- $1 item, $2 text.
UPDATE agenda_item
   SET gist = coalesce($2, ''), updated_at = instant(), updated_by = viewer(),
       row_version = row_version + 1
 WHERE id = $1 AND gist <> coalesce($2, '')

-- name: sitting_unrecorded
-- Whose attendance has to be recorded before the item has this result; no row: nobody's. $1 meeting, $2 item, $3 result.
SELECT seats_unrecorded($1::bigint) AS names
 WHERE outcome_refusal($2::bigint, $3) = 'decision_attendance_missing'

-- name: sitting_decide
-- $1 item, $2 outcome, $3 text, $4 conditions, $5 instruction, $6 follow-up.
INSERT INTO decision (item_id, outcome, text, conditions, instruction, follow_up_due)
VALUES ($1, $2, $3, coalesce($4, ''), $5, $6::date)

-- name: sitting_set_end
-- The end on the day of the meeting. $1 meeting, $2 time of day, $3 visitors.
UPDATE meeting
   SET ends_at = coalesce((tokyo_day(starts_at) + $2::time) AT TIME ZONE 'Asia/Tokyo', ends_at),
       visitors = $3, updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1

-- ---- the whole sheet -----------------------------------------------------------------------------

-- name: sitting_attendance_conflicts
-- Seats whose attendance the sheet changes and somebody else has changed since. Parameters as of
-- sitting_attendance_save.
SELECT a.name, a.actual AS attendance_actual, concat_ws('　', nullif(a.proxy_name, ''), nullif(a.reason, '')) AS reason,
       t.actual AS typed_actual, concat_ws('　', nullif(t.proxy, ''), nullif(t.reason, '')) AS typed_reason,
       person_name(u) AS by,
       time_text(a.updated_at) AS at
  FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) t (id, seen, actual, reason, proxy)
  JOIN attendance a ON a.id = t.id AND a.meeting_id = $1
  LEFT JOIN person u ON u.id = a.updated_by
 WHERE a.row_version <> split_part(t.seen, ' ', 1)::integer
   AND (t.actual <> split_part(t.seen, ' ', 3) AND t.actual <> coalesce(a.actual, '')
        OR t.reason <> '' AND t.reason <> a.reason OR t.proxy <> '' AND t.proxy <> a.proxy_name)
 ORDER BY a.place

-- name: sitting_attendance_save
-- What the sheet changes and nobody else did. $1 meeting, $2 ids, $3 what was seen (version, seq,
-- attendance), $4 attendance, $5 reasons, $6 who came instead ("" else).
UPDATE attendance a
   SET actual = nullif(t.actual, ''), reason = t.reason,
       proxy_name = t.proxy, updated_at = instant(), updated_by = viewer(), row_version = a.row_version + 1
  FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) t (id, seen, actual, reason, proxy)
 WHERE a.id = t.id AND a.meeting_id = $1 AND a.row_version = split_part(t.seen, ' ', 1)::integer
   AND (coalesce(a.actual, ''), a.reason, a.proxy_name) <> (t.actual, t.reason, t.proxy)

-- name: sitting_position_conflicts
-- The same of what was said about the item. Parameters as of sitting_position_save.
SELECT a.name, p.value AS position_value, p.reason, t.position AS typed_position, t.why AS typed_reason,
       person_name(g) AS by, time_text(p.given_at) AS at
  FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) t (id, seen, position, why)
  JOIN attendance a ON a.id = t.id AND a.meeting_id = $1 AND is_present(a.actual)
  JOIN current_position p ON p.item_id = $2 AND p.attendance_id = a.id
  LEFT JOIN item_position b ON b.item_id = $2 AND b.attendance_id = a.id
                           AND b.seq = split_part(t.seen, ' ', 2)::integer
  LEFT JOIN person g ON g.id = p.given_by
 WHERE p.seq <> split_part(t.seen, ' ', 2)::integer
   AND (t.position <> coalesce(b.value, 'not_present')
        OR t.position = 'objection' AND t.why <> b.reason)
   AND (t.position <> p.value OR t.position = 'objection' AND t.why <> p.reason)
 ORDER BY a.place

-- name: sitting_position_save
-- $1 meeting, $2 item, $3 ids, $4 what was seen, $5 positions, $6 reasons of objections ("" else).
INSERT INTO item_position (item_id, attendance_id, value, reason, channel, seq)
SELECT $2::bigint, a.id, t.position, t.why, 'at_meeting', coalesce(p.seq, 0) + 1
  FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) t (id, seen, position, why)
  JOIN attendance a ON a.id = t.id AND a.meeting_id = $1 AND takes_part(a.seat_kind)
                   AND is_present(a.actual)
  LEFT JOIN current_position p ON p.item_id = $2 AND p.attendance_id = a.id
 WHERE coalesce(p.seq, 0) = split_part(t.seen, ' ', 2)::integer
   AND (t.position <> coalesce(p.value, 'not_present')
        OR t.position = 'objection' AND t.why <> p.reason)
 ORDER BY a.id

-- name: sitting_all_attend
-- Whoever is not recorded yet came as answered; who did not answer is there. $1 meeting.
UPDATE attendance
   SET actual = CASE planned WHEN 'absent' THEN 'absent' ELSE 'present' END, updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE meeting_id = $1 AND actual IS NULL AND withdrawn_at IS NULL

-- name: sitting_all_agree
-- Whoever is there and has said nothing has no objection. $1 meeting, $2 item.
INSERT INTO item_position (item_id, attendance_id, value, seq)
SELECT $2::bigint, a.id, 'no_objection', coalesce(p.seq, 0) + 1
  FROM attendance a
  LEFT JOIN current_position p ON p.item_id = $2 AND p.attendance_id = a.id
 WHERE a.meeting_id = $1 AND a.withdrawn_at IS NULL AND takes_part(a.seat_kind)
   AND is_present(a.actual) AND coalesce(p.value, 'not_present') = 'not_present'
