-- name: asset_view_list
-- The saved filters of the viewer, and those that colleagues share.
SELECT v.id, v.name AS view_name, v.query AS view_query, v.person_id = viewer() AS is_own, v.is_shared,
       CASE WHEN v.person_id <> viewer() THEN person_name(p) END AS by_name
  FROM asset_view v
  JOIN person p ON p.id = v.person_id
 WHERE v.ended_at IS NULL
   AND (v.person_id = viewer() OR v.is_shared AND v.person_id = ANY ((SELECT colleagues())::bigint[]))
 ORDER BY v.person_id <> viewer(), v.name COLLATE "ja-x-icu", v.id

-- name: asset_view_add
-- $1 name, $2 query, $3 shared.
INSERT INTO asset_view (name, query, is_shared) VALUES ($1, $2, $3::boolean) RETURNING id

-- name: asset_view_end
-- One's own. $1 id.
UPDATE asset_view SET ended_at = instant()
 WHERE id = $1::bigint AND person_id = viewer() AND ended_at IS NULL
RETURNING id
