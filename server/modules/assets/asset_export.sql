-- Sheets of assets to be corrected: those the viewer may enter corrections of.

-- name: asset_export_ids
-- $1 kind, $2 section or NULL (all of them), $3 ids it is one of, or NULL.
SELECT a.id::text
  FROM asset a
 WHERE a.kind = $1 AND a.status NOT IN ('disposed', 'discarded')
   AND ((SELECT coalesce(may('asset_maintain'), false))
        OR a.owner_unit_id IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager,it_promotion_leader}') b))
   AND ($2::bigint IS NULL OR a.owner_unit_id IN (SELECT u.id FROM org_unit u WHERE unit_today(u.id) = $2::bigint))
   AND ($3::bigint[] IS NULL OR a.id = ANY ($3::bigint[]))
 ORDER BY length(a.asset_no), a.asset_no

-- name: asset_export_block
-- These assets as the bytes of JSON [{no, version, unit, held, secret}], in the order given. $1 ids.
WITH wanted AS MATERIALIZED (
    SELECT o.place, a.id, a.asset_no, a.row_version, a.owner_unit_id, a.operator_id, a.contractor_id
      FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, place) JOIN asset a ON a.id = o.id),
rights AS MATERIALIZED (
    SELECT d.owner_unit_id, u.code, sees_restricted(d.owner_unit_id) AND writes_restricted(d.owner_unit_id) AS with_restricted
      FROM (SELECT DISTINCT owner_unit_id FROM wanted) d JOIN org_unit u ON u.id = unit_today(d.owner_unit_id))
SELECT convert_to(coalesce(jsonb_agg(jsonb_build_object(
           'no', a.asset_no, 'version', a.row_version, 'unit', g.code,
           'held', h.held || jsonb_build_object('operator_id', p.staff_no, 'contractor_id', c.name),
           'secret', to_jsonb(t)) ORDER BY a.place), '[]')::text, 'UTF8')
  FROM wanted a
  JOIN rights g ON g.owner_unit_id = a.owner_unit_id
  JOIN asset_held h ON h.asset_id = a.id
  LEFT JOIN asset_restricted t ON t.asset_id = a.id AND g.with_restricted
  LEFT JOIN person p ON p.id = a.operator_id
  LEFT JOIN contractor c ON c.id = a.contractor_id

-- name: asset_export_rights
-- Whether restricted columns are the viewer's to see and write anywhere; and whether all sections are.
SELECT coalesce(may('asset_write_restricted'), false)
       OR EXISTS (SELECT FROM units_borne('{system_security_manager}') b) AS with_restricted,
       coalesce(may('asset_maintain'), false) AS keeps_all

-- name: asset_export_units
-- The sections to choose from, with how many assets each has in the register. $1 the one chosen, by code, or NULL.
SELECT u.code AS owner_unit_code, u.name AS owner_unit, u.id::text AS _id, u.code = $1 AS is_chosen, n.assets AS asset_count
  FROM org_unit u
 CROSS JOIN LATERAL (
    SELECT count(*) AS assets FROM asset a
     WHERE a.owner_unit_id = u.id AND a.status NOT IN ('disposed', 'discarded')) n
 WHERE u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, today())
   AND ((SELECT coalesce(may('asset_maintain'), false))
        OR u.id IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager,it_promotion_leader}') b))
 ORDER BY u.code
