-- name: post_list
-- Posts in force with who holds them. $1 day, $2 LIKE patterns of a query or NULL.
SELECT o.code, o.name, l.full_name AS unit, u.code AS unit_code, o.is_head, o.is_policy_council,
       p.staff_no, person_name(p) AS holder, h.kind AS holding, h.valid_from AS since
  FROM post o
  LEFT JOIN org_unit u ON u.id = o.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN org_unit_search s ON s.org_unit_id = u.id
  LEFT JOIN post_holding h ON h.post_id = o.id AND is_in_force(h.valid_from, h.valid_to, $1::date)
  LEFT JOIN person p ON p.id = h.person_id
  LEFT JOIN person_search ps ON ps.person_id = p.id
 WHERE is_in_force(o.valid_from, o.valid_to, $1::date)
   AND ($2::text[] IS NULL OR concat_ws(' ', lower(o.name), s.folded, ps.folded) LIKE ALL ($2::text[]))
 ORDER BY l.department_code NULLS FIRST, o.org_unit_id NULLS FIRST, o.code

-- name: post_show
-- The post of today under this code, else the next one, else the last. $1 code.
SELECT o.id AS _id, o.code, o.name, l.full_name AS unit_name, u.code AS unit_code, o.is_head,
       o.is_policy_council, o.valid_from AS since, o.valid_to AS until,
       o.valid_to IS NULL OR o.valid_to >= today() AS may_change
  FROM post o
  LEFT JOIN org_unit u ON u.id = o.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = u.id
 WHERE o.code = $1
 ORDER BY is_in_force(o.valid_from, o.valid_to, today()) DESC, abs(o.valid_from - today())
 LIMIT 1

-- name: post_roles
-- The roles that go with it. $1 code.
SELECT DISTINCT d.code AS role, d.sort_order AS _order
  FROM post o
  LEFT JOIN org_unit u ON u.id = o.org_unit_id
  JOIN ex_officio x ON x.post_code = o.code
                    OR x.rule = 'coordinating_head' AND o.is_head AND u.is_coordinating_section
                    OR x.rule = 'user_section_head' AND o.is_head AND u.is_user_section
                    OR x.rule = 'policy_council' AND o.is_policy_council
  JOIN role_definition d ON d.code = x.role_code
 WHERE o.code = $1 AND (o.valid_to IS NULL OR o.valid_to >= today())
 ORDER BY d.sort_order

-- name: post_holdings
-- Who held, holds and will hold it, newest first. $1 code.
SELECT p.staff_no, person_name(p) AS name, h.kind AS holding, h.valid_from, h.valid_to, h.order_ref,
       is_in_force(h.valid_from, h.valid_to, today()) AS is_in_force, h.valid_from > today() AS is_future
  FROM post o
  JOIN post_holding h ON h.post_id = o.id
  JOIN person p ON p.id = h.person_id
 WHERE o.code = $1
 ORDER BY h.valid_from DESC, h.id DESC
 LIMIT 100

-- name: post_add
-- $1 code, $2 name, $3 code of the unit or NULL, $4 head, $5 policy council, $6 from.
INSERT INTO post (code, name, org_unit_id, is_head, is_policy_council, valid_from)
VALUES ($1, $2, (SELECT u.id FROM org_unit u
                  WHERE u.code = $3 AND is_in_force(u.valid_from, u.valid_to, $6::date)),
        $4::boolean, $5::boolean, $6::date)
RETURNING id

-- name: post_person
-- Whom a form names by staff number. $1 number.
SELECT p.id FROM person p WHERE p.staff_no = $1

-- name: post_candidates
-- Whom a form means by a staff number or by words of a name: those in scope on the day. $1 day, $2 what was
-- typed, $3 LIKE patterns of its words or NULL, $4 for each an array of its grams, $5 staff number that was
-- chosen among them. Higher ranks come first; one row too many says that there are more.
WITH rank_order AS (
    SELECT ARRAY['staff', 'chief', 'assistant_manager', 'manager', 'deputy_director', 'director',
                 'superintendent', 'vice_mayor', 'mayor'] AS ranks
), known AS (
    SELECT p.id FROM person p WHERE p.staff_no = $2
), hit AS (
    SELECT k.id, true AS is_number FROM known k
     UNION ALL
    (SELECT s.person_id, false
       FROM person_search s
       JOIN person p ON p.id = s.person_id
       JOIN person_on($1::date) a ON a.person_id = p.id AND a.out_of_scope_reason IS NULL
      WHERE NOT EXISTS (SELECT FROM known)
        AND s.folded LIKE ALL ($3::text[])
        AND s.grams @> (SELECT array_agg(g) FROM unnest($4::text[]) w, unnest(w::text[]) g)
      ORDER BY array_position((SELECT ranks FROM rank_order), a.rank) DESC NULLS LAST,
               p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no
      LIMIT 21)
)
SELECT p.id AS _id, p.staff_no, person_name(p) AS name, person_reading(p) AS reading,
       l.full_name AS unit, a.title, a.rank, h.is_number, p.staff_no = $5 AS is_picked,
       h.is_number OR p.staff_no = $5 OR count(*) OVER () = 1 AS is_chosen
  FROM hit h
  JOIN person p ON p.id = h.id
  LEFT JOIN person_on($1::date) a ON a.person_id = p.id
  LEFT JOIN unit_place l ON l.org_unit_id = a.org_unit_id
 ORDER BY array_position((SELECT ranks FROM rank_order), a.rank) DESC NULLS LAST,
          p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no

-- name: post_successor
-- Where somebody is who shall hold a post, today and on the day, whether the rank then seems too low for it and
-- whether it is a second 本務: hints, for the title of a transfer may be entered afterwards, and the post of
-- before may be left afterwards. Who acts may be one rank below.
-- $1 code of the post, $2 staff number, $3 day, $4 kind of the holding.
WITH post_rank AS (
    SELECT CASE WHEN NOT o.is_head THEN CASE WHEN x.is_named THEN 'director' END
                WHEN u.kind = 'department' THEN CASE $4 WHEN 'acting' THEN 'manager' ELSE 'deputy_director' END
                ELSE CASE $4 WHEN 'acting' THEN 'assistant_manager' ELSE 'manager' END END AS least
      FROM post o
      LEFT JOIN org_unit u ON u.id = o.org_unit_id
     CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM ex_officio e WHERE e.post_code = o.code) AS is_named) x
     WHERE o.code = $1 AND is_in_force(o.valid_from, o.valid_to, $3::date)
)
SELECT p.staff_no, person_name(p) AS name, person_reading(p) AS reading, nl.full_name AS unit, n.title,
       n.rank, tl.full_name AS then_unit, t.title AS then_title, t.rank AS then_rank,
       (t.org_unit_id, t.title, t.rank) IS DISTINCT FROM (n.org_unit_id, n.title, n.rank) AS moves_by_then,
       $3::date AS then_day,
       w.is_rank_low, w.is_second_main, w.is_rank_low OR w.is_second_main AS is_warning
  FROM person p
 CROSS JOIN (SELECT ARRAY['staff', 'chief', 'assistant_manager', 'manager', 'deputy_director', 'director',
                          'superintendent', 'vice_mayor', 'mayor'] AS ranks) o
  LEFT JOIN post_rank r ON true
  LEFT JOIN person_on(today()) n ON n.person_id = p.id
  LEFT JOIN unit_place nl ON nl.org_unit_id = n.org_unit_id
  LEFT JOIN person_on($3::date) t ON t.person_id = p.id
  LEFT JOIN unit_place tl ON tl.org_unit_id = t.org_unit_id
 CROSS JOIN LATERAL (
     SELECT coalesce(array_position(o.ranks, t.rank) < array_position(o.ranks, r.least), false) AS is_rank_low,
            $4 = 'holder' AND EXISTS (
                SELECT FROM post_holding h JOIN post other ON other.id = h.post_id
                 WHERE h.person_id = p.id AND h.kind = 'holder' AND other.code <> $1
                   AND (h.valid_to IS NULL OR h.valid_to >= $3::date)) AS is_second_main) w
 WHERE p.staff_no = $2

-- name: post_held
-- Other posts that somebody holds on a day or will hold later. $1 code of the post in question, $2 staff number, $3 day.
SELECT o.code, o.name AS post, h.kind AS holding, h.valid_from, h.valid_to
  FROM person p
  JOIN post_holding h ON h.person_id = p.id AND (h.valid_to IS NULL OR h.valid_to >= $3::date)
  JOIN post o ON o.id = h.post_id
 WHERE p.staff_no = $2 AND o.code <> $1
 ORDER BY h.valid_from, o.code

-- name: post_vacate
-- The holding of the day before ends then. $1 id of the post, $2 first day without.
UPDATE post_holding SET valid_to = $2::date - 1, updated_at = instant(), updated_by = viewer(),
                        row_version = row_version + 1
 WHERE post_id = $1::bigint AND valid_from < $2::date AND (valid_to IS NULL OR valid_to >= $2::date)
RETURNING id

-- name: post_hold
-- $1 id of the post, $2 of the person, $3 kind, $4 from, $5 to or NULL, $6 number of the order.
INSERT INTO post_holding (post_id, person_id, kind, valid_from, valid_to, order_ref)
VALUES ($1::bigint, $2::bigint, $3, $4::date, $5::date, coalesce($6, ''))

-- name: post_abolish
-- $1 id, $2 first day without.
SELECT post_end($1::bigint, $2::date)
