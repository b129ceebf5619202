-- Lists of the log, newest first. In each: $1 from day, $2 to day, $3 id of the last row of the page
-- before, $4 at most so many rows; each NULL: no such bound. Each filter has a statement whose rows
-- come out of one index in order (migration audit_read).

-- name: audit_list
-- The whole log.
WITH found AS MATERIALIZED (
    SELECT l.id, l.at FROM audit_log l
     WHERE l.at >= audit_since($1::date)
       AND (l.at, l.id) < (audit_end($2::date, $3::bigint), audit_end_id($2::date, $3::bigint))
     ORDER BY l.at DESC, l.id DESC LIMIT $4::bigint
)
SELECT e.*,
       (SELECT count(*) FROM (SELECT FROM audit_log l
                               WHERE l.at >= audit_since($1::date) AND l.at < audit_until($2::date)
                               LIMIT 10001) counted) AS _total
  FROM found JOIN audit_entry e USING (id)
 ORDER BY found.at DESC, found.id DESC

-- name: audit_list_of_action
-- $5 action.
WITH found AS MATERIALIZED (
    SELECT l.id, l.at FROM audit_log l
     WHERE l.action = $5
       AND l.at >= audit_since($1::date)
       AND (l.at, l.id) < (audit_end($2::date, $3::bigint), audit_end_id($2::date, $3::bigint))
     ORDER BY l.at DESC, l.id DESC LIMIT $4::bigint
)
SELECT e.*,
       (SELECT count(*) FROM (SELECT FROM audit_log l
                               WHERE l.action = $5
                                 AND l.at >= audit_since($1::date) AND l.at < audit_until($2::date)
                               LIMIT 10001) counted) AS _total
  FROM found JOIN audit_entry e USING (id)
 ORDER BY found.at DESC, found.id DESC

-- name: audit_list_of_type
-- $5 action or NULL, $6 object type.
WITH action AS MATERIALIZED (
    SELECT action FROM audit_action_used WHERE $5::text IS NULL OR action = $5
), found AS MATERIALIZED (
    SELECT l.id, l.at
      FROM action a
     CROSS JOIN LATERAL (
           SELECT l.id, l.at FROM audit_log l
            WHERE l.object_type = $6 AND l.action = a.action
              AND l.at >= audit_since($1::date)
              AND (l.at, l.id) < (audit_end($2::date, $3::bigint), audit_end_id($2::date, $3::bigint))
            ORDER BY l.at DESC, l.id DESC LIMIT $4::bigint) l
     ORDER BY l.at DESC, l.id DESC LIMIT $4::bigint
)
SELECT e.*,
       (SELECT count(*) FROM (SELECT FROM action a CROSS JOIN LATERAL (
                                     SELECT FROM audit_log l
                                      WHERE l.object_type = $6 AND l.action = a.action
                                        AND l.at >= audit_since($1::date)
                                        AND l.at < audit_until($2::date)
                                      LIMIT 10001) l
                               LIMIT 10001) counted) AS _total
  FROM found JOIN audit_entry e USING (id)
 ORDER BY found.at DESC, found.id DESC

-- name: audit_list_of_object
-- $5 action or NULL, $6 object type or NULL: any, $7 object id, $8 not NULL: with what belongs to it.
WITH thing AS MATERIALIZED (
    SELECT t.object_type, t.object_id, a.action
      FROM audit_things($6, $7, $8::text IS NOT NULL) t
     CROSS JOIN audit_action_used a
     WHERE $5::text IS NULL OR a.action = $5
), found AS MATERIALIZED (
    SELECT l.id, l.at
      FROM thing t
     CROSS JOIN LATERAL (
           SELECT l.id, l.at FROM audit_log l
            WHERE l.object_type = t.object_type AND l.object_id = t.object_id AND l.action = t.action
              AND l.at >= audit_since($1::date)
              AND (l.at, l.id) < (audit_end($2::date, $3::bigint), audit_end_id($2::date, $3::bigint))
            ORDER BY l.at DESC, l.id DESC LIMIT $4::bigint) l
     ORDER BY l.at DESC, l.id DESC LIMIT $4::bigint
)
SELECT e.*,
       (SELECT count(*) FROM (SELECT FROM thing t CROSS JOIN LATERAL (
                                     SELECT FROM audit_log l
                                      WHERE l.object_type = t.object_type
                                        AND l.object_id = t.object_id AND l.action = t.action
                                        AND l.at >= audit_since($1::date)
                                        AND l.at < audit_until($2::date)
                                      LIMIT 10001) l
                               LIMIT 10001) counted) AS _total
  FROM found JOIN audit_entry e USING (id)
 ORDER BY found.at DESC, found.id DESC

-- name: audit_list_of_act
-- Everything the act wrote that wrote row $7: one request has one instant. $5 action or NULL, $6
-- object type or NULL.
WITH act AS MATERIALIZED (
    SELECT l.at, l.request_id FROM audit_log l WHERE l.id = $7::bigint
), written AS MATERIALIZED (
    SELECT l.id, l.at
      FROM act a
      JOIN audit_log l ON l.at = a.at AND l.request_id = a.request_id
     WHERE ($5::text IS NULL OR l.action = $5) AND ($6::text IS NULL OR l.object_type = $6)
       AND l.at >= audit_since($1::date) AND l.at < audit_until($2::date)
), found AS MATERIALIZED (
    SELECT id, at FROM written
     WHERE (at, id) < (audit_end($2::date, $3::bigint), audit_end_id($2::date, $3::bigint))
     ORDER BY id DESC LIMIT $4::bigint
)
SELECT e.*, (SELECT count(*) FROM (SELECT FROM written LIMIT 10001) counted) AS _total
  FROM found JOIN audit_entry e USING (id)
 ORDER BY found.at DESC, found.id DESC

-- name: audit_list_of_login
-- What one person did, failed attempts to sign in too. $5 action or NULL, $6 to $8 as above, each
-- NULL: any, $9 staff number or login.
WITH who AS MATERIALIZED (
    SELECT lower(coalesce((SELECT a.login FROM account a JOIN person p ON p.id = a.person_id
                            WHERE p.staff_no = $9), $9)) AS login
), action AS MATERIALIZED (
    SELECT action FROM audit_action_used WHERE $5::text IS NULL OR action = $5
), thing AS MATERIALIZED (
    SELECT object_type, object_id FROM audit_things($6, $7, $8::text IS NOT NULL)
     WHERE $7::text IS NOT NULL
), found AS MATERIALIZED (
    SELECT l.id, l.at
      FROM action a CROSS JOIN who w
     CROSS JOIN LATERAL (
           SELECT l.id, l.at FROM audit_log l
            WHERE lower(l.login) = w.login AND l.action = a.action
              AND l.at >= audit_since($1::date)
              AND (l.at, l.id) < (audit_end($2::date, $3::bigint), audit_end_id($2::date, $3::bigint))
              AND ($6::text IS NULL OR $7::text IS NOT NULL OR l.object_type = $6)
              AND ($7::text IS NULL OR (l.object_type, l.object_id) IN (SELECT object_type, object_id
                                                                          FROM thing))
            ORDER BY l.at DESC, l.id DESC LIMIT $4::bigint) l
     ORDER BY l.at DESC, l.id DESC LIMIT $4::bigint
)
SELECT e.*,
       (SELECT count(*) FROM (
               SELECT FROM action a CROSS JOIN who w CROSS JOIN LATERAL (
                      SELECT FROM audit_log l
                       WHERE lower(l.login) = w.login AND l.action = a.action
                         AND l.at >= audit_since($1::date) AND l.at < audit_until($2::date)
                         AND ($6::text IS NULL OR $7::text IS NOT NULL OR l.object_type = $6)
                         AND ($7::text IS NULL
                              OR (l.object_type, l.object_id) IN (SELECT object_type, object_id
                                                                    FROM thing))
                       LIMIT 10001) l
                LIMIT 10001) counted) AS _total
  FROM found JOIN audit_entry e USING (id)
 ORDER BY found.at DESC, found.id DESC

-- name: audit_subjects
-- Whom and what words may mean. $1 LIKE patterns of folded words or NULL, $2 the words as typed or
-- NULL, $3 at most so many of each kind.
(SELECT 'person' AS object_type, p.staff_no AS object_id, person_name(p) AS name,
        l.full_name AS place, true AS is_person
   FROM person_search s
   JOIN person p ON p.id = s.person_id
   LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                                AND is_in_force(m.valid_from, m.valid_to, today())
   LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
  WHERE may('audit_read') AND s.folded LIKE ALL ($1::text[])
  ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no
  LIMIT $3::bigint)
 UNION ALL
(SELECT 'org_unit', u.code, u.name, l.department_name, false
   FROM org_unit_search s
   JOIN org_unit u ON u.id = s.org_unit_id
   JOIN unit_place l ON l.org_unit_id = u.id
  WHERE may('audit_read') AND s.folded LIKE ALL ($1::text[])
    AND NOT EXISTS (SELECT FROM org_unit n WHERE n.code = u.code AND n.valid_from > u.valid_from)
  ORDER BY u.code LIMIT $3::bigint)
 UNION ALL
(SELECT 'policy_document', d.code, d.title, NULL, false
   FROM policy_document d
  WHERE may('audit_read') AND may_read(d) AND position($2::text IN d.title) > 0
  ORDER BY d.sort_order LIMIT $3::bigint)

-- name: audit_actions
-- The choices of the filter. $1 the one chosen or NULL.
SELECT action, coalesce(action = $1::text, false) AS is_chosen FROM audit_action_used ORDER BY action

-- name: audit_types
SELECT object_type, coalesce(object_type = $1::text, false) AS is_chosen FROM audit_type_used ORDER BY object_type

-- name: audit_person
-- Who is meant by a staff number or login, for the page's words. $1 as typed.
SELECT p.staff_no, person_name(p) AS name, l.full_name AS unit
  FROM person p
  LEFT JOIN account a ON a.person_id = p.id
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, today())
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 WHERE may('audit_read') AND (p.staff_no = $1 OR lower(a.login) = lower($1))
 ORDER BY p.staff_no = $1 DESC LIMIT 1

-- name: audit_object
-- What an object is called. $1 object type or NULL, $2 object id or NULL.
SELECT audit_object_name('update', $1, $2) AS name, $1::text AS object_type, $2::text AS object_id
 WHERE may('audit_read') AND $2::text IS NOT NULL

-- name: audit_show
-- $1 id.
SELECT * FROM audit_entry WHERE id = $1::bigint

-- name: audit_show_seal
-- The row's link in the chain; no row: it waits for the sealer. $1 id.
SELECT s.seq, s.hash, p.hash AS previous_hash, s.canonical
  FROM audit_seal s
  LEFT JOIN audit_seal p ON p.seq = s.seq - 1
 WHERE s.audit_id = $1::bigint AND may('audit_read')

-- name: audit_chain
-- How much of the log is chained. Numbers of the chain have no gap, so the last one counts it.
SELECT coalesce((SELECT seq FROM audit_seal ORDER BY seq DESC LIMIT 1), 0) AS sealed,
       (SELECT hash FROM audit_seal ORDER BY seq DESC LIMIT 1) AS head_hash,
       (SELECT count(*) FROM audit_pending) AS unsealed,
       coalesce((SELECT seq FROM audit_seal ORDER BY seq DESC LIMIT 1), 0)
       + (SELECT count(*) FROM audit_pending) AS total,
       instant() AS at
