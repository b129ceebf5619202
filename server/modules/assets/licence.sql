-- ソフトウェア・ライセンス (BR-AS-03, BR-AS-04): 契約数, 配布数, 残. What is over or expired: the view licence_standing.

-- As sees_asset() says; what is the same for all rows is asked once.
-- part: own
((SELECT may('asset_read_all')) OR a.owner_unit_id = ANY ((SELECT asset_units_seen())::bigint[])
  OR a.status = 'transferred' AND sees_asset(a))

-- As sees_licence() says.
-- part: seen
(@own
  OR (SELECT may('asset_read'))
     AND EXISTS (SELECT FROM software_installation i LEFT JOIN asset h ON h.id = i.hardware_id
                  WHERE i.asset_id = a.id
                    AND coalesce(i.org_unit_id, h.owner_unit_id) = ANY ((SELECT asset_units_seen())::bigint[]))
  OR (SELECT may('asset_read') AND may('asset_draft')) AND a.status = 'in_use' AND w.permission = 'standard')

-- part: of_licence
SELECT a.id, a.asset_no, a.name, w.product, w.product_version, w.publisher, w.licence_kind, w.permission, w.contract_no,
       u.code AS unit_code, u.name AS unit, s.licence_count, s.installed, s.balance, w.licence_from, s.licence_to, s.support_end,
       CASE WHEN s.is_over THEN 'licence_over' WHEN s.is_expired THEN 'licence_expired'
            WHEN least(s.licence_to, s.support_end) BETWEEN today() AND today() + 90 THEN 'licence_ending'
            ELSE 'licence_in_order' END AS licence_state
  FROM asset a
  JOIN asset_software w ON w.asset_id = a.id
  JOIN licence_standing s ON s.asset_id = a.id
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
 WHERE a.kind = 'software' AND a.status IN ('in_use', 'suspended', 'to_be_disposed', 'transferred') AND @seen

-- part: asked
x.* FROM (
@of_licence ) x
     WHERE ($3::text IS NULL OR x.unit_code = $3
            OR EXISTS (SELECT FROM software_installation i JOIN org_unit v ON v.id = unit_today(installation_unit(i))
                        WHERE i.asset_id = x.id AND i.removed_on IS NULL AND v.code = $3))
       AND ($4::text IS NULL OR x.licence_state = $4)

-- name: licence_list
-- Software by number. $1 number of the last of the page before or NULL, $2 at most so many or NULL, $3 code of the section
-- that keeps it or has it installed or NULL, $4 state or NULL.
WITH hit AS MATERIALIZED (
    SELECT @asked
)
SELECT h.asset_no, h.name AS asset_name, h.product, h.product_version, h.publisher, h.unit AS owner_unit, h.licence_kind,
       h.permission, h.licence_count, h.installed, h.balance, h.licence_to, h.support_end, h.licence_state,
       (SELECT count(*) FROM hit) AS _total
  FROM hit h
 WHERE ($1::text IS NULL OR (length(h.asset_no), h.asset_no) > (length($1), $1))
 ORDER BY length(h.asset_no), h.asset_no
 LIMIT $2::bigint

-- name: licence_ledger
-- 様式16 ソフトウェア・ライセンス台帳: the same with the contract, all of it. $3 section or NULL, $4 state or NULL; $1, $2 NULL.
WITH hit AS MATERIALIZED (
    SELECT @asked
)
SELECT h.asset_no, h.name AS asset_name, h.product, h.product_version, h.publisher, h.unit AS owner_unit, h.licence_kind,
       h.permission, h.contract_no, h.licence_from, h.licence_to, h.support_end, h.licence_count, h.installed, h.balance,
       h.licence_state
  FROM hit h
 WHERE $1::text IS NULL AND $2::text IS NULL
 ORDER BY length(h.asset_no), h.asset_no

-- name: licence_states
-- How many are in which state. $1 code of a section that keeps it or NULL, $2 the state asked for or NULL.
WITH seen AS MATERIALIZED (
@of_licence AND ($1::text IS NULL OR u.code = $1)
)
SELECT t.code AS licence_state, count(x.id) AS products, t.code IS NOT DISTINCT FROM $2::text AS is_current
  FROM unnest('{NULL,licence_over,licence_expired,licence_ending,licence_in_order}'::text[]) WITH ORDINALITY t (code, ord)
  LEFT JOIN seen x ON t.code IS NULL OR x.licence_state = t.code
 GROUP BY t.code, t.ord
 ORDER BY t.ord

-- name: licence_sections
-- Sections that keep software the viewer sees, or have it installed. $1 the one asked for or NULL.
WITH unit AS MATERIALIZED (
    SELECT a.owner_unit_id AS id FROM asset a JOIN asset_software w ON w.asset_id = a.id WHERE a.status <> 'draft' AND @seen
     UNION
    SELECT coalesce(i.org_unit_id, h.owner_unit_id)
      FROM software_installation i LEFT JOIN asset h ON h.id = i.hardware_id
     WHERE i.removed_on IS NULL
       AND ((SELECT may('asset_read_all'))
            OR coalesce(i.org_unit_id, h.owner_unit_id) = ANY ((SELECT asset_units_seen())::bigint[]))
)
SELECT DISTINCT u.code, u.name, u.code IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM unit x JOIN org_unit u ON u.id = unit_today(x.id)
 ORDER BY u.code

-- name: licence_equipment
-- BR-AS-03: hardware with its cabling, and software with its licences, in one list. $1 number of the last of the page
-- before or NULL, $2 at most so many or NULL, $3 code of a section or NULL.
WITH hit AS MATERIALIZED (
    SELECT a.id, a.asset_no, a.kind, a.name, a.location, u.name AS unit
      FROM asset a
      JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
     WHERE a.kind IN ('hardware', 'software') AND a.status IN ('in_use', 'suspended', 'to_be_disposed', 'transferred')
       AND @own AND ($3::text IS NULL OR u.code = $3)
), page AS MATERIALIZED (
    SELECT h.* FROM hit h
     WHERE ($1::text IS NULL OR (left(h.asset_no, 1), length(h.asset_no), h.asset_no) > (left($1, 1), length($1), $1))
     ORDER BY left(h.asset_no, 1), length(h.asset_no), h.asset_no
     LIMIT $2::bigint
)
SELECT p.asset_no, p.kind AS asset_kind, p.name AS asset_name, p.unit AS owner_unit, p.location AS asset_location,
       w.hardware_type, concat_ws(' ', nullif(w.maker, ''), nullif(w.model, ''), nullif(s.product, ''), nullif(s.product_version, ''))
           AS model_or_product,
       w.quantity, w.cabling, l.licence_count, l.installed, l.balance, coalesce(l.licence_to, w.lease_end) AS ends_on,
       coalesce(s.support_end, w.os_support_end) AS support_ends_on, (SELECT count(*) FROM hit) AS _total
  FROM page p
  LEFT JOIN asset_hardware w ON w.asset_id = p.id
  LEFT JOIN asset_software s ON s.asset_id = p.id
  LEFT JOIN licence_standing l ON l.asset_id = p.id
 ORDER BY left(p.asset_no, 1), length(p.asset_no), p.asset_no

-- name: licence_equipment_sections
-- $1 the one asked for or NULL.
SELECT DISTINCT u.code, u.name, u.code IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM (SELECT DISTINCT a.owner_unit_id FROM asset a WHERE a.kind IN ('hardware', 'software') AND @own) x
  JOIN org_unit u ON u.id = unit_today(x.owner_unit_id)
 ORDER BY u.code

-- name: licence_load
-- One software the viewer may see. $1 number.
SELECT a.id::text, a.asset_no, a.name
  FROM asset a
 WHERE a.asset_no = $1 AND a.kind = 'software' AND sees_licence(a)

-- name: licence_show
-- $1 asset.
SELECT a.asset_no, a.name AS asset_name, a.status AS asset_status, sees_asset(a) AS sees_asset, x.*,
       may('asset_draft') AND a.status IN ('in_use', 'suspended') AND x.permission IS DISTINCT FROM 'forbidden' AS may_install
  FROM asset a
  JOIN LATERAL (SELECT w.product, w.product_version, w.publisher, w.licence_kind, w.permission, w.contract_no, w.licence_from,
                       s.licence_count, s.installed, s.balance, s.licence_to, s.support_end, s.is_over, s.is_expired,
                       u.code AS owner_unit_code, u.name AS owner_unit
                  FROM asset_software w
                  JOIN licence_standing s ON s.asset_id = w.asset_id
                  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
                 WHERE w.asset_id = a.id) x ON true
 WHERE a.id = $1::bigint

-- name: licence_installations
-- Those of it the viewer may know of: all of software of one's own register, else those of one's own section. Active first.
-- $1 asset.
WITH software AS MATERIALIZED (
    SELECT sees_asset(a) AS is_seen, may('asset_draft') AND drafts_assets_of(a.owner_unit_id) AS is_kept
      FROM asset a WHERE a.id = $1::bigint
), placed AS MATERIALIZED (
    SELECT i.*, coalesce(i.org_unit_id, h.owner_unit_id) AS unit_id, h.asset_no AS hardware_no, h.name AS hardware
      FROM software_installation i
      LEFT JOIN asset h ON h.id = i.hardware_id
     WHERE i.asset_id = $1::bigint
)
SELECT i.id, i.hardware_no, i.hardware, u.code AS unit_code, u.name AS unit, i.count, i.installed_on, i.removed_on, i.note,
       person_name(p) AS entered_by, i.entered_at,
       i.removed_on IS NULL AND (s.is_kept OR (SELECT may('asset_draft')) AND drafts_assets_of(i.unit_id)) AS may_remove
  FROM placed i
 CROSS JOIN software s
  JOIN org_unit u ON u.id = unit_today(i.unit_id)
  LEFT JOIN person p ON p.id = i.entered_by
 WHERE s.is_seen OR i.unit_id = ANY ((SELECT asset_units_seen())::bigint[])
 ORDER BY i.removed_on IS NOT NULL, i.removed_on DESC, u.code, i.id

-- name: licence_targets
-- Sections it may be entered for: one's own, or all for who keeps the software. $1 asset, $2 code of the one chosen or NULL.
SELECT u.code, u.name, u.code IS NOT DISTINCT FROM $2::text AS is_chosen
  FROM org_unit u
 WHERE u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today())
   AND ((SELECT drafts_assets_of(a.owner_unit_id) FROM asset a WHERE a.id = $1::bigint) OR drafts_assets_of(u.id))
 ORDER BY u.code

-- name: licence_hardware
-- $1 number of hardware the viewer may see.
SELECT a.id::text FROM asset a WHERE a.asset_no = upper($1) AND a.kind = 'hardware' AND sees_asset(a)

-- name: licence_unit
-- $1 code.
SELECT u.id::text FROM org_unit u WHERE u.code = $1 AND u.is_user_section AND is_in_force(u.valid_from, u.valid_to, today())

-- name: licence_install
-- $1 software, $2 hardware or NULL, $3 section or NULL, $4 how many, $5 since, $6 note or NULL.
INSERT INTO software_installation (asset_id, hardware_id, org_unit_id, count, installed_on, note)
VALUES ($1::bigint, $2::bigint, $3::bigint, $4::bigint, $5::date, coalesce($6, ''))

-- name: licence_remove
-- $1 software, $2 installation, $3 day. No row: it has no such installation.
UPDATE software_installation SET removed_on = $3::date WHERE asset_id = $1::bigint AND id::text = $2 RETURNING id
