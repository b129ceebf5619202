-- name: transfer_list
-- Newest first. $1 id after which to go on or NULL, $2 at most so many, NULL: all.
SELECT t.id, t.effective_on, t.basis, t.status, t.source_name, t.source_name = '画面での登録' AS is_typed,
       jsonb_array_length(t.moves) AS moves, jsonb_array_length(t.problems) AS problems, t.created_at, person_name(p) AS created_by_name,
       (SELECT count(*) FROM transfer) AS _total
  FROM transfer t
  LEFT JOIN person p ON p.id = t.created_by
 WHERE $1::bigint IS NULL OR t.id < $1::bigint
 ORDER BY t.id DESC
 LIMIT $2::bigint

-- name: transfer_insert
-- A draft. $1 effective on, $2 basis, $3 name of the file, $4 its SHA-256, $5 encoding, $6 moves,
-- $7 problems of the sheet itself, $8 how it was read.
INSERT INTO transfer (effective_on, basis, source_name, source_sha256, encoding, moves, sheet_problems, reading)
VALUES ($1::date, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8::jsonb)
RETURNING id

-- name: transfer_uploaded
-- What was entered beside a sheet, for the form of the next one. lacks_heading: headings were entered, or ought to
-- have been. $1 id or NULL.
SELECT coalesce(t.reading -> 'headings' <> '{}' OR (t.reading ->> 'lacks_move')::boolean, false) AS lacks_heading,
       t.effective_on::text AS effective_on, t.basis, h.staff_no AS heading_staff_no, h.move AS heading_move,
       h.name AS heading_name, h.kana AS heading_kana, h.unit AS heading_unit, h.title AS heading_title,
       h.rank AS heading_rank, h.post AS heading_post, h.employment AS heading_employment, h.day AS heading_day
  FROM transfer t
 CROSS JOIN LATERAL jsonb_to_record(coalesce(t.reading -> 'headings', '{}')) AS h (
           staff_no text, move text, name text, kana text, unit text, title text, rank text, post text,
           employment text, day text)
 WHERE t.id = $1::bigint

-- name: transfer_reading
-- How the sheet was understood where that is not as it is written. $1 id.
SELECT coalesce((t.reading ->> 'lacks_move')::boolean, false) AS lacks_move, nullif(d.units, 0) AS units,
       d.unit_was, d.unit_is, nullif(d.numbers, 0) AS numbers, d.number_was, d.number_is
  FROM transfer t
 CROSS JOIN LATERAL (
     SELECT count(*) FILTER (WHERE a.unit <> b.unit) AS units,
            (array_agg(a.unit ORDER BY line) FILTER (WHERE a.unit <> b.unit))[1] AS unit_was,
            (array_agg(b.unit ORDER BY line) FILTER (WHERE a.unit <> b.unit))[1] AS unit_is,
            count(*) FILTER (WHERE a.staff_no <> b.staff_no) AS numbers,
            (array_agg(a.staff_no ORDER BY line) FILTER (WHERE a.staff_no <> b.staff_no))[1] AS number_was,
            (array_agg(b.staff_no ORDER BY line) FILTER (WHERE a.staff_no <> b.staff_no))[1] AS number_is
       FROM transfer_moves(t.moves) a
       JOIN transfer_moves(transfer_spelled(t.moves, t.effective_on)) b USING (line)) d
 WHERE t.id = $1::bigint

-- name: transfer_proposals_shown
-- Whom the sheet makes head of a unit by title or rank without a post's code, as long as it can be chosen. $1 id.
SELECT x.line, m.staff_no, coalesce(person_name(p), m.name) AS name, l.full_name AS unit, m.title, nullif(m.rank, '') AS rank,
       x.post AS post_code, x.name AS post, x.held_by, x.rivals > 1 AS has_rivals, x.is_plain,
       coalesce(t.posts ->> x.line::text = x.post, false) AS is_accepted
  FROM transfer t
 CROSS JOIN LATERAL (SELECT transfer_spelled(t.moves, t.effective_on) AS spelled) s
 CROSS JOIN LATERAL transfer_proposals(s.spelled, t.effective_on) x
  JOIN LATERAL transfer_moves(s.spelled) m ON m.line = x.line
  LEFT JOIN person p ON p.staff_no = m.staff_no
  LEFT JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, t.effective_on)
  LEFT JOIN unit_place l ON l.org_unit_id = u.id
 WHERE t.id = $1::bigint AND t.status = 'draft'
 ORDER BY x.line

-- name: transfer_warnings
-- Who moves to one unit and takes a post of another, which may be meant (兼務). $1 id.
SELECT m.line, m.staff_no, coalesce(person_name(p), m.name) AS name, l.full_name AS unit, o.name AS post,
       ol.full_name AS post_unit
  FROM transfer t
 CROSS JOIN LATERAL transfer_moves(transfer_understood(t.moves, t.effective_on, coalesce(t.posts, '{}'))) m
  JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, t.effective_on)
  JOIN post o ON o.code = m.post AND is_in_force(o.valid_from, o.valid_to, t.effective_on)
  JOIN unit_place l ON l.org_unit_id = u.id
  JOIN unit_place ol ON ol.org_unit_id = o.org_unit_id
  LEFT JOIN org_unit up ON up.id = u.parent_id
  LEFT JOIN person p ON p.staff_no = m.staff_no
 WHERE t.id = $1::bigint AND t.status = 'draft' AND m.move <> 'leave'
   AND o.org_unit_id NOT IN (u.id, coalesce(u.parent_id, u.id), coalesce(up.parent_id, u.id))
 ORDER BY m.line

-- name: transfer_choose_posts
-- $1 id, $2 lines whose proposals are accepted, as an array.
UPDATE transfer t
   SET posts = (SELECT coalesce(jsonb_object_agg(x.line, x.post), '{}')
                  FROM transfer_proposals(transfer_spelled(t.moves, t.effective_on), t.effective_on) x
                 WHERE x.line::text = ANY ($2::text[])),
       updated_at = instant(), updated_by = viewer(), row_version = t.row_version + 1
 WHERE t.id = $1::bigint

-- name: transfer_unused
-- Headings of the sheet that nothing was read from. $1 id.
SELECT u.heading
  FROM transfer t CROSS JOIN LATERAL jsonb_array_elements_text(t.reading -> 'unused') AS u (heading)
 WHERE t.id = $1::bigint AND t.reading ? 'unused'

-- name: transfer_twin
-- The transfer that the same file made already, for a draft. $1 id.
SELECT o.id, o.effective_on, o.basis, o.source_name, o.decided_at, person_name(d) AS decided_by_name
  FROM transfer t
  JOIN transfer o ON o.source_sha256 = t.source_sha256 AND o.status = 'applied'
  LEFT JOIN person d ON d.id = o.decided_by
 WHERE t.id = $1::bigint AND t.status = 'draft' AND t.source_name <> '画面での登録'
 ORDER BY o.id DESC LIMIT 1

-- name: transfer_named
-- One that is applied and can still be undone. $1 id or NULL.
SELECT t.id, t.effective_on FROM transfer t
 WHERE t.id = $1::bigint AND t.status = 'applied' AND t.effective_on > today()

-- name: transfer_choice
-- Whether other proposals are ticked than were accepted. $1 id, $2 lines as an array.
SELECT coalesce(t.posts, '{}') <> (
           SELECT coalesce(jsonb_object_agg(x.line, x.post), '{}')
             FROM transfer_proposals(transfer_spelled(t.moves, t.effective_on), t.effective_on) x
            WHERE x.line::text = ANY ($2::text[])) AS is_other
  FROM transfer t WHERE t.id = $1::bigint

-- name: transfer_show
-- $1 id.
SELECT t.id, t.effective_on, t.basis, t.status, t.source_name, t.source_name = '画面での登録' AS is_typed,
       t.source_sha256, t.encoding,
       jsonb_array_length(t.moves) AS moves, jsonb_array_length(t.problems) AS problem_count,
       t.created_at, person_name(p) AS created_by_name, t.decided_at,
       person_name(d) AS decided_by_name, t.reason, t.row_version AS version,
       t.problems @? '$[*] ? (@.field == "name")' AS has_wrong_name,
       t.status = 'draft' AS is_draft, t.status = 'applied' AS is_applied,
       t.status IN ('undone', 'discarded') AS is_over, t.status = 'draft' AND t.problems = '[]' AS may_apply,
       t.status = 'draft' AND t.problems = '[]' AND t.source_name <> '画面での登録' AS may_replace,
       t.status = 'applied' AND t.effective_on > today() AS may_undo,
       CASE WHEN t.outcome @? '$.gaps[*].is_new' THEN
           jsonb_array_length(jsonb_path_query_array(t.outcome, '$.gaps[*] ? (@.is_new == true)'))
       END AS new_gaps, t.effective_on < today() AS is_past, jsonb_array_length(t.moves) <= 20 AS is_short
  FROM transfer t
  LEFT JOIN person p ON p.id = t.created_by
  LEFT JOIN person d ON d.id = t.decided_by
 WHERE t.id = $1::bigint

-- name: transfer_counts
-- $1 id.
SELECT count(*) FILTER (WHERE m.move = 'transfer') AS transfers,
       count(*) FILTER (WHERE m.move = 'hire') AS hires,
       count(*) FILTER (WHERE m.move = 'leave') AS leaves,
       count(*) FILTER (WHERE m.post <> '') AS posts
  FROM transfer t CROSS JOIN LATERAL transfer_moves(transfer_understood(t.moves, t.effective_on, coalesce(t.posts, '{}'))) m
 WHERE t.id = $1::bigint

-- name: transfer_show_moves
-- Who moves from where to where, in the order of the sheet. $1 id.
SELECT m.line, nullif(m.move, '') AS sheet_move, m.staff_no,
       CASE WHEN m.move = 'hire' THEN m.name ELSE coalesce(person_name(p), m.name) END AS name, f.full_name AS from_unit,
       nullif(coalesce(l.full_name, m.unit), '') AS to_unit, m.title, o.name AS post
  FROM transfer t
 CROSS JOIN LATERAL transfer_moves(transfer_understood(t.moves, t.effective_on, coalesce(t.posts, '{}'))) m
  LEFT JOIN person p ON p.staff_no = m.staff_no
  LEFT JOIN person_assignment a ON a.person_id = p.id AND a.is_main
                               AND is_in_force(a.valid_from, a.valid_to, t.effective_on - 1)
  LEFT JOIN unit_place f ON f.org_unit_id = a.org_unit_id
  LEFT JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, t.effective_on)
  LEFT JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN post o ON o.code = m.post AND is_in_force(o.valid_from, o.valid_to, t.effective_on)
 WHERE t.id = $1::bigint
 ORDER BY m.line
 LIMIT 2000

-- name: transfer_show_problems
-- With whom the row of the sheet is about, as the sheet says it, the row that a second one repeats, and, where a
-- few numbers are nobody's, who else has the name. $1 id.
WITH spelled AS MATERIALIZED (
    SELECT m.line, m.staff_no, m.post, m.move
      FROM transfer t
     CROSS JOIN LATERAL transfer_moves(transfer_understood(t.moves, t.effective_on, coalesce(t.posts, '{}'))) m
     WHERE t.id = $1::bigint
       AND t.problems @? '$[*] ? (@.problem == "twice" || @.problem == "post_twice")'
), namesake AS MATERIALIZED (
    SELECT m.line, string_agg(concat(p.staff_no, '（' || l.full_name || '）'), '、' ORDER BY p.staff_no) AS people
      FROM transfer t
     CROSS JOIN LATERAL jsonb_to_recordset(t.problems) AS x (line integer, problem text)
      JOIN LATERAL transfer_moves(t.moves) m ON m.line = x.line AND m.folded_name <> ''
      JOIN person_search s ON starts_with(s.folded, m.folded_name || ' ')
      JOIN person p ON p.id = s.person_id
      JOIN person_assignment a ON a.person_id = p.id AND a.is_main
                              AND is_in_force(a.valid_from, a.valid_to, t.effective_on - 1)
      JOIN unit_place l ON l.org_unit_id = a.org_unit_id
     WHERE t.id = $1::bigint AND x.problem = 'unknown_person'
       AND jsonb_array_length(jsonb_path_query_array(t.problems, '$[*] ? (@.problem == "unknown_person")')) <= 20
     GROUP BY m.line
    HAVING count(*) <= 3
)
SELECT x.line, x.field, x.problem, nullif(m.staff_no, '') AS staff_no, nullif(m.name, '') AS name,
       CASE
           WHEN x.problem IN ('not_employed', 'hired_left', 'leaves_later') THEN coalesce(
               x.detail || '　' || (
                   SELECT coalesce(to_char(employed_from(p.id, t.effective_on), 'FMYYYY年FMMM月FMDD日から在職'),
                                   to_char(employed_until(p.id, t.effective_on), 'FMYYYY年FMMM月FMDD日で退職'))
                     FROM person p WHERE p.staff_no = m.staff_no), x.detail)
           WHEN x.problem = 'moves_later' THEN to_char(x.detail::date, 'FMYYYY年FMMM月FMDD日')
           WHEN x.problem IN ('twice', 'post_twice') THEN x.detail || coalesce((
               SELECT '（' || min(o.line) || '行目）' FROM spelled o
                WHERE CASE x.problem WHEN 'twice' THEN o.staff_no ELSE o.post END = x.detail
                  AND (x.problem = 'twice' OR o.move <> 'leave')), '')
           ELSE x.detail
       END AS detail, CASE WHEN x.problem = 'unknown_person' THEN n.people END AS namesakes
  FROM transfer t
 CROSS JOIN LATERAL jsonb_to_recordset(t.problems) AS x (
           line integer, field text, problem text, detail text)
  LEFT JOIN LATERAL transfer_moves(t.moves) m ON m.line = x.line
  LEFT JOIN namesake n ON n.line = x.line
 WHERE t.id = $1::bigint
 ORDER BY x.line, x.field
 LIMIT 500

-- name: transfer_problem_kinds
-- What is wrong in the same way in five rows or more: one word or one column of the whole sheet. $1 id.
SELECT x.field AS sheet_column, x.problem, w.word, count(*) AS rows
  FROM transfer t
 CROSS JOIN LATERAL jsonb_to_recordset(t.problems) AS x (line integer, field text, problem text, detail text)
 CROSS JOIN LATERAL (SELECT CASE WHEN x.problem IN ('unknown_move', 'unknown_rank', 'unknown_employment',
                                                    'unknown_unit', 'other_day')
                                 THEN nullif(x.detail, '') END) AS w (word)
 WHERE t.id = $1::bigint AND x.line IS NOT NULL
 GROUP BY x.field, x.problem, w.word
HAVING count(*) >= 5
 ORDER BY count(*) DESC, min(x.line)
 LIMIT 10

-- name: transfer_keeps
-- Who goes to another unit and keeps what the CISO gave: such a role does not end with the unit. Of a long sheet only
-- their rows are spelled. $1 id.
WITH kept AS MATERIALIZED (
    SELECT r.role_code, d.sort_order, p.staff_no, person_name(p) AS name, a.org_unit_id
      FROM transfer t
      JOIN role_assignment r ON r.source = 'appointed_by_ciso' AND is_in_force(r.valid_from, r.valid_to, t.effective_on)
      JOIN role_definition d ON d.code = r.role_code
      JOIN person p ON p.id = r.person_id
      JOIN person_assignment a ON a.person_id = p.id AND a.is_main
                              AND is_in_force(a.valid_from, a.valid_to, t.effective_on - 1)
     WHERE t.id = $1::bigint AND t.status IN ('draft', 'applied')
), moving AS MATERIALIZED (
    SELECT t.effective_on, coalesce(jsonb_agg(e.move ORDER BY e.ord), '[]') AS moves
      FROM transfer t CROSS JOIN LATERAL jsonb_array_elements(t.moves) WITH ORDINALITY AS e (move, ord)
     WHERE t.id = $1::bigint AND ltrim(e.move ->> 'staff_no', '0') IN (SELECT ltrim(k.staff_no, '0') FROM kept k)
     GROUP BY t.id
)
SELECT k.role_code AS role, k.staff_no, k.name, l.full_name AS unit
  FROM moving v
 CROSS JOIN LATERAL transfer_moves(transfer_spelled(v.moves, v.effective_on)) m
  JOIN kept k ON k.staff_no = m.staff_no
  JOIN org_unit u ON u.code = m.unit AND is_in_force(u.valid_from, u.valid_to, v.effective_on)
  JOIN unit_place l ON l.org_unit_id = u.id
 WHERE m.move = 'transfer' AND u.id <> k.org_unit_id
 ORDER BY m.line, k.sort_order

-- name: transfer_show_roles
-- What changes hands, role by role. An old rehearsal counted who stays and named nobody. $1 id.
SELECT x.role, x.unit_code, x.unit, x.post, x.before, x.after, x.others, x.stays,
       CASE WHEN x.stays IS NULL THEN x.others ELSE nullif(greatest(x.others - 3, 0), 0) END AS more,
       lag(x.role) OVER w IS DISTINCT FROM x.role AS begins_role, count(*) OVER (PARTITION BY x.role) AS of_role
  FROM transfer t
 CROSS JOIN LATERAL ROWS FROM (
           jsonb_to_recordset(t.outcome -> 'roles') AS (
               role text, unit_code text, unit text, post text, before text, after text, others integer, stays text))
           WITH ORDINALITY AS x (role, unit_code, unit, post, before, after, others, stays, ord)
  JOIN role_definition d ON d.code = x.role
 WHERE t.id = $1::bigint AND t.outcome ? 'roles'
WINDOW w AS (ORDER BY d.sort_order, x.unit_code, x.ord)
 ORDER BY d.sort_order, x.unit_code, x.ord

-- name: transfer_show_gaps
-- What lacks a bearer afterwards, first what does so because of the transfer. $1 id.
SELECT x.gap, x.role, x.unit_code, x.unit, x.post, k.is_new,
       row_number() OVER w = 1 AS begins_kind, count(*) OVER (PARTITION BY k.is_new, x.gap) AS of_kind
  FROM transfer t
 CROSS JOIN LATERAL jsonb_to_recordset(t.outcome -> 'gaps') AS x (
           gap text, role text, unit_code text, unit text, post text, is_new boolean)
 CROSS JOIN LATERAL (SELECT coalesce(x.is_new, false) AS is_new) AS k
 WHERE t.id = $1::bigint AND t.outcome ? 'gaps'
WINDOW w AS (PARTITION BY k.is_new, x.gap ORDER BY x.unit_code, x.role, x.post)
 ORDER BY k.is_new DESC, gap_order(x.gap), x.gap, x.unit_code, x.role, x.post

-- name: transfer_lock
-- $1 id.
SELECT t.status, t.row_version AS version, t.effective_on > today() AS is_ahead,
       t.effective_on::text AS effective_on, t.basis
  FROM transfer t WHERE t.id = $1::bigint FOR UPDATE

-- name: transfer_rehearse_again
-- What the rehearsal finds today; the first accepts the plain proposals of a sheet. $1 id.
WITH chosen AS MATERIALIZED (
    SELECT t.id, t.effective_on, t.moves, t.sheet_problems,
           coalesce(t.posts, CASE WHEN t.source_name = '画面での登録' THEN '{}'
                                  ELSE transfer_plain_posts(t.moves, t.effective_on) END) AS posts
      FROM transfer t WHERE t.id = $1::bigint
), found AS MATERIALIZED (
    SELECT r.problems, r.outcome, c.posts
      FROM chosen c
     CROSS JOIN LATERAL transfer_rehearse(c.id, c.effective_on,
                                          transfer_understood(c.moves, c.effective_on, c.posts),
                                          c.sheet_problems) r
)
UPDATE transfer t SET problems = f.problems, outcome = f.outcome, posts = f.posts, updated_at = instant(),
                      updated_by = viewer(), row_version = t.row_version + 1
  FROM found f WHERE t.id = $1::bigint
RETURNING jsonb_array_length(f.problems) AS problems

-- name: transfer_apply
-- What the rehearsal found may be old: it is asked once more while it is done, and done only if nothing is wrong. $1 id.
WITH found AS MATERIALIZED (
    SELECT r.problems, r.outcome
      FROM transfer t
     CROSS JOIN LATERAL transfer_carry_out(t.id, t.effective_on,
                                           transfer_understood(t.moves, t.effective_on, coalesce(t.posts, '{}')),
                                           t.sheet_problems, t.basis, true) r
     WHERE t.id = $1::bigint
)
UPDATE transfer t SET problems = f.problems, outcome = f.outcome
  FROM found f WHERE t.id = $1::bigint
RETURNING jsonb_array_length(f.problems) AS problems

-- name: transfer_decide
-- $1 id, $2 status, $3 reason.
UPDATE transfer SET status = $2, reason = $3, decided_at = instant(), decided_by = viewer(),
                    updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint

-- name: transfer_dependents
-- What stands in the way of undoing: rows of the transfer that were changed since, rows entered in the
-- place of what would come back, and rows that rest on what would go. None where it cannot be undone.
-- $1 id.
WITH own AS MATERIALIZED (
    SELECT c.table_name, c.row_id, c.was_inserted, c.before_valid_to, t.effective_on, h AS whole, h.valid_to
      FROM transfer t
      JOIN transfer_change c ON c.transfer_id = t.id
      LEFT JOIN history_row h ON h.table_name = c.table_name AND h.id = c.row_id
     WHERE t.id = $1::bigint AND t.status = 'applied' AND t.effective_on > today()
), near AS MATERIALIZED (
    SELECT o.*, n AS other, days(n.valid_from, n.valid_to) AS other_days
      FROM own o
      JOIN history_row n ON n.person_id = (o.whole).person_id
     WHERE n.valid_to IS NULL OR n.valid_to >= o.effective_on
     UNION ALL
    SELECT o.*, n, days(n.valid_from, n.valid_to)
      FROM own o
      JOIN history_row n ON n.post_id = (o.whole).post_id AND n.person_id <> (o.whole).person_id
     WHERE (o.whole).post_id IS NOT NULL -- few, however many the planner expects
       AND (n.valid_to IS NULL OR n.valid_to >= o.effective_on)
), beside AS MATERIALIZED (
    SELECT n.* FROM near n
     WHERE NOT EXISTS (SELECT FROM own x
                        WHERE x.table_name = (n.other).table_name AND x.row_id = (n.other).id)
), afterwards AS MATERIALIZED (
    SELECT b.other AS whole, b.other_days AS days FROM beside b
     UNION ALL
    SELECT o.whole, days((o.whole).valid_from, o.before_valid_to) FROM own o WHERE NOT o.was_inserted
), found AS (
    SELECT 'changed' AS reason, o.whole FROM own o
     WHERE (o.whole).id IS NOT NULL
       AND o.valid_to IS DISTINCT FROM CASE WHEN NOT o.was_inserted THEN o.effective_on - 1 END
     UNION
    SELECT 'in_place', b.other
      FROM beside b
      LEFT JOIN post np ON np.id = (b.other).post_id AND np.is_head
      LEFT JOIN post op ON op.id = (b.whole).post_id AND op.is_head
     WHERE NOT b.was_inserted AND days(b.effective_on, b.before_valid_to) && b.other_days
       AND (history_follows(b.other, b.whole)
            OR (b.other).role_code = 'it_promotion_leader' AND op.org_unit_id = (b.other).org_unit_id
               AND (b.other).person_id = (b.whole).person_id
            OR (b.whole).role_code = 'it_promotion_leader' AND np.org_unit_id = (b.whole).org_unit_id
               AND (b.other).person_id = (b.whole).person_id)
     UNION
    SELECT 'rests', b.other
      FROM beside b
     WHERE b.was_inserted AND history_rests_on(b.other, b.whole)
       AND NOT b.other_days * days(b.effective_on, NULL) <@ (
               SELECT coalesce(range_agg(a.days), '{}') FROM afterwards a
                WHERE (a.whole).table_name = b.table_name AND history_rests_on(b.other, a.whole))
), told AS (
    SELECT f.reason, (f.whole).table_name, (f.whole).id, (f.whole).person_id, (f.whole).org_unit_id,
           (f.whole).post_id, (f.whole).role_code, (f.whole).employment_type, (f.whole).valid_from,
           (f.whole).valid_to
      FROM found f
     UNION ALL
    SELECT 'withdrawn', c.table_name, NULL, c.person_id, c.org_unit_id, c.post_id, c.before ->> 'role_code',
           c.before ->> 'employment_type', (c.before ->> 'valid_from')::date, (c.before ->> 'valid_to')::date
      FROM own o JOIN correction c ON c.table_name = o.table_name AND c.row_id = o.row_id AND c.after IS NULL
     WHERE (o.whole).id IS NULL
)
SELECT x.reason AS obstacle, x.table_name, x.employment_type, l.full_name AS unit, o.name AS post,
       x.role_code AS role, p.staff_no, person_name(p) AS person_name, x.valid_from, x.valid_to,
       CASE WHEN x.role_code LIKE 'csirt\_%' THEN '/csirt/members/' || x.id
            ELSE '/people/' || p.staff_no || '/corrections' || coalesce('/' || x.table_name || '/' || x.id, '')
       END AS mend_at,
       to_char(x.valid_from, 'FMYYYY年FMMM月FMDD日から')
           || coalesce(to_char(x.valid_to, 'FMYYYY年FMMM月FMDD日まで'), '') AS _days
  FROM told x
  JOIN person p ON p.id = x.person_id
  LEFT JOIN unit_place l ON l.org_unit_id = x.org_unit_id
  LEFT JOIN post o ON o.id = x.post_id
 ORDER BY p.staff_no, x.valid_from, x.table_name
 LIMIT 200

-- name: transfer_take_back
-- $1 id, whose status says undone already.
SELECT transfer_undo($1::bigint)

-- name: gap_list
-- 役割の欠員・未指名 kind by kind, in the order they are mended, and where each is: NULL where the viewer cannot, and
-- who can. is_later: there is no such gap today. $1 day.
WITH gap AS MATERIALIZED (
    SELECT g.* FROM role_gap($1::date) g
), today AS MATERIALIZED (
    SELECT g.* FROM role_gap(today()) g WHERE $1::date > today()
)
SELECT g.gap, g.role, g.unit_code, g.unit, g.post,
       CASE g.gap WHEN 'no_leader' THEN '/units/' || g.unit_code || '/leaders?valid_from=' || $1
                  WHEN 'csirt_incomplete' THEN '/csirt?on=' || $1
                  WHEN 'no_deputy' THEN CASE WHEN may('deputy_designate') THEN '/deputies' END
                  ELSE coalesce('/admin/posts/' || coalesce(g.post_code, o.code), '/admin/posts/new') || '?valid_from=' || $1
       END AS mend_at,
       g.gap AS mend_word, CASE WHEN g.gap = 'no_deputy' AND NOT may('deputy_designate') THEN g.gap END AS mend_by,
       $1::date > today() AND NOT EXISTS (
           SELECT FROM today n
            WHERE (n.gap, n.role) = (g.gap, g.role)
              AND (n.unit_code, n.post_code) IS NOT DISTINCT FROM (g.unit_code, g.post_code)) AS is_later,
       row_number() OVER w = 1 AS begins_kind, count(*) OVER (PARTITION BY g.gap) AS of_kind,
       count(*) OVER () AS _total
  FROM gap g
  LEFT JOIN LATERAL (
      SELECT o.code
        FROM post o
        LEFT JOIN org_unit u ON u.id = o.org_unit_id
       WHERE is_in_force(o.valid_from, o.valid_to, $1::date)
         AND (o.is_head AND u.code = g.unit_code
              OR EXISTS (SELECT FROM ex_officio x
                          WHERE x.role_code = g.role AND g.unit_code IS NULL
                            AND (x.post_code = o.code
                                 OR x.rule = 'coordinating_head' AND o.is_head
                                    AND u.is_coordinating_section)))
       ORDER BY o.code LIMIT 1) o ON true
WINDOW w AS (PARTITION BY g.gap ORDER BY g.unit_code, g.post_code, g.role)
 ORDER BY gap_order(g.gap), g.unit_code, g.post_code, g.role

-- name: gap_kinds
-- How many of each kind, in that order. $1 day.
SELECT g.gap, count(*) AS items FROM role_gap($1::date) g GROUP BY g.gap ORDER BY gap_order(g.gap)
