-- 例外措置一覧 and 例外措置管理台帳: which requests, in which order; what of them is shown; how many stand where.
--
-- The lists take filters, each NULL where it is left open: $1 fiscal year, $2 sections (exception_list_units), $3 kind,
-- $4 status, $5 attention (expiring, end_report_overdue, condition_overdue, clause_superseded, perpetual), $6 id of the
-- last row of the page before,
-- $7 at most so many rows, NULL: all; where something is looked for, $8 LIKE patterns of its words, $9 code and $10 slug of
-- a clause; $11 pairs of characters of the words, $12 words of one character, $13 how many that have them are not many yet.
-- They run with plans of their own for what is asked (exception_list_plans): a filter that is NULL is no part of the plan.
--
-- Rights (sees_exception) are written out, so that an index finds what they leave: what has a number and the right to
-- read all of it, or the own sections; and the few without a number.

-- part: own
own AS MATERIALIZED (SELECT o.org_unit_id FROM own_exception_units() o)

-- part: sees_all
(SELECT may('exception_read_all'))

-- part: of_own_section
r.applicant_unit_id = ANY (ARRAY(SELECT o.org_unit_id FROM own o))

-- part: sees_unnumbered
(@of_own_section
 OR (SELECT may('exception_check'))
    AND (r.state = 'awaiting_manager' OR r.state = 'draft' AND r.drafter_id = viewer()))

-- part: is_open_permission
r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')

-- The other states one by one: an index that knows them is read alone.
-- part: is_no_permission
r.state IN ('draft', 'awaiting_manager', 'returned', 'discarded', 'filed', 'under_review', 'pending_ciso',
            'refused', 'withdrawn', 'revoked', 'termination_reported', 'closed', 'reported',
            'acknowledged')

-- A permission that was revoked: its report is due some days after that.
-- part: is_overdue_revocation
r.state = 'revoked'
AND tokyo_day((SELECT s.at FROM exception_step s
                WHERE s.request_id = r.id AND s.to_state <> s.from_state
                ORDER BY s.seq DESC LIMIT 1))
    < (SELECT today() - setting_integer('exception.end_report_days', 10))

-- BR-EX-08: extended more than twice, the one that is applied for included.
-- part: is_perpetual
r.id = ANY (ARRAY(SELECT s.request_id FROM exception_step s WHERE s.event = 'extension_permit'
                  GROUP BY s.request_id HAVING count(*) > 1))
AND (SELECT count(*) FROM exception_step s WHERE s.request_id = r.id AND s.event = 'extension_permit')
    + (r.state = 'extension_pending')::integer > 2

-- part: attention
($5::text IS DISTINCT FROM 'expiring'
 OR @is_open_permission AND r.period_to BETWEEN today() AND today() + 30)
AND ($5::text IS DISTINCT FROM 'end_report_overdue'
     OR @is_open_permission
        AND r.period_to < today() - (SELECT setting_integer('exception.end_report_days', 10))
     OR @is_overdue_revocation)
AND ($5::text IS DISTINCT FROM 'condition_overdue'
     OR @is_open_permission
        AND r.id = ANY (ARRAY(SELECT c.request_id FROM exception_condition c
                               WHERE c.due < (SELECT today())
                                 AND NOT EXISTS (SELECT FROM exception_condition_met m WHERE m.condition_id = c.id))))
AND ($5::text IS DISTINCT FROM 'perpetual'
     OR @is_open_permission AND @is_perpetual)
AND ($5::text IS DISTINCT FROM 'clause_superseded'
     OR @is_open_permission AND r.period_to >= today()
        AND EXISTS (SELECT FROM exception_revision x
                     WHERE x.request_id = r.id AND x.clauses && (SELECT superseded_clauses())
                       AND NOT EXISTS (SELECT FROM exception_revision y
                                        WHERE y.request_id = x.request_id
                                          AND y.revision_no > x.revision_no)))

-- part: narrowing
($1::integer IS NULL OR r.fiscal_year = $1::integer)
AND ($2::bigint[] IS NULL OR r.applicant_unit_id = ANY ($2::bigint[]))
AND ($3::text IS NULL OR r.kind = $3)
AND @attention

-- What was thrown away is listed only where it is asked for.
-- part: of_status
($4::text IS NULL AND r.state <> 'discarded'
 OR r.state = ANY (exception_states($4))
    AND exception_status(r.state, r.period_from, r.period_to, today()) = $4)

-- part: of_order
true

-- Only what waits for somebody stands in this order: since when it does is known of few.
-- part: of_order_waiting
r.state IN ('awaiting_manager', 'filed', 'under_review', 'pending_ciso', 'extension_pending',
            'termination_reported', 'reported')
AND (r.state <> 'extension_pending' OR r.period_to >= today())

-- part: columns
r.id, r.fiscal_year, r.seq_no, r.kind, r.state, r.period_from, r.period_to, r.applicant_unit_id

-- What is seen beside what the right to read all of it shows: a handful.
-- part: few
few AS MATERIALIZED (
    SELECT @columns FROM exception_request r
     WHERE NOT @sees_all AND r.request_no IS NOT NULL AND @of_own_section
    UNION ALL
    SELECT @columns FROM exception_request r
     WHERE r.request_no IS NULL AND @sees_unnumbered
)

-- part: status
exception_status(r.state, r.period_from, r.period_to, d.today)

-- The day once, and not for each row.
-- part: day
day AS MATERIALIZED (SELECT today() AS today)

-- part: clause_hits
SELECT x.request_id
  FROM exception_revision x
 WHERE x.clauses && ARRAY(SELECT c.id
                            FROM policy_document d
                            JOIN policy_version v ON v.document_id = d.id
                            JOIN clause c ON c.version_id = v.id
                           WHERE d.code = $9 AND c.slug = $10 AND may_read(d))
   AND NOT EXISTS (SELECT FROM exception_revision y
                    WHERE y.request_id = x.request_id AND y.revision_no > x.revision_no)

-- What words or a clause find. Words of one character or two are found as they are. Of words that many have, no more are
-- taken than show that they are many.
-- part: found
longer AS MATERIALIZED (
    SELECT ARRAY(SELECT w.pattern FROM unnest($8::text[]) w (pattern)
                  WHERE length(w.pattern) > 4 OR position('\' IN w.pattern) > 0) AS patterns
), found AS MATERIALIZED (
    (SELECT s.request_id
       FROM exception_search s
      WHERE $8::text[] IS NOT NULL AND ($11::text[] IS NULL OR s.bigrams @> $11::text[])
        AND ($12::text[] IS NULL OR string_to_array(s.folded, NULL) @> $12::text[])
        AND CASE WHEN (SELECT cardinality(l.patterns) FROM longer l) > 0
                 THEN s.folded LIKE ALL ((SELECT l.patterns FROM longer l)::text[]) ELSE true END
        AND ($9::text IS NULL OR s.request_id = ANY (ARRAY(@clause_hits)))
      LIMIT $13::bigint + 1)
    UNION ALL
    SELECT h.request_id FROM (@clause_hits) h WHERE $8::text[] IS NULL
), many AS MATERIALIZED (
    SELECT $8::text[] IS NOT NULL AND count(*) > $13::bigint AS are_many FROM found
)

-- part: are_many
(SELECT m.are_many FROM many m)

-- Asked of one row after the other.
-- part: has_words
$8::text[] IS NOT NULL
AND (SELECT s.folded LIKE ALL ($8::text[]) FROM exception_search s WHERE s.request_id = r.id)
AND ($9::text IS NULL OR r.id = ANY (ARRAY(@clause_hits)))

-- part: hit
hit AS MATERIALIZED (
    SELECT @columns FROM found f JOIN exception_request r ON r.id = f.request_id
     WHERE @sees_all AND NOT @are_many AND r.request_no IS NOT NULL AND @narrowing
    UNION ALL
    SELECT @columns FROM found f JOIN few r ON r.id = f.request_id
     WHERE NOT @are_many AND @narrowing
    UNION ALL
    SELECT @columns FROM few r WHERE @are_many AND @narrowing AND @has_words
)

-- The sort orders. `joined` is what a row is sorted by beside its own columns, `key` what is kept of it, `order` the order
-- in the words of an index, `merged` the same of the keys, `after` the rows after the last one of the page before.

-- part: last
last AS MATERIALIZED (
    SELECT r.id, coalesce(r.fiscal_year, 9999) AS fiscal_year, coalesce(r.seq_no, 2147483647) AS seq_no,
           @is_closed AS is_closed, coalesce(r.period_to, 'infinity'::date) AS period_to,
           u.code AS unit_code, exception_waiting_since(r.id) AS since
      FROM exception_request r JOIN org_unit u ON u.id = r.applicant_unit_id
     WHERE r.id = $6::bigint
)

-- part: joined
CROSS JOIN (SELECT) w

-- part: joined_section
JOIN org_unit w ON w.id = r.applicant_unit_id

-- part: joined_waiting
CROSS JOIN LATERAL (SELECT exception_waiting_since(r.id) AS since) w

-- part: is_closed
(r.state NOT IN ('permitted', 'permitted_with_conditions', 'extension_pending'))

-- part: key_number
coalesce(r.fiscal_year, 9999) AS k1, coalesce(r.seq_no, 2147483647) AS k2, r.id

-- part: order_number
r.fiscal_year DESC, r.seq_no DESC, r.id DESC

-- part: merged_number
k1 DESC, k2 DESC, id DESC

-- part: after_number
($6::text IS NULL
 OR (r.fiscal_year, r.seq_no) < ((SELECT l.fiscal_year FROM last l), (SELECT l.seq_no FROM last l)))

-- Also of what has no number, which no index need find.
-- part: after_any
@after

-- part: after_any_number
($6::text IS NULL
 OR (coalesce(r.fiscal_year, 9999), coalesce(r.seq_no, 2147483647), r.id)
    < (SELECT l.fiscal_year, l.seq_no, l.id FROM last l))

-- part: key_section
w.code AS k1, coalesce(r.fiscal_year, 9999) AS k2, coalesce(r.seq_no, 2147483647) AS k3, r.id

-- part: order_section
w.code, r.fiscal_year DESC, r.seq_no DESC, r.id DESC

-- part: merged_section
k1, k2 DESC, k3 DESC, id DESC

-- part: after_section
($6::text IS NULL
 OR w.code >= (SELECT l.unit_code FROM last l)
    AND (w.code > (SELECT l.unit_code FROM last l)
         OR (coalesce(r.fiscal_year, 9999), coalesce(r.seq_no, 2147483647), r.id)
            < (SELECT l.fiscal_year, l.seq_no, l.id FROM last l)))

-- part: key_period
@is_closed AS k1, coalesce(r.period_to, 'infinity'::date) AS k2, r.id

-- part: order_period
@is_closed, coalesce(r.period_to, 'infinity'::date), r.id

-- part: merged_period
k1, k2, id

-- part: after_period
($6::text IS NULL
 OR (@is_closed, coalesce(r.period_to, 'infinity'::date), r.id)
    > ((SELECT l.is_closed FROM last l), (SELECT l.period_to FROM last l), (SELECT l.id FROM last l)))

-- part: key_waiting
w.since AS k1, r.id

-- part: order_waiting
w.since, r.id

-- part: merged_waiting
k1, id

-- part: after_waiting
($6::text IS NULL OR (w.since, r.id) > (SELECT l.since, l.id FROM last l))

-- What the right to read all of it shows, from where an index has it in its order. Sections come one after the other, so
-- that those after the page are not looked into.
-- part: all_in_order
exception_request r @joined
 WHERE @sees_all AND r.request_no IS NOT NULL AND @narrowing AND @of_status AND @of_order AND @after

-- part: all_in_order_section
org_unit w
 CROSS JOIN LATERAL (
       SELECT @columns FROM exception_request r
        WHERE r.applicant_unit_id = w.id AND @sees_all AND r.request_no IS NOT NULL
          AND @narrowing AND @of_status AND @after
        ORDER BY r.fiscal_year DESC, r.seq_no DESC LIMIT $7::bigint) r

-- part: words_in_order
exception_request r @joined
 WHERE @sees_all AND r.request_no IS NOT NULL AND @narrowing AND @of_status AND @of_order AND @after
   AND @has_words

-- part: words_in_order_section
org_unit w
 CROSS JOIN LATERAL (
       SELECT @columns FROM exception_request r
        WHERE r.applicant_unit_id = w.id AND @sees_all AND r.request_no IS NOT NULL
          AND @narrowing AND @of_status AND @after AND @has_words
        ORDER BY r.fiscal_year DESC, r.seq_no DESC LIMIT $7::bigint) r

-- name: exception_list_units
-- A section asked for, or those of a department, as an array. $1 code.
SELECT units_within($1) AS units

-- name: exception_list_plans
-- For this transaction: the lists are planned for what is asked, for a plan for any question would scan; the indexes they
-- read are in memory; and what reading a table from end to end costs the planner doesn't know, for long texts lie apart. One
-- page is no work for several processes.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('random_page_cost', '1.1', true), set_config('enable_seqscan', 'off', true),
       set_config('max_parallel_workers_per_gather', '0', true)

-- name: exception_list_by_{number section period waiting}
-- The ids of a page in its order; then, without an id, how many stand in each status of what is left by the filters but
-- that of the status.
WITH @own, @day, @last, @few, page AS (
    SELECT * FROM (SELECT @key FROM @all_in_order ORDER BY @order LIMIT $7::bigint) a
    UNION ALL
    SELECT @key FROM few r @joined WHERE @narrowing AND @of_status AND @of_order AND @after_any
)
(SELECT id, NULL AS status, NULL AS requests FROM page ORDER BY @merged LIMIT $7::bigint)
UNION ALL
(SELECT NULL, r.state, count(*) FROM exception_request r
  WHERE @sees_all AND r.request_no IS NOT NULL AND @is_no_permission AND @narrowing GROUP BY r.state)
UNION ALL
(SELECT NULL, @status, count(*) FROM exception_request r, day d
  WHERE @sees_all AND r.request_no IS NOT NULL AND @is_open_permission AND @narrowing GROUP BY 2)
UNION ALL
(SELECT NULL, @status, count(*) FROM few r, day d WHERE @narrowing GROUP BY 2)

-- name: exception_find_by_{number section period waiting}
-- The same of what words or a clause find. Where many have the words and the viewer reads all of it, the one row with the
-- status `many` comes instead of what the right to read all shows: exception_walk_by_ finds the page.
WITH @own, @day, @last, @few, @found, @hit
(SELECT id, NULL AS status, NULL AS requests
   FROM (SELECT @key FROM hit r @joined WHERE @of_status AND @of_order AND @after_any) page
  ORDER BY @merged LIMIT $7::bigint)
UNION ALL
(SELECT NULL, @status, count(*) FROM hit r, day d GROUP BY 2)
UNION ALL
(SELECT NULL, 'many', $13::bigint WHERE @sees_all AND @are_many)

-- name: exception_walk_by_{number section period waiting}
-- A page of what words find that many have: in the order of the list, until the page is full. Without $11 to $13.
WITH @own, @last, @few, page AS (
    SELECT * FROM (SELECT @key FROM @words_in_order ORDER BY @order LIMIT $7::bigint) a
    UNION ALL
    SELECT @key FROM few r @joined
     WHERE @narrowing AND @of_status AND @of_order AND @after_any AND @has_words
)
SELECT id, NULL AS status, NULL AS requests FROM page ORDER BY @merged LIMIT $7::bigint

-- name: exception_entries
-- What the list shows of these, in their order. $1 ids, $2 how many there are in all. Each column of an entry is reckoned
-- once, though several of the list follow from it.
WITH rule AS MATERIALIZED (
    SELECT today() AS today, setting_integer('exception.emergency_days', 3) AS emergency_days
), entry AS MATERIALIZED (
    SELECT o.ord, e.*
      FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, ord)
      JOIN exception_entry e ON e.id = o.id
)
SELECT e.id, e.request_no, e.kind, e.title, e.unit_code, e.unit, e.department_name AS department,
       e.clause_list AS clauses, e.measure_type, e.period_from, e.period_to, e.status, e.days_left,
       e.waiting_since, business_days_between(tokyo_day(e.waiting_since), g.today) AS waiting_days,
       business_days_between(tokyo_day(e.waiting_since), g.today) = 0 AS is_new,
       e.filed_on, e.decided_on, e.decision, e.outcome, e.end_report_due,
       e.end_report_due < g.today AS is_end_report_overdue, e.lag_days,
       e.lag_days > g.emergency_days AS is_late, e.is_clause_superseded,
       e.is_migrated, e.version,
       e.kind AS kind_short, e.status = 'expired' AS is_expired, -e.days_left AS days_over,
       e.status IN ('permitted', 'permitted_with_conditions') AS is_ahead, e.days_ahead,
       e.status IN ('in_effect', 'extension_pending') AS is_running,
       e.status IN ('in_effect', 'extension_pending') AND e.days_left <= 30 AS is_expiring,
       e.status = 'revoked' AS is_revoked,
       e.status IN ('awaiting_manager', 'filed', 'under_review', 'pending_ciso',
                    'termination_reported')
           OR e.status = 'reported' AND NOT e.lag_days > g.emergency_days AS is_waiting,
       e.status IN ('draft', 'returned', 'refused', 'withdrawn', 'closed', 'discarded')
           OR e.status = 'acknowledged' AND NOT e.lag_days > g.emergency_days AS is_over,
       $2::bigint AS _total
  FROM entry e, rule g
 ORDER BY e.ord

-- name: exception_ledger_entries
-- The same for 様式7 and spreadsheets. $1 ids.
SELECT e.*
  FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, ord)
  JOIN exception_ledger_entry e ON e._id = o.id
 ORDER BY o.ord

-- name: exception_list_to_decide
-- What waits for the CISO who asks, longest first.
WITH waiting AS MATERIALIZED (
    SELECT r.id, exception_waiting_since(r.id) AS since
      FROM exception_request r
     WHERE (SELECT may('exception_decide')) AND r.request_no IS NOT NULL
       AND (r.state IN ('pending_ciso', 'reported')
            OR r.state = 'extension_pending' AND r.period_to >= today())
     ORDER BY since, r.id LIMIT 20
)
SELECT e.id, e.request_no, e.kind, e.title, e.unit, e.status, e.waiting_since,
       business_days_between(tokyo_day(e.waiting_since), today()) AS waiting_days,
       business_days_between(tokyo_day(e.waiting_since), today()) = 0 AS is_new,
       e.lag_days > setting_integer('exception.emergency_days', 3) AS is_late, e.lag_days
  FROM waiting w
  JOIN exception_entry e ON e.id = w.id
 ORDER BY w.since, w.id

-- name: exception_list_years
-- The fiscal years there are numbers of, this year, and the one asked for. $1 that one or NULL.
SELECT y.fiscal_year, y.fiscal_year IS NOT DISTINCT FROM $1::integer AS is_chosen
  FROM (SELECT c.fiscal_year FROM exception_counter c
         UNION
        SELECT fiscal_year(today())
         UNION
        SELECT $1::integer WHERE $1::integer IS NOT NULL) y
 ORDER BY y.fiscal_year DESC

-- name: exception_list_sections
-- Sections the viewer may narrow the list to: those that ever filed, or the own ones. $1 code of the one asked for or NULL.
WITH RECURSIVE @own, filed AS (
    (SELECT r.applicant_unit_id AS id FROM exception_request r ORDER BY r.applicant_unit_id LIMIT 1)
    UNION ALL
    SELECT (SELECT r.applicant_unit_id FROM exception_request r WHERE r.applicant_unit_id > f.id
             ORDER BY r.applicant_unit_id LIMIT 1)
      FROM filed f WHERE f.id IS NOT NULL
)
SELECT DISTINCT ON (u.code) u.code, u.name, u.code IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM filed f
  JOIN org_unit u ON u.id = f.id
 WHERE @sees_all OR f.id = ANY (ARRAY(SELECT o.org_unit_id FROM own o))
 ORDER BY u.code, u.valid_from DESC

-- name: exception_list_section
-- What a section that is asked for is called. $1 its code or NULL.
SELECT u.code, u.name FROM org_unit u WHERE u.code = $1 ORDER BY u.valid_from DESC LIMIT 1

-- name: exception_list_clauses
-- Clauses that the newest requests name, each as its latest version reads. $1 document and $2 slug of the one asked for
-- or NULL.
WITH @own, seen AS MATERIALIZED (
    (SELECT r.id FROM exception_request r WHERE @sees_all AND r.request_no IS NOT NULL
      ORDER BY r.fiscal_year DESC, r.seq_no DESC LIMIT 1000)
    UNION ALL
    (SELECT r.id FROM exception_request r WHERE NOT @sees_all AND @of_own_section LIMIT 1000)
), named AS MATERIALIZED (
    SELECT DISTINCT v.document_id, c.slug
      FROM seen s
      JOIN exception_revision x ON x.request_id = s.id
     CROSS JOIN LATERAL unnest(x.clauses) AS o (id)
      JOIN clause c ON c.id = o.id
      JOIN policy_version v ON v.id = c.version_id
    UNION
    SELECT d.id, $2::text FROM policy_document d WHERE d.code = $1
)
SELECT d.code AS document_code, d.level AS volume, d.title AS document, c.slug, c.code,
       without_tokens(c.heading) AS heading,
       d.code IS NOT DISTINCT FROM $1::text AND c.slug IS NOT DISTINCT FROM $2::text AS is_chosen
  FROM named n
  JOIN policy_document d ON d.id = n.document_id
 CROSS JOIN LATERAL (
       SELECT c.slug, c.code, c.heading, c.ord
         FROM policy_version v JOIN clause c ON c.version_id = v.id AND c.slug = n.slug
        WHERE v.document_id = d.id
        ORDER BY v.in_force_from DESC LIMIT 1) c
 WHERE may_read(d)
 ORDER BY d.sort_order, d.code, c.ord
