-- What a move ahead means, and to whom it is told. Who moves is confidential until it is announced: the beginning
-- of a move was hidden before, the end of what it ends is now, too (statements ask disclosed_until()). CISO and
-- 統括情報セキュリティ責任者 see ahead like who keeps the register, for they answer for the roles that change hands.
--
-- A sheet or form that says nothing about the rank leaves it as it is; who leaves before is named by that cause;
-- and whoever goes on in a role of many is named beside who leaves it.

CREATE OR REPLACE FUNCTION disclosed_until() RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN may('org_foresee') THEN 'infinity'::date
                ELSE today() + setting_integer('org.disclosure_days', 7) END;
COMMENT ON FUNCTION disclosed_until IS
    'Transfers are confidential until they are announced: who may not foresee them sees what begins up to this day, and no end on it or later.';

CREATE FUNCTION designation_end(wanted bigint, valid_to date) RETURNS date
    LANGUAGE sql STABLE
    RETURN CASE WHEN valid_to < disclosed_until() OR NOT EXISTS (
                    SELECT FROM transfer_change c JOIN transfer t ON t.id = c.transfer_id AND t.status = 'applied'
                     WHERE c.table_name = 'role_assignment' AND c.row_id = wanted AND NOT c.was_inserted
                       AND t.effective_on > disclosed_until())
                THEN valid_to END;
COMMENT ON FUNCTION designation_end IS
    'The last day of a designation or appointment as its paper says it; NULL where a transfer that is not announced yet ends it.';

CREATE FUNCTION leader_is_told(r role_assignment) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN r.valid_from <= disclosed_until()
        OR EXISTS (SELECT FROM person_assignment a
                    WHERE a.person_id = r.person_id AND a.org_unit_id = r.org_unit_id
                      AND is_in_force(a.valid_from, a.valid_to, today()));
COMMENT ON FUNCTION leader_is_told IS
    'Whether a designation tells the viewer no move that is not announced: it has begun, or its leader belongs to the section today.';

CREATE OR REPLACE FUNCTION transfer_understood(moves jsonb, on_day date, posts jsonb) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(
               e.move || jsonb_build_object('rank', coalesce(nullif(e.move ->> 'rank', ''), a.rank, 'staff'))
                      || CASE WHEN e.move ->> 'post' = '' AND posts ? (e.move ->> 'line')
                              THEN jsonb_build_object('post', posts -> (e.move ->> 'line')) ELSE '{}' END
               ORDER BY e.ord), '[]')
      FROM jsonb_array_elements(transfer_spelled(moves, on_day)) WITH ORDINALITY AS e (move, ord)
      LEFT JOIN person p ON p.staff_no = e.move ->> 'staff_no'
      LEFT JOIN person_assignment a ON a.person_id = p.id AND a.is_main
                                   AND is_in_force(a.valid_from, a.valid_to, on_day - 1)
$$;
COMMENT ON FUNCTION transfer_understood IS
    'The moves that a transfer makes: as the register spells them, with the accepted posts, and the rank of before where none is given.';

CREATE FUNCTION employed_until(wanted bigint, on_day date) RETURNS date
    LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT CASE WHEN upper_inf(s) THEN NULL ELSE upper(s) - 1 END
                       FROM unnest(e.days) s WHERE s @> on_day),
                    CASE WHEN NOT e.days @> on_day
                         THEN (SELECT max(upper(s)) - 1 FROM unnest(e.days) s WHERE upper(s) <= on_day) END)
      FROM (SELECT range_agg(daterange(valid_from, valid_to, '[]')) AS days FROM employment
             WHERE person_id = wanted) e
$$;
COMMENT ON FUNCTION employed_until IS
    'The last day of the employment in which somebody is on the day, or was before it; NULL: it has no end, or there was none.';

CREATE OR REPLACE FUNCTION transfer_problems(moves jsonb, on_day date, sheet jsonb)
    RETURNS TABLE (line integer, field text, problem text, detail text)
    LANGUAGE sql STABLE AS $$
    WITH m AS MATERIALIZED (
        SELECT m.*, p.id AS person_id, person_name(p) AS known_name, s.folded AS known_folded,
               u.id AS unit_id, u.organ, o.id AS post_id,
               o.name AS post_name,
               (SELECT e.employment_type FROM employment e
                 WHERE e.person_id = p.id AND is_in_force(e.valid_from, e.valid_to, on_day)) AS employed,
               EXISTS (SELECT FROM employment e WHERE e.person_id = p.id) AS was_employed,
               employed_until(p.id, on_day) AS leaves_on
          FROM transfer_moves(moves) m
          LEFT JOIN person p ON p.staff_no = m.staff_no
          LEFT JOIN person_search s ON s.person_id = p.id
          LEFT JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, on_day)
          LEFT JOIN post o ON o.code = m.post AND is_in_force(o.valid_from, o.valid_to, on_day)
    ), looked_up AS (
    SELECT line, 'staff_no' AS field, 'unknown_person' AS problem, staff_no AS detail FROM m
     WHERE move <> 'hire' AND person_id IS NULL
     UNION ALL
    SELECT line, 'staff_no', CASE WHEN employed IS NULL AND leaves_on IS NOT NULL THEN 'hired_left' ELSE 'known_person' END,
           known_name
      FROM m WHERE move = 'hire' AND was_employed
     UNION ALL
    SELECT line, 'staff_no', 'twice', staff_no
      FROM (SELECT line, staff_no, row_number() OVER (PARTITION BY staff_no ORDER BY line) AS n FROM m) d
     WHERE n > 1
     UNION ALL
    SELECT line, 'staff_no', 'not_employed', known_name FROM m
     WHERE move <> 'hire' AND person_id IS NOT NULL AND employed IS NULL
     UNION ALL
    SELECT line, 'staff_no', 'leaves_later', known_name FROM m
     WHERE move = 'transfer' AND employed IS NOT NULL AND leaves_on IS NOT NULL
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

CREATE OR REPLACE FUNCTION transfer_differences(before jsonb, on_day date) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    WITH bearers AS MATERIALIZED (SELECT * FROM role_bearers(on_day))
    SELECT coalesce(jsonb_agg(to_jsonb(d) - 'sort_order' ORDER BY d.sort_order, d.unit_code), '[]')
      FROM (SELECT coalesce(b.role_code, a.role_code) AS role, u.code AS unit_code, u.name AS unit,
                   o.name AS post, person_name(pb) AS before, person_name(pa) AS after, s.others, s.stays,
                   d.sort_order
              FROM jsonb_to_recordset(before) AS b (role_code text, org_unit_id bigint, post_id bigint,
                                                    person_id bigint)
              FULL JOIN bearers a
                ON a.role_code = b.role_code AND a.org_unit_id IS NOT DISTINCT FROM b.org_unit_id
               AND a.post_id IS NOT DISTINCT FROM b.post_id
               AND (a.post_id IS NOT NULL OR a.person_id = b.person_id)
              JOIN role_definition d ON d.code = coalesce(b.role_code, a.role_code)
              LEFT JOIN person pb ON pb.id = b.person_id
              LEFT JOIN person pa ON pa.id = a.person_id
              LEFT JOIN org_unit u ON u.id = coalesce(a.org_unit_id, b.org_unit_id)
              LEFT JOIN post o ON o.id = coalesce(a.post_id, b.post_id)
              LEFT JOIN LATERAL (
                  SELECT nullif(count(*), 0) AS others,
                         string_agg(person_name(px), '、' ORDER BY px.family_kana COLLATE "ja-x-icu",
                                    px.given_kana COLLATE "ja-x-icu", px.staff_no)
                             FILTER (WHERE x.n <= 3) AS stays
                    FROM (SELECT x.person_id, row_number() OVER (ORDER BY x.person_id) AS n FROM bearers x
                           WHERE x.role_code = b.role_code AND x.post_id IS NULL
                             AND x.org_unit_id IS NOT DISTINCT FROM b.org_unit_id) x
                    JOIN person px ON px.id = x.person_id) s ON a.role_code IS NULL AND b.post_id IS NULL
             WHERE a.person_id IS DISTINCT FROM b.person_id) d
$$;
COMMENT ON FUNCTION transfer_differences IS
    'Whose roles changed. others: how many bear a role beside who bears it no longer, NULL: nobody; stays: the names of three of them.';

COMMENT ON COLUMN transfer.moves IS
    '[{line, staff_no, move, name, folded_name, kana, unit, title, rank, post, employment, folded, grams}] as read from the sheet, "" where it says nothing. Names are compared folded: a sheet in CP932 cannot spell all of them.';

CREATE FUNCTION gap_order(gap text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_position(ARRAY['no_head', 'vacant_role', 'vacant_post', 'no_leader', 'no_deputy', 'csirt_incomplete'], gap);
COMMENT ON FUNCTION gap_order IS
    'In which order gaps are mended: first who heads a section, for the head designates its leaders.';

CREATE FUNCTION leader_candidates(unit_code text, on_day date)
    RETURNS TABLE (staff_no text, name text, title text, is_concurrent boolean, arrives_on date, leaves_on date,
                   retires_on date, is_elsewhere boolean, ord bigint)
    LANGUAGE sql STABLE AS $$
    SELECT p.staff_no, person_name(p), m.title, m.is_concurrent, m.arrives_on,
           CASE WHEN e.day IS DISTINCT FROM m.leaves_on THEN m.leaves_on END,
           CASE WHEN e.day = m.leaves_on THEN e.day END,
           coalesce(m.arrives_on > on_day, false) OR coalesce(m.leaves_on < on_day, false),
           row_number() OVER (ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no)
      FROM org_unit u
      JOIN unit_place l ON l.org_unit_id = u.id
      JOIN LATERAL (SELECT a.person_id, (array_agg(a.title ORDER BY a.valid_from))[1] AS title,
                           NOT bool_or(a.is_main) AS is_concurrent,
                           CASE WHEN min(a.valid_from) > today() THEN min(a.valid_from) END AS arrives_on,
                           CASE WHEN max(coalesce(a.valid_to, 'infinity')) < disclosed_until()
                                THEN max(a.valid_to) END AS leaves_on
                      FROM person_assignment a
                     WHERE a.org_unit_id = u.id AND (a.valid_to IS NULL OR a.valid_to >= today())
                       AND a.valid_from <= disclosed_until()
                     GROUP BY a.person_id) m ON true
      JOIN person p ON p.id = m.person_id
      LEFT JOIN LATERAL (SELECT employed_until(p.id, m.leaves_on) AS day) e ON m.leaves_on IS NOT NULL
     WHERE u.code = unit_code AND is_in_force(u.valid_from, u.valid_to, today())
       AND NOT EXISTS (SELECT FROM post o JOIN post_holding h ON h.post_id = o.id
                        WHERE o.is_head AND o.org_unit_id IN (u.id, l.department_id) AND h.person_id = p.id
                          AND (h.valid_to IS NULL OR h.valid_to >= on_day)
                          AND h.valid_from <= disclosed_until())
$$;
COMMENT ON FUNCTION leader_candidates IS
    'Who belongs to a section today or will, with what the viewer may know of coming and going: of them its leaders are designated. is_elsewhere: not there on the day.';
