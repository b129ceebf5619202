-- 添付資料 of a request. Whoever asks has been let in by exception_rules.

-- name: exception_attachments
-- In the order in which they came. $1 request, $2 whether the viewer writes it.
SELECT a.id, f.name, f.media_type, f.size,
       CASE WHEN f.size < 1024 THEN f.size || 'バイト'
            WHEN f.size < 1048576 THEN ceil(f.size / 1024.0) || 'KB'
            ELSE round(f.size / 1048576.0, 1) || 'MB' END AS size_words,
       f.sha256, left(f.sha256, 12) AS sha256_short, f.scanned_by, a.added_at, p.staff_no AS added_by_no,
       person_name(p) AS added_by, $2::boolean AND exception_attachment_is_loose(a) AS may_remove
  FROM exception_attachment a
  JOIN file f ON f.id = a.file_id
  LEFT JOIN person p ON p.id = a.added_by
 WHERE a.request_id = $1::bigint AND a.removed_at IS NULL
 ORDER BY a.id

-- name: exception_attaching
-- Whether another may be added now. $1 request, $2 whether the viewer writes it.
SELECT $2::boolean AND exception_takes_attachments(r.state) AS is_open, a.count >= 10 AS is_full
  FROM exception_request r
 CROSS JOIN LATERAL (SELECT count(*) FROM exception_attachment a
                      WHERE a.request_id = r.id AND a.removed_at IS NULL) a
 WHERE r.id = $1::bigint

-- name: exception_attachment_add
-- $1 request, $2 file.
INSERT INTO exception_attachment (request_id, file_id) VALUES ($1::bigint, $2::bigint) RETURNING id

-- name: exception_attachment_file
-- $1 request, $2 attachment. No row: the request has no such file.
SELECT f.id, f.name, f.media_type, f.size
  FROM exception_attachment a
  JOIN file f ON f.id = a.file_id
 WHERE a.request_id = $1::bigint AND a.id::text = $2 AND a.removed_at IS NULL

-- name: exception_attachment_remove
-- $1 request, $2 attachment. No row: the request has no such file.
UPDATE exception_attachment SET removed_at = instant()
 WHERE request_id = $1::bigint AND id::text = $2 AND removed_at IS NULL
RETURNING id
