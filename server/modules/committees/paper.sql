-- 会議の資料: versions of files. sees_paper says who reads one.

-- name: paper_list
-- The latest version of each first. $1 meeting, $2 whether those of items, else those that belong to none
-- (or to one that was taken off).
SELECT i.id AS _of, p.id, p.paper_no, p.version_no, p.title, p.publicity AS publicity_mark, f.name AS file_name,
       f.media_type, CASE WHEN f.size < 1024 THEN f.size || 'バイト'
                          WHEN f.size < 1048576 THEN ceil(f.size / 1024.0) || 'KB'
                          ELSE round(f.size / 1048576.0, 1) || 'MB' END AS size_words, f.sha256,
       p.added_at, person_name(b) AS added_by, p.withdrawn_at IS NOT NULL AS is_withdrawn,
       p.withdrawn_at IS NULL AND p.version_no < (SELECT max(x.version_no) FROM meeting_paper x
                                                   WHERE x.meeting_id = p.meeting_id AND x.paper_no = p.paper_no
                                                     AND x.withdrawn_at IS NULL) AS is_former,
       p.withdrawn_at IS NULL AND w.may_change AS may_withdraw
  FROM meeting_paper p
  JOIN file f ON f.id = p.file_id
  JOIN meeting m ON m.id = p.meeting_id
  LEFT JOIN agenda_item i ON i.id = p.item_id AND i.removed_at IS NULL
  LEFT JOIN person b ON b.id = p.added_by
 CROSS JOIN LATERAL (SELECT may('meeting_maintain')
                        AND m.state NOT IN ('cancelled', 'minutes_review', 'minutes_final') AS may_change) w
 WHERE p.meeting_id = $1 AND (i.id IS NOT NULL) = $2::boolean AND sees_paper(p)
 ORDER BY p.paper_no, p.version_no DESC

-- name: paper_items
-- The items a paper can belong to. $1 meeting, $2 the one that is chosen.
SELECT i.id, i.no, i.title, i.id::text = $2 AS is_chosen
  FROM agenda_item i
 WHERE i.meeting_id = $1 AND i.removed_at IS NULL
 ORDER BY i.no

-- name: paper_latest
-- What the form of a further version is filled with. $1 meeting, $2 number of the paper.
SELECT p.paper_no, p.title, p.item_id AS item, p.publicity AS publicity_mark, p.version_no + 1 AS next_version
  FROM meeting_paper p
 WHERE p.meeting_id = $1 AND p.paper_no::text = $2
 ORDER BY p.version_no DESC
 LIMIT 1

-- name: paper_defaults
-- What the form of a first version is filled with: papers of a meeting in private are so too. $1 meeting.
SELECT CASE WHEN NOT m.is_public THEN 'non_public' END AS publicity_mark
  FROM meeting m
 WHERE m.id = $1

-- name: paper_add
-- $1 meeting, $2 item or NULL, $3 number of the paper, NULL: a new one, $4 title, $5 file, $6 publicity.
INSERT INTO meeting_paper (meeting_id, item_id, paper_no, version_no, title, file_id, publicity)
SELECT $1, $2::bigint, n.paper_no,
       coalesce((SELECT max(p.version_no) FROM meeting_paper p
                  WHERE p.meeting_id = $1 AND p.paper_no = n.paper_no), 0) + 1, $4, $5, $6
  FROM (SELECT coalesce($3::integer, (SELECT coalesce(max(p.paper_no), 0) + 1 FROM meeting_paper p
                                       WHERE p.meeting_id = $1)) AS paper_no) n
RETURNING id, paper_no, version_no

-- name: paper_file
-- $1 meeting, $2 paper. No row: none that the viewer may read.
SELECT f.id, f.name, f.media_type, f.size, p.publicity
  FROM meeting_paper p
  JOIN file f ON f.id = p.file_id
 WHERE p.meeting_id::text = $1 AND p.id::text = $2 AND sees_paper(p)

-- name: paper_is_hidden
-- A row: there is such a paper. $1 id.
SELECT FROM meeting_paper WHERE id::text = $1

-- name: paper_withdraw
-- $1 meeting, $2 paper. No row: there is none to withdraw.
UPDATE meeting_paper SET withdrawn_at = instant()
 WHERE meeting_id = $1 AND id = $2 AND withdrawn_at IS NULL
RETURNING id
