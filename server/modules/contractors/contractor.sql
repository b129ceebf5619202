-- 委託事業者. A query comes as LIKE patterns of its words, NULL where none was typed; a section by its code,
-- NULL: all of them.

-- name: contractor_list
-- By reading. $1 id after which to go on or NULL, $2 at most so many rows, NULL: all, $3 patterns, $4 section,
-- $5 where they stand or NULL.
WITH hit AS MATERIALIZED (
    SELECT f.* FROM contractor_found($3::text[], $4) f
     WHERE $5::text IS NULL OR $5 = ANY (f.states)
)
SELECT k.id, k.name, k.name_kana, k.corporate_no, k.contact_department, k.contact_person, k.phone,
       k.email, k.status, k.status = 'ended' AS is_ended, h.sections, h.in_effect, h.uninformed,
       h.unconfirmed, h.overdue, h.to_mend, h.uninformed > 0 AS has_uninformed,
       h.unconfirmed > 0 AS has_unconfirmed, h.overdue > 0 AS has_overdue,
       h.to_mend > 0 AS has_to_mend,
       h.uninformed + h.unconfirmed + h.overdue + h.to_mend = 0 AS is_in_order,
       (SELECT count(*) FROM hit) AS _total
  FROM hit h
  JOIN contractor k ON k.id = h.contractor_id
 WHERE $1::text IS NULL
    OR (k.name_kana COLLATE "ja-x-icu", k.id)
       > (SELECT b.name_kana, b.id FROM contractor b WHERE b.id = $1::bigint)
 ORDER BY k.name_kana COLLATE "ja-x-icu", k.id
 LIMIT $2::bigint

-- name: contractor_ledger
-- The same for a spreadsheet, a row for each contract; who has none has one row. $1 patterns, $2 section,
-- $3 where they stand or NULL.
SELECT k.name AS contractor, k.name_kana, k.corporate_no, k.contact_department, k.contact_person,
       k.phone, k.email, k.status AS contractor_status, c.contract_no, c.title AS contract_title,
       s.unit AS section, c.period_from, c.period_to, s.contract_state, c.information_class,
       CASE WHEN c.may_subcontract THEN 'yes' WHEN NOT c.may_subcontract THEN 'no' END
           AS may_subcontract,
       c.subcontractors, s.clause_confirmed_on, s.informed_on, s.last_checked_on, s.last_check,
       s.check_due_on
  FROM contractor_found($1::text[], $2) f
  JOIN contractor k ON k.id = f.contractor_id
  LEFT JOIN (contract c JOIN contract_standing s ON s.contract_id = c.id)
         ON c.contractor_id = k.id AND s.contract_state <> 'revoked'
        AND ($2::text IS NULL OR s.unit_code = $2)
 WHERE $3::text IS NULL OR $3 = ANY (f.states)
 ORDER BY k.name_kana COLLATE "ja-x-icu", k.id, c.period_from, c.id

-- name: contractor_states
-- How many stand where; the first row is all. $1 patterns, $2 section, $3 what is asked for or NULL.
WITH found AS MATERIALIZED (
    SELECT f.states FROM contractor_found($1::text[], $2) f
)
SELECT x.contractor_state, count(f.states) AS contractors,
       x.contractor_state IS NOT DISTINCT FROM $3::text AS is_current
  FROM (VALUES (1, NULL), (2, 'in_effect'), (3, 'uninformed'), (4, 'unconfirmed'), (5, 'overdue'),
               (6, 'to_mend'), (7, 'ended')) AS x (ord, contractor_state)
  LEFT JOIN found f ON x.contractor_state IS NULL OR x.contractor_state = ANY (f.states)
 GROUP BY x.ord, x.contractor_state
 ORDER BY x.ord

-- name: contractor_rate
-- Of those with a contract in effect, to how many the policy was made known in all of them (BR-SC-07).
SELECT count(*) AS contractors, count(*) FILTER (WHERE f.uninformed = 0) AS informed
  FROM contractor_found(NULL, NULL) f
 WHERE f.in_effect > 0

-- name: contractor_sections
-- The sections that have a contract. $1 code of the one asked for or NULL.
SELECT DISTINCT s.unit_code AS code, s.unit AS name,
       s.unit_code IS NOT DISTINCT FROM $1::text AS is_chosen
  FROM contract_standing s
 WHERE s.contract_state <> 'revoked'
 ORDER BY s.unit_code

-- name: contractor_show
-- $1 id.
SELECT k.id, k.name, k.name_kana, k.corporate_no, k.contact_department, k.contact_person, k.phone,
       k.email, k.note, k.status, k.status = 'ended' AS is_ended, k.row_version AS version,
       k.updated_at, person_name(p) AS updated_by,
       k.status <> 'ended' AND (may('contractor_maintain')
                                OR EXISTS (SELECT FROM own_contract_units())) AS may_add_contract
  FROM contractor k
  LEFT JOIN person p ON p.id = k.updated_by
 WHERE k.id = $1::bigint

-- name: contractor_form
-- What a form begins with, and by whom and when it was saved last; locked where it will be changed.
-- $1 id.
SELECT k.id, k.name, k.name_kana, k.corporate_no, k.contact_department, k.contact_person, k.phone,
       k.email, k.note, k.status, k.row_version AS version, person_name(p) AS _updated_by,
       moment_text(k.updated_at) AS _updated_at
  FROM contractor k
  LEFT JOIN person p ON p.id = k.updated_by
 WHERE k.id = $1::bigint

-- name: contractor_lock
-- Before it is changed: contractor_form then reads what holds. $1 id.
SELECT k.id FROM contractor k WHERE k.id = $1::bigint FOR UPDATE

-- name: contractor_add
-- $1 name, $2 reading, $3 corporate number or NULL, $4 department, $5 person, $6 phone, $7 mail, $8 note,
-- $9 what it is found by.
WITH made AS (
    INSERT INTO contractor (name, name_kana, corporate_no, contact_department, contact_person, phone,
                            email, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING id
), found AS (
    INSERT INTO contractor_search (contractor_id, folded) SELECT id, $9 FROM made
)
SELECT id FROM made

-- name: contractor_save
-- $1 id, $2 to $10 as $1 to $9 of contractor_add, $11 status.
WITH found AS (
    UPDATE contractor_search SET folded = $10 WHERE contractor_id = $1::bigint
)
UPDATE contractor
   SET name = $2, name_kana = $3, corporate_no = $4, contact_department = $5, contact_person = $6,
       phone = $7, email = $8, note = $9, status = $11, updated_at = instant(),
       updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint
