-- Who was to be hired and was not: undoing a transfer takes the employment back, but the person stays, for
-- the operation log speaks of them. Nobody employs such a person, and no one ever did, so the number may be
-- hired anew, under the same name or another one: the row is kept and brought up to date.

CREATE OR REPLACE FUNCTION transfer_problems(moves jsonb, on_day date)
    RETURNS TABLE (line integer, field text, problem text, detail text)
    LANGUAGE sql STABLE AS $$
    WITH m AS MATERIALIZED (
        SELECT m.*, p.id AS person_id, person_name(p) AS known_name, s.folded AS known_folded,
               u.id AS unit_id, u.organ, o.id AS post_id,
               (SELECT e.employment_type FROM employment e
                 WHERE e.person_id = p.id AND is_in_force(e.valid_from, e.valid_to, on_day)) AS employed,
               EXISTS (SELECT FROM employment e WHERE e.person_id = p.id) AS was_employed
          FROM transfer_moves(moves) m
          LEFT JOIN person p ON p.staff_no = m.staff_no
          LEFT JOIN person_search s ON s.person_id = p.id
          LEFT JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, on_day)
          LEFT JOIN post o ON o.code = m.post AND is_in_force(o.valid_from, o.valid_to, on_day)
    )
    SELECT line, 'staff_no', 'unknown_person', staff_no FROM m
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
COMMENT ON FUNCTION transfer_problems IS
    'What is wrong with each row of a sheet, by line and column. Who was never employed may be hired.';

CREATE OR REPLACE FUNCTION transfer_begin(transfer bigint, on_day date, moves jsonb, basis text) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO person (staff_no, family_name, given_name, family_kana, given_kana)
    SELECT staff_no, split_part(name, ' ', 1), substr(name, strpos(name || ' ', ' ') + 1),
           split_part(kana, ' ', 1), substr(kana, strpos(kana || ' ', ' ') + 1)
      FROM transfer_moves(moves) WHERE move = 'hire'
        ON CONFLICT (staff_no) DO UPDATE
       SET family_name = EXCLUDED.family_name, given_name = EXCLUDED.given_name,
           family_kana = EXCLUDED.family_kana, given_kana = EXCLUDED.given_kana,
           updated_at = instant(), updated_by = viewer(), row_version = person.row_version + 1
     WHERE NOT EXISTS (SELECT FROM employment e WHERE e.person_id = person.id);
    INSERT INTO person_search (person_id, folded, grams)
    SELECT p.id, m.folded, ARRAY(SELECT jsonb_array_elements_text(m.grams))
      FROM transfer_moves(moves) m JOIN person p ON p.staff_no = m.staff_no WHERE m.move = 'hire'
        ON CONFLICT (person_id) DO UPDATE SET folded = EXCLUDED.folded, grams = EXCLUDED.grams;
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
COMMENT ON FUNCTION transfer_begin IS
    'What begins on the day. A person left behind by a hire that was undone is hired under the same row.';
