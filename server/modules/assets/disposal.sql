-- 廃棄記録 (BR-AS-07). What is open, and to whom: disposal_transition; what is enough for what: disposal_method_rule.

-- part: of_disposal
disposal d
  JOIN org_unit u ON u.id = unit_today(d.org_unit_id)
 WHERE sees_disposal(d) AND ($1::text IS NULL OR u.code = $1) AND ($2::text IS NULL OR d.state = $2)

-- name: disposal_list
-- Newest first. $1 code of a section or NULL, $2 state or NULL, $3 number of the last of the page before or NULL, $4 at most
-- so many or NULL.
WITH hit AS MATERIALIZED (
    SELECT d.*, u.name AS unit FROM @of_disposal
)
SELECT h.disposal_no, disposal_name(h.of_it) AS disposal_name, h.unit AS owner_unit, h.assets, h.content_class,
       h.method AS disposal_method, h.performed_on, h.requested_on, h.state AS disposal_state,
       (SELECT count(*) FROM hit) AS _total
  FROM (SELECT x.*, tokyo_day(x.requested_at) AS requested_on,
               (SELECT d FROM disposal d WHERE d.id = x.id) AS of_it,
               (SELECT count(*) FROM disposal_item i WHERE i.disposal_id = x.id) AS assets
          FROM hit x) h
 WHERE ($3::text IS NULL OR h.disposal_no < $3::bigint)
 ORDER BY h.disposal_no DESC
 LIMIT $4::bigint

-- name: disposal_states
-- $1 code of a section or NULL, $2 the state asked for or NULL.
SELECT t.code AS disposal_state, count(d.id) AS disposals, t.code IS NOT DISTINCT FROM $2::text AS is_current
  FROM unnest('{NULL,requested,approved,carried_out,certified,closed,cancelled}'::text[]) WITH ORDINALITY t (code, ord)
  LEFT JOIN (SELECT d.id, d.state FROM disposal d JOIN org_unit u ON u.id = unit_today(d.org_unit_id)
              WHERE sees_disposal(d) AND ($1::text IS NULL OR u.code = $1)) d ON t.code IS NULL OR d.state = t.code
 GROUP BY t.code, t.ord
 ORDER BY t.ord

-- name: disposal_sections
-- Sections with disposals the viewer sees. $1 the one asked for or NULL.
SELECT DISTINCT u.code, u.name, u.code IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM disposal d JOIN org_unit u ON u.id = unit_today(d.org_unit_id)
 WHERE sees_disposal(d)
 ORDER BY u.code

-- name: disposal_ledger
-- 様式16 廃棄記録: one row an asset, of disposals that were carried out. $1 code of a section or NULL, $2 fiscal year or NULL.
SELECT d.disposal_no, a.asset_no, a.name AS asset_name, a.kind AS asset_kind, u.name AS owner_unit, d.content_class,
       d.method AS disposal_method, d.performed_by, d.performer, d.witness, d.performed_on, d.site,
       coalesce(nullif(h.serial_no, ''), d.serial_numbers) AS serial_numbers, person_name(p) AS approved_by,
       tokyo_day(d.approved_at) AS approved_on, person_name(c) AS confirmed_by,
       (SELECT count(*) FROM disposal_certificate x WHERE x.disposal_id = d.id) AS certificates, d.state AS disposal_state
  FROM disposal d
  JOIN org_unit u ON u.id = unit_today(d.org_unit_id)
  JOIN disposal_item i ON i.disposal_id = d.id
  JOIN asset a ON a.id = i.asset_id
  LEFT JOIN asset_hardware h ON h.asset_id = a.id
  LEFT JOIN person p ON p.id = d.approved_by
  LEFT JOIN person c ON c.id = d.confirmed_by
 WHERE sees_disposal(d) AND d.performed_on IS NOT NULL AND ($1::text IS NULL OR u.code = $1)
   AND ($2::integer IS NULL OR fiscal_year(d.performed_on) = $2::integer)
 ORDER BY d.performed_on, d.id, a.asset_no

-- name: disposal_years
-- Fiscal years with disposals carried out, and this one. $1 the one asked for or NULL.
SELECT y.year AS fiscal_year, y.year IS NOT DISTINCT FROM $1::integer AS is_chosen
  FROM (SELECT fiscal_year(d.performed_on) AS year FROM disposal d WHERE d.performed_on IS NOT NULL
         UNION SELECT fiscal_year(today())) y
 ORDER BY y.year DESC

-- name: disposal_candidates
-- Assets that are to be disposed of and in no disposal yet, which the viewer may ask for. $1 JSON of the numbers chosen.
SELECT a.asset_no, a.name AS asset_name, a.kind AS asset_kind, u.name AS owner_unit,
       disposal_class_of(ARRAY[a.id]) AS content_class, $1::jsonb ? a.asset_no AS is_chosen
  FROM asset a
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
 WHERE a.status = 'to_be_disposed' AND drafts_assets_of(a.owner_unit_id)
   AND NOT EXISTS (SELECT FROM disposal_item i JOIN disposal d ON d.id = i.disposal_id
                    WHERE i.asset_id = a.id AND d.state NOT IN ('closed', 'cancelled'))
 ORDER BY u.code, a.kind, length(a.asset_no), a.asset_no

-- name: disposal_add
-- $1 JSON of numbers, $2 class, $3 reason. No row: none of them is there.
INSERT INTO disposal (org_unit_id, content_class, reason)
SELECT unit_today(min(a.owner_unit_id)), $2, $3
  FROM asset a
 WHERE $1::jsonb ? a.asset_no AND sees_asset(a)
HAVING count(*) > 0
RETURNING id::text, disposal_no::text

-- name: disposal_items_add
-- $1 disposal, $2 JSON of numbers. A row each.
INSERT INTO disposal_item (disposal_id, asset_id)
SELECT $1::bigint, a.id FROM asset a WHERE $2::jsonb ? a.asset_no AND sees_asset(a) ORDER BY a.id
RETURNING asset_id

-- name: disposal_load
-- One disposal, if the viewer may see it, and who touched it last. $1 number.
SELECT d.id::text, d.disposal_no::text, d.state, d.row_version AS version, drafts_assets_of(d.org_unit_id) AS may_draft, person_name(p) AS _by,
       moment_text(coalesce(s.at, d.requested_at)) AS _at
  FROM disposal d
  LEFT JOIN LATERAL (SELECT x.at, x.actor_id FROM disposal_step x WHERE x.disposal_id = d.id ORDER BY x.id DESC LIMIT 1) s ON true
  LEFT JOIN person p ON p.id = coalesce(s.actor_id, d.requested_by)
 WHERE d.disposal_no = $1::bigint AND sees_disposal(d)

-- name: disposal_is_hidden
-- A row: there is such a disposal. $1 number.
SELECT FROM disposal WHERE disposal_no::text = $1

-- name: disposal_show
-- $1 id.
SELECT d.disposal_no, disposal_name(d) AS disposal_name, u.code AS owner_unit_code, u.name AS owner_unit, d.reason, d.content_class,
       d.state AS disposal_state, d.method AS disposal_method, d.performed_by, d.performer, d.witness, d.performed_on, d.site,
       d.serial_numbers, d.requested_at, person_name(q) AS requested_by, d.approved_at, person_name(p) AS approved_by,
       d.confirmed_at, person_name(c) AS confirmed_by, d.closed_at, disposal_needs_manager(d.id) AS needs_manager,
       disposal_is_attested(d) AS is_attested, d.row_version AS version,
       drafts_assets_of(d.org_unit_id) AND d.state IN ('approved', 'carried_out', 'certified') AS may_attach,
       disposal_event_open(d, 'carry_out') AS may_carry_out, d.state = 'carried_out' AS is_carried_out
  FROM disposal d
  JOIN org_unit u ON u.id = unit_today(d.org_unit_id)
  LEFT JOIN person q ON q.id = d.requested_by
  LEFT JOIN person p ON p.id = d.approved_by
  LEFT JOIN person c ON c.id = d.confirmed_by
 WHERE d.id = $1::bigint

-- name: disposal_assets
-- $1 id.
SELECT a.asset_no, a.name AS asset_name, a.kind AS asset_kind, a.status AS asset_status, h.hardware_type,
       coalesce(h.serial_no, o.serial_no) AS serial_no
  FROM disposal_item i
  JOIN asset a ON a.id = i.asset_id
  LEFT JOIN asset_hardware h ON h.asset_id = a.id
  LEFT JOIN asset_office_equipment o ON o.asset_id = a.id
 WHERE i.disposal_id = $1::bigint
 ORDER BY a.kind, length(a.asset_no), a.asset_no

-- name: disposal_steps
-- $1 id.
SELECT s.event AS disposal_event, s.at, person_name(p) AS actor, s.text
  FROM disposal_step s
  LEFT JOIN person p ON p.id = s.actor_id
 WHERE s.disposal_id = $1::bigint
 ORDER BY s.id

-- name: disposal_acts
-- What the viewer may do now, but for carrying it out. $1 id, $2 the act chosen or NULL.
SELECT t.event AS disposal_act, t.is_reasoned, t.event IS NOT DISTINCT FROM $2::text OR count(*) OVER () = 1 AND NOT t.is_reasoned AS is_chosen
  FROM disposal d
  JOIN disposal_transition t ON t.from_state = d.state AND t.event <> 'carry_out' AND disposal_event_open(d, t.event)
 WHERE d.id = $1::bigint
 ORDER BY t.ord

-- name: disposal_methods
-- Ways that are enough for its class. $1 id, $2 the one chosen or NULL.
SELECT r.method AS disposal_method, r.method = coalesce($2::text, d.method) AS is_chosen
  FROM disposal d
  JOIN disposal_method_rule r ON r.content_class = d.content_class
 WHERE d.id = $1::bigint
 ORDER BY array_position('{physical_destroy,shred,degauss,crypto_erase,secure_erase,overwrite}'::text[], r.method)

-- name: disposal_performed
-- What the form of carrying it out holds at first. $1 id.
SELECT d.performed_by, d.performer, d.witness, d.performed_on, d.site,
       coalesce(nullif(d.serial_numbers, ''),
                (SELECT string_agg(h.serial_no, '、' ORDER BY h.asset_id)
                   FROM disposal_item i JOIN asset_hardware h ON h.asset_id = i.asset_id AND h.serial_no <> ''
                  WHERE i.disposal_id = d.id), '') AS serial_numbers
  FROM disposal d
 WHERE d.id = $1::bigint

-- name: disposal_step_add
-- $1 disposal, $2 event, $3 text, $4 method, $5 performed_by, $6 performer, $7 witness, $8 day, $9 place, $10 serial
-- numbers; from $3 on each may be NULL.
INSERT INTO disposal_step (disposal_id, event, text, method, performed_by, performer, witness, performed_on, site, serial_numbers)
VALUES ($1::bigint, $2, coalesce($3, ''), $4, $5, coalesce($6, ''), coalesce($7, ''), $8::date, coalesce($9, ''), coalesce($10, ''))

-- name: disposal_certificates
-- $1 id.
SELECT c.id, f.name, f.media_type AS file_type, CASE WHEN f.size < 1048576 THEN ceil(f.size / 1024.0) || 'KB'
                                                     ELSE round(f.size / 1048576.0, 1) || 'MB' END AS size_words,
       f.sha256, c.added_at, person_name(p) AS added_by
  FROM disposal_certificate c
  JOIN file f ON f.id = c.file_id
  LEFT JOIN person p ON p.id = c.added_by
 WHERE c.disposal_id = $1::bigint
 ORDER BY c.id

-- name: disposal_certificate_add
-- $1 disposal, $2 file.
INSERT INTO disposal_certificate (disposal_id, file_id) VALUES ($1::bigint, $2::bigint) RETURNING id

-- name: disposal_certificate_file
-- $1 disposal, $2 certificate.
SELECT f.id, f.name, f.media_type, f.size
  FROM disposal_certificate c
  JOIN file f ON f.id = c.file_id
 WHERE c.disposal_id = $1::bigint AND c.id::text = $2
