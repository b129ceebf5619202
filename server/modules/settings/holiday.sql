-- name: holiday_list
-- The holidays of a calendar year, with what was taken back. $1 year.
SELECT h.day, h.name, h.is_holiday, h.note, h.entered_at, person_name(p) AS entered_by,
       extract(isodow FROM h.day)::int % 7 AS weekday
  FROM holiday_in_force h
  LEFT JOIN person p ON p.id = h.entered_by
 WHERE extract(year FROM h.day) = $1::int
 ORDER BY h.day

-- name: holiday_version
-- The version a change must carry: the last entry of all; who made it.
SELECT coalesce(max(h.id), 0) AS version,
       (array_agg(person_name(p) ORDER BY h.id DESC))[1] AS _entered_by
  FROM holiday h
  LEFT JOIN person p ON p.id = h.entered_by

-- name: holiday_add
-- $1 day, $2 name, $3 whether it is one, $4 note.
INSERT INTO holiday (day, name, is_holiday, note) VALUES ($1::date, $2, $3::boolean, $4)
