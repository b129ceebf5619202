-- Somebody's history in one shape: employment, assignments, holdings and designations are four tables
-- with the same days and the same corrections, and who asks which of them meet asks all four.

CREATE VIEW history_row AS
    SELECT 'employment' AS table_name, e.id, e.person_id, NULL::bigint AS org_unit_id, NULL::bigint AS post_id,
           NULL::text AS role_code, NULL::boolean AS is_main, e.employment_type, e.valid_from, e.valid_to
      FROM employment e
     UNION ALL
    SELECT 'person_assignment', a.id, a.person_id, a.org_unit_id, NULL, NULL, a.is_main, NULL, a.valid_from,
           a.valid_to
      FROM person_assignment a
     UNION ALL
    SELECT 'post_holding', h.id, h.person_id, NULL, h.post_id, NULL, NULL, NULL, h.valid_from, h.valid_to
      FROM post_holding h
     UNION ALL
    SELECT 'role_assignment', r.id, r.person_id, r.org_unit_id, NULL, r.role_code, NULL, NULL, r.valid_from,
           r.valid_to
      FROM role_assignment r;
COMMENT ON VIEW history_row IS
    'Each row of a person''s history that can be corrected, with what its days are measured against.';
GRANT SELECT ON history_row TO mamori_server;

CREATE FUNCTION history_follows(a history_row, b history_row) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN a.table_name = b.table_name AND a.id <> b.id
       AND CASE a.table_name
               WHEN 'employment' THEN a.person_id = b.person_id
               WHEN 'person_assignment' THEN a.person_id = b.person_id
                                         AND (a.is_main AND b.is_main OR a.org_unit_id = b.org_unit_id)
               WHEN 'post_holding' THEN a.post_id = b.post_id
               ELSE a.person_id = b.person_id AND a.role_code = b.role_code
                    AND a.org_unit_id IS NOT DISTINCT FROM b.org_unit_id
           END;
COMMENT ON FUNCTION history_follows IS
    'Two rows of which one ends before the other begins: what the exclusion constraints keep apart.';

CREATE FUNCTION history_rests_on(a history_row, b history_row) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN a.person_id = b.person_id
       AND (b.table_name = 'employment' AND a.table_name <> 'employment'
            OR b.table_name = 'person_assignment' AND a.role_code = 'it_promotion_leader'
               AND a.org_unit_id = b.org_unit_id);
COMMENT ON FUNCTION history_rests_on IS
    'The days of the first lie inside those of rows like the second (check_person).';
