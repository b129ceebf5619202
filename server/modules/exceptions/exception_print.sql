-- The printed forms 1 to 6 of an exception (domain 5.2). $1 is the request's id; whoever asks has been let in.

-- name: exception_print_request
-- What all forms show, of one frozen revision: the one decided on for the notice of a decision ($2 form number), else
-- the last. No row: nothing has been filed, or this request has no such form.
SELECT r.request_no, r.kind, r.applicant_role, l.full_name AS unit, h.post AS applicant_post,
       person_name(a) AS applicant, person_name(d) AS drafter, r.filed_at, r.decided_at, r.decision,
       $2 = '1' AND r.decided_at IS NULL AS awaits_decision,
       r.period_from AS permitted_from, r.period_to AS permitted_to,
       setting_integer('exception.end_report_days', 10) AS end_report_days, r.outcome,
       v.revision_no, v.sha256, v.frozen_at, v.title, v.requirement_text, v.measure_type,
       v.measure_type = 'alternative_method' AS is_alternative,
       v.measure_type = 'non_implementation' AS is_omission, v.ground_difficulty, v.ground_continuity,
       v.ground_reason, v.measure_text, v.compensating,
       (SELECT jsonb_agg(jsonb_build_object('threats', t.code)) FROM unnest(v.threats) t (code)) AS threat_words,
       v.risk_text, v.residual_risk, v.residual_risk = 'low' AS is_low, v.residual_risk = 'middle' AS is_middle,
       v.residual_risk = 'high' AS is_high, v.assets, v.no_asset_reason, v.info_class, v.users,
       v.period_from, v.period_to, v.resolution_plan, v.started_at, v.urgency_reason, v.why_unavoidable,
       v.oral_report_at, v.oral_report_to, v.current_condition, v.ended_at, v.still_needed, v.delay_reason
  FROM exception_request r
 CROSS JOIN LATERAL (
       SELECT x.* FROM exception_revision x
        WHERE x.request_id = r.id AND x.frozen_at IS NOT NULL
          AND ($2 <> '2' OR x.id = (SELECT s.revision_id FROM exception_step s
                                     WHERE s.request_id = r.id
                                       AND s.event IN ('permit', 'permit_with_conditions', 'refuse')))
        ORDER BY x.revision_no DESC LIMIT 1) v
  JOIN unit_place l ON l.org_unit_id = r.applicant_unit_id
  JOIN person d ON d.id = r.drafter_id
  JOIN person a ON a.id = r.applicant_id
  LEFT JOIN unit_head(tokyo_day(r.filed_at)) h ON h.org_unit_id = r.applicant_unit_id AND h.person_id = a.id
 WHERE r.id = $1::bigint AND r.request_no IS NOT NULL
   AND CASE $2 WHEN '1' THEN r.kind = 'prior'
               WHEN '2' THEN r.decision IS NOT NULL AND NOT r.is_migrated
               WHEN '3' THEN EXISTS (SELECT FROM exception_extension e WHERE e.request_id = r.id)
               WHEN '4' THEN r.kind = 'emergency'
               WHEN '5' THEN EXISTS (SELECT FROM exception_end_report e WHERE e.request_id = r.id)
               WHEN '6' THEN EXISTS (SELECT FROM exception_step s WHERE s.request_id = r.id AND s.event = 'revoke')
               ELSE false END

-- name: exception_print_clauses
-- Of the same revision. $2 form number.
SELECT d.title AS document, v.version_no, c.code AS clause_code, c.heading
  FROM exception_revision x
 CROSS JOIN LATERAL unnest(x.clauses) WITH ORDINALITY AS o (id, ord)
  JOIN clause c ON c.id = o.id
  JOIN policy_version v ON v.id = c.version_id
  JOIN policy_document d ON d.id = v.document_id
 WHERE x.id = (SELECT coalesce(CASE WHEN $2 = '2' THEN
                      (SELECT s.revision_id FROM exception_step s
                        WHERE s.request_id = $1::bigint
                          AND s.event IN ('permit', 'permit_with_conditions', 'refuse')) END,
                      (SELECT y.id FROM exception_revision y
                        WHERE y.request_id = $1::bigint AND y.frozen_at IS NOT NULL
                        ORDER BY y.revision_no DESC LIMIT 1)))
   AND may_read(d)
 ORDER BY o.ord

-- name: exception_print_check
-- The secretariat's check of the last frozen revision, which form 1 shows while the next is being written.
SELECT s.checks, (SELECT jsonb_agg(jsonb_build_object('checks', t.code)) FROM unnest(s.checks) t (code)) AS check_words,
       s.text, s.at, person_name(p) AS actor
  FROM exception_step s
  JOIN person p ON p.id = s.actor_id
 WHERE s.request_id = $1::bigint AND s.event = 'secretariat_check'
   AND s.revision_id = (SELECT x.id FROM exception_revision x
                         WHERE x.request_id = $1::bigint AND x.frozen_at IS NOT NULL
                         ORDER BY x.revision_no DESC LIMIT 1)
 ORDER BY s.seq DESC LIMIT 1

-- name: exception_print_block
-- The decision block (決裁欄): who did what in which role, and 代. $2 form number, $3 the step the form is about or NULL.
SELECT s.event, s.actor_role, person_name(p) AS actor, s.at, is_done_in_place(s) AS is_acting, s.result,
       s.text, s.residual_risk
  FROM exception_step s
  JOIN person p ON p.id = s.actor_id
  LEFT JOIN exception_step f ON f.request_id = s.request_id AND f.seq = $3::integer
 WHERE s.request_id = $1::bigint
   AND (f.seq IS NULL OR s.seq >= f.seq)
   AND s.event = ANY (CASE $2
           WHEN '1' THEN '{manager_file,secretariat_check,nsm_opinion,iso_opinion,forward,permit,permit_with_conditions,refuse}'
           WHEN '2' THEN '{permit,permit_with_conditions,refuse}'
           WHEN '3' THEN '{extension_file,extension_permit,extension_refuse}'
           WHEN '4' THEN '{manager_file,ciso_acknowledge}'
           WHEN '5' THEN '{termination_report,termination_accept,termination_reject}'
           ELSE '{revoke}' END::text[])
   AND s.seq < coalesce((SELECT min(n.seq) FROM exception_step n
                          WHERE n.request_id = s.request_id AND n.seq > f.seq AND n.event = f.event),
                        s.seq + 1)
 ORDER BY s.seq

-- name: exception_print_decision
SELECT s.event, s.event AS decision_word, s.text AS reason, s.at, person_name(p) AS decided_by,
       d.period_from, d.period_to
  FROM exception_step s
  JOIN person p ON p.id = s.actor_id
  LEFT JOIN exception_period d ON d.step_id = s.id
 WHERE s.request_id = $1::bigint
   AND s.event IN ('permit', 'permit_with_conditions', 'refuse', 'ciso_acknowledge')

-- name: exception_print_conditions
-- Those of the decision itself, not of an extension.
SELECT c.ord, c.text, c.due
  FROM exception_condition c
  JOIN exception_step s ON s.id = c.step_id AND s.event <> 'extension_permit'
 WHERE c.request_id = $1::bigint
 ORDER BY s.seq, c.ord

-- name: exception_print_extension
-- $2 the step's number, or NULL: the last.
SELECT s.seq, e.progress, e.resolution_plan, e.period_from, e.period_to, s.text AS reason, s.at,
       person_name(p) AS filed_by, s.actor_role, is_done_in_place(s) AS is_acting,
       (SELECT max(x.period_to) FROM exception_period x WHERE x.request_id = s.request_id
           AND x.period_to < e.period_from) AS running_to
  FROM exception_extension e
  JOIN exception_step s ON s.id = e.step_id
  JOIN person p ON p.id = s.actor_id
 WHERE e.request_id = $1::bigint AND ($2::integer IS NULL OR s.seq = $2::integer)
 ORDER BY s.seq DESC LIMIT 1

-- name: exception_print_end
-- $2 the step's number, or NULL: the last.
SELECT s.seq, e.ended_on, e.result, e.restored, e.media_handled, e.opinion, s.at,
       person_name(p) AS reported_by, s.actor_role, is_done_in_place(s) AS is_acting
  FROM exception_end_report e
  JOIN exception_step s ON s.id = e.step_id
  JOIN person p ON p.id = s.actor_id
 WHERE e.request_id = $1::bigint AND ($2::integer IS NULL OR s.seq = $2::integer)
 ORDER BY s.seq DESC LIMIT 1

-- name: exception_print_revocation
SELECT s.text AS reason, s.at, person_name(p) AS revoked_by,
       tokyo_day(s.at) + setting_integer('exception.end_report_days', 10) AS end_report_due
  FROM exception_step s
  JOIN person p ON p.id = s.actor_id
 WHERE s.request_id = $1::bigint AND s.event = 'revoke'
