-- 分類基準の変更: on the day another scheme comes into force, every asset gets the importance of it. Levels are never
-- overwritten, for those of each scheme have their own columns; where the scheme's data says which level follows from the
-- former ones, that one is given, and what it does not say stays 未分類 until the section classifies it.

-- What follows from the former class --------------------------------------------------------------------------

CREATE TABLE classification_mapping (
    ord integer NOT NULL,
    level text NOT NULL,
    confidentiality text,
    integrity text,
    availability text,
    grade text,
    is_personal boolean,
    CONSTRAINT classification_mapping_pk PRIMARY KEY (ord),
    CONSTRAINT classification_mapping_level_fk FOREIGN KEY (level) REFERENCES classification_level (code),
    CONSTRAINT classification_mapping_confidentiality_fk FOREIGN KEY (confidentiality) REFERENCES classification_level (code),
    CONSTRAINT classification_mapping_integrity_fk FOREIGN KEY (integrity) REFERENCES classification_level (code),
    CONSTRAINT classification_mapping_availability_fk FOREIGN KEY (availability) REFERENCES classification_level (code),
    CONSTRAINT classification_mapping_grade_fk FOREIGN KEY (grade) REFERENCES classification_level (code)
);
COMMENT ON TABLE classification_mapping IS
    'Which level of one scheme follows from the levels of another: the first row that fits, of each axis. No row: nothing follows.';
COMMENT ON COLUMN classification_mapping.is_personal IS 'The asset holds personal information; NULL: whether or not.';
INSERT INTO audit_exempt (table_name, reason) VALUES ('classification_mapping', 'reference data of migrations');
GRANT SELECT ON classification_mapping TO mamori_server;

-- By the definitions of the levels: 重要性分類Ⅰ is personal information, Ⅱ what is not to be published, Ⅲ what is published
-- and would do harm if wrong or missing. The other way one level cannot say three, so nothing follows.
INSERT INTO classification_mapping (ord, level, confidentiality, integrity, availability, is_personal) VALUES
    (1, 'G1', 'MC3A', NULL, NULL, NULL), (2, 'G1', 'MC3B', NULL, NULL, NULL),
    (3, 'G1', 'MC3C', NULL, NULL, true), (4, 'G2', 'MC3C', NULL, NULL, false),
    (5, 'G1', 'MC2', NULL, NULL, true), (6, 'G2', 'MC2', NULL, NULL, false),
    (7, 'G3', 'MC1', 'I2', NULL, NULL), (8, 'G3', 'MC1', NULL, 'A2', NULL), (9, 'G4', 'MC1', 'I1', 'A1', NULL);

CREATE FUNCTION classification_scheme_in_force() RETURNS text
    LANGUAGE sql STABLE
    RETURN coalesce(setting_text('asset.classification_scheme'), 'municipal');

CREATE FUNCTION classification_importance(levels text[], axes text[]) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT CASE WHEN count(l.code) = 0 THEN NULL
                        WHEN max(l.weight) = 2 OR count(*) FILTER (WHERE l.weight > 0 AND l.axis <> 'confidentiality') >= 2
                        THEN 'high'
                        WHEN max(l.weight) = 1 THEN 'middle' ELSE 'low' END
              FROM classification_level l
             WHERE l.code = ANY (levels) AND l.axis = ANY (axes));
END $$;
COMMENT ON FUNCTION classification_importance IS 'asset_importance() by the axes of any scheme.';

CREATE FUNCTION classification_key(confidentiality text, integrity text, availability text, grade text, personal_info text)
    RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(confidentiality, '') || '/' || coalesce(integrity, '') || '/' || coalesce(availability, '') || '/'
        || coalesce(grade, '') || CASE WHEN personal_info = 'none' THEN '' ELSE '/p' END;
COMMENT ON FUNCTION classification_key IS 'What the class under another scheme depends on. Few differ, however many assets there are.';

CREATE FUNCTION classification_plan(wanted text)
    RETURNS TABLE (key text, confidentiality text, integrity text, availability text, grade text, importance text)
    LANGUAGE sql STABLE AS $$
    WITH scheme AS (
        SELECT s.axes FROM classification_scheme s WHERE s.code = wanted
    ), held AS MATERIALIZED (
        SELECT DISTINCT a.confidentiality, a.integrity, a.availability, a.grade,
               CASE WHEN a.personal_info = 'none' THEN 'none' ELSE 'personal' END AS personal_info
          FROM asset a WHERE a.status NOT IN ('disposed', 'discarded')
    ), followed AS (
        SELECT h.*, f.levels
          FROM held h
         CROSS JOIN LATERAL (
               SELECT jsonb_object_agg(x.axis, x.level) AS levels
                 FROM (SELECT DISTINCT ON (l.axis) l.axis, m.level
                         FROM classification_mapping m
                         JOIN classification_level l ON l.code = m.level AND l.scheme_code = wanted
                        WHERE (m.confidentiality IS NULL OR m.confidentiality = h.confidentiality)
                          AND (m.integrity IS NULL OR m.integrity = h.integrity)
                          AND (m.availability IS NULL OR m.availability = h.availability)
                          AND (m.grade IS NULL OR m.grade = h.grade)
                          AND (m.is_personal IS NULL OR m.is_personal = (h.personal_info <> 'none'))
                        ORDER BY l.axis, m.ord) x) f
    ), filled AS (
        SELECT classification_key(f.confidentiality, f.integrity, f.availability, f.grade, f.personal_info) AS key,
               coalesce(f.confidentiality, f.levels ->> 'confidentiality') AS confidentiality,
               coalesce(f.integrity, f.levels ->> 'integrity') AS integrity,
               coalesce(f.availability, f.levels ->> 'availability') AS availability,
               coalesce(f.grade, f.levels ->> 'grade') AS grade
          FROM followed f
    )
    SELECT f.key, f.confidentiality, f.integrity, f.availability, f.grade,
           classification_importance(ARRAY[f.confidentiality, f.integrity, f.availability, f.grade], s.axes)
      FROM filled f CROSS JOIN scheme s
$$;
COMMENT ON FUNCTION classification_plan IS
    'For each class that assets have, the one they get under this scheme: what they have of it already, else what follows.';

CREATE FUNCTION classification_preview(wanted text)
    RETURNS TABLE (importance text, new_importance text, assets bigint)
    LANGUAGE sql STABLE AS $$
    SELECT a.importance, p.importance, count(*)
      FROM asset a
      JOIN classification_plan(wanted) p
        ON p.key = classification_key(a.confidentiality, a.integrity, a.availability, a.grade, a.personal_info)
     WHERE a.status NOT IN ('disposed', 'discarded') AND (a.importance IS NOT NULL OR p.importance IS NOT NULL)
     GROUP BY 1, 2
$$;
COMMENT ON FUNCTION classification_preview IS
    'How many assets would go from which importance to which; NULL: 未分類. What is disposed of stays as it was.';

-- The switch ----------------------------------------------------------------------------------------------------

CREATE TABLE classification_switch (
    id bigint GENERATED ALWAYS AS IDENTITY,
    scheme_code text NOT NULL,
    former_code text NOT NULL,
    in_force_from date NOT NULL,
    outcome jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT instant(),
    actor_id bigint DEFAULT viewer(),
    CONSTRAINT classification_switch_pk PRIMARY KEY (id),
    CONSTRAINT classification_switch_scheme_fk FOREIGN KEY (scheme_code) REFERENCES classification_scheme (code),
    CONSTRAINT classification_switch_former_fk FOREIGN KEY (former_code) REFERENCES classification_scheme (code),
    CONSTRAINT classification_switch_actor_fk FOREIGN KEY (actor_id) REFERENCES person (id),
    CONSTRAINT classification_switch_differs CHECK (scheme_code <> former_code),
    CONSTRAINT classification_switch_outcome_list CHECK (jsonb_typeof(outcome) = 'array')
);
COMMENT ON TABLE classification_switch IS
    '分類基準の変更, appended when the register follows the setting; the last one says by which scheme importances are.';
COMMENT ON COLUMN classification_switch.outcome IS '[{importance, new_importance, assets}] as classification_preview() gave it.';
COMMENT ON COLUMN classification_switch.actor_id IS 'NULL: the day came that the setting was planned for.';
GRANT SELECT ON classification_switch TO mamori_server;
CREATE TRIGGER classification_switch_audit AFTER INSERT OR UPDATE OR DELETE ON classification_switch
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
INSERT INTO evidence_table (table_name, kind) VALUES ('classification_switch', 'appended');
CREATE FUNCTION audit_name_of_classification_switch(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT s.name FROM classification_switch w JOIN classification_scheme s ON s.code = w.scheme_code
             WHERE w.id = named::bigint);
END $$;
INSERT INTO audit_naming (object_type, naming) VALUES ('classification_switch', 'audit_name_of_classification_switch');

CREATE FUNCTION classification_applied() RETURNS text
    LANGUAGE sql STABLE
    RETURN coalesce((SELECT w.scheme_code FROM classification_switch w ORDER BY w.id DESC LIMIT 1), 'municipal');
COMMENT ON FUNCTION classification_applied IS 'The scheme that importances are by.';

CREATE FUNCTION classification_switch_begin() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted text := classification_scheme_in_force();
BEGIN
    IF wanted = classification_applied() THEN
        RETURN false;
    END IF;
    LOCK TABLE asset IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO classification_switch (scheme_code, former_code, in_force_from, outcome)
    SELECT wanted, classification_applied(),
           (SELECT s.valid_from FROM setting s WHERE s.key = 'asset.classification_scheme' AND s.valid_from <= today()
             ORDER BY s.valid_from DESC, s.id DESC LIMIT 1),
           coalesce((SELECT jsonb_agg(to_jsonb(p) ORDER BY importance_order(p.importance), importance_order(p.new_importance))
                       FROM classification_preview(wanted) p), '[]')
     WHERE wanted <> classification_applied();
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION classification_switch_begin IS
    'Whether the register has to follow another scheme now; nobody else writes it until the transaction ends.';

-- History and log are written here, many rows at once: by the triggers of the rows it would take minutes. What is entered
-- but not applied yet stays applicable, unless it is about the class itself.
CREATE FUNCTION classification_switch_part(after bigint, many integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    switch classification_switch;
    reached bigint;
BEGIN
    SELECT w.* INTO switch FROM classification_switch w WHERE w.xmin = pg_current_xact_id()::xid;
    PERFORM refuse_if(switch.id IS NULL, 'classification_switch_begun'),
            set_config('mamori.reclassifying', 'yes', true);
    WITH plan AS MATERIALIZED (
        SELECT p.* FROM classification_plan(switch.scheme_code) p
    ), part AS MATERIALIZED (
        SELECT a.id, a.status, a.importance AS importance_old, p.importance, a.confidentiality AS confidentiality_old,
               p.confidentiality, a.integrity AS integrity_old, p.integrity, a.availability AS availability_old,
               p.availability, a.grade AS grade_old, p.grade,
               (a.confidentiality, a.integrity, a.availability, a.grade)
                   IS DISTINCT FROM (p.confidentiality, p.integrity, p.availability, p.grade) AS is_given
          FROM (SELECT o.* FROM asset o
                 WHERE o.id > after AND o.status NOT IN ('disposed', 'discarded') ORDER BY o.id LIMIT many) a
          JOIN plan p ON p.key = classification_key(a.confidentiality, a.integrity, a.availability, a.grade, a.personal_info)
    ), difference AS MATERIALIZED (
        SELECT p.id, p.status, f.field, f.old, f.new
          FROM part p
         CROSS JOIN LATERAL (VALUES ('importance', p.importance_old, p.importance),
                                    ('confidentiality', p.confidentiality_old, p.confidentiality),
                                    ('integrity', p.integrity_old, p.integrity),
                                    ('availability', p.availability_old, p.availability),
                                    ('grade', p.grade_old, p.grade)) f (field, old, new)
         WHERE f.old IS DISTINCT FROM f.new
    ), given AS (
        UPDATE asset a
           SET importance = p.importance, confidentiality = p.confidentiality, integrity = p.integrity,
               availability = p.availability, grade = p.grade, updated_at = instant(), updated_by = viewer(),
               row_version = a.row_version + 1
          FROM part p WHERE a.id = p.id AND p.is_given
    ), counted AS (
        UPDATE asset a SET importance = p.importance
          FROM part p WHERE a.id = p.id AND NOT p.is_given AND p.importance IS DISTINCT FROM p.importance_old
    ), entered AS (
        UPDATE asset_correction_row r SET base_version = r.base_version + 1
          FROM part p, asset_correction c
         WHERE r.asset_id = p.id AND p.is_given AND c.id = r.correction_id AND c.state IN ('draft', 'awaiting_manager')
           AND NOT r.fields ?| ARRAY['preset', 'confidentiality', 'integrity', 'availability', 'grade']
    ), history AS (
        INSERT INTO asset_change (asset_id, field, old, new, reason, actual_change_on, lag_days, is_restricted)
        SELECT d.id, d.field, d.old, d.new, '分類基準の変更', switch.in_force_from, 0, false
          FROM difference d WHERE d.status <> 'draft' ORDER BY d.id, d.field
    ), logged AS (
        INSERT INTO audit_log (action, object_type, object_id, changes)
        SELECT 'update', 'asset', d.id::text, jsonb_object_agg(d.field, jsonb_build_array(d.old, d.new))
          FROM difference d GROUP BY d.id ORDER BY d.id
    )
    SELECT max(p.id) INTO reached FROM part p;
    PERFORM set_config('mamori.reclassifying', '', true);
    RETURN reached;
END $$;
COMMENT ON FUNCTION classification_switch_part IS
    'So many of the assets after this id, in the transaction that began the switch: the last id, NULL when there are no more.';
REVOKE EXECUTE ON FUNCTION classification_switch_begin, classification_switch_part FROM PUBLIC;
GRANT EXECUTE ON FUNCTION classification_switch_begin, classification_switch_part TO mamori_server;

DROP TRIGGER asset_check ON asset;
CREATE TRIGGER asset_check BEFORE INSERT OR UPDATE ON asset
    FOR EACH ROW WHEN (coalesce(current_setting('mamori.reclassifying', true), '') <> 'yes')
    EXECUTE FUNCTION asset_check();
DROP TRIGGER asset_audit ON asset;
CREATE TRIGGER asset_audit AFTER INSERT OR UPDATE OR DELETE ON asset
    FOR EACH ROW WHEN (coalesce(current_setting('mamori.reclassifying', true), '') <> 'yes')
    EXECUTE FUNCTION audit_change('id');
DROP TRIGGER asset_history ON asset;
CREATE TRIGGER asset_history AFTER UPDATE ON asset REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
    FOR EACH STATEMENT WHEN (coalesce(current_setting('mamori.reclassifying', true), '') <> 'yes')
    EXECUTE FUNCTION asset_history();

-- A class is judged by the axes of its scheme ----------------------------------------------------------------------

-- Levels of the other scheme stay beside; they are no part of the answer, and no system is measured by them.
CREATE FUNCTION classification_overrides(preset text, levels jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM classification_preset p
                     JOIN classification_scheme s ON s.code = p.scheme_code
                    WHERE p.code = classification_overrides.preset
                      AND ('confidentiality' = ANY (s.axes) AND p.confidentiality IS DISTINCT FROM levels ->> 'confidentiality'
                           OR 'integrity' = ANY (s.axes) AND p.integrity IS DISTINCT FROM levels ->> 'integrity'
                           OR 'availability' = ANY (s.axes) AND p.availability IS DISTINCT FROM levels ->> 'availability'
                           OR 'grade' = ANY (s.axes) AND p.grade IS DISTINCT FROM levels ->> 'grade'));
END $$;
COMMENT ON FUNCTION classification_overrides IS 'Another level than the chosen answer gives: that has its reason.';

CREATE OR REPLACE FUNCTION asset_importance(asset asset) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    axes text[] := classification_axes();
BEGIN
    RETURN classification_importance(ARRAY[asset.confidentiality, asset.integrity, asset.availability, asset.grade], axes);
END $$;

CREATE OR REPLACE FUNCTION asset_class_gap(wanted asset) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg(DISTINCT h.asset_no, '、' ORDER BY h.asset_no)
              FROM asset_relation r
              JOIN asset h ON h.id = r.to_id AND h.status NOT IN ('draft', 'disposed', 'discarded')
             CROSS JOIN LATERAL asset_class_columns(h) c
              JOIN classification_level l ON l.code = c.code
              JOIN asset_class_columns(wanted) o ON o.axis = c.axis
              JOIN classification_level w ON w.code = o.code AND w.scheme_code = l.scheme_code
             WHERE r.from_id = wanted.id AND r.relation = 'holds' AND r.ended_at IS NULL AND w.rank < l.rank
               AND c.axis = ANY (classification_axes()));
END $$;

CREATE OR REPLACE FUNCTION asset_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND (NEW.status, NEW.preset, NEW.confidentiality, NEW.integrity, NEW.availability, NEW.grade,
            NEW.classification_reason)
           IS NOT DISTINCT FROM
           (OLD.status, OLD.preset, OLD.confidentiality, OLD.integrity, OLD.availability, OLD.grade,
            OLD.classification_reason) THEN
        RETURN NEW;
    END IF;
    NEW.importance := asset_importance(NEW);
    PERFORM refuse_if(EXISTS (SELECT FROM asset_class_columns(NEW) c
                                JOIN classification_level l ON l.code = c.code AND l.axis <> c.axis),
                      'asset_class_axis'),
            refuse_if(NEW.classification_reason = '' AND NEW.preset IS NOT NULL
                      AND classification_overrides(NEW.preset, to_jsonb(NEW)),
                      'asset_class_override'),
            refuse_if(NEW.status IN ('in_use', 'suspended', 'transferred')
                      AND (SELECT k.is_classified FROM asset_kind k WHERE k.code = NEW.kind)
                      AND NOT asset_is_classified(NEW),
                      'asset_classified');
    IF NEW.kind = 'system' AND NEW.status = 'in_use' AND viewer() IS NOT NULL AND TG_OP = 'UPDATE'
       AND (NEW.confidentiality, NEW.integrity, NEW.availability, NEW.grade, NEW.status)
           IS DISTINCT FROM (OLD.confidentiality, OLD.integrity, OLD.availability, OLD.grade, OLD.status) THEN
        PERFORM refuse_if(asset_class_gap(NEW) IS NOT NULL
                          AND NOT EXISTS (SELECT FROM asset_class_note n WHERE n.asset_id = NEW.id),
                          'asset_class_of_system');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION asset_row_problems(kind text, asset bigint, unit bigint, held jsonb, given jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted jsonb := coalesce(held, '{}') || given;
    is_held boolean := wanted ->> 'status' IN ('in_use', 'suspended', 'transferred');
    found jsonb := '[]';
BEGIN
    IF given ?| ARRAY['preset', 'confidentiality', 'integrity', 'availability', 'grade', 'classification_reason'] THEN
        IF coalesce(wanted ->> 'classification_reason', '') = '' AND classification_overrides(wanted ->> 'preset', wanted) THEN
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
