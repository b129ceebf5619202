-- Committees of the sample city, loaded by its owner: each statement takes a meeting's id and what
-- sample/committees.json says of it. An act that lies ahead of the day is left out, and what rests on it.

-- name: committee_sample_rules
-- $1 [{code, quorum_text, rule_text, regular_per_year, allows_proxy}]
UPDATE committee c
   SET quorum_text = g.quorum_text, rule_text = g.rule_text, regular_per_year = g.regular_per_year,
       allows_proxy = coalesce(g.allows_proxy, false)
  FROM jsonb_to_recordset($1::jsonb) AS g (code text, quorum_text text, rule_text text,
                                           regular_per_year integer, allows_proxy boolean)
 WHERE c.code = g.code

-- name: committee_sample_seats
-- $1 [{committee, kind, order_no, staff_no, post_code, doc_number, designated_on, reason, from}], $2 years later.
INSERT INTO committee_seat (committee_code, kind, order_no, person_id, post_code, source, doc_number,
                            designated_on, reason, valid_from)
SELECT g.committee, g.kind, g.order_no, p.id, g.post_code,
       CASE WHEN p.id IS NULL THEN 'ex_officio' ELSE 'designated_by_chair' END, coalesce(g.doc_number, ''),
       g.designated_on + make_interval(years => $2::integer), coalesce(g.reason, ''),
       g."from" + make_interval(years => $2::integer)
  FROM jsonb_to_recordset($1::jsonb) AS g (committee text, kind text, order_no integer, staff_no text,
                                           post_code text, doc_number text, designated_on date,
                                           reason text, "from" date)
  LEFT JOIN person p ON p.staff_no = g.staff_no

-- name: committee_sample_meeting
-- $1 the meeting.
INSERT INTO meeting (committee_code, kind, fiscal_year, starts_at, place, necessity, necessity_on,
                     is_public, nonpublic_reason, reply_by, format, visitors, created_at, created_by)
SELECT g.committee, g.kind, 0, g.starts, g.place, coalesce(g.necessity, ''), g.necessity_on, false,
       '情報システムの弱点に関わる事項を審議するため', tokyo_day(g.starts) - 7, coalesce(g.format, 'in_person'), 0,
       g.planned_at, p.id
  FROM jsonb_to_record($1::jsonb) AS g (committee text, kind text, starts timestamptz, place text,
                                        necessity text, necessity_on date, format text,
                                        planned_at timestamptz, secretary text)
  JOIN person p ON p.staff_no = g.secretary
 WHERE g.planned_at <= instant()
RETURNING id::text

-- name: committee_sample_items
-- $1 meeting, $2 the meeting. A carried item finds what it continues by its title.
INSERT INTO agenda_item (meeting_id, no, title, type, category, proposer_unit_id, explainer, gist,
                         related_kind, related_no, carried_from_id)
SELECT $1::bigint, i.no, i.item ->> 'title', i.item ->> 'type', i.item ->> 'category', u.id,
       coalesce(i.item ->> 'explainer', ''),
       CASE WHEN m.starts_at <= instant() THEN coalesce(i.item ->> 'gist', '') ELSE '' END,
       i.item ->> 'related_kind', coalesce(i.item ->> 'related_no', ''),
       (SELECT o.id FROM agenda_item o JOIN decision d ON d.item_id = o.id AND d.outcome = 'carried_over'
         WHERE o.title = i.item ->> 'carried_from' ORDER BY o.id DESC LIMIT 1)
  FROM meeting m
 CROSS JOIN jsonb_array_elements($2::jsonb -> 'items') WITH ORDINALITY AS i (item, no)
  LEFT JOIN org_unit u ON u.code = coalesce(i.item ->> 'unit', '0202')
                      AND is_in_force(u.valid_from, u.valid_to, tokyo_day(m.starts_at))
 WHERE m.id = $1::bigint

-- name: committee_sample_file
-- A paper of an item as a text file. $1 number of the paper, $2 text, $3 meeting, $4 the meeting.
INSERT INTO file (name, media_type, size, sha256, created_at, created_by)
SELECT '資料' || $1::text || '.txt', 'text/plain', octet_length($2::text), encode(sha256(convert_to($2::text, 'UTF8')), 'hex'),
       m.notified_at, p.id
  FROM meeting m
  JOIN person p ON p.staff_no = $4::jsonb ->> 'secretary'
 WHERE m.id = $3::bigint
RETURNING id

-- name: committee_sample_chunk
-- $1 file, $2 text.
INSERT INTO file_chunk (file_id, seq, bytes) VALUES ($1::bigint, 0, convert_to($2::text, 'UTF8'))

-- name: committee_sample_paper
-- $1 meeting, $2 number of the item, $3 number of the paper, $4 title, $5 file.
INSERT INTO meeting_paper (meeting_id, item_id, paper_no, version_no, title, file_id, added_at, added_by)
SELECT i.meeting_id, i.id, $3::integer, 1, $4, f.id, f.created_at, f.created_by
  FROM agenda_item i
  JOIN file f ON f.id = $5::bigint
 WHERE i.meeting_id = $1::bigint AND i.no = $2::integer

-- name: committee_sample_step
-- $1 meeting, $2 event, $3 at, $4 by whom (staff number), $5 text, $6 document number.
INSERT INTO meeting_step (meeting_id, event, from_state, actor_id, text, doc_number, at)
SELECT m.id, $2, m.state, p.id, coalesce($5, ''), coalesce($6, ''), $3::timestamptz
  FROM meeting m
  JOIN person p ON p.staff_no = $4
 WHERE m.id = $1::bigint AND $3::timestamptz <= instant()
RETURNING id

-- name: committee_sample_invited
-- $1 meeting, $2 the meeting: invited [{kind, name, staff_no}].
INSERT INTO attendance (meeting_id, seat_kind, place, person_id, name, post_name, source, planned)
SELECT $1::bigint, g.kind, 100 + row_number() OVER (), p.id, coalesce(person_name(p), g.name),
       coalesce(g.post, ''), 'invited', 'attending'
  FROM jsonb_to_recordset(coalesce($2::jsonb -> 'invited', '[]')) AS g (kind text, name text,
                                                                        staff_no text, post text)
  LEFT JOIN person p ON p.staff_no = g.staff_no

-- name: committee_sample_answers
-- $1 meeting, $2 the meeting: everybody comes but for absent [{post, reason}].
UPDATE attendance a
   SET planned = CASE WHEN x.reason IS NULL OR x.how <> 'absent' THEN 'attending' ELSE 'absent' END,
       reason = coalesce(x.reason, '')
  FROM attendance b
  LEFT JOIN jsonb_to_recordset(coalesce($2::jsonb -> 'absent', '[]')) AS x (post text, reason text, how text)
         ON x.post = b.post_name
 WHERE b.id = a.id AND a.meeting_id = $1::bigint AND a.withdrawn_at IS NULL

-- name: committee_sample_attendance
-- $1 meeting, $2 the meeting: absent also says how (absent, late, left_early, proxy) and who came instead.
UPDATE attendance a
   SET actual = coalesce(x.how, 'present'), proxy_name = coalesce(x.proxy, '')
  FROM attendance b
  LEFT JOIN jsonb_to_recordset(coalesce($2::jsonb -> 'absent', '[]')) AS x (post text, how text, proxy text)
         ON x.post = b.post_name
 WHERE b.id = a.id AND a.meeting_id = $1::bigint AND a.withdrawn_at IS NULL

-- name: committee_sample_positions
-- $1 meeting, $2 the meeting: each item's said [{post, value, reason, channel}]; the others present do not object.
INSERT INTO item_position (item_id, attendance_id, value, reason, channel, given_at, given_by)
SELECT i.id, a.id, coalesce(x.value, 'no_objection'), coalesce(x.reason, ''),
       coalesce(x.channel, 'at_meeting'), m.starts_at + i.no * interval '15 minutes', p.id
  FROM meeting m
  JOIN person p ON p.staff_no = $2::jsonb ->> 'secretary'
  JOIN agenda_item i ON i.meeting_id = m.id AND i.type = 'deliberation'
  JOIN attendance a ON a.meeting_id = m.id AND a.withdrawn_at IS NULL AND takes_part(a.seat_kind)
  LEFT JOIN jsonb_to_recordset(coalesce($2::jsonb -> 'items' -> (i.no - 1) -> 'said', '[]'))
         AS x (post text, value text, reason text, channel text) ON x.post = a.post_name
  JOIN committee c ON c.code = m.committee_code AND c.decision_rule = 'consensus'
 WHERE m.id = $1::bigint AND (is_present(a.actual) OR x.channel = 'written_before_close')

-- name: committee_sample_decisions
-- $1 meeting, $2 the meeting.
INSERT INTO decision (item_id, outcome, text, conditions, instruction, decided_at, decided_on,
                      recorded_by, follow_up_due)
SELECT i.id, g.outcome, g.text, coalesce(g.conditions, ''), g.instruction,
       m.starts_at + i.no * interval '20 minutes', tokyo_day(m.starts_at), p.id, NULL
  FROM meeting m
  JOIN person p ON p.staff_no = $2::jsonb ->> 'secretary'
  JOIN agenda_item i ON i.meeting_id = m.id
 CROSS JOIN jsonb_to_record($2::jsonb -> 'items' -> (i.no - 1)) AS g (outcome text, text text,
                                                                      conditions text, instruction text)
 WHERE m.id = $1::bigint
 ORDER BY i.no

-- name: committee_sample_end
-- $1 meeting, $2 the meeting.
UPDATE meeting SET ends_at = ($2::jsonb ->> 'ends')::timestamptz WHERE id = $1::bigint

-- name: committee_sample_directives
-- $1 meeting, $2 the meeting: an item's directive {title, body, due, needs_reply}.
INSERT INTO directive (source, decision_id, title, body, due, needs_reply, doc_number, created_at, created_by)
SELECT 'committee_decision', d.id, g.title, g.body, g.due, g.needs_reply, g.doc_number, g.issued_at, p.id
  FROM agenda_item i
  JOIN decision d ON d.item_id = i.id
  JOIN person p ON p.staff_no = $2::jsonb ->> 'secretary'
 CROSS JOIN jsonb_to_record($2::jsonb -> 'items' -> (i.no - 1) -> 'directive') AS g (
           title text, body text, due date, needs_reply boolean, doc_number text, issued_at timestamptz)
 WHERE i.meeting_id = $1::bigint AND g.title IS NOT NULL AND g.issued_at <= instant()

-- name: committee_sample_issue
-- $1 meeting, $2 the meeting.
INSERT INTO directive_step (directive_id, event, actor_id, at)
SELECT d.id, 'issue', d.created_by, d.created_at
  FROM directive d
  JOIN decision e ON e.id = d.decision_id
  JOIN agenda_item i ON i.id = e.item_id
 WHERE i.meeting_id = $1::bigint

-- name: committee_sample_confirmed
-- $1 meeting: in the days after all sections confirm, but of a recent one three have not; a leader or the head does.
INSERT INTO directive_answer (delivery_id, kind, at, person_id)
SELECT v.id, 'confirm', v.delivered_at + (3 + (v.id * 7) % 160) * interval '1 hour', h.person_id
  FROM directive_delivery v
  JOIN directive d ON d.id = v.directive_id
  JOIN decision e ON e.id = d.decision_id
  JOIN agenda_item i ON i.id = e.item_id
  JOIN org_unit u ON u.id = v.org_unit_id
  JOIN LATERAL (SELECT r.person_id FROM effective_role r
                 WHERE r.org_unit_id = u.id AND r.role_code IN ('it_promotion_leader', 'system_security_manager')
                   AND is_in_force(r.valid_from, r.valid_to, tokyo_day(v.delivered_at))
                 ORDER BY r.role_code, r.person_id LIMIT 1) h ON true
 WHERE i.meeting_id = $1::bigint AND (u.code NOT IN ('0903', '1203', '2001')
                                  OR d.issued_at < instant() - interval '300 days')
   AND v.delivered_at + (3 + (v.id * 7) % 160) * interval '1 hour' <= instant()

-- name: committee_sample_reported
-- $1 meeting, $2 the meeting: three quarters of them report what they did.
INSERT INTO directive_answer (delivery_id, kind, text, at, person_id)
SELECT v.id, 'report', g.words -> ((v.id % 3)::integer) #>> '{}', a.at + interval '5 days', a.person_id
  FROM directive_answer a
  JOIN directive_delivery v ON v.id = a.delivery_id
  JOIN directive d ON d.id = v.directive_id AND d.needs_reply
  JOIN decision e ON e.id = d.decision_id
  JOIN agenda_item i ON i.id = e.item_id
 CROSS JOIN LATERAL (SELECT $2::jsonb -> 'items' -> (i.no - 1) -> 'directive' -> 'reports' AS words) g
 WHERE i.meeting_id = $1::bigint AND a.kind = 'confirm' AND g.words IS NOT NULL
   AND (v.id % 4 <> 0 OR d.issued_at < instant() - interval '300 days')
   AND a.at + interval '5 days' <= instant()

-- name: committee_sample_named
-- $1 meeting, $2 the meeting: the member named by post to confirm the minutes.
UPDATE meeting m
   SET named_member_id = (SELECT a.id FROM attendance a
                           WHERE a.meeting_id = m.id AND a.withdrawn_at IS NULL AND is_present(a.actual)
                             AND a.seat_kind = 'member'
                           ORDER BY a.post_name <> coalesce($2::jsonb ->> 'named', ''), a.place LIMIT 1)
 WHERE m.id = $1::bigint

-- name: committee_sample_confirm
-- $1 meeting, $2 presider or named_member, $3 at.
INSERT INTO meeting_step (meeting_id, event, from_state, actor_id, at)
SELECT m.id, 'confirm_minutes', m.state, a.person_id, $3::timestamptz
  FROM meeting m
  JOIN attendance a ON a.id = CASE $2 WHEN 'presider' THEN m.presider_id ELSE m.named_member_id END
 WHERE m.id = $1::bigint AND $3::timestamptz <= instant()
RETURNING id

-- name: committee_sample_minutes
-- $1 meeting, $2 at, $3 text.
INSERT INTO minutes_version (meeting_id, version_no, text, sha256, created_at)
SELECT $1::bigint, 1, $3::text, encode(sha256(convert_to($3::text, 'UTF8')), 'hex'), $2::timestamptz
 WHERE $2::timestamptz <= instant()
RETURNING id

-- name: committee_sample_close
-- $1 meeting: what was due half a year ago is closed.
INSERT INTO directive_step (directive_id, event, actor_id, at)
SELECT d.id, 'close', d.created_by, d.due + interval '30 days'
  FROM directive d
  JOIN decision e ON e.id = d.decision_id
  JOIN agenda_item i ON i.id = e.item_id
 WHERE i.meeting_id = $1::bigint AND d.state = 'issued' AND d.due < today() - 180
