-- 指導・助言、質問 (clause 7(1)ウ(キ)). A thread begins with what has no reply_to_id.

-- name: guidance_list
-- Newest first. $1 id of the last of the page before or NULL, $2 at most so many, $3 code of a section or NULL,
-- $4 unanswered: questions without an answer alone, or NULL.
WITH hit AS MATERIALIZED (
    SELECT g.*, (SELECT count(*) FROM guidance r WHERE r.reply_to_id = g.id) AS replies,
           g.kind = 'question' AND NOT EXISTS (SELECT FROM guidance r
                                                WHERE r.reply_to_id = g.id AND r.kind = 'answer') AS is_unanswered
      FROM guidance g
      JOIN org_unit u ON u.id = g.org_unit_id
     WHERE g.reply_to_id IS NULL AND sees_guidance(g) AND ($3::text IS NULL OR u.code = $3)
)
SELECT h.id, h.at, h.kind AS guidance_kind, h.title, u.code AS unit_code, u.name AS section,
       person_name(p) AS written_by, h.acting_record_id IS NOT NULL AS is_acting, h.replies, h.is_unanswered,
       (SELECT count(*) FROM hit x WHERE $4::text IS NULL OR x.is_unanswered) AS _total
  FROM hit h
  JOIN org_unit u ON u.id = h.org_unit_id
  JOIN person p ON p.id = h.person_id
 WHERE ($4::text IS NULL OR h.is_unanswered)
   AND ($1::text IS NULL OR (h.at, h.id) < (SELECT b.at, b.id FROM guidance b WHERE b.id = $1::bigint))
 ORDER BY h.at DESC, h.id DESC
 LIMIT $2::bigint

-- name: guidance_sections
-- Sections with a record the viewer may see. $1 the one asked for or NULL.
SELECT DISTINCT u.code, u.name, u.code IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM guidance g JOIN org_unit u ON u.id = g.org_unit_id
 WHERE g.reply_to_id IS NULL AND sees_guidance(g)
 ORDER BY u.code

-- name: guidance_part
-- In which part the viewer writes: gives guidance, asks for a section; the deputy in the manager's place.
SELECT gives_guidance() AS may_guide, EXISTS (SELECT FROM own_directive_units()) AS may_ask,
       acts_as('network_security_manager') AND NOT bears(viewer(), 'network_security_manager', today()) AS is_acting

-- name: guidance_targets
-- Sections the viewer may write to or for; where there is one, it is chosen. $1 code of the one chosen or NULL.
SELECT u.code, u.name, l.department_name AS department,
       u.code IS NOT DISTINCT FROM $1::text OR count(*) OVER () = 1 AS is_chosen
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
 WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today())
   AND (gives_guidance() OR u.id IN (SELECT o.org_unit_id FROM own_directive_units() o))
 ORDER BY u.code

-- name: guidance_add
-- $1 code of the section, $2 kind, $3 title, $4 body, $5 acting record or NULL. No row: there is no such section.
INSERT INTO guidance (org_unit_id, kind, title, body, acting_record_id)
SELECT u.id, $2, $3, $4, $5::bigint FROM org_unit u
 WHERE u.code = $1 AND u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today())
RETURNING id

-- name: guidance_reply_add
-- $1 thread, $2 kind, $3 body, $4 acting record or NULL.
INSERT INTO guidance (org_unit_id, kind, reply_to_id, title, body, acting_record_id)
SELECT g.org_unit_id, $2, g.id, g.title, $3, $4::bigint FROM guidance g WHERE g.id = $1::bigint

-- name: guidance_load
-- $1 id of a thread.
SELECT sees_guidance(g) AS may_see, gives_guidance() AS may_guide,
       g.org_unit_id IN (SELECT o.org_unit_id FROM own_directive_units() o) AS is_own
  FROM guidance g
 WHERE g.id = $1::bigint AND g.reply_to_id IS NULL

-- name: guidance_is_hidden
-- A row: there is such a record. $1 id.
SELECT FROM guidance WHERE id::text = $1

-- name: guidance_show
-- $1 id.
SELECT g.id, g.kind AS guidance_kind, g.title, g.body, g.at, u.code AS unit_code, u.name AS section,
       person_name(p) AS written_by, g.acting_record_id IS NOT NULL AS is_acting,
       gives_guidance() OR g.org_unit_id IN (SELECT o.org_unit_id FROM own_directive_units() o) AS may_reply
  FROM guidance g
  JOIN org_unit u ON u.id = g.org_unit_id
  JOIN person p ON p.id = g.person_id
 WHERE g.id = $1::bigint

-- name: guidance_replies
-- $1 id.
SELECT g.kind AS guidance_kind, g.body, g.at, person_name(p) AS written_by,
       g.acting_record_id IS NOT NULL AS is_acting
  FROM guidance g
  JOIN person p ON p.id = g.person_id
 WHERE g.reply_to_id = $1::bigint
 ORDER BY g.id
