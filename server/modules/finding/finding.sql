-- What /search finds: one statement a subject. Each asks what the viewer may read in itself, so that nothing else is found,
-- and takes no more rows than a page shows: candidates are a few hundred, those whose title has the words come first.
-- $1 LIKE patterns of the words, which decide. Beside, by the subject's index: $2 the pairs and single characters; or $2 the pairs
-- and $3 the single characters, either NULL where there are none.

-- name: search_plans
-- For this transaction: planned for what is asked, by indexes that are in memory; a page is no work for several processes.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('random_page_cost', '1.1', true),
       set_config('max_parallel_workers_per_gather', '0', true)

-- name: search_clauses
-- Those that have the words first, by the index; then those that say it otherwise (clause_word), of documents in force:
-- terms are what they say. $3 the words.
WITH asked AS MATERIALIZED (
    SELECT a.* FROM clause_asked($1::text[], $3::text[]) a
), found AS MATERIALIZED (
    SELECT s.clause_id, NULL AS terms
      FROM clause_search s
     WHERE ($2::text[] IS NULL OR s.bigrams @> $2::text[]) AND s.folded LIKE ALL ($1::text[])
     UNION ALL
    SELECT s.clause_id, m.terms
      FROM policy_version v
      JOIN clause c ON c.version_id = v.id
      JOIN clause_search s ON s.clause_id = c.id
     CROSS JOIN LATERAL (
            SELECT bool_and(w.is_met) AS is_met, string_agg(w.terms, '　') AS terms
              FROM (SELECT bool_or(s.folded LIKE a.pattern OR coalesce(position(a.term_folded IN s.folded) > 0, false)) AS is_met,
                           string_agg(DISTINCT a.term, '　') FILTER (WHERE s.folded NOT LIKE a.pattern AND position(a.term_folded IN s.folded) > 0) AS terms
                      FROM asked a GROUP BY a.pattern) w) m
     WHERE EXISTS (SELECT FROM asked a WHERE a.term IS NOT NULL) AND is_in_force(v.in_force_from, v.in_force_to, today())
       AND m.is_met AND m.terms IS NOT NULL
)
SELECT '/policies/' || d.code || '/clauses/' || c.slug AS link, c.code AS number,
       coalesce(nullif(without_tokens(c.heading), ''),
                (SELECT nullif(without_tokens(p.heading), '') FROM clause p WHERE p.id = c.parent_id), d.title) AS title,
       d.title AS context, without_tokens(c.text) AS text, f.terms
  FROM found f
  JOIN clause c ON c.id = f.clause_id
  JOIN policy_version v ON v.id = c.version_id AND is_in_force(v.in_force_from, v.in_force_to, today())
  JOIN policy_document d ON d.id = v.document_id AND may_read(d)
 ORDER BY f.terms IS NOT NULL, folded(c.heading) LIKE ALL ($1::text[]) DESC, d.sort_order, d.code, c.ord
 LIMIT 6

-- name: search_assets
WITH seen AS MATERIALIZED (
    SELECT may('asset_read_all') AS is_all, asset_units_seen() AS units
), found AS MATERIALIZED (
    (SELECT s.asset_id AS id FROM asset_search s
      WHERE (SELECT n.is_all FROM seen n) AND s.grams @> $2::text[] AND s.folded LIKE ALL ($1::text[])
      LIMIT 300)
    UNION ALL
    (SELECT a.id FROM asset a JOIN asset_search s ON s.asset_id = a.id
      WHERE NOT (SELECT n.is_all FROM seen n) AND a.owner_unit_id = ANY ((SELECT n.units FROM seen n)::bigint[])
        AND s.folded LIKE ALL ($1::text[])
      LIMIT 300)
)
SELECT '/assets/' || a.asset_no AS link, a.asset_no AS number, a.name AS title, u.name AS context, a.description AS text
  FROM found f
  JOIN asset a ON a.id = f.id AND a.status NOT IN ('discarded', 'disposed')
  JOIN org_unit u ON u.id = a.owner_unit_id
 ORDER BY folded(a.name) LIKE ALL ($1::text[]) DESC, a.id DESC
 LIMIT 6

-- name: search_exceptions
WITH seen AS MATERIALIZED (
    SELECT may('exception_read_all') AS is_all, ARRAY(SELECT o.org_unit_id FROM own_exception_units() o) AS units
), found AS MATERIALIZED (
    (SELECT s.request_id AS id FROM exception_search s
      WHERE (SELECT n.is_all FROM seen n) AND ($2::text[] IS NULL OR s.bigrams @> $2::text[])
        AND ($3::text[] IS NULL OR string_to_array(s.folded, NULL) @> $3::text[])
        AND s.folded LIKE ALL ($1::text[])
      LIMIT 300)
    UNION
    (SELECT r.id FROM exception_request r JOIN exception_search s ON s.request_id = r.id
      WHERE r.applicant_unit_id = ANY ((SELECT n.units FROM seen n)::bigint[]) AND s.folded LIKE ALL ($1::text[])
      LIMIT 300)
)
SELECT '/exceptions/' || coalesce(r.request_no, 'drafts/' || r.id) AS link, coalesce(r.request_no, '下書き') AS number,
       x.title, u.name AS context, concat_ws(' ', x.measure_text, x.compensating, x.requirement_text, x.assets) AS text
  FROM found f
  JOIN exception_request r ON r.id = f.id AND r.state <> 'discarded'
  JOIN exception_current x ON x.request_id = r.id
  JOIN org_unit u ON u.id = r.applicant_unit_id
 WHERE (SELECT n.is_all FROM seen n) AND r.request_no IS NOT NULL
    OR r.applicant_unit_id = ANY ((SELECT n.units FROM seen n)::bigint[])
 ORDER BY folded(x.title) LIKE ALL ($1::text[]) DESC, r.fiscal_year DESC NULLS FIRST, r.seq_no DESC, r.id DESC
 LIMIT 6

-- name: search_people
-- The place comes last, for those shown: with it the join has nine tables, and planning that takes longer than the search.
WITH found AS MATERIALIZED (
    SELECT s.person_id AS id FROM person_search s
     WHERE s.grams @> $2::text[] AND s.folded LIKE ALL ($1::text[])
     LIMIT 300
), shown AS MATERIALIZED (
    SELECT p.staff_no, person_name(p) AS name, a.org_unit_id, a.title, p.family_kana, p.given_kana
      FROM found f
      JOIN person p ON p.id = f.id
      JOIN employment e ON e.person_id = p.id AND is_in_force(e.valid_from, e.valid_to, today())
      LEFT JOIN person_assignment a ON a.person_id = p.id AND a.is_main AND is_in_force(a.valid_from, a.valid_to, today())
      LEFT JOIN org_unit u ON u.id = a.org_unit_id
     WHERE may('org_read') AND (may('org_maintain') OR scope_reason(e.employment_type, u.organ) IS NULL)
     ORDER BY p.family_kana COLLATE "ja-x-icu", p.given_kana COLLATE "ja-x-icu", p.staff_no
     LIMIT 6
)
SELECT '/people/' || s.staff_no AS link, s.staff_no AS number, s.name AS title,
       concat_ws(' ', l.full_name, s.title) AS context, NULL AS text
  FROM shown s
  LEFT JOIN unit_place l ON l.org_unit_id = s.org_unit_id
 ORDER BY s.family_kana COLLATE "ja-x-icu", s.given_kana COLLATE "ja-x-icu", s.staff_no

-- name: search_units
SELECT '/units/' || u.code AS link, u.code AS number, u.name AS title,
       CASE WHEN l.department_name <> u.name THEN l.department_name END AS context, NULL AS text
  FROM org_unit_search s
  JOIN org_unit u ON u.id = s.org_unit_id AND is_in_force(u.valid_from, u.valid_to, today())
  JOIN unit_place l ON l.org_unit_id = u.id
 WHERE may('org_read') AND s.folded LIKE ALL ($1::text[])
 ORDER BY u.code
 LIMIT 6

-- part: day_in_words
to_char(m.starts_at AT TIME ZONE 'Asia/Tokyo', 'FMYYYY"年"FMMM"月"FMDD"日"')

-- name: search_meetings
-- That a meeting takes place everybody may know, by its name, day and place; what it is about, who may see its record.
SELECT x.link, x.number, x.title, x.context, x.text
  FROM (SELECT '/meetings/' || m.id AS link, @day_in_words AS number, t.title, NULL AS context, m.place AS text, m.starts_at, 0 AS no
          FROM meeting m
         CROSS JOIN LATERAL (SELECT meeting_title(m) AS title OFFSET 0) t
         WHERE folded(concat_ws(' ', t.title, @day_in_words, m.place)) LIKE ALL ($1::text[])
        UNION ALL
        SELECT '/meetings/' || m.id || '/agenda', i.no::text, i.title, c.name || ' ' || m.fiscal_year || '年度', NULL, m.starts_at, i.no
          FROM agenda_item i
          JOIN meeting m ON m.id = i.meeting_id
          JOIN committee c ON c.code = m.committee_code
         WHERE i.removed_at IS NULL AND folded(i.title) LIKE ALL ($1::text[]) AND sees_meeting(m)) x
 ORDER BY x.no > 0, x.starts_at DESC, x.no
 LIMIT 6

-- name: search_papers
-- By title or name of the file: the newest version of each that the viewer may read.
SELECT x.link, x.number, x.title, x.context, x.text
  FROM (SELECT DISTINCT ON (p.meeting_id, p.paper_no)
               '/meetings/' || p.meeting_id || '/papers/' || p.id AS link, '資料' || p.paper_no AS number, p.title,
               meeting_title(m) AS context, f.name AS text, m.starts_at, p.paper_no
          FROM meeting_paper p
          JOIN file f ON f.id = p.file_id
          JOIN meeting m ON m.id = p.meeting_id
         WHERE folded(concat_ws(' ', p.title, f.name)) LIKE ALL ($1::text[]) AND sees_paper(p)
         ORDER BY p.meeting_id, p.paper_no, p.version_no DESC) x
 ORDER BY x.starts_at DESC, x.paper_no
 LIMIT 6

-- name: search_decisions
SELECT '/decisions/' || d.id AS link, i.no::text AS number, i.title, c.name || ' ' || m.fiscal_year || '年度' AS context,
       concat_ws(' ', d.text, d.conditions) AS text
  FROM decision d
  JOIN agenda_item i ON i.id = d.item_id
  JOIN meeting m ON m.id = i.meeting_id
  JOIN committee c ON c.code = m.committee_code
 WHERE folded(concat_ws(' ', i.title, d.text, d.conditions)) LIKE ALL ($1::text[]) AND sees_decision(d)
 ORDER BY d.decided_on DESC, d.id DESC
 LIMIT 6

-- name: search_files
-- Of exceptions; those of the own sections by themselves, since any number of others may be called so.
WITH called AS MATERIALIZED (
    SELECT EXISTS (SELECT FROM file f WHERE text_grams(folded(f.name)) @> $2::text[] AND folded(f.name) LIKE ALL ($1::text[])) AS is_any
), found AS MATERIALIZED (
    (SELECT t.request_id, f.name
       FROM file f
       JOIN exception_attachment t ON t.file_id = f.id AND t.removed_at IS NULL
      WHERE (SELECT c.is_any FROM called c)
        AND text_grams(folded(f.name)) @> $2::text[] AND folded(f.name) LIKE ALL ($1::text[])
      LIMIT 300)
    UNION
    (SELECT t.request_id, f.name
       FROM exception_request r
       JOIN exception_attachment t ON t.request_id = r.id AND t.removed_at IS NULL
       JOIN file f ON f.id = t.file_id
      WHERE (SELECT c.is_any FROM called c)
        AND r.applicant_unit_id = ANY (ARRAY(SELECT o.org_unit_id FROM own_exception_units() o))
        AND folded(f.name) LIKE ALL ($1::text[])
      LIMIT 300)
)
SELECT '/exceptions/' || coalesce(r.request_no, 'drafts/' || r.id) AS link, coalesce(r.request_no, '下書き') AS number,
       f.name AS title, x.title AS context, NULL AS text
  FROM found f
  JOIN exception_request r ON r.id = f.request_id
  JOIN exception_current x ON x.request_id = r.id
 WHERE sees_exception(r)
 ORDER BY f.name, r.id
 LIMIT 6

-- name: search_asset_files
-- Of assets the viewer may read (sees_asset): all, or those of the own sections and what they are asked to take over;
-- diagrams, who may see addresses. Where no file at all is called so, nobody's rights are looked up.
WITH called AS MATERIALIZED (
    SELECT EXISTS (SELECT FROM file f WHERE text_grams(folded(f.name)) @> $2::text[] AND folded(f.name) LIKE ALL ($1::text[])) AS is_any
), seen AS MATERIALIZED (
    SELECT asset_units_seen() AS units,
           ARRAY(SELECT a.id FROM asset a
                  WHERE a.status = 'transferred'
                    AND asset_receiver(a.id) IN (SELECT b.org_unit_id FROM units_borne('{system_security_manager}') b)) AS offered
), found AS MATERIALIZED (
    (SELECT t.asset_id, t.kind, f.name
       FROM file f
       JOIN asset_attachment t ON t.file_id = f.id AND t.removed_at IS NULL
      WHERE (SELECT c.is_any FROM called c) AND may('asset_read_all')
        AND text_grams(folded(f.name)) @> $2::text[] AND folded(f.name) LIKE ALL ($1::text[])
      LIMIT 300)
    UNION ALL
    (SELECT t.asset_id, t.kind, f.name
       FROM asset a
       JOIN asset_attachment t ON t.asset_id = a.id AND t.removed_at IS NULL
       JOIN file f ON f.id = t.file_id
      WHERE (SELECT c.is_any FROM called c) AND NOT may('asset_read_all')
        AND (a.owner_unit_id = ANY ((SELECT n.units FROM seen n)::bigint[]) OR a.id = ANY ((SELECT n.offered FROM seen n)::bigint[]))
        AND folded(f.name) LIKE ALL ($1::text[])
      LIMIT 300)
)
SELECT '/assets/' || a.asset_no AS link, a.asset_no AS number, f.name AS title, a.name AS context, NULL AS text
  FROM found f
  JOIN asset a ON a.id = f.asset_id
 WHERE f.kind <> 'diagram' OR sees_restricted(a.owner_unit_id)
 ORDER BY f.name, a.id
 LIMIT 6
