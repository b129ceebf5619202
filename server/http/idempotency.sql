-- name: idempotency_begin
-- The first insert of a creation or transition. Waits for a concurrent one with the same key; no
-- row: the key is known. $1 route, $2 key, $3 SHA-256 of the body.
INSERT INTO idempotency_key (person_id, route, key, body_sha256, created_at)
VALUES (viewer(), $1, $2, $3, instant())
    ON CONFLICT ON CONSTRAINT idempotency_key_pk DO NOTHING
RETURNING key

-- name: idempotency_find
-- What the first one answered. $1 route, $2 key.
SELECT body_sha256, status, location
  FROM idempotency_key
 WHERE person_id = viewer() AND route = $1 AND key = $2

-- name: idempotency_finish
-- $1 route, $2 key, $3 status, $4 location.
UPDATE idempotency_key SET status = $3::integer, location = $4
 WHERE person_id = viewer() AND route = $1 AND key = $2
