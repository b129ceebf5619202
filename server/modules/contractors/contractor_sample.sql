-- The contractors of the sample city, loaded by its owner. Each statement takes all of its rows as one
-- array of objects. Records of days to come are left out: the sample is shifted by whole fiscal years.

-- name: contractor_sample_contractors
-- $1 [{name, kana, corporate_no, department, person, phone, email, note, status, folded}]
WITH given AS MATERIALIZED (
    SELECT nextval('contractor_id_seq') AS id, g.*
      FROM jsonb_to_recordset($1::jsonb) AS g (
               name text, kana text, corporate_no text, department text, person text, phone text,
               email text, note text, status text, folded text)
), contractors AS (
    INSERT INTO contractor (id, name, name_kana, corporate_no, contact_department, contact_person,
                            phone, email, note, status)
    OVERRIDING SYSTEM VALUE
    SELECT id, name, kana, corporate_no, department, person, phone, email, note, status FROM given
)
INSERT INTO contractor_search (contractor_id, folded) SELECT id, folded FROM given

-- name: contractor_sample_contracts
-- $1 [{ord, contractor, contract_no, title, unit, period_from, period_to, subcontractors, class, cancel_reason}]:
-- subcontractors null: not allowed.
INSERT INTO contract (contractor_id, contract_no, title, org_unit_id, period_from, period_to,
                      may_subcontract, subcontractors, information_class, cancelled_at, cancel_reason)
SELECT k.id, g.contract_no, g.title, u.id, g.period_from, g.period_to, g.subcontractors IS NOT NULL,
       coalesce(g.subcontractors, ''), g.class,
       CASE WHEN g.cancel_reason <> '' THEN instant() END, g.cancel_reason
  FROM jsonb_to_recordset($1::jsonb) AS g (
           ord integer, contractor text, contract_no text, title text, unit text, period_from date,
           period_to date, subcontractors text, class text, cancel_reason text)
  JOIN contractor k ON k.name = g.contractor
  JOIN org_unit u ON u.code = g.unit
 ORDER BY g.ord

-- name: contractor_sample_records
-- $1 [{ord, title, act, day, note}]: by the head of the section on that day.
INSERT INTO contract_record (contract_id, act, day, note, recorded_at, recorded_by)
SELECT c.id, g.act, g.day, g.note, (g.day + time '17:00') AT TIME ZONE 'Asia/Tokyo',
       (SELECT h.person_id FROM unit_head(g.day) h WHERE h.org_unit_id = c.org_unit_id)
  FROM jsonb_to_recordset($1::jsonb) AS g (ord integer, title text, act text, day date, note text)
  JOIN contract c ON c.title = g.title
 WHERE g.day <= today()
 ORDER BY g.ord
