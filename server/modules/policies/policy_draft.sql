-- name: policy_registered
-- Every document, also what is not in force. $1 code of the one that the form shows chosen, or NULL.
SELECT d.id AS _id, d.code, d.title, d.level, d.publicity, d.audience,
       d.publicity = 'public' AS is_public, coalesce(d.code = $1, false) AS is_chosen
  FROM policy_document d
 ORDER BY d.sort_order, d.code

-- name: policy_registered_versions
-- The versions of all documents, newest first, with who entered them. No parameters.
SELECT v.document_id AS _of, v.version_no, v.in_force_from, v.in_force_to, v.published_on,
       CASE WHEN is_in_force(v.in_force_from, v.in_force_to, today()) THEN 'in_force'
            WHEN v.in_force_from > today() THEN 'future' ELSE 'superseded' END AS version_status,
       v.created_at, person_name(p) AS created_by_name
  FROM policy_version v
  LEFT JOIN person p ON p.id = v.created_by
 ORDER BY v.document_id, v.in_force_from DESC

-- name: policy_draft_list
-- Those to be decided first, then the newest. No parameters.
SELECT t.id, t.status AS draft_status, t.code, t.title, t.version_no, t.in_force_from, t.source_name,
       t.created_at, person_name(p) AS created_by_name
  FROM policy_draft t
  LEFT JOIN person p ON p.id = t.created_by
 ORDER BY t.status = 'draft' DESC, t.id DESC
 LIMIT 50

-- name: policy_draft_document
-- What a draft of a known document takes from it, and what stands in its way. $1 code, $2 version,
-- $3 first day.
SELECT d.title, d.level, d.publicity, d.audience, d.summary,
       EXISTS (SELECT FROM policy_version v
                WHERE v.document_id = d.id AND v.version_no = $2) AS has_version,
       (SELECT v.version_no FROM policy_version v
         WHERE v.document_id = d.id AND v.in_force_from = $3::date) AS same_day
  FROM policy_document d
 WHERE d.code = $1

-- name: policy_draft_insert
-- $1 code, $2 title, $3 level, $4 publicity, $5 audience, $6 summary, $7 version, $8 first day,
-- $9 established on, $10 published on, $11 name of the file, $12 its SHA-256.
INSERT INTO policy_draft (code, title, level, publicity, audience, summary, version_no,
                          in_force_from, established_on, published_on, source_name, source_sha256,
                          base_state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::date, $9::date, $10::date, $11, $12, policy_state($1))
RETURNING id

-- name: policy_draft_text_insert
-- $1 draft, $2 its file.
INSERT INTO policy_draft_text (draft_id, content) VALUES ($1::bigint, $2)

-- name: policy_draft_show
-- A draft, what it replaces, and what stops it. $1 id.
SELECT t.id, t.status AS draft_status, t.code, t.title, t.level, t.publicity, t.audience, t.summary,
       t.version_no, t.in_force_from, t.established_on, t.published_on, t.source_name, t.source_sha256,
       t.created_at, person_name(p) AS created_by_name, t.decided_at,
       person_name(d) AS decided_by_name, t.row_version AS version,
       b.version_no AS base_version, b.in_force_from AS base_from,
       (SELECT min(n.in_force_from) - 1 FROM policy_version n
         WHERE n.document_id = o.id AND n.in_force_from > t.in_force_from
           AND n.id IS DISTINCT FROM t.version_id) AS until,
       t.publicity = 'public' AS is_public, t.status = 'draft' AS is_draft,
       t.status = 'applied' AS is_applied, o.id IS NULL AS is_new,
       t.in_force_from < today() AS is_past,
       t.status = 'draft' AND t.base_state <> policy_state(t.code) AS is_outdated,
       policy_is_obstructed(t) AS is_obstructed,
       coalesce(s.step = 'policy_version_evaluated', false) AS needs_approval,
       s.step IS NOT NULL AS needs_decision,
       v.evaluated_on, v.approved_on, v.decided_on, v.decision_ref
  FROM policy_draft t
  LEFT JOIN policy_document o ON o.code = t.code
  LEFT JOIN policy_version v ON v.id = t.version_id
  LEFT JOIN policy_version b ON b.id = policy_version_before(t.code, t.in_force_from)
  LEFT JOIN person p ON p.id = t.created_by
  LEFT JOIN person d ON d.id = t.decided_by
 CROSS JOIN LATERAL policy_step_missing(
           t.level, EXISTS (SELECT FROM policy_version k WHERE k.document_id = o.id), NULL, NULL,
           NULL) AS s (step)
 WHERE t.id = $1::bigint

-- name: policy_draft_text
-- What its preview is made of. $1 id.
SELECT x.content, t.publicity
  FROM policy_draft t JOIN policy_draft_text x ON x.draft_id = t.id
 WHERE t.id = $1::bigint

-- name: policy_draft_base
-- The clauses of the version that a draft replaces, each as one text. $1 id.
SELECT c.slug, c.code,
       concat_ws(E'\n', nullif(c.heading, ''), nullif(c.text, ''),
                 (SELECT string_agg(array_to_string(r.cells, ' ｜ '), E'\n' ORDER BY r.ord)
                    FROM clause_row r WHERE r.clause_id = c.id)) AS text
  FROM policy_draft t
  JOIN clause c ON c.version_id = policy_version_before(t.code, t.in_force_from)
 WHERE t.id = $1::bigint
 ORDER BY c.ord

-- name: policy_lock
-- One change of the documents at a time, until the end of the transaction. No parameters.
SELECT pg_advisory_xact_lock(hashtextextended('policy_document', 0))

-- name: policy_draft_lock
-- $1 id.
SELECT t.status, t.row_version AS version, t.code, t.title, t.level, t.publicity, t.audience,
       t.summary, t.version_no, t.in_force_from::text AS in_force_from,
       t.established_on::text AS established_on, t.published_on::text AS published_on,
       t.source_name, t.source_sha256, t.base_state = policy_state(t.code) AS is_as_shown,
       policy_is_obstructed(t) AS is_obstructed,
       person_name(p) AS updated_by_name,
       moment_text(t.updated_at) AS updated_when
  FROM policy_draft t
  LEFT JOIN person p ON p.id = t.updated_by
 WHERE t.id = $1::bigint
   FOR UPDATE OF t

-- name: policy_draft_look_again
-- What the document has become, and that it was looked at. $1 id.
UPDATE policy_draft t
   SET base_state = policy_state(t.code), title = coalesce(d.title, t.title),
       level = coalesce(d.level, t.level), publicity = coalesce(d.publicity, t.publicity),
       audience = coalesce(d.audience, t.audience), updated_at = instant(), updated_by = viewer(),
       row_version = t.row_version + 1
  FROM policy_draft s
  LEFT JOIN policy_document d ON d.code = s.code
 WHERE s.id = t.id AND t.id = $1::bigint

-- name: policy_draft_decide
-- $1 id, $2 status, $3 code of the document and $4 number of the version it became, both NULL where
-- it became none.
UPDATE policy_draft t
   SET status = $2,
       version_id = (SELECT v.id FROM policy_document d JOIN policy_version v ON v.document_id = d.id
                      WHERE d.code = $3 AND v.version_no = $4),
       decided_at = instant(), decided_by = viewer(), updated_at = instant(),
       updated_by = viewer(), row_version = t.row_version + 1
 WHERE t.id = $1::bigint
