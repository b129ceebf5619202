-- name: policy_documents
-- 規程一覧: what the viewer may read, with the version in force today. No parameters.
SELECT d.code, d.title, d.level, d.publicity, d.summary, v.version_no AS version, v.in_force_from,
       v.published_on
  FROM policy_document d
  JOIN policy_version v ON v.document_id = d.id
                       AND is_in_force(v.in_force_from, v.in_force_to, today())
 WHERE may_read(d)
 ORDER BY d.sort_order, d.code

-- name: policy_documents_total
SELECT count(*) AS total
  FROM policy_document d
  JOIN policy_version v ON v.document_id = d.id
                       AND is_in_force(v.in_force_from, v.in_force_to, today())
 WHERE may_read(d)

-- name: policy_document
-- $1 code, $2 version or NULL: no row also where that version is none or none is in force.
SELECT d.code, d.title, d.level, d.publicity, d.summary
  FROM policy_document d
 WHERE d.code = $1 AND (SELECT shown_version($1, $2)) IS NOT NULL

-- name: policy_hidden
-- A row where the viewer may not know whether there is such a document. Who may read all there are
-- only mistyped a name. $1 code.
SELECT 1 AS is_hidden
 WHERE NOT EXISTS (SELECT FROM policy_document d WHERE d.code = $1 AND may_read(d))
   AND EXISTS (SELECT FROM policy_document d WHERE NOT may_read(d))

-- name: policy_version
-- The version shown. $1 code, $2 version or NULL.
SELECT v.version_no AS number, v.established_on, v.in_force_from, v.in_force_to, v.published_on,
       is_in_force(v.in_force_from, v.in_force_to, today()) AS is_in_force,
       v.in_force_from > today() AS is_future
  FROM policy_version v
 WHERE v.id = (SELECT shown_version($1, $2))

-- name: policy_versions
-- All of a document, newest first. $1 code, $2 version shown or NULL.
SELECT v.version_no AS number, v.in_force_from, v.in_force_to,
       is_in_force(v.in_force_from, v.in_force_to, today()) AS is_in_force,
       v.id = (SELECT shown_version($1, $2)) AS is_shown
  FROM policy_document d
  JOIN policy_version v ON v.document_id = d.id
 WHERE d.code = $1 AND may_read(d)
 ORDER BY v.in_force_from DESC

-- name: policy_contents
-- 目次: the upper three levels and the figures. $1 code, $2 version or NULL.
SELECT c.id AS _id, c.parent_id AS _parent, c.slug, c.code, c.number, c.heading,
       CASE WHEN c.heading = '' THEN left(split_part(without_tokens(c.text), E'\n', 1), 40)
            ELSE '' END AS excerpt
  FROM clause c
 WHERE c.version_id = (SELECT shown_version($1, $2))
   AND (c.kind = 'text' AND c.level <= 3 OR c.kind = 'figure')
 ORDER BY c.ord

-- name: policy_clauses
-- The whole text as a tree. $1 code, $2 version or NULL.
SELECT c.id AS _id, c.parent_id AS _parent, c.slug, c.code, c.number, c.level, c.kind, c.heading,
       c.text
  FROM clause c
 WHERE c.version_id = (SELECT shown_version($1, $2)) AND c.kind <> 'footnote'
 ORDER BY c.ord

-- name: policy_table_rows
-- The rows of all tables. $1 code, $2 version or NULL.
SELECT r.clause_id AS _of, r.is_heading, r.cells
  FROM clause c
  JOIN clause_row r ON r.clause_id = c.id
 WHERE c.version_id = (SELECT shown_version($1, $2))
 ORDER BY r.clause_id, r.ord

-- name: policy_footnotes
-- $1 code, $2 version or NULL.
SELECT c.id AS _id, c.slug, c.code, c.number, c.text
  FROM clause c
 WHERE c.version_id = (SELECT shown_version($1, $2)) AND c.kind = 'footnote'
 ORDER BY c.ord

-- name: policy_footnote_references
-- Where each footnote is referenced. $1 code, $2 version or NULL.
SELECT n.footnote_id AS _of, c.slug, c.code
  FROM clause c
  JOIN clause_footnote n ON n.clause_id = c.id
 WHERE c.version_id = (SELECT shown_version($1, $2))
 ORDER BY c.ord

-- name: policy_terms
-- 用語: the sub-clauses of the clause headed 定義 or 用語. $1 code, $2 version or NULL.
SELECT c.slug, c.code,
       regexp_replace(without_tokens(c.heading), '（以下.*', '') AS term, c.text
  FROM clause c
  JOIN clause p ON p.id = c.parent_id
 WHERE c.version_id = (SELECT shown_version($1, $2))
   AND p.level = 1 AND p.heading ~ '定義|用語' AND c.kind = 'text' AND c.heading <> ''
 ORDER BY c.ord

-- name: policy_clause
-- One clause. $1 code, $2 version or NULL, $3 slug.
SELECT c.slug, c.code, c.number, c.level, c.kind, c.heading, c.text,
       c.kind IN ('text', 'table') AS is_provision
  FROM clause c
 WHERE c.version_id = (SELECT shown_version($1, $2)) AND c.slug = $3

-- name: policy_clause_ancestors
-- From the top down. $1 code, $2 version or NULL, $3 slug.
WITH RECURSIVE above AS (
    SELECT c.parent_id, 0 AS distance, NULL::clause AS it
      FROM clause c
     WHERE c.version_id = (SELECT shown_version($1, $2)) AND c.slug = $3
    UNION ALL
    SELECT c.parent_id, a.distance + 1, c
      FROM above a JOIN clause c ON c.id = a.parent_id
)
SELECT (it).slug, (it).code, (it).number, (it).heading
  FROM above
 WHERE distance > 0
 ORDER BY distance DESC

-- name: policy_clause_children
-- Everything below a clause, as a tree whose top are its own sub-clauses.
-- $1 code, $2 version or NULL, $3 slug.
WITH RECURSIVE below AS (
    SELECT c.id, 0 AS depth
      FROM clause c
     WHERE c.version_id = (SELECT shown_version($1, $2)) AND c.slug = $3
    UNION ALL
    SELECT c.id, b.depth + 1 FROM below b JOIN clause c ON c.parent_id = b.id
)
SELECT c.id AS _id, CASE WHEN b.depth > 1 THEN c.parent_id END AS _parent, c.slug, c.code, c.number,
       c.level, c.kind, c.heading, c.text
  FROM below b
  JOIN clause c ON c.id = b.id
 WHERE b.depth > 0 AND c.kind <> 'footnote'
 ORDER BY c.ord

-- name: policy_clause_rows
-- The rows of one table. $1 code, $2 version or NULL, $3 slug.
SELECT r.is_heading, r.cells
  FROM clause c
  JOIN clause_row r ON r.clause_id = c.id
 WHERE c.version_id = (SELECT shown_version($1, $2)) AND c.slug = $3
 ORDER BY r.ord

-- name: policy_clause_footnotes
-- The footnotes that a clause or anything below it refers to. $1 code, $2 version or NULL, $3 slug.
WITH RECURSIVE below AS (
    SELECT c.id FROM clause c WHERE c.version_id = (SELECT shown_version($1, $2)) AND c.slug = $3
    UNION ALL
    SELECT c.id FROM below b JOIN clause c ON c.parent_id = b.id
)
SELECT f.slug, f.code, f.number, f.text
  FROM clause f
 WHERE f.id IN (SELECT n.footnote_id FROM below b JOIN clause_footnote n ON n.clause_id = b.id)
 ORDER BY f.ord

-- name: policy_clause_referenced_by
-- Where a footnote is referenced; empty for what is none. $1 code, $2 version or NULL, $3 slug.
SELECT c.slug, c.code, c.heading
  FROM clause f
  JOIN clause_footnote n ON n.footnote_id = f.id
  JOIN clause c ON c.id = n.clause_id
 WHERE f.version_id = (SELECT shown_version($1, $2)) AND f.slug = $3
 ORDER BY c.ord

-- name: policy_clause_previous
-- The one before it that is not deeper. $1 code, $2 version or NULL, $3 slug.
SELECT p.slug, p.code, p.heading
  FROM clause c
  JOIN clause p ON p.version_id = c.version_id AND p.kind = c.kind AND p.ord < c.ord
               AND p.level <= c.level
 WHERE c.version_id = (SELECT shown_version($1, $2)) AND c.slug = $3
 ORDER BY p.ord DESC
 LIMIT 1

-- name: policy_clause_next
-- The one after it and all that is below it. $1 code, $2 version or NULL, $3 slug.
SELECT n.slug, n.code, n.heading
  FROM clause c
  JOIN clause n ON n.version_id = c.version_id AND n.kind = c.kind AND n.ord > c.ord
               AND n.level <= c.level
 WHERE c.version_id = (SELECT shown_version($1, $2)) AND c.slug = $3
 ORDER BY n.ord
 LIMIT 1

-- name: policy_search
-- Clauses that hold every word, or what the policy says for it (clause_word): terms are what they say. $1 code, $2 version
-- or NULL, $3 LIKE patterns of the words and $4 the words, all folded.
WITH asked AS MATERIALIZED (
    SELECT a.* FROM clause_asked($3::text[], $4::text[]) a
)
SELECT c.slug, c.code, c.heading, clause_path(c.id) AS path,
       CASE WHEN c.kind = 'table'
            THEN (SELECT string_agg(array_to_string(r.cells, ' '), E'\n' ORDER BY r.ord)
                    FROM clause_row r WHERE r.clause_id = c.id)
            ELSE c.text END AS text, m.terms
  FROM clause c
  JOIN clause_search s ON s.clause_id = c.id
 CROSS JOIN LATERAL (
       SELECT bool_and(w.is_met) AS is_met, string_agg(w.terms, '　') AS terms
         FROM (SELECT bool_or(s.folded LIKE a.pattern OR coalesce(position(a.term_folded IN s.folded) > 0, false)) AS is_met,
                      string_agg(DISTINCT a.term, '　') FILTER (WHERE s.folded NOT LIKE a.pattern AND position(a.term_folded IN s.folded) > 0) AS terms
                 FROM asked a GROUP BY a.pattern) w) m
 WHERE c.version_id = (SELECT shown_version($1, $2)) AND m.is_met
 ORDER BY c.ord
 LIMIT 200

-- name: policy_document_save
-- The document an import names; a known one keeps its level, publicity and audience.
-- $1 code, $2 title, $3 level, $4 publicity, $5 summary, $6 audience.
INSERT INTO policy_document (code, title, level, publicity, summary, audience, sort_order)
VALUES ($1, $2, $3, $4, $5, $6,
        array_position(ARRAY['basic_policy', 'standard_basic', 'standard_detailed', 'procedure',
                             'emergency_plan', 'related_regulation'], $3))
    ON CONFLICT ON CONSTRAINT policy_document_code_unique DO UPDATE
       SET title = EXCLUDED.title,
           summary = CASE WHEN EXCLUDED.summary = '' THEN policy_document.summary
                          ELSE EXCLUDED.summary END,
           updated_at = instant(), updated_by = viewer(),
           row_version = policy_document.row_version + 1
RETURNING id, level, publicity

-- name: policy_version_make_room
-- The version before the new one ends the day before it (BR-PO-01). $1 document id, $2 first day.
UPDATE policy_version SET in_force_to = $2::date - 1
 WHERE document_id = $1::bigint AND in_force_from < $2::date
   AND (in_force_to IS NULL OR in_force_to >= $2::date)

-- name: policy_version_insert
-- A version that another follows ends the day before that one. $1 document id, $2 version,
-- $3 first day, $4 established on, $5 published on, $6 source file, $7 its SHA-256; the steps of
-- clause 6: $8 evaluated on, $9 approved on, $10 decided on, $11 where that is recorded.
INSERT INTO policy_version (document_id, version_no, in_force_from, in_force_to, established_on,
                            published_on, source_name, source_sha256, evaluated_on, approved_on,
                            decided_on, decision_ref)
SELECT $1::bigint, $2, $3::date,
       (SELECT min(l.in_force_from) - 1 FROM policy_version l
         WHERE l.document_id = $1::bigint AND l.in_force_from > $3::date),
       $4::date, $5::date, $6, $7, $8::date, $9::date, $10::date, $11
RETURNING id

-- name: policy_text_insert
-- All clauses of a version with their tables, footnote references and search forms. $1 version id,
-- $2 array of {ord, parent (ord or null), kind, level, code, slug, number, heading, text, folded,
-- bigrams, rows}. Returns the number of clauses.
WITH given AS MATERIALIZED (
    SELECT nextval('clause_id_seq') AS id, g.*
      FROM jsonb_to_recordset($2::jsonb) AS g (
               ord integer, parent integer, kind text, level integer, code text, slug text,
               number text, heading text, text text, folded text, bigrams jsonb, rows jsonb)
), clauses AS (
    INSERT INTO clause (id, version_id, parent_id, ord, kind, level, code, slug, number, heading,
                        text)
    OVERRIDING SYSTEM VALUE
    SELECT g.id, $1::bigint, p.id, g.ord, g.kind, g.level, g.code, g.slug, g.number, g.heading,
           g.text
      FROM given g LEFT JOIN given p ON p.ord = g.parent
    RETURNING id
), tables AS (
    INSERT INTO clause_row (clause_id, ord, is_heading, cells)
    SELECT g.id, r.ord, r.ord = 1, ARRAY(SELECT jsonb_array_elements_text(r.cells))
      FROM given g, jsonb_array_elements(g.rows) WITH ORDINALITY AS r (cells, ord)
), notes AS (
    INSERT INTO clause_footnote (clause_id, footnote_id)
    SELECT DISTINCT g.id, f.id
      FROM given g, regexp_matches(concat(g.heading, g.text, g.rows), '\[\^([0-9]+)\]', 'g') AS m (found),
           given f
     WHERE f.slug = 'fn' || m.found[1]
), search AS (
    INSERT INTO clause_search (clause_id, folded, bigrams)
    SELECT g.id, g.folded, ARRAY(SELECT jsonb_array_elements_text(g.bigrams)) FROM given g
)
SELECT count(*) AS clauses FROM clauses

-- name: policy_is_empty
SELECT NOT EXISTS (SELECT FROM policy_document) AS is_empty
