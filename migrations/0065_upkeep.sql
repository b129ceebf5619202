-- Upkeep of what many pages rest on: how a message says an instant, and how 900 people move within the time that a statement
-- may take on a busy machine.

-- An instant as a message of a statement says it, in the words of the formatters `moment` and `time` of the pages
-- (server/view/formatter.c; a test holds one against the other). Whatever is no page's own column, such as who was
-- faster and when, says it by these.

CREATE FUNCTION moment_text(moment timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN to_char(moment AT TIME ZONE 'Asia/Tokyo', 'FMYYYY"年"FMMM"月"FMDD"日 "FMHH24"時"MI"分"');
COMMENT ON FUNCTION moment_text IS '2026年11月22日 9時02分.';

CREATE FUNCTION time_text(moment timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN to_char(moment AT TIME ZONE 'Asia/Tokyo', 'FMHH24"時"MI"分"');
COMMENT ON FUNCTION time_text IS '9時02分.';

-- ---- 900 moves ------------------------------------------------------------------------------------------------

-- Every changed row of somebody's assignments asked all rules of that person (check_person, 0007): half the time of a
-- transfer. Who has neither a post nor a role, as most, can break two of them alone, by the row itself. It is read as it is
-- when it is asked, for another statement may have changed it since.
CREATE FUNCTION check_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('mamori.organization', 0));
    FOR wanted IN SELECT OLD.person_id WHERE TG_OP <> 'INSERT'
                   UNION SELECT NEW.person_id WHERE TG_OP <> 'DELETE' LOOP
        IF EXISTS (SELECT FROM post_holding h WHERE h.person_id = wanted)
           OR EXISTS (SELECT FROM role_assignment r WHERE r.person_id = wanted) THEN
            PERFORM check_person(wanted);
        ELSIF TG_OP <> 'DELETE' THEN
            PERFORM refuse_if(NOT days(a.valid_from, a.valid_to) <@ (
                                  SELECT coalesce(range_agg(daterange(e.valid_from, e.valid_to, '[]')), '{}')
                                    FROM employment e WHERE e.person_id = wanted),
                              'assignment_inside_employment'),
                    refuse_if(NOT days(u.valid_from, u.valid_to) @> days(a.valid_from, a.valid_to),
                              'assignment_inside_unit')
               FROM person_assignment a JOIN org_unit u ON u.id = a.org_unit_id
              WHERE a.id = NEW.id AND a.person_id = wanted;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_assignment IS 'check_person() as far as the assignments of somebody can break it.';
DROP TRIGGER person_assignment_rules ON person_assignment;
CREATE CONSTRAINT TRIGGER person_assignment_rules AFTER INSERT OR UPDATE OR DELETE ON person_assignment
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_assignment();

-- The text of a cell is taken once a row, not once a row and unit.
CREATE OR REPLACE FUNCTION transfer_spelled(moves jsonb, on_day date) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    WITH unit AS MATERIALIZED (
        SELECT u.code, ltrim(u.code, '0') AS short FROM org_unit u WHERE is_in_force(u.valid_from, u.valid_to, on_day)
    ), short_unit AS MATERIALIZED (
        SELECT u.short, min(u.code) AS code FROM unit u GROUP BY u.short HAVING count(*) = 1
    ), post_named AS MATERIALIZED (
        SELECT o.name, o.code, u.code AS unit, count(*) OVER (PARTITION BY o.name) AS namesakes
          FROM post o
          LEFT JOIN org_unit u ON u.id = o.org_unit_id
         WHERE is_in_force(o.valid_from, o.valid_to, on_day)
    ), cell AS MATERIALIZED (
        SELECT e.ord, e.move, e.move ->> 'staff_no' AS staff_no, e.move ->> 'post' AS post, e.move ->> 'unit' AS unit
          FROM jsonb_array_elements(moves) WITH ORDINALITY AS e (move, ord)
    ), m AS MATERIALIZED (
        SELECT c.ord, c.move, c.staff_no, c.post, coalesce(u.code, s.code, c.unit) AS unit
          FROM cell c
          LEFT JOIN unit u ON u.code = c.unit
          LEFT JOIN short_unit s ON s.short = c.unit
    )
    SELECT coalesce(jsonb_agg(m.move || jsonb_build_object(
                                  'staff_no', coalesce(p.staff_no, m.staff_no), 'unit', m.unit,
                                  'post', coalesce(o.code, m.post)) ORDER BY m.ord), '[]')
      FROM m
      LEFT JOIN person p ON m.staff_no ~ '^[1-9][0-9]{0,4}$' AND p.staff_no = lpad(m.staff_no, 6, '0')
                        AND NOT EXISTS (SELECT FROM person x WHERE x.staff_no = m.staff_no)
      LEFT JOIN LATERAL (SELECT n.code FROM post_named n
                          WHERE n.name = m.post AND (n.unit = m.unit OR n.namesakes = 1)
                          ORDER BY n.unit = m.unit DESC NULLS LAST LIMIT 1) o ON m.post <> ''
$$;

-- To apply was to rehearse, to take that back and to do it all once more. It is done once now, and stays if nothing is wrong.
CREATE FUNCTION transfer_carry_out(transfer bigint, on_day date, moves jsonb, sheet jsonb, basis text, for_good boolean)
    RETURNS TABLE (problems jsonb, outcome jsonb) LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    known jsonb;
    broken text;
BEGIN
    SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') INTO problems FROM transfer_problems(moves, on_day, sheet) t;
    outcome := '{}';
    IF problems <> '[]' THEN
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT jsonb_agg(to_jsonb(b)) INTO before FROM role_bearers(on_day) b;
    SELECT coalesce(jsonb_agg(to_jsonb(g)), '[]') INTO known FROM role_gap(on_day) g;
    BEGIN
        PERFORM transfer_end(transfer, on_day, moves);
        PERFORM transfer_begin(transfer, on_day, moves, basis);
        SET CONSTRAINTS ALL IMMEDIATE;
        outcome := jsonb_build_object(
            'roles', transfer_differences(before, on_day),
            'gaps', (SELECT coalesce(jsonb_agg(to_jsonb(g) || jsonb_build_object(
                                'is_new', NOT known @> jsonb_build_array(to_jsonb(g)))), '[]')
                       FROM role_gap(on_day) g));
        IF NOT for_good THEN
            RAISE EXCEPTION USING ERRCODE = 'MA001';
        END IF;
    EXCEPTION
        WHEN SQLSTATE 'MA001' THEN NULL;
        WHEN raise_exception OR exclusion_violation OR unique_violation OR check_violation THEN
            GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
            problems := jsonb_build_array(jsonb_build_object('field', 'file', 'problem', broken));
    END;
    SET CONSTRAINTS ALL DEFERRED;
    RETURN NEXT;
END $$;
COMMENT ON FUNCTION transfer_carry_out IS
    'Does what a transfer says and tells what that changes; taken back where it is a rehearsal (not for_good) or where something is wrong. Variables keep what they were given.';

CREATE OR REPLACE FUNCTION transfer_rehearse(transfer bigint, on_day date, moves jsonb, sheet jsonb)
    RETURNS TABLE (problems jsonb, outcome jsonb) LANGUAGE sql AS $$
    SELECT c.problems, c.outcome FROM transfer_carry_out(transfer, on_day, moves, sheet, '', false) c
$$;

-- All rows of a table at once: what was inserted goes first, so that what comes back finds its place.
CREATE OR REPLACE FUNCTION transfer_undo(wanted bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name text;
    changed bigint;
    left_over bigint := (SELECT count(*) FROM transfer_change WHERE transfer_id = wanted);
    last_day date := (SELECT effective_on - 1 FROM transfer
                       WHERE id = wanted AND status = 'undone' AND effective_on > today());
BEGIN
    PERFORM refuse_if(last_day IS NULL, 'transfer_has_begun');
    FOREACH name IN ARRAY '{role_assignment,post_holding,person_assignment,employment}'::text[] LOOP
        EXECUTE format('DELETE FROM %1$I t USING transfer_change c WHERE c.transfer_id = $1 AND c.table_name = %1$L'
                       ' AND c.was_inserted AND t.id = c.row_id AND t.valid_to IS NULL', name) USING wanted;
        GET DIAGNOSTICS changed = ROW_COUNT;
        left_over := left_over - changed;
    END LOOP;
    FOREACH name IN ARRAY '{role_assignment,post_holding,person_assignment,employment}'::text[] LOOP
        EXECUTE format('UPDATE %1$I t SET valid_to = c.before_valid_to, updated_at = instant(), updated_by = viewer(),'
                       ' row_version = t.row_version + 1 FROM transfer_change c'
                       ' WHERE c.transfer_id = $1 AND c.table_name = %1$L AND NOT c.was_inserted AND t.id = c.row_id'
                       ' AND t.valid_to = $2', name) USING wanted, last_day;
        GET DIAGNOSTICS changed = ROW_COUNT;
        left_over := left_over - changed;
    END LOOP;
    PERFORM refuse_if(left_over <> 0, 'transfer_changed_since');
END $$;
