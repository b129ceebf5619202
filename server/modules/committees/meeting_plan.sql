-- 会議の予定: entered by the secretariat, changed until notice is given.

-- name: meeting_plan_defaults
-- What the form of a new meeting is filled with at first; of a committee that is known already, also
-- where it met and why in private, as of the last time that says so. $1 committee or NULL.
SELECT 'regular' AS meeting_kind, 'in_person' AS meeting_format, 'non_public' AS publicity_mark,
       (SELECT m.place FROM meeting m WHERE m.committee_code = $1 AND m.place <> ''
         ORDER BY m.starts_at DESC LIMIT 1) AS place,
       (SELECT m.nonpublic_reason FROM meeting m WHERE m.committee_code = $1 AND m.nonpublic_reason <> ''
         ORDER BY m.starts_at DESC LIMIT 1) AS nonpublic_reason

-- name: meeting_plan
-- What the form of a planned meeting is filled with. $1 id.
SELECT m.kind AS meeting_kind, tokyo_day(m.starts_at) AS starts_on,
       to_char(m.starts_at AT TIME ZONE 'Asia/Tokyo', 'FMHH24:MI') AS starts_time, m.place,
       m.format AS meeting_format, CASE WHEN m.is_public THEN 'public' ELSE 'non_public' END AS publicity_mark,
       m.nonpublic_reason, m.reply_by, m.necessity, m.necessity_on, m.row_version AS version
  FROM meeting m
 WHERE m.id = $1

-- name: meeting_add
-- $1 committee, $2 kind, $3 format, $4 day, $5 time, $6 place, $7 necessity, $8 its day, $9 is public,
-- $10 why not, $11 answers until.
INSERT INTO meeting (committee_code, kind, format, starts_at, place, necessity, necessity_on, is_public,
                     nonpublic_reason, reply_by)
VALUES ($1, $2, $3, ($4::date + $5::time) AT TIME ZONE 'Asia/Tokyo', coalesce($6, ''), coalesce($7, ''),
        $8::date, $9::boolean, coalesce($10, ''), $11::date)
RETURNING id

-- name: meeting_change
-- $1 id, $2 kind, $3 format, $4 day, $5 time, $6 place, $7 necessity, $8 its day, $9 is public, $10 why
-- not, $11 answers until.
UPDATE meeting
   SET kind = $2, format = $3, starts_at = ($4::date + $5::time) AT TIME ZONE 'Asia/Tokyo',
       place = coalesce($6, ''), necessity = coalesce($7, ''), necessity_on = $8::date,
       is_public = $9::boolean, nonpublic_reason = coalesce($10, ''), reply_by = $11::date,
       updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1
