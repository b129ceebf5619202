-- 綱紀審査委員会への付議の記録. What the viewer may not see is not there, in no count and under no address.

-- name: discipline_part
-- Whether the viewer reads any, and enters them.
SELECT may('discipline_read') OR heads_personnel_section() AS may_read, heads_personnel_section() AS may_enter

-- name: discipline_list
SELECT r.reference_no, r.referred_on, u.name AS section, r.incident_ref, r.closed_on
  FROM discipline_referral r
  JOIN org_unit u ON u.id = r.referred_by_unit_id
 WHERE sees_referral(r)
 ORDER BY r.referred_on DESC, r.reference_no DESC

-- name: discipline_show
-- $1 reference number. The parties' staff numbers only to who enters them.
SELECT r.id AS _id, r.reference_no, r.referred_on, u.name AS section, r.incident_ref, r.closed_on,
       heads_personnel_section() AS may_enter, r.row_version AS version,
       CASE WHEN heads_personnel_section() THEN
            (SELECT string_agg(p.staff_no, ' ' ORDER BY p.staff_no) FROM person p WHERE p.id = ANY (r.parties)) END AS parties,
       person_name(b) AS _by,
       moment_text(r.updated_at) AS _at
  FROM discipline_referral r
  JOIN org_unit u ON u.id = r.referred_by_unit_id
  LEFT JOIN person b ON b.id = r.updated_by
 WHERE r.reference_no = $1 AND sees_referral(r)

-- name: discipline_lock
-- $1 reference number.
SELECT FROM discipline_referral r WHERE r.reference_no = $1 AND sees_referral(r) FOR UPDATE

-- name: discipline_people
-- Ids of the people with these staff numbers, and the first number that is nobody's. $1 numbers as typed.
SELECT coalesce(array_agg(p.id) FILTER (WHERE p.id IS NOT NULL), '{}')::text AS ids,
       min(n.no) FILTER (WHERE p.id IS NULL) AS unknown
  FROM (SELECT DISTINCT x FROM regexp_split_to_table(coalesce($1, ''), '[\s,、，]+') x WHERE x <> '') n (no)
  LEFT JOIN person p ON p.staff_no = n.no

-- name: discipline_add
-- $1 reference number, $2 day, $3 incident, $4 ids of the parties.
INSERT INTO discipline_referral (reference_no, referred_on, incident_ref, parties, referred_by_unit_id)
SELECT $1, $2::date, coalesce($3, ''), $4::bigint[], h.org_unit_id
  FROM unit_head(today()) h JOIN org_unit u ON u.id = h.org_unit_id
 WHERE h.person_id = viewer() AND u.code = setting_text('discipline.personnel_unit')

-- name: discipline_save
-- $1 reference number, $2 day it ended or NULL, $3 incident, $4 ids of the parties.
UPDATE discipline_referral
   SET closed_on = $2::date, incident_ref = coalesce($3, ''), parties = $4::bigint[], updated_at = instant(),
       updated_by = viewer(), row_version = row_version + 1
 WHERE reference_no = $1
