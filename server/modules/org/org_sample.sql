-- The sample city, loaded by its owner in one transaction. Each statement takes all of its rows as one
-- array of objects whose keys are the columns below; units and people are named by their codes.

-- name: org_sample_units
-- $1 [{code, kind, organ, name, kana, doc_symbol, phone_ext, location, parent, valid_from, folded}]
WITH given AS MATERIALIZED (
    SELECT nextval('org_unit_id_seq') AS id, g.*
      FROM jsonb_to_recordset($1::jsonb) AS g (
               code text, kind text, organ text, name text, kana text, doc_symbol text,
               phone_ext text, location text, parent text, valid_from date, folded text)
), units AS (
    INSERT INTO org_unit (id, code, kind, organ, name, name_kana, doc_symbol, phone_ext, location,
                          parent_id, valid_from, is_user_section, is_coordinating_section)
    OVERRIDING SYSTEM VALUE
    SELECT g.id, g.code, g.kind, g.organ, g.name, g.kana, g.doc_symbol, g.phone_ext, g.location,
           p.id, g.valid_from, g.kind <> 'department', g.doc_symbol IS NOT DISTINCT FROM '藤デ'
      FROM given g LEFT JOIN given p ON p.code = g.parent
)
INSERT INTO org_unit_search (org_unit_id, folded) SELECT id, folded FROM given

-- name: org_sample_people
-- $1 [{staff_no, family_name, given_name, family_kana, given_kana, name_cp932, phone_ext, employment,
-- valid_from, valid_to, folded, grams}]
WITH given AS MATERIALIZED (
    SELECT nextval('person_id_seq') AS id, g.*
      FROM jsonb_to_recordset($1::jsonb) AS g (
               staff_no text, family_name text, given_name text, family_kana text, given_kana text,
               name_cp932 text, phone_ext text, employment text, valid_from date, valid_to date,
               folded text, grams jsonb)
), people AS (
    INSERT INTO person (id, staff_no, family_name, given_name, family_kana, given_kana, name_cp932,
                        email, phone_ext)
    OVERRIDING SYSTEM VALUE
    SELECT id, staff_no, family_name, given_name, family_kana, given_kana, name_cp932,
           's' || staff_no || '@city.example', phone_ext
      FROM given
), employed AS (
    INSERT INTO employment (person_id, employment_type, valid_from, valid_to)
    SELECT id, employment, valid_from, valid_to FROM given
)
INSERT INTO person_search (person_id, folded, grams)
SELECT id, folded, ARRAY(SELECT jsonb_array_elements_text(grams)) FROM given

-- name: org_sample_assignments
-- $1 [{staff_no, unit, title, rank, is_main, valid_from, valid_to}]
INSERT INTO person_assignment (person_id, org_unit_id, title, rank, is_main, valid_from, valid_to)
SELECT p.id, u.id, g.title, g.rank, g.is_main, g.valid_from, g.valid_to
  FROM jsonb_to_recordset($1::jsonb) AS g (
           staff_no text, unit text, title text, rank text, is_main boolean, valid_from date,
           valid_to date)
  JOIN person p ON p.staff_no = g.staff_no
  JOIN org_unit u ON u.code = g.unit

-- name: org_sample_posts
-- $1 [{code, name, unit, is_policy_council, valid_from}]: with a unit, the post is that of its head.
INSERT INTO post (code, name, org_unit_id, is_head, is_policy_council, valid_from)
SELECT g.code, g.name, u.id, u.id IS NOT NULL, g.is_policy_council, g.valid_from
  FROM jsonb_to_recordset($1::jsonb) AS g (
           code text, name text, unit text, is_policy_council boolean, valid_from date)
  LEFT JOIN org_unit u ON u.code = g.unit

-- name: org_sample_holdings
-- $1 [{post, staff_no, kind, valid_from, valid_to}]
INSERT INTO post_holding (post_id, person_id, kind, valid_from, valid_to, order_ref)
SELECT o.id, p.id, g.kind, g.valid_from, g.valid_to,
       extract(year FROM g.valid_from) || '人事発令第' || (100 + row_number() OVER ()) || '号'
  FROM jsonb_to_recordset($1::jsonb) AS g (
           post text, staff_no text, kind text, valid_from date, valid_to date)
  JOIN post o ON o.code = g.post
  JOIN person p ON p.staff_no = g.staff_no

-- name: org_sample_designations
-- $1 [{role, staff_no, unit, valid_from, valid_to}]: by the head of the unit, or by the CISO.
INSERT INTO role_assignment (role_code, person_id, org_unit_id, source, valid_from, valid_to,
                             designated_by)
SELECT g.role, p.id, u.id, CASE WHEN g.role LIKE 'csirt%' THEN 'appointed_by_ciso'
                                ELSE 'designated' END,
       g.valid_from, g.valid_to,
       (SELECT h.person_id
          FROM post o JOIN post_holding h ON h.post_id = o.id
         WHERE CASE WHEN u.id IS NULL THEN o.code = 'vice_mayor_1'
                    ELSE o.org_unit_id = u.id AND o.is_head END
           AND is_in_force(h.valid_from, h.valid_to, g.valid_from))
  FROM jsonb_to_recordset($1::jsonb) AS g (
           role text, staff_no text, unit text, valid_from date, valid_to date)
  JOIN person p ON p.staff_no = g.staff_no
  LEFT JOIN org_unit u ON u.code = g.unit

-- name: org_sample_experts
-- $1 [{staff_no, organisation, specialty, pledged_on, pledge, advices: [{day, unit, asked_by, question, advice,
-- doc_number}]}]: pledged_on null: no pledge yet. What the secretariat recorded then.
WITH given AS MATERIALIZED (
    SELECT p.id, g.*
      FROM jsonb_to_recordset($1::jsonb) AS g (
               staff_no text, organisation text, specialty text, pledged_on date, pledge text, advices jsonb)
      JOIN person p ON p.staff_no = g.staff_no
), clerk AS (
    SELECT id FROM person WHERE staff_no = '217730'
), experts AS (
    INSERT INTO expert (person_id, organisation, specialty) SELECT id, organisation, specialty FROM given
), pledges AS (
    INSERT INTO expert_pledge (person_id, pledged_on, doc_number, confirmed_by)
    SELECT g.id, g.pledged_on, g.pledge, c.id FROM given g, clerk c WHERE g.pledged_on IS NOT NULL
)
INSERT INTO expert_advice (person_id, advised_on, org_unit_id, asked_by, question, advice, doc_number, recorded_by)
SELECT g.id, a.day, u.id, a.asked_by, a.question, a.advice, a.doc_number, c.id
  FROM given g
  CROSS JOIN clerk c
  CROSS JOIN LATERAL jsonb_to_recordset(g.advices) AS a (
      day date, unit text, asked_by text, question text, advice text, doc_number text)
  JOIN org_unit u ON u.code = a.unit
