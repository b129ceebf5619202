-- What the page of an asset shows. Whoever asks has been let in by asset_of_path(); $1 is the asset's id.

-- name: asset_show
SELECT a.registered_on, a.last_checked_on, a.created_at, a.updated_at, person_name(p) AS updated_by
  FROM asset a
  LEFT JOIN person p ON p.id = a.updated_by
 WHERE a.id = $1::bigint

-- name: asset_held
-- Everything the viewer may know of it by columns, and the words of what it refers to; the levels that the chosen answer
-- gives.
SELECT asset_values(a.id)
       || CASE WHEN sees_restricted(a.owner_unit_id) THEN coalesce(asset_restricted_values(a.id), '{}') ELSE '{}' END
       || jsonb_build_object('operator_no', o.staff_no, 'contractor', a.contractor_id::text) AS held,
       o.staff_no || ' ' || person_name(o) AS operator, c.name AS contractor, w.label AS preset,
       w.confidentiality, w.integrity, w.availability, w.grade
  FROM asset a
  LEFT JOIN person o ON o.id = a.operator_id
  LEFT JOIN contractor c ON c.id = a.contractor_id
  LEFT JOIN classification_preset w ON w.code = a.preset
 WHERE a.id = $1::bigint

-- name: asset_classes
-- Its levels on the axes of the scheme in force, with what they mean and where they stand on the scale.
SELECT x.axis AS field, l.code, l.label, l.definition,
       CASE WHEN l.code IS NOT NULL THEN
            (SELECT jsonb_agg(jsonb_build_object('is_on', s.rank <= l.rank) ORDER BY s.rank)
               FROM classification_level s WHERE s.scheme_code = l.scheme_code AND s.axis = l.axis) END AS scale
  FROM unnest(classification_axes()) WITH ORDINALITY AS x (axis, ord)
  JOIN asset a ON a.id = $1::bigint
  LEFT JOIN LATERAL asset_class_columns(a) c ON c.axis = x.axis
  LEFT JOIN classification_level l ON l.code = c.code
 ORDER BY x.ord

-- name: asset_page_relations
-- What belongs together; the other asset only where the viewer may see it.
SELECT r.relation AS asset_relation, NULL AS asset_relation_back, false AS is_back, o.asset_no, o.name AS asset_name, o.kind AS asset_kind,
       o.status AS asset_status, r.note
  FROM asset_relation r JOIN asset o ON o.id = r.to_id
 WHERE r.from_id = $1::bigint AND r.ended_at IS NULL AND sees_asset(o)
 UNION ALL
SELECT NULL, r.relation, true, o.asset_no, o.name, o.kind, o.status, r.note
  FROM asset_relation r JOIN asset o ON o.id = r.from_id
 WHERE r.to_id = $1::bigint AND r.ended_at IS NULL AND sees_asset(o)
 ORDER BY 3, 1, 2, 4

-- name: asset_exceptions
-- Exceptions whose latest text names the asset, as far as the viewer may see them.
SELECT r.request_no, x.title, exception_status(r.state, r.period_from, r.period_to, today()) AS status, r.period_to
  FROM exception_revision x
  JOIN exception_request r ON r.id = x.request_id
 WHERE x.asset_ids @> ARRAY[$1::bigint] AND r.request_no IS NOT NULL AND sees_exception(r)
   AND NOT EXISTS (SELECT FROM exception_revision y WHERE y.request_id = r.id AND y.revision_no > x.revision_no)
 ORDER BY r.id DESC
 LIMIT 20

-- name: asset_corrections_open
-- Corrections of it that wait for the head, and what came back to who wrote it in the last 30 days.
SELECT c.id, c.state AS correction_state, c.reason, c.actual_change_on, c.sent_at, c.decided_at, c.decision_text,
       person_name(p) AS written_by, person_name(d) AS decided_by,
       c.state = 'awaiting_manager' AND confirms_assets_of(c.org_unit_id) AS may_confirm
  FROM asset_correction c
  JOIN asset_correction_row r ON r.correction_id = c.id AND r.asset_id = $1::bigint
  JOIN person p ON p.id = c.created_by
  LEFT JOIN person d ON d.id = c.decided_by
 WHERE sees_correction(c)
   AND (c.state = 'awaiting_manager'
        OR c.state = 'returned' AND c.created_by = viewer() AND tokyo_day(c.decided_at) >= today() - 30
           AND NOT EXISTS (SELECT FROM asset_correction n JOIN asset_correction_row o ON o.correction_id = n.id
                            WHERE o.asset_id = r.asset_id AND n.created_by = viewer() AND n.id > c.id))
 ORDER BY c.sent_at

-- name: asset_class_gap_of
-- BR-AS-09: the information of a higher class that it holds; whether the viewer may note why that is right.
SELECT asset_class_gap(a) AS asset_nos, may('asset_write_restricted') AS may_note
  FROM asset a
 WHERE a.id = $1::bigint AND a.kind = 'system' AND asset_class_gap(a) IS NOT NULL

-- name: asset_class_notes
SELECT n.text, n.at, person_name(p) AS noted_by
  FROM asset_class_note n
  LEFT JOIN person p ON p.id = n.noted_by
 WHERE n.asset_id = $1::bigint
 ORDER BY n.id DESC

-- name: asset_class_note_add
-- $1 asset, $2 text.
INSERT INTO asset_class_note (asset_id, text) VALUES ($1::bigint, $2)

-- name: asset_steps_open
-- What the viewer may do with it now, in the order of an asset's life.
SELECT t.event AS asset_event, t.is_reasoned, t.event = 'transfer' AS needs_unit
  FROM asset a
  JOIN asset_transition t ON t.from_state = a.status AND t.done_by <> 'disposal'
 WHERE a.id = $1::bigint AND asset_event_open(a, t.event)
 ORDER BY array_position(ARRAY['register', 'accept', 'decline', 'take_back', 'resume', 'suspend', 'transfer', 'keep',
                               'plan_disposal', 'discard'], t.event)

-- name: asset_offer
-- While it is offered to another section: to whom, by whom, why.
SELECT u.name AS to_unit, s.at, s.text, person_name(p) AS offered_by
  FROM asset a
  JOIN asset_step s ON s.asset_id = a.id AND s.event = 'transfer'
  JOIN org_unit u ON u.id = s.to_unit_id
  LEFT JOIN person p ON p.id = s.actor_id
 WHERE a.id = $1::bigint AND a.status = 'transferred'
 ORDER BY s.id DESC
 LIMIT 1

-- name: asset_sections_to
-- Where it may go. $1 asset, $2 chosen code.
SELECT u.code, u.name, u.code = $2 AS is_chosen
  FROM org_unit u
  JOIN asset a ON a.id = $1::bigint
 WHERE u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, today()) AND u.id <> a.owner_unit_id
 ORDER BY u.code

-- name: asset_section_of_code
-- $1 code. A section in force today.
SELECT u.id::text
  FROM org_unit u
 WHERE u.code = $1 AND u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, today())

-- name: asset_is_seen
-- A row: the viewer sees it still. $1 asset.
SELECT FROM asset a WHERE a.id = $1::bigint AND sees_asset(a)
