-- name: begin_request
-- The first statement of a request's transaction: finds the session, tells the transaction who acts
-- and when, and returns what every page shows. Always one row.
-- $1 SHA-256 of the session token or NULL, $2 instant, $3 client address, $4 request id, $5 the table
-- of rights: "role permission" each.
--
-- instant(), today() and viewer() hold only after this statement, so nothing in here asks them:
-- day and instant come from the parameter. Who keeps the portal's accounts acts as nothing else.
WITH given AS MATERIALIZED (
    SELECT $1::text AS token_sha256, $2::text::timestamptz AS now,
           ($2::text::timestamptz AT TIME ZONE 'Asia/Tokyo')::date AS day
), found AS MATERIALIZED (
    SELECT p.id, p.staff_no, a.login, person_name(p) AS name, l.full_name AS unit,
           s.last_seen_at < g.now - interval '60 seconds' AS touch_due,
           CASE WHEN 'portal_admin' = ANY (b.roles) THEN '{portal_admin}' ELSE b.roles END AS roles
      FROM given g
      JOIN session s ON s.token_sha256 = g.token_sha256
      JOIN account a ON a.person_id = s.person_id
      JOIN person p ON p.id = s.person_id
      JOIN employment e ON e.person_id = p.id AND is_in_force(e.valid_from, e.valid_to, g.day)
      LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                                   AND is_in_force(m.valid_from, m.valid_to, g.day)
      LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
     CROSS JOIN LATERAL (
           SELECT coalesce(array_agg(code ORDER BY sort_order), '{}') AS roles
             FROM (SELECT DISTINCT d.code, d.sort_order
                     FROM effective_role r
                     JOIN role_definition d ON d.code = r.role_code
                    WHERE r.person_id = p.id
                      AND is_in_force(r.valid_from, r.valid_to, g.day)) held) b
     WHERE s.last_seen_at > g.now - interval '30 minutes' AND s.expires_at > g.now
       AND a.status = 'active'
), told AS MATERIALIZED (
    SELECT set_config('mamori.now', $2, true),
           set_config('mamori.person', coalesce(f.id::text, ''), true),
           set_config('mamori.login', coalesce(f.login, ''), true),
           set_config('mamori.roles', coalesce(array_to_string(f.roles, ' '), ''), true),
           set_config('mamori.permissions', coalesce((
               SELECT string_agg(DISTINCT split_part(x, ' ', 2), ' ')
                 FROM unnest($5::text[]) x WHERE split_part(x, ' ', 1) = ANY (f.roles)), ''), true),
           set_config('mamori.address', $3, true),
           set_config('mamori.request_id', $4, true)
      FROM given LEFT JOIN found f ON true
), contact AS (
    SELECT max(s.value) FILTER (WHERE s.key = 'contact.unit') AS unit,
           max(s.value) FILTER (WHERE s.key = 'contact.phone') AS phone,
           max(s.value) FILTER (WHERE s.key = 'contact.night_unit') AS night_unit,
           max(s.value) FILTER (WHERE s.key = 'contact.night_phone') AS night_phone,
           coalesce(bool_or(s.key = 'sample' AND s.value = 'yes'), false) AS is_sample
      FROM (SELECT DISTINCT ON (key) key, value
              FROM setting CROSS JOIN given g
             WHERE key IN ('contact.unit', 'contact.phone', 'contact.night_unit',
                           'contact.night_phone', 'sample')
               AND valid_from <= g.day
             ORDER BY key, valid_from DESC, id DESC) s
)
SELECT f.id IS NOT NULL AS has_session, f.staff_no, f.login, f.name, coalesce(f.unit, '') AS unit,
       coalesce(array_to_string(f.roles, ' '), '') AS roles,
       coalesce(f.touch_due, false) AS touch_due,
       (SELECT count(*) FROM (SELECT FROM notification n
                               WHERE n.recipient_id = f.id AND n.read_at IS NULL
                                 AND 'portal_admin' <> ALL (f.roles) LIMIT 100) unread)
           AS unread,
       coalesce(c.unit, '') AS contact_unit, coalesce(c.phone, '') AS contact_phone,
       coalesce(c.night_unit, '') AS contact_night_unit,
       coalesce(c.night_phone, '') AS contact_night_phone, c.is_sample
  FROM told CROSS JOIN contact c LEFT JOIN found f ON true

-- name: begin_work
-- The first statement of a job's or command's transaction. $1 instant, $2 who acts in words
-- ("cli:root", "job:seal"), $3 request id, $4 names of permissions: whoever can start one works on
-- the portal itself, so it reads what 職員等 may.
SELECT set_config('mamori.now', $1, true), set_config('mamori.person', '', true),
       set_config('mamori.login', $2, true), set_config('mamori.roles', '', true),
       set_config('mamori.permissions', $4, true),
       set_config('mamori.address', '', true), set_config('mamori.request_id', $3, true)

-- name: session_touch
-- The session was used: $1 hash of its token, $2 instant. At most once a minute, so that reading
-- pages does not write. Never moves backwards, and wakes no expired session.
UPDATE session SET last_seen_at = $2::text::timestamptz
 WHERE token_sha256 = $1
   AND last_seen_at < $2::text::timestamptz - interval '60 seconds'
   AND last_seen_at > $2::text::timestamptz - interval '30 minutes'
