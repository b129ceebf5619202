-- 電磁的記録媒体 持出・貸与簿 (BR-AS-06). Where a medium is: the view media_standing; what is open: media_transition.

-- As sees_asset() says; what is the same for all rows is asked once.
-- part: seen
((SELECT may('asset_read_all')) OR a.owner_unit_id = ANY ((SELECT asset_units_seen())::bigint[])
  OR a.status = 'transferred' AND sees_asset(a))

-- part: of_media
SELECT a.id, a.asset_no, a.name, m.sticker_no, m.media_type, m.keeper, u.code AS unit_code, u.name AS unit,
       s.media_state, s.movement_id
  FROM asset a
  JOIN asset_media m ON m.asset_id = a.id
  JOIN media_standing s ON s.asset_id = a.id
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
 WHERE a.kind = 'media' AND a.status IN ('in_use', 'suspended', 'to_be_disposed', 'transferred') AND @seen

-- name: media_list
-- Media of the register, by number. $1 number of the last of the page before or NULL, $2 at most so many or NULL,
-- $3 code of a section or NULL, $4 state or NULL.
WITH hit AS MATERIALIZED (
    SELECT x.* FROM (
@of_media ) x
     WHERE ($3::text IS NULL OR x.unit_code = $3) AND ($4::text IS NULL OR x.media_state = $4)
)
SELECT h.sticker_no, h.asset_no, h.name AS asset_name, h.media_type, h.unit AS owner_unit, h.media_state,
       person_name(p) AS taken_by, v.purpose, v.destination, tokyo_day(v.taken_out_at) AS taken_out_on, v.return_by,
       h.keeper, (SELECT count(*) FROM hit) AS _total
  FROM hit h
  LEFT JOIN media_movement v ON v.id = h.movement_id AND h.media_state <> 'in_store'
  LEFT JOIN person p ON p.id = v.taken_by
 WHERE ($1::text IS NULL OR (length(h.asset_no), h.asset_no) > (length($1), $1))
 ORDER BY length(h.asset_no), h.asset_no
 LIMIT $2::bigint

-- name: media_states
-- How many are in which state. $1 code of a section or NULL, $2 the state asked for or NULL.
WITH seen AS MATERIALIZED (
@of_media AND ($1::text IS NULL OR u.code = $1)
)
SELECT t.code AS media_state, count(x.id) AS media, t.code IS NOT DISTINCT FROM $2::text AS is_current
  FROM unnest('{NULL,in_store,requested,permitted,out,overdue,lost}'::text[]) WITH ORDINALITY t (code, ord)
  LEFT JOIN seen x ON t.code IS NULL OR x.media_state = t.code
 GROUP BY t.code, t.ord
 ORDER BY t.ord

-- name: media_sections
-- Sections with media the viewer sees. $1 the one asked for or NULL.
WITH seen AS MATERIALIZED (
@of_media
)
SELECT DISTINCT x.unit_code AS code, x.unit AS name, x.unit_code IS NOT DISTINCT FROM $1::text AS is_chosen FROM seen x ORDER BY 1

-- name: media_section
-- $1 code or NULL.
SELECT u.name FROM org_unit u WHERE u.code = $1::text AND is_in_force(u.valid_from, u.valid_to, today())

-- name: media_incidents
-- 紛失 that has to become an incident, newest first, of what the viewer sees. $1 an asset or NULL.
SELECT d.id, d.title, d.facts, d.at, person_name(p) AS noted_by, a.asset_no, u.name AS owner_unit, v.carried,
       l.label AS carried_level
  FROM incident_draft d
  JOIN asset a ON a.id = d.asset_id
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
  LEFT JOIN media_movement v ON v.id = d.movement_id
  LEFT JOIN classification_level l ON l.code = v.carried_level
  LEFT JOIN person p ON p.id = d.noted_by
 WHERE d.source = 'media' AND @seen AND ($1::bigint IS NULL OR d.asset_id = $1::bigint)
 ORDER BY d.at DESC, d.id DESC
 LIMIT 20

-- name: media_ledger
-- 様式16 媒体管理簿: all movements of a fiscal year, those that were asked for and refused too. $1 fiscal year or NULL,
-- $2 code of a section or NULL.
SELECT m.sticker_no, a.asset_no, a.name AS asset_name, m.media_type, u.name AS owner_unit, v.state AS movement_state,
       person_name(t) AS taken_by, v.purpose, v.carried, l.label AS carried_level, v.destination, v.out_on,
       person_name(b) AS permitted_by, v.permitted_at, v.taken_out_at, v.return_by, v.returned_at,
       person_name(c) AS checked_by, CASE WHEN v.is_erased THEN 'erased' WHEN NOT v.is_erased THEN 'kept' END AS erasure
  FROM media_movement v
  JOIN asset a ON a.id = v.asset_id
  JOIN asset_media m ON m.asset_id = a.id
  JOIN org_unit u ON u.id = unit_today(a.owner_unit_id)
  JOIN person t ON t.id = v.taken_by
  LEFT JOIN person b ON b.id = v.permitted_by
  LEFT JOIN person c ON c.id = v.checked_by
  LEFT JOIN classification_level l ON l.code = v.carried_level
 WHERE @seen AND ($1::integer IS NULL OR fiscal_year(v.out_on) = $1::integer)
   AND ($2::text IS NULL OR u.code = $2)
 ORDER BY v.out_on, v.id

-- name: media_years
-- Fiscal years with movements, and this one. $1 the one asked for or NULL.
SELECT y.year AS fiscal_year, y.year IS NOT DISTINCT FROM $1::integer AS is_chosen
  FROM (SELECT fiscal_year(v.out_on) AS year FROM media_movement v UNION SELECT fiscal_year(today())) y
 ORDER BY y.year DESC

-- name: media_facts
-- What a medium is and where. $1 asset.
SELECT m.media_type, m.capacity, m.is_encrypted, media_is_safe(a.id) AS is_safe, m.keeper, m.storage_place, m.sticker_no,
       s.media_state,
       EXISTS (SELECT FROM media_movement v
                WHERE v.asset_id = a.id AND v.state IN ('refused', 'cancelled', 'returned')) AS has_past,
       s.media_state = 'in_store' AND a.status = 'in_use' AND a.owner_unit_id = ANY (asset_units_seen()) AS may_request
  FROM asset a
  JOIN asset_media m ON m.asset_id = a.id
  JOIN media_standing s ON s.asset_id = a.id
 WHERE a.id = $1::bigint

-- name: media_movements
-- Of one medium, newest first. $1 asset.
SELECT v.id AS _id, v.id, v.state IN ('requested', 'permitted', 'out', 'lost') AS is_current, v.state AS movement_state, v.row_version AS version, person_name(t) AS taken_by,
       v.purpose, v.carried, l.label AS carried_level, v.destination, v.out_on, v.return_by,
       v.state = 'out' AND v.return_by < today() AS is_overdue, v.requested_at, person_name(q) AS requested_by,
       v.taken_out_at, v.returned_at, person_name(c) AS checked_by,
       CASE WHEN v.is_erased THEN 'erased' WHEN NOT v.is_erased THEN 'kept' END AS erasure
  FROM media_movement v
  JOIN person t ON t.id = v.taken_by
  LEFT JOIN person q ON q.id = v.requested_by
  LEFT JOIN person c ON c.id = v.checked_by
  LEFT JOIN classification_level l ON l.code = v.carried_level
 WHERE v.asset_id = $1::bigint
 ORDER BY v.id DESC

-- name: media_steps
-- Of all movements of a medium. $1 asset.
SELECT s.movement_id AS _of, s.event AS media_event, s.at, person_name(p) AS actor, s.text
  FROM media_movement_step s
  JOIN media_movement v ON v.id = s.movement_id AND v.asset_id = $1::bigint
  LEFT JOIN person p ON p.id = s.actor_id
 ORDER BY s.id

-- name: media_open
-- The movement that something can be done with, if the viewer may. $1 asset.
SELECT v.id, v.row_version AS version, v.state AS movement_state, v.carried <> '' AS carries,
       media_event_open(v, 'return') AS may_return,
       v.state = 'out' AND NOT media_event_open(v, 'return') AS awaits_check
  FROM media_movement v
  JOIN media_standing s ON s.movement_id = v.id
 WHERE v.asset_id = $1::bigint
   AND EXISTS (SELECT FROM media_transition t WHERE t.from_state = v.state AND media_event_open(v, t.event))

-- name: media_acts
-- What the viewer may do now. $1 asset, $2 the act chosen or NULL.
SELECT t.event AS media_act, t.is_reasoned, t.event IS NOT DISTINCT FROM $2::text OR count(*) OVER () = 1 AND NOT t.is_reasoned AS is_chosen
  FROM media_movement v
  JOIN media_standing s ON s.movement_id = v.id
  JOIN media_transition t ON t.from_state = v.state AND media_event_open(v, t.event)
 WHERE v.asset_id = $1::bigint
 ORDER BY t.ord

-- name: media_request_defaults
-- What stands in a new request at first: oneself, today. $1 asset.
SELECT p.staff_no AS taken_by, today() AS out_on, drafts_assets_of(a.owner_unit_id) AS may_name,
       make_date(fiscal_year(today()) + 1, 3, 31) AS last_day
  FROM asset a
  LEFT JOIN person p ON p.id = viewer()
 WHERE a.id = $1::bigint

-- name: media_levels
-- Levels of the scheme in force that information carried may have. $1 the one chosen or NULL.
SELECT l.code, l.label, l.code IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM classification_level l
 WHERE l.axis IN ('confidentiality', 'grade') AND l.axis = ANY (classification_axes())
   AND l.scheme_code = coalesce(setting_text('asset.classification_scheme'), 'municipal')
 ORDER BY l.rank DESC

-- name: media_taker
-- $1 staff number.
SELECT p.id::text FROM person p WHERE p.staff_no = $1

-- name: media_movement_add
-- $1 asset, $2 person, $3 purpose, $4 carried or NULL, $5 level or NULL, $6 destination, $7 from, $8 due.
INSERT INTO media_movement (asset_id, taken_by, purpose, carried, carried_level, destination, out_on, return_by)
VALUES ($1::bigint, $2::bigint, $3, coalesce($4, ''), $5, $6, $7::date, $8::date)
RETURNING id::text

-- name: media_movement_load
-- One movement of a medium, and who touched it last. $1 asset, $2 id.
SELECT v.id::text, v.row_version AS version, person_name(p) AS _by,
       moment_text(coalesce(s.at, v.requested_at)) AS _at
  FROM media_movement v
  LEFT JOIN LATERAL (SELECT x.at, x.actor_id FROM media_movement_step x
                      WHERE x.movement_id = v.id ORDER BY x.id DESC LIMIT 1) s ON true
  LEFT JOIN person p ON p.id = coalesce(s.actor_id, v.requested_by)
 WHERE v.asset_id = $1::bigint AND v.id::text = $2

-- name: media_step_add
-- $1 movement, $2 event, $3 text or NULL, $4 whether it was erased or NULL.
INSERT INTO media_movement_step (movement_id, event, text, is_erased) VALUES ($1::bigint, $2, coalesce($3, ''), $4::boolean)
