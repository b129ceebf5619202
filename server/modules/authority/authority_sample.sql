-- Absences, deputies and records of acting of the sample city, loaded by its owner. Each statement takes all
-- of its rows as one array of objects. What lies ahead of the day is left out where it would be an act.

-- name: authority_sample_absences
-- $1 [{staff_no, kind, from_at, to_at, reason, means_tried, entered_at, entered_by, cancelled_at, cancel_reason}]
INSERT INTO absence (person_id, kind, from_at, to_at, reason, means_tried, created_at, created_by,
                     updated_at, updated_by, cancelled_at, cancelled_by, cancel_reason)
SELECT p.id, g.kind, g.from_at, g.to_at, g.reason, g.means_tried, g.entered_at, e.id, g.entered_at, e.id,
       g.cancelled_at, CASE WHEN g.cancelled_at IS NOT NULL THEN e.id END, g.cancel_reason
  FROM jsonb_to_recordset($1::jsonb) AS g (
           staff_no text, kind text, from_at timestamptz, to_at timestamptz, reason text,
           means_tried text, entered_at timestamptz, entered_by text, cancelled_at timestamptz,
           cancel_reason text)
  JOIN person p ON p.staff_no = g.staff_no
  JOIN person e ON e.staff_no = g.entered_by
 WHERE g.entered_at <= instant()
 ORDER BY g.entered_at

-- name: authority_sample_designation
-- $1 {principal, deputy, order_no, scope_note, valid_from, valid_to, doc_number, designated_at}: one, since
-- each is judged by those before it.
INSERT INTO deputy_designation (principal_id, deputy_id, order_no, scope_note, valid_from, valid_to,
                                doc_number, designated_at)
SELECT p.id, d.id, g.order_no, g.scope_note, g.valid_from, g.valid_to, g.doc_number, g.designated_at
  FROM jsonb_to_record($1::jsonb) AS g (
           principal text, deputy text, order_no integer, scope_note text, valid_from date,
           valid_to date, doc_number text, designated_at timestamptz)
  JOIN person p ON p.staff_no = g.principal
  JOIN person d ON d.staff_no = g.deputy
 WHERE g.designated_at <= instant()

-- name: authority_sample_step
-- $1 {act, by, at, reason}: on the designation made last.
INSERT INTO deputy_step (designation_id, act, done_by, done_at, reason)
SELECT (SELECT max(d.id) FROM deputy_designation d), g.act, p.id, g.at, g.reason
  FROM jsonb_to_record($1::jsonb) AS g (act text, by text, at timestamptz, reason text)
  JOIN person p ON p.staff_no = g.by
 WHERE g.at <= instant()

-- name: authority_sample_record
-- $1 {domain, actor, at, subject, reason}
INSERT INTO acting_record (domain, object_type, subject, reason, acted_at, actor_id)
SELECT g.domain, 'by_hand', g.subject, g.reason, g.at, p.id
  FROM jsonb_to_record($1::jsonb) AS g (domain text, actor text, at timestamptz, subject text, reason text)
  JOIN person p ON p.staff_no = g.actor
 WHERE g.at <= instant()

-- name: authority_sample_reviews
-- $1 [{role, by, at, note}]: of the record made last.
INSERT INTO acting_review (record_id, role_code, reviewed_by, reviewed_at, note)
SELECT (SELECT max(r.id) FROM acting_record r), g.role, p.id, g.at, g.note
  FROM jsonb_to_recordset($1::jsonb) AS g (role text, by text, at timestamptz, note text)
  JOIN person p ON p.staff_no = g.by
 WHERE g.at <= instant()
