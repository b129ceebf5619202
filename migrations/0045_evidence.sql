-- 証拠. The chain of the log proves the log; here the log proves the tables. Whatever was decided,
-- confirmed or frozen is written once, and its trigger wrote the whole row into the log in the same
-- transaction. A row that an owner of the database changes, slips in or takes away afterwards is not
-- what the log says of it any more, and `mamori audit verify` names it.
--
-- A column added to such a table later must be NULL in the rows that are there: the log knows nothing
-- of it.

CREATE TABLE evidence_table (
    table_name text NOT NULL,
    kind text NOT NULL,
    CONSTRAINT evidence_table_pk PRIMARY KEY (table_name),
    CONSTRAINT evidence_table_kind_known CHECK (kind IN ('appended', 'followed', 'frozen'))
);
COMMENT ON TABLE evidence_table IS
    'Tables whose rows must be what the log says. appended: as they were created; followed: as the creation and all later changes left them; frozen: exception_revision, by the text its hash is of.';
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('evidence_table', 'reference data of migrations');
GRANT SELECT ON evidence_table TO mamori_server;
INSERT INTO evidence_table (table_name, kind) VALUES
    ('acting_basis', 'appended'), ('acting_record', 'appended'), ('acting_review', 'appended'),
    ('contract_record', 'appended'),
    ('deputy_designation', 'appended'), ('deputy_step', 'appended'),
    ('directive', 'followed'), ('directive_answer', 'appended'), ('directive_delivery', 'appended'),
    ('directive_step', 'appended'),
    ('exception_condition', 'appended'), ('exception_condition_met', 'appended'),
    ('exception_end_report', 'appended'), ('exception_extension', 'appended'),
    ('exception_migrated', 'appended'), ('exception_period', 'appended'),
    ('exception_request', 'followed'), ('exception_review', 'appended'),
    ('exception_revision', 'frozen'), ('exception_step', 'appended'),
    ('expert', 'appended'), ('expert_advice', 'appended'), ('expert_advice_withdrawal', 'appended'),
    ('expert_pledge', 'appended'),
    ('file', 'appended'), ('guidance', 'appended'),
    ('meeting', 'followed'), ('meeting_step', 'appended'), ('agenda_item', 'followed'),
    ('item_position', 'appended'), ('decision', 'followed'),
    ('minutes_version', 'appended'), ('minutes_confirmation', 'appended');

CREATE FUNCTION evidence_key(of_table regclass, alias text) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT string_agg(format('%s.%I', alias, a.attname), ', ' ORDER BY k.n)
              FROM pg_index i
             CROSS JOIN unnest(i.indkey) WITH ORDINALITY k (attnum, n)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE i.indrelid = of_table AND i.indisprimary);
COMMENT ON FUNCTION evidence_key IS 'The columns of a table''s primary key as SQL: t.version_id, t.part.';

CREATE FUNCTION audit_after(changes jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT jsonb_object_agg(f.key, f.value -> 1) FROM jsonb_each(changes) f);
COMMENT ON FUNCTION audit_after IS 'The columns that a row of the log names, as they were afterwards.';

-- The names are those of evidence_table, which migrations alone write. Both sides are rows of the table's
-- own type, so that an instant is the same in whatever time zone it was logged.
CREATE FUNCTION evidence_faults(of_table text)
    RETURNS TABLE (fault text, row_key text, audit_id bigint)
    LANGUAGE plpgsql STABLE SET timezone = 'UTC' SET datestyle = 'ISO' SET jit = off AS $$
DECLARE
    kind text := (SELECT e.kind FROM evidence_table e WHERE e.table_name = of_table);
    logged text := CASE kind
        WHEN 'appended' THEN
            'SELECT l.id, jsonb_populate_record(NULL::%1$I, audit_after(l.changes)) AS r
               FROM audit_log l WHERE l.object_type = %1$L AND l.action = ''create'''
        ELSE
            'SELECT max(l.id) AS id, jsonb_populate_record(NULL::%1$I,
                                         jsonb_object_agg(f.key, f.value -> 1 ORDER BY l.id)) AS r
               FROM audit_log l CROSS JOIN jsonb_each(l.changes) f
              WHERE l.object_type = %1$L AND l.action IN (''create'', ''update'') GROUP BY l.object_id' END;
BEGIN
    IF kind = 'frozen' THEN
        RETURN QUERY SELECT f.* FROM evidence_faults_of_revisions() f;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'WITH logged AS MATERIALIZED (' || logged || ')
         SELECT CASE WHEN l.id IS NULL THEN ''unlogged'' WHEN t IS NULL THEN ''gone'' ELSE ''changed'' END,
                concat_ws('' '', VARIADIC ARRAY[%2$s]::text[]), l.id
           FROM %1$I t
           FULL JOIN logged l ON (%3$s) = (%4$s)
          WHERE l.id IS NULL OR t.* IS NULL
             OR to_jsonb(t) - ''{updated_at,updated_by,row_version}''::text[]
                <> to_jsonb(l.r) - ''{updated_at,updated_by,row_version}''::text[]',
        of_table,
        (SELECT string_agg(format('coalesce(%s::text, %s::text)', a, b), ', ')
           FROM unnest(string_to_array(evidence_key(of_table::regclass, 't'), ', '),
                       string_to_array(evidence_key(of_table::regclass, '(l.r)'), ', ')) x (a, b)),
        evidence_key(of_table::regclass, 't'), evidence_key(of_table::regclass, '(l.r)'));
END $$;
COMMENT ON FUNCTION evidence_faults IS
    'Rows of a table that are not what the log says: changed, gone, or never logged. One pass over the table and over what was logged of it.';

-- A draft is written over until it is frozen. Then its text is in the log, and its columns are in the text.
CREATE FUNCTION evidence_faults_of_revisions()
    RETURNS TABLE (fault text, row_key text, audit_id bigint)
    LANGUAGE sql STABLE SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
    WITH logged AS MATERIALIZED (
        SELECT l.id, l.object_id::bigint AS request_id, l.changes -> 'canonical' ->> 1 AS canonical,
               l.changes -> 'sha256' ->> 1 AS sha256,
               (l.changes -> 'frozen_at' ->> 1)::timestamptz AS frozen_at
          FROM audit_log l
         WHERE l.object_type = 'exception_revision' AND l.action IN ('create', 'update')
           AND l.changes -> 'sha256' ->> 1 IS NOT NULL)
    SELECT CASE WHEN r.id IS NULL THEN 'gone' WHEN l.id IS NULL THEN 'unlogged' ELSE 'changed' END,
           coalesce(r.id::text, l.request_id || ' ' || l.sha256), l.id
      FROM (SELECT * FROM exception_revision WHERE sha256 IS NOT NULL) r
      FULL JOIN logged l ON (l.request_id, l.sha256) = (r.request_id, r.sha256)
     WHERE l.id IS NULL OR r.id IS NULL OR l.canonical IS DISTINCT FROM r.canonical
        OR l.frozen_at IS DISTINCT FROM r.frozen_at
        OR jsonb_strip_nulls(exception_canonical(r, r.canonical::jsonb ->> 'request_no')::jsonb - 'attachments')
           <> jsonb_strip_nulls(r.canonical::jsonb - 'attachments')
$$;
