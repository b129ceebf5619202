-- part: of_asset
SELECT a.id::text, a.asset_no, a.name, a.kind, a.status, a.owner_unit_id::text AS unit, a.row_version AS version,
       drafts_assets_of(a.owner_unit_id) AS may_draft, confirms_assets_of(a.owner_unit_id) AS may_confirm,
       sees_restricted(a.owner_unit_id) AS sees_restricted, writes_restricted(a.owner_unit_id) AS writes_restricted,
       person_name(p) AS _by, moment_text(a.updated_at) AS _at
  FROM asset a
  LEFT JOIN person p ON p.id = a.updated_by

-- name: asset_load
-- One asset for a handler, if the viewer may see it. $1 number.
@of_asset WHERE a.asset_no = $1 AND sees_asset(a)

-- name: asset_lock
-- $1 number.
SELECT asset_hold($1)

-- name: asset_is_hidden
-- A row: there is such an asset. $1 number.
SELECT FROM asset WHERE asset_no = $1

-- name: asset_step_add
-- $1 asset, $2 event, $3 text or NULL, $4 day or NULL (today), $5 section or NULL.
INSERT INTO asset_step (asset_id, event, text, actual_change_on, to_unit_id)
VALUES ($1::bigint, $2, coalesce($3, ''), coalesce($4::date, today()), $5::bigint)

-- name: asset_head
-- What stands above each page of an asset. $1 id.
SELECT a.id, a.asset_no, a.kind AS asset_kind, a.name AS asset_name, a.status AS asset_status,
       unit_today(a.owner_unit_id) AS _unit, u.code AS owner_unit_code, u.name AS owner_unit, a.importance,
       a.scope_status = 'excluded_appendix1' AS is_excluded, a.row_version AS version,
       a.kind IN ('system', 'network') AS has_changes, a.kind = 'media' AS is_medium, k.is_classified AND NOT asset_is_classified(a) AS is_unclassified, m.name AS manager, person_name(o) AS operator,
       drafts_assets_of(a.owner_unit_id) AS may_draft, confirms_assets_of(a.owner_unit_id) AS may_confirm
  FROM asset a
  JOIN asset_kind k ON k.code = a.kind
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
  LEFT JOIN person o ON o.id = a.operator_id
  LEFT JOIN LATERAL (SELECT person_name(p) AS name
                       FROM effective_role r JOIN person p ON p.id = r.person_id
                      WHERE r.org_unit_id = u.id AND r.role_code = 'system_security_manager'
                        AND is_in_force(r.valid_from, r.valid_to, today())
                      ORDER BY r.valid_from DESC LIMIT 1) m ON true
 WHERE a.id = $1::bigint

-- name: asset_correction_insert
-- $1 source, $2 section or NULL, $3 reason, $4 day or NULL (today), $5 registers.
INSERT INTO asset_correction (source, org_unit_id, reason, actual_change_on, registers)
VALUES ($1, $2::bigint, coalesce($3, ''), coalesce($4::date, today()), $5::boolean)
RETURNING id::text

-- name: asset_correction_rows_insert
-- Rows of a correction: what differs from the asset alone. $1 correction, $2 rows as JSON
-- [{line, asset, unit, kind, version, fields, restricted, problems}].
INSERT INTO asset_correction_row (correction_id, line, asset_id, owner_unit_id, kind, base_version, fields, restricted, problems)
SELECT $1::bigint, r.line, r.asset, CASE WHEN r.asset IS NULL THEN r.unit END, r.kind, r.version, d.fields, d.restricted,
       coalesce(r.problems, '[]')
  FROM jsonb_to_recordset($2::jsonb) AS r (line integer, asset bigint, unit bigint, kind text, version integer,
                                           fields jsonb, restricted jsonb, problems jsonb)
  LEFT JOIN asset_held h ON h.asset_id = r.asset
  LEFT JOIN asset_restricted t ON t.asset_id = r.asset
 CROSS JOIN LATERAL (
    SELECT asset_differing(r.fields, h.held) AS fields,
           asset_differing(r.restricted, to_jsonb(t) - 'asset_id') AS restricted OFFSET 0) d
 WHERE r.asset IS NULL OR coalesce(r.problems, '[]') <> '[]' OR d.fields <> '{}' OR d.restricted <> '{}'

-- name: asset_correction_do_apply
-- $1 correction.
SELECT asset_correction_apply($1::bigint)

-- name: asset_correction_assets
-- The assets a correction made or changed, as a literal. $1 correction.
SELECT ARRAY(SELECT coalesce(r.made_id, r.asset_id) FROM asset_correction_row r WHERE r.correction_id = $1::bigint)::text AS ids

-- name: asset_search_texts
-- What assets are found by; nothing restricted. $1 ids.
SELECT a.id::text, a.asset_no, a.former_no, a.name, a.description, a.business, u.name AS unit, a.location, a.note,
       (SELECT string_agg(f.value, ' ' ORDER BY f.key) FROM jsonb_each_text(h.held) f
         WHERE f.key IN ('stored_in', 'personal_file', 'service_name', 'provider', 'vendor', 'sites', 'maker', 'model',
                         'serial_no', 'os', 'main_user', 'product', 'publisher', 'contract_no', 'sticker_no', 'keeper',
                         'contents', 'document_kind') AND f.value <> '') AS kind_texts
  FROM unnest($1::bigint[]) AS o (id)
  JOIN asset a ON a.id = o.id
  JOIN asset_held h ON h.asset_id = a.id
  JOIN org_unit u ON u.id = a.owner_unit_id

-- name: asset_search_save
-- $1 JSON [{id, folded, grams}].
INSERT INTO asset_search (asset_id, folded, grams)
SELECT s.id, s.folded, s.grams
  FROM jsonb_to_recordset($1::jsonb) AS s (id bigint, folded text, grams text[])
    ON CONFLICT ON CONSTRAINT asset_search_pk DO UPDATE SET folded = EXCLUDED.folded, grams = EXCLUDED.grams
 WHERE asset_search.folded <> EXCLUDED.folded
