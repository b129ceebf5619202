-- 情報資産の統計, and a section's assets at a glance: of what the viewer may see, without what was disposed of or discarded.

-- A section or those of a department with what they were before ($1), and which sections the viewer sees.
-- part: scope
line AS (
    SELECT o.id FROM unnest(units_within($1)) AS o (id)
    UNION
    SELECT u.id FROM line l JOIN org_unit u ON u.successor_id = l.id
), seen AS MATERIALIZED (
    SELECT asset_units_seen() AS own, may('asset_read_all') AS all_of_them
)

-- part: is_kept
r.status NOT IN ('disposed', 'discarded')

-- part: is_unclassified
asset_lacks_class(r.kind, r.confidentiality, r.integrity, r.availability, r.grade, (SELECT asset_is_graded()))

-- part: is_unchecked
(r.status <> 'draft' AND (r.last_checked_on IS NULL OR r.last_checked_on < (SELECT asset_year_begins())))

-- part: of_late
r.id = ANY ((SELECT assets_corrected_late())::bigint[])

-- part: of_ending
r.id = ANY ((SELECT assets_ending())::bigint[])

-- The own sections, or those asked for that are seen.
-- part: glance_units
unit AS MATERIALIZED (
    SELECT CASE WHEN $1::text IS NULL THEN s.own
                ELSE ARRAY(SELECT l.id FROM line l WHERE s.all_of_them OR l.id = ANY (s.own)) END AS units
      FROM seen s
)

-- part: of_glance
r.owner_unit_id = ANY ((SELECT u.units FROM unit u)::bigint[]) AND @is_kept

-- name: asset_glance
-- A section's assets: how many, and what asks for attention. $1 code of a section or department, NULL: the viewer's own. No
-- row: nothing that the viewer sees. owner_unit_code: of the one section it is.
WITH RECURSIVE @scope, @glance_units, counted AS MATERIALIZED (
    SELECT count(*) AS assets, count(*) FILTER (WHERE @is_unclassified) AS unclassified,
           count(*) FILTER (WHERE @is_unchecked) AS unchecked
      FROM asset r WHERE @of_glance
)
SELECT c.*,
       (SELECT count(*) FROM asset r WHERE @of_late AND @of_glance) AS late,
       (SELECT count(*) FROM asset r WHERE @of_ending AND @of_glance) AS ending_soon,
       (SELECT count(*) FROM asset r JOIN media_standing s ON s.asset_id = r.id
         WHERE r.kind = 'media' AND s.media_state = 'out' AND @of_glance) AS media_out,
       (SELECT nullif(count(*), 0) FROM asset r JOIN media_standing s ON s.asset_id = r.id
         WHERE r.kind = 'media' AND s.media_state = 'overdue' AND @of_glance) AS media_overdue,
       coalesce($1::text, (SELECT CASE WHEN count(DISTINCT t.code) = 1 THEN min(t.code) END
                             FROM unit u CROSS JOIN unnest(u.units) AS o (id)
                             JOIN org_unit t ON t.id = unit_today(o.id))) AS owner_unit_code
  FROM counted c
 WHERE c.assets > 0

-- name: asset_glance_kinds
-- How many of each kind, with what they are to the most of them in hundredths. $1 as above.
WITH RECURSIVE @scope, @glance_units
SELECT n.asset_kind, n.assets, (100 * n.assets / max(n.assets) OVER ())::integer AS share
  FROM (SELECT r.kind AS asset_kind, count(*) AS assets FROM asset r WHERE @of_glance GROUP BY 1) n
  JOIN asset_kind k ON k.code = n.asset_kind
 ORDER BY k.ord

-- part: in_statistics
((SELECT s.all_of_them FROM seen s) OR r.owner_unit_id = ANY ((SELECT s.own FROM seen s)::bigint[]))
AND ($1::text IS NULL OR r.owner_unit_id = ANY (ARRAY(SELECT l.id FROM line l)))
AND @is_kept

-- part: sums
sum(c.assets)::bigint AS assets, sum(c.high)::bigint AS high, sum(c.unclassified)::bigint AS unclassified,
sum(c.late)::bigint AS late, sum(c.ending_soon)::bigint AS ending_soon, sum(c.unchecked)::bigint AS unchecked,
sum(c.excluded)::bigint AS excluded

-- name: asset_statistics
-- Counts by kind, by importance and by section, in one reading of the register: `part` says of what a row is. $1 code of a
-- section or department or NULL; without it, and where all is seen, the sections stand together by their departments.
WITH RECURSIVE @scope, counted AS MATERIALIZED (
    SELECT r.kind, r.importance, r.owner_unit_id, count(*) AS assets, count(*) FILTER (WHERE r.importance = 'high') AS high,
           count(*) FILTER (WHERE @is_unclassified) AS unclassified, 0::bigint AS late, 0::bigint AS ending_soon,
           count(*) FILTER (WHERE @is_unchecked) AS unchecked,
           count(*) FILTER (WHERE r.scope_status = 'excluded_appendix1') AS excluded
      FROM asset r WHERE @in_statistics GROUP BY 1, 2, 3
    UNION ALL
    SELECT r.kind, r.importance, r.owner_unit_id, 0, 0, 0, count(*), 0, 0, 0
      FROM asset r WHERE @of_late AND @in_statistics GROUP BY 1, 2, 3
    UNION ALL
    SELECT r.kind, r.importance, r.owner_unit_id, 0, 0, 0, 0, count(*), 0, 0
      FROM asset r WHERE @of_ending AND @in_statistics GROUP BY 1, 2, 3
), place AS MATERIALIZED (
    SELECT n.id, d.code, d.name
      FROM (SELECT DISTINCT c.owner_unit_id AS id FROM counted c) n
      JOIN org_unit t ON t.id = unit_today(n.id)
      JOIN unit_place l ON l.org_unit_id = t.id
      JOIN org_unit d ON d.id = CASE WHEN $1::text IS NULL AND (SELECT s.all_of_them FROM seen s) THEN l.department_id ELSE t.id END
)
(SELECT 'total' AS part, NULL AS code, NULL AS name, @sums FROM counted c)
UNION ALL
(SELECT 'kind', c.kind, NULL, @sums FROM counted c JOIN asset_kind k ON k.code = c.kind GROUP BY k.ord, c.kind ORDER BY k.ord)
UNION ALL
(SELECT 'importance', c.importance, NULL, @sums FROM counted c GROUP BY c.importance ORDER BY importance_order(c.importance))
UNION ALL
(SELECT 'unit', p.code, p.name, @sums FROM counted c JOIN place p ON p.id = c.owner_unit_id
  GROUP BY p.code, p.name ORDER BY p.code)
