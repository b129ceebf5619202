-- The draft of an exception. Its text stands in the last revision of the request until it is filed.

-- name: exception_draft_units
-- The sections the viewer may write for, with the role in which their manager files: a leader's and a
-- head's own; the secretariat takes down for any section. $1 code of the one chosen.
SELECT u.id, u.code, l.full_name AS name, u.code = $1 AS is_chosen,
       CASE WHEN u.is_coordinating_section THEN 'network_security_manager'
            ELSE 'system_security_manager' END AS applicant_role,
       h.name AS manager, h.post AS manager_post
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN unit_head(today()) h ON h.org_unit_id = u.id
 WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today())
   AND (may('exception_check')
        OR u.id IN (SELECT o.org_unit_id FROM own_exception_units() o))
 ORDER BY u.code

-- name: exception_draft_begin
-- $1 kind, $2 section's id, $3 role of the applicant, $4 number of the emergency report it goes on from or NULL.
INSERT INTO exception_request (kind, applicant_role, applicant_unit_id, drafter_id, follows_id)
SELECT $1, $3, $2::bigint, viewer(), (SELECT f.id FROM exception_request f
                                       WHERE f.request_no = $4 AND f.kind = 'emergency'
                                         AND sees_exception(f))
RETURNING id, row_version

-- name: exception_draft_revision
-- The first one; what goes on from an emergency report begins with what that says. $1 request.
INSERT INTO exception_revision (request_id, title, clauses, requirement_text, measure_text,
                                compensating, threats, risk_text, assets, asset_ids, no_asset_reason,
                                info_class, users)
SELECT r.id, coalesce(c.title, ''), coalesce(c.clauses, '{}'), coalesce(c.requirement_text, ''),
       coalesce(c.measure_text, ''), coalesce(c.compensating, ''), coalesce(c.threats, '{}'),
       coalesce(c.risk_text, ''), coalesce(c.assets, ''), c.asset_ids, coalesce(c.no_asset_reason, ''),
       c.info_class, coalesce(c.users, '')
  FROM exception_request r LEFT JOIN exception_current c ON c.request_id = r.follows_id
 WHERE r.id = $1::bigint

-- name: exception_draft_save
-- $1 request, $2 the fields as JSON, $3 ids of the clauses, $4 numbers of assets to add to the text.
UPDATE exception_revision v
   SET title = f.title, clauses = $3::bigint[], requirement_text = f.requirement_text,
       measure_type = f.measure_type, ground_difficulty = f.ground_difficulty,
       ground_continuity = f.ground_continuity, ground_reason = f.ground_reason,
       measure_text = f.measure_text, compensating = f.compensating, threats = f.threats,
       risk_text = f.risk_text, residual_risk = f.residual_risk,
       assets = asset_lines_added(f.assets, $4::text[]),
       asset_ids = asset_ids_named(asset_lines_added(f.assets, $4::text[])),
       no_asset_reason = f.no_asset_reason,
       info_class = exception_info_class(f.info_class, asset_ids_named(asset_lines_added(f.assets, $4::text[]))),
       users = f.users,
       period_from = f.period_from, period_to = f.period_to, resolution_plan = f.resolution_plan,
       started_at = (f.started_on || ' ' || f.started_time || ' Asia/Tokyo')::timestamptz,
       urgency_reason = f.urgency_reason, why_unavoidable = f.why_unavoidable,
       oral_report_at = (f.oral_report_on || ' ' || f.oral_report_time || ' Asia/Tokyo')::timestamptz,
       oral_report_to = f.oral_report_to, current_condition = f.current_condition,
       ended_at = (f.ended_on || ' ' || f.ended_time || ' Asia/Tokyo')::timestamptz,
       still_needed = f.still_needed, delay_reason = f.delay_reason, updated_at = instant(),
       updated_by = viewer()
  FROM jsonb_to_record($2::jsonb) AS f (
           title text, requirement_text text, measure_type text, ground_difficulty text,
           ground_continuity text, ground_reason text, measure_text text, compensating text,
           threats text[], risk_text text, residual_risk text, assets text, no_asset_reason text,
           info_class text, users text, period_from date, period_to date, resolution_plan text,
           started_on text, started_time text, urgency_reason text, why_unavoidable text,
           oral_report_on text, oral_report_time text, oral_report_to text, current_condition text,
           ended_on text, ended_time text, still_needed boolean, delay_reason text)
 WHERE v.request_id = $1::bigint AND v.frozen_at IS NULL

-- name: exception_draft_touch
-- The request was changed, too: whoever saw the former version is told. $1 request.
UPDATE exception_request SET updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint
RETURNING row_version AS version

-- name: exception_draft_clause
-- A clause by "document/slug": in force today, else one the request names already. $1 request, $2 document,
-- $3 slug. No row: there is none, or the viewer may not read it.
SELECT c.id
  FROM clause c
  JOIN policy_version v ON v.id = c.version_id
  JOIN policy_document d ON d.id = v.document_id
 WHERE d.code = $2 AND c.slug = $3 AND may_read(d)
   AND (is_in_force(v.in_force_from, v.in_force_to, today())
        OR c.id IN (SELECT unnest(x.clauses) FROM exception_current x WHERE x.request_id = $1::bigint))
 ORDER BY is_in_force(v.in_force_from, v.in_force_to, today()) DESC
 LIMIT 1

-- name: exception_draft_stored
-- The last revision as filing judges it. $1 request.
SELECT c.title, cardinality(c.clauses) AS clause_count,
       EXISTS (SELECT FROM clause k JOIN policy_version v ON v.id = k.version_id
                WHERE k.id = ANY (c.clauses)
                  AND NOT is_in_force(v.in_force_from, v.in_force_to, today())) AS has_old_clause,
       c.requirement_text,
       coalesce(c.measure_type, '') AS measure_type, c.ground_difficulty, c.ground_continuity,
       c.ground_reason, c.measure_text, c.compensating, cardinality(c.threats) AS threat_count,
       c.risk_text, coalesce(c.residual_risk, '') AS residual_risk, c.assets, c.no_asset_reason,
       coalesce(c.info_class, '') AS info_class, c.users, coalesce(c.period_from::text, '') AS period_from,
       coalesce(c.period_to::text, '') AS period_to, c.resolution_plan,
       coalesce(c.started_at::text, '') AS started_at, c.started_at > instant() AS is_started_ahead,
       c.urgency_reason, c.why_unavoidable, c.current_condition,
       coalesce(c.still_needed::text, '') AS still_needed, c.delay_reason,
       coalesce(business_days_between(tokyo_day(c.started_at), today()), 0)
           > setting_integer('exception.emergency_days', 3) AS is_late,
       setting_integer('exception.ground_minimum', 20) AS ground_minimum,
       setting_text('exception.within_fiscal_year') IS DISTINCT FROM 'no'
           AND fiscal_year(c.period_to) <> fiscal_year(c.period_from) AS is_beyond_year,
       (fiscal_year(c.period_from) + 1 || '-03-31') AS year_end
  FROM exception_current c
 WHERE c.request_id = $1::bigint

-- name: exception_search_texts
-- What a request is found by. $1 request.
SELECT coalesce(r.request_no, '') AS request_no, u.name AS unit, c.title, c.requirement_text,
       c.measure_text, c.compensating, c.assets, c.ground_difficulty, c.ground_continuity,
       c.ground_reason, c.urgency_reason, c.resolution_plan
  FROM exception_request r
  JOIN exception_current c ON c.request_id = r.id
  JOIN org_unit u ON u.id = r.applicant_unit_id
 WHERE r.id = $1::bigint

-- name: exception_search_save
-- $1 request, $2 folded, $3 its character pairs.
INSERT INTO exception_search (request_id, folded, bigrams) VALUES ($1::bigint, $2, $3::text[])
    ON CONFLICT ON CONSTRAINT exception_search_pk DO UPDATE
       SET folded = EXCLUDED.folded, bigrams = EXCLUDED.bigrams

-- name: exception_form
-- What the form begins with: columns named like its fields. $1 request.
SELECT c.title, ARRAY(SELECT d.code || '/' || k.slug
                        FROM unnest(c.clauses) WITH ORDINALITY AS o (id, ord)
                        JOIN clause k ON k.id = o.id
                        JOIN policy_version v ON v.id = k.version_id
                        JOIN policy_document d ON d.id = v.document_id
                       ORDER BY o.ord) AS clauses,
       c.requirement_text, c.measure_type, c.ground_difficulty, c.ground_continuity, c.ground_reason,
       c.measure_text, c.compensating, c.threats, c.risk_text, c.residual_risk, c.assets,
       c.no_asset_reason, c.info_class, c.users, c.period_from, c.period_to, c.resolution_plan,
       (c.started_at AT TIME ZONE 'Asia/Tokyo')::date AS started_on,
       to_char(c.started_at AT TIME ZONE 'Asia/Tokyo', 'FMHH24:MI') AS started_time,
       c.urgency_reason, c.why_unavoidable, c.current_condition,
       (c.oral_report_at AT TIME ZONE 'Asia/Tokyo')::date AS oral_report_on,
       to_char(c.oral_report_at AT TIME ZONE 'Asia/Tokyo', 'FMHH24:MI') AS oral_report_time,
       c.oral_report_to, (c.ended_at AT TIME ZONE 'Asia/Tokyo')::date AS ended_on,
       to_char(c.ended_at AT TIME ZONE 'Asia/Tokyo', 'FMHH24:MI') AS ended_time,
       CASE c.still_needed WHEN true THEN 'yes' WHEN false THEN 'no' END AS still_needed,
       c.delay_reason, r.row_version AS version
  FROM exception_request r
  JOIN exception_current c ON c.request_id = r.id
 WHERE r.id = $1::bigint

-- name: exception_colleague
-- Whoever may write for the request's section today. $1 request, $2 staff number.
SELECT p.id
  FROM exception_request r
  JOIN effective_role e ON e.org_unit_id = unit_today(r.applicant_unit_id)
                       AND e.role_code IN ('it_promotion_leader', 'system_security_manager')
                       AND is_in_force(e.valid_from, e.valid_to, today())
  JOIN person p ON p.id = e.person_id
 WHERE r.id = $1::bigint AND p.staff_no = $2

-- name: exception_follow_up
-- The emergency report that a prior application goes on from, while it awaits that. $1 the application.
SELECT f.request_no FROM exception_request r JOIN exception_request f ON f.id = r.follows_id
 WHERE r.id = $1::bigint AND f.state = 'acknowledged'
