-- 例外措置: what its rules need, and its steps. Lists are in exception_list.sql.

-- name: exception_lock
-- Before it is changed; exception_rules then reads what holds. $1 number or NULL, $2 id.
SELECT r.id FROM exception_request r
 WHERE r.request_no = $1 OR $1::text IS NULL AND r.id = $2::bigint FOR UPDATE

-- name: exception_rules
-- The request as its rules see it, and what the viewer is for it. $1 number, or NULL and $2 the id of one
-- without a number. No row: there is none, or the viewer may not know of it.
SELECT r.id, r.request_no, r.kind, r.state,
       exception_status(r.state, r.period_from, r.period_to, today()) AS status,
       r.period_from, r.period_to, r.row_version AS version,
       r.applicant_role = 'network_security_manager' AS is_applicant_network_security_manager,
       exception_resumes(r) AS resumes,
       EXISTS (SELECT FROM exception_step s
                WHERE s.request_id = r.id AND s.event = 'nsm_opinion'
                  AND s.revision_id = (SELECT c.id FROM exception_current c WHERE c.request_id = r.id))
           AS has_opinion,
       coalesce((exception_end_step(r.id)).event = 'termination_draft', false) AS has_end_draft,
       unit_today(r.applicant_unit_id) <> r.applicant_unit_id
           AND NOT EXISTS (SELECT FROM exception_step s
                            WHERE s.request_id = r.id AND s.event = 'takeover_confirm'
                              AND tokyo_day(s.at) >= (SELECT n.valid_from FROM org_unit n
                                            WHERE n.id = unit_today(r.applicant_unit_id)))
           AS awaits_takeover,
       r.drafter_id = viewer() AS is_drafter,
       bears_for_unit(viewer(), 'it_promotion_leader', unit_today(r.applicant_unit_id), today())
           AND may('exception_draft') AS is_leader,
       manages_exception(r, viewer(), instant()) AND may('exception_draft') AS is_manager,
       may('exception_check') AS is_secretariat,
       acts_as_network_security_manager(viewer(), instant()) AND may('exception_opine')
           AS is_network_security_manager,
       bears(viewer(), 'information_security_officer', today()) AND may('exception_opine')
           AS is_information_security_officer,
       decides_exception(r, viewer(), instant()) AND may('exception_decide') AS is_ciso,
       coalesce(person_name(p), 'ほかの利用者') AS updated_by,
       moment_text(r.updated_at) AS updated_at
  FROM exception_request r
  LEFT JOIN person p ON p.id = r.updated_by
 WHERE (r.request_no = $1 OR $1::text IS NULL AND r.id = $2::bigint) AND sees_exception(r)

-- name: exception_step_add
-- $1 request, $2 event, $3 state it is in, $4 state it goes to, $5 text, $6 result or NULL, $7 checks,
-- $8 residual risk or NULL, $9 the role in which it is done, $10 the record of acting in another's place or NULL.
INSERT INTO exception_step (request_id, event, from_state, to_state, text, result, checks,
                            residual_risk, actor_role, acting_record_id)
VALUES ($1::bigint, $2, $3, $4, coalesce($5, ''), $6, coalesce($7::text[], '{}'), $8, $9, $10::bigint)
RETURNING id

-- name: exception_period_add
-- $1 request, $2 step, $3 from, $4 to.
INSERT INTO exception_period (request_id, step_id, period_from, period_to)
VALUES ($1::bigint, $2::bigint, $3::date, $4::date)

-- name: exception_condition_add
-- $1 request, $2 step, $3 place, $4 text, $5 due or NULL.
INSERT INTO exception_condition (request_id, step_id, ord, text, due)
VALUES ($1::bigint, $2::bigint, $3::integer, $4, $5::date)

-- name: exception_extension_add
-- $1 request, $2 step, $3 progress, $4 plan, $5 to; it begins the day after the running period ends.
INSERT INTO exception_extension (request_id, step_id, progress, resolution_plan, period_from, period_to)
SELECT r.id, $2::bigint, $3, $4, r.period_to + 1, $5::date FROM exception_request r WHERE r.id = $1::bigint

-- name: exception_extension_asked
-- What the extension that waits asks for. $1 request.
SELECT e.period_from, e.period_to FROM exception_extension e
 WHERE e.request_id = $1::bigint ORDER BY e.step_id DESC LIMIT 1

-- name: exception_end_report_add
-- $1 request, $2 step, $3 ended on, $4 result, $5 restored, $6 media, $7 opinion.
INSERT INTO exception_end_report (request_id, step_id, ended_on, result, restored, media_handled, opinion)
VALUES ($1::bigint, $2::bigint, $3::date, $4, $5, $6, coalesce($7, ''))

-- name: exception_end_draft_add
-- $1 request, $2 step, $3 ended on, $4 result, $5 restored, $6 media, $7 opinion.
INSERT INTO exception_end_draft (request_id, step_id, ended_on, result, restored, media_handled, opinion)
VALUES ($1::bigint, $2::bigint, $3::date, $4, $5, $6, coalesce($7, ''))

-- name: exception_review_add
-- $1 request, $2 step, $3 still needed, $4 whether the compensating measures work.
INSERT INTO exception_review (request_id, step_id, still_needed, compensating_works)
VALUES ($1::bigint, $2::bigint, $3::boolean, $4::boolean)

-- name: exception_condition_meet
-- $1 request, $2 step, $3 condition, $4 day. No row: the request has no such condition.
INSERT INTO exception_condition_met (condition_id, step_id, met_on)
SELECT c.id, $2::bigint, $4::date FROM exception_condition c
 WHERE c.request_id = $1::bigint AND c.id::text = $3
RETURNING condition_id

-- name: exception_address
-- $1 request. event: what was done last.
SELECT r.request_no,
       (SELECT s.event FROM exception_step s WHERE s.request_id = r.id ORDER BY s.seq DESC LIMIT 1) AS event
  FROM exception_request r WHERE r.id = $1::bigint
