-- Who was to be hired and was not: undoing a transfer takes the employment back, but the person stays, for
-- the operation log speaks of them. Nobody employs such a person, and no one ever did, so the number may be
-- hired anew, under the same name or another one: the row is kept and brought up to date.

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
