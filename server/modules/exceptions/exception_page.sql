-- One 例外措置 as its page, its JSON and its printed forms show it. Whoever asks has been let in by
-- exception_rules; $1 is the request's id.

-- name: exception_show
SELECT r.id, r.request_no, r.kind, r.state,
       exception_status(r.state, r.period_from, r.period_to, today()) AS status,
       r.row_version AS version, r.is_migrated, r.applicant_role, u.code AS unit_code, u.name AS unit,
       l.full_name AS unit_full, n.code AS unit_now_code, n.name AS unit_now,
       n.id <> u.id AS is_taken_over, d.staff_no AS drafter_no, person_name(d) AS drafter,
       a.staff_no AS applicant_no, person_name(a) AS applicant, r.filed_at, r.decided_at, r.decision,
       r.period_from AS permitted_from, r.period_to AS permitted_to,
       r.period_to - today() AS days_left,
       r.period_to + setting_integer('exception.end_report_days', 10) AS end_report_due,
       r.acknowledged_at, r.outcome, r.follow_up_due, f.request_no AS follows,
       r.created_at, r.updated_at, coalesce(person_name(p), '') AS updated_by,
       c.id AS revision_id, c.revision_no, c.frozen_at, c.sha256, c.title, c.requirement_text,
       c.measure_type, c.ground_difficulty, c.ground_continuity, c.ground_reason, c.measure_text,
       c.compensating, c.threats, c.risk_text, c.residual_risk, c.assets, c.no_asset_reason,
       c.info_class, c.users, c.period_from, c.period_to, c.resolution_plan, c.started_at,
       c.urgency_reason, c.why_unavoidable, c.oral_report_at, c.oral_report_to, c.current_condition,
       c.ended_at, c.still_needed, c.delay_reason,
       CASE WHEN r.kind = 'emergency'
            THEN business_days_between(tokyo_day(c.started_at), coalesce(tokyo_day(r.filed_at), today()))
       END AS lag_days,
       r.kind = 'emergency'
           AND business_days_between(tokyo_day(c.started_at), coalesce(tokyo_day(r.filed_at), today()))
               > setting_integer('exception.emergency_days', 3) AS is_late
  FROM exception_request r
  JOIN exception_current c ON c.request_id = r.id
  JOIN org_unit u ON u.id = r.applicant_unit_id
  JOIN unit_place l ON l.org_unit_id = u.id
  JOIN org_unit n ON n.id = unit_today(u.id)
  JOIN person d ON d.id = r.drafter_id
  LEFT JOIN person a ON a.id = r.applicant_id
  LEFT JOIN person p ON p.id = r.updated_by
  LEFT JOIN exception_request f ON f.id = r.follows_id
 WHERE r.id = $1::bigint

-- name: exception_show_clauses
-- The clauses of the last revision in its order, with their text as it was chosen; is_superseded: the clause
-- reads differently today, or stands no more (BR-EX-14).
SELECT d.code AS document_code, d.title AS document, v.version_no, d.publicity, c.slug, c.number,
       c.heading, without_tokens(c.text) AS text, clause_path(c.id) AS path, c.id AS clause_id,
       n.id IS NULL OR n.text <> c.text AS is_superseded
  FROM exception_current x
 CROSS JOIN LATERAL unnest(x.clauses) WITH ORDINALITY AS o (id, ord)
  JOIN clause c ON c.id = o.id
  JOIN policy_version v ON v.id = c.version_id
  JOIN policy_document d ON d.id = v.document_id
  LEFT JOIN policy_version w ON w.document_id = d.id
                            AND is_in_force(w.in_force_from, w.in_force_to, today())
  LEFT JOIN clause n ON n.version_id = w.id AND n.slug = c.slug
 WHERE x.request_id = $1::bigint AND may_read(d)
 ORDER BY o.ord

-- name: exception_show_steps
SELECT s.seq, s.event, s.to_state, s.actor_role, p.staff_no AS actor_no, person_name(p) AS actor,
       s.acting_record_id IS NOT NULL AS is_acting, v.revision_no, s.result, s.text, s.checks,
       s.residual_risk, s.at, s.at <> s.recorded_at AND r.is_migrated AS is_entered_later, s.id AS step_id
  FROM exception_step s
  JOIN exception_request r ON r.id = s.request_id
  JOIN person p ON p.id = s.actor_id
  LEFT JOIN exception_revision v ON v.id = s.revision_id
 WHERE s.request_id = $1::bigint
 ORDER BY s.seq

-- name: exception_show_periods
SELECT p.period_no, p.period_from, p.period_to, s.event, s.at AS decided_at,
       person_name(a) AS decided_by
  FROM exception_period p
  JOIN exception_step s ON s.id = p.step_id
  JOIN person a ON a.id = s.actor_id
 WHERE p.request_id = $1::bigint
 ORDER BY p.period_no

-- name: exception_show_conditions
SELECT c.id, c.ord, c.text, c.due, m.met_on, c.due < today() AND m.met_on IS NULL AS is_overdue,
       s.seq AS step_seq
  FROM exception_condition c
  JOIN exception_step s ON s.id = c.step_id
  LEFT JOIN exception_condition_met m ON m.condition_id = c.id
 WHERE c.request_id = $1::bigint
 ORDER BY s.seq, c.ord

-- name: exception_show_extensions
SELECT s.seq, e.progress, e.resolution_plan, e.period_from, e.period_to, s.text AS reason, s.at,
       person_name(p) AS filed_by
  FROM exception_extension e
  JOIN exception_step s ON s.id = e.step_id
  JOIN person p ON p.id = s.actor_id
 WHERE e.request_id = $1::bigint
 ORDER BY s.seq

-- name: exception_show_end_reports
SELECT s.seq, e.ended_on, e.result, e.restored, e.media_handled, e.opinion, s.at,
       person_name(p) AS reported_by
  FROM exception_end_report e
  JOIN exception_step s ON s.id = e.step_id
  JOIN person p ON p.id = s.actor_id
 WHERE e.request_id = $1::bigint
 ORDER BY s.seq

-- name: exception_show_reviews
SELECT s.seq, v.still_needed, v.compensating_works, s.text AS note, s.at, person_name(p) AS reviewed_by
  FROM exception_review v
  JOIN exception_step s ON s.id = v.step_id
  JOIN person p ON p.id = s.actor_id
 WHERE v.request_id = $1::bigint
 ORDER BY s.seq

-- name: exception_show_revisions
SELECT v.revision_no, v.frozen_at, v.sha256 FROM exception_revision v
 WHERE v.request_id = $1::bigint ORDER BY v.revision_no
