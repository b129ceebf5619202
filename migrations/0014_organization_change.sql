-- The organization kept up to date from the portal: units, people, posts and who holds them, leaders.
-- Every act says from which day, why, and on what paper; why and what paper stand in the operation
-- log beside each row that changed (mamori.reason), so that no act can leave them out.
--
-- A change of what holds from a day on ends one row and begins another. What was entered wrongly is
-- something else: a correction changes or takes back the row itself and keeps, for ever, what it said
-- before. Pages show both: history, and that history was corrected.

ALTER TABLE audit_log
    ALTER COLUMN reason SET DEFAULT coalesce(current_setting('mamori.reason', true), '');

GRANT UPDATE (family_name, given_name, family_kana, given_kana, name_cp932, email, phone_ext,
              updated_at, updated_by, row_version) ON person TO mamori_server;
GRANT INSERT, UPDATE (name_kana, doc_symbol, phone_ext, location, parent_id, valid_to, successor_id,
                      updated_at, updated_by, row_version) ON org_unit TO mamori_server;
GRANT INSERT, UPDATE (org_unit_id, valid_to, updated_at, updated_by, row_version) ON post
    TO mamori_server;
GRANT UPDATE (org_unit_id) ON person_assignment, role_assignment TO mamori_server;
GRANT UPDATE (post_id) ON post_holding TO mamori_server;

CREATE FUNCTION settle() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
END $$;
COMMENT ON FUNCTION settle IS 'Judges now what is deferred to the end of the transaction.';

-- Reorganization (改編・統合・廃止) -----------------------------------------------------------------

-- What goes on after a unit's last day goes on in its successor: what is under way is split on the
-- day, what has not begun moves as it is.
CREATE FUNCTION unit_assignments_move(old_unit bigint, new_unit bigint, on_day date) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE person_assignment SET org_unit_id = new_unit, updated_at = instant(), updated_by = viewer(),
                                 row_version = row_version + 1
     WHERE org_unit_id = old_unit AND valid_from >= on_day;
    WITH open AS (
        SELECT * FROM person_assignment
         WHERE org_unit_id = old_unit AND valid_from < on_day AND (valid_to IS NULL OR valid_to >= on_day)
           FOR UPDATE
    ), ended AS (
        UPDATE person_assignment t SET valid_to = on_day - 1, updated_at = instant(), updated_by = viewer(),
                                       row_version = t.row_version + 1
          FROM open o WHERE t.id = o.id
    )
    INSERT INTO person_assignment (person_id, org_unit_id, title, rank, is_main, valid_from, valid_to,
                                   order_ref)
    SELECT person_id, new_unit, title, rank, is_main, on_day, valid_to, order_ref FROM open;
END $$;

CREATE FUNCTION unit_leaders_move(old_unit bigint, new_unit bigint, on_day date) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE role_assignment SET org_unit_id = new_unit, updated_at = instant(), updated_by = viewer(),
                               row_version = row_version + 1
     WHERE org_unit_id = old_unit AND valid_from >= on_day;
    WITH open AS (
        SELECT * FROM role_assignment
         WHERE org_unit_id = old_unit AND valid_from < on_day AND (valid_to IS NULL OR valid_to >= on_day)
           FOR UPDATE
    ), ended AS (
        UPDATE role_assignment t SET valid_to = on_day - 1, updated_at = instant(), updated_by = viewer(),
                                     row_version = t.row_version + 1
          FROM open o WHERE t.id = o.id
    )
    INSERT INTO role_assignment (role_code, person_id, org_unit_id, source, valid_from, valid_to,
                                 designated_by, doc_number, note)
    SELECT role_code, person_id, new_unit, source, on_day, valid_to, designated_by, doc_number, note
      FROM open;
END $$;

CREATE FUNCTION post_holdings_move(old_post bigint, new_post bigint, on_day date) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE post_holding SET post_id = new_post, updated_at = instant(), updated_by = viewer(),
                            row_version = row_version + 1
     WHERE post_id = old_post AND valid_from >= on_day;
    WITH open AS (
        SELECT * FROM post_holding
         WHERE post_id = old_post AND valid_from < on_day AND (valid_to IS NULL OR valid_to >= on_day)
           FOR UPDATE
    ), ended AS (
        UPDATE post_holding t SET valid_to = on_day - 1, updated_at = instant(), updated_by = viewer(),
                                  row_version = t.row_version + 1
          FROM open o WHERE t.id = o.id
    )
    INSERT INTO post_holding (post_id, person_id, kind, valid_from, valid_to, order_ref)
    SELECT new_post, person_id, kind, on_day, valid_to, order_ref FROM open;
END $$;

CREATE FUNCTION post_end(wanted bigint, on_day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE post_holding SET valid_to = on_day - 1, updated_at = instant(), updated_by = viewer(),
                            row_version = row_version + 1
     WHERE post_id = wanted AND valid_from < on_day AND (valid_to IS NULL OR valid_to >= on_day);
    UPDATE post SET valid_to = on_day - 1, updated_at = instant(), updated_by = viewer(),
                    row_version = row_version + 1
     WHERE id = wanted AND (valid_to IS NULL OR valid_to >= on_day);
END $$;
COMMENT ON FUNCTION post_end IS 'A post and whoever holds it end the day before.';

-- The head's post of a unit that becomes another is the head's post there, unless that has one.
CREATE FUNCTION unit_posts_move(old_unit bigint, new_unit bigint, on_day date, head_name text)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    o post;
    copy bigint;
BEGIN
    FOR o IN SELECT * FROM post WHERE org_unit_id = old_unit AND (valid_to IS NULL OR valid_to >= on_day)
              ORDER BY id LOOP
        IF o.is_head AND EXISTS (SELECT FROM post p WHERE p.org_unit_id = new_unit AND p.is_head
                                    AND is_in_force(p.valid_from, p.valid_to, on_day)) THEN
            PERFORM post_end(o.id, on_day);
        ELSIF o.valid_from >= on_day THEN
            UPDATE post SET org_unit_id = new_unit, updated_at = instant(), updated_by = viewer(),
                            row_version = row_version + 1 WHERE id = o.id;
        ELSE
            INSERT INTO post (code, name, org_unit_id, is_head, is_policy_council, valid_from, valid_to)
            SELECT regexp_replace(o.code, ':.*$', ':' || n.code),
                   CASE WHEN o.is_head THEN coalesce(head_name, o.name) ELSE o.name END,
                   new_unit, o.is_head, o.is_policy_council, on_day, o.valid_to
              FROM org_unit n WHERE n.id = new_unit
            RETURNING id INTO copy;
            PERFORM post_holdings_move(o.id, copy, on_day);
            UPDATE post SET valid_to = on_day - 1, updated_at = instant(), updated_by = viewer(),
                            row_version = row_version + 1
             WHERE id = o.id;
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION unit_contents_move(old_unit bigint, new_unit bigint, on_day date, head_name text)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    child org_unit;
    copy bigint;
BEGIN
    PERFORM unit_assignments_move(old_unit, new_unit, on_day), unit_leaders_move(old_unit, new_unit, on_day),
            unit_posts_move(old_unit, new_unit, on_day, head_name);
    FOR child IN SELECT * FROM org_unit
                  WHERE parent_id = old_unit AND (valid_to IS NULL OR valid_to >= on_day) ORDER BY id LOOP
        IF child.valid_from >= on_day THEN
            UPDATE org_unit SET parent_id = new_unit, updated_at = instant(), updated_by = viewer(),
                                row_version = row_version + 1 WHERE id = child.id;
        ELSE
            INSERT INTO org_unit (code, name, name_kana, kind, organ, parent_id, is_coordinating_section,
                                  is_user_section, doc_symbol, phone_ext, location, valid_from, valid_to)
            VALUES (child.code, child.name, child.name_kana, child.kind, child.organ, new_unit,
                    child.is_coordinating_section, child.is_user_section, child.doc_symbol,
                    child.phone_ext, child.location, on_day, child.valid_to)
            RETURNING id INTO copy;
            INSERT INTO org_unit_search SELECT copy, folded FROM org_unit_search WHERE org_unit_id = child.id;
            UPDATE org_unit SET valid_to = on_day - 1, successor_id = copy, updated_at = instant(),
                                updated_by = viewer(), row_version = row_version + 1 WHERE id = child.id;
            PERFORM unit_contents_move(child.id, copy, on_day, NULL);
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION unit_succeed(old_unit bigint, new_unit bigint, on_day date, head_name text)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE org_unit SET valid_to = on_day - 1, successor_id = new_unit, updated_at = instant(),
                        updated_by = viewer(), row_version = row_version + 1
     WHERE id = old_unit;
    IF new_unit IS NULL THEN
        PERFORM post_end(p.id, on_day) FROM post p WHERE p.org_unit_id = old_unit;
    ELSE
        PERFORM unit_contents_move(old_unit, new_unit, on_day, head_name);
    END IF;
END $$;
COMMENT ON FUNCTION unit_succeed IS
    'A unit ends the day before and goes on as another: people, posts with their holders, leaders and the units below go along. NULL: abolished; who still works there then is refused by the rules.';

-- Corrections ---------------------------------------------------------------------------------------

CREATE TABLE correction (
    id bigint GENERATED ALWAYS AS IDENTITY,
    table_name text NOT NULL,
    row_id bigint NOT NULL,
    person_id bigint NOT NULL,
    org_unit_id bigint,
    post_id bigint,
    before jsonb NOT NULL,
    after jsonb,
    reason text NOT NULL,
    corrected_at timestamptz NOT NULL DEFAULT instant(),
    corrected_by bigint DEFAULT viewer(),
    CONSTRAINT correction_pk PRIMARY KEY (id),
    CONSTRAINT correction_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT correction_unit_fk FOREIGN KEY (org_unit_id) REFERENCES org_unit (id),
    CONSTRAINT correction_post_fk FOREIGN KEY (post_id) REFERENCES post (id),
    CONSTRAINT correction_table_known CHECK (table_name IN (
        'employment', 'person_assignment', 'post_holding', 'role_assignment')),
    CONSTRAINT correction_reason_length CHECK (length(reason) BETWEEN 1 AND 400)
);
CREATE INDEX correction_person ON correction (person_id);
CREATE INDEX correction_unit ON correction (org_unit_id);
CREATE INDEX correction_post ON correction (post_id);
COMMENT ON TABLE correction IS
    '訂正: what a row of somebody''s history said before it was put right. Appended only.';
COMMENT ON COLUMN correction.after IS 'NULL: the row was taken back as a whole.';
GRANT SELECT ON correction TO mamori_server;
CREATE TRIGGER correction_audit AFTER INSERT OR UPDATE OR DELETE ON correction
    FOR EACH ROW EXECUTE FUNCTION audit_change('id');

-- The owner's: the server's role can neither move the beginning of a period nor take a row away.
CREATE FUNCTION correct(wanted_table text, wanted_row bigint, new_from date, new_to date,
                        why text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before jsonb;
    after jsonb;
    made bigint;
BEGIN
    IF wanted_table NOT IN ('employment', 'person_assignment', 'post_holding', 'role_assignment')
       OR NOT may('org_maintain') THEN
        RAISE EXCEPTION 'correct %', wanted_table USING ERRCODE = '42501';
    END IF;
    EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE id = $1 FOR UPDATE', wanted_table)
       INTO before USING wanted_row;
    IF new_from IS NULL THEN
        EXECUTE format('DELETE FROM %I WHERE id = $1', wanted_table) USING wanted_row;
    ELSE
        EXECUTE format('UPDATE %I t SET valid_from = $2, valid_to = $3, updated_at = instant(),'
                       ' updated_by = viewer(), row_version = row_version + 1'
                       ' WHERE id = $1 RETURNING to_jsonb(t)', wanted_table)
           INTO after USING wanted_row, new_from, new_to;
    END IF;
    INSERT INTO correction (table_name, row_id, person_id, org_unit_id, post_id, before, after, reason)
    VALUES (wanted_table, wanted_row, (before ->> 'person_id')::bigint,
            (before ->> 'org_unit_id')::bigint, (before ->> 'post_id')::bigint, before, after, why)
    RETURNING id INTO made;
    RETURN made;
END $$;
COMMENT ON FUNCTION correct IS
    'Puts the days of a row right, or takes the row back (new_from NULL), and keeps what it said.';
REVOKE EXECUTE ON FUNCTION correct FROM PUBLIC;
GRANT EXECUTE ON FUNCTION correct TO mamori_server;

-- Nobody enters himself ----------------------------------------------------------------------------

CREATE FUNCTION refuse_own_holding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_if(NEW.person_id = viewer() AND EXISTS (
        SELECT FROM post p
          LEFT JOIN org_unit u ON u.id = p.org_unit_id
          JOIN ex_officio x ON x.post_code = p.code
                            OR x.rule = 'coordinating_head' AND p.is_head AND u.is_coordinating_section
          JOIN role_definition d ON d.code = x.role_code AND d.is_single
         WHERE p.id = NEW.post_id), 'post_holding_not_oneself');
    RETURN NEW;
END $$;
CREATE TRIGGER post_holding_not_oneself BEFORE INSERT ON post_holding
    FOR EACH ROW EXECUTE FUNCTION refuse_own_holding();
COMMENT ON FUNCTION refuse_own_holding IS
    'A post with which a role of one bearer goes (ＣＩＳＯ and the like) is entered by somebody else than its holder: whoever keeps the register cannot make himself CISO.';
