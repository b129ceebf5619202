-- name: leader_unit
-- The unit of today under this code, whether the viewer may designate its leaders, and who heads it; then, too, where
-- that is somebody else on a day ahead of which the viewer may know. $1 code, $2 day or NULL.
SELECT u.id AS _id, u.code, u.name, l.full_name, u.is_user_section, h.person_id AS _head,
       h.name AS head_name, h.post AS head_post, h.staff_no AS head_staff_no,
       CASE WHEN n.person_id IS DISTINCT FROM h.person_id THEN d.day END AS other_head_on,
       CASE WHEN n.person_id IS DISTINCT FROM h.person_id THEN n.name END AS other_head_name,
       may('org_maintain')
           OR EXISTS (SELECT FROM effective_role r
                       WHERE r.person_id = viewer() AND r.role_code = 'system_security_manager'
                         AND r.org_unit_id = u.id AND is_in_force(r.valid_from, r.valid_to, today()))
           AS may_designate
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN unit_head(today()) h ON h.org_unit_id = u.id
  LEFT JOIN (SELECT $2::date AS day WHERE $2::date > today() AND $2::date <= disclosed_until()) d ON true
  LEFT JOIN unit_head(coalesce($2::date, today())) n ON n.org_unit_id = u.id AND d.day IS NOT NULL
 WHERE u.code = $1 AND u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, today())

-- name: leader_designations
-- Those now, to come, and of before; of who does not belong to the unit yet only what is announced. $1 code of the unit.
SELECT r.id, p.staff_no, person_name(p) AS name, person_reading(p) AS reading, r.valid_from,
       designation_end(r.id, r.valid_to) AS valid_to,
       r.doc_number, person_name(d) AS designated_by_name,
       is_in_force(r.valid_from, r.valid_to, today()) AS is_in_force, r.valid_from > today() AS is_future,
       r.valid_to IS NULL OR r.valid_to >= today() AS is_open
  FROM org_unit u
  JOIN role_assignment r ON r.org_unit_id = u.id AND r.role_code = 'it_promotion_leader'
  JOIN person p ON p.id = r.person_id
  LEFT JOIN person d ON d.id = r.designated_by
 WHERE u.code = $1 AND is_in_force(u.valid_from, u.valid_to, today()) AND leader_is_told(r)
 ORDER BY r.valid_to IS NULL OR r.valid_to >= today() DESC, r.valid_from DESC,
          p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu"
 LIMIT 100

-- name: leader_members
-- Who belongs to the unit, or will: of them a leader is chosen. Who comes and goes by a transfer that the
-- viewer may see is marked; who heads the section or its department from the day on is left out, and whoever is
-- known to be elsewhere on the day is apart (leader_elsewhere).
-- $1 code, $2 staff number that is chosen, $3 day from which a leader is wanted.
SELECT m.staff_no, m.name, m.title, m.is_concurrent, m.arrives_on, m.leaves_on, m.retires_on,
       m.staff_no = $2 AS is_chosen
  FROM leader_candidates($1, $3::date) m
 WHERE NOT m.is_elsewhere
 ORDER BY m.ord

-- name: leader_elsewhere
-- The others. Parameters as in leader_members.
SELECT m.staff_no, m.name, m.title, m.is_concurrent, m.arrives_on, m.leaves_on, m.retires_on,
       m.staff_no = $2 AS is_chosen
  FROM leader_candidates($1, $3::date) m
 WHERE m.is_elsewhere
 ORDER BY m.ord

-- name: leader_add
-- $1 id of the unit, $2 of the person, $3 from, $4 to or NULL, $5 number of the document or NULL,
-- $6 id of the head or NULL.
INSERT INTO role_assignment (role_code, person_id, org_unit_id, source, valid_from, valid_to,
                             designated_by, doc_number)
VALUES ('it_promotion_leader', $2::bigint, $1::bigint, 'designated', $3::date, $4::date, $6::bigint,
        coalesce($5, ''))

-- name: leader_show
-- One designation, as form 15 has it. Who heads the section no longer by its first day designated as its head of
-- before. $1 code of the unit, $2 id.
SELECT r.id, p.staff_no, person_name(p) AS name, person_reading(p) AS reading, a.title, r.valid_from,
       designation_end(r.id, r.valid_to) AS valid_to, r.doc_number, r.note, r.created_at AS designated_at,
       person_name(d) AS designated_by_name,
       (SELECT h.post FROM (VALUES (r.valid_from), ((r.created_at AT TIME ZONE 'Asia/Tokyo')::date)) AS x (day)
         CROSS JOIN LATERAL unit_head(x.day) h
         WHERE h.org_unit_id = u.id AND h.person_id = r.designated_by
         ORDER BY x.day = r.valid_from DESC LIMIT 1) AS designated_by_post,
       l.full_name AS unit_name, u.code AS unit_code,
       coalesce(p.phone_ext, u.phone_ext) AS phone_ext,
       is_in_force(r.valid_from, r.valid_to, today()) AS is_in_force, r.valid_from > today() AS is_future
  FROM role_assignment r
  JOIN org_unit u ON u.id = r.org_unit_id
  JOIN unit_place l ON l.org_unit_id = u.id
  JOIN person p ON p.id = r.person_id
  LEFT JOIN person d ON d.id = r.designated_by
  LEFT JOIN LATERAL (SELECT a.title FROM person_assignment a
                      WHERE a.person_id = p.id AND a.org_unit_id = u.id
                        AND is_in_force(a.valid_from, a.valid_to, r.valid_from)
                      LIMIT 1) a ON true
 WHERE u.code = $1 AND r.id = $2::bigint AND r.role_code = 'it_promotion_leader' AND leader_is_told(r)

-- name: leader_end
-- $1 code of the unit, $2 id, $3 first day without.
UPDATE role_assignment r SET valid_to = $3::date - 1, updated_at = instant(), updated_by = viewer(),
                             row_version = r.row_version + 1
  FROM org_unit u
 WHERE u.id = r.org_unit_id AND u.code = $1 AND r.id = $2::bigint
   AND r.role_code = 'it_promotion_leader' AND r.valid_from < $3::date
   AND (r.valid_to IS NULL OR r.valid_to >= $3::date)
RETURNING r.id
