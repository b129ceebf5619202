-- A sheet as personnel systems write it. What is wrong with its rows by themselves and what the register says
-- against them is found in one round. Excel takes the leading zeros of codes and numbers away, and staff write
-- a post by its name: how a sheet is understood is worked out beside what it says, which stays as it was read.
--
-- Nobody outside the portal knows 職コード. Who comes to a unit with the title of its head is proposed for the
-- head's post; which proposals were accepted stands in transfer.posts.

ALTER TABLE transfer ADD COLUMN sheet_problems jsonb NOT NULL DEFAULT '[]',
                     ADD COLUMN reading jsonb NOT NULL DEFAULT '{}',
                     ADD COLUMN posts jsonb;
COMMENT ON COLUMN transfer.sheet_problems IS 'Of problems, those that the sheet has by itself.';
COMMENT ON COLUMN transfer.reading IS
    'How the sheet was read: {unused: [headings], lacks_move: bool, headings: {column: as entered}}.';
COMMENT ON COLUMN transfer.posts IS
    'Proposed posts that are accepted: {line: code}. NULL before the first rehearsal, which accepts the plain ones.';
GRANT UPDATE (posts) ON transfer TO mamori_server;
DROP TRIGGER transfer_audit ON transfer;
CREATE TRIGGER transfer_audit AFTER INSERT OR UPDATE OR DELETE ON transfer
    FOR EACH ROW EXECUTE FUNCTION audit_change('id', 'moves', 'problems', 'outcome', 'sheet_problems', 'reading');

CREATE FUNCTION transfer_spelled(moves jsonb, on_day date) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    WITH unit AS MATERIALIZED (
        SELECT u.code, ltrim(u.code, '0') AS short FROM org_unit u WHERE is_in_force(u.valid_from, u.valid_to, on_day)
    ), post_named AS MATERIALIZED (
        SELECT o.name, o.code, u.code AS unit, count(*) OVER (PARTITION BY o.name) AS namesakes
          FROM post o
          LEFT JOIN org_unit u ON u.id = o.org_unit_id
         WHERE is_in_force(o.valid_from, o.valid_to, on_day)
    ), m AS MATERIALIZED (
        SELECT e.ord, e.move, e.move ->> 'staff_no' AS staff_no, e.move ->> 'post' AS post,
               coalesce((SELECT u.code FROM unit u WHERE u.code = e.move ->> 'unit'),
                        (SELECT min(u.code) FROM unit u WHERE u.short = e.move ->> 'unit' HAVING count(*) = 1),
                        e.move ->> 'unit') AS unit
          FROM jsonb_array_elements(moves) WITH ORDINALITY AS e (move, ord)
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
COMMENT ON FUNCTION transfer_spelled IS
    'Moves with unit codes and staff numbers that lost their zeros, and posts given by their name, as the register spells them: each only where one alone fits.';

CREATE FUNCTION transfer_proposals(moves jsonb, on_day date)
    RETURNS TABLE (line integer, post text, name text, held_by text, rivals bigint, is_plain boolean)
    LANGUAGE sql STABLE AS $$
    WITH m AS MATERIALIZED (
        SELECT t.line, t.move, t.title, t.rank, t.post, p.id AS person_id, u.id AS unit_id, u.kind, u.parent_id,
               scope_reason(coalesce(nullif(t.employment, ''), e.employment_type), u.organ) AS out_of_scope
          FROM transfer_moves(moves) t
          LEFT JOIN person p ON p.staff_no = t.staff_no
          LEFT JOIN employment e ON e.person_id = p.id AND is_in_force(e.valid_from, e.valid_to, on_day)
          LEFT JOIN org_unit u ON u.code = t.unit AND is_in_force(u.valid_from, u.valid_to, on_day)
    ), head AS MATERIALIZED (
        SELECT o.id, o.code, o.name, o.org_unit_id, held.name AS held_by
          FROM post o
          LEFT JOIN LATERAL (SELECT min(person_name(p)) AS name FROM post_holding h JOIN person p ON p.id = h.person_id
                              WHERE h.post_id = o.id AND (h.valid_to IS NULL OR h.valid_to >= on_day)
                                AND NOT EXISTS (SELECT FROM m WHERE m.person_id = h.person_id)) held ON true
         WHERE o.is_head AND is_in_force(o.valid_from, o.valid_to, on_day)
           AND NOT EXISTS (SELECT FROM m WHERE m.post = o.code AND m.move <> 'leave')
    ), fit AS (
        SELECT m.line, h.*,
               CASE WHEN length(m.title) >= 2 AND m.title LIKE '%長' AND right(h.name, length(m.title)) = m.title THEN 1
                    WHEN l.level > 0 OR m.title IN ('部長', '局長') AND m.kind <> 'department' THEN NULL
                    WHEN m.title IN ('課長', '所長', '園長', '館長', '室長', '場長', '局長', '部長', 'センター長', '事務局長') THEN 2
                    WHEN h.held_by IS NULL AND m.rank = CASE m.kind WHEN 'department' THEN 'director' ELSE 'manager' END
                        THEN 3
               END AS reason, l.level
          FROM m
          LEFT JOIN org_unit up ON up.id = m.parent_id
         CROSS JOIN LATERAL (VALUES (m.unit_id, 0), (m.parent_id, 1), (up.parent_id, 2)) AS l (unit_id, level)
          JOIN head h ON h.org_unit_id = l.unit_id
         WHERE m.move <> 'leave' AND m.post = '' AND m.out_of_scope IS NULL
    ), best AS (
        SELECT DISTINCT ON (f.line) f.* FROM fit f WHERE f.reason IS NOT NULL ORDER BY f.line, f.reason, f.level
    )
    SELECT b.line, b.code, b.name, b.held_by, count(*) OVER (PARTITION BY b.code),
           b.held_by IS NULL AND count(*) OVER (PARTITION BY b.code) = 1
      FROM best b
     WHERE b.reason < 3 OR NOT EXISTS (SELECT FROM best x WHERE x.code = b.code AND x.reason < 3)
     ORDER BY b.line
$$;
COMMENT ON FUNCTION transfer_proposals IS
    'Who comes with the title of a unit''s head, or with the rank while the post falls vacant, and names no post. held_by: who stays in it; is_plain: vacant, and for one person alone.';

CREATE FUNCTION transfer_plain_posts(moves jsonb, on_day date) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(p.line, p.post), '{}')
      FROM transfer_proposals(transfer_spelled(moves, on_day), on_day) p WHERE p.is_plain
$$;
COMMENT ON FUNCTION transfer_plain_posts IS 'The proposals that are accepted unless somebody says otherwise.';

CREATE FUNCTION transfer_understood(moves jsonb, on_day date, posts jsonb) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(CASE WHEN e.move ->> 'post' = '' AND posts ? (e.move ->> 'line')
                                   THEN e.move || jsonb_build_object('post', posts -> (e.move ->> 'line'))
                                   ELSE e.move END ORDER BY e.ord), '[]')
      FROM jsonb_array_elements(transfer_spelled(moves, on_day)) WITH ORDINALITY AS e (move, ord)
$$;
COMMENT ON FUNCTION transfer_understood IS 'The moves that a transfer makes: as the register spells them, with the accepted posts.';

DROP FUNCTION transfer_rehearse(bigint, date, jsonb);
DROP FUNCTION transfer_problems(jsonb, date);

CREATE FUNCTION transfer_problems(moves jsonb, on_day date, sheet jsonb)
    RETURNS TABLE (line integer, field text, problem text, detail text)
    LANGUAGE sql STABLE AS $$
    WITH m AS MATERIALIZED (
        SELECT m.*, p.id AS person_id, person_name(p) AS known_name, s.folded AS known_folded,
               u.id AS unit_id, u.organ, o.id AS post_id,
               o.name AS post_name,
               (SELECT e.employment_type FROM employment e
                 WHERE e.person_id = p.id AND is_in_force(e.valid_from, e.valid_to, on_day)) AS employed,
               EXISTS (SELECT FROM employment e WHERE e.person_id = p.id) AS was_employed
          FROM transfer_moves(moves) m
          LEFT JOIN person p ON p.staff_no = m.staff_no
          LEFT JOIN person_search s ON s.person_id = p.id
          LEFT JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, on_day)
          LEFT JOIN post o ON o.code = m.post AND is_in_force(o.valid_from, o.valid_to, on_day)
    ), looked_up AS (
    SELECT line, 'staff_no' AS field, 'unknown_person' AS problem, staff_no AS detail FROM m
     WHERE move <> 'hire' AND person_id IS NULL
     UNION ALL
    SELECT line, 'staff_no', 'known_person', known_name FROM m WHERE move = 'hire' AND was_employed
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
    SELECT m.line, 'post', 'post_held', m.post || '（' || m.post_name || '）、在任者　' || person_name(p)
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
    ), by_itself AS (
        SELECT s.line, s.field, s.problem, s.detail
          FROM jsonb_to_recordset(sheet) AS s (line integer, field text, problem text, detail text)
    )
    SELECT b.* FROM by_itself b
     UNION ALL
    SELECT l.* FROM looked_up l
     WHERE NOT EXISTS (SELECT FROM by_itself b
                        WHERE b.line = l.line AND (b.field = l.field OR b.field = 'move' AND l.field = 'staff_no'))
     ORDER BY 1, 2
$$;
COMMENT ON FUNCTION transfer_problems IS
    'What is wrong with each row, by line and column: what the sheet has by itself, and what the register says about the rest.';

CREATE FUNCTION transfer_rehearse(transfer bigint, on_day date, moves jsonb, sheet jsonb)
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
        PERFORM transfer_begin(transfer, on_day, moves, '');
        SET CONSTRAINTS ALL IMMEDIATE;
        outcome := jsonb_build_object(
            'roles', transfer_differences(before, on_day),
            'gaps', (SELECT coalesce(jsonb_agg(to_jsonb(g) || jsonb_build_object(
                                'is_new', NOT known @> jsonb_build_array(to_jsonb(g)))), '[]')
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
