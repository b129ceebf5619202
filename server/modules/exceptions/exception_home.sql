-- name: exception_tasks
-- 対応が必要な事項: what waits for the viewer, by the roles of today; first what is late, then the oldest. Each
-- request once for each thing to do.
WITH me AS MATERIALIZED (
    SELECT bears(viewer(), 'ciso', today()) AND may('exception_decide') AS is_ciso,
           acts_as_network_security_manager(viewer(), instant()) AND may('exception_opine') AS is_nsm,
           may('exception_check') AS is_secretariat
), lead AS MATERIALIZED (
    SELECT o.org_unit_id FROM own_exception_units() o
), head AS MATERIALIZED (
    SELECT r.org_unit_id FROM effective_role r
     WHERE r.person_id = viewer() AND r.role_code = 'system_security_manager'
       AND is_in_force(r.valid_from, r.valid_to, today()) AND may('exception_draft')
), own AS MATERIALIZED (
    SELECT r.*, r.applicant_unit_id IN (SELECT l.org_unit_id FROM lead l) AS is_own,
           unit_today(r.applicant_unit_id) IN (SELECT h.org_unit_id FROM head h)
           OR r.applicant_role = 'network_security_manager' AND me.is_nsm AS is_managed,
           (exception_end_step(r.id)).event AS end_step
      FROM (SELECT r.* FROM exception_request r
             WHERE r.applicant_unit_id = ANY (ARRAY(SELECT l.org_unit_id FROM lead l))
             UNION ALL
            SELECT r.* FROM exception_request r
             WHERE (SELECT me.is_nsm FROM me) AND r.applicant_role = 'network_security_manager'
               AND r.applicant_unit_id <> ALL (ARRAY(SELECT l.org_unit_id FROM lead l))) r
     CROSS JOIN me
     WHERE r.state NOT IN ('discarded', 'withdrawn', 'refused', 'closed')
), task AS (
    SELECT o.id AS request_id, 'exception_confirm' AS task, tokyo_day(o.updated_at) AS since, NULL::date AS due
      FROM own o WHERE o.state = 'awaiting_manager' AND o.is_managed
     UNION ALL
    SELECT o.id, 'exception_rewrite', tokyo_day(o.updated_at), NULL
      FROM own o WHERE o.state = 'returned' AND o.is_own
     UNION ALL
    SELECT o.id, CASE WHEN EXISTS (SELECT FROM exception_step s
                                    WHERE s.request_id = o.id AND s.event = 'manager_return')
                      THEN 'exception_rewrite' ELSE 'exception_finish_draft' END, tokyo_day(o.updated_at), NULL
      FROM own o WHERE o.state = 'draft' AND o.drafter_id = viewer()
     UNION ALL
    SELECT o.id, CASE WHEN o.is_managed THEN 'exception_extend_or_end' ELSE 'exception_ask_extend_or_end' END, NULL,
           o.period_to
      FROM own o
     WHERE o.is_own AND o.state IN ('permitted', 'permitted_with_conditions')
       AND today() BETWEEN o.period_from AND o.period_to AND o.period_to <= today() + 30
       AND o.end_step IS DISTINCT FROM 'termination_draft'
     UNION ALL
    SELECT e.id, x.task, CASE WHEN e.due IS NULL THEN tokyo_day(e.updated_at) END, e.due
      FROM (SELECT o.*, d.ended_on + setting_integer('exception.end_report_days', 10) AS due
              FROM own o
              JOIN exception_request r ON r.id = o.id
              LEFT JOIN LATERAL exception_ended_on(r) d (ended_on)
                ON o.state = 'revoked' OR d.ended_on < today()
             WHERE o.is_own OR o.is_managed) e
     CROSS JOIN LATERAL (
           SELECT CASE WHEN e.end_step = 'termination_draft' THEN CASE WHEN e.is_managed THEN 'exception_confirm_end' END
                       WHEN e.is_managed THEN CASE WHEN e.due IS NOT NULL THEN 'exception_report_end' END
                       WHEN e.end_step = 'termination_return' THEN 'exception_redraft_end'
                       WHEN e.due IS NOT NULL THEN 'exception_draft_end' END AS task) x
     WHERE x.task IS NOT NULL
     UNION ALL
    SELECT o.id, 'exception_meet_condition', NULL, c.due
      FROM own o JOIN exception_condition c ON c.request_id = o.id
     WHERE o.is_own AND o.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
       AND c.due <= today() + 30
       AND NOT EXISTS (SELECT FROM exception_condition_met m WHERE m.condition_id = c.id)
     UNION ALL
    SELECT o.id, 'exception_review', NULL,
           exception_in_effect_since(o.id) + setting_integer('exception.review_days', 180)
      FROM own o
     WHERE o.is_own AND o.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
       AND today() BETWEEN o.period_from AND o.period_to
       AND today() > exception_in_effect_since(o.id) + setting_integer('exception.review_days', 180)
     UNION ALL
    SELECT o.id, 'exception_follow_up', NULL, o.follow_up_due
      FROM own o
     WHERE o.is_own AND o.state = 'acknowledged' AND o.follow_up_due IS NOT NULL
     UNION ALL
    SELECT o.id, 'exception_take_over', n.valid_from, n.valid_from + 30
      FROM own o
      JOIN org_unit n ON n.id = unit_today(o.applicant_unit_id) AND n.id <> o.applicant_unit_id
     WHERE o.is_managed AND o.state NOT IN ('draft', 'returned')
       AND NOT EXISTS (SELECT FROM exception_step s
                        WHERE s.request_id = o.id AND s.event = 'takeover_confirm'
                          AND tokyo_day(s.at) >= n.valid_from)
     UNION ALL
    SELECT r.id, 'exception_check', tokyo_day(r.filed_at), NULL
      FROM exception_request r CROSS JOIN me WHERE r.state = 'filed' AND me.is_secretariat
     UNION ALL
    SELECT r.id, CASE WHEN x.has_opinion THEN 'exception_forward' ELSE 'exception_opinion' END,
           tokyo_day(r.updated_at), NULL
      FROM exception_request r
     CROSS JOIN me
     CROSS JOIN LATERAL (
           SELECT r.applicant_role = 'network_security_manager'
                  OR EXISTS (SELECT FROM exception_step s
                              WHERE s.request_id = r.id AND s.event = 'nsm_opinion'
                                AND s.revision_id = (SELECT c.id FROM exception_current c
                                                      WHERE c.request_id = r.id)) AS has_opinion) x
     WHERE r.state = 'under_review'
       AND (me.is_secretariat AND x.has_opinion OR me.is_nsm AND NOT x.has_opinion)
     UNION ALL
    SELECT r.id, 'exception_check_end', tokyo_day(r.updated_at), NULL
      FROM exception_request r CROSS JOIN me
     WHERE r.state = 'termination_reported' AND me.is_secretariat
     UNION ALL
    SELECT r.id, CASE r.state WHEN 'reported' THEN 'exception_acknowledge'
                           WHEN 'pending_ciso' THEN 'exception_decide'
                           ELSE 'exception_decide_extension' END,
           CASE WHEN r.state = 'reported' THEN tokyo_day(r.filed_at) ELSE tokyo_day(r.updated_at) END,
           CASE WHEN r.state = 'extension_pending' THEN r.period_to END
      FROM exception_request r CROSS JOIN me
     WHERE r.state IN ('reported', 'pending_ciso', 'extension_pending') AND me.is_ciso
       AND (r.state <> 'extension_pending' OR today() <= r.period_to)
)
SELECT t.task, q.request_no, exception_link(q) AS link, c.title, u.name AS unit, t.since, t.due,
       coalesce(t.due < today(), false) AS is_overdue,
       nullif(business_days_between(t.since, today()), 0) AS waiting_days
  FROM task t
  JOIN exception_request q ON q.id = t.request_id
  JOIN exception_current c ON c.request_id = q.id
  JOIN org_unit u ON u.id = q.applicant_unit_id
 ORDER BY t.due < today() DESC NULLS LAST, coalesce(t.due, t.since), q.id
 LIMIT 30

-- name: exception_watch
-- What the secretariat has to see to in the whole city, counted: the list says which. What waits for the secretariat
-- itself is a task for each request (exception_tasks).
WITH late AS MATERIALIZED (
    SELECT 'end_report_overdue' AS attention, exception_overdue_count() AS items WHERE may('exception_check')
     UNION ALL
    SELECT 'condition_overdue', count(DISTINCT r.id)
      FROM exception_condition c
      JOIN exception_request r ON r.id = c.request_id
     WHERE may('exception_check') AND c.due < (SELECT today())
       AND r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
       AND NOT EXISTS (SELECT FROM exception_condition_met m WHERE m.condition_id = c.id)
)
SELECT l.attention, l.items FROM late l WHERE l.items > 0

-- name: exception_running
-- How many exceptions are in effect, for who reads all of them. No row: the viewer does not.
SELECT count(*) AS running FROM exception_request r
 WHERE may('exception_read_all') AND r.request_no IS NOT NULL
   AND r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
   AND r.period_from <= (SELECT today()) AND r.period_to >= (SELECT today())
HAVING may('exception_read_all')
