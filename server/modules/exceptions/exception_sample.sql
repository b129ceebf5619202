-- The exceptions of the sample city, loaded by its owner: requests first, then their steps in rounds, each
-- with what it says, through the same triggers as the portal's own. What lies ahead is left out: the
-- sample is shifted by whole fiscal years.

-- name: exception_sample_requests
-- $1 [{ord, unit, kind, follows, drafted_on, clauses: ["document/slug"], asset_nos, …}]: the rest as in
-- exception_revision.
-- The clause is that of the version in force then, or of the first there is; the drafter a leader of the
-- section, or its head. Answers which request got which id.
WITH given AS MATERIALIZED (
    SELECT nextval('exception_request_id_seq') AS id, g.*, u.id AS unit_id, u.is_coordinating_section,
           (g.drafted_on + time '08:50') AT TIME ZONE 'Asia/Tokyo' AS drafted_at
      FROM jsonb_to_recordset($1::jsonb) AS g (
               ord integer, unit text, kind text, follows integer, drafted_on date, clauses jsonb,
               title text, requirement_text text, measure_type text, ground_difficulty text,
               ground_continuity text, ground_reason text, measure_text text, compensating text,
               threats text[], risk_text text, residual_risk text, assets text, asset_nos jsonb, info_class text,
               users text, period_from date, period_to date, resolution_plan text, started text,
               urgency_reason text, why_unavoidable text, oral text, oral_report_to text,
               current_condition text, ended text, still_needed boolean, delay_reason text)
      JOIN org_unit u ON u.code = g.unit
     WHERE g.drafted_on < today()
     ORDER BY g.ord
), drafters AS MATERIALIZED (
    SELECT DISTINCT ON (g.id) g.id, e.person_id
      FROM given g
      JOIN effective_role e ON e.org_unit_id = g.unit_id
                           AND e.role_code IN ('it_promotion_leader', 'system_security_manager')
                           AND is_in_force(e.valid_from, e.valid_to, g.drafted_on)
     ORDER BY g.id, e.role_code, e.person_id
), requests AS (
    INSERT INTO exception_request (id, kind, applicant_role, applicant_unit_id, drafter_id, follows_id,
                                   created_at, created_by)
    OVERRIDING SYSTEM VALUE
    SELECT g.id, g.kind, CASE WHEN g.is_coordinating_section THEN 'network_security_manager'
                              ELSE 'system_security_manager' END,
           g.unit_id, d.person_id, f.id, g.drafted_at, d.person_id
      FROM given g
      LEFT JOIN drafters d ON d.id = g.id
      LEFT JOIN given f ON f.ord = g.follows
     ORDER BY g.id
), revisions AS (
    INSERT INTO exception_revision (request_id, title, clauses, requirement_text, measure_type,
        ground_difficulty, ground_continuity, ground_reason, measure_text, compensating, threats,
        risk_text, residual_risk, assets, asset_ids, info_class, users, period_from, period_to, resolution_plan,
        started_at, urgency_reason, why_unavoidable, oral_report_at, oral_report_to, current_condition,
        ended_at, still_needed, delay_reason, created_at, created_by)
    SELECT g.id, g.title, ARRAY(
               SELECT (SELECT c.id FROM clause c
                         JOIN policy_version v ON v.id = c.version_id
                         JOIN policy_document p ON p.id = v.document_id
                        WHERE p.code || '/' || c.slug = o.code
                        ORDER BY is_in_force(v.in_force_from, v.in_force_to, g.drafted_on) DESC,
                                 v.in_force_from LIMIT 1)
                 FROM jsonb_array_elements_text(g.clauses) WITH ORDINALITY AS o (code, place)
                ORDER BY o.place),
           g.requirement_text, g.measure_type, coalesce(g.ground_difficulty, ''),
           coalesce(g.ground_continuity, ''), coalesce(g.ground_reason, ''), g.measure_text,
           g.compensating, g.threats, g.risk_text, g.residual_risk, g.assets,
           (SELECT array_agg(a.id ORDER BY a.asset_no) FROM asset a WHERE g.asset_nos ? a.asset_no), g.info_class, g.users,
           g.period_from, g.period_to, coalesce(g.resolution_plan, ''),
           (g.started || ' Asia/Tokyo')::timestamptz, coalesce(g.urgency_reason, ''),
           coalesce(g.why_unavoidable, ''), (g.oral || ' Asia/Tokyo')::timestamptz,
           coalesce(g.oral_report_to, ''), coalesce(g.current_condition, ''),
           (g.ended || ' Asia/Tokyo')::timestamptz, g.still_needed, coalesce(g.delay_reason, ''),
           g.drafted_at, d.person_id
      FROM given g LEFT JOIN drafters d ON d.id = g.id
     ORDER BY g.id
)
SELECT id, ord FROM given ORDER BY ord

-- name: exception_sample_steps
-- One step of many requests, in the order of time: numbers follow from it. The actor is who bore the role then;
-- a leader's part is the head's where the section had no leader, and a head has nobody to file to.
-- $1 [{request, event, to_state, day, plus, time, role, text, result, checks, residual_risk, period_from,
-- period_to, conditions: [{text, due}], meets, extension, end, review}]: plus counts business days.
WITH given AS MATERIALIZED (
    SELECT g.*, r.state, r.applicant_role, r.applicant_unit_id,
           (CASE WHEN g.plus > 0 THEN business_day_after(g.day, g.plus) ELSE g.day + g.plus END
            + g.time) AT TIME ZONE 'Asia/Tokyo' AS at
      FROM jsonb_to_recordset($1::jsonb) AS g (
               request bigint, event text, to_state text, day date, plus integer, time time, role text,
               text text, result text, checks text[], residual_risk text, period_from date,
               period_to date, conditions jsonb, meets integer, extension jsonb, "end" jsonb,
               review jsonb)
      JOIN exception_request r ON r.id = g.request
), bearers AS MATERIALIZED (
    SELECT * FROM effective_role
     WHERE role_code IN ('ciso', 'information_security_officer', 'network_security_manager',
                         'system_security_manager', 'it_promotion_leader', 'secretariat')
), borne AS MATERIALIZED (
    SELECT DISTINCT ON (g.request) g.request, e.person_id, e.role_code
      FROM given g
      JOIN bearers e ON e.role_code = CASE WHEN g.role = 'system_security_manager' THEN g.applicant_role
                                           ELSE g.role END
                     OR g.role = 'it_promotion_leader' AND e.role_code = g.applicant_role
                                                       AND g.event <> 'leader_file'
     WHERE (e.org_unit_id IS NULL OR e.org_unit_id = g.applicant_unit_id)
       AND is_in_force(e.valid_from, e.valid_to, tokyo_day(g.at))
     ORDER BY g.request, e.role_code, (SELECT p.staff_no <> '217730' FROM person p WHERE p.id = e.person_id),
              e.person_id
), done AS (
    INSERT INTO exception_step (request_id, event, from_state, to_state, actor_id, actor_role, text,
                                result, checks, residual_risk, at, recorded_at)
    SELECT g.request, g.event, g.state, g.to_state, b.person_id, b.role_code, coalesce(g.text, ''),
           g.result, coalesce(g.checks, '{}'), g.residual_risk, g.at, g.at
      FROM given g
      LEFT JOIN borne b ON b.request = g.request
     WHERE g.at <= instant() AND (b.person_id IS NOT NULL OR g.event <> 'leader_file')
     ORDER BY g.at, g.request
    RETURNING id, request_id
), said AS MATERIALIZED (
    SELECT d.id AS step, g.* FROM done d JOIN given g ON g.request = d.request_id
), periods AS (
    INSERT INTO exception_period (request_id, step_id, period_from, period_to)
    SELECT s.request, s.step, coalesce(s.period_from, x.period_from), coalesce(s.period_to, x.period_to)
      FROM said s
      LEFT JOIN LATERAL (SELECT e.period_from, e.period_to FROM exception_extension e
                          WHERE e.request_id = s.request ORDER BY e.step_id DESC LIMIT 1) x ON true
     WHERE s.event IN ('permit', 'permit_with_conditions', 'extension_permit')
), conditions AS (
    INSERT INTO exception_condition (request_id, step_id, ord, text, due)
    SELECT s.request, s.step, c.ord, c.item ->> 'text', (c.item ->> 'due')::date
      FROM said s CROSS JOIN LATERAL jsonb_array_elements(s.conditions) WITH ORDINALITY AS c (item, ord)
), met AS (
    INSERT INTO exception_condition_met (condition_id, step_id, met_on)
    SELECT c.id, s.step, tokyo_day(s.at)
      FROM said s JOIN exception_condition c ON c.request_id = s.request AND c.ord = s.meets
), extensions AS (
    INSERT INTO exception_extension (step_id, request_id, progress, resolution_plan, period_from, period_to)
    SELECT s.step, s.request, s.extension ->> 'progress', s.extension ->> 'resolution_plan',
           r.period_to + 1, (s.extension ->> 'until')::date
      FROM said s JOIN exception_request r ON r.id = s.request
     WHERE s.extension IS NOT NULL
), ends AS (
    INSERT INTO exception_end_report (step_id, request_id, ended_on, result, restored, media_handled, opinion)
    SELECT s.step, s.request, (s."end" ->> 'ended_on')::date, s."end" ->> 'result', s."end" ->> 'restored',
           s."end" ->> 'media_handled', s."end" ->> 'opinion'
      FROM said s WHERE s."end" IS NOT NULL
)
INSERT INTO exception_review (step_id, request_id, still_needed, compensating_works)
SELECT s.step, s.request, (s.review ->> 'still_needed')::boolean, (s.review ->> 'compensating_works')::boolean
  FROM said s WHERE s.review IS NOT NULL

-- name: exception_sample_revisions
-- What was written into the next revision after a return: a text instead, or one more sentence.
-- $1 [{request, measure_text, add, add_plan}]
UPDATE exception_revision v
   SET measure_text = coalesce(g.measure_text, v.measure_text),
       compensating = v.compensating || coalesce(g.add, ''),
       resolution_plan = v.resolution_plan || coalesce(g.add_plan, '')
  FROM jsonb_to_recordset($1::jsonb) AS g (request bigint, measure_text text, add text, add_plan text)
  JOIN exception_request r ON r.id = g.request AND r.state = 'returned'
 WHERE v.request_id = g.request AND v.frozen_at IS NULL

-- name: exception_sample_touched
-- Who changed a request last, and when, is who did its last step.
UPDATE exception_request r SET updated_at = s.at, updated_by = s.actor_id
  FROM (SELECT DISTINCT ON (request_id) * FROM exception_step ORDER BY request_id, seq DESC) s
 WHERE s.request_id = r.id
