-- 会議体: its rules, who sits on it, and what makes somebody sit on it.

-- name: committee_options
-- The committees whose meetings are recorded. $1 the one that is chosen, or NULL.
SELECT c.code, c.name, c.code = $1 AS is_chosen
  FROM committee c
 WHERE c.records_scope = 'full'
 ORDER BY c.sort_order

-- name: committee_list
-- All of them, with how many sit there today and how many regular meetings this year had.
SELECT c.code, c.name, c.basis, c.basis_slug, c.decision_rule, c.records_scope,
       c.records_scope = 'full' AS is_recorded, r.seats, m.held, m.wanted
  FROM committee c
 CROSS JOIN LATERAL (SELECT count(*) AS seats FROM committee_roster(c.code, today()) s
                      WHERE takes_part(s.kind)) r
  LEFT JOIN LATERAL regular_meetings(c.code, fiscal_year(today())) m ON true
 ORDER BY c.sort_order

-- name: committee_day
-- Whether the viewer may see who sits there on a day. $1 day.
SELECT $1::date <= disclosed_until() AS is_disclosed, $1::date = today() AS is_today

-- name: committee_show
-- One committee with its rules. $1 code.
SELECT c.code, c.name, c.basis, c.basis_slug, c.decision_rule, c.records_scope,
       c.records_scope = 'full' AS is_recorded, c.decision_rule = 'consensus' AS is_consensus,
       c.decision_rule = 'per_own_rule' AS has_own_rule, c.quorum_text, c.rule_text, c.regular_per_year,
       c.minutes_due_days, c.allows_written, c.allows_proxy, c.row_version AS version, c.updated_at,
       person_name(p) AS updated_by,
       c.records_scope = 'full' AND may('meeting_maintain') AS may_maintain
  FROM committee c
  LEFT JOIN person p ON p.id = c.updated_by
 WHERE c.code = $1

-- name: committee_rules
-- What the form of its rules is filled with; no row: not one whose meetings are recorded. $1 code.
SELECT c.quorum_text, c.rule_text, c.regular_per_year, c.minutes_due_days, c.allows_written,
       c.allows_proxy, c.row_version AS version, person_name(p) AS _by,
       moment_text(c.updated_at) AS _at
  FROM committee c
  LEFT JOIN person p ON p.id = c.updated_by
 WHERE c.code = $1 AND c.records_scope = 'full'

-- name: committee_lock
-- $1 code.
SELECT FROM committee WHERE code = $1 FOR UPDATE

-- name: committee_rules_change
-- $1 code, $2 quorum, $3 rule, $4 regular meetings a year or NULL, $5 days for minutes, $6 in writing,
-- $7 by proxy.
-- The committee that decides by 総意 has no wording of its own.
UPDATE committee
   SET quorum_text = CASE decision_rule WHEN 'consensus' THEN '' ELSE coalesce($2, '') END,
       rule_text = CASE decision_rule WHEN 'consensus' THEN '' ELSE coalesce($3, '') END,
       regular_per_year = $4::integer, minutes_due_days = $5::integer, allows_written = $6::boolean,
       allows_proxy = $7::boolean,
       updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE code = $1

-- name: committee_roster
-- Who sits there on a day. An end that is not announced yet is not shown. $1 code, $2 day.
SELECT r.place, r.kind AS seat_kind,
       coalesce(nullif(r.post_name, ''), concat_ws('　', l.full_name, nullif(a.title, ''))) AS post_name,
       person_name(p) AS name, p.staff_no,
       r.source AS seat_source, r.basis, r.valid_from,
       CASE WHEN r.valid_to < disclosed_until() THEN r.valid_to END AS valid_to, takes_part(r.kind) AS takes_part
  FROM committee_roster($1, $2::date) r
  JOIN person p ON p.id = r.person_id
  LEFT JOIN person_assignment a ON r.post_name = '' AND a.person_id = p.id AND a.is_main
                               AND is_in_force(a.valid_from, a.valid_to, $2::date)
  LEFT JOIN unit_place l ON l.org_unit_id = a.org_unit_id
 ORDER BY r.place

-- name: committee_vacancies
-- Posts that carry a seat and that nobody holds on a day. $1 code, $2 day.
WITH seat AS (
    SELECT x.role_code AS kind, o.id
      FROM ex_officio x
      JOIN post o ON CASE x.rule WHEN 'post' THEN o.code = x.post_code
                                 WHEN 'policy_council' THEN o.is_policy_council END
     WHERE $1 = 'isc' AND x.role_code IN ('chair', 'vice_chair', 'member') AND o.code <> 'mayor'
    UNION ALL
    SELECT s.kind, o.id
      FROM committee_seat s
      JOIN post o ON o.code = s.post_code
     WHERE s.committee_code = $1 AND is_in_force(s.valid_from, s.valid_to, $2::date))
SELECT s.kind AS seat_kind, o.code AS post_code, o.name AS post_name
  FROM seat s
  JOIN post o ON o.id = s.id AND is_in_force(o.valid_from, o.valid_to, $2::date)
 WHERE NOT EXISTS (SELECT FROM post_holding h
                    WHERE h.post_id = o.id AND is_in_force(h.valid_from, h.valid_to, $2::date))
 ORDER BY seat_rank(s.kind), o.id

-- name: committee_seats
-- What was entered beside what the policy says, the latest first. $1 code.
SELECT s.id, s.kind AS seat_kind, s.source AS seat_source, coalesce(person_name(p), o.name) AS holder,
       p.staff_no, s.doc_number, s.designated_on, s.reason, s.valid_from, s.valid_to,
       s.valid_to < today() AS is_past, s.valid_from > today() AS is_ahead, s.valid_to IS NULL AS is_open
  FROM committee_seat s
  LEFT JOIN person p ON p.id = s.person_id
  LEFT JOIN LATERAL (SELECT o.name FROM post o WHERE o.code = s.post_code
                      ORDER BY o.valid_from DESC LIMIT 1) o ON true
 WHERE s.committee_code = $1 AND (s.valid_from <= disclosed_until() OR may('meeting_maintain'))
 ORDER BY coalesce(s.valid_to, 'infinity') DESC, s.valid_from DESC, s.id DESC

-- name: committee_posts
-- Posts in force on a day that can carry a seat, but the mayor's. $1 day, $2 code that is chosen.
SELECT o.code, concat_ws('　', o.name, person_name(p)) AS name, o.code = $2 AS is_chosen
  FROM post o
  LEFT JOIN org_unit u ON u.id = o.org_unit_id
  LEFT JOIN unit_place l ON l.org_unit_id = u.id
  LEFT JOIN post_holding h ON h.post_id = o.id AND h.kind = 'holder'
                          AND is_in_force(h.valid_from, h.valid_to, $1::date)
  LEFT JOIN person p ON p.id = h.person_id
 WHERE is_in_force(o.valid_from, o.valid_to, $1::date) AND o.code <> 'mayor'
 ORDER BY l.department_code NULLS FIRST, o.org_unit_id NULLS FIRST, o.code

-- name: committee_post
-- A row: there is such a post on that day. $1 code, $2 day.
SELECT FROM post o WHERE o.code = $1 AND is_in_force(o.valid_from, o.valid_to, $2::date)

-- name: committee_seat_add
-- $1 committee, $2 kind, $3 id of the person or NULL, $4 code of the post or NULL, $5 document, $6
-- designated on, $7 reason, $8 from, $9 to or NULL.
INSERT INTO committee_seat (committee_code, kind, person_id, post_code, source, doc_number, designated_on,
                            reason, valid_from, valid_to)
VALUES ($1, $2, $3::bigint, $4, CASE WHEN $4::text IS NULL THEN 'designated_by_chair' ELSE 'ex_officio' END,
        coalesce($5, ''), $6::date, coalesce($7, ''), $8::date, $9::date)

-- name: committee_seat_show
-- One entry. $1 committee, $2 id.
SELECT s.id, s.committee_code AS committee, c.name AS committee_name, s.kind AS seat_kind,
       s.source AS seat_source, coalesce(person_name(p), o.name) AS holder, s.doc_number, s.designated_on,
       s.reason AS designated_because, s.valid_from, s.valid_to, s.row_version AS version,
       person_name(b) AS _by,
       moment_text(s.updated_at) AS _at
  FROM committee_seat s
  JOIN committee c ON c.code = s.committee_code
  LEFT JOIN person p ON p.id = s.person_id
  LEFT JOIN LATERAL (SELECT o.name FROM post o WHERE o.code = s.post_code
                      ORDER BY o.valid_from DESC LIMIT 1) o ON true
  LEFT JOIN person b ON b.id = s.updated_by
 WHERE s.committee_code = $1 AND s.id = $2

-- name: committee_seat_end
-- $1 id, $2 last day.
UPDATE committee_seat
   SET valid_to = $2::date, updated_at = instant(), updated_by = viewer(), row_version = row_version + 1
 WHERE id = $1
