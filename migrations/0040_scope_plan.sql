-- The same periods, found by the person. The planner takes `… IS NULL` of a computed text to hold of one row
-- in two hundred; once the tables had statistics it therefore began with the units, of which it expected one
-- to remain, and looked through each for the person. A condition it knows nothing of it takes to hold of
-- every other row. A rehearsal of 900 moves asks this some two thousand times and went over its time limit.

CREATE OR REPLACE VIEW scope_period AS
    SELECT e.person_id, a.org_unit_id, e.employment_type, u.organ,
           greatest(e.valid_from, a.valid_from) AS valid_from, least(e.valid_to, a.valid_to) AS valid_to
      FROM employment e
      JOIN person_assignment a ON a.person_id = e.person_id AND a.is_main
      JOIN org_unit u ON u.id = a.org_unit_id
     WHERE CASE WHEN scope_reason(e.employment_type, u.organ) IS NULL THEN true ELSE false END
       AND daterange(e.valid_from, e.valid_to, '[]') && daterange(a.valid_from, a.valid_to, '[]');
