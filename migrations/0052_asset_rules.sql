-- What holds of the register whoever writes (domain 3.3, 3.13, 4.6): contents change by an applied correction, states by a
-- step, and each leaves one row of history a field. What a rule is called here is its name in constraint_errors.c.
-- Without a viewer the owner loads what was before the portal was there.

-- Who may see and write --------------------------------------------------------------------------------------

CREATE FUNCTION units_borne(roles text[]) RETURNS TABLE (org_unit_id bigint)
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN QUERY WITH RECURSIVE own AS (
        SELECT r.org_unit_id AS id, 0 AS step
          FROM effective_role r
         WHERE r.person_id = viewer() AND r.role_code = ANY (roles) AND r.org_unit_id IS NOT NULL
           AND is_in_force(r.valid_from, r.valid_to, today())
        UNION
        SELECT u.id, o.step + 1
          FROM own o JOIN org_unit u ON u.successor_id = o.id
         WHERE o.step < 20)
    SELECT DISTINCT own.id FROM own;
END $$;
COMMENT ON FUNCTION units_borne IS
    'The units for which the viewer bears one of these roles today, and what they were before.';

CREATE FUNCTION own_asset_units() RETURNS TABLE (org_unit_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT b.org_unit_id FROM units_borne('{system_security_manager,it_promotion_leader}') b
     UNION
    SELECT w.org_unit_id FROM workplace_units() w
$$;
COMMENT ON FUNCTION own_asset_units IS
    'The sections whose register the viewer sees as their head, their leader or one of their staff.';

CREATE FUNCTION asset_units_seen() RETURNS bigint[]
    LANGUAGE sql STABLE
    RETURN CASE WHEN may('asset_read') THEN ARRAY(SELECT o.org_unit_id FROM own_asset_units() o) ELSE '{}' END;

CREATE FUNCTION sees_asset(asset asset) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN may('asset_read_all') OR asset.owner_unit_id = ANY (asset_units_seen())
        OR asset.status = 'transferred'
           AND (SELECT s.to_unit_id FROM asset_step s
                 WHERE s.asset_id = asset.id AND s.event = 'transfer' ORDER BY s.id DESC LIMIT 1)
               IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b);
COMMENT ON FUNCTION sees_asset IS
    'Domain 3.13: one''s own section''s register, or all; and the head who is asked to take an asset over.';

CREATE FUNCTION asset_hold(number text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM asset a WHERE a.asset_no = number FOR UPDATE;
END $$;
COMMENT ON FUNCTION asset_hold IS 'Locks an asset for the transaction; the server''s role, which writes none, cannot by itself.';
REVOKE EXECUTE ON FUNCTION asset_hold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION asset_hold TO mamori_server;

CREATE FUNCTION drafts_assets_of(unit bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN viewer() IS NULL OR may('asset_maintain')
        OR may('asset_draft')
           AND unit IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager,it_promotion_leader}') b);
END $$;
COMMENT ON FUNCTION drafts_assets_of IS 'Leader and head for their own section; the secretariat and the network security manager for all.';

CREATE FUNCTION confirms_assets_of(unit bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN viewer() IS NULL OR may('asset_maintain')
        OR may('asset_confirm') AND unit IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b);
END $$;

CREATE FUNCTION sees_restricted(unit bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN may('asset_read_restricted')
        OR unit IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b);
COMMENT ON FUNCTION sees_restricted IS
    'Domain 3.13: addresses and diagrams are for the head of the section, the secretariat, the three officers and the CSIRT; not for leaders, staff or the auditor.';

CREATE FUNCTION writes_restricted(unit bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN viewer() IS NULL OR may('asset_write_restricted')
        OR unit IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b);

-- Classes ----------------------------------------------------------------------------------------------------

CREATE FUNCTION asset_class_columns(asset asset)
    RETURNS TABLE (axis text, code text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    VALUES ('confidentiality', asset.confidentiality), ('integrity', asset.integrity),
           ('availability', asset.availability), ('grade', asset.grade)
$$;

CREATE FUNCTION asset_is_classified(asset asset) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN classification_axes() <@ array_remove(ARRAY[
               CASE WHEN asset.confidentiality IS NOT NULL THEN 'confidentiality' END,
               CASE WHEN asset.integrity IS NOT NULL THEN 'integrity' END,
               CASE WHEN asset.availability IS NOT NULL THEN 'availability' END,
               CASE WHEN asset.grade IS NOT NULL THEN 'grade' END], NULL);
COMMENT ON FUNCTION asset_is_classified IS 'A level on every axis of the scheme in force.';

CREATE FUNCTION asset_importance(asset asset) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    axes text[] := classification_axes();
BEGIN
    RETURN (SELECT CASE WHEN count(l.code) = 0 THEN NULL
                        WHEN max(l.weight) = 2 OR count(*) FILTER (WHERE l.weight > 0 AND l.axis <> 'confidentiality') >= 2
                        THEN 'high'
                        WHEN max(l.weight) = 1 THEN 'middle' ELSE 'low' END
              FROM classification_level l
             WHERE l.code IN (asset.confidentiality, asset.integrity, asset.availability, asset.grade)
               AND l.axis = ANY (axes));
END $$;
COMMENT ON FUNCTION asset_importance IS
    '重要度 (domain 3.4): high by a level of weight 2, or where integrity and availability are both raised; middle by one raised axis.';

CREATE FUNCTION asset_class_gap(wanted asset) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg(DISTINCT h.asset_no, '、' ORDER BY h.asset_no)
              FROM asset_relation r
              JOIN asset h ON h.id = r.to_id AND h.status NOT IN ('draft', 'disposed', 'discarded')
             CROSS JOIN LATERAL asset_class_columns(h) c
              JOIN classification_level l ON l.code = c.code
              JOIN asset_class_columns(wanted) o ON o.axis = c.axis
              JOIN classification_level w ON w.code = o.code AND w.scheme_code = l.scheme_code
             WHERE r.from_id = wanted.id AND r.relation = 'holds' AND r.ended_at IS NULL AND w.rank < l.rank);
END $$;
COMMENT ON FUNCTION asset_class_gap IS
    'BR-AS-09: numbers of the information a system holds whose class is higher on an axis; NULL: none.';

-- Exceptions name assets by their numbers from now on; what was written in words before stays as it is.
ALTER TABLE exception_revision ADD COLUMN asset_ids bigint[];
CREATE INDEX exception_revision_assets ON exception_revision USING gin (asset_ids);
GRANT INSERT (asset_ids), UPDATE (asset_ids) ON exception_revision TO mamori_server;

CREATE OR REPLACE FUNCTION exception_next_revision(request bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO exception_revision (request_id, revision_no, title, clauses, requirement_text,
        measure_type, ground_difficulty, ground_continuity, ground_reason, measure_text, compensating,
        threats, risk_text, residual_risk, assets, asset_ids, no_asset_reason, info_class, users, period_from,
        period_to, resolution_plan, started_at, urgency_reason, why_unavoidable, oral_report_at,
        oral_report_to, current_condition, ended_at, still_needed, delay_reason)
    SELECT request_id, revision_no + 1, title, clauses, requirement_text,
        measure_type, ground_difficulty, ground_continuity, ground_reason, measure_text, compensating,
        threats, risk_text, residual_risk, assets, asset_ids, no_asset_reason, info_class, users, period_from,
        period_to, resolution_plan, started_at, urgency_reason, why_unavoidable, oral_report_at,
        oral_report_to, current_condition, ended_at, still_needed, delay_reason
      FROM exception_revision WHERE request_id = request ORDER BY revision_no DESC LIMIT 1
$$;

CREATE FUNCTION asset_is_covered(wanted bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM exception_request r
                     JOIN exception_revision x ON x.request_id = r.id
                    WHERE x.asset_ids @> ARRAY[wanted]
                      AND r.state IN ('permitted', 'permitted_with_conditions', 'extension_pending')
                      AND today() BETWEEN r.period_from AND r.period_to
                      AND NOT EXISTS (SELECT FROM exception_revision y
                                       WHERE y.request_id = r.id AND y.revision_no > x.revision_no));
COMMENT ON FUNCTION asset_is_covered IS 'A permitted exception in effect today names the asset.';

-- What does not touch class or state costs nothing here: ten thousand rows are corrected at once.
CREATE FUNCTION asset_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer classification_preset;
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
    SELECT p.* INTO answer FROM classification_preset p WHERE p.code = NEW.preset;
    PERFORM refuse_if(EXISTS (SELECT FROM asset_class_columns(NEW) c
                                JOIN classification_level l ON l.code = c.code AND l.axis <> c.axis),
                      'asset_class_axis'),
            refuse_if(answer.code IS NOT NULL AND NEW.classification_reason = ''
                      AND (NEW.confidentiality, NEW.integrity, NEW.availability, NEW.grade)
                          IS DISTINCT FROM
                          (answer.confidentiality, answer.integrity, answer.availability, answer.grade),
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
CREATE TRIGGER asset_check BEFORE INSERT OR UPDATE ON asset
    FOR EACH ROW EXECUTE FUNCTION asset_check();

-- BR-AS-05: where the row of the medium or its state changes, once both are written.
CREATE FUNCTION asset_media_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    medium bigint := CASE TG_TABLE_NAME WHEN 'asset' THEN (to_jsonb(NEW) ->> 'id')::bigint
                                        ELSE (to_jsonb(NEW) ->> 'asset_id')::bigint END;
BEGIN
    PERFORM refuse_if(EXISTS (SELECT FROM asset_media m JOIN asset a ON a.id = m.asset_id
                               WHERE m.asset_id = medium AND m.media_type = 'usb' AND NOT m.is_encrypted
                                 AND a.status IN ('in_use', 'transferred'))
                      AND NOT asset_is_covered(medium), 'asset_usb_encrypted');
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER asset_media_encrypted AFTER INSERT OR UPDATE ON asset_media
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION asset_media_check();
CREATE CONSTRAINT TRIGGER asset_media_in_use AFTER UPDATE ON asset
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind = 'media' AND NEW.status = 'in_use' AND OLD.status <> 'in_use')
    EXECUTE FUNCTION asset_media_check();

CREATE FUNCTION asset_class_note_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(viewer() IS NOT NULL AND NOT may('asset_write_restricted'), 'asset_class_note_by_manager');
    RETURN NEW;
END $$;
CREATE TRIGGER asset_class_note_check BEFORE INSERT ON asset_class_note
    FOR EACH ROW EXECUTE FUNCTION asset_class_note_check();

CREATE FUNCTION asset_relation_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    source asset;
    target asset;
BEGIN
    SELECT a.* INTO source FROM asset a WHERE a.id = NEW.from_id;
    SELECT a.* INTO target FROM asset a WHERE a.id = NEW.to_id;
    PERFORM refuse_if(NOT (drafts_assets_of(source.owner_unit_id) OR drafts_assets_of(target.owner_unit_id)),
                      'asset_relation_own');
    IF TG_OP = 'UPDATE' THEN
        NEW.ended_at := instant();
        NEW.ended_by := viewer();
        RETURN NEW;
    END IF;
    PERFORM refuse_if(NOT EXISTS (SELECT FROM asset_relation_rule u
                                   WHERE u.relation = NEW.relation AND u.from_kind = source.kind
                                     AND u.to_kind = target.kind), 'asset_relation_kinds');
    RETURN NEW;
END $$;
CREATE TRIGGER asset_relation_check BEFORE INSERT OR UPDATE ON asset_relation
    FOR EACH ROW EXECUTE FUNCTION asset_relation_check();

CREATE FUNCTION asset_relation_class() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT FROM asset a
                               WHERE a.id = NEW.from_id AND a.kind = 'system' AND a.status = 'in_use'
                                 AND asset_class_gap(a) IS NOT NULL
                                 AND NOT EXISTS (SELECT FROM asset_class_note n WHERE n.asset_id = a.id)),
                      'asset_class_of_system');
    RETURN NULL;
END $$;
CREATE TRIGGER asset_relation_class AFTER INSERT ON asset_relation
    FOR EACH ROW WHEN (NEW.relation = 'holds') EXECUTE FUNCTION asset_relation_class();

CREATE FUNCTION asset_attachment_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    holder asset;
BEGIN
    SELECT a.* INTO holder FROM asset a WHERE a.id = NEW.asset_id FOR UPDATE;
    PERFORM refuse_if(NOT drafts_assets_of(holder.owner_unit_id), 'asset_attachment_own'),
            refuse_if(NEW.kind = 'diagram' AND NOT writes_restricted(holder.owner_unit_id), 'asset_restricted_by_head');
    IF TG_OP = 'UPDATE' THEN
        NEW.removed_at := instant();
        NEW.removed_by := viewer();
    ELSE
        PERFORM refuse_if((SELECT count(*) FROM asset_attachment a
                            WHERE a.asset_id = NEW.asset_id AND a.removed_at IS NULL) >= 10, 'asset_attachment_count');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER asset_attachment_check BEFORE INSERT OR UPDATE ON asset_attachment
    FOR EACH ROW EXECUTE FUNCTION asset_attachment_check();

-- History ----------------------------------------------------------------------------------------------------

CREATE FUNCTION asset_change_give(why text, on_day date, correction bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(on_day > today(), 'asset_change_not_ahead'),
            refuse_if(coalesce(why, '') = '', 'asset_change_reason'),
            set_config('mamori.change_reason', why, true),
            set_config('mamori.change_day', on_day::text, true),
            set_config('mamori.change_lag', CASE WHEN on_day = today() THEN '0' ELSE business_days_between(on_day, today())::text END, true),
            set_config('mamori.change_correction', coalesce(correction::text, ''), true);
END $$;
COMMENT ON FUNCTION asset_change_give IS
    'Why and since when the changes of this transaction that follow are so; the history has it in every row (BR-AS-02).';

CREATE FUNCTION asset_change_words(field text, value text) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN value IS NULL OR value = '' THEN NULL
                WHEN field = 'owner_unit_id' THEN (SELECT u.code || ' ' || u.name FROM org_unit u WHERE u.id = value::bigint)
                WHEN field = 'operator_id' THEN (SELECT p.staff_no || ' ' || person_name(p) FROM person p WHERE p.id = value::bigint)
                WHEN field = 'contractor_id' THEN (SELECT c.name FROM contractor c WHERE c.id = value::bigint)
                ELSE value END;
END $$;

-- What is a draft has no history yet; that it was registered is its first row.
CREATE FUNCTION asset_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    changed bigint := coalesce(after ->> 'asset_id', after ->> 'id');
    was text := CASE TG_TABLE_NAME WHEN 'asset' THEN before ->> 'status'
                                   ELSE (SELECT a.status FROM asset a WHERE a.id = changed) END;
BEGIN
    INSERT INTO asset_change (asset_id, field, old, new, reason, actual_change_on, lag_days, is_restricted, correction_id)
    SELECT changed, regexp_replace(f, '^(owner_unit|operator|contractor)_id$', '\1'),
           asset_change_words(f, before ->> f), asset_change_words(f, after ->> f),
           current_setting('mamori.change_reason'), current_setting('mamori.change_day')::date,
           current_setting('mamori.change_lag')::integer, TG_TABLE_NAME = 'asset_restricted',
           nullif(current_setting('mamori.change_correction'), '')::bigint
      FROM jsonb_object_keys(after) AS f
     WHERE after -> f <> before -> f
       AND f NOT IN ('updated_at', 'updated_by', 'row_version', 'importance', 'registered_on')
       AND (was <> 'draft' OR f = 'status')
       AND asset_change_words(f, before ->> f) IS DISTINCT FROM asset_change_words(f, after ->> f)
     ORDER BY f;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION asset_history IS
    'BR-AS-02. A change without asset_change_give() before it fails: there is no way around the history.';

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['asset', 'asset_restricted']
                          || ARRAY(SELECT 'asset_' || k.code FROM asset_kind k) LOOP
        EXECUTE format('CREATE TRIGGER %1$I AFTER UPDATE ON %2$I FOR EACH ROW EXECUTE FUNCTION asset_history()',
                       name || '_history', name);
        EXECUTE format('GRANT SELECT ON %I TO mamori_server', name);
        EXECUTE format('CREATE TRIGGER %1$I AFTER INSERT OR UPDATE OR DELETE ON %2$I
                            FOR EACH ROW EXECUTE FUNCTION audit_change(%3$s)',
                       name || '_audit', name,
                       CASE name WHEN 'asset' THEN quote_literal('id')
                                 WHEN 'asset_restricted' THEN '''asset_id'', ''address_range'', ''host_address'''
                                 ELSE quote_literal('asset_id') END);
    END LOOP;
END $$;
CREATE TRIGGER asset_correction_audit AFTER INSERT OR UPDATE OR DELETE ON asset_correction
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER asset_step_audit AFTER INSERT OR UPDATE OR DELETE ON asset_step
    FOR EACH ROW EXECUTE FUNCTION audit_change('asset_id');
CREATE TRIGGER asset_relation_audit AFTER INSERT OR UPDATE OR DELETE ON asset_relation
    FOR EACH ROW EXECUTE FUNCTION audit_change('from_id');
CREATE TRIGGER asset_class_note_audit AFTER INSERT OR UPDATE OR DELETE ON asset_class_note
    FOR EACH ROW EXECUTE FUNCTION audit_change('asset_id');
CREATE TRIGGER asset_attachment_audit AFTER INSERT OR UPDATE OR DELETE ON asset_attachment
    FOR EACH ROW EXECUTE FUNCTION audit_change('asset_id');
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('classification_scheme', 'reference data of migrations'),
    ('classification_level', 'reference data of migrations'),
    ('classification_preset', 'reference data of migrations'),
    ('asset_kind', 'reference data of migrations'),
    ('asset_counter', 'a counter'),
    ('asset_relation_rule', 'reference data of migrations'),
    ('asset_search', 'derived from the register'),
    ('asset_correction_row', 'what is applied goes into the log with the assets it changes'),
    ('asset_change', 'what the log says of the register, once more for its readers');
GRANT SELECT ON classification_scheme, classification_level, classification_preset, asset_kind, asset_counter,
                asset_relation_rule, asset_change TO mamori_server;

CREATE FUNCTION audit_name_of_asset(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT a.asset_no || ' ' || a.name FROM asset a WHERE a.id = named::bigint);
END $$;
CREATE FUNCTION audit_name_of_asset_correction(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT concat_ws(' ', u.name, nullif(c.file_name, ''), c.reason)
              FROM asset_correction c LEFT JOIN org_unit u ON u.id = c.org_unit_id WHERE c.id = named::bigint);
END $$;
INSERT INTO audit_naming (object_type, naming)
    SELECT t, 'audit_name_of_asset'
      FROM unnest(ARRAY['asset', 'asset_restricted', 'asset_step', 'asset_relation', 'asset_class_note', 'asset_attachment']
                  || ARRAY(SELECT 'asset_' || k.code FROM asset_kind k)) t;
INSERT INTO audit_naming (object_type, naming) VALUES ('asset_correction', 'audit_name_of_asset_correction');
INSERT INTO evidence_table (table_name, kind) VALUES ('asset_step', 'appended'), ('asset_class_note', 'appended');

-- States -----------------------------------------------------------------------------------------------------

CREATE TABLE asset_transition (
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    done_by text NOT NULL,
    is_reasoned boolean NOT NULL,
    words text NOT NULL,
    CONSTRAINT asset_transition_pk PRIMARY KEY (event, from_state),
    CONSTRAINT asset_transition_done_by_known CHECK (done_by IN ('drafter', 'head', 'receiver', 'disposal'))
);
COMMENT ON TABLE asset_transition IS
    'States of an asset (domain 3.3), the only place: the trigger of the steps and the pages both ask it. While it is 移管手続中 the old section is responsible (BR-AS-10); disposed is what closing its 廃棄 makes it.';
GRANT SELECT ON asset_transition TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES ('asset_transition', 'reference data of migrations');
INSERT INTO asset_transition (event, from_state, to_state, done_by, is_reasoned, words) VALUES
    ('register', 'draft', 'in_use', 'head', false, '台帳への登録'),
    ('discard', 'draft', 'discarded', 'drafter', true, '下書きの破棄'),
    ('suspend', 'in_use', 'suspended', 'head', true, '使用の休止'),
    ('resume', 'suspended', 'in_use', 'head', true, '使用の再開'),
    ('plan_disposal', 'in_use', 'to_be_disposed', 'head', true, '廃棄の予定'),
    ('plan_disposal', 'suspended', 'to_be_disposed', 'head', true, '廃棄の予定'),
    ('keep', 'to_be_disposed', 'in_use', 'head', true, '廃棄の取りやめ'),
    ('dispose', 'to_be_disposed', 'disposed', 'disposal', false, '廃棄の完了'),
    ('transfer', 'in_use', 'transferred', 'head', true, '所管課の変更の申出'),
    ('accept', 'transferred', 'in_use', 'receiver', false, '所管課の変更'),
    ('decline', 'transferred', 'in_use', 'receiver', true, '所管課の変更の辞退'),
    ('take_back', 'transferred', 'in_use', 'head', true, '所管課の変更の取りやめ');

CREATE FUNCTION asset_receiver(wanted bigint) RETURNS bigint
    LANGUAGE sql STABLE
    RETURN (SELECT s.to_unit_id FROM asset_step s
             WHERE s.asset_id = wanted AND s.event = 'transfer' ORDER BY s.id DESC LIMIT 1);
COMMENT ON FUNCTION asset_receiver IS 'The section an asset was last offered to.';

CREATE FUNCTION asset_event_open(asset asset, wanted text) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM asset_transition t
                    WHERE t.event = wanted AND t.from_state = asset.status
                      AND (viewer() IS NULL OR CASE t.done_by
                               WHEN 'drafter' THEN drafts_assets_of(asset.owner_unit_id)
                               WHEN 'head' THEN confirms_assets_of(asset.owner_unit_id)
                               WHEN 'receiver' THEN asset_receiver(asset.id)
                                    IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b)
                               ELSE current_setting('mamori.disposal', true) = 'closing' END));
END $$;
COMMENT ON FUNCTION asset_event_open IS 'Whether this step is open to the viewer now; the pages show no other.';

CREATE FUNCTION asset_step_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    subject asset;
    way asset_transition;
BEGIN
    SELECT a.* INTO subject FROM asset a WHERE a.id = NEW.asset_id FOR UPDATE;
    SELECT t.* INTO way FROM asset_transition t WHERE t.event = NEW.event AND t.from_state = subject.status;
    PERFORM refuse_if(way.event IS NULL, 'asset_step_open'),
            refuse_if(NOT asset_event_open(subject, NEW.event), 'asset_step_by_whom'),
            refuse_if(way.is_reasoned AND NEW.text = '', 'asset_step_reason'),
            refuse_if(NEW.event = 'transfer' AND (NEW.to_unit_id = subject.owner_unit_id OR NOT EXISTS (
                          SELECT FROM org_unit u WHERE u.id = NEW.to_unit_id AND u.kind <> 'department'
                             AND is_in_force(u.valid_from, u.valid_to, today()))), 'asset_step_unit'),
            asset_change_give(coalesce(nullif(NEW.text, ''), way.words), NEW.actual_change_on, NULL);
    NEW.from_state := way.from_state;
    NEW.to_state := way.to_state;
    NEW.at := instant();
    NEW.actor_id := viewer();
    UPDATE asset
       SET status = way.to_state,
           owner_unit_id = CASE NEW.event WHEN 'accept' THEN asset_receiver(subject.id) ELSE owner_unit_id END,
           registered_on = CASE NEW.event WHEN 'register' THEN today() ELSE registered_on END,
           updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
     WHERE id = subject.id;
    RETURN NEW;
END $$;
CREATE TRIGGER asset_step_apply BEFORE INSERT ON asset_step
    FOR EACH ROW EXECUTE FUNCTION asset_step_apply();

-- Corrections ------------------------------------------------------------------------------------------------

CREATE FUNCTION asset_defaults(of_table regclass) RETURNS jsonb
    LANGUAGE sql STABLE
    RETURN (SELECT jsonb_object_agg(a.attname, CASE a.atttypid WHEN 'text'::regtype THEN to_jsonb(''::text)
                                                               WHEN 'boolean'::regtype THEN to_jsonb(false)
                                                               ELSE to_jsonb(1) END)
              FROM pg_attribute a
             WHERE a.attrelid = of_table AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
               AND a.atttypid IN ('text'::regtype, 'boolean'::regtype, 'bigint'::regtype));
COMMENT ON FUNCTION asset_defaults IS 'Of a table of a kind: what stands in a column that must hold something and was not given.';

CREATE FUNCTION asset_content_columns(of_table regclass) RETURNS text[]
    LANGUAGE sql STABLE
    RETURN ARRAY(SELECT a.attname::text
                   FROM pg_attribute a
                  WHERE a.attrelid = of_table AND a.attnum > 0 AND NOT a.attisdropped
                    AND a.attname <> ALL (ARRAY['id', 'asset_id', 'asset_no', 'kind', 'status', 'owner_unit_id', 'importance',
                                                'registered_on', 'created_at', 'created_by', 'updated_at', 'updated_by',
                                                'row_version'])
                  ORDER BY a.attnum);
COMMENT ON FUNCTION asset_content_columns IS 'What a correction may change: neither number, kind, state nor section.';

CREATE FUNCTION asset_correction_judge(correction asset_correction) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(correction.state NOT IN ('draft', 'awaiting_manager'), 'asset_correction_open'),
            refuse_if(correction.state = 'draft' AND correction.created_by <> viewer(), 'asset_correction_own'),
            refuse_if(EXISTS (SELECT FROM asset_correction_row r
                               WHERE r.correction_id = correction.id AND r.problems <> '[]'), 'asset_correction_sound'),
            refuse_if(EXISTS (SELECT FROM asset_correction_row r JOIN asset a ON a.id = r.asset_id
                               WHERE r.correction_id = correction.id AND a.row_version <> r.base_version),
                      'asset_correction_fresh'),
            refuse_if(EXISTS (SELECT FROM asset_correction_row r JOIN asset a ON a.id = r.asset_id
                               WHERE r.correction_id = correction.id AND a.status IN ('disposed', 'discarded')),
                      'asset_correction_status'),
            refuse_if(NOT coalesce(may('asset_exclude'), false) AND viewer() IS NOT NULL
                      AND EXISTS (SELECT FROM asset_correction_row r
                                   WHERE r.correction_id = correction.id
                                     AND r.fields ?| ARRAY['scope_status', 'exclusion_ref']),
                      'asset_exclusion_by_secretariat');
END $$;

-- Units are few, rows may be many: rights are asked once a section.
CREATE FUNCTION asset_correction_right(correction asset_correction) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (
                SELECT FROM (SELECT coalesce(a.owner_unit_id, r.owner_unit_id) AS unit,
                                    bool_or(a.status <> 'draft') AS is_registered, bool_or(r.restricted <> '{}') AS is_restricted
                               FROM asset_correction_row r LEFT JOIN asset a ON a.id = r.asset_id
                              WHERE r.correction_id = correction.id GROUP BY 1) u
                 WHERE NOT CASE WHEN coalesce(u.is_registered, false) OR correction.registers
                                THEN confirms_assets_of(u.unit) ELSE drafts_assets_of(u.unit) END), 'asset_correction_by_head'),
            refuse_if(EXISTS (
                SELECT FROM (SELECT DISTINCT coalesce(a.owner_unit_id, r.owner_unit_id) AS unit
                               FROM asset_correction_row r LEFT JOIN asset a ON a.id = r.asset_id
                              WHERE r.correction_id = correction.id AND r.restricted <> '{}') u
                 WHERE NOT writes_restricted(u.unit)), 'asset_restricted_by_head');
END $$;

CREATE FUNCTION asset_correction_make(correction asset_correction) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    kind_code text;
    blank jsonb := '{"description": "", "business": "", "user_scope": "", "location": "", "classification_reason": "",
                     "personal_info": "none", "measures_human": "", "measures_physical": "", "measures_technical": "",
                     "handling": "", "retention": "", "scope_status": "in_scope", "exclusion_ref": "", "law_fields": "",
                     "former_no": "", "note": "", "status": "draft", "row_version": 1}';
BEGIN
    UPDATE asset_correction_row SET made_id = nextval(pg_get_serial_sequence('asset', 'id'))
     WHERE correction_id = correction.id AND asset_id IS NULL;
    FOR kind_code IN SELECT DISTINCT r.kind FROM asset_correction_row r
                      WHERE r.correction_id = correction.id AND r.made_id IS NOT NULL ORDER BY 1 LOOP
        WITH taken AS (
            UPDATE asset_counter c
               SET last_no = c.last_no + (SELECT count(*) FROM asset_correction_row r
                                           WHERE r.correction_id = correction.id AND r.made_id IS NOT NULL AND r.kind = kind_code)
             WHERE c.kind = kind_code RETURNING c.last_no)
        INSERT INTO asset OVERRIDING SYSTEM VALUE
        SELECT n.*
          FROM (SELECT r.*, row_number() OVER (ORDER BY r.line DESC) - 1 AS back FROM asset_correction_row r
                 WHERE r.correction_id = correction.id AND r.made_id IS NOT NULL AND r.kind = kind_code) r
         CROSS JOIN taken t
          JOIN asset_kind k ON k.code = r.kind
         CROSS JOIN LATERAL jsonb_populate_record(NULL::asset, blank || r.fields || jsonb_build_object(
                   'id', r.made_id, 'kind', r.kind, 'owner_unit_id', r.owner_unit_id,
                   'asset_no', k.prefix || '-' || lpad((t.last_no - r.back)::text,
                                                      greatest(4, length((t.last_no - r.back)::text)), '0'),
                   'created_at', instant(), 'created_by', viewer(), 'updated_at', instant(), 'updated_by', viewer())) n;
        EXECUTE format('INSERT INTO %1$I SELECT n.* FROM asset_correction_row r
                         CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, $1 || r.fields
                                                                  || jsonb_build_object(''asset_id'', r.made_id)) n
                         WHERE r.correction_id = $2 AND r.made_id IS NOT NULL AND r.kind = $3', 'asset_' || kind_code)
          USING asset_defaults(('asset_' || kind_code)::regclass), correction.id, kind_code;
    END LOOP;
    INSERT INTO asset_restricted
    SELECT n.* FROM asset_correction_row r
     CROSS JOIN LATERAL jsonb_populate_record(NULL::asset_restricted, asset_defaults('asset_restricted'::regclass) || r.restricted
                                              || jsonb_build_object('asset_id', r.made_id)) n
     WHERE r.correction_id = correction.id AND r.made_id IS NOT NULL AND r.kind IN ('network', 'hardware');
END $$;
COMMENT ON FUNCTION asset_correction_make IS 'The new assets of a correction, as drafts, numbered in the order of its lines.';

CREATE FUNCTION asset_correction_change(correction asset_correction) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
    key text;
    columns text[];
BEGIN
    FOREACH name IN ARRAY ARRAY(SELECT DISTINCT 'asset_' || r.kind FROM asset_correction_row r
                                 WHERE r.correction_id = correction.id AND r.asset_id IS NOT NULL ORDER BY 1)
                          || ARRAY['asset_restricted', 'asset'] LOOP
        key := CASE name WHEN 'asset' THEN 'id' ELSE 'asset_id' END;
        columns := asset_content_columns(name::regclass);
        EXECUTE format('UPDATE %1$I t SET (%2$s) = ROW(%3$s)%6$s
                          FROM asset_correction_row r
                          JOIN %1$I o ON o.%4$I = r.asset_id
                         CROSS JOIN LATERAL jsonb_populate_record(o, r.%5$I) n
                         WHERE t.%4$I = r.asset_id AND r.correction_id = $1 AND (%7$s n.* IS DISTINCT FROM o.*)',
                       name, (SELECT string_agg(format('%I', c), ', ') FROM unnest(columns) c),
                       (SELECT string_agg(format('n.%I', c), ', ') FROM unnest(columns) c), key,
                       CASE name WHEN 'asset_restricted' THEN 'restricted' ELSE 'fields' END,
                       CASE name WHEN 'asset' THEN ', updated_at = instant(), updated_by = viewer(), row_version = t.row_version + 1'
                                 ELSE '' END,
                       CASE name WHEN 'asset' THEN 'true OR' ELSE '' END)
          USING correction.id;
    END LOOP;
END $$;
COMMENT ON FUNCTION asset_correction_change IS
    'The rows of a correction that are there already; tables of kinds first, for what is checked of an asset reads them.';

CREATE FUNCTION asset_correction_apply(wanted bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    correction asset_correction;
BEGIN
    SELECT c.* INTO correction FROM asset_correction c WHERE c.id = wanted FOR UPDATE;
    PERFORM a.id FROM asset a JOIN asset_correction_row r ON r.asset_id = a.id
      WHERE r.correction_id = wanted ORDER BY a.id FOR UPDATE OF a;
    PERFORM asset_correction_judge(correction), asset_correction_right(correction),
            asset_change_give(correction.reason, correction.actual_change_on, correction.id),
            asset_correction_change(correction), asset_correction_make(correction);
    IF correction.registers THEN
        INSERT INTO asset_step (asset_id, event, actual_change_on, text)
        SELECT a.id, 'register', correction.actual_change_on, correction.reason
          FROM asset_correction_row r
          JOIN asset a ON a.id = r.made_id
          JOIN asset_kind k ON k.code = a.kind
         WHERE r.correction_id = wanted AND (NOT k.is_classified OR asset_is_classified(a))
         ORDER BY r.line;
    END IF;
    UPDATE asset_correction
       SET state = 'applied', decided_at = instant(), decided_by = viewer(), updated_at = instant(),
           updated_by = viewer(), row_version = row_version + 1
     WHERE id = wanted;
END $$;
COMMENT ON FUNCTION asset_correction_apply IS
    'All rows or none. By whoever wrote it where the rules let that person, or by the head it waits for.';

CREATE FUNCTION asset_correction_move(wanted bigint, event text, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    correction asset_correction;
BEGIN
    SELECT c.* INTO correction FROM asset_correction c WHERE c.id = wanted FOR UPDATE;
    IF event = 'send' THEN
        PERFORM asset_correction_judge(correction),
                refuse_if(correction.state <> 'draft', 'asset_correction_open'),
                refuse_if(correction.reason = '', 'asset_change_reason'),
                refuse_if(correction.org_unit_id IS NULL OR NOT drafts_assets_of(correction.org_unit_id)
                          OR EXISTS (SELECT FROM asset_correction_row r LEFT JOIN asset a ON a.id = r.asset_id
                                      WHERE r.correction_id = wanted
                                        AND coalesce(a.owner_unit_id, r.owner_unit_id) <> correction.org_unit_id),
                          'asset_correction_one_section');
    ELSIF event = 'return' THEN
        PERFORM refuse_if(correction.state <> 'awaiting_manager', 'asset_correction_open'),
                refuse_if(NOT confirms_assets_of(correction.org_unit_id), 'asset_correction_by_head'),
                refuse_if(coalesce(why, '') = '', 'asset_correction_return_reason');
    ELSE
        PERFORM refuse_if(correction.state NOT IN ('draft', 'awaiting_manager'), 'asset_correction_open'),
                refuse_if(correction.created_by IS DISTINCT FROM viewer(), 'asset_correction_own');
    END IF;
    UPDATE asset_correction
       SET state = CASE event WHEN 'send' THEN 'awaiting_manager' WHEN 'return' THEN 'returned' ELSE 'discarded' END,
           sent_at = CASE event WHEN 'send' THEN instant() ELSE sent_at END,
           decided_at = CASE event WHEN 'send' THEN NULL ELSE instant() END,
           decided_by = CASE event WHEN 'send' THEN NULL ELSE viewer() END,
           decision_text = coalesce(why, ''), updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
     WHERE id = wanted;
END $$;
COMMENT ON FUNCTION asset_correction_move IS
    'send: to the head; return: by the head, with a reason; discard: by who wrote it.';

CREATE FUNCTION asset_correction_row_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT EXISTS (SELECT FROM asset_correction c
                                   WHERE c.id = NEW.correction_id AND c.state = 'draft' AND c.xmin = pg_current_xact_id()::xid),
                      'asset_correction_row_of_new');
    RETURN NEW;
END $$;
CREATE TRIGGER asset_correction_row_check BEFORE INSERT ON asset_correction_row
    FOR EACH ROW EXECUTE FUNCTION asset_correction_row_check();
COMMENT ON FUNCTION asset_correction_row_check IS 'What was looked at is what is applied: rows come with their correction and never later.';

REVOKE EXECUTE ON FUNCTION asset_correction_apply, asset_correction_move FROM PUBLIC;
GRANT EXECUTE ON FUNCTION asset_correction_apply, asset_correction_move TO mamori_server;

-- What an asset holds, by columns ------------------------------------------------------------------------------

CREATE FUNCTION asset_kind_values(wanted bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE (SELECT a.kind FROM asset a WHERE a.id = wanted)
        WHEN 'information' THEN (SELECT to_jsonb(d) FROM asset_information d WHERE d.asset_id = wanted)
        WHEN 'system' THEN (SELECT to_jsonb(d) FROM asset_system d WHERE d.asset_id = wanted)
        WHEN 'network' THEN (SELECT to_jsonb(d) FROM asset_network d WHERE d.asset_id = wanted)
        WHEN 'hardware' THEN (SELECT to_jsonb(d) FROM asset_hardware d WHERE d.asset_id = wanted)
        WHEN 'software' THEN (SELECT to_jsonb(d) FROM asset_software d WHERE d.asset_id = wanted)
        WHEN 'office_equipment' THEN (SELECT to_jsonb(d) FROM asset_office_equipment d WHERE d.asset_id = wanted)
        WHEN 'media' THEN (SELECT to_jsonb(d) FROM asset_media d WHERE d.asset_id = wanted)
        WHEN 'facility' THEN (SELECT to_jsonb(d) FROM asset_facility d WHERE d.asset_id = wanted)
        WHEN 'system_document' THEN (SELECT to_jsonb(d) FROM asset_system_document d WHERE d.asset_id = wanted)
    END - 'asset_id';
END $$;
COMMENT ON FUNCTION asset_kind_values IS 'The row of the table of its kind, by columns.';

CREATE FUNCTION asset_values(wanted bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT to_jsonb(a) FROM asset a WHERE a.id = wanted) || coalesce(asset_kind_values(wanted), '{}');
END $$;
COMMENT ON FUNCTION asset_values IS 'All that is not restricted of an asset, by columns.';

CREATE FUNCTION asset_restricted_values(wanted bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT to_jsonb(r) - 'asset_id' FROM asset_restricted r WHERE r.asset_id = wanted);
END $$;
COMMENT ON FUNCTION asset_restricted_values IS 'Whoever reads it asks sees_restricted() in the same statement.';

CREATE FUNCTION asset_differing(fields jsonb, held jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN held IS NULL THEN coalesce(fields, '{}')
                ELSE coalesce((SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each(fields) f
                                WHERE f.value IS DISTINCT FROM held -> f.key), '{}') END;
COMMENT ON FUNCTION asset_differing IS 'Of the values given, those that are not held.';

CREATE FUNCTION asset_kind_texts(wanted bigint) RETURNS text
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg(f.value #>> '{}', ' ' ORDER BY f.key)
              FROM jsonb_each(asset_kind_values(wanted)) f
             WHERE f.key IN ('stored_in', 'personal_file', 'service_name', 'provider', 'vendor', 'sites', 'maker', 'model',
                             'serial_no', 'os', 'main_user', 'product', 'publisher', 'contract_no', 'sticker_no', 'keeper',
                             'contents', 'document_kind')
               AND jsonb_typeof(f.value) = 'string' AND f.value #>> '{}' <> '');
END $$;
COMMENT ON FUNCTION asset_kind_texts IS 'The texts of its kind an asset is found by.';

CREATE FUNCTION sees_correction(correction asset_correction) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN correction.created_by = viewer()
        OR correction.state <> 'draft'
           AND (may('asset_maintain') OR drafts_assets_of(correction.org_unit_id));
COMMENT ON FUNCTION sees_correction IS
    'Who wrote it; once it is sent, the section''s leaders and head, and whoever keeps all registers.';
