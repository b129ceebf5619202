-- 委託契約 and what was done about each.

-- name: contract_list
-- The contracts of a contractor, those in effect first, then the latest. $1 contractor.
SELECT c.id, c.contractor_id, c.contract_no, c.title, s.unit_code, s.unit, c.period_from, c.period_to,
       c.information_class, s.contract_state, s.contract_state = 'revoked' AS is_revoked,
       s.informed_on, s.clause_confirmed_on, s.last_checked_on, s.last_check, s.check_due_on,
       s.lacks_informing, s.lacks_clause, s.is_check_overdue, s.needs_mending
  FROM contract c
  JOIN contract_standing s ON s.contract_id = c.id
 WHERE c.contractor_id = $1::bigint
 ORDER BY array_position(ARRAY['in_effect', 'planned', 'closed', 'revoked'], s.contract_state),
          c.period_from DESC, c.id DESC

-- name: contract_show
-- $1 contractor, $2 contract.
SELECT c.id, c.contractor_id, k.name AS contractor, k.status AS contractor_status, c.contract_no,
       c.title, s.unit_code, l.full_name AS unit, c.period_from, c.period_to, c.may_subcontract,
       c.subcontractors, c.information_class, s.contract_state, s.informed_on,
       s.clause_confirmed_on, s.last_checked_on, s.last_check, s.check_due_on, s.lacks_informing,
       s.lacks_clause, s.is_check_overdue, s.needs_mending,
       setting_integer('contract.check_months', 12) AS check_months,
       c.cancelled_at, person_name(x) AS cancelled_by, c.cancel_reason, c.row_version AS version,
       c.updated_at, person_name(p) AS updated_by,
       c.cancelled_at IS NULL AND keeps_contracts_of(c.org_unit_id) AS may_change
  FROM contract c
  JOIN contractor k ON k.id = c.contractor_id
  JOIN contract_standing s ON s.contract_id = c.id
  JOIN unit_place l ON l.org_unit_id = s.org_unit_id
  LEFT JOIN person p ON p.id = c.updated_by
  LEFT JOIN person x ON x.id = c.cancelled_by
 WHERE c.contractor_id = $1::bigint AND c.id = $2::bigint

-- name: contract_records
-- What was done, the latest day first, with what was taken back. $1 contract.
SELECT r.id, r.act, r.day, r.note, r.recorded_at, person_name(p) AS recorded_by,
       x.id IS NOT NULL AS is_retracted, x.note AS retraction_reason, x.recorded_at AS retracted_at,
       person_name(xp) AS retracted_by
  FROM contract_record r
  LEFT JOIN contract_record x ON x.contract_id = r.contract_id AND x.retracts_id = r.id
  LEFT JOIN person p ON p.id = r.recorded_by
  LEFT JOIN person xp ON xp.id = x.recorded_by
 WHERE r.contract_id = $1::bigint AND r.act <> 'retracted'
 ORDER BY r.day DESC, r.id DESC

-- name: contract_records_in_force
-- Those that can be taken back. $1 contract, $2 the one chosen or NULL.
SELECT r.id, r.act, r.day, r.id::text IS NOT DISTINCT FROM $2::text AS is_chosen
  FROM contract_record_in_force r
 WHERE r.contract_id = $1::bigint
 ORDER BY r.day DESC, r.id DESC

-- name: contract_form
-- What a form begins with; whether the viewer keeps the contract, and by whom and when it was saved last.
-- $1 contractor, $2 contract.
SELECT c.id, c.contractor_id, k.name AS contractor, c.contract_no, c.title,
       CASE WHEN is_in_force(u.valid_from, u.valid_to, today()) THEN u.code ELSE '' END AS unit,
       u.code || ' ' || u.name AS _unit_words, c.period_from::text, c.period_to::text,
       CASE WHEN c.may_subcontract THEN 'yes' ELSE '' END AS may_subcontract, c.subcontractors,
       c.information_class, c.row_version AS version, person_name(p) AS _updated_by,
       moment_text(c.updated_at) AS _updated_at,
       keeps_contracts_of(c.org_unit_id) AS _is_kept, c.cancelled_at IS NOT NULL AS _is_revoked
  FROM contract c
  JOIN contractor k ON k.id = c.contractor_id
  JOIN org_unit u ON u.id = unit_today(c.org_unit_id)
  LEFT JOIN person p ON p.id = c.updated_by
 WHERE c.contractor_id = $1::bigint AND c.id = $2::bigint

-- name: contract_lock
-- Before it is changed: contract_form then reads what holds. $1 contract.
SELECT c.id FROM contract c WHERE c.id = $1::bigint FOR UPDATE

-- name: contract_sections
-- The sections of today whose contracts the viewer enters. $1 code of the one chosen.
SELECT u.code, l.full_name AS name, u.code = $1 AS is_chosen
  FROM org_unit u
  JOIN unit_place l ON l.org_unit_id = u.id
 WHERE u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, today())
   AND (may('contractor_maintain') OR u.id IN (SELECT o.org_unit_id FROM own_contract_units() o))
 ORDER BY u.code

-- name: contract_section
-- $1 code. No row: there is no such section today.
SELECT u.id FROM org_unit u
 WHERE u.code = $1 AND u.kind <> 'department' AND is_in_force(u.valid_from, u.valid_to, today())

-- name: contract_add
-- $1 contractor, $2 number, $3 title, $4 section's id, $5 from, $6 to, $7 may subcontract, $8 to whom,
-- $9 class.
INSERT INTO contract (contractor_id, contract_no, title, org_unit_id, period_from, period_to,
                      may_subcontract, subcontractors, information_class)
VALUES ($1::bigint, $2, $3, $4::bigint, $5::date, $6::date, $7::boolean, $8, $9)
RETURNING id

-- name: contract_save
-- $1 contract, $2 to $9 as in contract_add.
UPDATE contract
   SET contract_no = $2, title = $3, org_unit_id = $4::bigint, period_from = $5::date,
       period_to = $6::date, may_subcontract = $7::boolean, subcontractors = $8,
       information_class = $9, updated_at = instant(), updated_by = viewer(),
       row_version = row_version + 1
 WHERE id = $1::bigint

-- name: contract_cancel
-- $1 contract, $2 why.
UPDATE contract
   SET cancelled_at = instant(), cancelled_by = viewer(), cancel_reason = $2,
       updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1::bigint

-- name: contract_record_add
-- $1 contract, $2 act, $3 day, $4 note.
INSERT INTO contract_record (contract_id, act, day, note) VALUES ($1::bigint, $2, $3::date, $4)

-- name: contract_record_retract
-- $1 contract, $2 record, $3 why. No row: the contract has no such record.
INSERT INTO contract_record (contract_id, act, day, note, retracts_id)
SELECT r.contract_id, 'retracted', today(), $3, r.id
  FROM contract_record r
 WHERE r.contract_id = $1::bigint AND r.id::text = $2 AND r.act <> 'retracted'
RETURNING id
