-- Files in the database, in chunks of 256 KiB.

-- name: file_add
-- $1 name, $2 media type, $3 size, $4 hash, $5 what scanned it or "".
INSERT INTO file (name, media_type, size, sha256, scanned_by) VALUES ($1, $2, $3::bigint, $4, $5)
RETURNING id

-- name: file_chunk_add
-- $1 file, $2 place, $3 bytes (binary).
INSERT INTO file_chunk (file_id, seq, bytes) VALUES ($1::bigint, $2::integer, $3)

-- name: file_chunk_take
-- $1 file, $2 place.
SELECT bytes FROM file_chunk WHERE file_id = $1::bigint AND seq = $2::integer
