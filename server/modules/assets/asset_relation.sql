-- 関連: what holds, runs on, connects to what; of others than the viewer may see not even the number.

-- part: visible
(may('asset_read_all') OR o.owner_unit_id = ANY ((SELECT asset_units_seen())::bigint[]) OR o.status = 'transferred' AND sees_asset(o))
-- part: edge
SELECT r.id, r.relation, r.note, r.created_at, r.from_id AS at, r.to_id AS other, false AS is_back
  FROM asset_relation r WHERE r.ended_at IS NULL
 UNION ALL
SELECT r.id, r.relation, r.note, r.created_at, r.to_id, r.from_id, true
  FROM asset_relation r WHERE r.ended_at IS NULL

-- name: asset_relations
-- Both ways. $1 asset.
SELECT e.id, CASE WHEN NOT e.is_back THEN e.relation END AS asset_relation,
       CASE WHEN e.is_back THEN e.relation END AS asset_relation_back, o.asset_no, o.kind AS asset_kind, o.name AS asset_name,
       o.status AS asset_status, u.name AS owner_unit, e.note, e.created_at,
       drafts_assets_of(m.owner_unit_id) OR drafts_assets_of(o.owner_unit_id) AS may_end
  FROM (@edge) e
  JOIN asset m ON m.id = e.at
  JOIN asset o ON o.id = e.other
  JOIN org_unit u ON u.id = unit_today(o.owner_unit_id)
 WHERE e.at = $1::bigint AND @visible
 ORDER BY e.is_back, e.relation, o.asset_no

-- name: asset_relation_ways
-- What the form offers for this kind. $1 asset, $2 the one typed.
SELECT w.code, CASE WHEN NOT w.is_back THEN w.relation END AS asset_relation,
       CASE WHEN w.is_back THEN w.relation END AS asset_relation_back, w.code = $2::text AS is_chosen
  FROM (SELECT DISTINCT u.relation || CASE WHEN s.is_back THEN '.from' ELSE '.to' END AS code, u.relation, s.is_back
          FROM asset a
          JOIN asset_relation_rule u ON a.kind IN (u.from_kind, u.to_kind)
          JOIN (VALUES (false), (true)) s (is_back) ON a.kind = CASE WHEN s.is_back THEN u.to_kind ELSE u.from_kind END
         WHERE a.id = $1::bigint) w
 ORDER BY w.is_back, w.relation

-- name: asset_relation_likely
-- Assets of the same section, of the kinds that may be related. $1 asset.
SELECT o.asset_no, o.name AS asset_name, o.kind AS asset_kind
  FROM asset a
  JOIN asset o ON o.owner_unit_id = a.owner_unit_id AND o.id <> a.id AND o.status NOT IN ('disposed', 'discarded')
 WHERE a.id = $1::bigint AND @visible
   AND EXISTS (SELECT FROM asset_relation_rule u
                WHERE (u.from_kind, u.to_kind) IN ((a.kind, o.kind), (o.kind, a.kind)))
 ORDER BY o.asset_no
 LIMIT 200

-- name: asset_relation_contractor
-- $1 asset.
SELECT c.id AS contractor_id, c.name AS contractor
  FROM asset a JOIN contractor c ON c.id = a.contractor_id
 WHERE a.id = $1::bigint

-- name: asset_relation_exceptions
-- The exceptions that name the asset, of those the viewer may see, in the state they are in today. $1 asset.
SELECT r.request_no, c.title, exception_status(r.state, r.period_from, r.period_to, today()) AS exception_status, r.period_to
  FROM exception_request r
  JOIN exception_current c ON c.request_id = r.id
  JOIN exception_revision x ON x.id = c.id AND x.asset_ids @> ARRAY[$1::bigint]
 WHERE r.request_no IS NOT NULL AND sees_exception(r)
 ORDER BY r.request_no DESC
 LIMIT 50

-- name: asset_relation_add
-- $1 asset, $2 relation, $3 to: it is the other that is held, run on and so on; from: this one is, $4 number of the other, $5 note.
-- No row: there is no such asset that the viewer may see.
INSERT INTO asset_relation (relation, from_id, to_id, note)
SELECT $2, CASE $3 WHEN 'to' THEN $1::bigint ELSE o.id END, CASE $3 WHEN 'to' THEN o.id ELSE $1::bigint END, coalesce($5, '')
  FROM asset o
 WHERE o.asset_no = upper($4) AND o.status NOT IN ('disposed', 'discarded') AND sees_asset(o)
RETURNING id

-- name: asset_relation_end
-- $1 asset, $2 relation. No row: it is none of this asset's, or has ended.
UPDATE asset_relation SET ended_at = instant()
 WHERE id::text = $2 AND ended_at IS NULL AND $1::bigint IN (from_id, to_id)
RETURNING id

-- name: asset_map
-- What is around an asset in two steps, nearest first; each once, under the one it was reached by. $1 asset, $2 at most so many.
WITH edge AS MATERIALIZED (@edge), near AS MATERIALIZED (
    SELECT DISTINCT ON (o.id) o.id, NULL::bigint AS parent, e.relation, e.is_back, e.is_back AS is_left
      FROM edge e JOIN asset o ON o.id = e.other
     WHERE e.at = $1::bigint AND o.status NOT IN ('disposed', 'discarded') AND @visible
     ORDER BY o.id, e.is_back
), far AS (
    SELECT DISTINCT ON (o.id) o.id, n.id AS parent, e.relation, e.is_back, n.is_left
      FROM near n
      JOIN edge e ON e.at = n.id
      JOIN asset o ON o.id = e.other
     WHERE o.id <> $1::bigint AND o.id NOT IN (SELECT x.id FROM near x)
       AND o.status NOT IN ('disposed', 'discarded') AND @visible
     ORDER BY o.id, n.id
), node AS (
    SELECT 1 AS step, n.* FROM near n UNION ALL SELECT 2, f.* FROM far f
)
SELECT n.step, n.id::text, n.parent::text, n.is_left, n.is_back, n.relation, a.asset_no, a.name AS asset_name, a.kind AS asset_kind,
       p.asset_no AS via, count(*) OVER () AS total
  FROM node n
  JOIN asset a ON a.id = n.id
  LEFT JOIN asset p ON p.id = n.parent
 ORDER BY n.step, a.asset_no
 LIMIT $2::bigint
