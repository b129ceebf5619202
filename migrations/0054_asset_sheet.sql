-- Sheets of assets, both ways: where a row of a correction stood, what of a sheet was not used, the files that wait for
-- somebody to say what their columns are, and what was said of such columns before. And what keeps a row from being
-- applied, so that it is found when the sheet is read and not one row at a time when it is applied.

-- In two steps: a column cannot come with its default where functions take the table's rows.
ALTER TABLE asset_correction ADD COLUMN rows_read integer, ADD COLUMN notes jsonb;
UPDATE asset_correction SET rows_read = 0, notes = '[]';
ALTER TABLE asset_correction
    ALTER rows_read SET DEFAULT 0, ALTER rows_read SET NOT NULL, ALTER notes SET DEFAULT '[]', ALTER notes SET NOT NULL,
    ADD CONSTRAINT asset_correction_notes_shape CHECK (jsonb_typeof(notes) = 'array'),
    -- What is given up before it was sent never had a reason.
    DROP CONSTRAINT asset_correction_reason_length,
    ADD CONSTRAINT asset_correction_reason_length CHECK (
        length(reason) <= 200 AND (state IN ('draft', 'discarded') OR reason <> ''));
COMMENT ON COLUMN asset_correction.rows_read IS 'Of a sheet: rows with something in them; those without a difference are no rows of the correction.';
COMMENT ON COLUMN asset_correction.notes IS '[{note, detail}]: what of a sheet was not used, or read otherwise than it looks.';
GRANT INSERT (rows_read, notes) ON asset_correction TO mamori_server;

ALTER TABLE asset_correction_row
    ADD COLUMN sheet text NOT NULL DEFAULT '',
    ADD COLUMN sheet_line integer,
    DROP CONSTRAINT asset_correction_row_target,
    ADD CONSTRAINT asset_correction_row_target CHECK (
        (num_nonnulls(asset_id, owner_unit_id) = 1 OR num_nonnulls(asset_id, owner_unit_id) = 0 AND problems <> '[]')
        AND (asset_id IS NULL) = (base_version IS NULL));
COMMENT ON CONSTRAINT asset_correction_row_target ON asset_correction_row IS
    'A row of a sheet may name no asset and no section there is: that is its problem, and it is shown with the others.';
COMMENT ON COLUMN asset_correction_row.sheet_line IS 'Where the row stood in its sheet; `line` goes on from sheet to sheet.';
GRANT INSERT (sheet, sheet_line) ON asset_correction_row TO mamori_server;
CREATE INDEX asset_correction_row_wrong ON asset_correction_row (correction_id, line) WHERE problems <> '[]';

-- A sheet whose columns somebody has to name ---------------------------------------------------------------------

CREATE TABLE asset_upload (
    id bigint GENERATED ALWAYS AS IDENTITY,
    file_id bigint NOT NULL,
    source text NOT NULL,
    kind text,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    CONSTRAINT asset_upload_pk PRIMARY KEY (id),
    CONSTRAINT asset_upload_file_fk FOREIGN KEY (file_id) REFERENCES file (id),
    CONSTRAINT asset_upload_kind_fk FOREIGN KEY (kind) REFERENCES asset_kind (code),
    CONSTRAINT asset_upload_created_by_fk FOREIGN KEY (created_by) REFERENCES person (id),
    CONSTRAINT asset_upload_source_known CHECK (source IN ('sheet', 'paste'))
);
COMMENT ON TABLE asset_upload IS 'A sheet that waits for whoever sent it to say what its columns are.';
GRANT SELECT, INSERT (file_id, source, kind) ON asset_upload TO mamori_server;
CREATE TRIGGER asset_upload_audit AFTER INSERT OR UPDATE OR DELETE ON asset_upload
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE FUNCTION audit_name_of_asset_upload(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT f.name FROM asset_upload u JOIN file f ON f.id = u.file_id WHERE u.id = named::bigint);
END $$;

CREATE TABLE asset_mapping (
    id bigint GENERATED ALWAYS AS IDENTITY,
    headings_sha256 text NOT NULL,
    name text NOT NULL,
    fields jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT asset_mapping_pk PRIMARY KEY (id),
    CONSTRAINT asset_mapping_headings_unique UNIQUE (headings_sha256),
    CONSTRAINT asset_mapping_created_by_fk FOREIGN KEY (created_by) REFERENCES person (id),
    CONSTRAINT asset_mapping_updated_by_fk FOREIGN KEY (updated_by) REFERENCES person (id),
    CONSTRAINT asset_mapping_fields_shape CHECK (jsonb_typeof(fields) = 'object'),
    CONSTRAINT asset_mapping_name_length CHECK (length(name) BETWEEN 1 AND 100)
);
COMMENT ON TABLE asset_mapping IS
    'What the columns of a source were said to be: offered again when a sheet with the same headings comes.';
COMMENT ON COLUMN asset_mapping.fields IS '{folded heading: field}; "": a column that is not used.';
GRANT SELECT, INSERT (headings_sha256, name, fields), UPDATE (name, fields, updated_at, updated_by, row_version)
   ON asset_mapping TO mamori_server;
CREATE TRIGGER asset_mapping_audit AFTER INSERT OR UPDATE OR DELETE ON asset_mapping
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE FUNCTION audit_name_of_asset_mapping(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT m.name FROM asset_mapping m WHERE m.id = named::bigint);
END $$;
INSERT INTO audit_naming (object_type, naming) VALUES
    ('asset_upload', 'audit_name_of_asset_upload'), ('asset_mapping', 'audit_name_of_asset_mapping');
INSERT INTO evidence_table (table_name, kind) VALUES ('asset_upload', 'appended');

-- What keeps a row from being applied ----------------------------------------------------------------------------

CREATE FUNCTION asset_row_problems(kind text, asset bigint, unit bigint, held jsonb, given jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted jsonb := coalesce(held, '{}') || given;
    is_held boolean := wanted ->> 'status' IN ('in_use', 'suspended', 'transferred');
    found jsonb := '[]';
BEGIN
    IF given ?| ARRAY['preset', 'confidentiality', 'integrity', 'availability', 'grade', 'classification_reason'] THEN
        IF coalesce(wanted ->> 'classification_reason', '') = '' AND EXISTS (
                SELECT FROM classification_preset p
                 WHERE p.code = wanted ->> 'preset'
                   AND (p.confidentiality, p.integrity, p.availability, p.grade) IS DISTINCT FROM
                       (wanted ->> 'confidentiality', wanted ->> 'integrity', wanted ->> 'availability', wanted ->> 'grade')) THEN
            found := found || '[{"field": "classification_reason", "problem": "class_override"}]';
        END IF;
        IF is_held AND (SELECT k.is_classified FROM asset_kind k WHERE k.code = kind)
           AND EXISTS (SELECT FROM unnest(classification_axes()) a WHERE wanted ->> a IS NULL) THEN
            found := found || '[{"field": "confidentiality", "problem": "class_missing"}]';
        END IF;
    END IF;
    IF given ?| ARRAY['scope_status', 'exclusion_ref'] THEN
        IF wanted ->> 'scope_status' = 'excluded_appendix1' AND coalesce(wanted ->> 'exclusion_ref', '') = '' THEN
            found := found || '[{"field": "exclusion_ref", "problem": "exclusion_unnamed"}]';
        END IF;
        IF viewer() IS NOT NULL AND NOT may('asset_exclude') THEN
            found := found || '[{"field": "scope_status", "problem": "exclusion_by_secretariat"}]';
        END IF;
    END IF;
    IF wanted ->> 'licence_to' < wanted ->> 'licence_from' THEN
        found := found || '[{"field": "licence_to", "problem": "ends_before_it_begins"}]';
    END IF;
    IF wanted ->> 'loan_to' < wanted ->> 'loan_from'
       OR fiscal_year((wanted ->> 'loan_to')::date) <> fiscal_year((wanted ->> 'loan_from')::date) THEN
        found := found || '[{"field": "loan_to", "problem": "loan_of_two_years"}]';
    END IF;
    IF kind = 'media' AND given ?| ARRAY['media_type', 'is_encrypted'] AND wanted ->> 'media_type' = 'usb'
       AND NOT (wanted ->> 'is_encrypted')::boolean AND wanted ->> 'status' IN ('in_use', 'transferred')
       AND NOT asset_is_covered(asset) THEN
        found := found || '[{"field": "is_encrypted", "problem": "usb_unencrypted"}]';
    END IF;
    IF coalesce(given ->> 'sticker_no', '') <> '' AND EXISTS (
            SELECT FROM asset_media m WHERE m.sticker_no = given ->> 'sticker_no' AND m.asset_id IS DISTINCT FROM asset) THEN
        found := found || '[{"field": "sticker_no", "problem": "sticker_taken"}]';
    END IF;
    IF asset IS NULL AND coalesce(given ->> 'former_no', '') <> '' THEN
        found := found || coalesce((SELECT jsonb_build_array(jsonb_build_object(
                     'field', 'former_no', 'problem', 'former_exists', 'detail', min(a.asset_no)))
                  FROM asset a WHERE a.former_no = given ->> 'former_no' AND a.owner_unit_id = unit AND a.status <> 'discarded'
                HAVING count(*) > 0), '[]');
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION asset_row_problems IS
    'What the rules of the register (0050, 0051) have against a row: `given` are the columns that change.';

-- What people read ------------------------------------------------------------------------------------------------

CREATE FUNCTION asset_references_in_words(columns jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN columns || coalesce((
        SELECT jsonb_object_agg(c.key, to_jsonb(
                   CASE WHEN c.key IN ('operator_id', 'contractor_id')
                        THEN CASE WHEN c.value #>> '{}' ~ '^[0-9]{1,18}$' THEN asset_change_words(c.key, c.value #>> '{}')
                                  ELSE c.value #>> '{}' END
                        WHEN c.key = 'preset' THEN (SELECT p.label FROM classification_preset p WHERE p.code = c.value #>> '{}')
                        ELSE (SELECT l.label FROM classification_level l WHERE l.code = c.value #>> '{}') END))
          FROM jsonb_each(columns) c
         WHERE c.key IN ('operator_id', 'contractor_id', 'preset', 'confidentiality', 'integrity', 'availability', 'grade')
           AND jsonb_typeof(c.value) <> 'null'), '{}');
END $$;
COMMENT ON FUNCTION asset_references_in_words IS
    'Columns of an asset with the words for what is named elsewhere: people, contractors, levels of a class.';

-- Ten thousand rows at once ---------------------------------------------------------------------------------------

-- Functions in SQL that are no single expression are planned anew by whatever calls them; these two are called for each
-- field of each row that changes.
CREATE OR REPLACE FUNCTION asset_change_words(field text, value text) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN value IS NULL OR value = '' THEN NULL
                WHEN field = 'owner_unit_id' THEN (SELECT u.code || ' ' || u.name FROM org_unit u WHERE u.id = value::bigint)
                WHEN field = 'operator_id' THEN (SELECT p.staff_no || ' ' || person_name(p) FROM person p WHERE p.id = value::bigint)
                WHEN field = 'contractor_id' THEN (SELECT c.name FROM contractor c WHERE c.id = value::bigint)
                ELSE value END;
END $$;

CREATE OR REPLACE FUNCTION audit_fields(before jsonb, after jsonb, secrets text[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (SELECT jsonb_object_agg(field,
                       CASE WHEN field = ANY (secrets) THEN '["***", "***"]'::jsonb
                            ELSE jsonb_build_array(before -> field, after -> field) END)
              FROM jsonb_object_keys(coalesce(after, before)) AS field
             WHERE coalesce(before -> field, 'null') <> coalesce(after -> field, 'null')
               AND field NOT IN ('updated_at', 'updated_by', 'row_version'));
END $$;

-- The history of all rows of a statement at once: the same rows as by one call a row (0051).
CREATE OR REPLACE FUNCTION asset_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO asset_change (asset_id, field, old, new, reason, actual_change_on, lag_days, is_restricted, correction_id)
    SELECT c.id, regexp_replace(f, '^(owner_unit|operator|contractor)_id$', '\1'),
           asset_change_words(f, c.before ->> f), asset_change_words(f, c.after ->> f),
           current_setting('mamori.change_reason'), current_setting('mamori.change_day')::date,
           current_setting('mamori.change_lag')::integer, TG_TABLE_NAME = 'asset_restricted',
           nullif(current_setting('mamori.change_correction'), '')::bigint
      FROM (SELECT coalesce(n.after ->> 'asset_id', n.after ->> 'id')::bigint AS id, o.before, n.after
              FROM (SELECT to_jsonb(x) AS before FROM rows_before x OFFSET 0) o
              JOIN (SELECT to_jsonb(x) AS after FROM rows_after x OFFSET 0) n
                ON coalesce(n.after ->> 'asset_id', n.after ->> 'id') = coalesce(o.before ->> 'asset_id', o.before ->> 'id')
             WHERE n.after <> o.before OFFSET 0) c -- made once a row, not once a key
      JOIN asset a ON a.id = c.id
     CROSS JOIN LATERAL jsonb_object_keys(c.after) AS f
     WHERE c.after -> f <> c.before -> f
       AND f NOT IN ('updated_at', 'updated_by', 'row_version', 'importance', 'registered_on')
       AND (f = 'status' OR CASE TG_TABLE_NAME WHEN 'asset' THEN c.before ->> 'status' ELSE a.status END <> 'draft')
       AND asset_change_words(f, c.before ->> f) IS DISTINCT FROM asset_change_words(f, c.after ->> f)
     ORDER BY c.id, f;
    RETURN NULL;
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['asset', 'asset_restricted'] || ARRAY(SELECT 'asset_' || k.code FROM asset_kind k) LOOP
        EXECUTE format('DROP TRIGGER %1$I ON %2$I', name || '_history', name);
        EXECUTE format('CREATE TRIGGER %1$I AFTER UPDATE ON %2$I REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
                            FOR EACH STATEMENT EXECUTE FUNCTION asset_history()', name || '_history', name);
    END LOOP;
END $$;

CREATE VIEW asset_held AS
    SELECT a.id AS asset_id,
           to_jsonb(a) || coalesce(to_jsonb(i), to_jsonb(s), to_jsonb(n), to_jsonb(h), to_jsonb(w), to_jsonb(o), to_jsonb(m),
                                   to_jsonb(f), to_jsonb(d), '{}') - 'asset_id' AS held
      FROM asset a
      LEFT JOIN asset_information i ON i.asset_id = a.id
      LEFT JOIN asset_system s ON s.asset_id = a.id
      LEFT JOIN asset_network n ON n.asset_id = a.id
      LEFT JOIN asset_hardware h ON h.asset_id = a.id
      LEFT JOIN asset_software w ON w.asset_id = a.id
      LEFT JOIN asset_office_equipment o ON o.asset_id = a.id
      LEFT JOIN asset_media m ON m.asset_id = a.id
      LEFT JOIN asset_facility f ON f.asset_id = a.id
      LEFT JOIN asset_system_document d ON d.asset_id = a.id;
COMMENT ON VIEW asset_held IS 'asset_values() of many assets at once. Nothing restricted is in it.';
GRANT SELECT ON asset_held TO mamori_server;
