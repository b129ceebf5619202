-- name: policy_maintain_show
-- A document as those see it who keep it. $1 code.
SELECT d.code, d.title, d.level, d.publicity, d.publicity_decision, d.publicity_reason, d.audience,
       d.summary, d.row_version AS version, d.updated_at, person_name(p) AS updated_by_name,
       d.publicity = 'public' AS is_public,
       d.level IN ('basic_policy', 'standard_basic') AS is_always_public,
       d.level IN ('standard_detailed', 'procedure') AS needs_decision
  FROM policy_document d
  LEFT JOIN person p ON p.id = d.updated_by
 WHERE d.code = $1

-- name: policy_maintain_versions
-- Its versions, newest first. $1 code.
SELECT v.version_no, v.in_force_from, v.in_force_to, v.established_on, v.published_on,
       v.evaluated_on, v.approved_on, v.decided_on, v.decision_ref, v.source_name, v.source_sha256,
       CASE WHEN is_in_force(v.in_force_from, v.in_force_to, today()) THEN 'in_force'
            WHEN v.in_force_from > today() THEN 'future' ELSE 'superseded' END AS version_status,
       v.created_at, person_name(p) AS created_by_name,
       (SELECT t.id FROM policy_draft t WHERE t.version_id = v.id) AS draft
  FROM policy_document d
  JOIN policy_version v ON v.document_id = d.id
  LEFT JOIN person p ON p.id = v.created_by
 WHERE d.code = $1
 ORDER BY v.in_force_from DESC

-- name: policy_unpublished
-- The versions of a public document without a day of publication, newest first. $1 code.
SELECT v.version_no, v.in_force_from
  FROM policy_document d
  JOIN policy_version v ON v.document_id = d.id
 WHERE d.code = $1 AND d.publicity = 'public' AND v.published_on IS NULL
 ORDER BY v.in_force_from DESC

-- name: policy_version_publish
-- $1 code, $2 version, $3 day. The row says that there is such a version.
UPDATE policy_version v SET published_on = $3::date
  FROM policy_document d
 WHERE d.id = v.document_id AND d.code = $1 AND v.version_no = $2
RETURNING v.version_no

-- name: policy_maintain_lock
-- $1 code.
SELECT d.row_version AS version, d.publicity, d.level, person_name(p) AS updated_by_name,
       moment_text(d.updated_at) AS updated_when
  FROM policy_document d
  LEFT JOIN person p ON p.id = d.updated_by
 WHERE d.code = $1
   FOR UPDATE OF d

-- name: policy_publish
-- $1 code, $2 publicity, $3 the CISO's decision or NULL, $4 audience, $5 reason.
UPDATE policy_document
   SET publicity = $2, publicity_decision = $3, audience = $4, publicity_reason = $5,
       updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE code = $1
