-- 例外措置の移行: sheets of exceptions that were permitted before the portal.

-- name: exception_import_list
-- Newest first. $1 id after which to go on or NULL, $2 at most so many, NULL: all.
SELECT i.id, i.status AS import_status, i.source_name, jsonb_array_length(i.rows) AS rows, i.created_at,
       person_name(p) AS created_by_name, (SELECT count(*) FROM exception_import) AS _total
  FROM exception_import i
  LEFT JOIN person p ON p.id = i.created_by
 WHERE $1::bigint IS NULL OR i.id < $1::bigint
 ORDER BY i.id DESC
 LIMIT $2::bigint

-- name: exception_import_insert
-- A draft. $1 name of the file, $2 its SHA-256, $3 encoding, $4 rows, $5 problems of the sheet by itself.
INSERT INTO exception_import (source_name, source_sha256, encoding, rows, sheet_problems)
VALUES ($1, $2, $3, $4::jsonb, $5::jsonb)
RETURNING id

-- name: exception_import_show
-- $1 id.
SELECT i.id, i.status AS import_status, i.source_name, i.source_sha256, i.encoding, jsonb_array_length(i.rows) AS rows,
       i.created_at, person_name(p) AS created_by_name, i.decided_at, person_name(d) AS decided_by_name,
       i.row_version AS version, i.status = 'draft' AS is_draft, i.status = 'applied' AS is_applied
  FROM exception_import i
  LEFT JOIN person p ON p.id = i.created_by
  LEFT JOIN person d ON d.id = i.decided_by
 WHERE i.id = $1::bigint

-- name: exception_import_show_rows
-- What becomes of each row, in the order of the sheet. $1 id.
SELECT g.line, g.request_no, g.title, coalesce(u.name, g.unit) AS unit, g.measure_type, g.period_from, g.period_to,
       g.decided_on, nullif(jsonb_array_length(g.conditions), 0) AS conditions, m.request_id IS NOT NULL AS is_there
  FROM exception_import i
 CROSS JOIN LATERAL jsonb_to_recordset(i.rows) AS g (
           line integer, request_no text, title text, unit text, measure_type text, period_from text,
           period_to text, decided_on text, conditions jsonb)
  LEFT JOIN org_unit u ON normalize(g.unit, NFKC) IN (u.code, normalize(u.name, NFKC))
                      AND is_in_force(u.valid_from, u.valid_to, today())
  LEFT JOIN exception_migrated m ON m.import_id = i.id AND m.line = g.line
 WHERE i.id = $1::bigint
 ORDER BY g.line
 LIMIT 2000

-- name: exception_import_problems
-- Why it cannot be applied: what the sheet by itself gave away, else what the register and the days say. $1 id.
WITH import AS (
    SELECT * FROM exception_import WHERE id = $1::bigint AND status = 'draft'
), g AS MATERIALIZED (
    SELECT g.*, u.id AS unit_id, u.is_user_section
      FROM import i
     CROSS JOIN LATERAL jsonb_to_recordset(i.rows) AS g (
               line integer, request_no text, filed_on date, decided_on date, unit text, clauses text[],
               period_from date, period_to date)
      LEFT JOIN org_unit u ON normalize(g.unit, NFKC) IN (u.code, normalize(u.name, NFKC))
                          AND is_in_force(u.valid_from, u.valid_to, today())
     WHERE i.sheet_problems = '[]'
), found AS (
    SELECT line, 'request_no' AS field, 'number_exists' AS problem, r.request_no || '　' || c.title AS detail
      FROM g JOIN exception_request r USING (request_no) JOIN exception_current c ON c.request_id = r.id
     UNION ALL
    SELECT line, 'request_no', 'number_twice', request_no
      FROM (SELECT line, request_no, row_number() OVER (PARTITION BY request_no ORDER BY line) AS n FROM g) d
     WHERE n > 1
     UNION ALL
    SELECT line, 'request_no', 'number_of_other_year', request_no FROM g
     WHERE split_part(request_no, '-', 1)::integer <> fiscal_year(coalesce(filed_on, decided_on))
       AND (filed_on IS NOT NULL OR split_part(request_no, '-', 1)::integer > fiscal_year(decided_on))
     UNION ALL
    SELECT line, 'unit', 'no_such_section', unit FROM g WHERE unit_id IS NULL OR NOT is_user_section
     UNION ALL
    SELECT line, 'clauses', 'no_such_clause', x.cited
      FROM g CROSS JOIN LATERAL unnest(g.clauses) AS x (cited)
     WHERE clause_cited(x.cited, g.decided_on) IS NULL
     UNION ALL
    SELECT line, 'filed_on', 'filed_after_decision', filed_on::text FROM g WHERE filed_on > decided_on
     UNION ALL
    SELECT line, 'decided_on', 'decided_ahead', decided_on::text FROM g WHERE decided_on > today()
     UNION ALL
    SELECT line, 'period_to', 'ends_before_it_begins', period_to::text FROM g WHERE period_to < period_from
     UNION ALL
    SELECT line, 'period_to', 'not_running', period_to::text FROM g
     WHERE period_to < today() AND period_to >= period_from
     UNION ALL
    SELECT x.line, x.field, x.problem, x.detail
      FROM import i CROSS JOIN LATERAL jsonb_to_recordset(i.sheet_problems) AS x (
               line integer, field text, problem text, detail text)
)
SELECT line, field, problem, detail FROM found
 ORDER BY line, array_position(ARRAY['request_no', 'filed_on', 'decided_on', 'unit', 'title', 'clauses'], field),
          field
 LIMIT 500

-- name: exception_import_lock
-- $1 id.
SELECT i.status, i.row_version AS version FROM exception_import i WHERE i.id = $1::bigint FOR UPDATE

-- name: exception_import_rows
-- $1 id. In the order of their numbers.
SELECT g.item::text AS row, g.item ->> 'line' AS line
  FROM exception_import i CROSS JOIN LATERAL jsonb_array_elements(i.rows) AS g (item)
 WHERE i.id = $1::bigint
 ORDER BY g.item ->> 'request_no'

-- name: exception_import_request
-- Whoever migrates it stands as the one who wrote it down. $1 row.
INSERT INTO exception_request (kind, applicant_role, applicant_unit_id, drafter_id, is_migrated)
SELECT 'prior', CASE WHEN u.is_coordinating_section THEN 'network_security_manager'
                     ELSE 'system_security_manager' END, u.id, viewer(), true
  FROM org_unit u
 WHERE normalize($1::jsonb ->> 'unit', NFKC) IN (u.code, normalize(u.name, NFKC))
   AND is_in_force(u.valid_from, u.valid_to, today())
RETURNING id

-- name: exception_import_revision
-- $1 request, $2 row.
INSERT INTO exception_revision (request_id, title, clauses, measure_type, measure_text, compensating,
                                period_from, period_to, resolution_plan)
SELECT $1::bigint, g.title, ARRAY(SELECT clause_cited(o.cited, g.decided_on)
                                    FROM unnest(g.clauses) WITH ORDINALITY AS o (cited, ord) ORDER BY o.ord),
       g.measure_type, g.measure_text, g.compensating, g.period_from, g.period_to, g.resolution_plan
  FROM jsonb_to_record($2::jsonb) AS g (
           title text, clauses text[], measure_type text, measure_text text, compensating text,
           period_from date, period_to date, decided_on date, resolution_plan text)

-- name: exception_import_step
-- The permission as it was given, of the day on which it was. $1 request, $2 row.
INSERT INTO exception_step (request_id, event, from_state, to_state, actor_role, result, text, at)
SELECT $1::bigint, 'migrate', 'draft',
       CASE WHEN jsonb_array_length($2::jsonb -> 'conditions') > 0 THEN 'permitted_with_conditions'
            ELSE 'permitted' END,
       'secretariat', $2::jsonb ->> 'request_no', 'これまでの台帳から移行した。',
       (($2::jsonb ->> 'decided_on')::date + time '12:00') AT TIME ZONE 'Asia/Tokyo'
RETURNING id

-- name: exception_import_conditions
-- $1 request, $2 step, $3 row.
INSERT INTO exception_condition (request_id, step_id, ord, text, due)
SELECT $1::bigint, $2::bigint, c.ord, c.item ->> 'text', (c.item ->> 'due')::date
  FROM jsonb_array_elements($3::jsonb -> 'conditions') WITH ORDINALITY AS c (item, ord)

-- name: exception_import_period
-- $1 request, $2 step, $3 row.
INSERT INTO exception_period (request_id, step_id, period_from, period_to)
VALUES ($1::bigint, $2::bigint, ($3::jsonb ->> 'period_from')::date, ($3::jsonb ->> 'period_to')::date)

-- name: exception_import_migrated
-- $1 request, $2 import, $3 row.
INSERT INTO exception_migrated (request_id, import_id, line, filed_on)
VALUES ($1::bigint, $2::bigint, ($3::jsonb ->> 'line')::integer,
        coalesce($3::jsonb ->> 'filed_on', $3::jsonb ->> 'decided_on')::date)

-- name: exception_import_decide
-- $1 id, $2 status.
UPDATE exception_import SET status = $2, decided_at = instant(), decided_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint

-- name: exception_import_template
-- The columns of a sheet, with one row to write over; its headings are those a reading looks for.
SELECT fiscal_year(today()) || '-例-001' AS sheet_request_no, today()::text AS sheet_filed_on,
       today()::text AS sheet_decided_on, '市民窓口課' AS sheet_unit,
       '（記入例）共用端末の自動ログオフの延長' AS sheet_subject, '詳細編4(1)ア' AS sheet_clauses,
       '異なる方法' AS sheet_measure_type, '窓口の端末の自動ログオフを、15分に延長する。' AS sheet_measure_text,
       '離席するときは、手動で施錠する。' AS sheet_compensating, today()::text AS sheet_period_from,
       (fiscal_year(today()) + 1) || '-03-31' AS sheet_period_to,
       '毎月の記録を提出すること。' AS sheet_conditions, '次の機器更新で解消する。' AS sheet_resolution_plan
