-- 代行・代決の記録と後閲. Nobody sees a record that sees_acting() does not show.

-- name: acting_list
-- Newest first, with whether the viewer has still to read it.
SELECT r.id, r.domain AS authority_domain, r.acted_at, p.staff_no, person_name(p) AS name,
       r.acting_role AS role, q.staff_no AS principal_staff_no, person_name(q) AS principal_name,
       r.principal_role, r.basis AS authority_basis, r.object_type, r.object_id, r.subject, r.reason,
       coalesce(audit_object_name('create', r.object_type, r.object_id), '') AS object_name,
       EXISTS (SELECT FROM acting_review_due x WHERE x.record_id = r.id) AS is_unread,
       w.is_mine AS is_due_to_me
  FROM acting_record r
  JOIN person p ON p.id = r.actor_id
  LEFT JOIN person q ON q.id = r.principal_id
 CROSS JOIN LATERAL (
       SELECT r.actor_id <> viewer()
              AND EXISTS (SELECT FROM acting_review_due x
                           WHERE x.record_id = r.id AND bears(viewer(), x.role_code, today()))
                  AS is_mine) w
 WHERE sees_acting(r)
 ORDER BY w.is_mine DESC, r.acted_at DESC, r.id DESC
 LIMIT 200

-- name: acting_show
-- $1 id. No row: none, or not for the viewer to see.
SELECT r.id, r.domain AS authority_domain, r.acted_at, p.staff_no, person_name(p) AS name,
       r.acting_role AS role, r.step_no, r.basis AS authority_basis, q.staff_no AS principal_staff_no,
       person_name(q) AS principal_name, r.principal_role, r.object_type, r.object_id, r.subject,
       coalesce(audit_object_name('create', r.object_type, r.object_id), '') AS object_name,
       CASE r.object_type
            WHEN 'exception_request'
            THEN (SELECT exception_link(x) FROM exception_request x WHERE x.id::text = r.object_id)
            WHEN 'meeting' THEN '/meetings/' || r.object_id END AS object_link,
       r.entered_at, r.reason, r.designation_id, g.clause AS clause_code, g.slug AS clause_slug,
       EXISTS (SELECT FROM acting_review_due x WHERE x.record_id = r.id) AS is_unread
  FROM acting_record r
  JOIN authority_rule g ON g.domain = r.domain AND g.step_no = r.step_no
  JOIN person p ON p.id = r.actor_id
  LEFT JOIN person q ON q.id = r.principal_id
 WHERE r.id = $1::bigint AND sees_acting(r)

-- name: acting_basis
-- Whom the chain passed over, and why. $1 id of the record.
SELECT b.role_code AS role, p.staff_no, person_name(p) AS name, b.absence_id, a.kind AS absence_kind,
       a.from_at, a.to_at, w.from_day, w.from_time, w.to_day, w.to_time, w.is_whole_days,
       w.from_day = w.to_day AS is_one_day, a.means_tried,
       b.person_id IS NULL AS is_vacant
  FROM acting_basis b
  LEFT JOIN person p ON p.id = b.person_id
  LEFT JOIN absence a ON a.id = b.absence_id
  LEFT JOIN LATERAL absence_words(a) w ON a.id IS NOT NULL
 WHERE b.record_id = $1::bigint
 ORDER BY b.place

-- name: acting_reviews
-- Who has to read it and who has. $1 id of the record.
SELECT x.role_code AS role, v.reviewed_at, person_name(p) AS name, v.note,
       v.record_id IS NULL AS is_due,
       v.record_id IS NULL AND bears(viewer(), x.role_code, today())
       AND r.actor_id <> viewer() AS is_mine
  FROM (SELECT DISTINCT b.role_code, min(b.place) OVER (PARTITION BY b.role_code) AS place
          FROM acting_basis b
         WHERE b.record_id = $1::bigint AND b.role_code <> 'deputy_network_security_manager') x
  JOIN acting_record r ON r.id = $1::bigint
  LEFT JOIN acting_review v ON v.record_id = r.id AND v.role_code = x.role_code
  LEFT JOIN person p ON p.id = v.reviewed_by
 ORDER BY x.place

-- name: acting_open
-- The matters in which somebody may act for another, and why the viewer may not now (NULL: may).
SELECT d.domain AS authority_domain, acting_refusal(d.domain, viewer(), instant()) AS refusal,
       bears(viewer(), (SELECT g.acting_role FROM authority_rule g WHERE g.domain = d.domain AND g.step_no = 1),
             today()) AS is_principal
  FROM (VALUES ('incident_instruction', 1), ('nsm_authority', 2), ('committee_chair', 3)) AS d (domain, place)
 ORDER BY d.place

-- name: acting_add
-- $1 matter, $2 kind of object, $3 its number, $4 what was done, $5 why, $6 day and $7 time when it was done, NULL: now. A
-- row with NULL: the viewer is the principal, and nothing is recorded.
SELECT act_in_place_at($1, $2, $3, $4, $5,
                       coalesce(($6::date + $7::time) AT TIME ZONE 'Asia/Tokyo', instant())) AS id

-- name: acting_review_add
-- 後閲 for every role the viewer bears that has still to read it. $1 id of the record, $2 what is noted.
INSERT INTO acting_review (record_id, role_code, note)
SELECT x.record_id, x.role_code, $2
  FROM acting_review_due x
 WHERE x.record_id = $1::bigint AND bears(viewer(), x.role_code, today())
RETURNING role_code

-- name: acting_manager_refusal
-- Why the viewer may not act as the 情報ネットワーク・セキュリティ管理者 now; NULL: may.
SELECT CASE WHEN NOT acts_as('network_security_manager')
            THEN coalesce(acting_refusal('nsm_authority', viewer(), instant()), 'acting_outside_chain')
            END AS refusal
