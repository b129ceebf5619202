-- One's own account.

-- name: account_show
-- $1 token hash of the session that asks.
SELECT p.staff_no, a.login, person_name(p) AS name, a.password_set_at, s.created_at AS signed_in_at,
       s.previous_at, s.previous_address, s.failures_before,
       s.failures_before > 0 AS has_failures,
       EXISTS (SELECT FROM open_session o WHERE o.person_id = s.person_id AND o.id <> s.id) AS has_others, c.valid_to AS code_valid_to
  FROM session s
  JOIN account a ON a.person_id = s.person_id
  JOIN person p ON p.id = s.person_id
  LEFT JOIN account_code c ON c.person_id = s.person_id AND c.ended_at IS NULL
                          AND c.valid_to >= today()
 WHERE s.token_sha256 = $1 AND s.person_id = viewer()

-- name: account_sessions
-- $1 token hash of the session that asks.
SELECT s.id::text AS id, s.created_at, s.last_seen_at, s.address,
       browser_words(s.user_agent) AS browser, s.token_sha256 = $1 AS is_this
  FROM open_session s
 WHERE s.person_id = viewer()
 ORDER BY s.token_sha256 = $1 DESC, s.last_seen_at DESC

-- name: account_session_end
-- $1 public name of one of the viewer's sessions.
DELETE FROM session WHERE id::text = $1 AND person_id = viewer()
RETURNING id

-- name: account_session_end_others
-- $1 token hash of the session that stays.
DELETE FROM session WHERE person_id = viewer() AND token_sha256 <> $1
RETURNING id

-- name: account_password_set
-- Ends every session of the person (trigger). $1 person, $2 the hash that was verified or NULL,
-- $3 the new one. No row: it is another one meanwhile.
UPDATE account SET password_hash = $3, password_set_at = instant(), updated_at = instant(),
                   row_version = row_version + 1
 WHERE person_id = $1::bigint AND status = 'active'
   AND ($2::text IS NULL OR password_hash = $2)
RETURNING person_id

-- name: session_before_renewal
-- What a renewed session takes along. $1 token hash. No row: it ended meanwhile.
SELECT s.person_id, s.previous_at::text AS previous_at, s.previous_address,
       s.failures_before::text AS failures_before, s.user_agent
  FROM session s WHERE s.token_sha256 = $1 AND s.person_id = viewer()

-- name: session_renew
-- The same person in the same browser under a new token. $1 token hash, $2 person, $3 address,
-- $4 user agent, $5 to $7 as session_before_renewal gave them.
INSERT INTO session (token_sha256, person_id, created_at, last_seen_at, expires_at, address,
                     user_agent, previous_at, previous_address, failures_before)
VALUES ($1, $2::bigint, instant(), instant(), instant() + interval '12 hours', $3, $4,
        $5::text::timestamptz, $6, $7::text::integer)

-- name: account_code_use
-- $1 id of the code. No row: somebody was faster, or its day is over.
UPDATE account_code SET ended_at = instant(), ended_how = 'used'
 WHERE id = $1::bigint AND ended_at IS NULL AND valid_to >= today()
RETURNING id
