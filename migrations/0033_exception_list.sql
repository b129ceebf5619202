-- The ledger of 例外措置 (8(3)): what its lists, counts and figures are read from. Lists walk an index in
-- their order until the page is full; counts and figures read indexes alone.

-- What has a number, by the days that matter. Open permissions come first, the one that ends first at the top.
CREATE INDEX exception_request_ending ON exception_request (
    (state NOT IN ('permitted', 'permitted_with_conditions', 'extension_pending')),
    (coalesce(period_to, 'infinity'::date)), id)
 WHERE request_no IS NOT NULL;
-- Everything that counts and searches need of a request, so that they leave the table alone.
CREATE INDEX exception_request_figures ON exception_request
    (state, kind, fiscal_year, seq_no, period_to, period_from, applicant_unit_id, id)
 WHERE request_no IS NOT NULL;
CREATE INDEX exception_request_decided ON exception_request
    (decided_at, decision, filed_at, applicant_unit_id)
 WHERE request_no IS NOT NULL AND decided_at IS NOT NULL;
CREATE INDEX exception_request_filed ON exception_request
    (fiscal_year, filed_at, kind, applicant_unit_id)
 WHERE request_no IS NOT NULL;
-- Drafts, and what waits for its head: few.
CREATE INDEX exception_request_unnumbered ON exception_request (state, applicant_unit_id, drafter_id)
 WHERE request_no IS NULL;

-- Of a search row the pairs lie apart: the index has them, and a word of three characters reads the text alone.
ALTER TABLE exception_search ALTER bigrams SET STORAGE EXTERNAL, ALTER folded SET STORAGE MAIN;

CREATE FUNCTION units_within(wanted text) RETURNS bigint[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ARRAY(SELECT l.org_unit_id FROM unit_place l JOIN org_unit u ON u.id = l.org_unit_id
                  WHERE u.code = wanted OR l.department_code = wanted);
COMMENT ON FUNCTION units_within IS
    'A unit of that code, whenever it was, and for a department its sections.';

CREATE FUNCTION exception_states(status text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE status WHEN 'in_effect' THEN ARRAY['permitted', 'permitted_with_conditions']
                       WHEN 'expired' THEN ARRAY['permitted', 'permitted_with_conditions',
                                                 'extension_pending']
                       ELSE ARRAY[status] END;
COMMENT ON FUNCTION exception_states IS
    'The stored states of which exception_status() may make that status: an index knows the states.';

CREATE FUNCTION exception_waits(state text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN state IN ('awaiting_manager', 'filed', 'under_review', 'pending_ciso', 'extension_pending',
                     'termination_reported', 'reported');
COMMENT ON FUNCTION exception_waits IS 'Whether somebody else than the writer has to act next.';

CREATE FUNCTION exception_waiting_since(wanted bigint) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT s.at FROM exception_step s
             WHERE s.request_id = wanted AND s.to_state <> s.from_state
             ORDER BY s.seq DESC LIMIT 1);
COMMENT ON FUNCTION exception_waiting_since IS 'Since when a request is in its state.';

CREATE FUNCTION superseded_clauses() RETURNS bigint[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ARRAY(
        SELECT c.id
          FROM policy_version v
          JOIN clause c ON c.version_id = v.id
          LEFT JOIN policy_version w ON w.document_id = v.document_id
                                    AND is_in_force(w.in_force_from, w.in_force_to, today())
          LEFT JOIN clause n ON n.version_id = w.id AND n.slug = c.slug
         WHERE NOT is_in_force(v.in_force_from, v.in_force_to, today())
           AND v.in_force_from <= today()
           AND (n.id IS NULL OR n.text <> c.text));
COMMENT ON FUNCTION superseded_clauses IS
    'BR-EX-14: clauses of versions no longer in force that read differently today or stand no more.';

CREATE FUNCTION exception_end_report_due(request bigint, state text, period_to date) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
                THEN period_to
                WHEN state = 'revoked' THEN tokyo_day(exception_waiting_since(request)) END
           + setting_integer('exception.end_report_days', 10);
COMMENT ON FUNCTION exception_end_report_due IS
    'BR-EX-10: 終了報告期限, after the period or after a revocation; NULL: none is due, or it has come.';

-- What a clerk reads in one line. Whoever takes rows of these views has asked sees_exception() or says
-- the same in the statement.
CREATE VIEW exception_entry AS
    SELECT r.id, r.request_no, r.kind, c.title, u.code AS unit_code, u.name AS unit,
           (SELECT l.department_name FROM unit_place l WHERE l.org_unit_id = u.id) AS department_name,
           k.clauses, k.clause_list, c.measure_type,
           coalesce(r.period_from, c.period_from, tokyo_day(c.started_at)) AS period_from,
           CASE WHEN r.period_from IS NOT NULL THEN r.period_to
                ELSE coalesce(c.period_to, tokyo_day(c.ended_at)) END AS period_to,
           r.period_from IS NOT NULL AS is_permitted_period,
           exception_status(r.state, r.period_from, r.period_to, today()) AS status,
           r.period_to - today() AS days_left, r.period_from - today() AS days_ahead,
           CASE WHEN exception_waits(r.state) THEN exception_waiting_since(r.id) END AS waiting_since,
           exception_end_report_due(r.id, r.state, r.period_to) AS end_report_due,
           tokyo_day(r.filed_at) AS filed_on,
           tokyo_day(coalesce(r.decided_at, r.acknowledged_at)) AS decided_on, r.decision, r.outcome,
           CASE WHEN r.kind = 'emergency'
                THEN business_days_between(tokyo_day(c.started_at),
                                           coalesce(tokyo_day(r.filed_at), today()))
                END AS lag_days,
           r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
               AND r.period_to >= today() AND k.is_superseded AS is_clause_superseded,
           r.is_migrated, r.row_version AS version, r.drafter_id
      FROM exception_request r
     CROSS JOIN LATERAL (SELECT x.* FROM exception_revision x
                          WHERE x.request_id = r.id ORDER BY x.revision_no DESC LIMIT 1) c
      JOIN org_unit u ON u.id = r.applicant_unit_id
     CROSS JOIN LATERAL (
           SELECT coalesce(array_agg(regexp_replace(d.title, '^.*ポリシー(?=.)', '') || ' ' || n.code
                                     ORDER BY o.ord), '{}') AS clauses,
                  coalesce(jsonb_agg(jsonb_build_object('document_code', d.code, 'volume', d.level,
                                     'document', d.title, 'slug', n.slug, 'code', n.code)
                                     ORDER BY o.ord), '[]') AS clause_list,
                  coalesce(bool_or(NOT is_in_force(v.in_force_from, v.in_force_to, today())
                                   AND NOT EXISTS (
                               SELECT FROM policy_version w
                                 JOIN clause m ON m.version_id = w.id AND m.slug = n.slug
                                WHERE w.document_id = v.document_id
                                  AND is_in_force(w.in_force_from, w.in_force_to, today())
                                  AND m.text = n.text)), false) AS is_superseded
             FROM unnest(c.clauses) WITH ORDINALITY AS o (id, ord)
             JOIN clause n ON n.id = o.id
             JOIN policy_version v ON v.id = n.version_id
             JOIN policy_document d ON d.id = v.document_id
            WHERE may_read(d)) k;
COMMENT ON VIEW exception_entry IS 'A line of the list 例外措置一覧.';
GRANT SELECT ON exception_entry TO mamori_server;

-- 様式7, its columns in their order, then what is useful in a spreadsheet.
CREATE VIEW exception_ledger_entry AS
    SELECT e.id AS _id, e.request_no, e.kind AS exception_kind, e.filed_on, e.unit,
           e.title AS exception_title, array_to_string(e.clauses, E'\n') AS exception_clauses,
           e.clause_list AS clauses,
           e.period_from AS exception_from, e.period_to AS exception_to,
           coalesce(e.decision, e.outcome) AS exception_decision, e.decided_on AS exception_decided_on,
           (SELECT string_agg(concat(c.text, CASE WHEN c.due IS NOT NULL
                                        THEN '（' || to_char(c.due, 'YYYY/MM/DD') || 'まで）' END),
                              E'\n' ORDER BY c.step_id, c.ord)
              FROM exception_condition c WHERE c.request_id = e.id) AS conditions,
           nullif((SELECT count(*) FROM exception_step s
                    WHERE s.request_id = e.id AND s.event = 'extension_permit'), 0) AS extensions,
           coalesce((SELECT x.ended_on FROM exception_end_report x
                      WHERE x.request_id = e.id ORDER BY x.step_id DESC LIMIT 1),
                    CASE WHEN e.kind = 'emergency' THEN e.period_to END) AS ended_on,
           nullif(concat_ws(E'\n',
                  CASE WHEN e.end_report_due < today() THEN '終了報告の期限を過ぎています。' END,
                  CASE WHEN e.is_clause_superseded THEN '規程の改定により、確認が必要です。' END,
                  CASE WHEN e.lag_days > setting_integer('exception.emergency_days', 3)
                       THEN '報告に遅れがあります（' || e.lag_days || '営業日）。' END,
                  CASE WHEN e.is_migrated THEN '台帳から移行しました。' END), '') AS exception_note,
           e.status AS exception_status, e.measure_type,
           CASE WHEN e.status IN ('in_effect', 'extension_pending', 'permitted',
                                  'permitted_with_conditions') THEN e.days_left END AS days_left,
           e.department_name
      FROM exception_entry e;
COMMENT ON VIEW exception_ledger_entry IS 'A line of 例外措置管理台帳 (様式7).';
GRANT SELECT ON exception_ledger_entry TO mamori_server;
