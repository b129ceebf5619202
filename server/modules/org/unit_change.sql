-- name: unit_options
-- Units to choose from. $1 day, $2 code that is chosen, $3 not NULL: departments only.
SELECT u.code, l.full_name AS name, u.code = $2 AS is_chosen
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
 WHERE is_in_force(u.valid_from, u.valid_to, $1::date)
   AND ($3::text IS NULL OR u.kind = 'department')
 ORDER BY l.department_code, u.kind <> 'department', u.code

-- name: unit_for_change
-- The unit of today under this code, else the next one, with what its forms show. $1 code.
SELECT u.id AS _id, u.code, u.name, u.name_kana, u.kind, u.organ, l.full_name, p.code AS parent,
       u.doc_symbol, u.phone_ext, u.location, u.is_user_section, u.is_coordinating_section,
       u.valid_from AS since, u.valid_to AS until, u.row_version AS version, h.name AS head_post,
       moment_text(u.updated_at) AS _updated_at_text,
       person_name(b) AS _updated_by_name
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN org_unit p ON p.id = u.parent_id
  LEFT JOIN person b ON b.id = u.updated_by
  LEFT JOIN LATERAL (SELECT o.name FROM post o WHERE o.org_unit_id = u.id AND o.is_head
                      ORDER BY o.valid_from DESC LIMIT 1) h ON true
 WHERE u.code = $1 AND (u.valid_to IS NULL OR u.valid_to >= today())
 ORDER BY u.valid_from
 LIMIT 1

-- name: unit_update_facts
-- $1 id, $2 reading, $3 document symbol, $4 extension, $5 location.
UPDATE org_unit SET name_kana = coalesce($2, ''), doc_symbol = $3, phone_ext = $4, location = $5,
                    updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint

-- name: unit_search_put
-- $1 id, $2 what the unit is found by.
INSERT INTO org_unit_search (org_unit_id, folded) VALUES ($1::bigint, $2)
ON CONFLICT (org_unit_id) DO UPDATE SET folded = excluded.folded

-- name: unit_add
-- $1 code, $2 name, $3 reading, $4 kind, $5 organ, $6 code of the parent or NULL, $7 coordinating section,
-- $8 user section, $9 document symbol, $10 extension, $11 location, $12 from.
INSERT INTO org_unit (code, name, name_kana, kind, organ, parent_id, is_coordinating_section,
                      is_user_section, doc_symbol, phone_ext, location, valid_from)
VALUES ($1, $2, coalesce($3, ''), $4, $5,
        (SELECT p.id FROM org_unit p
          WHERE p.code = $6 AND is_in_force(p.valid_from, p.valid_to, $12::date)),
        $7::boolean, $8::boolean, $9, $10, $11, $12::date)
RETURNING id

-- name: unit_add_head_post
-- The post of the head of a new unit. $1 id of the unit, $2 name.
INSERT INTO post (code, name, org_unit_id, is_head, valid_from)
SELECT 'section_head:' || u.code, $2, u.id, true, u.valid_from FROM org_unit u WHERE u.id = $1::bigint

-- name: unit_add_successor
-- The unit as which another goes on. $1 id of the old one, $2 code, $3 name, $4 reading, $5 code of the
-- parent or NULL: as before, $6 from.
INSERT INTO org_unit (code, name, name_kana, kind, organ, parent_id, is_coordinating_section,
                      is_user_section, doc_symbol, phone_ext, location, valid_from, valid_to)
SELECT $2, $3, coalesce($4, ''), u.kind, u.organ,
       CASE WHEN $5::text IS NULL OR u.kind = 'department' THEN u.parent_id
            ELSE (SELECT p.id FROM org_unit p
                   WHERE p.code = $5 AND is_in_force(p.valid_from, p.valid_to, $6::date)) END,
       u.is_coordinating_section, u.is_user_section, u.doc_symbol, u.phone_ext, u.location, $6::date,
       u.valid_to
  FROM org_unit u WHERE u.id = $1::bigint
RETURNING id

-- name: unit_merge_target
-- The unit that takes another up. $1 its code, $2 day, $3 id of the other.
SELECT u.id FROM org_unit u
 WHERE u.code = $1 AND is_in_force(u.valid_from, u.valid_to, $2::date) AND u.id <> $3::bigint

-- name: unit_succeed
-- $1 id of the old unit, $2 of the new one or NULL, $3 first day of the new one, $4 name of the head's post
-- or NULL: as before.
SELECT unit_succeed($1::bigint, $2::bigint, $3::date, $4)
