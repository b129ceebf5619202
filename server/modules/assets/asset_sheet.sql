-- Sheets of assets: what their rows are looked up by, and the corrections that are made of them.

-- name: asset_sheet_words
-- The words of classes in force: axis (of a level, or preset), code, label, in the order of lists.
SELECT w.axis, w.code, w.label
  FROM (SELECT l.axis, l.code, l.label, l.scheme_code, -l.rank AS place FROM classification_level l
         WHERE l.axis = ANY (classification_axes())
         UNION ALL
        SELECT 'preset', p.code, p.label, p.scheme_code, p.ord FROM classification_preset p) w
 WHERE w.scheme_code = coalesce(setting_text('asset.classification_scheme'), 'municipal')
 ORDER BY w.axis, w.place

-- name: asset_sheet_assets
-- The assets of these numbers that the viewer may see. Rights are asked once a section. $1 numbers.
WITH seen AS MATERIALIZED (
    SELECT coalesce(may('asset_read_all'), false) AS all_of_them, asset_units_seen() AS units),
found AS MATERIALIZED (
    SELECT a.* FROM asset a CROSS JOIN seen s
     WHERE a.asset_no = ANY ($1::text[]) AND (s.all_of_them OR a.owner_unit_id = ANY (s.units))),
rights AS MATERIALIZED (
    SELECT d.owner_unit_id, drafts_assets_of(d.owner_unit_id) AS may_draft,
           sees_restricted(d.owner_unit_id) AND writes_restricted(d.owner_unit_id) AS writes_restricted
      FROM (SELECT DISTINCT owner_unit_id FROM found) d)
SELECT f.asset_no, f.id::text, f.kind, f.status, f.owner_unit_id::text AS unit, f.row_version AS version, r.may_draft,
       r.writes_restricted, u.code AS unit_code, u.name AS unit_name, person_name(p) AS _by,
       moment_text(f.updated_at) AS _at
  FROM found f
  JOIN rights r ON r.owner_unit_id = f.owner_unit_id
  JOIN org_unit u ON u.id = unit_today(f.owner_unit_id)
  LEFT JOIN person p ON p.id = f.updated_by

-- name: asset_sheet_units
-- Sections of today by code, also where a spreadsheet took its zeros, or name. $1 texts.
SELECT DISTINCT ON (t.text) t.text, u.id::text AS unit, drafts_assets_of(u.id) AS may_draft,
       sees_restricted(u.id) AND writes_restricted(u.id) AS writes_restricted
  FROM unnest($1::text[]) AS t (text)
 CROSS JOIN normalize(t.text, NFKC) AS n (code)
  JOIN org_unit u ON u.name = t.text OR u.code = n.code OR n.code ~ '^[1-9][0-9]*$' AND ltrim(u.code, '0') = n.code
 WHERE u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, today())
 ORDER BY t.text, u.code = n.code DESC, u.name = t.text DESC, u.code

-- name: asset_sheet_own_units
-- The sections of which the viewer is head or leader.
SELECT u.code AS text, u.id::text AS unit, true AS may_draft,
       sees_restricted(u.id) AND writes_restricted(u.id) AS writes_restricted
  FROM units_borne('{system_security_manager,it_promotion_leader}') b
  JOIN org_unit u ON u.id = b.org_unit_id
 WHERE is_in_force(u.valid_from, u.valid_to, today())
 ORDER BY u.code

-- name: asset_sheet_people
-- $1 staff numbers, which a spreadsheet may have taken the zeros of.
WITH t AS (SELECT unnest($1::text[]) AS text),
exact AS MATERIALIZED (SELECT t.text, p.id FROM t JOIN person p ON p.staff_no = t.text)
SELECT e.text, e.id FROM exact e
 UNION ALL
SELECT t.text, min(p.id) FROM t JOIN person p ON ltrim(p.staff_no, '0') = t.text
 WHERE p.staff_no LIKE '0%' AND NOT EXISTS (SELECT FROM exact e WHERE e.text = t.text)
 GROUP BY t.text

-- name: asset_sheet_contractors
-- $1 names.
SELECT c.name AS text, min(c.id) AS id FROM contractor c WHERE c.name = ANY ($1::text[]) GROUP BY c.name

-- name: asset_sheet_absent
-- What a sheet leaves out of the kinds and sections whose assets are in it, where that are fewer than those. $1 ids of these.
WITH given AS MATERIALIZED (SELECT a.id, a.kind, a.owner_unit_id FROM asset a WHERE a.id = ANY ($1::bigint[])),
absent AS (
    SELECT a.asset_no, a.name, count(*) OVER () AS absent_count
      FROM asset a
     WHERE (a.kind, a.owner_unit_id) IN (SELECT g.kind, g.owner_unit_id FROM given g)
       AND a.status NOT IN ('disposed', 'discarded') AND NOT EXISTS (SELECT FROM given g WHERE g.id = a.id))
SELECT b.asset_no, b.name, b.absent_count FROM absent b
 WHERE b.absent_count < (SELECT count(*) FROM given)
 ORDER BY b.asset_no LIMIT 5

-- name: asset_sheet_correction
-- $1 source, $2 section or NULL, $3 file's name, $4 its hash, $5 encoding, $6 rows read, $7 notes, $8 reason.
INSERT INTO asset_correction (source, org_unit_id, file_name, file_sha256, encoding, rows_read, notes, reason)
VALUES ($1, $2::bigint, $3, $4, $5, $6::integer, $7::jsonb, $8)
RETURNING id::text

-- name: asset_sheet_rows
-- What differs from the asset alone, with what the rules have against it. $1 correction, $2 rows as JSON, $3 the letters
-- of columns by kind and column. Of a row that lost the zeros of its section, what lost them too is what it was.
INSERT INTO asset_correction_row (correction_id, line, sheet, sheet_line, asset_id, owner_unit_id, kind, base_version,
                                  fields, restricted, problems)
SELECT $1::bigint, r.line, r.sheet, r.sheet_line, r.asset, CASE WHEN r.asset IS NULL THEN r.unit END, r.kind, r.version,
       d.fields, d.restricted, p.problems
  FROM jsonb_to_recordset($2::jsonb) AS r (line integer, sheet text, sheet_line integer, asset bigint, unit bigint,
                                           kind text, version integer, fields jsonb, restricted jsonb,
                                           problems jsonb, stale text, lost_zeros boolean)
  LEFT JOIN asset_held h ON h.asset_id = r.asset
  LEFT JOIN asset_restricted t ON t.asset_id = r.asset AND r.restricted <> '{}'
 CROSS JOIN LATERAL (
    SELECT asset_differing(CASE WHEN NOT r.lost_zeros THEN r.fields ELSE (
               SELECT coalesce(jsonb_object_agg(f.key, CASE WHEN h.held ->> f.key LIKE '0%' AND f.value #>> '{}' ~ '^[1-9][0-9]*$'
                                                             AND ltrim(h.held ->> f.key, '0') = f.value #>> '{}'
                                                            THEN h.held -> f.key ELSE f.value END), '{}')
                 FROM jsonb_each(r.fields) f) END, h.held) AS fields,
           CASE WHEN r.restricted = '{}' THEN r.restricted
                ELSE asset_differing(r.restricted, to_jsonb(t) - 'asset_id') END AS restricted OFFSET 0) d
 CROSS JOIN LATERAL (
    SELECT r.problems || coalesce((
               SELECT jsonb_agg(f || jsonb_build_object('column', coalesce($3::jsonb -> r.kind ->> (f ->> 'field'), '')))
                 FROM jsonb_array_elements(
                      CASE WHEN d.fields = '{}' THEN '[]' ELSE asset_row_problems(r.kind, r.asset, r.unit, h.held, d.fields) END
                      || CASE WHEN r.stale IS NULL OR d.fields = '{}' AND d.restricted = '{}' THEN '[]'
                              ELSE jsonb_build_array(jsonb_build_object('field', 'version', 'problem', 'stale',
                                                                        'detail', r.stale)) END) f), '[]')
           AS problems OFFSET 0) p
 WHERE r.asset IS NULL OR p.problems <> '[]' OR d.fields <> '{}' OR d.restricted <> '{}'

-- name: asset_upload_add
-- $1 file, $2 source, $3 kind or NULL.
INSERT INTO asset_upload (file_id, source, kind) VALUES ($1::bigint, $2, $3) RETURNING id::text

-- name: asset_upload_load
-- One's own alone. $1 id.
SELECT u.id::text, u.source, u.kind, f.id::text AS file, f.name AS file_name, f.size, f.sha256
  FROM asset_upload u JOIN file f ON f.id = u.file_id
 WHERE u.id = $1::bigint AND u.created_by = viewer()

-- name: asset_mapping_find
-- $1 hash of the headings.
SELECT m.name, m.fields::text FROM asset_mapping m WHERE m.headings_sha256 = $1

-- name: asset_mapping_save
-- $1 hash of the headings, $2 name, $3 fields.
INSERT INTO asset_mapping (headings_sha256, name, fields) VALUES ($1, $2, $3::jsonb)
    ON CONFLICT ON CONSTRAINT asset_mapping_headings_unique DO UPDATE
       SET name = EXCLUDED.name, fields = EXCLUDED.fields, updated_at = instant(), updated_by = viewer(),
           row_version = asset_mapping.row_version + 1

-- name: asset_bulk_chosen
-- Those the viewer may enter corrections of; rights are asked once a section. $1 numbers or ids, $2 a list's ids or NULL, $3 at
-- most so many.
WITH found AS MATERIALIZED (
    SELECT a.* FROM asset a
     WHERE (a.asset_no = ANY ($1::text[]) OR a.id::text = ANY ($1::text[]) OR a.id = ANY ($2::bigint[]))
       AND a.status NOT IN ('disposed', 'discarded')),
own AS MATERIALIZED (
    SELECT d.owner_unit_id FROM (SELECT DISTINCT owner_unit_id FROM found) d WHERE drafts_assets_of(d.owner_unit_id))
SELECT a.id, a.asset_no, a.kind AS asset_kind, a.name AS asset_name, a.status AS asset_status, u.code AS owner_unit_code,
       u.name AS owner_unit, a.row_version AS version
  FROM found a
  JOIN own o ON o.owner_unit_id = a.owner_unit_id
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
 ORDER BY length(a.asset_no), a.asset_no
 LIMIT $3::integer
