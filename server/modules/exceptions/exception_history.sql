-- The history of an exception: who did what when, and what each revision changed. $1 is the request's id.

-- name: exception_history_steps
SELECT s.seq, s.at, CASE WHEN s.at <> s.recorded_at AND r.is_migrated THEN s.recorded_at END AS entered_at, s.event,
       s.actor_role, p.staff_no AS actor_no, person_name(p) AS actor, is_done_in_place(s) AS is_acting,
       jsonb_build_object('status', s.from_state) AS before_status,
       jsonb_build_object('status', s.to_state) AS after_status, s.from_state <> s.to_state AS is_moved,
       v.revision_no, s.text,
       CASE WHEN s.event IN ('nsm_opinion', 'iso_opinion', 'expert_advice') THEN s.result END AS opinion_result,
       s.residual_risk
  FROM exception_step s
  JOIN exception_request r ON r.id = s.request_id
  JOIN person p ON p.id = s.actor_id
  LEFT JOIN exception_revision v ON v.id = s.revision_id
 WHERE s.request_id = $1::bigint
 ORDER BY s.seq

-- name: exception_history_revisions
-- The last first.
SELECT v.id AS _id, v.revision_no, v.revision_no = 1 AS is_first, v.frozen_at, v.sha256, v.updated_at,
       person_name(p) AS written_by
  FROM exception_revision v
  LEFT JOIN person p ON p.id = v.updated_by
 WHERE v.request_id = $1::bigint
 ORDER BY v.revision_no DESC

-- name: exception_history_changes
-- What differs from the revision before, in the order of the form. Of a text the words that both have in front and
-- behind stand in head and tail.
WITH said AS (
    SELECT v.id, v.revision_no, f.ord, f.field, f.kind, f.value
      FROM exception_revision v
     CROSS JOIN LATERAL (VALUES
           (1, 'title', 'text', v.title),
           (2, 'clauses', 'text',
            (SELECT coalesce(string_agg(d.title || '（第' || pv.version_no || '版）' || c.code, E'\n' ORDER BY o.ord), '')
               FROM unnest(v.clauses) WITH ORDINALITY o (id, ord)
               JOIN clause c ON c.id = o.id
               JOIN policy_version pv ON pv.id = c.version_id
               JOIN policy_document d ON d.id = pv.document_id
              WHERE may_read(d))),
           (3, 'requirement_text', 'text', v.requirement_text),
           (4, 'measure_type', 'code', v.measure_type),
           (5, 'ground_difficulty', 'text', v.ground_difficulty),
           (6, 'ground_continuity', 'text', v.ground_continuity),
           (7, 'ground_reason', 'text', v.ground_reason),
           (8, 'started_at', 'code', to_char(v.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
           (9, 'urgency_reason', 'text', v.urgency_reason),
           (10, 'why_unavoidable', 'text', v.why_unavoidable),
           (11, 'measure_text', 'text', v.measure_text),
           (12, 'compensating', 'text', v.compensating),
           (13, 'threats', 'list', v.threats::text),
           (14, 'risk_text', 'text', v.risk_text),
           (15, 'residual_risk', 'code', v.residual_risk),
           (16, 'assets', 'text', v.assets),
           (17, 'no_asset_reason', 'text', v.no_asset_reason),
           (18, 'info_class', 'code', v.info_class),
           (19, 'users', 'text', v.users),
           (20, 'period_from', 'code', v.period_from::text),
           (21, 'period_to', 'code', v.period_to::text),
           (22, 'resolution_plan', 'text', v.resolution_plan),
           (23, 'current_condition', 'text', v.current_condition),
           (24, 'ended_at', 'code', to_char(v.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
           (25, 'still_needed', 'code', CASE v.still_needed WHEN true THEN 'yes' WHEN false THEN 'no' END),
           (26, 'delay_reason', 'text', v.delay_reason)) AS f (ord, field, kind, value)
     WHERE v.request_id = $1::bigint)
SELECT n.id AS _of, n.field AS exception_field, n.kind = 'text' AS is_text, n.kind = 'list' AS is_list,
       CASE WHEN n.kind = 'text' THEN left(n.value, h.length) END AS head,
       CASE WHEN n.kind = 'text' THEN substr(b.value, h.length + 1, length(b.value) - h.length - t.length) END AS removed,
       CASE WHEN n.kind = 'text' THEN substr(n.value, h.length + 1, length(n.value) - h.length - t.length) END AS added,
       CASE WHEN n.kind = 'text' THEN right(n.value, t.length) END AS tail,
       CASE WHEN n.kind = 'code' THEN jsonb_build_object(n.field, b.value) END AS before,
       CASE WHEN n.kind = 'code' THEN jsonb_build_object(n.field, n.value) END AS after,
       CASE WHEN n.kind = 'list' THEN (SELECT jsonb_agg(jsonb_build_object(n.field, x)) FROM unnest(b.value::text[]) x) END
           AS before_list,
       CASE WHEN n.kind = 'list' THEN (SELECT jsonb_agg(jsonb_build_object(n.field, x)) FROM unnest(n.value::text[]) x) END
           AS after_list
  FROM said n
  JOIN said b ON b.field = n.field AND b.revision_no = n.revision_no - 1 AND b.value IS DISTINCT FROM n.value
 CROSS JOIN LATERAL (
       SELECT coalesce(max(i), 0) AS length
         FROM generate_series(1, least(length(b.value), length(n.value))) i
        WHERE n.kind = 'text' AND left(b.value, i) = left(n.value, i)) h
 CROSS JOIN LATERAL (
       SELECT coalesce(max(i), 0) AS length
         FROM generate_series(1, least(length(b.value), length(n.value)) - h.length) i
        WHERE n.kind = 'text' AND right(b.value, i) = right(n.value, i)) t
 ORDER BY n.revision_no, n.ord
