-- 権限代行者の指名と認定 (clause 7(1)ウ(サ)). Nobody sees a designation that sees_deputy() does not show.

-- name: deputy_list
-- $1 live: what awaits the CISO, is to come or holds, by order; else what is over, newest first.
SELECT d.id, d.order_no, p.staff_no, person_name(p) AS name, l.full_name AS unit, m.title, d.scope_note,
       d.valid_from, d.valid_to, d.designated_at, q.staff_no AS principal_staff_no,
       person_name(q) AS principal_name, k.recognised_at, s.state AS deputy_state, s.ended_by
  FROM deputy_standing(instant()) s
  JOIN deputy_designation d ON d.id = s.designation_id
  JOIN deputy_limit k ON k.designation_id = d.id
  JOIN person p ON p.id = d.deputy_id
  JOIN person q ON q.id = d.principal_id
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, tokyo_day(d.designated_at))
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 WHERE sees_deputy(d) AND (s.state IN ('designated', 'recognised', 'effective')) = ($1 = 'live')
 ORDER BY CASE WHEN $1 = 'live' THEN d.order_no END, d.designated_at DESC, d.id DESC
 LIMIT 200

-- name: deputy_state
-- How it stands now: who manages, whether present, who acts meanwhile; and what the viewer may do.
SELECT person_name(p) AS manager_name, p.staff_no AS manager_staff_no,
       CASE WHEN p.id IS NULL THEN 'vacant' WHEN is_absent(p.id, instant()) THEN 'absent'
            ELSE 'present' END AS presence,
       person_name(a) AS acting_name, a.staff_no AS acting_staff_no,
       EXISTS (SELECT FROM deputy_standing(instant()) s WHERE s.state = 'effective') AS has_deputy,
       may('deputy_designate') AS may_designate, may('absence_read') AS may_read_all
  FROM (SELECT) AS one
  LEFT JOIN (effective_role r JOIN person p ON p.id = r.person_id)
         ON r.role_code = 'network_security_manager' AND is_in_force(r.valid_from, r.valid_to, today())
  LEFT JOIN LATERAL (SELECT d.person_id FROM acting_deputy(instant()) d) d ON true
  LEFT JOIN person a ON a.id = d.person_id

-- name: deputy_next_order
-- The first order that no designation under way has.
SELECT min(n)::text AS order_no
  FROM generate_series(1, 9) n
 WHERE NOT EXISTS (SELECT FROM deputy_standing(instant()) s
                    WHERE s.order_no = n AND s.state IN ('designated', 'recognised', 'effective'))

-- name: deputy_show
-- One designation as form 13 has it. $1 id. No row: none, or not for the viewer to see.
SELECT d.id, d.order_no, p.staff_no, person_name(p) AS name, person_reading(p) AS reading,
       l.full_name AS unit, m.title, d.scope_note, d.valid_from, d.valid_to, d.doc_number,
       d.designated_at, q.staff_no AS principal_staff_no, person_name(q) AS principal_name,
       (SELECT o.name FROM office_period f JOIN post o ON o.id = f.post_id
         WHERE f.person_id = q.id AND f.role_code = 'network_security_manager'
           AND is_in_force(f.valid_from, f.valid_to, tokyo_day(d.designated_at))
         LIMIT 1) AS principal_post,
       k.done_at AS recognised_at, person_name(c) AS recognised_by_name,
       (SELECT o.name FROM office_period f JOIN post o ON o.id = f.post_id
         WHERE f.person_id = c.id AND f.role_code = 'ciso'
           AND is_in_force(f.valid_from, f.valid_to, tokyo_day(k.done_at))
         LIMIT 1) AS recognised_by_post,
       s.state AS deputy_state, s.ended_by, t.last_day,
       may('deputy_recognise') AND s.state = 'designated' AS may_recognise,
       s.state IN ('designated', 'recognised', 'effective')
       AND (may('deputy_recognise')
            OR d.principal_id = viewer() AND may('deputy_designate')) AS may_revoke,
       v.version, v._last_by, v._last_at
  FROM deputy_standing(instant()) s
  JOIN deputy_designation d ON d.id = s.designation_id
  JOIN deputy_limit t ON t.designation_id = d.id
  JOIN person p ON p.id = d.deputy_id
  JOIN person q ON q.id = d.principal_id
  LEFT JOIN deputy_step k ON k.designation_id = d.id AND k.act = 'recognised'
  LEFT JOIN person c ON c.id = k.done_by
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, tokyo_day(d.designated_at))
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 CROSS JOIN LATERAL (
       SELECT count(*) AS version, (array_agg(person_name(b) ORDER BY x.id DESC))[1] AS _last_by,
              moment_text(max(x.done_at)) AS _last_at
         FROM deputy_step x JOIN person b ON b.id = x.done_by
        WHERE x.designation_id = d.id) v
 WHERE d.id = $1::bigint AND sees_deputy(d)

-- name: deputy_steps
-- What was done, in order. $1 id of the designation.
SELECT x.act AS deputy_act, x.done_at, p.staff_no, person_name(p) AS name, x.reason
  FROM deputy_step x
  JOIN person p ON p.id = x.done_by
 WHERE x.designation_id = $1::bigint
 ORDER BY x.id

-- name: deputy_lock
-- From here on one change of absences, deputies and records at a time.
SELECT lock_authority()

-- name: deputy_add
-- $1 id of the deputy, $2 order, $3 scope in words, $4 from, $5 to or NULL, $6 number of the document.
INSERT INTO deputy_designation (deputy_id, order_no, scope_note, valid_from, valid_to, doc_number)
VALUES ($1::bigint, $2::integer, $3, $4::date, $5::date, $6)
RETURNING id

-- name: deputy_step_add
-- $1 id of the designation, $2 act, $3 reason.
INSERT INTO deputy_step (designation_id, act, reason) VALUES ($1::bigint, $2, $3)
