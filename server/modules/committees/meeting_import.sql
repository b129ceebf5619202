-- Meetings of past years out of a sheet. $1 is everywhere what meeting_import_read() made of it.

-- name: meeting_import_problems
-- What the register has against the rows: heading, problem and detail as the reader's own.
WITH r AS (
    SELECT g.*, c.code, c.records_scope
      FROM jsonb_to_recordset($1::jsonb) AS g (line integer, committee text, kind text, starts_on date,
                                               starts_at text, necessity text, type text, category text,
                                               outcome text)
      LEFT JOIN committee c ON g.committee IN (c.code, c.name))
SELECT line, '会議体' AS heading, 'no_such_committee' AS problem, committee AS detail
  FROM r WHERE committee <> '' AND (code IS NULL OR records_scope <> 'full')
 UNION ALL
SELECT line, '開催日', 'held_ahead', starts_on::text FROM r WHERE starts_on >= today()
 UNION ALL
SELECT line, '開催日', 'meeting_exists', starts_on::text FROM r
 WHERE EXISTS (SELECT FROM meeting m WHERE m.committee_code = r.code AND m.state <> 'cancelled'
                                       AND tokyo_day(m.starts_at) = r.starts_on)
 UNION ALL
SELECT line, '臨時開催の理由', 'empty', '' FROM r WHERE kind = 'extraordinary' AND necessity = ''
 UNION ALL
SELECT line, '事項', 'empty', '' FROM r WHERE code = 'isc' AND category IS NULL
 UNION ALL
SELECT line, '結果', 'no_outcome_of_type', outcome FROM r
 WHERE type IS NOT NULL AND outcome IS NOT NULL AND NOT outcome_fits(type, outcome)
 UNION ALL
SELECT line, '区分', 'two_kinds', '' FROM r
 WHERE EXISTS (SELECT FROM r o WHERE o.code = r.code AND o.starts_on = r.starts_on
                                 AND o.starts_at = r.starts_at AND o.kind <> r.kind)
 ORDER BY 1, 2

-- name: meeting_import_groups
-- The meetings, in the order of their days, each with its rows.
SELECT jsonb_build_object('committee', c.code, 'kind', min(g.kind), 'starts_on', g.starts_on,
           'starts_at', g.starts_at, 'place', max(g.place), 'necessity', max(g.necessity),
           'items', jsonb_agg(to_jsonb(g) ORDER BY g.line))::text AS "group"
  FROM jsonb_to_recordset($1::jsonb) AS g (line integer, committee text, kind text, starts_on date,
                                           starts_at text, place text, necessity text, title text,
                                           type text, category text, outcome text, text text, gist text)
  JOIN committee c ON g.committee IN (c.code, c.name)
 GROUP BY c.code, g.starts_on, g.starts_at
 ORDER BY g.starts_on, g.starts_at, c.code

-- name: meeting_import_meeting
-- $1 one of the groups. An item after that day's first is numbered by the order of its lines.
INSERT INTO meeting (committee_code, kind, starts_at, place, necessity, necessity_on, is_migrated)
SELECT g.committee, g.kind, (g.starts_on + g.starts_at) AT TIME ZONE 'Asia/Tokyo', g.place,
       CASE g.kind WHEN 'extraordinary' THEN g.necessity ELSE '' END,
       CASE g.kind WHEN 'extraordinary' THEN g.starts_on END, true
  FROM jsonb_to_record($1::jsonb) AS g (committee text, kind text, starts_on date, starts_at time,
                                        place text, necessity text)
RETURNING id::text

-- name: meeting_import_items
-- $1 meeting, $2 the group.
INSERT INTO agenda_item (meeting_id, no, title, type, category)
SELECT $1::bigint, i.no, i.item ->> 'title', i.item ->> 'type', i.item ->> 'category'
  FROM jsonb_array_elements($2::jsonb -> 'items') WITH ORDINALITY AS i (item, no)

-- name: meeting_import_gists
-- $1 meeting, $2 the group.
UPDATE agenda_item a
   SET gist = $2::jsonb -> 'items' -> (a.no - 1) ->> 'gist'
 WHERE a.meeting_id = $1::bigint

-- name: meeting_import_decisions
-- $1 meeting, $2 the group.
INSERT INTO decision (item_id, outcome, text, instruction)
SELECT a.id, $2::jsonb -> 'items' -> (a.no - 1) ->> 'outcome',
       $2::jsonb -> 'items' -> (a.no - 1) ->> 'text', NULL
  FROM agenda_item a
 WHERE a.meeting_id = $1::bigint

-- name: meeting_import_made
-- What stands in the register marked 移行, newest first.
SELECT m.id, c.name AS committee_name, m.fiscal_year, m.number, m.kind AS meeting_kind, m.starts_at,
       (SELECT count(*) FROM agenda_item i WHERE i.meeting_id = m.id) AS item_count
  FROM meeting m JOIN committee c ON c.code = m.committee_code
 WHERE m.is_migrated
 ORDER BY m.starts_at DESC, m.id DESC LIMIT 200
