-- 情報資産管理台帳: which assets, in which order; what of them is shown; how many of each kind there are.
--
-- The lists take filters, each NULL where it is left open: $1 kind, $2 sections (asset_list_units), $3 status (NULL: what was
-- neither disposed of nor thrown away; all: everything), $4 importance, $5 level of confidentiality, or of the one class,
-- $6 personal information, $7 segment, $8 attention (unclassified, late, ending, excluded, unchecked), $9 number of the last
-- row of the page before, $10 at most so many rows; where words are looked for, $11 their LIKE patterns, $12 their grams,
-- $13 how many that have them are not many yet. They run with plans of their own for what is asked (asset_list_plans): a
-- filter that is NULL is no part of the plan.
--
-- Rights (sees_asset) are written out, so that an index finds what they leave: all, or the own sections and the few assets
-- that the viewer is asked to take over.

-- part: sees_all
(SELECT may('asset_read_all'))

-- part: own
own AS MATERIALIZED (
    SELECT asset_units_seen() AS units,
           ARRAY(SELECT a.id FROM asset a
                  WHERE a.status = 'transferred'
                    AND asset_receiver(a.id) IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b)) AS offered
     WHERE NOT @sees_all
)

-- part: of_own
(r.owner_unit_id = ANY ((SELECT o.units FROM own o)::bigint[]) OR r.id = ANY ((SELECT o.offered FROM own o)::bigint[]))

-- part: is_unclassified
asset_lacks_class(r.kind, r.confidentiality, r.integrity, r.availability, r.grade, (SELECT asset_is_graded()))

-- part: is_unchecked
r.status IN ('in_use', 'suspended', 'to_be_disposed', 'transferred')
AND (r.last_checked_on IS NULL OR r.last_checked_on < (SELECT asset_year_begins()))

-- part: attention
($8::text IS DISTINCT FROM 'unclassified' OR @is_unclassified)
AND ($8::text IS DISTINCT FROM 'late' OR r.id = ANY ((SELECT assets_corrected_late())::bigint[]))
AND ($8::text IS DISTINCT FROM 'ending' OR r.id = ANY ((SELECT assets_ending())::bigint[]))
AND ($8::text IS DISTINCT FROM 'excluded' OR r.scope_status = 'excluded_appendix1')
AND ($8::text IS DISTINCT FROM 'unchecked' OR @is_unchecked)

-- part: narrowing
($2::bigint[] IS NULL OR r.owner_unit_id = ANY ($2::bigint[]))
AND ($3::text IS NOT NULL OR r.status NOT IN ('disposed', 'discarded'))
AND ($3::text IS NULL OR $3::text = 'all' OR r.status = $3)
AND ($4::text IS NULL OR r.importance = $4)
AND ($5::text IS NULL OR r.confidentiality = $5 OR r.grade = $5)
AND ($6::text IS NULL OR r.personal_info = $6)
AND ($7::text IS NULL OR r.segment = $7)
AND @attention

-- part: of_kind
($1::text IS NULL OR r.kind = $1)

-- part: columns
r.id, r.asset_no, r.kind, r.status, r.owner_unit_id, r.importance, r.confidentiality, r.integrity, r.availability, r.grade,
r.personal_info, r.segment, r.scope_status, r.last_checked_on

-- What is seen without the right to see all of it.
-- part: few
few AS MATERIALIZED (
    SELECT @columns, r.name FROM asset r WHERE NOT @sees_all AND @of_own
)

-- What words find. Words of one character or two are found as they are. Of words that many have, no more are taken than
-- show that they are many.
-- part: found
longer AS MATERIALIZED (
    SELECT ARRAY(SELECT w.pattern FROM unnest($11::text[]) w (pattern)
                  WHERE length(w.pattern) > 4 OR position('\' IN w.pattern) > 0) AS patterns,
           ARRAY(SELECT unnest(w.grams::text[]) FROM unnest($12::text[]) w (grams)) AS grams
), found AS MATERIALIZED (
    SELECT s.asset_id FROM asset_search s
     WHERE s.grams @> (SELECT l.grams FROM longer l)
       AND CASE WHEN (SELECT cardinality(l.patterns) FROM longer l) > 0
                THEN s.folded LIKE ALL ((SELECT l.patterns FROM longer l)::text[]) ELSE true END
     LIMIT $13::bigint + 1
), many AS MATERIALIZED (
    SELECT count(*) > $13::bigint AS are_many FROM found
)

-- part: are_many
(SELECT m.are_many FROM many m)

-- Asked of one row after the other.
-- part: has_words
(SELECT s.folded LIKE ALL ($11::text[]) FROM asset_search s WHERE s.asset_id = r.id)

-- part: hit
hit AS MATERIALIZED (
    SELECT @columns, r.name FROM found f JOIN asset r ON r.id = f.asset_id
     WHERE @sees_all AND NOT @are_many AND @narrowing
    UNION ALL
    SELECT r.* FROM found f JOIN few r ON r.id = f.asset_id WHERE NOT @are_many AND @narrowing
    UNION ALL
    SELECT r.* FROM few r WHERE @are_many AND @narrowing AND @has_words
)

-- The sort orders. `joined` is what a row is sorted by beside its own columns, `key` what is kept of it, `order` the order in
-- the words of an index, `merged` the same of the keys, `after` the rows after the last one of the page before.

-- part: last
last AS MATERIALIZED (
    SELECT a.id, asset_order(a.asset_no) AS no, importance_order(a.importance) AS importance, a.name, p.code AS unit_code
      FROM asset a JOIN place p ON p.id = a.owner_unit_id
     WHERE a.asset_no = $9 AND sees_asset(a)
)

-- Each section as it is called today.
-- part: place
place AS MATERIALIZED (
    SELECT u.id, t.code
      FROM org_unit u
      JOIN org_unit t ON t.id = CASE WHEN u.successor_id IS NULL THEN u.id ELSE unit_today(u.id) END
)

-- part: joined
CROSS JOIN (SELECT) w

-- part: joined_section
JOIN place w ON w.id = r.owner_unit_id

-- part: key_number
asset_order(r.asset_no) AS k1, r.id

-- part: order_number
asset_order(r.asset_no)

-- part: merged_number
k1

-- part: after_number
($9::text IS NULL OR asset_order(r.asset_no) > (SELECT l.no FROM last l))

-- part: key_section
w.code AS k1, asset_order(r.asset_no) AS k2, r.id

-- part: order_section
w.code, asset_order(r.asset_no)

-- part: merged_section
k1, k2

-- part: after_section
($9::text IS NULL OR w.code >= (SELECT l.unit_code FROM last l)
                     AND (w.code > (SELECT l.unit_code FROM last l) OR asset_order(r.asset_no) > (SELECT l.no FROM last l)))

-- part: key_importance
importance_order(r.importance) AS k1, asset_order(r.asset_no) AS k2, r.id

-- part: order_importance
importance_order(r.importance), asset_order(r.asset_no)

-- part: merged_importance
k1, k2

-- part: after_importance
($9::text IS NULL OR (importance_order(r.importance), asset_order(r.asset_no))
                     > ((SELECT l.importance FROM last l), (SELECT l.no FROM last l)))

-- part: key_name
r.name COLLATE "ja-x-icu" AS k1, asset_order(r.asset_no) AS k2, r.id

-- part: order_name
r.name COLLATE "ja-x-icu", asset_order(r.asset_no)

-- part: merged_name
k1, k2

-- part: after_name
($9::text IS NULL OR (r.name COLLATE "ja-x-icu", asset_order(r.asset_no))
                     > ((SELECT l.name FROM last l), (SELECT l.no FROM last l)))

-- What the right to see all of it shows, from where an index has it in its order. Sections come one after the other, so that
-- those after the page are not looked into.
-- part: all_in_order
asset r WHERE @sees_all AND @of_kind AND @narrowing AND @after

-- part: all_in_order_section
(SELECT p.id, p.code FROM place p ORDER BY p.code) w
 CROSS JOIN LATERAL (
       SELECT @columns FROM asset r
        WHERE r.owner_unit_id = w.id AND @sees_all AND @of_kind AND @narrowing AND @after
        ORDER BY asset_order(r.asset_no) LIMIT $10::bigint) r

-- part: words_in_order
asset r WHERE @sees_all AND @of_kind AND @narrowing AND @after AND @has_words

-- part: words_in_order_section
(SELECT p.id, p.code FROM place p ORDER BY p.code) w
 CROSS JOIN LATERAL (
       SELECT @columns FROM asset r
        WHERE r.owner_unit_id = w.id AND @sees_all AND @of_kind AND @narrowing AND @after AND @has_words
        ORDER BY asset_order(r.asset_no) LIMIT $10::bigint) r

-- name: asset_list_units
-- A section asked for, or those of a department, with what they were before, as an array. $1 code.
WITH RECURSIVE line AS (
    SELECT o.id FROM unnest(units_within($1)) AS o (id)
    UNION
    SELECT u.id FROM line l JOIN org_unit u ON u.successor_id = l.id
)
SELECT ARRAY(SELECT l.id FROM line l) AS units

-- name: asset_list_plans
-- For this transaction: the lists are planned for what is asked, for a plan for any question would scan; the indexes they
-- read are in memory; what reading a table from end to end costs the planner doesn't know, for long texts lie apart. One page
-- is no work for several processes, nor for code made for it.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('random_page_cost', '1.1', true), set_config('enable_seqscan', 'off', true),
       set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)

-- name: asset_list_by_{number section importance name}
-- The ids of a page in its order; then, without an id, how many of each kind are left by the filters but that of the kind.
WITH @own, @place, @last, @few, page AS (
    SELECT * FROM (SELECT @key FROM @all_in_order ORDER BY @order LIMIT $10::bigint) a
    UNION ALL
    SELECT @key FROM few r @joined WHERE @of_kind AND @narrowing AND @after
)
(SELECT id, NULL AS kind, NULL AS assets FROM page ORDER BY @merged LIMIT $10::bigint)
UNION ALL
(SELECT NULL, r.kind, count(*) FROM asset r WHERE @sees_all AND @narrowing GROUP BY r.kind)
UNION ALL
(SELECT NULL, r.kind, count(*) FROM few r WHERE @narrowing GROUP BY r.kind)

-- name: asset_find_by_{number section importance name}
-- The same of what words find. Where many have the words and the viewer sees all, the one row of the kind `many` comes instead:
-- asset_walk_by_ finds the page.
WITH @own, @place, @last, @few, @found, @hit
(SELECT id, NULL AS kind, NULL AS assets
   FROM (SELECT @key FROM hit r @joined WHERE @of_kind AND @after) page
  ORDER BY @merged LIMIT $10::bigint)
UNION ALL
(SELECT NULL, r.kind, count(*) FROM hit r GROUP BY r.kind)
UNION ALL
(SELECT NULL, 'many', $13::bigint WHERE @sees_all AND @are_many)

-- name: asset_walk_by_{number section importance name}
-- A page of what words find that many have: in the order of the list, until the page is full. Without $12 and $13.
WITH @own, @place, @last, page AS (
    SELECT @key FROM @words_in_order ORDER BY @order LIMIT $10::bigint
)
SELECT id, NULL AS kind, NULL AS assets FROM page ORDER BY @merged

-- Levels are data: what a list shows of one is its word without the name of the axis.
-- part: level
substring(l.label FROM '[^性分類]+$')

-- part: entry
r.asset_no, r.kind AS asset_kind, r.name AS asset_name, u.code AS owner_unit_code, u.name AS owner_unit,
CASE WHEN NOT y.is_graded THEN r.confidentiality END AS confidentiality, CASE WHEN NOT y.is_graded THEN r.integrity END AS integrity,
CASE WHEN NOT y.is_graded THEN r.availability END AS availability, CASE WHEN y.is_graded THEN r.grade END AS grade,
r.importance, r.personal_info, r.location AS asset_location,
r.status AS asset_status, r.last_checked_on AS asset_checked_on

-- name: asset_entries
-- What the list shows of these, in their order, with levels of the scheme in force alone. $1 ids, $2 how many there are in all.
WITH late AS MATERIALIZED (
    SELECT assets_corrected_late() AS ids
)
SELECT @entry, r.segment, r.scope_status, r.row_version AS version,
       c.short AS confidentiality_word, i.short AS integrity_word, v.short AS availability_word, g.short AS grade_word,
       r.scope_status = 'excluded_appendix1' AS is_excluded, @is_unclassified AS is_unclassified,
       r.id = ANY ((SELECT t.ids FROM late t)::bigint[]) AS is_late, e.ending AS asset_ending, e.ends_on,
       $2::bigint AS _total
  FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, ord)
  JOIN asset r ON r.id = o.id
  JOIN org_unit u ON u.id = unit_today(r.owner_unit_id)
 CROSS JOIN (SELECT asset_is_graded() AS is_graded OFFSET 0) y
  LEFT JOIN LATERAL (SELECT @level AS short FROM classification_level l WHERE l.code = r.confidentiality AND NOT y.is_graded) c ON true
  LEFT JOIN LATERAL (SELECT @level AS short FROM classification_level l WHERE l.code = r.integrity AND NOT y.is_graded) i ON true
  LEFT JOIN LATERAL (SELECT @level AS short FROM classification_level l WHERE l.code = r.availability AND NOT y.is_graded) v ON true
  LEFT JOIN LATERAL (SELECT @level AS short FROM classification_level l WHERE l.code = r.grade AND y.is_graded) g ON true
  LEFT JOIN LATERAL (SELECT n.ending, n.ends_on FROM asset_ending n
                      WHERE n.asset_id = r.id AND n.ends_on BETWEEN today() AND today() + 90
                      ORDER BY n.ends_on LIMIT 1) e ON true
 ORDER BY o.ord

-- A scheme of classification has its own columns; levels of another are not shown.
-- part: ledger_class_axes
c.label AS confidentiality, i.label AS integrity, v.label AS availability

-- part: ledger_levels_axes
LEFT JOIN classification_level c ON c.code = r.confidentiality
  LEFT JOIN classification_level i ON i.code = r.integrity
  LEFT JOIN classification_level v ON v.code = r.availability

-- part: ledger_class_grade
g.label AS grade

-- part: ledger_levels_grade
LEFT JOIN classification_level g ON g.code = r.grade

-- name: asset_ledger_by_{axes grade}
-- The same for 様式16 and spreadsheets. $1 ids.
SELECT r.asset_no, r.kind AS asset_kind, r.name AS asset_name, u.code AS owner_unit_code, u.name AS owner_unit,
       @ledger_class, r.importance,
       r.personal_info, r.location AS asset_location, r.status AS asset_status, r.last_checked_on AS asset_checked_on,
       r.business, r.user_scope, r.segment, r.registered_on, r.former_no, r.note
  FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, ord)
  JOIN asset r ON r.id = o.id
  JOIN org_unit w ON w.id = r.owner_unit_id
  JOIN org_unit u ON u.id = CASE WHEN w.successor_id IS NULL THEN w.id ELSE unit_today(w.id) END
  @ledger_levels
 ORDER BY o.ord

-- name: asset_list_scheme
-- Whether the scheme in force has the one class 重要性分類 instead of three.
SELECT asset_is_graded() AS is_graded

-- name: asset_list_sections
-- Sections and departments the viewer may narrow the list to: those that own assets, or the own ones. $1 code of the one asked
-- for or NULL.
WITH RECURSIVE owning AS (
    (SELECT a.owner_unit_id AS id FROM asset a ORDER BY a.owner_unit_id LIMIT 1)
    UNION ALL
    SELECT (SELECT a.owner_unit_id FROM asset a WHERE a.owner_unit_id > f.id ORDER BY a.owner_unit_id LIMIT 1)
      FROM owning f WHERE f.id IS NOT NULL
), seen AS (
    SELECT DISTINCT unit_today(f.id) AS id FROM owning f
     WHERE f.id IS NOT NULL AND (@sees_all OR f.id = ANY ((SELECT asset_units_seen())::bigint[]))
)
SELECT DISTINCT ON (d.code, u.code) u.code, u.name, u.kind = 'department' AS is_department,
       u.code IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM seen s
  JOIN unit_place l ON l.org_unit_id = s.id
  JOIN org_unit d ON d.id = l.department_id
  JOIN org_unit u ON u.id = s.id OR u.id = l.department_id AND @sees_all
 ORDER BY d.code, u.code, u.valid_from DESC

-- name: asset_list_section
-- What a section that is asked for is called. $1 its code or NULL.
SELECT u.code, u.name FROM org_unit u WHERE u.code = $1 ORDER BY u.valid_from DESC LIMIT 1

-- name: asset_list_levels
-- The levels of confidentiality, or of the one class, of the scheme in force. $1 the one asked for or NULL.
SELECT l.code, l.label, l.code IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM classification_level l
 WHERE l.axis = ANY (classification_axes()) AND l.axis IN ('confidentiality', 'grade')
 ORDER BY l.rank DESC

-- name: asset_list_level
-- What a level that is asked for is called. $1 its code or NULL.
SELECT l.code, l.label FROM classification_level l WHERE l.code = $1
