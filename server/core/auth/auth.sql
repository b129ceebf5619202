-- name: throttle_count
-- Counts one attempt to sign in, before anything is verified, for the client's address and, while
-- that is within its limit, for the account: one machine can neither lock out a whole city nor fill
-- the table with invented logins. Unknown logins count alike: the subject is the hash of the login
-- as compared. Address before account is the order in which everybody locks them.
-- $1 login, $2 address.
--
-- The window starts with the first attempt and is not extended. A start far ahead was made by a
-- clock that has been set back since; an earlier instant alone is only a request that waited.
WITH rule AS MATERIALIZED (
    SELECT greatest(setting_integer('sign_in.account_limit', 5), 1) AS account_limit,
           greatest(setting_integer('sign_in.address_limit', 60), 1) AS address_limit,
           greatest(setting_integer('sign_in.window_minutes', 15), 1) AS minutes,
           make_interval(mins => greatest(setting_integer('sign_in.window_minutes', 15), 1)) AS span
), by_address AS (
    INSERT INTO sign_in_throttle AS t (kind, subject, window_start, attempts)
    VALUES ('address', $2::text, instant(), 1)
    ON CONFLICT (kind, subject) DO UPDATE SET
        attempts = CASE WHEN instant() - t.window_start BETWEEN -(SELECT span FROM rule)
                                                            AND (SELECT span FROM rule)
                        THEN least(t.attempts + 1, 1000000) ELSE 1 END,
        window_start = CASE WHEN instant() - t.window_start BETWEEN -(SELECT span FROM rule)
                                                                AND (SELECT span FROM rule)
                            THEN t.window_start ELSE instant() END
    RETURNING kind, attempts, window_start
), by_account AS (
    INSERT INTO sign_in_throttle AS t (kind, subject, window_start, attempts)
    SELECT 'account', encode(sha256(convert_to(lower($1::text), 'UTF8')), 'hex'), instant(), 1
      FROM by_address CROSS JOIN rule
     WHERE attempts <= address_limit
    ON CONFLICT (kind, subject) DO UPDATE SET
        attempts = CASE WHEN instant() - t.window_start BETWEEN -(SELECT span FROM rule)
                                                            AND (SELECT span FROM rule)
                        THEN least(t.attempts + 1, 1000000) ELSE 1 END,
        window_start = CASE WHEN instant() - t.window_start BETWEEN -(SELECT span FROM rule)
                                                                AND (SELECT span FROM rule)
                            THEN t.window_start ELSE instant() END
    RETURNING kind, attempts, window_start
), counted AS (
    SELECT * FROM by_address UNION ALL SELECT * FROM by_account
)
SELECT kind, attempts, account_limit, minutes,
       CASE kind WHEN 'account' THEN account_limit ELSE address_limit END AS attempt_limit,
       greatest(1, ceil(extract(epoch FROM window_start + span - instant())))::int AS seconds_left
  FROM counted CROSS JOIN rule

-- name: throttle_clear_account
DELETE FROM sign_in_throttle
 WHERE kind = 'account' AND subject = encode(sha256(convert_to(lower($1::text), 'UTF8')), 'hex')

-- name: throttle_return_account
-- An attempt that was counted but never verified. $1 login.
UPDATE sign_in_throttle SET attempts = attempts - 1
 WHERE kind = 'account' AND subject = encode(sha256(convert_to(lower($1::text), 'UTF8')), 'hex')
   AND attempts > 0

-- name: throttle_return_address
-- $1 address.
UPDATE sign_in_throttle SET attempts = attempts - 1
 WHERE kind = 'address' AND subject = $1 AND attempts > 0

-- name: account_for_sign_in
-- $1 login in its compared form. No row: unknown.
SELECT a.person_id, a.login, a.password_hash, person_name(p) AS name,
       CASE WHEN a.status <> 'active' THEN 'suspended'
            WHEN NOT is_employed(p.id, today()) THEN 'not_employed'
            ELSE '' END AS obstacle,
       c.id AS code_id, c.code_sha256
  FROM account a
  JOIN person p ON p.id = a.person_id
  LEFT JOIN account_code c ON c.person_id = a.person_id AND c.ended_at IS NULL
                          AND c.valid_to >= today()
 WHERE lower(a.login) = lower($1::text)

-- name: account_rehash
-- The same password under stronger parameters. $1 person, $2 hash before, $3 hash now.
UPDATE account SET password_hash = $3, updated_at = instant()
 WHERE person_id = $1::bigint AND password_hash = $2

-- name: session_create
-- Only while the account is still what was verified. $1 token hash, $2 person, $3 the hash that was
-- verified, $4 address, $5 user agent.
WITH made AS (
    INSERT INTO session (token_sha256, person_id, created_at, last_seen_at, expires_at, address,
                         user_agent, previous_at, previous_address, failures_before)
    SELECT $1, a.person_id, instant(), instant(), instant() + interval '12 hours', $4, $5,
           l.at, l.address, coalesce(l.failures, 0)
      FROM account a
      LEFT JOIN last_sign_in l ON l.person_id = a.person_id
     WHERE a.person_id = $2::bigint AND a.password_hash = $3 AND a.status = 'active'
       AND is_employed(a.person_id, today())
    RETURNING person_id, created_at, address
), kept AS (
    INSERT INTO last_sign_in (person_id, at, address, failures)
    SELECT person_id, created_at, address, 0 FROM made
        ON CONFLICT (person_id) DO UPDATE SET at = EXCLUDED.at, address = EXCLUDED.address,
                                              failures = 0
)
SELECT person_id FROM made

-- name: sign_in_failure_add
-- A wrong password or code, for whom the account belongs to. $1 person.
INSERT INTO last_sign_in AS l (person_id, failures) VALUES ($1::bigint, 1)
    ON CONFLICT (person_id) DO UPDATE SET failures = least(l.failures + 1, 1000000)

-- name: session_end
-- $1 token hash or NULL.
DELETE FROM session WHERE token_sha256 = $1

-- name: session_sweep
-- $1 at most so many. Validity never depends on this: it is judged at each use.
DELETE FROM session WHERE token_sha256 IN (
    SELECT token_sha256 FROM session
     WHERE expires_at <= instant() OR last_seen_at <= instant() - interval '30 minutes'
     LIMIT $1::int FOR UPDATE SKIP LOCKED)

-- name: throttle_sweep
DELETE FROM sign_in_throttle WHERE (kind, subject) IN (
    SELECT kind, subject FROM sign_in_throttle
     WHERE window_start < instant() - 4 * make_interval(mins => greatest(
               setting_integer('sign_in.window_minutes', 15), 1))
     LIMIT $1::int FOR UPDATE SKIP LOCKED)

-- name: idempotency_sweep
DELETE FROM idempotency_key WHERE (person_id, route, key) IN (
    SELECT person_id, route, key FROM idempotency_key
     WHERE created_at < instant() - interval '24 hours'
     LIMIT $1::int FOR UPDATE SKIP LOCKED)

-- name: account_add
-- $1 staff number, $2 login, $3 hash of the password.
WITH made AS (
    INSERT INTO account (person_id, login, password_hash, password_set_at)
    SELECT id, $2, $3, instant() FROM person WHERE staff_no = $1
    RETURNING person_id
)
SELECT person_name(p) AS name FROM made JOIN person p ON p.id = made.person_id

-- name: portal_grant_add
-- $1 staff number, $2 role code.
INSERT INTO portal_grant (person_id, role_code, valid_from)
SELECT id, $2, today() FROM person WHERE staff_no = $1
RETURNING id
