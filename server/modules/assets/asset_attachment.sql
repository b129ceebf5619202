-- Files of an asset. Whoever asks has been let in by asset_of_path(); diagrams are for those who may see addresses.

-- part: seen
a.removed_at IS NULL AND (a.kind <> 'diagram' OR sees_restricted(o.owner_unit_id))

-- name: asset_attachments
-- In the order in which they came. $1 asset.
SELECT a.id, a.kind AS attachment_kind, f.name, f.media_type, f.size,
       CASE WHEN f.size < 1024 THEN f.size || 'バイト'
            WHEN f.size < 1048576 THEN ceil(f.size / 1024.0) || 'KB'
            ELSE round(f.size / 1048576.0, 1) || 'MB' END AS size_words,
       f.sha256, left(f.sha256, 12) AS sha256_short, f.scanned_by, a.added_at, person_name(p) AS added_by,
       drafts_assets_of(o.owner_unit_id) AND (a.kind <> 'diagram' OR writes_restricted(o.owner_unit_id)) AS may_remove
  FROM asset_attachment a
  JOIN asset o ON o.id = a.asset_id
  JOIN file f ON f.id = a.file_id
  LEFT JOIN person p ON p.id = a.added_by
 WHERE a.asset_id = $1::bigint AND @seen
 ORDER BY a.id

-- name: asset_attaching
-- Whether another may be added, and whether diagrams are among what the viewer adds. $1 asset.
SELECT drafts_assets_of(o.owner_unit_id) AND o.status NOT IN ('disposed', 'discarded') AS is_open,
       (SELECT count(*) FROM asset_attachment a WHERE a.asset_id = o.id AND a.removed_at IS NULL) >= 10 AS is_full,
       writes_restricted(o.owner_unit_id) AS may_diagram
  FROM asset o
 WHERE o.id = $1::bigint

-- name: asset_attachment_add
-- $1 asset, $2 file, $3 kind.
INSERT INTO asset_attachment (asset_id, file_id, kind) VALUES ($1::bigint, $2::bigint, $3) RETURNING id

-- name: asset_attachment_file
-- $1 asset, $2 attachment. No row: there is no such file, or not for the viewer.
SELECT f.id, f.name, f.media_type, f.size, a.kind
  FROM asset_attachment a
  JOIN asset o ON o.id = a.asset_id
  JOIN file f ON f.id = a.file_id
 WHERE a.asset_id = $1::bigint AND a.id::text = $2 AND @seen

-- name: asset_attachment_remove
-- $1 asset, $2 attachment. No row: as above.
UPDATE asset_attachment a SET removed_at = instant()
  FROM asset o
 WHERE o.id = a.asset_id AND a.asset_id = $1::bigint AND a.id::text = $2 AND @seen
RETURNING a.id
