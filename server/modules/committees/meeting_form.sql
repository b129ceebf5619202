-- What the forms about committees share.

-- name: meeting_person
-- Whom a form names, with what is printed of somebody. $1 staff number, or a name with or without its
-- space; more than one row: the name does not tell.
SELECT p.id, p.staff_no, person_name(p) AS name,
       coalesce((SELECT o.name FROM post_holding h JOIN post o ON o.id = h.post_id
                  WHERE h.person_id = p.id AND is_in_force(h.valid_from, h.valid_to, today())
                  ORDER BY h.kind <> 'holder', NOT o.is_head, o.id LIMIT 1),
                concat_ws('　', l.full_name, nullif(a.title, '')), '') AS post_name
  FROM person p
  LEFT JOIN person_on(today()) a ON a.person_id = p.id
  LEFT JOIN unit_place l ON l.org_unit_id = a.org_unit_id
 WHERE p.staff_no = $1
    OR translate(person_name(p), ' 　', '') = translate($1, ' 　', '')
 ORDER BY p.staff_no <> $1, p.id
 LIMIT 2
