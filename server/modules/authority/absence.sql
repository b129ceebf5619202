-- 不在: who is away, from when until when. Nobody sees one that sees_absence_of() does not show.

-- name: absence_person
-- Whom a form means: a staff number, or parts of a name or its reading. $1 as typed, $2 LIKE patterns of
-- the words or NULL, $3 for each an array of its grams. Whom the number names comes first.
SELECT p.id AS _id, p.staff_no, person_name(p) AS name, l.full_name AS unit, a.title,
       p.staff_no = $1 AS is_number
  FROM person p
  JOIN person_search s ON s.person_id = p.id
  JOIN person_on(today()) a ON a.person_id = p.id
  LEFT JOIN unit_place l ON l.org_unit_id = a.org_unit_id
 WHERE p.staff_no = $1
    OR s.grams @> (SELECT w.grams::text[] FROM unnest($3::text[]) AS w (grams) LIMIT 1)
       AND s.folded LIKE ALL ($2::text[])
 ORDER BY p.staff_no <> $1, p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no
 LIMIT 6

-- name: absence_list
-- What the viewer may see: $1 current, upcoming or past. The past: newest first, 200 at most.
SELECT a.id, p.staff_no, person_name(p) AS name, l.full_name AS unit, m.title, a.kind AS absence_kind,
       a.from_at, a.to_at, w.from_day, w.from_time, w.to_day, w.to_time, w.is_whole_days,
       w.from_day = w.to_day AS is_one_day, a.reason,
       a.means_tried, s.absence_state, a.cancelled_at IS NOT NULL AS is_cancelled,
       person_name(e) AS entered_by, a.created_by IS DISTINCT FROM a.person_id AS is_entered_for
  FROM absence a
  JOIN person p ON p.id = a.person_id
  LEFT JOIN person e ON e.id = a.created_by
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, tokyo_day(a.from_at))
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 CROSS JOIN LATERAL absence_words(a) w
 CROSS JOIN LATERAL (SELECT absence_state(a) AS absence_state) s
 WHERE sees_absence_of(a.person_id)
   AND CASE $1 WHEN 'current' THEN s.absence_state = 'current'
               WHEN 'upcoming' THEN s.absence_state = 'upcoming'
               ELSE s.absence_state IN ('past', 'cancelled') END
 ORDER BY CASE WHEN $1 = 'past' THEN a.from_at END DESC, a.from_at, a.id
 LIMIT 200

-- name: absence_rights
-- What the viewer may do here.
SELECT may('absence_enter') AS may_enter_for_others, may('absence_read') AS may_read_all,
       EXISTS (SELECT FROM authority_rule g
                WHERE g.step_no > 1 AND bears(viewer(), g.acting_role, today())) AS may_act_for_others

-- name: absence_show
-- One absence, with what its form begins with. $1 id. No row: none, or not for the viewer to see.
SELECT a.id, p.staff_no, person_name(p) AS name, l.full_name AS unit, m.title, a.kind AS absence_kind,
       a.from_at, a.to_at, w.from_day, w.from_time, w.to_day, w.to_time, w.is_whole_days,
       w.from_day = w.to_day AS is_one_day, a.reason,
       a.means_tried, absence_state(a) AS absence_state, a.created_at AS entered_at,
       person_name(e) AS entered_by, a.cancelled_at, person_name(c) AS cancelled_by, a.cancel_reason,
       a.from_at <= instant() AS has_begun,
       a.cancelled_at IS NULL AND a.to_at > instant() AND may_change_absence(a) AS may_change,
       EXISTS (SELECT FROM acting_basis b WHERE b.absence_id = a.id) AS is_relied_upon,
       a.row_version AS version, a.updated_at, person_name(u) AS updated_by,
       moment_text(a.updated_at) AS _updated_at,
       person_name(u) AS _updated_by
  FROM absence a
  JOIN person p ON p.id = a.person_id
  LEFT JOIN person e ON e.id = a.created_by
  LEFT JOIN person c ON c.id = a.cancelled_by
  LEFT JOIN person u ON u.id = a.updated_by
  LEFT JOIN person_assignment m ON m.person_id = p.id AND m.is_main
                               AND is_in_force(m.valid_from, m.valid_to, tokyo_day(a.from_at))
  LEFT JOIN unit_place l ON l.org_unit_id = m.org_unit_id
 CROSS JOIN LATERAL absence_words(a) w
 WHERE a.id = $1::bigint AND sees_absence_of(a.person_id)

-- name: absence_lock
-- Before it is changed. $1 id.
SELECT a.id FROM absence a WHERE a.id = $1::bigint FOR UPDATE

-- name: absence_add
-- $1 id of the person or NULL: the viewer, $2 kind, $3 first day, $4 its time, $5 last day, $6 its time,
-- $7 reason, $8 means tried.
INSERT INTO absence (person_id, kind, from_at, to_at, reason, means_tried)
VALUES (coalesce($1::bigint, viewer()), $2, absence_moment($3::date, $4), absence_moment($5::date, $6), $7, $8)
RETURNING id

-- name: absence_save
-- $1 id, $2 kind, $3 first day, $4 its time, $5 last day, $6 its time, $7 reason, $8 means tried.
UPDATE absence SET kind = $2, from_at = absence_moment($3::date, $4), to_at = absence_moment($5::date, $6),
                   reason = $7, means_tried = $8, updated_at = instant(), updated_by = viewer(),
                   row_version = row_version + 1
 WHERE id = $1::bigint

-- name: absence_end_now
-- The holder is back. $1 id.
UPDATE absence SET to_at = instant(), updated_at = instant(), updated_by = viewer(),
                   row_version = row_version + 1
 WHERE id = $1::bigint

-- name: absence_cancel
-- $1 id, $2 why.
UPDATE absence SET cancelled_at = instant(), cancel_reason = $2, updated_at = instant(),
                   updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint
