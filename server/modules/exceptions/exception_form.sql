-- What the form of an exception shows beside its fields.

-- name: exception_form_clauses
-- The clauses of a form by "document/slug", in their order: in force today, else the one the request
-- names already. $1 request or NULL, $2 codes.
SELECT o.code, d.code AS document_code, d.title AS document, v.version_no, d.publicity, k.slug,
       k.code AS number, without_tokens(k.heading) AS heading, clause_path(k.id) AS path,
       without_tokens(coalesce(nullif(k.text, ''), (
           SELECT string_agg(coalesce(nullif(b.number, '') || ' ', '') || coalesce(nullif(b.heading, ''), b.text),
                             E'\n' ORDER BY b.ord)
             FROM clause b WHERE b.parent_id = k.id AND b.kind = 'text'), '')) AS text,
       NOT is_in_force(v.in_force_from, v.in_force_to, today()) AS is_superseded
  FROM unnest($2::text[]) WITH ORDINALITY AS o (code, ord)
  JOIN policy_document d ON d.code = split_part(o.code, '/', 1) AND may_read(d)
  JOIN LATERAL (
       SELECT c.* FROM clause c JOIN policy_version w ON w.id = c.version_id
        WHERE w.document_id = d.id AND c.slug = substr(o.code, length(d.code) + 2)
          AND (is_in_force(w.in_force_from, w.in_force_to, today())
               OR c.id IN (SELECT unnest(x.clauses) FROM exception_current x
                            WHERE x.request_id = $1::bigint))
        ORDER BY is_in_force(w.in_force_from, w.in_force_to, today()) DESC LIMIT 1) k ON true
  JOIN policy_version v ON v.id = k.version_id
 ORDER BY o.ord

-- name: exception_form_find
-- Clauses in force that hold every word, or what the policy says for it (clause_word), or bear the number. A word that is
-- part of what the policy says is looked for as that: メール as 電子メール, since folded it stands in 努める, too.
-- $1 LIKE patterns and $2 the words they are of, $3 the words as typed, in their usual width, $4 codes of those chosen
-- already.
WITH asked AS MATERIALIZED (
    SELECT q.pattern, y.term, y.term_folded, position(q.word IN y.term_folded) > 0 AS is_narrower
      FROM unnest($1::text[], $2::text[]) q (pattern, word)
      LEFT JOIN clause_word y ON y.said_folded = q.word
                              OR length(y.said_folded) > 2 AND position(y.said_folded IN q.word) > 0
)
SELECT d.code || '/' || c.slug AS code, d.title AS document, d.publicity, c.code AS number,
       clause_path(c.id) AS path, without_tokens(coalesce(nullif(c.text, ''), c.heading)) AS text,
       d.code || '/' || c.slug = ANY ($4::text[]) AS is_added, m.terms,
       (SELECT string_agg(DISTINCT a.term, '」「') FROM asked a) AS asked_terms
  FROM policy_document d
  JOIN policy_version v ON v.document_id = d.id
                       AND is_in_force(v.in_force_from, v.in_force_to, today())
  JOIN clause c ON c.version_id = v.id AND c.kind = 'text'
  JOIN clause_search s ON s.clause_id = c.id
 CROSS JOIN LATERAL (
       SELECT bool_and(w.is_met) AS is_met, string_agg(w.terms, ' ') AS terms
         FROM (SELECT bool_or(a.is_narrower IS NOT TRUE AND s.folded LIKE a.pattern
                              OR coalesce(position(a.term_folded IN s.folded) > 0, false)) AS is_met,
                      string_agg(a.term, ' ') FILTER (WHERE position(a.term_folded IN s.folded) > 0) AS terms
                 FROM asked a GROUP BY a.pattern) w) m
 WHERE may_read(d) AND (m.is_met OR normalize(c.code, NFKC) = $3)
 ORDER BY d.level <> 'standard_detailed', d.level <> 'procedure', d.sort_order, d.code, c.ord
 LIMIT 20

-- name: exception_form_near
-- The clauses in force that come nearest where none holds every word: they share the most of its character pairs, a rare
-- pair weighing more than one that stands everywhere; a quarter at least, for one pair of a long word means nothing.
-- $1 character pairs, $2 codes of those chosen already.
WITH read AS MATERIALIZED (
    SELECT d.code || '/' || c.slug AS code, d.title AS document, d.publicity, d.level, d.sort_order, c.id, c.ord,
           c.code AS number, without_tokens(coalesce(nullif(c.text, ''), c.heading)) AS text, s.bigrams
      FROM policy_document d
      JOIN policy_version v ON v.document_id = d.id
                           AND is_in_force(v.in_force_from, v.in_force_to, today())
      JOIN clause c ON c.version_id = v.id AND c.kind = 'text'
      JOIN clause_search s ON s.clause_id = c.id
     WHERE may_read(d) AND s.bigrams && $1::text[]
), shared AS MATERIALIZED (
    SELECT r.id, p.pair, ln(1 + 1000.0 / count(*) OVER (PARTITION BY p.pair)) AS weight
      FROM read r CROSS JOIN LATERAL unnest($1::text[]) p(pair)
     WHERE p.pair = ANY (r.bigrams)
), scored AS (
    SELECT h.id, string_agg(h.pair, ' ') AS pairs, sum(h.weight) AS score, max(sum(h.weight)) OVER () AS best
      FROM shared h GROUP BY h.id HAVING count(*) * 4 >= cardinality($1::text[])
)
SELECT r.code, r.document, r.publicity, r.number, clause_path(r.id) AS path, r.text, r.code = ANY ($2::text[]) AS is_added,
       s.pairs
  FROM scored s JOIN read r ON r.id = s.id
 WHERE s.score >= s.best / 2
 ORDER BY s.score DESC, r.level <> 'standard_detailed', r.level <> 'procedure', r.sort_order, r.ord
 LIMIT 5

-- name: exception_form_rule
-- Clause 8(1) or 8(2) as it reads today. $1 slug.
SELECT d.code AS document_code, d.title AS document, c.slug, c.code AS number,
       without_tokens(c.text) AS text
  FROM policy_document d
  JOIN policy_version v ON v.document_id = d.id
                       AND is_in_force(v.in_force_from, v.in_force_to, today())
  JOIN clause c ON c.version_id = v.id AND c.slug = $1
 WHERE d.level = 'standard_basic' AND may_read(d)
 ORDER BY d.sort_order LIMIT 1

-- name: exception_form_manager
-- Who files it in his own name: the head of the section as it is today. $1 request.
SELECT h.name, h.post
  FROM exception_request r JOIN unit_head(today()) h ON h.org_unit_id = unit_today(r.applicant_unit_id)
 WHERE r.id = $1::bigint
 ORDER BY h.kind <> 'holder', h.valid_from DESC LIMIT 1

-- name: exception_form_sent_back
-- Why it lies here again, where the last step sent it back. $1 request.
SELECT s.event, s.actor_role, person_name(p) AS actor, s.text, s.at
  FROM exception_step s JOIN person p ON p.id = s.actor_id
 WHERE s.request_id = $1::bigint AND s.event IN ('manager_return', 'return', 'ciso_return')
   AND NOT EXISTS (SELECT FROM exception_step l
                    WHERE l.request_id = s.request_id AND l.seq > s.seq AND l.event <> 'hand_over')

-- name: exception_form_limits
-- What the rules of the form are today.
SELECT setting_integer('exception.ground_minimum', 20) AS ground_minimum,
       setting_integer('exception.emergency_days', 3) AS emergency_days,
       setting_text('exception.within_fiscal_year') IS DISTINCT FROM 'no' AS is_within_fiscal_year

-- name: exception_form_colleagues
-- Who may go on writing: the section's leaders and its manager, but for who has it now. $1 request,
-- $2 staff number chosen.
SELECT p.staff_no, person_name(p) AS name,
       bool_or(e.role_code = 'system_security_manager') AS is_manager, p.staff_no = $2 AS is_chosen
  FROM exception_request r
  JOIN effective_role e ON e.org_unit_id = unit_today(r.applicant_unit_id)
                       AND e.role_code IN ('it_promotion_leader', 'system_security_manager')
                       AND is_in_force(e.valid_from, e.valid_to, today())
  JOIN person p ON p.id = e.person_id
 WHERE r.id = $1::bigint AND p.id <> r.drafter_id
 GROUP BY p.id
 ORDER BY is_manager, p.staff_no

-- name: exception_form_assets
-- What the section has in the register, to be chosen for a request: what is called like its title or its words comes
-- first. $1 request, $2 numbers that were added but not stored, $3 the title and $4 the assets as typed, '' where nothing was.
WITH request AS MATERIALIZED (
    SELECT unit_today(r.applicant_unit_id) AS unit, coalesce(x.asset_ids, '{}') AS named,
           text_grams(folded(concat_ws(E'\n', coalesce(nullif($3, ''), x.title), coalesce(nullif($4, ''), x.assets))))
               AS grams
      FROM exception_request r JOIN exception_current x ON x.request_id = r.id
     WHERE r.id = $1::bigint
)
SELECT a.asset_no, a.kind AS asset_kind, a.name AS asset_name, l.label AS confidentiality,
       a.asset_no = ANY ($2::text[]) AS is_chosen, g.part >= 0.5 AS is_alike
  FROM request r
  JOIN asset a ON unit_today(a.owner_unit_id) = r.unit AND a.status IN ('in_use', 'suspended')
  LEFT JOIN classification_level l ON l.code = coalesce(a.confidentiality, a.grade)
 CROSS JOIN LATERAL (
       SELECT coalesce(avg((n.gram = ANY (r.grams))::integer), 0) AS part
         FROM unnest(text_grams(folded(a.name))) n (gram) WHERE length(n.gram) = 2) g
 WHERE a.id <> ALL (r.named) AND sees_asset(a)
 ORDER BY g.part >= 0.5 DESC, a.kind, a.asset_no
 LIMIT 200
