-- Lists of the register: with 100,000 assets a page of any order, and the counts above it, are read from an index alone.
-- Each order has an index that also holds what lists are narrowed by, for where a filter leaves little, the walk is long.

CREATE FUNCTION asset_order(asset_no text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN strpos('ISNHWOMFD', left(asset_no, 1)) * 1000000000::bigint + substr(asset_no, 3)::bigint;
COMMENT ON FUNCTION asset_order IS 'Numbers in the order of lists: the kinds as asset_kind has them, I-9999 before I-10000.';

CREATE FUNCTION importance_order(importance text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE importance WHEN 'high' THEN 1 WHEN 'middle' THEN 2 WHEN 'low' THEN 3 ELSE 4 END;

CREATE INDEX asset_list_number ON asset (asset_order(asset_no))
    INCLUDE (id, asset_no, kind, status, owner_unit_id, importance, confidentiality, integrity, availability, grade,
             personal_info, segment, scope_status, last_checked_on);
CREATE INDEX asset_list_section ON asset (owner_unit_id, asset_order(asset_no))
    INCLUDE (id, asset_no, kind, status, importance, confidentiality, integrity, availability, grade,
             personal_info, segment, scope_status, last_checked_on);
CREATE INDEX asset_list_importance ON asset (importance_order(importance), asset_order(asset_no))
    INCLUDE (id, asset_no, kind, status, owner_unit_id, importance, confidentiality, integrity, availability, grade,
             personal_info, segment, scope_status, last_checked_on);
CREATE INDEX asset_list_name ON asset (name COLLATE "ja-x-icu", asset_order(asset_no))
    INCLUDE (id, asset_no, kind, status, owner_unit_id, importance, confidentiality, integrity, availability, grade,
             personal_info, segment, scope_status, last_checked_on);
CREATE INDEX asset_offered ON asset (id) WHERE status = 'transferred';

-- What ends: contracts, support, leases and licences ---------------------------------------------------------

CREATE INDEX asset_system_contract_end ON asset_system (contract_end) WHERE contract_end IS NOT NULL;
CREATE INDEX asset_system_maintenance_end ON asset_system (maintenance_end) WHERE maintenance_end IS NOT NULL;
CREATE INDEX asset_hardware_os_support_end ON asset_hardware (os_support_end) WHERE os_support_end IS NOT NULL;
CREATE INDEX asset_hardware_lease_end ON asset_hardware (lease_end) WHERE lease_end IS NOT NULL;
CREATE INDEX asset_software_licence_to ON asset_software (licence_to) WHERE licence_to IS NOT NULL;
CREATE INDEX asset_software_support_end ON asset_software (support_end) WHERE support_end IS NOT NULL;
CREATE INDEX asset_office_equipment_lease_end ON asset_office_equipment (lease_end) WHERE lease_end IS NOT NULL;

CREATE VIEW asset_ending AS
    SELECT asset_id, 'contract_end' AS ending, contract_end AS ends_on FROM asset_system WHERE contract_end IS NOT NULL
     UNION ALL
    SELECT asset_id, 'maintenance_end', maintenance_end FROM asset_system WHERE maintenance_end IS NOT NULL
     UNION ALL
    SELECT asset_id, 'os_support_end', os_support_end FROM asset_hardware WHERE os_support_end IS NOT NULL
     UNION ALL
    SELECT asset_id, 'lease_end', lease_end FROM asset_hardware WHERE lease_end IS NOT NULL
     UNION ALL
    SELECT asset_id, 'licence_to', licence_to FROM asset_software WHERE licence_to IS NOT NULL
     UNION ALL
    SELECT asset_id, 'support_end', support_end FROM asset_software WHERE support_end IS NOT NULL
     UNION ALL
    SELECT asset_id, 'lease_end', lease_end FROM asset_office_equipment WHERE lease_end IS NOT NULL;
COMMENT ON VIEW asset_ending IS
    'The days a contract, support, lease or licence of an asset ends. It asks no rights: who reads it joins what the viewer sees.';
GRANT SELECT ON asset_ending TO mamori_server;

-- What the attention of a list is about ----------------------------------------------------------------------

CREATE FUNCTION asset_year_begins() RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN make_date(fiscal_year(today()), 4, 1);

CREATE FUNCTION asset_lacks_class(kind text, confidentiality text, integrity text, availability text, grade text, is_graded boolean)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN kind IN ('information', 'system', 'network', 'media')
       AND CASE WHEN is_graded THEN grade IS NULL
                ELSE confidentiality IS NULL OR integrity IS NULL OR availability IS NULL END;
COMMENT ON FUNCTION asset_lacks_class IS
    'BR-AS-01, 未分類. is_graded is asset_is_graded(), asked once a list; asset_is_classified() says the same of one asset.';

CREATE FUNCTION asset_is_graded() RETURNS boolean
    LANGUAGE sql STABLE
    RETURN 'grade' = ANY (classification_axes());
COMMENT ON FUNCTION asset_is_graded IS 'The scheme in force has the one axis 重要性分類 instead of three.';

CREATE FUNCTION assets_corrected_late() RETURNS bigint[]
    LANGUAGE sql STABLE
    RETURN ARRAY(SELECT DISTINCT c.asset_id FROM asset_change c
                  WHERE c.changed_at >= asset_year_begins()::timestamp AT TIME ZONE 'Asia/Tokyo'
                    AND c.lag_days > 0 AND c.lag_days > (SELECT setting_integer('asset.correction_days', 5)));
COMMENT ON FUNCTION assets_corrected_late IS
    'BR-AS-02: assets with a correction of this fiscal year later than the setting allows. It asks no rights.';

CREATE FUNCTION assets_ending() RETURNS bigint[]
    LANGUAGE sql STABLE
    RETURN ARRAY(SELECT DISTINCT e.asset_id FROM asset_ending e
                  WHERE e.ends_on >= (SELECT today()) AND e.ends_on <= (SELECT today() + 90));
COMMENT ON FUNCTION assets_ending IS 'Assets of which something ends within 90 days. It asks no rights.';

-- Saved filters ----------------------------------------------------------------------------------------------

CREATE TABLE asset_view (
    id bigint GENERATED ALWAYS AS IDENTITY,
    person_id bigint NOT NULL DEFAULT viewer(),
    name text NOT NULL,
    query text NOT NULL,
    is_shared boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT instant(),
    ended_at timestamptz,
    CONSTRAINT asset_view_pk PRIMARY KEY (id),
    CONSTRAINT asset_view_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT asset_view_name_length CHECK (length(name) BETWEEN 1 AND 40),
    CONSTRAINT asset_view_query_form CHECK (
        length(query) <= 1000 AND query ~ '^[a-z_]+=[A-Za-z0-9%._~-]+(&[a-z_]+=[A-Za-z0-9%._~-]+)*$')
);
CREATE UNIQUE INDEX asset_view_name_unique ON asset_view (person_id, name) WHERE ended_at IS NULL;
COMMENT ON TABLE asset_view IS
    'Saved filters of the register: what stands behind /assets?. Who opens one sees only what that viewer may see.';
COMMENT ON COLUMN asset_view.is_shared IS 'Shown to everybody of the sections the person works in, too.';
GRANT SELECT, INSERT (name, query, is_shared), UPDATE (ended_at) ON asset_view TO mamori_server;
CREATE TRIGGER asset_view_audit AFTER INSERT OR UPDATE OR DELETE ON asset_view
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');

CREATE FUNCTION audit_name_of_asset_view(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT v.name FROM asset_view v WHERE v.id = named::bigint);
END $$;
INSERT INTO audit_naming (object_type, naming) VALUES ('asset_view', 'audit_name_of_asset_view');

CREATE FUNCTION asset_view_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(viewer() IS NOT NULL AND NEW.person_id <> viewer(), 'asset_view_own'),
            refuse_if(TG_OP = 'INSERT' AND (SELECT count(*) FROM asset_view v
                                             WHERE v.person_id = NEW.person_id AND v.ended_at IS NULL) >= 30,
                      'asset_view_count');
    RETURN NEW;
END $$;
CREATE TRIGGER asset_view_check BEFORE INSERT OR UPDATE ON asset_view
    FOR EACH ROW EXECUTE FUNCTION asset_view_check();
COMMENT ON FUNCTION asset_view_check IS 'One''s own, and thirty at most.';

CREATE FUNCTION colleagues() RETURNS bigint[]
    LANGUAGE sql STABLE
    RETURN ARRAY(SELECT DISTINCT a.person_id FROM person_assignment a
                  WHERE is_in_force(a.valid_from, a.valid_to, today())
                    AND a.org_unit_id IN (SELECT w.org_unit_id FROM workplace_units() w));
COMMENT ON FUNCTION colleagues IS 'Who works today in a unit the viewer works in.';
