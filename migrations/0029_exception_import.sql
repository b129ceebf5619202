-- 移行: exceptions that were permitted before the portal, kept in a sheet until now. A sheet is a draft until
-- it is applied, as a whole or not at all; its rows become requests marked as migrated, under the numbers
-- they have, and new numbers go on after them. What the sheet said stays with the draft.

CREATE TABLE exception_import (
    id bigint GENERATED ALWAYS AS IDENTITY,
    status text NOT NULL DEFAULT 'draft',
    source_name text NOT NULL,
    source_sha256 text NOT NULL,
    encoding text NOT NULL,
    rows jsonb NOT NULL,
    sheet_problems jsonb NOT NULL DEFAULT '[]',
    decided_at timestamptz,
    decided_by bigint,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT exception_import_pk PRIMARY KEY (id),
    CONSTRAINT exception_import_status_known CHECK (status IN ('draft', 'applied', 'discarded')),
    CONSTRAINT exception_import_decided CHECK ((status = 'draft') = (decided_at IS NULL)),
    CONSTRAINT exception_import_text_length CHECK (length(source_name) <= 200)
);
COMMENT ON TABLE exception_import IS '例外措置の移行: a sheet, from its reading to its application or its end.';
COMMENT ON COLUMN exception_import.rows IS
    '[{line, request_no, filed_on, decided_on, unit, title, clauses, measure_type, measure_text, compensating, period_from, period_to, conditions: [{text, due}], resolution_plan}] as read.';
COMMENT ON COLUMN exception_import.sheet_problems IS
    '[{line, field, problem, detail}] of the sheet by itself. What the register finds is asked anew each time.';
GRANT SELECT, INSERT (source_name, source_sha256, encoding, rows, sheet_problems),
      UPDATE (status, decided_at, decided_by, row_version) ON exception_import TO mamori_server;

CREATE TABLE exception_migrated (
    request_id bigint NOT NULL,
    import_id bigint NOT NULL,
    line integer NOT NULL,
    filed_on date NOT NULL,
    CONSTRAINT exception_migrated_pk PRIMARY KEY (request_id),
    CONSTRAINT exception_migrated_line UNIQUE (import_id, line),
    CONSTRAINT exception_migrated_request_fk FOREIGN KEY (request_id) REFERENCES exception_request (id),
    CONSTRAINT exception_migrated_import_fk FOREIGN KEY (import_id) REFERENCES exception_import (id)
);
COMMENT ON TABLE exception_migrated IS 'From which line of which sheet a request comes, and when it had been filed.';
GRANT SELECT, INSERT ON exception_migrated TO mamori_server;

CREATE TRIGGER exception_import_audit AFTER INSERT OR UPDATE OR DELETE ON exception_import
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER exception_migrated_audit AFTER INSERT OR UPDATE OR DELETE ON exception_migrated
    FOR EACH ROW EXECUTE FUNCTION audit_change('request_id');

-- The step of the migration knows the day of the decision; the day of the filing is said here.
CREATE FUNCTION exception_migrated_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (SELECT FROM exception_step s
                                   WHERE s.request_id = NEW.request_id AND s.event = 'migrate'
                                     AND s.xmin = pg_current_xact_id()::xid), 'exception_part_of_step');
    UPDATE exception_request SET filed_at = (NEW.filed_on + time '12:00') AT TIME ZONE 'Asia/Tokyo'
     WHERE id = NEW.request_id;
    RETURN NEW;
END $$;
CREATE TRIGGER exception_migrated_apply BEFORE INSERT ON exception_migrated
    FOR EACH ROW EXECUTE FUNCTION exception_migrated_apply();

-- How a sheet names a clause -----------------------------------------------------------------------------

CREATE FUNCTION clause_cited(words text, on_day date) RETURNS bigint
    LANGUAGE sql STABLE AS $$
    WITH asked AS (
        SELECT said, substring(said FROM '^[^0-9]+') AS document, substring(said FROM '[0-9].*$') AS number
          FROM (SELECT regexp_replace(normalize(words, NFKC), '[[:space:]第条項号の]', '', 'g')) s (said)
    ), versions AS (
        SELECT v.id, d.code, regexp_replace(normalize(d.title, NFKC), '[[:space:]]', '', 'g') AS title,
               is_in_force(v.in_force_from, v.in_force_to, on_day) AS was_in_force
          FROM policy_version v JOIN policy_document d ON d.id = v.document_id
         WHERE may_read(d) AND (is_in_force(v.in_force_from, v.in_force_to, on_day)
                                OR is_in_force(v.in_force_from, v.in_force_to, today()))
    )
    SELECT c.id
      FROM asked a
      JOIN versions v ON v.code || '/' || split_part(words, '/', 2) = words
                      OR strpos(v.title, a.document) > 0 OR strpos(a.document, v.title) > 0
      JOIN clause c ON c.version_id = v.id
                   AND (v.code || '/' || c.slug = words OR c.code = a.number)
     ORDER BY v.was_in_force DESC, c.id LIMIT 1
$$;
COMMENT ON FUNCTION clause_cited IS
    '詳細編4(2)ウ or standard_detailed/4.2.u: the clause in force on that day, or today. NULL: none, or one the viewer may not read.';
