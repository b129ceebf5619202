-- 棚卸し of the sample city, loaded by its owner: two checks, told by their years. What lies ahead of the day is left out.

-- name: inventory_sample_at
-- The day as of which the next statements are done, by nobody of the portal. $1 instant.
SELECT set_config('mamori.now', $1, true), set_config('mamori.person', '', true)

-- name: inventory_sample_open
-- $1 fiscal year, $2 the day of reference, on which it was opened, $3 due.
INSERT INTO inventory_check (fiscal_year, as_of, due, note, opened_at, opened_by)
SELECT $1::integer, $2::date, $3::date,
       '実物を確かめてから記入してください。設置場所や担当者が変わっているときは、台帳も修正してください。',
       ($2 || ' 09:00+09')::timestamptz, min(r.person_id)
  FROM effective_role r
 WHERE r.role_code = 'secretariat' AND is_in_force(r.valid_from, r.valid_to, $2::date)

-- part: section
WITH section AS MATERIALIZED (
    SELECT s.id, s.fiscal_year, s.org_unit_id, row_number() OVER (ORDER BY u.code = '0502', md5(u.code)) AS ord,
           h.person_id AS head, coalesce(l.person_id, h.person_id) AS leader
      FROM inventory_section s
      JOIN org_unit u ON u.id = s.org_unit_id
      LEFT JOIN unit_head(today()) h ON h.org_unit_id = unit_today(u.id)
      LEFT JOIN LATERAL (SELECT min(r.person_id) AS person_id FROM role_assignment r
                          WHERE r.role_code = 'it_promotion_leader' AND r.org_unit_id = unit_today(u.id)
                            AND is_in_force(r.valid_from, r.valid_to, today())) l ON true
     WHERE s.fiscal_year = $1::integer
)

-- name: inventory_sample_mark
-- $1 fiscal year, $2 the sections up to this mark their lists to the end, the others half of it, $3 the first day they did so,
-- spread over $4 days.
@section
UPDATE inventory_item i
   SET result = CASE WHEN g.is_missing THEN 'missing' WHEN g.n % 47 = 0 THEN 'changed' ELSE 'confirmed' END,
       note = CASE WHEN g.is_missing THEN '台帳の場所になく、確認中' WHEN g.n % 47 = 0 THEN '設置場所の変更を台帳に反映' ELSE '' END,
       marked_at = (($3::date + (g.ord % $4::integer)::integer) || ' 10:30+09')::timestamptz, marked_by = g.leader
  FROM (SELECT x.id, s.ord, s.leader, row_number() OVER (ORDER BY x.id) AS n,
               a.kind = 'office_equipment' AND s.ord = 100 AND row_number() OVER (PARTITION BY s.id, a.kind ORDER BY a.id) = 1
               AS is_missing
          FROM inventory_item x
          JOIN section s ON s.id = x.section_id
          JOIN asset a ON a.id = x.asset_id) g
 WHERE i.id = g.id AND (g.ord <= $2::bigint OR g.n % 2 = 0)

-- name: inventory_sample_submit
-- By the heads. $1 fiscal year, $2 the sections up to this, $3 the first day, $4 spread over so many days.
@section
INSERT INTO inventory_step (fiscal_year, section_id, event, text, at, actor_id)
SELECT s.fiscal_year, s.id, 'submit',
       CASE WHEN EXISTS (SELECT FROM inventory_item i WHERE i.section_id = s.id AND i.result = 'missing')
            THEN '前年度に移設した先で見つからず、リース会社の引取りの記録を確認しています。' ELSE '' END,
       (($3::date + (s.ord % $4::integer)::integer) || ' 15:00+09')::timestamptz, s.head
  FROM section s
 WHERE s.ord <= $2::bigint

-- name: inventory_sample_accept
-- By the secretariat. $1 fiscal year, $2 the sections up to this, $3 the day.
@section
INSERT INTO inventory_step (fiscal_year, section_id, event, at, actor_id)
SELECT s.fiscal_year, s.id, 'accept', ($3 || ' 16:00+09')::timestamptz,
       (SELECT c.opened_by FROM inventory_check c WHERE c.fiscal_year = s.fiscal_year)
  FROM section s
 WHERE s.ord <= $2::bigint

-- name: inventory_sample_changes
-- The log of a few networks and systems, the leaders planning. $1 [{kind, ord, change, title, content, reason, risk, way_back,
-- planned_on, due, at, steps: [{event, text, at}]}].
WITH given AS MATERIALIZED (
    SELECT g.*, i.ord AS line
      FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS i (item, ord)
     CROSS JOIN jsonb_to_record(i.item) AS g (kind text, nth integer, change text, title text, content text, reason text,
                                              risk text, way_back text, planned_on date, due date, at timestamptz)
), of_asset AS MATERIALIZED (
    SELECT a.id, a.kind, row_number() OVER (PARTITION BY a.kind ORDER BY a.asset_no) AS nth, a.owner_unit_id
      FROM asset a WHERE a.kind IN ('network', 'system') AND a.status = 'in_use'
)
INSERT INTO network_change (asset_id, kind, title, content, reason, risk, way_back, planned_on, due, created_at, created_by,
                            updated_at, updated_by)
SELECT a.id, g.change, g.title, g.content, g.reason, coalesce(g.risk, ''), coalesce(g.way_back, ''), g.planned_on, g.due,
       g.at, h.person_id, g.at, h.person_id
  FROM given g
  JOIN of_asset a ON a.kind = g.kind AND a.nth = g.nth
  LEFT JOIN unit_head(today()) h ON h.org_unit_id = unit_today(a.owner_unit_id)
 ORDER BY g.line

-- name: inventory_sample_change_steps
-- What became of them, the network security manager approving and checking. $1 [{title, event, text, at}].
INSERT INTO network_change_step (change_id, event, text, at, actor_id)
SELECT c.id, g.event, coalesce(g.text, ''), g.at, CASE WHEN g.event = 'complete' THEN c.created_by ELSE m.person_id END
  FROM jsonb_to_recordset($1::jsonb) AS g (title text, event text, text text, at timestamptz)
  JOIN network_change c ON c.title = g.title
  LEFT JOIN LATERAL (SELECT min(r.person_id) AS person_id FROM effective_role r
                      WHERE r.role_code = 'network_security_manager' AND is_in_force(r.valid_from, r.valid_to, today())) m ON true
 ORDER BY g.at
