-- The figures of BR-EX-18, of what the viewer may see: all that was filed, or the own sections. $1 is the fiscal year; what
-- is in effect, expired or overdue is that of today.

-- part: own
own AS MATERIALIZED (SELECT o.org_unit_id FROM own_exception_units() o)

-- part: seen
r.request_no IS NOT NULL
AND ((SELECT may('exception_read_all'))
     OR r.applicant_unit_id = ANY (ARRAY(SELECT o.org_unit_id FROM own o)))

-- part: year_begins
(make_date($1::integer, 4, 1)::timestamp AT TIME ZONE 'Asia/Tokyo')

-- part: year_ends
(make_date($1::integer + 1, 4, 1)::timestamp AT TIME ZONE 'Asia/Tokyo')

-- part: decided_in_year
r.decided_at >= @year_begins AND r.decided_at < @year_ends AND r.decided_at IS NOT NULL

-- part: open_states
r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')

-- Today, also while an extension of it is asked for: the status of that is its own, and it is counted apart.
-- part: is_running
@open_states AND r.period_from <= today() AND r.period_to >= today()

-- part: in_effect
count(*) FILTER (WHERE r.state <> 'extension_pending') AS in_effect,
count(*) FILTER (WHERE r.state = 'extension_pending') AS extension_pending

-- part: end_report_days
(SELECT setting_integer('exception.end_report_days', 10))

-- A permission that was revoked: its report is due some days after that.
-- BR-EX-08: extended more than twice, for the committee.
-- part: is_perpetual
r.id = ANY (ARRAY(SELECT s.request_id FROM exception_step s WHERE s.event = 'extension_permit'
                  GROUP BY s.request_id HAVING count(*) > 1))
AND (SELECT count(*) FROM exception_step s WHERE s.request_id = r.id AND s.event = 'extension_permit')
    + (r.state = 'extension_pending')::integer > 2

-- part: is_overdue_revocation
r.state = 'revoked'
AND tokyo_day((SELECT s.at FROM exception_step s
                WHERE s.request_id = r.id AND s.to_state <> s.from_state
                ORDER BY s.seq DESC LIMIT 1))
    < (SELECT today() - setting_integer('exception.end_report_days', 10))

-- name: exception_statistics_figures
WITH @own, filed AS MATERIALIZED (
    SELECT r.kind, count(*) AS n FROM exception_request r
     WHERE r.fiscal_year = $1::integer AND @seen GROUP BY 1
), decided AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE r.decision = 'permitted') AS permitted,
           count(*) FILTER (WHERE r.decision = 'permitted_with_conditions') AS permitted_with_conditions,
           count(*) FILTER (WHERE r.decision = 'refused') AS refused,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY tokyo_day(r.decided_at) - tokyo_day(r.filed_at))
               AS median_days
      FROM exception_request r
     WHERE @decided_in_year AND @seen
), open AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE r.period_to < today()) AS expired,
           count(*) FILTER (WHERE r.period_to < today() - @end_report_days) AS overdue
      FROM exception_request r
     WHERE @open_states AND r.period_to < today() AND @seen
), running AS MATERIALIZED (
    SELECT @in_effect FROM exception_request r WHERE @is_running AND @seen
), perpetual AS MATERIALIZED (
    SELECT count(*) AS n FROM exception_request r WHERE @open_states AND @is_perpetual AND @seen
), revoked AS MATERIALIZED (
    SELECT count(*) AS overdue FROM exception_request r
     WHERE @is_overdue_revocation AND @seen
)
SELECT $1::integer AS fiscal_year, $1::integer = fiscal_year(today()) AS is_this_year,
       coalesce((SELECT f.n FROM filed f WHERE f.kind = 'prior'), 0) AS filed,
       coalesce((SELECT f.n FROM filed f WHERE f.kind = 'emergency'), 0) AS emergencies,
       d.permitted, d.permitted_with_conditions, d.refused, round(d.median_days::numeric, 1) AS median_days,
       n.in_effect, n.extension_pending, o.expired, o.overdue + r.overdue AS end_reports_overdue,
       p.n AS perpetual, today() AS "on",
       (SELECT may('exception_read_all')) AS is_of_all_sections
  FROM decided d, open o, running n, revoked r, perpetual p

-- name: exception_statistics_months
-- The twelve months of the fiscal year.
WITH @own, month AS MATERIALIZED (
    SELECT day::date AS month, day AT TIME ZONE 'Asia/Tokyo' AS begins,
           (day + interval '1 month') AT TIME ZONE 'Asia/Tokyo' AS ends
      FROM generate_series(make_date($1::integer, 4, 1)::timestamp,
                           make_date($1::integer + 1, 3, 1)::timestamp, interval '1 month') AS day
)
SELECT to_char(m.month, 'YYYY-MM') AS month, extract(month FROM m.month)::integer AS month_no,
       f.filed, d.permitted, d.refused
  FROM month m
 CROSS JOIN LATERAL (
       SELECT count(*) AS filed
         FROM exception_request r
        WHERE r.fiscal_year = $1::integer AND r.filed_at >= m.begins AND r.filed_at < m.ends
          AND @seen) f
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE r.decision <> 'refused') AS permitted,
              count(*) FILTER (WHERE r.decision = 'refused') AS refused
         FROM exception_request r
        WHERE r.decided_at >= m.begins AND r.decided_at < m.ends AND r.decided_at IS NOT NULL
          AND @seen) d
 ORDER BY m.month

-- name: exception_statistics_clauses
-- In effect today, by clause, the most first; share: of both counts, in hundredths of the largest.
WITH @own, named AS MATERIALIZED (
    SELECT v.document_id, c.slug,
           count(DISTINCT r.id) FILTER (WHERE r.state <> 'extension_pending') AS in_effect,
           count(DISTINCT r.id) FILTER (WHERE r.state = 'extension_pending') AS extension_pending
      FROM exception_request r
     CROSS JOIN LATERAL (SELECT x.clauses FROM exception_revision x
                          WHERE x.request_id = r.id ORDER BY x.revision_no DESC LIMIT 1) x
     CROSS JOIN LATERAL unnest(x.clauses) AS o (id)
      JOIN clause c ON c.id = o.id
      JOIN policy_version v ON v.id = c.version_id
     WHERE @is_running AND @seen
     GROUP BY 1, 2
)
SELECT d.code AS document_code, d.level AS volume, d.title AS document, n.slug, c.code,
       without_tokens(c.heading) AS heading,
       n.in_effect, n.extension_pending,
       ((n.in_effect + n.extension_pending) * 100
        / max(n.in_effect + n.extension_pending) OVER ())::integer AS share
  FROM named n
  JOIN policy_document d ON d.id = n.document_id
 CROSS JOIN LATERAL (
       SELECT c.code, c.heading, c.ord
         FROM policy_version v JOIN clause c ON c.version_id = v.id AND c.slug = n.slug
        WHERE v.document_id = d.id ORDER BY v.in_force_from DESC LIMIT 1) c
 WHERE may_read(d)
 ORDER BY n.in_effect + n.extension_pending DESC, d.sort_order, c.ord
 LIMIT 20

-- name: exception_statistics_departments
-- By department: in effect today, and what was filed and decided in the year.
WITH @own, counted AS MATERIALIZED (
    SELECT r.applicant_unit_id AS unit, @in_effect, 0::bigint AS filed, 0::bigint AS permitted,
           0::bigint AS refused
      FROM exception_request r WHERE @is_running AND @seen GROUP BY 1
    UNION ALL
    SELECT r.applicant_unit_id, 0, 0, count(*), 0, 0
      FROM exception_request r WHERE r.fiscal_year = $1::integer AND @seen GROUP BY 1
    UNION ALL
    SELECT r.applicant_unit_id, 0, 0, 0, count(*) FILTER (WHERE r.decision <> 'refused'),
           count(*) FILTER (WHERE r.decision = 'refused')
      FROM exception_request r WHERE @decided_in_year AND @seen GROUP BY 1
), department AS (
    SELECT l.department_code, l.department_name AS department, sum(c.in_effect)::bigint AS in_effect,
           sum(c.extension_pending)::bigint AS extension_pending, sum(c.filed)::bigint AS filed,
           sum(c.permitted)::bigint AS permitted, sum(c.refused)::bigint AS refused
      FROM counted c
      JOIN unit_place l ON l.org_unit_id = c.unit
     GROUP BY l.department_code, l.department_name
)
SELECT d.*, ((d.in_effect + d.extension_pending) * 100
             / greatest(max(d.in_effect + d.extension_pending) OVER (), 1))::integer AS share
  FROM department d
 ORDER BY d.in_effect + d.extension_pending DESC, d.department_code

-- name: exception_statistics_sections
-- The sections whose end reports are overdue, for the list to the CISO (BR-EX-10).
WITH @own
SELECT u.code AS unit_code, u.name AS unit, count(*) AS end_reports_overdue
  FROM exception_request r
  JOIN org_unit u ON u.id = r.applicant_unit_id
 WHERE (@open_states AND r.period_to < today() - @end_report_days
        OR @is_overdue_revocation)
   AND @seen
 GROUP BY u.code, u.name
 ORDER BY 3 DESC, u.code
