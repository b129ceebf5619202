-- Accounts as who keeps the portal sees them: names, units and the state of the account, nothing of
-- what anybody does here.

-- name: admin_account_list
-- Everybody known, by reading. $1 staff number after which to go on or NULL, $2 at most so many rows,
-- $3 state or NULL, $4 LIKE patterns of the words of a search or NULL, $5 code of the unit or NULL.
WITH hit AS MATERIALIZED (
    SELECT p.id, s.account_state, s.code_valid_to, m.org_unit_id
      FROM person p
      JOIN account_state s ON s.person_id = p.id
      LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                                   AND is_in_force(m.valid_from, m.valid_to, today())
      LEFT JOIN org_unit u ON u.id = m.org_unit_id
     WHERE ($3::text IS NULL OR s.account_state = $3)
       AND ($5::text IS NULL OR u.code = $5)
       AND ($4::text IS NULL OR EXISTS (
               SELECT FROM person_search f
                WHERE f.person_id = p.id AND f.folded LIKE ALL ($4::text[])))
)
SELECT p.staff_no, person_name(p) AS name, l.full_name AS unit, h.account_state, h.code_valid_to,
       employed_from(p.id, today()) AS employed_from, r.at AS last_sign_in_at, (SELECT count(*) FROM hit) AS _total
  FROM hit h
  JOIN person p ON p.id = h.id
  LEFT JOIN unit_place l ON l.org_unit_id = h.org_unit_id
  LEFT JOIN last_sign_in r ON r.person_id = h.id
 WHERE $1::text IS NULL
    OR (p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no)
       > (SELECT b.family_kana, b.given_kana, b.staff_no FROM person b WHERE b.staff_no = $1)
 ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no
 LIMIT $2::bigint

-- name: admin_account_states
-- How many accounts stand where; the first row is everybody. $1 the state asked for or NULL.
SELECT x.account_state, count(s.person_id) AS people,
       x.account_state IS NOT DISTINCT FROM $1::text AS is_current
  FROM (VALUES (1, NULL), (2, 'active'), (3, 'invited'), (4, 'none'), (5, 'suspended'),
               (6, 'left')) AS x (ord, account_state)
  LEFT JOIN account_state s ON x.account_state IS NULL OR s.account_state = x.account_state
 GROUP BY x.ord, x.account_state
 ORDER BY x.ord

-- name: admin_account_show
-- $1 staff number.
SELECT p.staff_no, person_name(p) AS name, l.full_name AS unit, u.code AS unit_code, s.login,
       s.account_state, employed_from(p.id, today()) AS employed_from, s.has_password, s.password_set_at,
       s.status_reason, s.code_valid_to,
       r.at AS last_sign_in_at, r.address AS last_sign_in_address,
       coalesce(r.failures, 0) AS failures,
       (SELECT count(*) FROM open_session o WHERE o.person_id = p.id) AS session_count,
       EXISTS (SELECT FROM open_session o WHERE o.person_id = p.id) AS has_sessions,
       EXISTS (SELECT FROM portal_grant g
                WHERE g.person_id = p.id AND g.role_code = 'portal_admin'
                  AND is_in_force(g.valid_from, g.valid_to, today())) AS is_portal_admin,
       p.id = viewer() AS is_oneself,
       s.account_state IN ('active', 'invited') AND p.id <> viewer() AS may_suspend,
       s.account_state = 'suspended' AS may_resume,
       EXISTS (SELECT FROM sole_bearer b WHERE b.person_id = p.id) AS is_sole_bearer,
       s.account_state IN ('active', 'invited', 'none')
           AND NOT EXISTS (SELECT FROM sole_bearer b WHERE b.person_id = p.id) AS may_have_code
  FROM person p
  JOIN account_state s ON s.person_id = p.id
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, today())
  LEFT JOIN org_unit u ON u.id = m.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
  LEFT JOIN last_sign_in r ON r.person_id = p.id
 WHERE p.staff_no = $1

-- name: admin_account_suspend
-- $1 staff number, $2 reason. No row: it is not in use.
UPDATE account SET status = 'suspended', status_reason = $2, updated_at = instant(),
                   row_version = row_version + 1
 WHERE person_id = (SELECT id FROM person WHERE staff_no = $1) AND status = 'active'
RETURNING person_id

-- name: admin_account_resume
-- $1 staff number, $2 reason. No row: it is not suspended.
UPDATE account SET status = 'active', status_reason = $2, updated_at = instant(),
                   row_version = row_version + 1
 WHERE person_id = (SELECT id FROM person WHERE staff_no = $1) AND status = 'suspended'
RETURNING person_id

-- name: admin_account_sessions_end
-- $1 staff number.
DELETE FROM session WHERE person_id = (SELECT id FROM person WHERE staff_no = $1)
RETURNING id

-- name: admin_account_code_person
-- Who gets a code, as its sheet names them. $1 staff number.
SELECT p.staff_no, person_name(p) AS name, l.full_name AS unit, s.has_password, s.account_state
  FROM person p
  JOIN account_state s ON s.person_id = p.id
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, today())
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 WHERE p.staff_no = $1

-- name: admin_account_code_unit
-- Those of a unit who have no password yet, in scope (others get no account by default), without
-- those whose code no administrator prints.
-- $1 code of the unit.
SELECT p.staff_no, person_name(p) AS name, l.full_name AS unit, s.has_password, s.account_state
  FROM org_unit u
  JOIN person_on(today()) a ON a.org_unit_id = u.id AND a.out_of_scope_reason IS NULL
  JOIN person p ON p.id = a.person_id
  JOIN account_state s ON s.person_id = p.id AND s.account_state IN ('none', 'invited')
  JOIN unit_place l ON l.org_unit_id = u.id
 WHERE u.code = $1 AND is_in_force(u.valid_from, u.valid_to, today())
   AND NOT EXISTS (SELECT FROM sole_bearer b WHERE b.person_id = p.id)
 ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no

-- name: admin_account_units
-- Units with somebody in scope, and how many of them wait for what.
SELECT u.code, l.full_name AS name, count(*) AS people,
       count(*) FILTER (WHERE s.account_state = 'none') AS none,
       count(*) FILTER (WHERE s.account_state = 'invited') AS invited
  FROM person_on(today()) a
  JOIN org_unit u ON u.id = a.org_unit_id
  JOIN unit_place l ON l.org_unit_id = u.id
  JOIN account_state s ON s.person_id = a.person_id
 WHERE a.out_of_scope_reason IS NULL
 GROUP BY u.code, l.full_name
 ORDER BY u.code

-- name: admin_account_unit
-- The same for one unit. $1 its code.
SELECT u.code, l.full_name AS name, count(s.person_id) AS people,
       count(*) FILTER (WHERE s.account_state = 'none') AS none,
       count(*) FILTER (WHERE s.account_state = 'invited') AS invited,
       count(*) FILTER (WHERE s.account_state IN ('none', 'invited') AND b.person_id IS NULL)
           AS waiting,
       count(*) FILTER (WHERE s.account_state IN ('none', 'invited') AND b.person_id IS NULL) > 0
           AS has_waiting
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN person_on(today()) a ON a.org_unit_id = u.id AND a.out_of_scope_reason IS NULL
  LEFT JOIN account_state s ON s.person_id = a.person_id
  LEFT JOIN sole_bearer b ON b.person_id = a.person_id
 WHERE u.code = $1 AND is_in_force(u.valid_from, u.valid_to, today())
 GROUP BY u.code, l.full_name

-- name: account_open
-- Accounts for who has none; the login is the staff number. $1 staff numbers.
INSERT INTO account (person_id, login)
SELECT id, staff_no FROM person WHERE staff_no = ANY ($1::text[])
    ON CONFLICT (person_id) DO NOTHING

-- name: account_code_replace
-- A new code voids the one before. $1 staff numbers.
UPDATE account_code SET ended_at = instant(), ended_how = 'replaced'
 WHERE ended_at IS NULL
   AND person_id IN (SELECT id FROM person WHERE staff_no = ANY ($1::text[]))

-- name: account_code_issue
-- $1 staff numbers, $2 hashes of their codes: arrays of one length, $3 last day.
INSERT INTO account_code (person_id, code_sha256, valid_to)
SELECT p.id, g.hash, $3::date
  FROM unnest($1::text[], $2::text[]) AS g (staff_no, hash)
  JOIN person p ON p.staff_no = g.staff_no
