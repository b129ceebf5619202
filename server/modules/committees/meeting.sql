-- name: meeting_load
-- One meeting for a handler. $1 id, $2 'lock': it is going to be changed.
SELECT m.id::text, m.committee_code AS committee, m.kind, m.state, m.row_version AS version,
       sees_meeting(m) AS may_see, sees_positions(m) AS may_see_votes,
       may('meeting_maintain') AS may_keep, c.decision_rule = 'consensus' AS is_consensus,
       person_name(p) AS _by, moment_text(m.updated_at) AS _at
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
-- What stands above each of its pages; whoever keeps its records is told what comes next, and on which of
-- them; to issue a directive, who may. $1 id.
SELECT m.id, m.committee_code AS committee, c.name AS committee_name, m.fiscal_year, m.number,
       m.kind AS meeting_kind, m.state AS meeting_state, m.is_public, m.starts_at, m.ends_at, m.place,
       m.is_migrated, m.row_version AS version, a.name AS presider, a.seat_kind,
       m.acting_record_id IS NOT NULL AS is_acting,
       m.state = 'notified' AND m.starts_at <= instant() AS is_running,
       sees_meeting(m) AS may_see, sees_positions(m) AS may_see_votes,
       may('meeting_maintain') AS may_keep, c.decision_rule,
       n.meeting_next, n.meeting_next = 'close' AS is_closing,
       CASE n.meeting_next WHEN 'add_items' THEN 'agenda/new' WHEN 'notify' THEN 'notice' WHEN 'replan' THEN 'edit'
                                           WHEN 'record' THEN 'session' WHEN 'close' THEN 'session#end'
                                           WHEN 'instruct' THEN 'decisions'
                                           WHEN 'draft' THEN 'minutes' WHEN 'send' THEN 'minutes'
                       END AS next_page
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
  LEFT JOIN attendance a ON a.id = m.presider_id
  LEFT JOIN LATERAL (
       SELECT bool_or(d.instruction IS NULL) AS is_unsaid,
              bool_or(d.instruction = 'directive') AND may('directive_issue') AS is_unissued
         FROM agenda_item i JOIN decision d ON d.item_id = i.id
        WHERE i.meeting_id = m.id AND NOT decision_is_instructed(d)) w
    ON m.state IN ('held', 'minutes_drafting')
  LEFT JOIN LATERAL (
       SELECT CASE WHEN m.state = 'planned' AND m.starts_at <= instant() THEN 'replan'
                   WHEN m.state = 'planned' AND NOT EXISTS (SELECT FROM agenda_item i
                                                             WHERE i.meeting_id = m.id AND i.removed_at IS NULL)
                   THEN 'add_items'
                   WHEN m.state = 'planned' THEN 'notify'
                   WHEN m.state = 'notified' AND m.starts_at > instant() THEN 'wait'
                   WHEN m.state = 'notified' AND NOT EXISTS (
                        SELECT FROM agenda_item i LEFT JOIN decision d ON d.item_id = i.id
                         WHERE i.meeting_id = m.id AND i.removed_at IS NULL AND d.id IS NULL) THEN 'close'
                   WHEN m.state = 'notified' THEN 'record'
                   WHEN w.is_unsaid OR w.is_unissued THEN 'instruct'
                   WHEN m.state = 'held' THEN 'draft'
                   WHEN m.state = 'minutes_drafting' THEN 'send'
                   WHEN m.state = 'minutes_review' THEN 'confirm' END AS meeting_next) n
    ON may('meeting_maintain') AND sees_meeting(m) AND NOT m.is_migrated
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
-- Newest first; how far its minutes are is shown to who may see its record. $1 fiscal year, $2 committee,
-- $3 state; each or NULL.
SELECT m.id, m.fiscal_year, m.committee_code AS committee, c.name AS committee_name, m.number,
       m.kind AS meeting_kind, m.starts_at, m.place, m.state AS meeting_state, m.is_public,
       m.is_migrated, s.may_see, m.state = 'minutes_final' AS is_minuted,
       m.state IN ('minutes_drafting', 'minutes_review') AS is_being_minuted,
       CASE WHEN m.state IN ('held', 'minutes_drafting', 'minutes_review')
            THEN tokyo_day(m.starts_at) + c.minutes_due_days END AS minutes_due,
       m.state IN ('held', 'minutes_drafting', 'minutes_review')
           AND tokyo_day(m.starts_at) + c.minutes_due_days < today() AS is_overdue,
       (SELECT count(*) FROM agenda_item i WHERE i.meeting_id = m.id AND i.removed_at IS NULL
                                             AND s.may_see) AS items
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
 CROSS JOIN LATERAL (SELECT sees_meeting(m) AS may_see) s
 WHERE ($1::integer IS NULL OR m.fiscal_year = $1::integer)
   AND ($2::text IS NULL OR m.committee_code = $2)
   AND ($3::text IS NULL OR m.state = $3)
 ORDER BY m.starts_at DESC, m.id DESC
 LIMIT 500

-- name: meeting_years
-- The fiscal years that have meetings, and this year. $1 the one asked for, or NULL.
SELECT y.year AS fiscal_year, coalesce(y.year = $1::integer, false) AS is_chosen
  FROM (SELECT m.fiscal_year FROM meeting m
         UNION SELECT fiscal_year(today())
         UNION SELECT $1::integer WHERE $1::integer IS NOT NULL) y (year)
 ORDER BY y.year DESC

-- name: meeting_states
-- The states in the order of a meeting's way. $1 the one asked for, or NULL.
SELECT s.state AS meeting_state, s.state = $1 AS is_chosen
  FROM unnest('{planned,notified,held,minutes_drafting,minutes_review,minutes_final,cancelled}'::text[])
       WITH ORDINALITY s (state, place)
 ORDER BY s.place

-- name: meeting_regular
-- 定例会 held and wanted of each committee in a fiscal year, and what is to be warned of. $1 fiscal year.
SELECT c.code AS committee, c.name AS committee_name, r.held, r.planned, r.planned > 0 AS has_planned, r.wanted,
       coalesce(r.missed, false) AS missed,
       coalesce(NOT r.missed AND r.held = 0 AND r.wanted > 0 AND today() >= make_date($1::integer, 9, 30), false) AS is_none,
       coalesce(NOT r.missed AND r.held > 0 AND r.held < r.wanted
           AND today() >= make_date($1::integer + 1, 2, 28), false) AS is_short
  FROM committee c
 CROSS JOIN LATERAL regular_meetings(c.code, $1::integer) r
 WHERE c.records_scope = 'full'
 ORDER BY c.sort_order

-- name: meeting_facts
-- What the notice says. What was found necessary, or why the public is not let in, is part of the
-- record. $1 id.
SELECT m.format AS meeting_format, m.reply_by, m.state = 'notified' AND m.reply_by < today() AS is_late,
       m.notice_no, m.notified_at, tokyo_day(m.starts_at) AS day,
       CASE WHEN sees_meeting(m) THEN m.nonpublic_reason END AS nonpublic_reason,
       CASE WHEN sees_meeting(m) THEN m.necessity END AS necessity,
       CASE WHEN sees_meeting(m) THEN m.necessity_on END AS necessity_on,
       m.kind = 'extraordinary' AND (m.necessity = '' OR m.necessity_on IS NULL)
           AND may('meeting_maintain') AS lacks_necessity,
       c.decision_rule
  FROM meeting m
  JOIN committee c ON c.code = m.committee_code
 WHERE m.id = $1

-- name: meeting_acts
-- What of a meeting's notice is open to the viewer now. $1 id.
SELECT m.state = 'planned' AND may('meeting_maintain') AS may_edit,
       meeting_event_open(m, 'notify') AND m.starts_at > instant() AS may_notify,
       m.state = 'planned' AND m.starts_at <= instant() AND may('meeting_maintain') AS is_missed,
       meeting_event_open(m, 'reschedule') AS may_reschedule,
       meeting_event_open(m, 'cancel') AS may_cancel,
       m.state = 'notified' AND may('meeting_maintain') AND meeting_roster_differs(m) AS may_refresh,
       m.state = 'notified' AND may('meeting_maintain') AS may_answer
  FROM meeting m
 WHERE m.id = $1

-- name: meeting_programme
-- The items in short. $1 id.
SELECT i.id, i.no, i.title, i.type AS item_type, i.category AS item_category, d.outcome
  FROM agenda_item i
  LEFT JOIN decision d ON d.item_id = i.id
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
 ORDER BY i.no

-- name: meeting_steps
-- Its course, the latest last. $1 id.
SELECT s.event AS meeting_done, s.at, person_name(p) AS by, s.text, s.doc_number
  FROM meeting_step s
  LEFT JOIN person p ON p.id = s.actor_id
 WHERE s.meeting_id = $1
 ORDER BY s.seq
