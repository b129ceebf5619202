-- 棚卸し of one section: its list, marked on screen or by a sheet.

-- name: inventory_section_load
-- The section for a handler, if the viewer may see it. $1 fiscal year, $2 code of the section.
SELECT s.id::text, s.fiscal_year::text, u.code, u.name, s.state, s.row_version AS version,
       o.is_own AND s.state NOT IN ('submitted', 'accepted') AS may_mark, o.is_own, person_name(p) AS _by,
       moment_text(s.updated_at) AS _at
  FROM inventory_section s
  JOIN org_unit u ON u.id = unit_today(s.org_unit_id)
 CROSS JOIN LATERAL (SELECT marks_inventory_of(s.org_unit_id) AS is_own OFFSET 0) o
  LEFT JOIN person p ON p.id = s.updated_by
 WHERE s.fiscal_year::text = $1 AND u.code = $2 AND sees_inventory(s)

-- name: inventory_section_is_hidden
-- A row: there is such a list. $1 fiscal year and code: 2026/0502.
SELECT FROM inventory_section s JOIN org_unit u ON u.id = unit_today(s.org_unit_id)
 WHERE s.fiscal_year || '/' || u.code = $1

-- name: inventory_section_hold
-- $1 section.
SELECT inventory_hold($1::bigint)

-- name: inventory_section_show
-- $1 section.
SELECT s.fiscal_year, u.code AS unit_code, l.full_name AS section, s.state AS inventory_state, c.as_of, c.due, c.note AS check_note,
       d.items AS listed, d.marked, d.items - d.marked AS unmarked, d.confirmed, d.changed, d.missing, d.added, d.is_overdue,
       d.explanation, s.row_version AS version,
       person_name(h) AS manager, d.submitted_at, person_name(b) AS submitted_by,
       marks_inventory_of(s.org_unit_id) AND NOT d.is_done AS may_mark, s.state = 'returned' AND inventory_event_open(s, 'begin') AS may_begin,
       inventory_event_open(s, 'submit') AS may_submit, inventory_event_open(s, 'return') AS may_judge,
       d.marked = d.items AS is_complete, d.missing > 0 AS has_missing,
       EXISTS (SELECT FROM inventory_item i JOIN asset a ON a.id = i.asset_id
                WHERE i.section_id = s.id AND i.result = 'missing' AND inventory_wants_incident(a)) AS has_incident
  FROM inventory_section s
  JOIN inventory_check c ON c.fiscal_year = s.fiscal_year
  JOIN inventory_standing d ON d.section_id = s.id
  JOIN org_unit u ON u.id = unit_today(s.org_unit_id)
  JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN unit_head(today()) x ON x.org_unit_id = u.id
  LEFT JOIN person h ON h.id = x.person_id
  LEFT JOIN person b ON b.id = d.submitted_by
 WHERE s.id = $1::bigint

-- name: inventory_results
-- The filters above the list with how many each would show. $1 section, $2 the one asked for or NULL.
SELECT f.code AS inventory_result, f.code IS NOT DISTINCT FROM $2::text AS is_current,
       count(i.id) FILTER (WHERE f.code IS NULL OR f.code = coalesce(i.result, 'unmarked')) AS items
  FROM (VALUES (1, NULL), (2, 'unmarked'), (3, 'confirmed'), (4, 'changed'), (5, 'missing'), (6, 'new')) f (ord, code)
  LEFT JOIN inventory_item i ON i.section_id = $1::bigint AND (i.is_listed OR i.result IS NOT NULL)
 GROUP BY f.ord, f.code
 ORDER BY f.ord

-- part: as_typed
  LEFT JOIN unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS m (asset_no, result, note, version) ON m.asset_no = a.asset_no

-- name: inventory_items
-- The list, as it is or as it was typed. $1 numbers, $2 results, $3 notes, $4 versions that were typed, $5 section, $6 number of
-- the last of the page before or NULL, $7 at most so many, $8 result, unmarked or NULL.
WITH hit AS MATERIALIZED (
    SELECT i.*, a.asset_no, a.kind, a.name, a.location, a.status
      FROM inventory_item i
      JOIN asset a ON a.id = i.asset_id
     WHERE i.section_id = $5::bigint AND (i.is_listed OR i.result IS NOT NULL)
       AND ($8::text IS NULL OR coalesce(i.result, 'unmarked') = $8::text)
)
SELECT a.asset_no, a.kind AS asset_kind, a.name AS asset_name, a.location AS asset_location, a.status AS asset_status,
       a.is_listed, coalesce(m.result, a.result, '') AS inventory_result, coalesce(m.note, a.note) AS note,
       a.marked_at, person_name(p) AS marked_by, a.row_version AS version,
       coalesce(m.result, a.result, '') = 'confirmed' AS is_confirmed, coalesce(m.result, a.result, '') = 'changed' AS is_changed,
       coalesce(m.result, a.result, '') = 'missing' AS is_missing, coalesce(m.result, a.result, '') = '' AS is_unmarked,
       coalesce(m.version <> a.row_version::text AND (m.result, m.note) IS DISTINCT FROM (coalesce(a.result, ''), a.note), false)
       AS is_stale, a.result AS saved_result, a.note AS saved_note, a.incident_at IS NOT NULL AS has_incident,
       (SELECT count(*) FROM hit) AS _total
  FROM hit a
  LEFT JOIN person p ON p.id = a.marked_by
@as_typed
 WHERE $6::text IS NULL OR a.asset_no > $6::text
 ORDER BY a.asset_no
 LIMIT $7::bigint

-- name: inventory_sheet
-- The list as a sheet. $1 section, $2 result, unmarked or NULL.
SELECT a.asset_no, a.kind AS asset_kind, a.name AS asset_name, a.location AS asset_location, a.status AS asset_status,
       coalesce(i.result, '') AS inventory_result, i.note, i.row_version AS version,
       to_char(i.marked_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI') AS marked_at, person_name(p) AS marked_by
  FROM inventory_item i
  JOIN asset a ON a.id = i.asset_id
  LEFT JOIN person p ON p.id = i.marked_by
 WHERE i.section_id = $1::bigint AND (i.is_listed OR i.result IS NOT NULL)
   AND ($2::text IS NULL OR coalesce(i.result, 'unmarked') = $2::text)
 ORDER BY a.asset_no

-- name: inventory_conflicts
-- Rows that would change and were changed by somebody since. $1 to $4 as typed, $5 section, $6 whether the rest is confirmed.
SELECT a.asset_no, coalesce(person_name(p), '') AS by, moment_text(i.marked_at) AS at
  FROM inventory_item i
  JOIN asset a ON a.id = i.asset_id
  LEFT JOIN person p ON p.id = i.marked_by
@as_typed
 WHERE i.section_id = $5::bigint AND m.version <> '' AND m.version <> i.row_version::text
   AND (coalesce(nullif(m.result, ''), CASE WHEN $6::boolean AND i.is_listed THEN 'confirmed' END, ''), m.note)
       IS DISTINCT FROM (coalesce(i.result, ''), i.note)
 ORDER BY a.asset_no

-- name: inventory_strangers
-- Numbers that are not in the list. $1 numbers, $2 section.
SELECT x AS asset_no
  FROM unnest($1::text[]) WITH ORDINALITY n (x, ord)
 WHERE NOT EXISTS (SELECT FROM inventory_item i JOIN asset a ON a.id = i.asset_id
                    WHERE i.section_id = $2::bigint AND a.asset_no = x)
 ORDER BY ord

-- name: inventory_misfits
-- Rows whose result does not fit: only what was added is new. $1 to $4 as typed, $5 section.
SELECT a.asset_no
  FROM inventory_item i
  JOIN asset a ON a.id = i.asset_id
@as_typed
 WHERE i.section_id = $5::bigint AND m.result <> '' AND (m.result = 'new') = i.is_listed
 ORDER BY a.asset_no

-- name: inventory_mark
-- What differs is written, in the order of the numbers. $1 to $4 as typed, $5 section, $6 whether the rest is confirmed.
WITH wanted AS MATERIALIZED (
    SELECT i.id, coalesce(nullif(m.result, ''), CASE WHEN $6::boolean AND i.is_listed THEN 'confirmed' END) AS result, m.note
      FROM inventory_item i
      JOIN asset a ON a.id = i.asset_id
@as_typed
     WHERE i.section_id = $5::bigint AND m.asset_no IS NOT NULL AND m.version IS NOT NULL
)
UPDATE inventory_item i SET result = w.result, note = w.note
  FROM wanted w
 WHERE i.id = w.id AND (w.result, w.note) IS DISTINCT FROM (i.result, i.note)

-- name: inventory_addable
-- What the section has that is not in its list; for whoever marks it. $1 section.
WITH own AS MATERIALIZED (
    SELECT b.org_unit_id AS id FROM units_borne('{system_security_manager,it_promotion_leader}') b
)
SELECT a.asset_no, a.name AS asset_name, a.kind AS asset_kind, a.status AS asset_status
  FROM inventory_section s
  JOIN own o ON unit_today(o.id) = unit_today(s.org_unit_id)
  JOIN asset a ON a.owner_unit_id = o.id
 WHERE s.id = $1::bigint AND a.scope_status = 'in_scope' AND a.status NOT IN ('disposed', 'discarded')
   AND NOT EXISTS (SELECT FROM inventory_item i
                    WHERE i.section_id = s.id AND i.asset_id = a.id AND (i.is_listed OR i.result IS NOT NULL))
 ORDER BY a.asset_no
 LIMIT 200

-- name: inventory_add
-- $1 section, $2 number, $3 note. No row: there is no such asset to be seen, or it is in the list.
INSERT INTO inventory_item AS i (section_id, asset_id, note)
SELECT $1::bigint, a.id, coalesce($3, '') FROM asset a WHERE a.asset_no = upper($2) AND sees_asset(a)
    ON CONFLICT ON CONSTRAINT inventory_item_once DO UPDATE SET result = 'new', note = EXCLUDED.note
 WHERE NOT i.is_listed AND i.result IS NULL
RETURNING id

-- name: inventory_section_steps
-- $1 section.
SELECT t.at, t.event AS inventory_done, person_name(p) AS actor, t.text
  FROM inventory_step t
  LEFT JOIN person p ON p.id = t.actor_id
 WHERE t.section_id = $1::bigint
 ORDER BY t.id

-- name: inventory_do
-- $1 section, $2 event, $3 text or NULL.
INSERT INTO inventory_step (fiscal_year, section_id, event, text)
SELECT s.fiscal_year, s.id, $2, coalesce($3, '') FROM inventory_section s WHERE s.id = $1::bigint
