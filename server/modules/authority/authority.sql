-- 現在の指示権者: who may decide what, at a moment, and why.

-- name: authority_moment
-- $1 day, $2 time of day, or NULL: now. What the page is about, and whether it may be another moment.
SELECT coalesce(absence_moment($1::date, $2), instant()) AS at, $1::text IS NULL AS is_now,
       may('absence_read') AS may_ask_any,
       EXISTS (SELECT FROM authority_rule g
                WHERE g.step_no > 1 AND bears(viewer(), g.acting_role, today())) AS may_act,
       to_char(coalesce(absence_moment($1::date, $2), instant()) AT TIME ZONE 'Asia/Tokyo',
               'YYYY-MM-DD HH24:MI') AS at_typed

-- name: authority_now
-- Every matter with who decides it. $1 day, $2 time of day, or NULL: now.
SELECT d.domain AS _id, d.domain AS authority_domain, d.has_substitutes, p.staff_no,
       person_name(p) AS name, l.full_name AS unit, m.title,
       coalesce(p.phone_ext, u.phone_ext) AS phone_ext, a.acting_role AS role,
       a.basis AS authority_basis, a.step_no, coalesce(a.step_no > 1, false) AS is_in_place,
       d.clause AS clause_code, d.slug AS clause_slug, d.principal_role,
       p.id IS NULL AS is_nobody,
       d.domain = 'exception_permission' AS is_exception,
       NOT d.has_substitutes AND d.domain <> 'exception_permission' AS is_sole,
       d.domain = 'incident_instruction' AS is_incident
  FROM (SELECT domain, max(step_no) > 1 AS has_substitutes,
               max(clause) FILTER (WHERE step_no = 1) AS clause,
               max(slug) FILTER (WHERE step_no = 1) AS slug,
               max(acting_role) FILTER (WHERE step_no = 1) AS principal_role
          FROM authority_rule GROUP BY domain) d
  LEFT JOIN LATERAL authority(d.domain, coalesce(absence_moment($1::date, $2), instant())) a ON true
  LEFT JOIN person p ON p.id = a.person_id
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, today())
  LEFT JOIN org_unit u ON u.id = m.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 ORDER BY array_position(ARRAY['incident_instruction', 'nsm_authority', 'committee_chair',
                               'exception_permission', 'policy_decision', 'plan_approval',
                               'csirt_appointment', 'deputy_recognition'], d.domain)

-- name: authority_chains
-- The order of each matter, and who of it is there; of an absence only who sees it learns more.
-- $1 day, $2 time of day, or NULL: now.
SELECT d.domain AS _of, c.step_no, c.acting_role AS role, c.presence, p.staff_no,
       person_name(p) AS name, a.id AS absence_id, a.kind AS absence_kind, a.from_at, a.to_at,
       w.from_day, w.from_time, w.to_day, w.to_time, w.is_whole_days,
       w.from_day = w.to_day AS is_one_day, c.clause AS clause_code, c.slug AS clause_slug,
       c.place = (SELECT min(f.place) FROM authority_chain(d.domain, d.moment) f
                   WHERE f.presence = 'present') AS is_who
  FROM (SELECT DISTINCT g.domain, coalesce(absence_moment($1::date, $2), instant()) AS moment
          FROM authority_rule g) d
 CROSS JOIN LATERAL authority_chain(d.domain, d.moment) c
  LEFT JOIN person p ON p.id = c.person_id
  LEFT JOIN absence a ON a.id = c.absence_id AND sees_absence_of(a.person_id)
  LEFT JOIN LATERAL absence_words(a) w ON a.id IS NOT NULL
 ORDER BY d.domain, c.place

-- name: authority_tasks
-- 対応が必要な事項 of absences and deputies: designations that await the CISO; records to be read by whoever
-- bears a role that was passed over (後閲, BR-AB-06); that nobody may instruct (BR-AB-03); and, told to
-- whoever it has come to, that a power has.
WITH mine AS MATERIALIZED (
    SELECT r.role_code FROM effective_role r
     WHERE r.person_id = (SELECT viewer()) AND is_in_force(r.valid_from, r.valid_to, (SELECT today()))
       AND (SELECT may('org_read'))
), due AS (
    SELECT x.record_id FROM acting_review_due x
      JOIN acting_record r ON r.id = x.record_id
     WHERE x.role_code IN (SELECT m.role_code FROM mine m) AND r.actor_id <> (SELECT viewer())
), waiting AS (
    SELECT s.designation_id FROM deputy_standing((SELECT instant())) s
     WHERE s.state = 'designated' AND (SELECT may('deputy_recognise'))
)
SELECT t.task, t.task AS task_basis, t.authority_domain, t.items, t.path
  FROM (SELECT 'recognise_deputy' AS task, NULL AS authority_domain, count(*) AS items,
       '/deputies' || CASE WHEN count(*) = 1 THEN '/' || min(w.designation_id) ELSE '' END AS path
  FROM waiting w HAVING count(*) > 0
 UNION ALL
SELECT 'post_review', NULL, count(DISTINCT d.record_id),
       '/authority/records'
       || CASE WHEN count(DISTINCT d.record_id) = 1 THEN '/' || min(d.record_id) ELSE '' END
  FROM due d HAVING count(*) > 0
 UNION ALL
SELECT CASE WHEN a.person_id IS NULL THEN 'no_authority' ELSE 'acting_now' END, g.domain, 1, '/authority'
  FROM (VALUES ('incident_instruction'), ('committee_chair'), ('nsm_authority')) AS g (domain)
  LEFT JOIN LATERAL authority(g.domain, (SELECT instant())) a ON true
 WHERE EXISTS (SELECT FROM mine m
                WHERE m.role_code IN (SELECT n.acting_role FROM authority_rule n
                                       WHERE n.domain = g.domain AND n.step_no > 1)
                   OR m.role_code IN ('secretariat', 'csirt_coordinator'))
   AND (a.step_no > 1 AND a.person_id = (SELECT viewer())
        OR a.person_id IS NULL AND g.domain = 'incident_instruction'
           AND EXISTS (SELECT FROM mine m WHERE m.role_code IN ('secretariat', 'csirt_coordinator')))) t
