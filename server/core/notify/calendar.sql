-- name: calendar_feed_mine
-- The viewer's own address, as far as it is known: when it was made.
SELECT f.created_at FROM (SELECT) one
  LEFT JOIN calendar_feed f ON f.person_id = viewer() AND f.revoked_at IS NULL

-- name: calendar_feed_revoke
UPDATE calendar_feed SET revoked_at = instant() WHERE person_id = viewer() AND revoked_at IS NULL

-- name: calendar_feed_make
-- $1 hash of the secret.
INSERT INTO calendar_feed (secret_sha256) VALUES ($1)

-- name: calendar_feed_owner
-- Whose address it is, while the account is active, does not administer the portal, and the person is employed. $1 hash
-- of the secret.
SELECT f.person_id
  FROM calendar_feed f
  JOIN account a ON a.person_id = f.person_id AND a.status = 'active'
 WHERE f.secret_sha256 = $1 AND f.revoked_at IS NULL AND is_employed(f.person_id, today())
   AND NOT bears(f.person_id, 'portal_admin', today())

-- part: clock
'YYYYMMDD"T"HH24MISS'

-- name: calendar_feed_entries
-- starts and ends: what has its hours, in Japan's time. $1 person.
SELECT e.uid, e.kind, to_char(e.day, 'YYYYMMDD') AS day, to_char(e.day + 1, 'YYYYMMDD') AS next_day,
       e.subject, e.link, to_char(h.starts_at AT TIME ZONE 'Asia/Tokyo', @clock) AS starts,
       to_char(h.ends_at AT TIME ZONE 'Asia/Tokyo', @clock) AS ends, h.place
  FROM calendar_entry($1::bigint) e
  LEFT JOIN LATERAL calendar_hours(e.uid) h ON true
 ORDER BY e.day, e.uid
