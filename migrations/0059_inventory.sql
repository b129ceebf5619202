-- 棚卸し (domain 3.3, BR-AS-08) and the log of changes to networks and systems (7(1)ウ(ウ)(エ), エ(ウ)(エ)).
--
-- A check is opened once a fiscal year. Opening it writes down, for every section that has assets, which ones it had on the
-- day of reference; what is excluded by 別表１ is left out (BR-SC-06). A section marks its list, each row by its own version,
-- and moves by appended steps, as everything here does.

CREATE TABLE inventory_check (
    fiscal_year integer NOT NULL,
    as_of date NOT NULL,
    due date NOT NULL,
    note text NOT NULL DEFAULT '',
    opened_at timestamptz NOT NULL DEFAULT instant(),
    opened_by bigint DEFAULT viewer(),
    CONSTRAINT inventory_check_pk PRIMARY KEY (fiscal_year),
    CONSTRAINT inventory_check_opened_by_fk FOREIGN KEY (opened_by) REFERENCES person (id),
    CONSTRAINT inventory_check_of_year CHECK (fiscal_year(as_of) = fiscal_year),
    CONSTRAINT inventory_check_due CHECK (due >= as_of),
    CONSTRAINT inventory_check_text_length CHECK (length(note) <= 1000)
);
COMMENT ON TABLE inventory_check IS '棚卸し of a fiscal year: one, as it was opened.';
COMMENT ON COLUMN inventory_check.as_of IS '基準日: what the sections had on that day is their list.';
GRANT SELECT, INSERT (fiscal_year, as_of, due, note) ON inventory_check TO mamori_server;

CREATE TABLE inventory_section (
    id bigint GENERATED ALWAYS AS IDENTITY,
    fiscal_year integer NOT NULL,
    org_unit_id bigint NOT NULL,
    state text NOT NULL DEFAULT 'not_started',
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT inventory_section_pk PRIMARY KEY (id),
    CONSTRAINT inventory_section_once UNIQUE (fiscal_year, org_unit_id),
    CONSTRAINT inventory_section_check_fk FOREIGN KEY (fiscal_year) REFERENCES inventory_check (fiscal_year),
    CONSTRAINT inventory_section_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT inventory_section_state_known CHECK (
        state IN ('not_started', 'in_progress', 'submitted', 'returned', 'accepted'))
);
COMMENT ON TABLE inventory_section IS 'One section of a check; its steps alone move it.';
GRANT SELECT ON inventory_section TO mamori_server;

CREATE TABLE inventory_item (
    id bigint GENERATED ALWAYS AS IDENTITY,
    section_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    is_listed boolean NOT NULL DEFAULT false,
    result text DEFAULT 'new',
    note text NOT NULL DEFAULT '',
    marked_at timestamptz,
    marked_by bigint,
    incident_at timestamptz,
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT inventory_item_pk PRIMARY KEY (id),
    CONSTRAINT inventory_item_once UNIQUE (section_id, asset_id),
    CONSTRAINT inventory_item_section_fk FOREIGN KEY (section_id) REFERENCES inventory_section (id),
    CONSTRAINT inventory_item_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT inventory_item_marked_by_fk FOREIGN KEY (marked_by) REFERENCES person (id),
    CONSTRAINT inventory_item_result_known CHECK (result IN ('confirmed', 'changed', 'missing', 'new')),
    CONSTRAINT inventory_item_result_fits CHECK ((result = 'new') <> is_listed),
    CONSTRAINT inventory_item_note_length CHECK (length(note) <= 200)
);
CREATE INDEX inventory_item_asset ON inventory_item (asset_id);
COMMENT ON TABLE inventory_item IS
    'One asset in the list of a section. listed when the check was opened; new: found besides. NULL: not looked at yet; of what was added, taken back.';
COMMENT ON COLUMN inventory_item.incident_at IS 'When an incident was drafted because it is missing: once.';
GRANT SELECT, INSERT (section_id, asset_id, note), UPDATE (result, note) ON inventory_item TO mamori_server;

CREATE TABLE inventory_step (
    id bigint GENERATED ALWAYS AS IDENTITY,
    fiscal_year integer NOT NULL,
    section_id bigint,
    event text NOT NULL,
    from_state text NOT NULL DEFAULT '',
    to_state text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT instant(),
    actor_id bigint DEFAULT viewer(),
    CONSTRAINT inventory_step_pk PRIMARY KEY (id),
    CONSTRAINT inventory_step_check_fk FOREIGN KEY (fiscal_year) REFERENCES inventory_check (fiscal_year),
    CONSTRAINT inventory_step_section_fk FOREIGN KEY (section_id) REFERENCES inventory_section (id),
    CONSTRAINT inventory_step_actor_fk FOREIGN KEY (actor_id) REFERENCES person (id),
    CONSTRAINT inventory_step_of_section CHECK ((event IN ('open', 'remind')) = (section_id IS NULL)),
    CONSTRAINT inventory_step_text_length CHECK (length(text) <= 1000)
);
CREATE INDEX inventory_step_section ON inventory_step (section_id, id);
CREATE INDEX inventory_step_year ON inventory_step (fiscal_year, id) WHERE section_id IS NULL;
COMMENT ON TABLE inventory_step IS 'What was done with a check or with a section of it, appended; the trigger sets states.';
GRANT SELECT, INSERT (fiscal_year, section_id, event, text) ON inventory_step TO mamori_server;

CREATE TABLE inventory_transition (
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    done_by text NOT NULL,
    is_reasoned boolean NOT NULL,
    CONSTRAINT inventory_transition_pk PRIMARY KEY (event, from_state),
    CONSTRAINT inventory_transition_done_by_known CHECK (done_by IN ('section', 'head', 'keeper'))
);
COMMENT ON TABLE inventory_transition IS
    'States of a section''s check, the only place. section: its leaders and head; head: its head alone; keeper: the secretariat.';
GRANT SELECT ON inventory_transition TO mamori_server;
INSERT INTO inventory_transition (event, from_state, to_state, done_by, is_reasoned) VALUES
    ('begin', 'not_started', 'in_progress', 'section', false),
    ('begin', 'returned', 'in_progress', 'section', false),
    ('submit', 'in_progress', 'submitted', 'head', false),
    ('return', 'submitted', 'returned', 'keeper', true),
    ('accept', 'submitted', 'accepted', 'keeper', false);

-- Who ----------------------------------------------------------------------------------------------------------

CREATE FUNCTION marks_inventory_of(unit bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN viewer() IS NULL
        OR may('asset_draft')
           AND unit IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager,it_promotion_leader}') b);
COMMENT ON FUNCTION marks_inventory_of IS 'The section''s leaders and head: nobody else was there to look.';

CREATE FUNCTION heads_inventory_of(unit bigint) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN viewer() IS NULL
        OR may('asset_confirm') AND unit IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b);

CREATE FUNCTION sees_inventory(section inventory_section) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN may('asset_read_all') OR section.org_unit_id = ANY (asset_units_seen());
COMMENT ON FUNCTION sees_inventory IS 'Of one section; a statement about many asks asset_units_seen() once.';

CREATE FUNCTION inventory_event_open(section inventory_section, wanted text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM inventory_transition t
                    WHERE t.event = wanted AND t.from_state = section.state
                      AND CASE t.done_by WHEN 'section' THEN marks_inventory_of(section.org_unit_id)
                                         WHEN 'head' THEN heads_inventory_of(section.org_unit_id)
                                         ELSE viewer() IS NULL OR may('asset_maintain') END);
COMMENT ON FUNCTION inventory_event_open IS 'Whether this step is open to the viewer now.';

CREATE FUNCTION asset_state_on(asset asset, day date) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE WHEN coalesce(asset.registered_on, tokyo_day(asset.created_at)) > day THEN 'draft'
                ELSE coalesce((SELECT s.to_state FROM asset_step s
                                WHERE s.asset_id = asset.id AND s.actual_change_on <= day ORDER BY s.id DESC LIMIT 1),
                              (SELECT s.from_state FROM asset_step s
                                WHERE s.asset_id = asset.id AND s.actual_change_on > day ORDER BY s.id LIMIT 1),
                              asset.status) END;
COMMENT ON FUNCTION asset_state_on IS 'The state an asset had on a day, by its steps.';

CREATE FUNCTION inventory_wants_incident(wanted asset) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN wanted.kind = 'media'
        OR EXISTS (SELECT FROM asset_hardware h
                    WHERE h.asset_id = wanted.id AND h.hardware_type IN ('terminal', 'mobile'));
COMMENT ON FUNCTION inventory_wants_incident IS 'BR-AS-08: media and terminals, whose loss is an incident.';

CREATE FUNCTION asset_incident_draft(source text, asset bigint, title text, facts text) RETURNS void
    LANGUAGE sql AS $$
    INSERT INTO incident_draft (source, asset_id, title, facts) VALUES (source, asset, left(title, 200), left(facts, 2000))
$$;
COMMENT ON FUNCTION asset_incident_draft IS 'What has to become an incident; called by triggers of the owner''s alone, for nobody else may write it.';

-- Opening ------------------------------------------------------------------------------------------------------

CREATE FUNCTION inventory_check_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF viewer() IS NULL THEN
        RETURN NEW;
    END IF;
    NEW.opened_at := instant();
    NEW.opened_by := viewer();
    PERFORM refuse_if(NOT may('asset_maintain'), 'inventory_by_secretariat'),
            refuse_if(NEW.as_of > today(), 'inventory_as_of_past'),
            refuse_if(NEW.due < today(), 'inventory_due_ahead');
    RETURN NEW;
END $$;
CREATE TRIGGER inventory_check_rules BEFORE INSERT ON inventory_check
    FOR EACH ROW EXECUTE FUNCTION inventory_check_rules();

CREATE FUNCTION inventory_check_open() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    WITH listed AS MATERIALIZED (
        SELECT a.id AS asset_id, unit_today(a.owner_unit_id) AS org_unit_id
          FROM asset a
         WHERE a.scope_status = 'in_scope' AND a.status NOT IN ('draft', 'discarded')
           AND asset_state_on(a, NEW.as_of) IN ('in_use', 'suspended', 'transferred')
    ), made AS (
        INSERT INTO inventory_section (fiscal_year, org_unit_id)
        SELECT NEW.fiscal_year, u.id
          FROM org_unit u
         WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today())
           AND u.id IN (SELECT l.org_unit_id FROM listed l)
         ORDER BY u.code
        RETURNING id, org_unit_id)
    INSERT INTO inventory_item (section_id, asset_id, is_listed, result)
    SELECT m.id, l.asset_id, true, NULL
      FROM listed l JOIN made m ON m.org_unit_id = l.org_unit_id
     ORDER BY m.id, l.asset_id;
    INSERT INTO inventory_step (fiscal_year, event, text, at, actor_id)
    VALUES (NEW.fiscal_year, 'open', NEW.note, NEW.opened_at, NEW.opened_by);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION inventory_check_open IS
    'The list of each section. An asset that changes hands while the check runs stays where it was listed.';
CREATE TRIGGER inventory_check_open AFTER INSERT ON inventory_check
    FOR EACH ROW EXECUTE FUNCTION inventory_check_open();

-- Marking ------------------------------------------------------------------------------------------------------

CREATE FUNCTION inventory_may_mark(of_list inventory_section) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NOT marks_inventory_of(of_list.org_unit_id), 'inventory_by_section'),
            refuse_if(of_list.state IN ('submitted', 'accepted'), 'inventory_section_open');
END $$;

-- Rights are asked once a saving, not once a row: what is held is noted for the transaction.
CREATE FUNCTION inventory_hold(wanted bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_list inventory_section;
BEGIN
    UPDATE inventory_section SET updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
     WHERE id = wanted RETURNING * INTO of_list;
    PERFORM inventory_may_mark(of_list), set_config('mamori.inventory', wanted::text, true);
END $$;
COMMENT ON FUNCTION inventory_hold IS
    'Before a section''s list is saved: savings and steps of one section wait for each other, and whoever submits has seen the last; sections do not wait.';
REVOKE EXECUTE ON FUNCTION inventory_hold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inventory_hold TO mamori_server;

CREATE FUNCTION inventory_item_check() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_list inventory_section;
BEGIN
    IF TG_OP = 'INSERT' AND NEW.is_listed
       OR TG_OP = 'UPDATE' AND (NEW.result, NEW.note) IS NOT DISTINCT FROM (OLD.result, OLD.note) THEN
        RETURN NEW;
    END IF;
    SELECT s.* INTO of_list FROM inventory_section s WHERE s.id = NEW.section_id FOR UPDATE;
    IF current_setting('mamori.inventory', true) IS DISTINCT FROM of_list.id::text
       OR of_list.state IN ('submitted', 'accepted') THEN
        PERFORM inventory_may_mark(of_list);
    END IF;
    PERFORM refuse_if(TG_OP = 'INSERT' AND NOT EXISTS (
                          SELECT FROM asset a
                           WHERE a.id = NEW.asset_id AND unit_today(a.owner_unit_id) = of_list.org_unit_id
                             AND a.scope_status = 'in_scope' AND a.status NOT IN ('disposed', 'discarded')),
                      'inventory_asset_of_section');
    IF viewer() IS NOT NULL OR NEW.marked_at IS NULL THEN
        NEW.marked_at := instant();
        NEW.marked_by := viewer();
    END IF;
    NEW.row_version := coalesce(OLD.row_version, 0) + 1;
    IF of_list.state <> 'in_progress' THEN
        INSERT INTO inventory_step (fiscal_year, section_id, event, at, actor_id)
        VALUES (of_list.fiscal_year, of_list.id, 'begin', NEW.marked_at, NEW.marked_by);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inventory_item_check BEFORE INSERT OR UPDATE OF result, note ON inventory_item
    FOR EACH ROW EXECUTE FUNCTION inventory_item_check();
COMMENT ON FUNCTION inventory_item_check IS 'The first mark begins the section''s check, the first after a return resumes it.';

-- Steps --------------------------------------------------------------------------------------------------------

CREATE FUNCTION inventory_submit(section inventory_section, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(EXISTS (SELECT FROM inventory_item i
                               WHERE i.section_id = section.id AND i.is_listed AND i.result IS NULL), 'inventory_all_marked'),
            refuse_if(why = '' AND EXISTS (SELECT FROM inventory_item i
                                            WHERE i.section_id = section.id AND i.result = 'missing'),
                      'inventory_missing_explained');
    PERFORM asset_incident_draft('inventory', a.id, a.asset_no || ' ' || a.name || '（棚卸しで見当たらない）',
                                 concat_ws(E'\n', section.fiscal_year || '年度の棚卸しで見当たりません。', nullif(i.note, ''), why))
       FROM inventory_item i
       JOIN asset a ON a.id = i.asset_id
      WHERE i.section_id = section.id AND i.result = 'missing' AND i.incident_at IS NULL AND inventory_wants_incident(a)
      ORDER BY a.id;
    UPDATE inventory_item i SET incident_at = instant()
      FROM asset a
     WHERE a.id = i.asset_id AND i.section_id = section.id AND i.result = 'missing' AND i.incident_at IS NULL
       AND inventory_wants_incident(a);
END $$;
COMMENT ON FUNCTION inventory_submit IS
    'BR-AS-08: every asset is looked at, what is missing is explained, and where that is a medium or a terminal an incident is drafted.';

-- Neither version nor writer of the asset change: a correction that somebody has begun stays fresh.
CREATE FUNCTION inventory_accept(section inventory_section) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM asset_change_give('棚卸し（' || section.fiscal_year || '年度）', today(), NULL);
    PERFORM a.id FROM asset a JOIN inventory_item i ON i.asset_id = a.id
      WHERE i.section_id = section.id ORDER BY a.id FOR UPDATE OF a;
    UPDATE asset a SET last_checked_on = greatest(a.last_checked_on, tokyo_day(i.marked_at))
      FROM inventory_item i
     WHERE i.section_id = section.id AND i.asset_id = a.id AND i.result IN ('confirmed', 'changed', 'new')
       AND a.status NOT IN ('disposed', 'discarded');
END $$;
COMMENT ON FUNCTION inventory_accept IS '最終棚卸日 of all that was found: the day it was looked at; the history says by which check.';

CREATE FUNCTION inventory_step_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    subject inventory_section;
    way inventory_transition;
BEGIN
    IF viewer() IS NOT NULL THEN
        NEW.at := instant();
        NEW.actor_id := viewer();
    END IF;
    IF NEW.section_id IS NULL THEN
        PERFORM refuse_if(viewer() IS NOT NULL AND NOT may('asset_maintain'), 'inventory_by_secretariat');
        RETURN NEW;
    END IF;
    SELECT s.* INTO subject FROM inventory_section s WHERE s.id = NEW.section_id FOR UPDATE;
    SELECT t.* INTO way FROM inventory_transition t WHERE t.event = NEW.event AND t.from_state = subject.state;
    PERFORM refuse_if(way.event IS NULL, 'inventory_step_open'),
            refuse_if(NOT inventory_event_open(subject, NEW.event), 'inventory_step_by_' || way.done_by),
            refuse_if(way.is_reasoned AND NEW.text = '', 'inventory_step_reason');
    IF NEW.event = 'submit' THEN
        PERFORM inventory_submit(subject, NEW.text);
    ELSIF NEW.event = 'accept' THEN
        PERFORM inventory_accept(subject);
    END IF;
    NEW.fiscal_year := subject.fiscal_year;
    NEW.from_state := way.from_state;
    NEW.to_state := way.to_state;
    UPDATE inventory_section
       SET state = way.to_state, updated_at = NEW.at, updated_by = NEW.actor_id, row_version = row_version + 1
     WHERE id = subject.id;
    RETURN NEW;
END $$;
CREATE TRIGGER inventory_step_apply BEFORE INSERT ON inventory_step
    FOR EACH ROW EXECUTE FUNCTION inventory_step_apply();

CREATE VIEW inventory_standing AS
    SELECT s.id AS section_id, s.fiscal_year, s.org_unit_id, s.state, c.due, n.items, n.marked, n.confirmed, n.changed,
           n.missing, n.added, s.state IN ('submitted', 'accepted') AS is_done,
           s.state NOT IN ('submitted', 'accepted') AND c.due < today() AS is_overdue,
           p.at AS submitted_at, p.actor_id AS submitted_by, p.text AS explanation, l.at AS moved_at, l.actor_id AS moved_by
      FROM inventory_section s
      JOIN inventory_check c ON c.fiscal_year = s.fiscal_year
     CROSS JOIN LATERAL (
           SELECT count(*) FILTER (WHERE i.is_listed) AS items,
                  count(*) FILTER (WHERE i.is_listed AND i.result IS NOT NULL) AS marked,
                  count(*) FILTER (WHERE i.result = 'confirmed') AS confirmed,
                  count(*) FILTER (WHERE i.result = 'changed') AS changed,
                  count(*) FILTER (WHERE i.result = 'missing') AS missing,
                  count(*) FILTER (WHERE i.result = 'new') AS added
             FROM inventory_item i WHERE i.section_id = s.id) n
      LEFT JOIN LATERAL (SELECT t.at, t.actor_id, t.text FROM inventory_step t
                          WHERE t.section_id = s.id AND t.event = 'submit' ORDER BY t.id DESC LIMIT 1) p ON true
      LEFT JOIN LATERAL (SELECT t.at, t.actor_id FROM inventory_step t
                          WHERE t.section_id = s.id ORDER BY t.id DESC LIMIT 1) l ON true;
COMMENT ON VIEW inventory_standing IS 'Where each section stands in each check, with its counts: pages, sheets, notices and the home page ask it.';
GRANT SELECT ON inventory_standing TO mamori_server;

-- お知らせ -----------------------------------------------------------------------------------------------------

CREATE FUNCTION inventory_notify(year integer, kind text, key text, sections bigint[], keeper boolean, due date,
                                 besides bigint, at timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT notify_person(r.person_id, inventory_notify.kind, 'inventory_section', s.id::text, year || '年度　' || u.name,
                         '/inventories/' || year || '/' || u.code, 'inventory:' || s.id || ':' || key, due, at)
      FROM inventory_section s
      JOIN org_unit u ON u.id = unit_today(s.org_unit_id)
     CROSS JOIN LATERAL (SELECT o.person_id FROM section_officers(ARRAY[u.id]) o WHERE NOT keeper
                          UNION ALL
                         SELECT b.person_id FROM bearers_of_city('{secretariat}') b WHERE keeper) r
     WHERE s.id = ANY (sections) AND r.person_id IS DISTINCT FROM besides
$$;
COMMENT ON FUNCTION inventory_notify IS 'The heads and leaders of these sections, or of these sections the secretariat.';

CREATE FUNCTION inventory_step_notify() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    due date := (SELECT c.due FROM inventory_check c WHERE c.fiscal_year = NEW.fiscal_year);
BEGIN
    IF NEW.at < instant() - interval '14 days' THEN
        RETURN NULL;
    END IF;
    PERFORM inventory_notify(NEW.fiscal_year, n.kind, 'step:' || NEW.id,
                             CASE WHEN NEW.section_id IS NOT NULL THEN ARRAY[NEW.section_id]
                                  ELSE ARRAY(SELECT s.section_id FROM inventory_standing s
                                              WHERE s.fiscal_year = NEW.fiscal_year AND NOT s.is_done) END,
                             NEW.event = 'submit', due, NEW.actor_id, NEW.at)
       FROM (VALUES ('open', 'inventory_opened'), ('remind', 'inventory_reminded'), ('submit', 'inventory_submitted'),
                    ('return', 'inventory_returned')) n (event, kind)
      WHERE n.event = NEW.event;
    RETURN NULL;
END $$;
CREATE TRIGGER inventory_step_notify AFTER INSERT ON inventory_step
    FOR EACH ROW EXECUTE FUNCTION inventory_step_notify();

CREATE FUNCTION inventory_remind() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('mamori.remind', 0)) THEN
        RETURN 0;
    END IF;
    told := (SELECT count(*) FROM notification);
    PERFORM inventory_notify(c.fiscal_year, CASE WHEN c.due < today() THEN 'inventory_overdue' ELSE 'inventory_due' END,
                             CASE WHEN c.due < today() THEN 'over:' ELSE 'due:' END || c.due,
                             ARRAY(SELECT s.section_id FROM inventory_standing s
                                    WHERE s.fiscal_year = c.fiscal_year AND NOT s.is_done), false, c.due, NULL, instant())
       FROM inventory_check c
      WHERE c.due <= today() + 7 AND c.fiscal_year >= fiscal_year(today()) - 1;
    PERFORM notify_person(b.person_id, 'inventory_overdue', 'inventory_check', c.fiscal_year::text,
                          c.fiscal_year || '年度　未提出 ' || n.sections || '課等',
                          '/inventories/' || c.fiscal_year || '?state=overdue', 'inventory_check:' || c.fiscal_year || ':over',
                          c.due, instant())
       FROM inventory_check c
      CROSS JOIN LATERAL (SELECT count(*) AS sections FROM inventory_standing s
                           WHERE s.fiscal_year = c.fiscal_year AND s.is_overdue) n
      CROSS JOIN bearers_of_city('{secretariat}') b
      WHERE n.sections > 0;
    RETURN (SELECT count(*) FROM notification) - told;
END $$;
COMMENT ON FUNCTION inventory_remind IS 'As committee_remind: due within 7 days, overdue; returns how many were told.';

-- ネットワーク及び情報システムの変更の記録 -----------------------------------------------------------------------------

CREATE TABLE network_change (
    id bigint GENERATED ALWAYS AS IDENTITY,
    asset_id bigint NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    content text NOT NULL,
    reason text NOT NULL,
    risk text NOT NULL DEFAULT '',
    way_back text NOT NULL DEFAULT '',
    planned_on date,
    due date,
    state text NOT NULL DEFAULT 'planned',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT network_change_pk PRIMARY KEY (id),
    CONSTRAINT network_change_asset_fk FOREIGN KEY (asset_id) REFERENCES asset (id),
    CONSTRAINT network_change_created_by_fk FOREIGN KEY (created_by) REFERENCES person (id),
    CONSTRAINT network_change_kind_known CHECK (kind IN ('change', 'patch', 'finding')),
    CONSTRAINT network_change_state_known CHECK (
        state IN ('planned', 'approved', 'done', 'checked', 'refused', 'cancelled')),
    CONSTRAINT network_change_planned CHECK (kind <> 'change' OR planned_on IS NOT NULL),
    CONSTRAINT network_change_risk CHECK (kind <> 'change' OR risk <> ''),
    CONSTRAINT network_change_way_back CHECK (kind <> 'change' OR way_back <> ''),
    CONSTRAINT network_change_due CHECK (kind = 'change' OR due IS NOT NULL),
    CONSTRAINT network_change_text_length CHECK (
        length(title) BETWEEN 1 AND 100 AND length(content) BETWEEN 1 AND 2000 AND length(reason) BETWEEN 1 AND 1000
        AND length(risk) <= 1000 AND length(way_back) <= 1000)
);
CREATE INDEX network_change_asset ON network_change (asset_id, id);
CREATE INDEX network_change_open ON network_change (due) WHERE state IN ('planned', 'approved', 'done');
COMMENT ON TABLE network_change IS
    'A change to a network or system, a patch or a finding to be mended: what, why, when, the risk and the way back, as it was planned (7(1)ウ(ウ)(エ), エ(ウ)(エ)). Another plan is another row.';
GRANT SELECT, INSERT (asset_id, kind, title, content, reason, risk, way_back, planned_on, due) ON network_change
   TO mamori_server;

CREATE TABLE network_change_step (
    id bigint GENERATED ALWAYS AS IDENTITY,
    change_id bigint NOT NULL,
    event text NOT NULL,
    from_state text NOT NULL DEFAULT '',
    to_state text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT instant(),
    actor_id bigint DEFAULT viewer(),
    CONSTRAINT network_change_step_pk PRIMARY KEY (id),
    CONSTRAINT network_change_step_change_fk FOREIGN KEY (change_id) REFERENCES network_change (id),
    CONSTRAINT network_change_step_actor_fk FOREIGN KEY (actor_id) REFERENCES person (id),
    CONSTRAINT network_change_step_text_length CHECK (length(text) <= 1000)
);
CREATE INDEX network_change_step_change ON network_change_step (change_id, id);
COMMENT ON TABLE network_change_step IS 'What became of a change, appended; the trigger sets states.';
GRANT SELECT, INSERT (change_id, event, text) ON network_change_step TO mamori_server;

CREATE TABLE network_change_transition (
    event text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    done_by text NOT NULL,
    is_reasoned boolean NOT NULL,
    CONSTRAINT network_change_transition_pk PRIMARY KEY (event, from_state),
    CONSTRAINT network_change_transition_done_by_known CHECK (done_by IN ('section', 'head', 'manager'))
);
COMMENT ON TABLE network_change_transition IS
    'States of a change, the only place. section: who keeps the asset''s register; head: who confirms it; manager: the network security manager, or the deputy who acts now.';
GRANT SELECT ON network_change_transition TO mamori_server;
INSERT INTO network_change_transition (event, from_state, to_state, done_by, is_reasoned) VALUES
    ('approve', 'planned', 'approved', 'manager', false),
    ('refuse', 'planned', 'refused', 'manager', true),
    ('complete', 'approved', 'done', 'section', true),
    ('check', 'done', 'checked', 'head', false),
    ('cancel', 'planned', 'cancelled', 'section', true),
    ('cancel', 'approved', 'cancelled', 'section', true);

CREATE FUNCTION network_change_event_open(change network_change, wanted text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM network_change_transition t
                     JOIN asset a ON a.id = change.asset_id
                    WHERE t.event = wanted AND t.from_state = change.state
                      AND (viewer() IS NULL
                           OR CASE t.done_by
                                  WHEN 'section' THEN drafts_assets_of(a.owner_unit_id)
                                  WHEN 'head' THEN confirms_assets_of(a.owner_unit_id)
                                       AND viewer() IS DISTINCT FROM (SELECT s.actor_id FROM network_change_step s
                                                                       WHERE s.change_id = change.id AND s.event = 'complete')
                                  ELSE acts_as('network_security_manager') END));
COMMENT ON FUNCTION network_change_event_open IS
    'Whether this step is open to the viewer now. Nobody checks what was done by that person alone.';

CREATE FUNCTION network_change_check() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject asset;
BEGIN
    SELECT a.* INTO subject FROM asset a WHERE a.id = NEW.asset_id;
    PERFORM refuse_if(NOT drafts_assets_of(subject.owner_unit_id), 'network_change_by_section'),
            refuse_if(subject.kind NOT IN ('network', 'system'), 'network_change_of_kind'),
            refuse_if(viewer() IS NOT NULL AND subject.status IN ('disposed', 'discarded'), 'network_change_of_living');
    RETURN NEW;
END $$;
CREATE TRIGGER network_change_check BEFORE INSERT ON network_change
    FOR EACH ROW EXECUTE FUNCTION network_change_check();

CREATE FUNCTION network_change_step_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    subject network_change;
    way network_change_transition;
BEGIN
    IF viewer() IS NOT NULL THEN
        NEW.at := instant();
        NEW.actor_id := viewer();
    END IF;
    SELECT c.* INTO subject FROM network_change c WHERE c.id = NEW.change_id FOR UPDATE;
    SELECT t.* INTO way FROM network_change_transition t WHERE t.event = NEW.event AND t.from_state = subject.state;
    PERFORM refuse_if(way.event IS NULL, 'network_change_step_open'),
            refuse_if(NOT network_change_event_open(subject, NEW.event), 'network_change_step_by_' || way.done_by),
            refuse_if(way.is_reasoned AND NEW.text = '', 'network_change_step_reason');
    NEW.from_state := way.from_state;
    NEW.to_state := way.to_state;
    UPDATE network_change
       SET state = way.to_state, updated_at = NEW.at, updated_by = NEW.actor_id, row_version = row_version + 1
     WHERE id = subject.id;
    RETURN NEW;
END $$;
CREATE TRIGGER network_change_step_apply BEFORE INSERT ON network_change_step
    FOR EACH ROW EXECUTE FUNCTION network_change_step_apply();

-- 操作記録 -------------------------------------------------------------------------------------------------------

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['inventory_section', 'inventory_item', 'network_change'] LOOP
        EXECUTE format('CREATE TRIGGER %1$I AFTER INSERT OR UPDATE OR DELETE ON %2$I
                            FOR EACH ROW EXECUTE FUNCTION audit_change(''id'')', name || '_audit', name);
    END LOOP;
END $$;
CREATE TRIGGER inventory_check_audit AFTER INSERT OR UPDATE OR DELETE ON inventory_check
    FOR EACH ROW EXECUTE FUNCTION audit_change('fiscal_year');
CREATE TRIGGER inventory_step_audit AFTER INSERT OR UPDATE OR DELETE ON inventory_step
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');
CREATE TRIGGER network_change_step_audit AFTER INSERT OR UPDATE OR DELETE ON network_change_step
    FOR EACH ROW EXECUTE FUNCTION audit_change('change_id');
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('inventory_transition', 'reference data of migrations'),
    ('network_change_transition', 'reference data of migrations');
INSERT INTO evidence_table (table_name, kind) VALUES
    ('inventory_check', 'appended'), ('inventory_section', 'followed'), ('inventory_item', 'followed'),
    ('inventory_step', 'appended'), ('network_change', 'followed'), ('network_change_step', 'appended');

CREATE FUNCTION audit_name_of_inventory_check(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT c.fiscal_year || '年度' FROM inventory_check c WHERE c.fiscal_year = named::integer);
END $$;
CREATE FUNCTION audit_name_of_inventory_section(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT s.fiscal_year || '年度 ' || u.name
              FROM inventory_section s JOIN org_unit u ON u.id = s.org_unit_id WHERE s.id = named::bigint);
END $$;
CREATE FUNCTION audit_name_of_inventory_item(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT a.asset_no || ' ' || a.name
              FROM inventory_item i JOIN asset a ON a.id = i.asset_id WHERE i.id = named::bigint);
END $$;
CREATE FUNCTION audit_name_of_inventory_step(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT concat_ws(' ', t.fiscal_year || '年度', u.name)
              FROM inventory_step t
              LEFT JOIN inventory_section s ON s.id = t.section_id
              LEFT JOIN org_unit u ON u.id = s.org_unit_id
             WHERE t.id = named::bigint);
END $$;
CREATE FUNCTION audit_name_of_network_change(named text, act text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT a.asset_no || ' ' || c.title
              FROM network_change c JOIN asset a ON a.id = c.asset_id WHERE c.id = named::bigint);
END $$;
INSERT INTO audit_naming (object_type, naming) VALUES
    ('inventory_check', 'audit_name_of_inventory_check'), ('inventory_section', 'audit_name_of_inventory_section'),
    ('inventory_item', 'audit_name_of_inventory_item'), ('inventory_step', 'audit_name_of_inventory_step'),
    ('network_change', 'audit_name_of_network_change'), ('network_change_step', 'audit_name_of_network_change');
