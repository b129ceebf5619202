-- name: chart_nodes
-- The boxes of the day with who bears each, in the order they are read. $1 day.
WITH counted AS MATERIALIZED (
    SELECT r.role_code, count(DISTINCT r.person_id) AS bearers,
           nullif(count(DISTINCT r.org_unit_id), 0) AS units, min(r.person_id) AS person_id,
           min(r.post_id) AS post_id
      FROM effective_role r
     WHERE r.role_code <> 'staff' AND is_in_force(r.valid_from, r.valid_to, $1::date)
     GROUP BY r.role_code
     UNION ALL
    SELECT 'staff', count(*), NULL, NULL, NULL
      FROM person_on($1::date) a WHERE a.out_of_scope_reason IS NULL
)
SELECT n.code, array_to_string(n.label_lines, '') AS label, array_to_string(n.label_lines, E'\n') AS _lines,
       n.sub_label, n.role_code AS role, n.body_code AS body, n.clause_code, n.clause_slug,
       n.style AS _style, n.x AS _x, n.width AS _width, n.row_no AS _row,
       coalesce(c.bearers, 0) AS bearers, c.units, person_name(p) AS name, p.staff_no, o.name AS post,
       s.name AS unit,
       coalesce(d.is_single, false) AND coalesce(c.bearers, 0) = 0 AS is_vacant
  FROM chart_node n
  LEFT JOIN role_definition d ON d.code = n.role_code
  LEFT JOIN counted c ON c.role_code = coalesce(n.role_code,
                                                CASE n.body_code WHEN 'isc' THEN 'chair' END)
  LEFT JOIN person p ON p.id = c.person_id AND c.bearers = 1
                    AND (d.is_single OR n.body_code IS NOT NULL OR d.code = 'security_expert')
  LEFT JOIN post o ON o.id = c.post_id AND p.id IS NOT NULL
  LEFT JOIN org_unit s ON s.is_coordinating_section AND n.role_code = 'secretariat'
                      AND is_in_force(s.valid_from, s.valid_to, $1::date)
 WHERE is_in_force(n.valid_from, n.valid_to, $1::date)
 ORDER BY n.ord, n.code

-- name: chart_edges
-- The lines between boxes of the day. $1 day.
SELECT e.from_code, e.to_code,
       array_to_string(t.label_lines, '') AS to_label, e.kind, e.line, e.label,
       e.basis_code, e.basis_slug, e.is_inferred, e.from_side AS _from_side, e.to_side AS _to_side,
       e.from_shift AS _from_shift, e.to_shift AS _to_shift, e.lane_x AS _lane_x
  FROM chart_edge e
  JOIN chart_node f ON f.code = e.from_code AND is_in_force(f.valid_from, f.valid_to, $1::date)
  JOIN chart_node t ON t.code = e.to_code AND is_in_force(t.valid_from, t.valid_to, $1::date)
 WHERE is_in_force(e.valid_from, e.valid_to, $1::date)
 ORDER BY e.ord, e.id

-- name: chart_committee
-- How many sit in the committee besides the chair. $1 day.
SELECT count(DISTINCT r.person_id) AS others
  FROM effective_role r
 WHERE r.role_code IN ('vice_chair', 'member') AND is_in_force(r.valid_from, r.valid_to, $1::date)
   AND NOT EXISTS (SELECT FROM effective_role c
                    WHERE c.role_code = 'chair' AND c.person_id = r.person_id
                      AND is_in_force(c.valid_from, c.valid_to, $1::date))
