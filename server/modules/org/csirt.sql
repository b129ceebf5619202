-- name: csirt_state
-- Whether CSIRT is complete on a day (BR-RO-04), who appoints then, and whether the viewer may. $1 day.
SELECT NOT EXISTS (SELECT FROM role_definition d
                    WHERE d.code IN ('csirt_leader', 'csirt_manager', 'csirt_coordinator', 'csirt_liaison')
                      AND NOT EXISTS (SELECT FROM effective_role r
                                       WHERE r.role_code = d.code
                                         AND is_in_force(r.valid_from, r.valid_to, $1::date)))
           AS is_complete,
       may('csirt_appoint') AS may_appoint,
       (SELECT person_name(p) FROM effective_role r JOIN person p ON p.id = r.person_id
         WHERE r.role_code = 'ciso' AND is_in_force(r.valid_from, r.valid_to, $1::date)) AS ciso_name,
       (SELECT o.name FROM effective_role r JOIN post o ON o.id = r.post_id
         WHERE r.role_code = 'ciso' AND is_in_force(r.valid_from, r.valid_to, $1::date)) AS ciso_post

-- name: csirt_missing
-- The functions that CSIRT cannot be without and nobody bears. $1 day.
SELECT d.code AS role, d.assignment_rule = 'ex_officio' AS follows_post
  FROM role_definition d
 WHERE d.code IN ('csirt_leader', 'csirt_manager', 'csirt_coordinator', 'csirt_liaison')
   AND NOT EXISTS (SELECT FROM effective_role r
                    WHERE r.role_code = d.code AND is_in_force(r.valid_from, r.valid_to, $1::date))
 ORDER BY d.sort_order

-- name: csirt_ex_officio
-- Leader and manager, whose posts carry it (clause 7(1)イ(カ), ウ(シ)). $1 day.
SELECT d.code AS role, d.basis_clause AS clause_code, d.basis_slug AS clause_slug, p.staff_no,
       person_name(p) AS name, person_reading(p) AS reading, o.name AS post,
       coalesce(p.phone_ext, u.phone_ext) AS phone_ext, r.valid_from,
       CASE WHEN r.valid_to < (SELECT disclosed_until()) THEN r.valid_to END AS valid_to
  FROM role_definition d
  LEFT JOIN effective_role r ON r.role_code = d.code AND is_in_force(r.valid_from, r.valid_to, $1::date)
  LEFT JOIN person p ON p.id = r.person_id
  LEFT JOIN post o ON o.id = r.post_id
  LEFT JOIN org_unit u ON u.id = o.org_unit_id
 WHERE d.code IN ('csirt_leader', 'csirt_manager')
 ORDER BY d.sort_order

-- name: csirt_appointments
-- Whom the CISO appointed, as form 14 lists them. $1 day.
SELECT r.id, r.role_code AS role, p.staff_no, person_name(p) AS name, person_reading(p) AS reading,
       l.full_name AS unit, u.code AS unit_code, a.title, coalesce(p.phone_ext, u.phone_ext) AS phone_ext,
       r.valid_from, designation_end(r.id, r.valid_to) AS valid_to, r.doc_number
  FROM role_assignment r
  JOIN role_definition d ON d.code = r.role_code
  JOIN person p ON p.id = r.person_id
  LEFT JOIN person_assignment a ON a.person_id = p.id AND a.is_main
                               AND is_in_force(a.valid_from, a.valid_to, $1::date)
  LEFT JOIN org_unit u ON u.id = a.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = u.id
 WHERE r.source = 'appointed_by_ciso' AND is_in_force(r.valid_from, r.valid_to, $1::date)
 ORDER BY d.sort_order, p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no

-- name: csirt_history
-- Appointments that are not in force on a day: to come, ended, and taken back, newest first. $1 day.
SELECT x.id, x.role, p.staff_no, person_name(p) AS name, x.valid_from, x.valid_to, x.is_withdrawn,
       NOT x.is_withdrawn AND x.valid_from > $1::date AS is_future
  FROM (SELECT r.id, r.role_code AS role, r.person_id, r.valid_from, r.valid_to, false AS is_withdrawn
          FROM role_assignment r
         WHERE r.source = 'appointed_by_ciso' AND NOT is_in_force(r.valid_from, r.valid_to, $1::date)
         UNION ALL
        SELECT NULL, c.before ->> 'role_code', c.person_id, (c.before ->> 'valid_from')::date,
               (c.before ->> 'valid_to')::date, true
          FROM correction c
         WHERE c.table_name = 'role_assignment' AND c.after IS NULL
           AND c.before ->> 'source' = 'appointed_by_ciso') x
  JOIN person p ON p.id = x.person_id
  JOIN role_definition d ON d.code = x.role
 WHERE x.valid_from <= (SELECT disclosed_until()) OR may('csirt_appoint')
 ORDER BY x.valid_from DESC, d.sort_order, p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu"
 LIMIT 100

-- name: csirt_person
-- Whom a form names, with where somebody so numbered works today. $1 staff number.
SELECT p.id AS _id, p.staff_no, person_name(p) AS name, person_reading(p) AS reading, l.full_name AS unit,
       a.title
  FROM person p
  LEFT JOIN person_on(today()) a ON a.person_id = p.id
  LEFT JOIN unit_place l ON l.org_unit_id = a.org_unit_id
 WHERE p.staff_no = $1

-- name: csirt_appoint
-- $1 role, $2 id of the person, $3 from, $4 to or NULL, $5 number of the document or NULL.
INSERT INTO role_assignment (role_code, person_id, source, valid_from, valid_to, designated_by, doc_number)
VALUES ($1, $2::bigint, 'appointed_by_ciso', $3::date, $4::date, viewer(), coalesce($5, ''))
RETURNING id

-- name: csirt_appointment
-- One appointment as its document says it, with who led and managed CSIRT on its first day (BR-RO-04).
-- $1 id.
SELECT r.id, r.role_code AS role, p.staff_no, person_name(p) AS name, person_reading(p) AS reading,
       m.full_name AS unit, a.title, r.valid_from AS since,
       designation_end(r.id, r.valid_to) AS until, r.doc_number, r.created_at AS appointed_at, person_name(c) AS appointed_by_name,
       (SELECT o.name FROM effective_role e JOIN post o ON o.id = e.post_id
         WHERE e.role_code = 'ciso' AND e.person_id = r.designated_by
           AND is_in_force(e.valid_from, e.valid_to, r.valid_from)) AS appointed_by_post,
       is_in_force(r.valid_from, r.valid_to, today()) AS is_in_force, r.valid_from > today() AS is_future,
       may('csirt_appoint') AND (r.valid_to IS NULL OR r.valid_to >= today()) AS may_end,
       r.row_version AS version,
       moment_text(r.updated_at) AS _updated_at_text,
       person_name(b) AS _updated_by_name
  FROM role_assignment r
  JOIN person p ON p.id = r.person_id
  LEFT JOIN person c ON c.id = r.designated_by
  LEFT JOIN person b ON b.id = r.updated_by
  LEFT JOIN person_on(r.valid_from) a ON a.person_id = p.id
  LEFT JOIN unit_place m ON m.org_unit_id = a.org_unit_id
 WHERE r.source = 'appointed_by_ciso' AND r.id = $1::bigint
   AND (r.valid_from <= (SELECT disclosed_until()) OR may('csirt_appoint'))

-- name: csirt_end
-- $1 id, $2 first day without. No row: the day is not within the appointment.
UPDATE role_assignment r SET valid_to = $2::date - 1, updated_at = instant(), updated_by = viewer(),
                             row_version = r.row_version + 1
 WHERE r.source = 'appointed_by_ciso' AND r.id = $1::bigint AND r.valid_from < $2::date
   AND (r.valid_to IS NULL OR r.valid_to >= $2::date)
RETURNING r.id
