-- 人事異動の取込み: a sheet of moves on one day, applied as a whole or not at all, also for a future day.
-- A transfer is a draft until it is applied; what an application did is written row by row, so that it
-- can be undone before its day. What has begun is history and is never undone.
--
-- The rehearsal applies the draft inside a subtransaction and takes it back: what it shows is what the
-- application will do, found by the same statements and refused by the same rules.

CREATE TABLE transfer (
    id bigint GENERATED ALWAYS AS IDENTITY,
    status text NOT NULL DEFAULT 'draft',
    effective_on date NOT NULL,
    basis text NOT NULL DEFAULT '',
    source_name text NOT NULL,
    source_sha256 text NOT NULL,
    encoding text NOT NULL,
    moves jsonb NOT NULL,
    problems jsonb NOT NULL DEFAULT '[]',
    outcome jsonb NOT NULL DEFAULT '{}',
    decided_at timestamptz,
    decided_by bigint,
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT instant(),
    created_by bigint DEFAULT viewer(),
    updated_at timestamptz NOT NULL DEFAULT instant(),
    updated_by bigint DEFAULT viewer(),
    row_version integer NOT NULL DEFAULT 1,
    CONSTRAINT transfer_pk PRIMARY KEY (id),
    CONSTRAINT transfer_status_known CHECK (status IN ('draft', 'applied', 'undone', 'discarded')),
    CONSTRAINT transfer_text_length CHECK (length(basis) <= 60 AND length(source_name) <= 200
                                           AND length(reason) <= 400)
);
COMMENT ON TABLE transfer IS '人事異動の取込み, from the sheet to its application or its end.';
COMMENT ON COLUMN transfer.moves IS
    '[{line, staff_no, move, name, folded_name, kana, unit, title, rank, post, employment, folded, grams}] as read from the sheet. Names are compared folded: a sheet in CP932 cannot spell all of them.';
COMMENT ON COLUMN transfer.problems IS '[{line, field, problem, detail}]: why it cannot be applied.';
COMMENT ON COLUMN transfer.outcome IS 'What the rehearsal found: {roles: […], gaps: […]}.';
GRANT SELECT, INSERT, UPDATE (status, problems, outcome, decided_at, decided_by, reason, updated_at,
                              updated_by, row_version) ON transfer TO mamori_server;

CREATE TABLE transfer_change (
    transfer_id bigint NOT NULL,
    ord bigint GENERATED ALWAYS AS IDENTITY,
    table_name text NOT NULL,
    row_id bigint NOT NULL,
    was_inserted boolean NOT NULL,
    before_valid_to date,
    CONSTRAINT transfer_change_pk PRIMARY KEY (transfer_id, ord),
    CONSTRAINT transfer_change_transfer_fk FOREIGN KEY (transfer_id) REFERENCES transfer (id)
);
COMMENT ON TABLE transfer_change IS
    'What an application inserted, and what it ended and until when that would have lasted.';
GRANT SELECT, INSERT ON transfer_change TO mamori_server;

GRANT INSERT, UPDATE (valid_to, updated_at, updated_by, row_version) ON post_holding TO mamori_server;
GRANT INSERT, UPDATE (valid_to, updated_at, updated_by, row_version) ON role_assignment TO mamori_server;
GRANT UPDATE (valid_to, updated_at, updated_by, row_version) ON person_assignment TO mamori_server;
GRANT UPDATE (valid_to, updated_at, updated_by, row_version) ON employment TO mamori_server;

CREATE FUNCTION transfer_moves(moves jsonb)
    RETURNS TABLE (line integer, staff_no text, move text, name text, folded_name text, kana text,
                   unit text, title text, rank text, post text, employment text, folded text,
                   grams jsonb)
    LANGUAGE sql IMMUTABLE AS $$
    SELECT * FROM jsonb_to_recordset(moves) AS m (
               line integer, staff_no text, move text, name text, folded_name text, kana text,
               unit text, title text, rank text, post text, employment text, folded text, grams jsonb)
$$;

CREATE FUNCTION transfer_problems(moves jsonb, on_day date)
    RETURNS TABLE (line integer, field text, problem text, detail text)
    LANGUAGE sql STABLE AS $$
    WITH m AS MATERIALIZED (
        SELECT m.*, p.id AS person_id, person_name(p) AS known_name, s.folded AS known_folded,
               u.id AS unit_id, u.organ, o.id AS post_id,
               (SELECT e.employment_type FROM employment e
                 WHERE e.person_id = p.id AND is_in_force(e.valid_from, e.valid_to, on_day)) AS employed
          FROM transfer_moves(moves) m
          LEFT JOIN person p ON p.staff_no = m.staff_no
          LEFT JOIN person_search s ON s.person_id = p.id
          LEFT JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, on_day)
          LEFT JOIN post o ON o.code = m.post AND is_in_force(o.valid_from, o.valid_to, on_day)
    )
    SELECT line, 'staff_no', 'unknown_person', staff_no FROM m
     WHERE move <> 'hire' AND person_id IS NULL
     UNION ALL
    SELECT line, 'staff_no', 'known_person', known_name FROM m WHERE move = 'hire' AND person_id IS NOT NULL
     UNION ALL
    SELECT line, 'staff_no', 'twice', staff_no
      FROM (SELECT line, staff_no, row_number() OVER (PARTITION BY staff_no ORDER BY line) AS n FROM m) d
     WHERE n > 1
     UNION ALL
    SELECT line, 'staff_no', 'not_employed', known_name FROM m
     WHERE move <> 'hire' AND person_id IS NOT NULL AND employed IS NULL
     UNION ALL
    SELECT line, 'name', 'other_name', known_name FROM m
     WHERE move <> 'hire' AND name <> '' AND NOT starts_with(known_folded, folded_name || ' ')
     UNION ALL
    SELECT line, 'unit', 'unknown_unit', unit FROM m WHERE move <> 'leave' AND unit_id IS NULL
     UNION ALL
    SELECT line, 'post', 'unknown_post', post FROM m
     WHERE move <> 'leave' AND post <> '' AND post_id IS NULL
     UNION ALL
    SELECT line, 'post', 'post_twice', post
      FROM (SELECT line, post, row_number() OVER (PARTITION BY post ORDER BY line) AS n
              FROM m WHERE post <> '' AND move <> 'leave') d
     WHERE n > 1
     UNION ALL
    SELECT m.line, 'post', 'post_held', person_name(p)
      FROM m
      JOIN post_holding h ON h.post_id = m.post_id AND (h.valid_to IS NULL OR h.valid_to >= on_day)
      JOIN person p ON p.id = h.person_id
     WHERE m.move <> 'leave' AND NOT EXISTS (SELECT FROM m o WHERE o.person_id = h.person_id)
     UNION ALL
    SELECT line, 'post', 'out_of_scope', scope_reason(coalesce(nullif(employment, ''), employed), organ)
      FROM m
     WHERE move <> 'leave' AND post <> '' AND unit_id IS NOT NULL
       AND scope_reason(coalesce(nullif(employment, ''), employed), organ) IS NOT NULL
     UNION ALL
    SELECT m.line, 'staff_no', 'moves_later', min(a.valid_from)::text
      FROM m
      JOIN (SELECT person_id, valid_from FROM person_assignment WHERE is_main
             UNION ALL SELECT person_id, valid_from FROM post_holding
             UNION ALL SELECT person_id, valid_from FROM role_assignment) a
        ON a.person_id = m.person_id AND a.valid_from >= on_day
     GROUP BY m.line
     ORDER BY 1, 2
$$;
COMMENT ON FUNCTION transfer_problems IS 'What is wrong with each row of a sheet, by line and column.';

-- Everything of a person that is in force on the day before and does not go on.
CREATE FUNCTION transfer_end(transfer bigint, on_day date, moves jsonb) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    WITH m AS (
        SELECT p.id AS person_id, m.move, u.id AS unit_id, coalesce(o.org_unit_id = u.id AND o.is_head,
                                                                    false) AS becomes_head
          FROM transfer_moves(moves) m
          JOIN person p ON p.staff_no = m.staff_no
          LEFT JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, on_day)
          LEFT JOIN post o ON o.code = m.post AND is_in_force(o.valid_from, o.valid_to, on_day)
         WHERE m.move <> 'hire'
    ), assignment AS (
        SELECT a.id, a.valid_to FROM person_assignment a JOIN m USING (person_id)
         WHERE a.valid_from < on_day AND (a.valid_to IS NULL OR a.valid_to >= on_day) FOR UPDATE OF a
    ), holding AS (
        SELECT h.id, h.valid_to FROM post_holding h JOIN m USING (person_id)
         WHERE h.valid_from < on_day AND (h.valid_to IS NULL OR h.valid_to >= on_day) FOR UPDATE OF h
    ), role AS (
        SELECT r.id, r.valid_to FROM role_assignment r JOIN m USING (person_id)
         WHERE r.valid_from < on_day AND (r.valid_to IS NULL OR r.valid_to >= on_day)
           AND (m.move = 'leave' OR r.role_code = 'it_promotion_leader'
                                    AND (r.org_unit_id <> m.unit_id OR m.becomes_head))
           FOR UPDATE OF r
    ), employed AS (
        SELECT e.id, e.valid_to FROM employment e JOIN m USING (person_id)
         WHERE m.move = 'leave' AND e.valid_from < on_day AND (e.valid_to IS NULL OR e.valid_to >= on_day)
           FOR UPDATE OF e
    ), ended_assignment AS (
        UPDATE person_assignment t SET valid_to = on_day - 1, updated_at = instant(),
                                       updated_by = viewer(), row_version = row_version + 1
          FROM assignment o WHERE t.id = o.id
    ), ended_holding AS (
        UPDATE post_holding t SET valid_to = on_day - 1, updated_at = instant(), updated_by = viewer(),
                                  row_version = row_version + 1
          FROM holding o WHERE t.id = o.id
    ), ended_role AS (
        UPDATE role_assignment t SET valid_to = on_day - 1, updated_at = instant(),
                                     updated_by = viewer(), row_version = row_version + 1
          FROM role o WHERE t.id = o.id
    ), ended_employment AS (
        UPDATE employment t SET valid_to = on_day - 1, updated_at = instant(), updated_by = viewer(),
                                row_version = row_version + 1
          FROM employed o WHERE t.id = o.id
    )
    INSERT INTO transfer_change (transfer_id, table_name, row_id, was_inserted, before_valid_to)
    SELECT transfer, 'person_assignment', id, false, valid_to FROM assignment
     UNION ALL SELECT transfer, 'post_holding', id, false, valid_to FROM holding
     UNION ALL SELECT transfer, 'role_assignment', id, false, valid_to FROM role
     UNION ALL SELECT transfer, 'employment', id, false, valid_to FROM employed;
END $$;

CREATE FUNCTION transfer_begin(transfer bigint, on_day date, moves jsonb, basis text) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO person (staff_no, family_name, given_name, family_kana, given_kana)
    SELECT staff_no, split_part(name, ' ', 1), substr(name, strpos(name || ' ', ' ') + 1),
           split_part(kana, ' ', 1), substr(kana, strpos(kana || ' ', ' ') + 1)
      FROM transfer_moves(moves) WHERE move = 'hire';
    INSERT INTO person_search (person_id, folded, grams)
    SELECT p.id, m.folded, ARRAY(SELECT jsonb_array_elements_text(m.grams))
      FROM transfer_moves(moves) m JOIN person p ON p.staff_no = m.staff_no WHERE m.move = 'hire';
    WITH m AS (
        SELECT m.*, p.id AS person_id, u.id AS unit_id, o.id AS post_id
          FROM transfer_moves(moves) m
          JOIN person p ON p.staff_no = m.staff_no
          JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, on_day)
          LEFT JOIN post o ON o.code = m.post AND is_in_force(o.valid_from, o.valid_to, on_day)
         WHERE m.move <> 'leave'
    ), employed AS (
        INSERT INTO employment (person_id, employment_type, valid_from)
        SELECT person_id, employment, on_day FROM m WHERE move = 'hire' RETURNING id
    ), assigned AS (
        INSERT INTO person_assignment (person_id, org_unit_id, title, rank, valid_from, order_ref)
        SELECT person_id, unit_id, title, rank, on_day, basis FROM m RETURNING id
    ), holding AS (
        INSERT INTO post_holding (person_id, post_id, valid_from, order_ref)
        SELECT person_id, post_id, on_day, basis FROM m WHERE post_id IS NOT NULL RETURNING id
    )
    INSERT INTO transfer_change (transfer_id, table_name, row_id, was_inserted)
    SELECT transfer, 'employment', id, true FROM employed
     UNION ALL SELECT transfer, 'person_assignment', id, true FROM assigned
     UNION ALL SELECT transfer, 'post_holding', id, true FROM holding;
END $$;

CREATE FUNCTION role_bearers(on_day date)
    RETURNS TABLE (role_code text, org_unit_id bigint, post_id bigint, person_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT r.role_code, r.org_unit_id, r.post_id, r.person_id
      FROM effective_role r
     WHERE r.role_code NOT IN ('staff', 'secretariat') AND is_in_force(r.valid_from, r.valid_to, on_day)
$$;

CREATE FUNCTION transfer_rehearse(transfer bigint, on_day date, moves jsonb)
    RETURNS TABLE (problems jsonb, outcome jsonb) LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    broken text;
    move record;
BEGIN
    SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') INTO problems FROM transfer_problems(moves, on_day) t;
    outcome := '{}';
    IF problems <> '[]' THEN
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT jsonb_agg(to_jsonb(b)) INTO before FROM role_bearers(on_day) b;
    BEGIN
        PERFORM transfer_end(transfer, on_day, moves);
        PERFORM transfer_begin(transfer, on_day, moves, '');
        SET CONSTRAINTS ALL IMMEDIATE;
        outcome := jsonb_build_object('roles', transfer_differences(before, on_day),
                                      'gaps', (SELECT coalesce(jsonb_agg(to_jsonb(g)), '[]')
                                                 FROM role_gap(on_day) g));
        RAISE EXCEPTION USING ERRCODE = 'MA001';
    EXCEPTION
        WHEN SQLSTATE 'MA001' THEN NULL;
        WHEN raise_exception OR exclusion_violation OR unique_violation OR check_violation THEN
            GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
            problems := jsonb_build_array(jsonb_build_object('field', 'file', 'problem', broken));
    END;
    SET CONSTRAINTS ALL DEFERRED;
    RETURN NEXT;
END $$;
COMMENT ON FUNCTION transfer_rehearse IS
    'What applying would do, or why it cannot: it is done and taken back. Variables keep what they were given.';

CREATE FUNCTION transfer_differences(before jsonb, on_day date) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(to_jsonb(d) - 'sort_order' ORDER BY d.sort_order, d.unit_code), '[]')
      FROM (SELECT coalesce(b.role_code, a.role_code) AS role, u.code AS unit_code, u.name AS unit,
                   o.name AS post, person_name(pb) AS before, person_name(pa) AS after, d.sort_order
              FROM jsonb_to_recordset(before) AS b (role_code text, org_unit_id bigint, post_id bigint,
                                                    person_id bigint)
              FULL JOIN role_bearers(on_day) a
                ON a.role_code = b.role_code AND a.org_unit_id IS NOT DISTINCT FROM b.org_unit_id
               AND a.post_id IS NOT DISTINCT FROM b.post_id
               AND (a.post_id IS NOT NULL OR a.person_id = b.person_id)
              JOIN role_definition d ON d.code = coalesce(b.role_code, a.role_code)
              LEFT JOIN person pb ON pb.id = b.person_id
              LEFT JOIN person pa ON pa.id = a.person_id
              LEFT JOIN org_unit u ON u.id = coalesce(a.org_unit_id, b.org_unit_id)
              LEFT JOIN post o ON o.id = coalesce(a.post_id, b.post_id)
             WHERE a.person_id IS DISTINCT FROM b.person_id) d
$$;

-- 役割の欠員 (BR-RO-01, BR-RO-03, BR-RO-04), on any day.
CREATE FUNCTION role_gap(on_day date)
    RETURNS TABLE (gap text, role text, unit_code text, unit text, post text)
    LANGUAGE sql STABLE AS $$
    SELECT 'vacant_role', d.code, NULL, NULL,
           (SELECT min(o.name) FROM ex_officio x JOIN post o ON o.code = x.post_code
             WHERE x.role_code = d.code)
      FROM role_definition d
     WHERE d.is_single AND NOT EXISTS (SELECT FROM effective_role r
                                        WHERE r.role_code = d.code
                                          AND is_in_force(r.valid_from, r.valid_to, on_day))
     UNION ALL
    SELECT 'no_head', 'system_security_manager', u.code, u.name, NULL
      FROM org_unit u
     WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, on_day)
       AND NOT EXISTS (SELECT FROM unit_head(on_day) h WHERE h.org_unit_id = u.id)
     UNION ALL
    SELECT 'no_leader', 'it_promotion_leader', u.code, u.name, NULL
      FROM org_unit u
     WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, on_day)
       AND NOT EXISTS (SELECT FROM role_assignment r
                        WHERE r.org_unit_id = u.id AND r.role_code = 'it_promotion_leader'
                          AND is_in_force(r.valid_from, r.valid_to, on_day))
     UNION ALL
    SELECT 'csirt_incomplete', d.code, NULL, NULL, NULL
      FROM role_definition d
     WHERE d.code IN ('csirt_coordinator', 'csirt_liaison')
       AND NOT EXISTS (SELECT FROM role_assignment r
                        WHERE r.role_code = d.code AND is_in_force(r.valid_from, r.valid_to, on_day))
     ORDER BY 1 DESC, 3
$$;
COMMENT ON FUNCTION role_gap IS 'Roles that nobody bears although the policy wants somebody: what is to be mended.';

-- The owner's: the server cannot take a row away, and here only what has not begun.
CREATE FUNCTION transfer_undo(wanted bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    c record;
    changed bigint;
BEGIN
    PERFORM FROM transfer WHERE id = wanted AND status = 'undone' AND effective_on > today();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'rule transfer_has_begun' USING ERRCODE = 'P0001', CONSTRAINT = 'transfer_has_begun';
    END IF;
    FOR c IN SELECT * FROM transfer_change WHERE transfer_id = wanted ORDER BY ord DESC LOOP
        IF c.was_inserted THEN
            EXECUTE format('DELETE FROM %I WHERE id = $1 AND valid_to IS NULL', c.table_name) USING c.row_id;
        ELSE
            EXECUTE format('UPDATE %I SET valid_to = $2, updated_at = instant(), updated_by = viewer(),'
                           ' row_version = row_version + 1'
                           ' WHERE id = $1 AND valid_to = (SELECT effective_on - 1 FROM transfer WHERE id = $3)',
                           c.table_name) USING c.row_id, c.before_valid_to, wanted;
        END IF;
        GET DIAGNOSTICS changed = ROW_COUNT;
        IF changed <> 1 THEN
            RAISE EXCEPTION 'rule transfer_changed_since' USING ERRCODE = 'P0001', CONSTRAINT = 'transfer_changed_since';
        END IF;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION transfer_undo FROM PUBLIC;
GRANT EXECUTE ON FUNCTION transfer_undo TO mamori_server;

CREATE TRIGGER transfer_audit AFTER INSERT OR UPDATE OR DELETE ON transfer
    FOR EACH ROW EXECUTE FUNCTION audit_change('id', 'moves', 'problems', 'outcome');
INSERT INTO audit_exempt (table_name, reason) VALUES
    ('transfer_change', 'each row names a change that the changed table''s own trigger has written');
