-- The form of an asset.

-- name: asset_form_rights
-- What the viewer may enter. $1 section, NULL: of a new asset, in any section.
SELECT coalesce(may('asset_exclude'), false) AS may_exclude, asset_is_graded() AS _is_graded,
       CASE WHEN $1::bigint IS NOT NULL THEN writes_restricted($1::bigint)
            ELSE may('asset_write_restricted') OR h.is_head END AS may_restricted,
       CASE WHEN $1::bigint IS NOT NULL THEN confirms_assets_of($1::bigint)
            ELSE may('asset_maintain') OR h.is_head END AS may_register
  FROM (SELECT EXISTS (SELECT FROM units_borne('{system_security_manager}')) AS is_head) h

-- name: asset_form_units
-- Sections the viewer enters assets of; the only one is chosen. $1 chosen code.
SELECT u.code, u.name, u.code = $1 OR count(*) OVER () = 1 AS is_chosen
  FROM org_unit u
 WHERE u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, today())
   AND (may('asset_maintain')
        OR u.id IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager,it_promotion_leader}') b))
 ORDER BY u.code

-- name: asset_form_answers
-- Answers to 「どのような情報ですか」 with the levels they give. $1 chosen.
SELECT p.code, p.label, p.examples, p.code = $1 AS is_chosen,
       (SELECT string_agg(l.label, '、' ORDER BY array_position(s.axes, l.axis))
          FROM classification_level l
         WHERE l.code IN (p.confidentiality, p.integrity, p.availability, p.grade)) AS levels
  FROM classification_preset p
  JOIN classification_scheme s ON s.code = p.scheme_code AND s.axes = classification_axes()
 ORDER BY p.ord

-- name: asset_form_axes
-- $1 to $4 chosen levels; '' as answered.
SELECT x.axis AS _id, x.axis AS field,
       CASE x.axis WHEN 'confidentiality' THEN $1 WHEN 'integrity' THEN $2 WHEN 'availability' THEN $3 ELSE $4 END = ''
           AS is_as_answered
  FROM unnest(classification_axes()) WITH ORDINALITY AS x (axis, ord)
 ORDER BY x.ord

-- name: asset_form_levels
-- $1 to $4 chosen levels.
SELECT l.axis AS _of, l.code, l.label, l.definition, l.code IN ($1, $2, $3, $4) AS is_chosen
  FROM classification_level l
  JOIN classification_scheme s ON s.code = l.scheme_code AND s.axes = classification_axes()
 ORDER BY l.rank DESC

-- name: asset_form_answer
-- The levels an answer gives. $1 code.
SELECT confidentiality, integrity, availability, grade FROM classification_preset WHERE code = $1

-- name: asset_form_contractors
-- Those the city works with, and the one that is chosen. $1 chosen id.
SELECT c.id::text AS code, c.name, c.id::text = $1 AS is_chosen
  FROM contractor c
 WHERE c.status = 'active' OR c.id::text = $1
 ORDER BY c.name_kana COLLATE "ja-x-icu", c.id

-- name: asset_form_contractor
-- $1 id as it was sent.
SELECT c.id::text FROM contractor c WHERE c.id::text = $1

-- name: asset_form_operator
-- Who works for the city today. $1 staff number.
SELECT p.id::text, person_name(p) AS name
  FROM person p
 WHERE p.staff_no = $1
   AND EXISTS (SELECT FROM person_assignment a
                WHERE a.person_id = p.id AND is_in_force(a.valid_from, a.valid_to, today()))

-- name: asset_form_differs
-- Whether anything of it would change. $1 asset, $2 fields, $3 restricted.
SELECT asset_differing($2::jsonb, asset_values($1::bigint)) <> '{}'
       OR asset_differing($3::jsonb, asset_restricted_values($1::bigint)) <> '{}' AS differs

-- name: asset_form_send
-- To the head of the section, once it has been seen that it can be applied. $1 correction.
SELECT asset_correction_try($1::bigint), asset_correction_move($1::bigint, 'send', NULL)

-- name: asset_form_made
-- The new asset of a correction of one row. $1 correction.
SELECT a.id::text, a.asset_no, a.status
  FROM asset_correction_row r JOIN asset a ON a.id = r.made_id
 WHERE r.correction_id = $1::bigint
