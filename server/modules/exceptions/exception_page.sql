-- One 例外措置 as its page, its JSON and its printed forms show it. Whoever asks has been let in by
-- exception_rules; $1 is the request's id.

-- name: exception_show
SELECT r.id, r.request_no, r.kind, r.kind = 'emergency' AS is_emergency, r.state, w.status,
       r.row_version AS version, r.is_migrated, r.applicant_role, u.code AS unit_code, u.name AS unit,
       l.full_name AS unit_full, n.code AS unit_now_code, n.name AS unit_now,
       n.id <> u.id AS is_taken_over, w.is_takeover_confirmed, n.valid_from + 30 AS takeover_due, d.staff_no AS drafter_no, person_name(d) AS drafter,
       a.staff_no AS applicant_no, person_name(a) AS applicant, r.filed_at, r.decided_at, r.decision,
       r.period_from AS permitted_from, r.period_to AS permitted_to,
       CASE WHEN w.status IN ('in_effect', 'extension_pending') THEN r.period_to - today() END AS days_left,
       CASE WHEN w.status = 'expired' THEN today() - r.period_to END AS days_over,
       w.end_report_due, w.end_report_due < today() AND w.is_end_report_owed AS is_end_report_overdue,
       w.is_end_report_owed,
       coalesce(w.end_step = 'termination_draft', false) OR w.is_end_report_owed AS is_end_wanted,
       coalesce(w.end_step = 'termination_return', false)
           OR w.is_end_report_owed AND w.end_step IS DISTINCT FROM 'termination_draft' AS is_end_draft_wanted,
       w.extension_count, w.extension_count > 2 AS is_perpetual, w.review_due,
       w.review_due <= today() AS is_review_due, w.waits_since,
       nullif(business_days_between(tokyo_day(w.waits_since), today()), 0) AS waiting_days,
       w.status IN ('in_effect', 'extension_pending') AND r.period_to - today() <= 30 AS is_ending_soon,
       r.decided_at IS NULL AND c.period_from < today() AS is_start_past,
       c.period_to - c.period_from + 1 AS asked_days,
       r.acknowledged_at, r.outcome, r.follow_up_due, f.request_no AS follows,
       r.created_at, r.updated_at, coalesce(person_name(p), '') AS updated_by,
       c.id AS revision_id, c.revision_no, c.frozen_at, c.sha256, left(c.sha256, 12) AS hash_short,
       CASE WHEN r.request_no IS NOT NULL THEN 
                 CASE WHEN r.kind = 'emergency' THEN 4 WHEN r.decision IS NOT NULL AND NOT r.is_migrated THEN 2 ELSE 1 END END
                 AS first_print,
       CASE w.end_step WHEN 'termination_draft' THEN w.end_step ELSE w.status END AS waits_for, may('exception_read_all') AS may_compare,
       r.kind = 'prior' AND r.decided_at IS NOT NULL AND r.decision <> 'refused' OR w.end_step IS NOT NULL AS has_course,
       EXISTS (SELECT FROM exception_condition x WHERE x.request_id = r.id) AS has_conditions,
       w.is_open AND n.id <> u.id AND NOT w.is_takeover_confirmed AS is_takeover_owed,
       r.state = 'acknowledged' AND r.outcome = 'continue_needs_application' AS is_follow_up_owed,
       w.is_open AND EXISTS (SELECT FROM unnest(c.clauses) x (id) WHERE clause_is_superseded(x.id))
           AS has_superseded_clause, c.title, c.requirement_text,
       c.measure_type, c.ground_difficulty, c.ground_continuity, c.ground_reason, c.measure_text,
       c.compensating, c.threats,
       (SELECT jsonb_agg(jsonb_build_object('threats', t.code)) FROM unnest(c.threats) t (code)) AS threat_words,
        c.risk_text, c.residual_risk, c.assets, c.no_asset_reason,
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
 CROSS JOIN LATERAL (
       SELECT exception_status(r.state, r.period_from, r.period_to, today()) AS status,
              r.state IN ('filed', 'under_review', 'pending_ciso', 'permitted', 'permitted_with_conditions',
                          'extension_pending') AS is_open,
              least(r.period_to, tokyo_day(k.revoked_at)) + setting_integer('exception.end_report_days', 10)
                  AS end_report_due,
              r.state = 'revoked'
                  OR exception_status(r.state, r.period_from, r.period_to, today()) = 'expired'
                  AS is_end_report_owed,
              k.extension_count::integer + (r.state = 'extension_pending')::integer AS extension_count,
              CASE WHEN exception_status(r.state, r.period_from, r.period_to, today())
                        IN ('in_effect', 'extension_pending')
                   THEN greatest(r.period_from, tokyo_day(k.reviewed_at))
                        + setting_integer('exception.review_days', 180) END AS review_due,
              CASE WHEN r.state IN ('awaiting_manager', 'filed', 'under_review', 'pending_ciso', 'reported',
                                    'extension_pending', 'termination_reported')
                   THEN k.moved_at END AS waits_since,
              coalesce(tokyo_day(k.confirmed_at) >= n.valid_from, false) AS is_takeover_confirmed,
              (exception_end_step(r.id)).event AS end_step
         FROM (SELECT max(s.at) FILTER (WHERE s.event = 'revoke') AS revoked_at,
                      max(s.at) FILTER (WHERE s.event = 'interim_review') AS reviewed_at,
                      max(s.at) FILTER (WHERE s.event = 'takeover_confirm') AS confirmed_at,
                      max(s.at) FILTER (WHERE s.to_state <> s.from_state) AS moved_at,
                      count(*) FILTER (WHERE s.event = 'extension_permit') AS extension_count
                 FROM exception_step s WHERE s.request_id = r.id) k) w
 WHERE r.id = $1::bigint

-- name: exception_show_clauses
-- The clauses of the last revision in its order, with their text as it was chosen; is_superseded: the clause
-- reads differently today, or stands no more (BR-EX-14).
SELECT d.code AS document_code, d.title AS document,
       coalesce(substring(d.title FROM '＜(.+)＞'), d.title) AS document_short, v.version_no, d.publicity, c.slug, c.code AS clause_code, c.number,
       c.heading, without_tokens(c.text) AS text, clause_path(c.id) AS path, c.id AS clause_id,
       clause_is_superseded(c.id) AS is_superseded
  FROM exception_current x
 CROSS JOIN LATERAL unnest(x.clauses) WITH ORDINALITY AS o (id, ord)
  JOIN clause c ON c.id = o.id
  JOIN policy_version v ON v.id = c.version_id
  JOIN policy_document d ON d.id = v.document_id
 WHERE x.request_id = $1::bigint AND may_read(d)
 ORDER BY o.ord

-- name: exception_show_steps
SELECT s.seq, s.event, s.to_state, s.actor_role, p.staff_no AS actor_no, person_name(p) AS actor,
       is_done_in_place(s) AS is_acting, v.revision_no, s.event IN ('manager_file', 'migrate') AS is_filing,
       s.result,
       CASE WHEN s.event IN ('nsm_opinion', 'iso_opinion', 'expert_advice') THEN s.result END
           AS opinion_result,
       CASE WHEN s.event = 'ciso_acknowledge' THEN s.result END AS outcome, s.text, s.checks,
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
-- $2 the condition whose form was sent, or NULL.
SELECT c.id, c.ord, c.text, c.due, m.met_on, c.due < today() AND m.met_on IS NULL AS is_overdue,
       s.seq AS step_seq, c.id::text = $2 AS is_sent_here
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

-- name: exception_show_end_draft
-- The draft of the report of the end while it waits for the manager, to the section alone: nothing is reported yet.
SELECT d.ended_on, d.result, d.restored, d.media_handled, d.opinion, s.at, person_name(p) AS drafted_by
  FROM exception_request r
 CROSS JOIN LATERAL exception_end_step(r.id) s
  JOIN exception_end_draft d ON d.step_id = s.id AND s.event = 'termination_draft'
  JOIN person p ON p.id = s.actor_id
 WHERE r.id = $1::bigint
   AND r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending', 'revoked', 'acknowledged')
   AND (r.applicant_unit_id IN (SELECT o.org_unit_id FROM own_exception_units() o)
        OR manages_exception(r, viewer(), instant()))

-- name: exception_show_end_reports
SELECT s.seq, e.ended_on, e.ended_on - r.period_to AS days_beyond, e.ended_on > r.period_to AS is_beyond, e.result, e.restored, e.media_handled, e.opinion, s.at,
       person_name(p) AS reported_by
  FROM exception_end_report e
  JOIN exception_request r ON r.id = e.request_id
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

-- name: exception_show_opinions
-- What the officers and the experts said, and about which revision; is_former: it has been written anew since.
SELECT s.event, s.result AS opinion_result, s.text, s.residual_risk, v.revision_no, s.at, s.actor_role,
       person_name(p) AS actor, is_done_in_place(s) AS is_acting, v.id <> c.id AS is_former
  FROM exception_step s
  JOIN person p ON p.id = s.actor_id
  JOIN exception_revision v ON v.id = s.revision_id
  JOIN exception_current c ON c.request_id = s.request_id
 WHERE s.request_id = $1::bigint AND s.event IN ('nsm_opinion', 'iso_opinion', 'expert_advice')
 ORDER BY s.seq

-- name: exception_show_check
-- The secretariat's check of the last revision.
SELECT s.checks, (SELECT jsonb_agg(jsonb_build_object('checks', t.code)) FROM unnest(s.checks) t (code)) AS check_words,
       s.text, s.at, person_name(p) AS actor
  FROM exception_step s
  JOIN person p ON p.id = s.actor_id
 WHERE s.request_id = $1::bigint AND s.event = 'secretariat_check'
   AND s.revision_id = (SELECT c.id FROM exception_current c WHERE c.request_id = $1::bigint)
 ORDER BY s.seq DESC LIMIT 1

-- name: exception_show_decision
-- The CISO's decision, on one exact revision and its hash (BR-EX-07).
SELECT s.event, CASE WHEN s.event = 'ciso_acknowledge' THEN s.result END AS outcome, s.text AS reason, s.at,
       person_name(p) AS decided_by, v.revision_no, v.sha256, left(v.sha256, 12) AS decided_hash,
       d.period_from, d.period_to
  FROM exception_step s
  JOIN person p ON p.id = s.actor_id
  JOIN exception_revision v ON v.id = s.revision_id
  LEFT JOIN exception_period d ON d.step_id = s.id
 WHERE s.request_id = $1::bigint
   AND s.event IN ('permit', 'permit_with_conditions', 'refuse', 'migrate', 'ciso_acknowledge')
 ORDER BY s.seq DESC LIMIT 1

-- name: exception_show_ruling
-- Why it lies where it lies: the last return, withdrawal or revocation, while it holds. is_answered: it has been
-- rewritten since, and the head who confirms it reads beside it what was asked for.
SELECT s.event, s.text AS reason, s.at, person_name(p) AS actor, s.actor_role,
       r.state = 'awaiting_manager' OR coalesce((exception_end_step(r.id)).event = 'termination_draft', false) AS is_answered
  FROM exception_step s
  JOIN exception_request r ON r.id = s.request_id
  JOIN person p ON p.id = s.actor_id
 WHERE s.request_id = $1::bigint
   AND s.seq = (SELECT max(m.seq) FROM exception_step m
                 WHERE m.request_id = r.id AND m.event NOT IN ('hand_over', 'condition_met', 'termination_draft')
                   AND NOT (m.event = 'leader_file' AND r.state = 'awaiting_manager'))
   AND s.event IN ('manager_return', 'return', 'ciso_return', 'withdraw', 'revoke', 'termination_return', 'termination_reject',
                   'extension_refuse')

-- name: exception_show_related
-- Other requests of the section, or to the same clauses in whatever version, for who decides and the officers
-- beside him: what runs comes first. At most 20 rows.
WITH own AS (
    SELECT r.id, array(SELECT x.id FROM org_unit x WHERE unit_today(x.id) = unit_today(r.applicant_unit_id)) AS units,
           array(SELECT o.id FROM unnest(c.clauses) x (id)
                   JOIN clause k ON k.id = x.id
                   JOIN policy_version v ON v.id = k.version_id
                   JOIN policy_version a ON a.document_id = v.document_id
                   JOIN clause o ON o.version_id = a.id AND o.slug = k.slug) AS clauses
      FROM exception_request r
      JOIN exception_current c ON c.request_id = r.id
     WHERE r.id = $1::bigint AND may('exception_read_all')),
near AS (
    SELECT r.id FROM own o JOIN exception_request r ON r.applicant_unit_id = ANY (o.units)
    UNION
    SELECT v.request_id FROM own o JOIN exception_revision v ON v.clauses && o.clauses),
first AS (
    SELECT r.*, exception_status(r.state, r.period_from, r.period_to, today()) AS status
      FROM near n
      JOIN exception_request r ON r.id = n.id AND r.request_no IS NOT NULL AND r.id <> $1::bigint
     ORDER BY exception_status(r.state, r.period_from, r.period_to, today())
                  IN ('in_effect', 'expired', 'extension_pending', 'permitted', 'permitted_with_conditions') DESC,
              r.fiscal_year DESC, r.seq_no DESC
     LIMIT 20)
SELECT f.request_no, c.title, f.kind, u.name AS unit, f.status,
       coalesce(f.period_from, c.period_from) AS period_from, coalesce(f.period_to, c.period_to) AS period_to,
       f.applicant_unit_id = ANY (o.units) AS is_same_unit, c.clauses && o.clauses AS is_same_clause
  FROM own o
 CROSS JOIN first f
 CROSS JOIN LATERAL (SELECT v.title, v.period_from, v.period_to, v.clauses FROM exception_revision v
                      WHERE v.request_id = f.id ORDER BY v.revision_no DESC LIMIT 1) c
  JOIN org_unit u ON u.id = f.applicant_unit_id
 ORDER BY f.status IN ('in_effect', 'expired', 'extension_pending', 'permitted', 'permitted_with_conditions') DESC,
          f.fiscal_year DESC, f.seq_no DESC

-- name: exception_show_prints
-- The printed forms (domain 5.2) for which there is something to print.
SELECT f.n AS form_no
  FROM exception_request r
 CROSS JOIN LATERAL (VALUES
       (1, r.kind = 'prior'),
       (2, r.decision IS NOT NULL AND NOT r.is_migrated),
       (3, EXISTS (SELECT FROM exception_extension e WHERE e.request_id = r.id)),
       (4, r.kind = 'emergency'),
       (5, EXISTS (SELECT FROM exception_end_report e WHERE e.request_id = r.id)),
       (6, EXISTS (SELECT FROM exception_step s WHERE s.request_id = r.id AND s.event = 'revoke'))
       ) AS f (n, is_there)
 WHERE r.id = $1::bigint AND r.request_no IS NOT NULL AND f.is_there
 ORDER BY f.n

-- name: exception_show_done
-- The last step, where the viewer did it himself: what his page confirms. $2 the event its address names.
SELECT s.event AS done,
       CASE WHEN s.event = 'manager_file' AND r.kind = 'emergency' THEN 'emergency_file' ELSE s.event END AS next_of
  FROM exception_step s JOIN exception_request r ON r.id = s.request_id
 WHERE s.request_id = $1::bigint AND s.actor_id = viewer() AND s.event = $2
   AND s.seq = (SELECT max(m.seq) FROM exception_step m WHERE m.request_id = s.request_id)

-- name: exception_show_manager
-- Whom it waits for, while that is the head of the section.
SELECT h.staff_no, h.name, h.post, h.phone_ext
  FROM exception_request r JOIN unit_head(today()) h ON h.org_unit_id = unit_today(r.applicant_unit_id)
 WHERE r.id = $1::bigint
   AND (r.state = 'awaiting_manager' OR (exception_end_step(r.id)).event = 'termination_draft')
 ORDER BY h.kind <> 'holder', h.valid_from DESC LIMIT 1

-- name: exception_asked
-- What a decision begins with: the period asked for, no earlier than today (BR-EX-04).
SELECT greatest(c.period_from, today()) AS period_from, greatest(c.period_to, today()) AS period_to
  FROM exception_current c WHERE c.request_id = $1::bigint

-- name: exception_plan
-- What the request for an extension begins with.
SELECT coalesce((SELECT e.resolution_plan FROM exception_extension e
                  WHERE e.request_id = $1::bigint ORDER BY e.step_id DESC LIMIT 1),
                c.resolution_plan) AS resolution_plan
  FROM exception_current c WHERE c.request_id = $1::bigint

-- name: exception_end_said
-- What a report of the end, and its draft, begin with: what was drafted or reported last.
SELECT e.ended_on, e.result, e.restored, e.media_handled, e.opinion
  FROM (SELECT * FROM exception_end_draft UNION ALL SELECT * FROM exception_end_report) e
 WHERE e.request_id = $1::bigint
 ORDER BY e.step_id DESC LIMIT 1

-- name: exception_show_assets
-- Assets of the register that the last revision names, as far as the viewer may see them; whether the class of one is higher
-- than the one stated. $1 request.
SELECT a.asset_no, a.kind AS asset_kind, a.name AS asset_name, a.status AS asset_status, l.label AS confidentiality,
       l.code IS NOT NULL AND x.info_class IS NOT NULL
           AND array_position('{none,1,2,3C,3B,3A}', x.info_class)
               < array_position('{none,1,2,3C,3B,3A}', replace(l.code, 'MC', '')) AS is_class_higher
  FROM exception_current x
 CROSS JOIN unnest(x.asset_ids) AS n (id)
  JOIN asset a ON a.id = n.id
  LEFT JOIN classification_level l ON l.code = a.confidentiality
 WHERE x.request_id = $1::bigint AND sees_asset(a)
 ORDER BY a.asset_no
