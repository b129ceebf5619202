-- name: expert_list
-- The experts with the engagement of a day, else the next, else the last. What an expert lacks is shown to
-- who may read the advice. $1 day.
SELECT p.staff_no, person_name(p) AS name, person_reading(p) AS reading, x.organisation, x.specialty,
       r.valid_from, r.valid_to, is_in_force(r.valid_from, r.valid_to, $1::date) AS is_in_force,
       r.valid_from > $1::date AS is_future,
       may('advice_read') AND (r.valid_to IS NULL OR r.valid_to >= today())
           AND NOT EXISTS (SELECT FROM expert_pledge g WHERE g.person_id = p.id) AS lacks_pledge,
       may('advice_read') AND coalesce(r.valid_to BETWEEN today() AND today() + 30, false) AS ends_soon
  FROM expert x
  JOIN person p ON p.id = x.person_id
  JOIN LATERAL (SELECT r.valid_from, r.valid_to FROM role_assignment r
                 WHERE r.person_id = p.id AND r.role_code = 'security_expert'
                   AND r.valid_from <= (SELECT disclosed_until())
                 ORDER BY is_in_force(r.valid_from, r.valid_to, $1::date) DESC,
                          abs(r.valid_from - $1::date)
                 LIMIT 1) r ON true
 ORDER BY is_in_force(r.valid_from, r.valid_to, $1::date) DESC, p.family_kana COLLATE "ja-x-icu",
          p.given_kana COLLATE "ja-x-icu"

-- name: expert_rights
-- What the viewer may do here, and whom to ask for advice.
SELECT may('org_maintain') AS may_maintain, may('advice_read') AS may_read_advice,
       l.full_name AS secretariat, u.code AS secretariat_code, u.phone_ext AS secretariat_ext
  FROM (SELECT) one
  LEFT JOIN org_unit u ON u.is_coordinating_section AND is_in_force(u.valid_from, u.valid_to, today())
  LEFT JOIN unit_place l ON l.org_unit_id = u.id

-- name: expert_show
-- One expert with the engagement of today, else the next, else the last. $1 staff number.
SELECT p.id AS _id, p.staff_no, person_name(p) AS name, person_reading(p) AS reading, x.organisation,
       x.specialty, r.id AS _engagement, r.valid_from AS since, r.valid_to AS until, r.doc_number,
       is_in_force(r.valid_from, r.valid_to, today()) AS is_in_force, r.valid_from > today() AS is_future,
       r.valid_to IS NULL OR r.valid_to >= today() AS is_open, r.row_version AS version,
       coalesce(r.valid_to BETWEEN today() AND today() + 30, false) AS ends_soon,
       moment_text(r.updated_at) AS _updated_at_text,
       person_name(b) AS _updated_by_name
  FROM person p
  JOIN expert x ON x.person_id = p.id
  JOIN LATERAL (SELECT r.* FROM role_assignment r
                 WHERE r.person_id = p.id AND r.role_code = 'security_expert'
                   AND r.valid_from <= (SELECT disclosed_until())
                 ORDER BY is_in_force(r.valid_from, r.valid_to, today()) DESC, abs(r.valid_from - today())
                 LIMIT 1) r ON true
  LEFT JOIN person b ON b.id = r.updated_by
 WHERE p.staff_no = $1

-- name: expert_pledges
-- 誓約書, the one that counts first. $1 staff number.
SELECT g.pledged_on, g.doc_number, g.recorded_at, person_name(c) AS confirmed_by_name
  FROM person p
  JOIN expert_pledge g ON g.person_id = p.id
  LEFT JOIN person c ON c.id = g.confirmed_by
 WHERE p.staff_no = $1 AND (SELECT may('advice_read'))
 ORDER BY g.id DESC

-- name: expert_advices
-- What was asked and advised, newest first, with what was withdrawn. $1 staff number.
SELECT a.id, a.advised_on, l.full_name AS unit, a.asked_by, a.question, a.advice, a.doc_number,
       a.recorded_at, person_name(b) AS recorded_by_name, w.advice_id IS NOT NULL AS is_withdrawn,
       w.reason, w.withdrawn_at, person_name(wb) AS withdrawn_by_name
  FROM person p
  JOIN expert_advice a ON a.person_id = p.id
  JOIN unit_place l ON l.org_unit_id = a.org_unit_id
  LEFT JOIN person b ON b.id = a.recorded_by
  LEFT JOIN expert_advice_withdrawal w ON w.advice_id = a.id
  LEFT JOIN person wb ON wb.id = w.withdrawn_by
 WHERE p.staff_no = $1 AND (SELECT may('advice_read'))
 ORDER BY a.advised_on DESC, a.id DESC

-- name: expert_engage
-- $1 staff number, $2 organisation, $3 field of expertise, $4 from, $5 to or NULL, $6 document or NULL.
WITH who AS (SELECT id FROM person WHERE staff_no = $1),
     entered AS (INSERT INTO expert (person_id, organisation, specialty) SELECT id, $2, $3 FROM who)
INSERT INTO role_assignment (role_code, person_id, source, valid_from, valid_to, designated_by, doc_number)
SELECT 'security_expert', id, 'designated', $4::date, $5::date, viewer(), coalesce($6, '') FROM who

-- name: expert_end
-- The engagement and the employment end the day before. $1 id of the person, $2 first day without. No
-- row: the day is not within the engagement.
WITH gone AS (
    UPDATE role_assignment r SET valid_to = $2::date - 1, updated_at = instant(), updated_by = viewer(),
                                 row_version = r.row_version + 1
     WHERE r.person_id = $1::bigint AND r.role_code = 'security_expert' AND r.valid_from < $2::date
       AND (r.valid_to IS NULL OR r.valid_to >= $2::date)
    RETURNING r.id
), left_city AS (
    UPDATE employment e SET valid_to = $2::date - 1, updated_at = instant(), updated_by = viewer(),
                            row_version = e.row_version + 1
     WHERE e.person_id = $1::bigint AND e.valid_from < $2::date
       AND (e.valid_to IS NULL OR e.valid_to >= $2::date) AND EXISTS (SELECT FROM gone)
)
SELECT id FROM gone

-- name: expert_pledge_add
-- $1 id of the person, $2 day, $3 number of the document.
INSERT INTO expert_pledge (person_id, pledged_on, doc_number) VALUES ($1::bigint, $2::date, $3)

-- name: expert_advice_add
-- $1 id of the person, $2 day, $3 code of the unit, $4 who asked, $5 question, $6 advice, $7 document or
-- NULL. No row: no such unit on that day.
INSERT INTO expert_advice (person_id, advised_on, org_unit_id, asked_by, question, advice, doc_number)
SELECT $1::bigint, $2::date, u.id, $4, $5, $6, coalesce($7, '')
  FROM org_unit u
 WHERE u.code = $3 AND is_in_force(u.valid_from, u.valid_to, $2::date)
RETURNING id

-- name: expert_advice_one
-- $1 staff number, $2 id.
SELECT a.id, a.advised_on, a.question, w.advice_id IS NOT NULL AS is_withdrawn
  FROM person p
  JOIN expert_advice a ON a.person_id = p.id
  LEFT JOIN expert_advice_withdrawal w ON w.advice_id = a.id
 WHERE p.staff_no = $1 AND a.id = $2::bigint AND (SELECT may('advice_read'))

-- name: expert_advice_withdraw
-- $1 id, $2 reason.
INSERT INTO expert_advice_withdrawal (advice_id, reason) VALUES ($1::bigint, $2)
