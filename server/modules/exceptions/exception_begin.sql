-- Where the writing of an exception begins.

-- name: exception_begin_report
-- The emergency report a prior application goes on from: the CISO has confirmed it (BR-EX-12). $1 number.
SELECT r.request_no, c.title, n.code AS unit_code, n.name AS unit, r.outcome, r.follow_up_due
  FROM exception_request r
  JOIN exception_current c ON c.request_id = r.id
  JOIN org_unit n ON n.id = unit_today(r.applicant_unit_id)
 WHERE r.request_no = $1 AND r.kind = 'emergency' AND r.state = 'acknowledged' AND sees_exception(r)

-- name: exception_begin_drafts
-- What lies unfinished already, so that nobody begins it twice: of the viewer's own sections, and what he
-- took down himself.
SELECT r.id, r.request_no, r.kind, c.title, n.name AS unit, person_name(d) AS drafter, r.updated_at
  FROM exception_request r
  JOIN exception_current c ON c.request_id = r.id
  JOIN org_unit n ON n.id = unit_today(r.applicant_unit_id)
  JOIN person d ON d.id = r.drafter_id
 WHERE r.state IN ('draft', 'returned') AND sees_exception(r)
   AND (r.drafter_id = viewer()
        OR r.applicant_unit_id IN (SELECT o.org_unit_id FROM own_exception_units() o))
 ORDER BY r.updated_at DESC
 LIMIT 5
