-- Where the city's information leaves its place (domain 3.3, 4.6): 電磁的記録媒体 that are taken out and come back
-- (BR-AS-06), software that is installed and its licences (BR-AS-04), and what is disposed of (BR-AS-07). Each moves by
-- appended steps; which is open in which state, and to whom, is a table that the trigger and the pages both ask.
-- Without a viewer the owner loads what was before the portal was there.

CREATE FUNCTION heads_asset_unit(unit bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN viewer() IS NULL
        OR may('asset_confirm') AND unit IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b);
COMMENT ON FUNCTION heads_asset_unit IS
    'The head of the section alone: what the secretariat cannot do in that place (BR-AS-06, approval of a disposal).';

-- 電磁的記録媒体 持出・貸与簿 --------------------------------------------------------------------------------------

CREATE TABLE media_movement (
    id bigint GENERATED ALWAYS AS IDENTITY,
    asset_id bigint NOT NULL,
    taken_by bigint NOT NULL,
    purpose text NOT NULL,
    carried text NOT NULL DEFAULT '',
    carried_level text,
    destination text NOT NULL,
    out_on date NOT NULL,
    return_by date NOT NULL,
    state text NOT NULL DEFAULT 'requested',
    requested_at timestamptz NOT NULL DEFAULT instant(),
    requested_by bigint DEFAULT viewer(),
    permitted_at timestamptz,
    permitted_by bigint,
    taken_out_at timestamptz,
    returned_at timestamptz,
    checked_by bigint,
    is_erased boolean,
    lost_at timestamptz,
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT media_movement_pk PRIMARY KEY (id),
    CONSTRAINT media_movement_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT media_movement_taken_by_fk FOREIGN KEY (taken_by) REFERENCES person (id),
    CONSTRAINT media_movement_requested_by_fk FOREIGN KEY (requested_by) REFERENCES person (id),
    CONSTRAINT media_movement_permitted_by_fk FOREIGN KEY (permitted_by) REFERENCES person (id),
    CONSTRAINT media_movement_checked_by_fk FOREIGN KEY (checked_by) REFERENCES person (id),
    CONSTRAINT media_movement_level_fk FOREIGN KEY (carried_level) REFERENCES classification_level (code),
    CONSTRAINT media_movement_level_given CHECK ((carried = '') = (carried_level IS NULL)),
    CONSTRAINT media_movement_due CHECK (return_by >= out_on),
    CONSTRAINT media_movement_fiscal_year CHECK (fiscal_year(return_by) = fiscal_year(out_on)),
    CONSTRAINT media_movement_state_known CHECK (state IN
        ('requested', 'permitted', 'refused', 'cancelled', 'out', 'returned', 'lost')),
    CONSTRAINT media_movement_permitted CHECK (
        state NOT IN ('permitted', 'out', 'returned', 'lost') OR permitted_at IS NOT NULL),
    CONSTRAINT media_movement_text_length CHECK (
        length(purpose) BETWEEN 1 AND 200 AND length(carried) <= 200 AND length(destination) BETWEEN 1 AND 100)
);
CREATE UNIQUE INDEX media_movement_one_open ON media_movement (asset_id) WHERE state IN ('requested', 'permitted', 'out');
CREATE INDEX media_movement_asset ON media_movement (asset_id, id DESC);
CREATE INDEX media_movement_out ON media_movement (return_by) WHERE state = 'out';
COMMENT ON TABLE media_movement IS
    '持出・貸与簿: a request is a row, and what becomes of it is appended to media_movement_step, whose trigger sets everything from state on.';
COMMENT ON COLUMN media_movement.carried_level IS
    'Class of the information carried: a level of confidentiality, or of the one axis of another scheme; NULL: nothing is on it.';
COMMENT ON COLUMN media_movement.return_by IS 'BR-AS-06: no later than 31 March of the fiscal year in which it leaves.';
GRANT SELECT, INSERT (asset_id, taken_by, purpose, carried, carried_level, destination, out_on, return_by)
   ON media_movement TO mamori_server;

CREATE TABLE media_movement_step (
    id bigint GENERATED ALWAYS AS IDENTITY,
    movement_id bigint NOT NULL,
    event text NOT NULL,
    from_state text NOT NULL DEFAULT '',
    to_state text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    is_erased boolean,
    at timestamptz NOT NULL DEFAULT instant(),
    actor_id bigint DEFAULT viewer(),
    CONSTRAINT media_movement_step_pk PRIMARY KEY (id),
    CONSTRAINT media_movement_step_movement_fk FOREIGN KEY (movement_id) REFERENCES media_movement (id),
    CONSTRAINT media_movement_step_actor_fk FOREIGN KEY (actor_id) REFERENCES person (id),
    CONSTRAINT media_movement_step_text_length CHECK (length(text) <= 1000)
);
CREATE INDEX media_movement_step_movement ON media_movement_step (movement_id, id);
COMMENT ON TABLE media_movement_step IS 'What became of a movement, appended; the trigger moves it and refuses what is not open.';
GRANT SELECT, INSERT (movement_id, event, text, is_erased) ON media_movement_step TO mamori_server;

CREATE TABLE media_transition (
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    done_by text NOT NULL,
    is_reasoned boolean NOT NULL,
    ord integer NOT NULL,
    CONSTRAINT media_transition_pk PRIMARY KEY (event, from_state),
    CONSTRAINT media_transition_done_by_known CHECK (done_by IN ('head', 'taker', 'checker', 'section', 'confirmer'))
);
COMMENT ON TABLE media_transition IS
    'States of a movement, the only place. taker: who takes or asked, or the section''s leaders and head; checker: one of the latter who did not take it.';
GRANT SELECT ON media_transition TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES ('media_transition', 'reference data of migrations');
INSERT INTO media_transition (event, from_state, to_state, done_by, is_reasoned, ord) VALUES
    ('permit', 'requested', 'permitted', 'head', false, 1),
    ('refuse', 'requested', 'refused', 'head', true, 2),
    ('take_out', 'permitted', 'out', 'taker', false, 3),
    ('cancel', 'requested', 'cancelled', 'taker', false, 4),
    ('cancel', 'permitted', 'cancelled', 'taker', false, 4),
    ('return', 'out', 'returned', 'checker', false, 5),
    ('lose', 'out', 'lost', 'section', true, 6),
    ('find', 'lost', 'returned', 'confirmer', true, 7);

CREATE TABLE incident_draft (
    id bigint GENERATED ALWAYS AS IDENTITY,
    source text NOT NULL,
    asset_id bigint NOT NULL,
    movement_id bigint,
    title text NOT NULL,
    facts text NOT NULL,
    at timestamptz NOT NULL DEFAULT instant(),
    noted_by bigint DEFAULT viewer(),
    CONSTRAINT incident_draft_pk PRIMARY KEY (id),
    CONSTRAINT incident_draft_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT incident_draft_movement_fk FOREIGN KEY (movement_id) REFERENCES media_movement (id),
    CONSTRAINT incident_draft_noted_by_fk FOREIGN KEY (noted_by) REFERENCES person (id),
    CONSTRAINT incident_draft_source_known CHECK (source IN ('media', 'inventory')),
    CONSTRAINT incident_draft_text_length CHECK (length(title) BETWEEN 1 AND 200 AND length(facts) BETWEEN 1 AND 2000)
);
CREATE INDEX incident_draft_asset ON incident_draft (asset_id);
COMMENT ON TABLE incident_draft IS
    'What has to become an incident (BR-AS-06, BR-AS-08), written by the triggers of what found it; the server''s role adds none.';
GRANT SELECT ON incident_draft TO mamori_server;

CREATE VIEW media_standing AS
    SELECT a.id AS asset_id, m.id AS movement_id,
           CASE WHEN m.state = 'out' AND m.return_by < today() THEN 'overdue'
                WHEN m.state IN ('requested', 'permitted', 'out', 'lost') THEN m.state
                ELSE 'in_store' END AS media_state
      FROM asset a
      LEFT JOIN LATERAL (SELECT x.id, x.state, x.return_by FROM media_movement x
                          WHERE x.asset_id = a.id AND x.state NOT IN ('refused', 'cancelled')
                          ORDER BY x.id DESC LIMIT 1) m ON true
     WHERE a.kind = 'media';
COMMENT ON VIEW media_standing IS
    'Where each medium is today, and the movement that says so: while one is asked for or permitted it is still in store.';
GRANT SELECT ON media_standing TO mamori_server;

CREATE FUNCTION media_is_safe(wanted bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN NOT EXISTS (SELECT FROM asset_media m
                        WHERE m.asset_id = wanted AND m.media_type = 'usb' AND NOT m.is_encrypted)
        OR asset_is_covered(wanted);
COMMENT ON FUNCTION media_is_safe IS 'BR-AS-05: a USB memory without encryption stays, unless a permitted exception covers it.';

CREATE FUNCTION works_in(person bigint, unit bigint, day date) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM person_assignment p
                    WHERE p.person_id = person AND p.org_unit_id IN (unit, unit_today(unit))
                      AND is_in_force(p.valid_from, p.valid_to, day))
        OR EXISTS (SELECT FROM effective_role r
                    WHERE r.person_id = person AND r.org_unit_id IN (unit, unit_today(unit))
                      AND r.role_code IN ('system_security_manager', 'it_promotion_leader')
                      AND is_in_force(r.valid_from, r.valid_to, day));
COMMENT ON FUNCTION works_in IS 'Staff of the section, or its head or leader, on that day.';

CREATE FUNCTION media_movement_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    medium asset;
BEGIN
    SELECT a.* INTO medium FROM asset a WHERE a.id = NEW.asset_id FOR UPDATE;
    IF viewer() IS NULL THEN
        RETURN NEW;
    END IF;
    NEW.requested_at := instant();
    NEW.requested_by := viewer();
    PERFORM refuse_if(NOT medium.owner_unit_id = ANY (asset_units_seen()), 'media_request_by_section'),
            refuse_if(medium.kind <> 'media' OR medium.status <> 'in_use', 'media_in_use'),
            refuse_if(NEW.taken_by <> viewer() AND NOT drafts_assets_of(medium.owner_unit_id), 'media_taker_is_self'),
            refuse_if(NOT works_in(NEW.taken_by, medium.owner_unit_id, today()), 'media_taker_of_section'),
            refuse_if(NEW.out_on < today(), 'media_out_ahead'),
            refuse_if(NEW.return_by < NEW.out_on, 'media_movement_due'),
            refuse_if(fiscal_year(NEW.return_by) <> fiscal_year(NEW.out_on), 'media_movement_fiscal_year'),
            refuse_if((SELECT s.media_state FROM media_standing s WHERE s.asset_id = medium.id) = 'lost', 'media_is_lost'),
            refuse_if(EXISTS (SELECT FROM media_movement m WHERE m.asset_id = medium.id
                                 AND m.state IN ('requested', 'permitted', 'out')), 'media_movement_one_open'),
            refuse_if(NOT media_is_safe(medium.id), 'media_usb_encrypted');
    RETURN NEW;
END $$;
CREATE TRIGGER media_movement_check BEFORE INSERT ON media_movement
    FOR EACH ROW EXECUTE FUNCTION media_movement_check();

CREATE FUNCTION media_event_open(movement media_movement, wanted text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM media_transition t
                     JOIN asset a ON a.id = movement.asset_id
                    WHERE t.event = wanted AND t.from_state = movement.state
                      AND (viewer() IS NULL OR CASE t.done_by
                               WHEN 'head' THEN heads_asset_unit(a.owner_unit_id)
                               WHEN 'taker' THEN viewer() IN (movement.taken_by, movement.requested_by)
                                                 OR drafts_assets_of(a.owner_unit_id)
                               WHEN 'checker' THEN viewer() <> movement.taken_by AND drafts_assets_of(a.owner_unit_id)
                               WHEN 'section' THEN a.owner_unit_id = ANY (asset_units_seen())
                                                   OR drafts_assets_of(a.owner_unit_id)
                               ELSE confirms_assets_of(a.owner_unit_id) END));
COMMENT ON FUNCTION media_event_open IS 'Whether this step is open to the viewer now; the pages show no other.';

CREATE FUNCTION media_movement_set(movement bigint, step media_movement_step) RETURNS void LANGUAGE sql AS $$
    UPDATE media_movement m
       SET state = step.to_state,
           permitted_at = CASE step.event WHEN 'permit' THEN step.at ELSE m.permitted_at END,
           permitted_by = CASE step.event WHEN 'permit' THEN step.actor_id ELSE m.permitted_by END,
           taken_out_at = CASE step.event WHEN 'take_out' THEN step.at ELSE m.taken_out_at END,
           returned_at = CASE WHEN step.event IN ('return', 'find') THEN step.at ELSE m.returned_at END,
           checked_by = CASE WHEN step.event IN ('return', 'find') THEN step.actor_id ELSE m.checked_by END,
           is_erased = CASE WHEN step.event IN ('return', 'find') THEN step.is_erased ELSE m.is_erased END,
           lost_at = CASE step.event WHEN 'lose' THEN step.at ELSE m.lost_at END,
           row_version = m.row_version + 1
     WHERE m.id = movement
$$;

CREATE FUNCTION media_movement_step_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    movement media_movement;
    medium asset;
    way media_transition;
BEGIN
    SELECT a.* INTO medium FROM asset a JOIN media_movement m ON m.asset_id = a.id
     WHERE m.id = NEW.movement_id FOR UPDATE OF a;
    SELECT m.* INTO movement FROM media_movement m WHERE m.id = NEW.movement_id FOR UPDATE;
    SELECT t.* INTO way FROM media_transition t WHERE t.event = NEW.event AND t.from_state = movement.state;
    IF viewer() IS NOT NULL THEN
        NEW.at := instant();
        NEW.actor_id := viewer();
    END IF;
    PERFORM refuse_if(way.event IS NULL, 'media_step_open'),
            refuse_if(NEW.event = 'return' AND viewer() = movement.taken_by, 'media_return_checked'),
            refuse_if(NOT media_event_open(movement, NEW.event),
                      CASE way.done_by WHEN 'head' THEN 'media_permit_by_head' ELSE 'media_step_by_whom' END),
            refuse_if(way.is_reasoned AND NEW.text = '', 'media_step_reason'),
            refuse_if(viewer() IS NOT NULL AND NEW.event IN ('permit', 'take_out') AND medium.status <> 'in_use', 'media_in_use'),
            refuse_if(viewer() IS NOT NULL AND NEW.event IN ('permit', 'take_out') AND NOT media_is_safe(medium.id),
                      'media_usb_encrypted'),
            refuse_if(viewer() IS NOT NULL AND NEW.event IN ('permit', 'take_out') AND movement.return_by < today(), 'media_due_past'),
            refuse_if(NEW.event = 'return' AND NEW.is_erased IS NULL AND movement.carried <> '', 'media_return_erased');
    NEW.from_state := way.from_state;
    NEW.to_state := way.to_state;
    IF NEW.event NOT IN ('return', 'find') THEN
        NEW.is_erased := NULL;
    END IF;
    PERFORM media_movement_set(movement.id, NEW);
    IF NEW.event = 'lose' THEN
        INSERT INTO incident_draft (source, asset_id, movement_id, title, facts, at, noted_by)
        VALUES ('media', medium.id, movement.id, '電磁的記録媒体の紛失　' || medium.asset_no || ' ' || medium.name, NEW.text,
                NEW.at, NEW.actor_id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER media_movement_step_apply BEFORE INSERT ON media_movement_step
    FOR EACH ROW EXECUTE FUNCTION media_movement_step_apply();

CREATE TRIGGER media_movement_audit AFTER INSERT OR UPDATE OR DELETE ON media_movement
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER media_movement_step_audit AFTER INSERT OR UPDATE OR DELETE ON media_movement_step
    FOR EACH ROW EXECUTE FUNCTION audit_change('movement_id');
CREATE TRIGGER incident_draft_audit AFTER INSERT OR UPDATE OR DELETE ON incident_draft
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');

CREATE FUNCTION audit_name_of_movement(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT a.asset_no || ' ' || a.name || '　' || m.purpose
              FROM media_movement m JOIN asset a ON a.id = m.asset_id WHERE m.id = named::bigint);
END $$;
CREATE FUNCTION audit_name_of_incident_draft(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT d.title FROM incident_draft d WHERE d.id = named::bigint);
END $$;
INSERT INTO audit_naming (object_type, naming) VALUES
    ('media_movement', 'audit_name_of_movement'), ('media_movement_step', 'audit_name_of_movement'),
    ('incident_draft', 'audit_name_of_incident_draft');
INSERT INTO evidence_table (table_name, kind) VALUES
    ('media_movement', 'followed'), ('media_movement_step', 'appended'), ('incident_draft', 'appended');

-- ソフトウェアの配布 -------------------------------------------------------------------------------------------

CREATE TABLE software_installation (
    id bigint GENERATED ALWAYS AS IDENTITY,
    asset_id bigint NOT NULL,
    hardware_id bigint,
    org_unit_id bigint,
    count bigint NOT NULL DEFAULT 1,
    installed_on date NOT NULL,
    removed_on date,
    note text NOT NULL DEFAULT '',
    entered_at timestamptz NOT NULL DEFAULT instant(),
    entered_by bigint DEFAULT viewer(),
    removed_at timestamptz,
    removed_by bigint,
    CONSTRAINT software_installation_pk PRIMARY KEY (id),
    CONSTRAINT software_installation_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT software_installation_hardware_fk FOREIGN KEY (hardware_id) REFERENCES asset (id),
    CONSTRAINT software_installation_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT software_installation_entered_by_fk FOREIGN KEY (entered_by) REFERENCES person (id),
    CONSTRAINT software_installation_removed_by_fk FOREIGN KEY (removed_by) REFERENCES person (id),
    CONSTRAINT software_installation_target CHECK (num_nonnulls(hardware_id, org_unit_id) = 1),
    CONSTRAINT software_installation_count CHECK (count BETWEEN 1 AND 100000),
    CONSTRAINT software_installation_period CHECK (removed_on >= installed_on),
    CONSTRAINT software_installation_note_length CHECK (length(note) <= 200)
);
CREATE INDEX software_installation_asset ON software_installation (asset_id) WHERE removed_on IS NULL;
CREATE INDEX software_installation_hardware ON software_installation (hardware_id) WHERE removed_on IS NULL;
COMMENT ON TABLE software_installation IS
    '配布状況 (7(1)ウ(カ), エ(オ)): software on a piece of hardware or in a section. Another count is another row; one that ended stays.';
GRANT SELECT, INSERT (asset_id, hardware_id, org_unit_id, count, installed_on, note), UPDATE (removed_on)
   ON software_installation TO mamori_server;

CREATE FUNCTION installation_unit(installation software_installation) RETURNS bigint
    LANGUAGE sql STABLE
    RETURN coalesce(installation.org_unit_id, (SELECT h.owner_unit_id FROM asset h WHERE h.id = installation.hardware_id));
COMMENT ON FUNCTION installation_unit IS 'The section it is installed for.';

CREATE FUNCTION software_installation_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    software asset;
BEGIN
    SELECT a.* INTO software FROM asset a WHERE a.id = NEW.asset_id;
    IF viewer() IS NOT NULL THEN
        PERFORM refuse_if(NOT (drafts_assets_of(software.owner_unit_id) OR drafts_assets_of(installation_unit(NEW))),
                          'installation_by_section'),
                refuse_if(greatest(NEW.installed_on, NEW.removed_on) > today(), 'installation_not_ahead');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        PERFORM refuse_if(OLD.removed_on IS NOT NULL, 'installation_is_removed');
        NEW.removed_at := instant();
        NEW.removed_by := viewer();
        RETURN NEW;
    END IF;
    PERFORM refuse_if(software.kind <> 'software' OR software.status NOT IN ('in_use', 'suspended'), 'installation_of_software'),
            refuse_if(NEW.hardware_id IS NOT NULL
                      AND NOT EXISTS (SELECT FROM asset h WHERE h.id = NEW.hardware_id AND h.kind = 'hardware'
                                         AND h.status IN ('in_use', 'suspended')), 'installation_on_hardware'),
            refuse_if(viewer() IS NOT NULL AND EXISTS (SELECT FROM asset_software w
                       WHERE w.asset_id = NEW.asset_id AND w.permission = 'forbidden'), 'installation_forbidden');
    RETURN NEW;
END $$;
CREATE TRIGGER software_installation_check BEFORE INSERT OR UPDATE ON software_installation
    FOR EACH ROW EXECUTE FUNCTION software_installation_check();
CREATE TRIGGER software_installation_audit AFTER INSERT OR UPDATE OR DELETE ON software_installation
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');

CREATE VIEW licence_standing AS
    SELECT w.asset_id, w.licence_count, i.installed, w.licence_count - i.installed AS balance, w.licence_to, w.support_end,
           coalesce(i.installed > w.licence_count, false) AS is_over,
           coalesce(w.licence_to < today() AND i.installed > 0, false) AS is_expired
      FROM asset_software w
     CROSS JOIN LATERAL (SELECT coalesce(sum(x.count), 0)::bigint AS installed FROM software_installation x
                          WHERE x.asset_id = w.asset_id AND x.removed_on IS NULL) i;
COMMENT ON VIEW licence_standing IS
    'BR-AS-04: 契約数 less 配布数; more installed than licensed is 超過, installed after the licence ended is 期限切れ. NULL: not counted.';
GRANT SELECT ON licence_standing TO mamori_server;

CREATE FUNCTION sees_licence(software asset) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN sees_asset(software)
        OR may('asset_read')
           AND (EXISTS (SELECT FROM software_installation i
                         WHERE i.asset_id = software.id AND installation_unit(i) = ANY (asset_units_seen()))
                OR may('asset_draft') AND software.status = 'in_use'
                   AND EXISTS (SELECT FROM asset_software w
                                WHERE w.asset_id = software.id AND w.permission = 'standard'));
COMMENT ON FUNCTION sees_licence IS
    'The register one sees, what is installed for one''s own section, and to leaders and heads what is standard in the whole city: they enter where they have it.';

CREATE FUNCTION audit_name_of_installation(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT a.asset_no || ' ' || a.name || '　' || coalesce(h.asset_no || ' ' || h.name, u.name)
              FROM software_installation i
              JOIN asset a ON a.id = i.asset_id
              LEFT JOIN asset h ON h.id = i.hardware_id
              LEFT JOIN org_unit u ON u.id = i.org_unit_id
             WHERE i.id = named::bigint);
END $$;
INSERT INTO audit_naming (object_type, naming) VALUES ('software_installation', 'audit_name_of_installation');
INSERT INTO evidence_table (table_name, kind) VALUES ('software_installation', 'followed');

-- 廃棄 -------------------------------------------------------------------------------------------------------

CREATE TABLE disposal_method_rule (
    method text NOT NULL,
    content_class text NOT NULL,
    CONSTRAINT disposal_method_rule_pk PRIMARY KEY (method, content_class),
    CONSTRAINT disposal_method_rule_class_known CHECK (content_class IN ('other', 'mc2_or_higher', 'mynumber_resident'))
);
COMMENT ON TABLE disposal_method_rule IS
    'Which way of disposal is enough for what was on it (総務省ガイドライン 令和8年3月版): residents'' data of the My Number segment, confidentiality 2 and higher, other.';
INSERT INTO disposal_method_rule (method, content_class)
    SELECT m, 'mynumber_resident' FROM unnest('{physical_destroy,degauss,shred}'::text[]) m
     UNION ALL
    SELECT m, 'mc2_or_higher' FROM unnest('{physical_destroy,degauss,shred,crypto_erase,secure_erase}'::text[]) m
     UNION ALL
    SELECT m, 'other' FROM unnest('{physical_destroy,degauss,shred,crypto_erase,secure_erase,overwrite}'::text[]) m;
GRANT SELECT ON disposal_method_rule TO mamori_server;

CREATE TABLE disposal (
    id bigint GENERATED ALWAYS AS IDENTITY,
    disposal_no integer NOT NULL,
    org_unit_id bigint NOT NULL,
    reason text NOT NULL,
    content_class text NOT NULL,
    state text NOT NULL DEFAULT 'requested',
    method text,
    performed_by text,
    performer text NOT NULL DEFAULT '',
    witness text NOT NULL DEFAULT '',
    performed_on date,
    site text NOT NULL DEFAULT '',
    serial_numbers text NOT NULL DEFAULT '',
    requested_at timestamptz NOT NULL DEFAULT instant(),
    requested_by bigint DEFAULT viewer(),
    approved_at timestamptz,
    approved_by bigint,
    confirmed_at timestamptz,
    confirmed_by bigint,
    closed_at timestamptz,
    closed_by bigint,
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT disposal_pk PRIMARY KEY (id),
    CONSTRAINT disposal_number_unique UNIQUE (disposal_no),
    CONSTRAINT disposal_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT disposal_requested_by_fk FOREIGN KEY (requested_by) REFERENCES person (id),
    CONSTRAINT disposal_approved_by_fk FOREIGN KEY (approved_by) REFERENCES person (id),
    CONSTRAINT disposal_confirmed_by_fk FOREIGN KEY (confirmed_by) REFERENCES person (id),
    CONSTRAINT disposal_closed_by_fk FOREIGN KEY (closed_by) REFERENCES person (id),
    CONSTRAINT disposal_class_known CHECK (content_class IN ('other', 'mc2_or_higher', 'mynumber_resident')),
    CONSTRAINT disposal_method_fk FOREIGN KEY (method, content_class) REFERENCES disposal_method_rule (method, content_class),
    CONSTRAINT disposal_state_known CHECK (
        state IN ('requested', 'approved', 'carried_out', 'certified', 'closed', 'cancelled')),
    CONSTRAINT disposal_carried_out CHECK (state NOT IN ('carried_out', 'certified', 'closed')
        OR num_nulls(method, performed_by, performed_on) = 0 AND performer <> '' AND site <> ''),
    CONSTRAINT disposal_reason_length CHECK (length(reason) BETWEEN 1 AND 400)
);
CREATE INDEX disposal_unit ON disposal (org_unit_id, id DESC);
COMMENT ON TABLE disposal IS '廃棄記録 (BR-AS-07): asked for, then moved by disposal_step, whose trigger sets everything from state on.';
COMMENT ON CONSTRAINT disposal_method_fk ON disposal IS 'No method is ever recorded that is not enough for the class.';
GRANT SELECT, INSERT (org_unit_id, reason, content_class) ON disposal TO mamori_server;

CREATE TABLE disposal_item (
    disposal_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    CONSTRAINT disposal_item_pk PRIMARY KEY (disposal_id, asset_id),
    CONSTRAINT disposal_item_disposal_fk FOREIGN KEY (disposal_id) REFERENCES disposal (id),
    CONSTRAINT disposal_item_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id)
);
CREATE INDEX disposal_item_asset ON disposal_item (asset_id);
COMMENT ON TABLE disposal_item IS 'The assets of a disposal; they come with it and never later.';
GRANT SELECT, INSERT ON disposal_item TO mamori_server;

CREATE TABLE disposal_step (
    id bigint GENERATED ALWAYS AS IDENTITY,
    disposal_id bigint NOT NULL,
    event text NOT NULL,
    from_state text NOT NULL DEFAULT '',
    to_state text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    method text,
    performed_by text,
    performer text NOT NULL DEFAULT '',
    witness text NOT NULL DEFAULT '',
    performed_on date,
    site text NOT NULL DEFAULT '',
    serial_numbers text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT instant(),
    actor_id bigint DEFAULT viewer(),
    CONSTRAINT disposal_step_pk PRIMARY KEY (id),
    CONSTRAINT disposal_step_disposal_fk FOREIGN KEY (disposal_id) REFERENCES disposal (id),
    CONSTRAINT disposal_step_actor_fk FOREIGN KEY (actor_id) REFERENCES person (id),
    CONSTRAINT disposal_step_performed_by_known CHECK (performed_by IN ('staff', 'contractor')),
    CONSTRAINT disposal_step_text_length CHECK (
        length(text) <= 400 AND length(performer) <= 100 AND length(witness) <= 100 AND length(site) <= 100
        AND length(serial_numbers) <= 1000)
);
CREATE INDEX disposal_step_disposal ON disposal_step (disposal_id, id);
COMMENT ON TABLE disposal_step IS 'What was done with a disposal, appended; carry_out says how, and once more where it was entered wrongly.';
GRANT SELECT,
      INSERT (disposal_id, event, text, method, performed_by, performer, witness, performed_on, site, serial_numbers)
   ON disposal_step TO mamori_server;

CREATE TABLE disposal_certificate (
    id bigint GENERATED ALWAYS AS IDENTITY,
    disposal_id bigint NOT NULL,
    file_id bigint NOT NULL,
    added_at timestamptz NOT NULL DEFAULT instant(),
    added_by bigint DEFAULT viewer(),
    CONSTRAINT disposal_certificate_pk PRIMARY KEY (id),
    CONSTRAINT disposal_certificate_disposal_fk FOREIGN KEY (disposal_id) REFERENCES disposal (id),
    CONSTRAINT disposal_certificate_file_fk FOREIGN KEY (file_id) REFERENCES file (id),
    CONSTRAINT disposal_certificate_file_once UNIQUE (file_id),
    CONSTRAINT disposal_certificate_added_by_fk FOREIGN KEY (added_by) REFERENCES person (id)
);
CREATE INDEX disposal_certificate_disposal ON disposal_certificate (disposal_id);
COMMENT ON TABLE disposal_certificate IS '消去・廃棄の証明書 of a disposal, appended only.';
GRANT SELECT, INSERT (disposal_id, file_id) ON disposal_certificate TO mamori_server;

CREATE TABLE disposal_transition (
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    done_by text NOT NULL,
    is_reasoned boolean NOT NULL,
    ord integer NOT NULL,
    CONSTRAINT disposal_transition_pk PRIMARY KEY (event, from_state),
    CONSTRAINT disposal_transition_done_by_known CHECK (done_by IN ('drafter', 'head', 'confirmer', 'manager'))
);
COMMENT ON TABLE disposal_transition IS 'States of a disposal, the only site. manager: the network security manager, for servers.';
GRANT SELECT ON disposal_transition TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('disposal_method_rule', 'reference data of migrations'), ('disposal_transition', 'reference data of migrations');
INSERT INTO disposal_transition (event, from_state, to_state, done_by, is_reasoned, ord) VALUES
    ('approve', 'requested', 'approved', 'head', false, 1),
    ('cancel', 'requested', 'cancelled', 'drafter', true, 8),
    ('cancel', 'approved', 'cancelled', 'confirmer', true, 8),
    ('carry_out', 'approved', 'carried_out', 'drafter', false, 2),
    ('carry_out', 'carried_out', 'carried_out', 'drafter', false, 2),
    ('confirm', 'approved', 'approved', 'manager', false, 3),
    ('confirm', 'carried_out', 'carried_out', 'manager', false, 3),
    ('confirm', 'certified', 'certified', 'manager', false, 3),
    ('certify', 'carried_out', 'certified', 'confirmer', false, 4),
    ('send_back', 'certified', 'carried_out', 'confirmer', true, 6),
    ('close', 'certified', 'closed', 'confirmer', false, 5);

CREATE FUNCTION disposal_class_of(assets bigint[]) RETURNS text
    LANGUAGE sql STABLE
    RETURN (WITH run AS (SELECT r.from_id AS id FROM asset_relation r
                          WHERE r.relation = 'runs_on' AND r.to_id = ANY (assets)),
                 on_it AS (SELECT unnest(assets) AS id
                            UNION SELECT run.id FROM run
                            UNION SELECT r.to_id FROM asset_relation r
                                   WHERE r.relation = 'holds'
                                     AND (r.from_id = ANY (assets) OR r.from_id IN (SELECT run.id FROM run)))
            SELECT CASE WHEN bool_or(a.segment = 'mynumber' AND a.personal_info <> 'none') THEN 'mynumber_resident'
                        WHEN bool_or(l.axis = 'confidentiality' AND l.rank >= 2 OR l.axis = 'grade' AND l.rank >= 3)
                        THEN 'mc2_or_higher'
                        ELSE 'other' END
              FROM on_it
              JOIN asset a ON a.id = on_it.id
              LEFT JOIN classification_level l ON l.code IN (a.confidentiality, a.grade));
COMMENT ON FUNCTION disposal_class_of IS
    'The least class of what was on these assets, as far as the register knows: their own, that of systems that ran on them, and of information they held, ended relations too.';

CREATE FUNCTION disposal_class_rank(content_class text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_position('{other,mc2_or_higher,mynumber_resident}'::text[], content_class);

CREATE FUNCTION disposal_needs_manager(wanted bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM disposal_item i JOIN asset_hardware h ON h.asset_id = i.asset_id
                    WHERE i.disposal_id = wanted AND h.hardware_type = 'server');
COMMENT ON FUNCTION disposal_needs_manager IS 'Servers: closed only once the network security manager has confirmed it.';

CREATE FUNCTION sees_disposal(disposal disposal) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN may('asset_read_all') OR disposal.org_unit_id = ANY (asset_units_seen());

CREATE FUNCTION disposal_event_open(disposal disposal, wanted text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM disposal_transition t
                    WHERE t.event = wanted AND t.from_state = disposal.state
                      AND (wanted <> 'confirm' OR disposal.confirmed_at IS NULL AND disposal_needs_manager(disposal.id))
                      AND (viewer() IS NULL OR CASE t.done_by
                               WHEN 'drafter' THEN drafts_assets_of(disposal.org_unit_id)
                               WHEN 'head' THEN heads_asset_unit(disposal.org_unit_id)
                               WHEN 'manager' THEN may('asset_write_restricted')
                               ELSE confirms_assets_of(disposal.org_unit_id) END));
COMMENT ON FUNCTION disposal_event_open IS 'Whether this step is open to the viewer now; the pages show no other.';

CREATE FUNCTION disposal_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('mamori.disposal', 0));
    NEW.disposal_no := (SELECT coalesce(max(d.disposal_no), 0) + 1 FROM disposal d);
    IF viewer() IS NOT NULL THEN
        NEW.requested_at := instant();
        NEW.requested_by := viewer();
        PERFORM refuse_if(NOT drafts_assets_of(NEW.org_unit_id), 'disposal_by_section');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER disposal_check BEFORE INSERT ON disposal
    FOR EACH ROW EXECUTE FUNCTION disposal_check();
COMMENT ON FUNCTION disposal_check IS 'Numbers have no gaps: one at a time.';

CREATE FUNCTION disposal_item_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    subject asset;
BEGIN
    SELECT a.* INTO subject FROM asset a WHERE a.id = NEW.asset_id FOR UPDATE;
    PERFORM refuse_if(NOT EXISTS (SELECT FROM disposal d WHERE d.id = NEW.disposal_id AND d.state = 'requested'
                                     AND d.xmin = pg_current_xact_id()::xid), 'disposal_item_of_new'),
            refuse_if(subject.status <> 'to_be_disposed', 'disposal_item_planned'),
            refuse_if(unit_today(subject.owner_unit_id)
                      <> (SELECT unit_today(d.org_unit_id) FROM disposal d WHERE d.id = NEW.disposal_id), 'disposal_item_section'),
            refuse_if(EXISTS (SELECT FROM disposal_item i JOIN disposal d ON d.id = i.disposal_id
                               WHERE i.asset_id = NEW.asset_id AND d.id <> NEW.disposal_id
                                 AND d.state NOT IN ('closed', 'cancelled')), 'disposal_item_once'),
            refuse_if((SELECT disposal_class_rank(d.content_class) FROM disposal d WHERE d.id = NEW.disposal_id)
                      < disposal_class_rank(disposal_class_of(ARRAY[NEW.asset_id])), 'disposal_class_not_lower');
    RETURN NEW;
END $$;
CREATE TRIGGER disposal_item_check BEFORE INSERT ON disposal_item
    FOR EACH ROW EXECUTE FUNCTION disposal_item_check();

CREATE FUNCTION disposal_certificate_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept disposal;
BEGIN
    SELECT d.* INTO kept FROM disposal d WHERE d.id = NEW.disposal_id FOR UPDATE;
    PERFORM refuse_if(NOT drafts_assets_of(kept.org_unit_id), 'disposal_by_section'),
            refuse_if(kept.state NOT IN ('approved', 'carried_out', 'certified'), 'disposal_certificate_open'),
            refuse_if((SELECT count(*) FROM disposal_certificate c WHERE c.disposal_id = NEW.disposal_id) >= 10,
                      'disposal_certificate_count');
    RETURN NEW;
END $$;
CREATE TRIGGER disposal_certificate_check BEFORE INSERT ON disposal_certificate
    FOR EACH ROW EXECUTE FUNCTION disposal_certificate_check();

CREATE FUNCTION disposal_is_attested(disposal disposal) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN disposal.content_class = 'other' OR disposal.witness <> ''
        OR EXISTS (SELECT FROM disposal_certificate c WHERE c.disposal_id = disposal.id);
COMMENT ON FUNCTION disposal_is_attested IS
    'BR-AS-07: residents'' data of the My Number segment and confidentiality 2 and higher ask for a witness or a certificate.';

CREATE FUNCTION disposal_judge(disposal disposal, step disposal_step) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF step.event = 'carry_out' THEN
        PERFORM refuse_if(step.method IS NULL OR NOT EXISTS (
                              SELECT FROM disposal_method_rule r
                               WHERE r.method = step.method AND r.content_class = disposal.content_class), 'disposal_method_allowed'),
                refuse_if(step.performed_by IS NULL OR step.performer = '', 'disposal_performer_given'),
                refuse_if(step.site = '', 'disposal_site_given'),
                refuse_if(step.performed_on IS NULL OR step.performed_on > tokyo_day(step.at), 'disposal_day_given'),
                refuse_if(step.performed_on < tokyo_day(disposal.approved_at), 'disposal_after_approval');
    ELSIF step.event IN ('certify', 'close') THEN
        PERFORM refuse_if(NOT disposal_is_attested(disposal), 'disposal_is_attested'),
                refuse_if(step.event = 'close' AND disposal.confirmed_at IS NULL AND disposal_needs_manager(disposal.id),
                          'disposal_confirmed');
    END IF;
END $$;

CREATE FUNCTION disposal_set(wanted bigint, step disposal_step) RETURNS void LANGUAGE sql AS $$
    UPDATE disposal d
       SET state = step.to_state,
           method = CASE step.event WHEN 'carry_out' THEN step.method ELSE d.method END,
           performed_by = CASE step.event WHEN 'carry_out' THEN step.performed_by ELSE d.performed_by END,
           performer = CASE step.event WHEN 'carry_out' THEN step.performer ELSE d.performer END,
           witness = CASE step.event WHEN 'carry_out' THEN step.witness ELSE d.witness END,
           performed_on = CASE step.event WHEN 'carry_out' THEN step.performed_on ELSE d.performed_on END,
           site = CASE step.event WHEN 'carry_out' THEN step.site ELSE d.site END,
           serial_numbers = CASE step.event WHEN 'carry_out' THEN step.serial_numbers ELSE d.serial_numbers END,
           approved_at = CASE step.event WHEN 'approve' THEN step.at ELSE d.approved_at END,
           approved_by = CASE step.event WHEN 'approve' THEN step.actor_id ELSE d.approved_by END,
           confirmed_at = CASE step.event WHEN 'confirm' THEN step.at ELSE d.confirmed_at END,
           confirmed_by = CASE step.event WHEN 'confirm' THEN step.actor_id ELSE d.confirmed_by END,
           closed_at = CASE step.event WHEN 'close' THEN step.at ELSE d.closed_at END,
           closed_by = CASE step.event WHEN 'close' THEN step.actor_id ELSE d.closed_by END,
           row_version = d.row_version + 1
     WHERE d.id = wanted
$$;

CREATE FUNCTION disposal_step_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    kept disposal;
    way disposal_transition;
BEGIN
    SELECT d.* INTO kept FROM disposal d WHERE d.id = NEW.disposal_id FOR UPDATE;
    SELECT t.* INTO way FROM disposal_transition t WHERE t.event = NEW.event AND t.from_state = kept.state;
    IF viewer() IS NOT NULL THEN
        NEW.at := instant();
        NEW.actor_id := viewer();
    END IF;
    PERFORM refuse_if(way.event IS NULL, 'disposal_step_open'),
            refuse_if(NOT disposal_event_open(kept, NEW.event),
                      CASE WHEN way.done_by = 'head' THEN 'disposal_approved_by_head'
                           WHEN way.done_by = 'manager' AND may('asset_write_restricted') THEN 'disposal_step_open'
                           WHEN way.done_by = 'manager' THEN 'disposal_confirm_by_manager'
                           ELSE 'disposal_by_section' END),
            refuse_if(way.is_reasoned AND NEW.text = '', 'disposal_step_reason');
    PERFORM disposal_judge(kept, NEW);
    NEW.from_state := way.from_state;
    NEW.to_state := way.to_state;
    PERFORM disposal_set(kept.id, NEW);
    IF NEW.event = 'close' THEN
        INSERT INTO asset_step (asset_id, event, actual_change_on, text, at, actor_id)
        SELECT i.asset_id, 'dispose', kept.performed_on, '廃棄記録 第' || kept.disposal_no || '号', NEW.at, NEW.actor_id
          FROM disposal_item i WHERE i.disposal_id = kept.id ORDER BY i.asset_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER disposal_step_apply BEFORE INSERT ON disposal_step
    FOR EACH ROW EXECUTE FUNCTION disposal_step_apply();

-- No setting opens the way to 廃棄済: a closed disposal of this very asset does, and nobody but the trigger above closes one.
CREATE OR REPLACE FUNCTION asset_event_open(asset asset, wanted text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM asset_transition t
                    WHERE t.event = wanted AND t.from_state = asset.status
                      AND (viewer() IS NULL OR CASE t.done_by
                               WHEN 'drafter' THEN drafts_assets_of(asset.owner_unit_id)
                               WHEN 'head' THEN confirms_assets_of(asset.owner_unit_id)
                               WHEN 'receiver' THEN asset_receiver(asset.id)
                                    IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b)
                               ELSE EXISTS (SELECT FROM disposal_item i JOIN disposal d ON d.id = i.disposal_id
                                             WHERE i.asset_id = asset.id AND d.state = 'closed') END));

CREATE TRIGGER disposal_audit AFTER INSERT OR UPDATE OR DELETE ON disposal
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER disposal_item_audit AFTER INSERT OR UPDATE OR DELETE ON disposal_item
    FOR EACH ROW EXECUTE FUNCTION audit_change('disposal_id');
CREATE TRIGGER disposal_step_audit AFTER INSERT OR UPDATE OR DELETE ON disposal_step
    FOR EACH ROW EXECUTE FUNCTION audit_change('disposal_id');
CREATE TRIGGER disposal_certificate_audit AFTER INSERT OR UPDATE OR DELETE ON disposal_certificate
    FOR EACH ROW EXECUTE FUNCTION audit_change('disposal_id');

CREATE FUNCTION disposal_name(disposal disposal) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT '第' || disposal.disposal_no || '号　' || coalesce(min(a.asset_no || ' ' || a.name), '')
                   || CASE WHEN count(*) > 1 THEN ' ほか' || count(*) - 1 || '件' ELSE '' END
              FROM disposal_item i JOIN asset a ON a.id = i.asset_id WHERE i.disposal_id = disposal.id);
CREATE FUNCTION audit_name_of_disposal(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT disposal_name(d) FROM disposal d WHERE d.id = named::bigint);
END $$;
INSERT INTO audit_naming (object_type, naming)
    SELECT t, 'audit_name_of_disposal' FROM unnest('{disposal,disposal_item,disposal_step,disposal_certificate}'::text[]) t;
INSERT INTO evidence_table (table_name, kind) VALUES
    ('disposal', 'followed'), ('disposal_item', 'appended'), ('disposal_step', 'appended'),
    ('disposal_certificate', 'appended');

-- お知らせ ----------------------------------------------------------------------------------------------------

CREATE TABLE custody_notice_rule (
    object_type text NOT NULL,
    event text NOT NULL,
    kind text NOT NULL,
    groups text[] NOT NULL,
    CONSTRAINT custody_notice_rule_pk PRIMARY KEY (object_type, event, kind),
    CONSTRAINT custody_notice_rule_object_known CHECK (object_type IN ('media_movement', 'disposal'))
);
COMMENT ON TABLE custody_notice_rule IS 'Which step of a movement or a disposal tells whom what (domain 3.10). concerned: who takes, or asked.';
GRANT SELECT ON custody_notice_rule TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES ('custody_notice_rule', 'reference data of migrations');
INSERT INTO custody_notice_rule (object_type, event, kind, groups) VALUES
    ('media_movement', 'request', 'media_requested', '{head}'),
    ('media_movement', 'permit', 'media_permitted', '{concerned}'),
    ('media_movement', 'refuse', 'media_refused', '{concerned}'),
    ('media_movement', 'lose', 'media_lost', '{head,leaders,secretariat,network_security_manager,ciso}'),
    ('media_movement', 'find', 'media_found', '{head,leaders,secretariat,network_security_manager,ciso}'),
    ('disposal', 'request', 'disposal_requested', '{head}'),
    ('disposal', 'request', 'disposal_to_confirm', '{servers}'),
    ('disposal', 'approve', 'disposal_approved', '{concerned}'),
    ('disposal', 'cancel', 'disposal_cancelled', '{concerned}'),
    ('disposal', 'carry_out', 'disposal_carried_out', '{head}');

CREATE FUNCTION custody_recipients(unit bigint, groups text[], concerned bigint[]) RETURNS TABLE (person_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT r.person_id FROM effective_role r
     WHERE is_in_force(r.valid_from, r.valid_to, today())
       AND ('head' = ANY (groups) AND r.role_code = 'system_security_manager' AND r.org_unit_id = unit_today(unit)
            OR 'leaders' = ANY (groups) AND r.role_code = 'it_promotion_leader' AND r.org_unit_id = unit_today(unit)
            OR r.role_code = ANY (groups) AND r.role_code IN ('secretariat', 'network_security_manager', 'ciso'))
     UNION
    SELECT c FROM unnest(concerned) c WHERE 'concerned' = ANY (groups) AND c IS NOT NULL
$$;

CREATE FUNCTION media_notify(movement media_movement, told text, key text, groups text[], besides bigint, at timestamptz)
    RETURNS void LANGUAGE sql AS $$
    SELECT notify_person(p.person_id, told, 'media_movement', movement.id::text,
                         a.asset_no || '　' || a.name || '（' || u.name || '）', '/media/' || a.asset_no,
                         'media:' || movement.id || ':' || key, movement.return_by, at)
      FROM asset a
      JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
     CROSS JOIN custody_recipients(a.owner_unit_id, groups, ARRAY[movement.taken_by, movement.requested_by]) p
     WHERE a.id = movement.asset_id AND p.person_id IS DISTINCT FROM besides
$$;

CREATE FUNCTION disposal_notify(disposal disposal, happened text, besides bigint, at timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT notify_person(p.person_id, n.kind, 'disposal', disposal.id::text, disposal_name(disposal),
                         '/disposals/' || disposal.disposal_no, 'disposal:' || disposal.id || ':' || disposal.row_version || ':' || n.kind,
                         NULL, at)
      FROM custody_notice_rule n
     CROSS JOIN custody_recipients(disposal.org_unit_id,
                    CASE WHEN n.groups = '{servers}' AND disposal_needs_manager(disposal.id)
                         THEN '{network_security_manager}' ELSE n.groups END,
                    ARRAY[disposal.requested_by]) p
     WHERE n.object_type = 'disposal' AND n.event = happened AND p.person_id IS DISTINCT FROM besides
$$;

-- What was entered long after it was done (the sample city) is no news. Deferred: a disposal's assets follow it.
CREATE FUNCTION custody_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    entry jsonb := to_jsonb(NEW);
    moment timestamptz := coalesce(entry ->> 'at', entry ->> 'requested_at');
    actor bigint := coalesce(entry ->> 'actor_id', entry ->> 'requested_by');
    happened text := coalesce(entry ->> 'event', 'request');
BEGIN
    IF moment < instant() - interval '14 days' THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME LIKE 'media%' THEN
        PERFORM media_notify(m, n.kind, happened || ':' || m.row_version, n.groups, actor, moment)
           FROM media_movement m JOIN custody_notice_rule n ON n.object_type = 'media_movement' AND n.event = happened
          WHERE m.id = coalesce(entry ->> 'movement_id', entry ->> 'id')::bigint;
    ELSE
        PERFORM disposal_notify(d, happened, actor, moment)
           FROM disposal d WHERE d.id = coalesce(entry ->> 'disposal_id', entry ->> 'id')::bigint;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER media_movement_notify AFTER INSERT ON media_movement FOR EACH ROW EXECUTE FUNCTION custody_notify();
CREATE TRIGGER media_movement_step_notify AFTER INSERT ON media_movement_step FOR EACH ROW EXECUTE FUNCTION custody_notify();
CREATE CONSTRAINT TRIGGER disposal_notify AFTER INSERT ON disposal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION custody_notify();
CREATE TRIGGER disposal_step_notify AFTER INSERT ON disposal_step FOR EACH ROW EXECUTE FUNCTION custody_notify();

CREATE FUNCTION asset_ending() RETURNS TABLE (asset_id bigint, kind text, ends date, days integer)
    LANGUAGE sql STABLE AS $$
    SELECT e.asset_id, e.kind, e.ends, t.days
      FROM (SELECT w.asset_id, 'licence_ends' AS kind, w.licence_to AS ends FROM asset_software w
             UNION ALL
            SELECT w.asset_id, 'support_ends', w.support_end FROM asset_software w
             UNION ALL
            SELECT h.asset_id, 'support_ends', h.os_support_end FROM asset_hardware h
             UNION ALL
            SELECT s.asset_id, 'support_ends', s.maintenance_end FROM asset_system s) e
      JOIN asset a ON a.id = e.asset_id AND a.status IN ('in_use', 'suspended', 'transferred')
     CROSS JOIN LATERAL (SELECT min(x.days) AS days FROM (VALUES (30), (90)) x (days) WHERE e.ends - today() <= x.days) t
     WHERE e.ends >= today() AND t.days IS NOT NULL
$$;
COMMENT ON FUNCTION asset_ending IS 'Licences and supports that end within 30 or 90 days, whichever is nearer (domain 3.10).';

CREATE FUNCTION licence_warnings() RETURNS TABLE (asset_id bigint, kind text, key text, due date)
    LANGUAGE sql STABLE AS $$
    SELECT s.asset_id, 'licence_over', 'over:' || s.installed || ':' || s.licence_count, NULL::date
      FROM licence_standing s WHERE s.is_over
     UNION ALL
    SELECT s.asset_id, 'licence_expired', 'expired:' || s.licence_to, s.licence_to
      FROM licence_standing s WHERE s.is_expired
     UNION ALL
    SELECT e.asset_id, e.kind, e.kind || ':' || e.ends || ':' || e.days, e.ends FROM asset_ending() e
$$;
COMMENT ON FUNCTION licence_warnings IS 'BR-AS-04 and what ends soon; other figures or another day are told anew.';

CREATE FUNCTION custody_remind() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('mamori.remind', 0)) THEN
        RETURN 0;
    END IF;
    told := (SELECT count(*) FROM notification);
    PERFORM media_notify(m, 'media_overdue', 'overdue:' || today(), '{concerned,head,leaders}', NULL, instant())
       FROM media_movement m WHERE m.state = 'out' AND m.return_by < today();
    PERFORM notify_person(p.person_id, w.kind, 'asset', a.id::text, a.asset_no || '　' || a.name || '（' || u.name || '）',
                          CASE a.kind WHEN 'software' THEN '/licences/' ELSE '/assets/' END || a.asset_no,
                          'licence:' || a.id || ':' || w.key, w.due, instant())
       FROM licence_warnings() w
       JOIN asset a ON a.id = w.asset_id AND a.status NOT IN ('draft', 'disposed', 'discarded')
       JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
      CROSS JOIN custody_recipients(a.owner_unit_id, '{head,leaders,network_security_manager}', '{}') p;
    RETURN (SELECT count(*) FROM notification) - told;
END $$;
COMMENT ON FUNCTION custody_remind IS 'As exception_remind, with the same lock. A medium that is overdue is told every day (BR-AS-06).';

-- カレンダー ---------------------------------------------------------------------------------------------------

ALTER FUNCTION calendar_entry(bigint) RENAME TO calendar_entry_before_custody;
CREATE FUNCTION calendar_entry(person bigint) RETURNS TABLE (uid text, kind text, day date, subject text, link text)
    LANGUAGE sql STABLE AS $$
    SELECT e.uid, e.kind, e.day, e.subject, e.link FROM calendar_entry_before_custody(person) e
     UNION ALL
    SELECT 'media-' || m.id, 'media_due', m.return_by, a.asset_no || '　' || a.name, '/media/' || a.asset_no
      FROM media_movement m
      JOIN asset a ON a.id = m.asset_id
     WHERE m.state = 'out'
       AND (person IN (m.taken_by, m.requested_by)
            OR EXISTS (SELECT FROM effective_role r
                        WHERE r.person_id = person AND r.org_unit_id = unit_today(a.owner_unit_id)
                          AND r.role_code IN ('system_security_manager', 'it_promotion_leader')
                          AND is_in_force(r.valid_from, r.valid_to, today())))
$$;
COMMENT ON FUNCTION calendar_entry IS 'The days that concern a person: of exceptions, of committees, and when a medium has to be back.';
