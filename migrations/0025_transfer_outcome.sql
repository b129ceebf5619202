-- What a transfer does, told to who reads it: a leader who leaves a section that has other leaders leaves
-- no hole, a gap that was there before is none that the transfer makes, and who is hired then has not left.

CREATE OR REPLACE FUNCTION transfer_differences(before jsonb, on_day date) RETURNS jsonb
    LANGUAGE sql STABLE AS $$
    WITH bearers AS MATERIALIZED (SELECT * FROM role_bearers(on_day))
    SELECT coalesce(jsonb_agg(to_jsonb(d) - 'sort_order' ORDER BY d.sort_order, d.unit_code), '[]')
      FROM (SELECT coalesce(b.role_code, a.role_code) AS role, u.code AS unit_code, u.name AS unit,
                   o.name AS post, person_name(pb) AS before, person_name(pa) AS after,
                   CASE WHEN a.role_code IS NULL AND b.post_id IS NULL THEN
                       (SELECT nullif(count(*), 0) FROM bearers x
                         WHERE x.role_code = b.role_code AND x.post_id IS NULL
                           AND x.org_unit_id IS NOT DISTINCT FROM b.org_unit_id)
                   END AS others, d.sort_order
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
             WHERE a.person_id IS DISTINCT FROM b.person_id) d
$$;
COMMENT ON FUNCTION transfer_differences IS
    'Whose roles changed. others: how many bear a role beside who bears it no longer, NULL: nobody.';

COMMENT ON COLUMN transfer.outcome IS
    'What the rehearsal found: {roles: […], gaps: [… is_new: by this transfer]}.';

CREATE FUNCTION employed_from(wanted bigint, on_day date) RETURNS date
    LANGUAGE sql STABLE AS $$
    SELECT min(e.valid_from) FROM employment e
     WHERE e.person_id = wanted AND e.valid_from > on_day AND e.valid_from <= (SELECT disclosed_until())
       AND NOT EXISTS (SELECT FROM employment f
                        WHERE f.person_id = wanted AND is_in_force(f.valid_from, f.valid_to, on_day))
$$;
COMMENT ON FUNCTION employed_from IS
    'From which day somebody is employed who is not so on the day, as far as the viewer may know; else NULL.';
