-- 対象外（詳細編別表１） (4(2), BR-SC-06).

-- name: exclusion_list
-- What is excluded, with who said so and when, as the history has it.
SELECT a.asset_no, a.kind AS asset_kind, a.name AS asset_name, u.name AS owner_unit, a.exclusion_ref,
       c.changed_at AS excluded_at, person_name(p) AS excluded_by, c.reason, a.row_version AS version
  FROM asset a
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
  LEFT JOIN LATERAL (SELECT h.changed_at, h.changed_by, h.reason FROM asset_change h
                      WHERE h.asset_id = a.id AND h.field = 'scope_status' ORDER BY h.id DESC LIMIT 1) c ON true
  LEFT JOIN person p ON p.id = c.changed_by
 WHERE a.scope_status = 'excluded_appendix1' AND a.status <> 'discarded' AND may('asset_read_all')
 ORDER BY a.asset_no

-- name: exclusion_asset
-- $1 number as typed.
SELECT a.id::text, a.asset_no, a.kind, a.scope_status, a.row_version AS version
  FROM asset a
 WHERE a.asset_no = upper($1) AND a.status NOT IN ('disposed', 'discarded') AND sees_asset(a)
