-- 会議の統計, of what everybody may know (that meetings are held, BR-CM-01) and of what the viewer may see.
-- $1 committee, $2 fiscal year.

-- part: is_held
m.state IN ('held', 'minutes_drafting', 'minutes_review', 'minutes_final')

-- part: final_on
(SELECT tokyo_day(s.at) FROM meeting_step s WHERE s.meeting_id = m.id AND s.event = 'confirm_minutes'
                                            AND s.to_state = 'minutes_final')

-- name: meeting_statistics_years
-- Six fiscal years up to $2, the oldest first: held, and how long the minutes took. Of a year before the committee's
-- first meeting here nothing is known: it may have met.
SELECT y.year AS fiscal_year, count(m.id) FILTER (WHERE @is_held AND m.kind = 'regular') AS regular,
       count(m.id) FILTER (WHERE @is_held AND m.kind = 'extraordinary') AS extraordinary, r.wanted,
       coalesce(r.missed, false) AND y.year >= f.year AS is_missed, y.year >= f.year AS is_recorded,
       round(avg(@final_on - tokyo_day(m.starts_at)), 1) AS minutes_days,
       count(m.id) FILTER (WHERE @final_on - tokyo_day(m.starts_at) > c.minutes_due_days) AS minutes_late
  FROM generate_series($2::integer - 5, $2::integer) y (year)
  JOIN committee c ON c.code = $1
 CROSS JOIN LATERAL regular_meetings($1, y.year) r
 CROSS JOIN (SELECT least(min(x.fiscal_year), fiscal_year(today())) AS year FROM meeting x
              WHERE x.committee_code = $1) f
  LEFT JOIN meeting m ON m.committee_code = c.code AND m.fiscal_year = y.year
 GROUP BY y.year, r.wanted, r.missed, f.year
 ORDER BY y.year

-- name: meeting_statistics_outcomes
-- Results of the year by category, of the meetings the viewer may see.
WITH decided AS (
    SELECT i.category, d.outcome
      FROM meeting m
      JOIN agenda_item i ON i.meeting_id = m.id
      JOIN decision d ON d.item_id = i.id
     WHERE m.committee_code = $1 AND m.fiscal_year = $2::integer AND sees_meeting(m)
)
SELECT coalesce(category, 'none') AS item_category, count(*) AS decisions,
       count(*) FILTER (WHERE outcome = 'adopted') AS adopted,
       count(*) FILTER (WHERE outcome = 'not_adopted') AS not_adopted,
       count(*) FILTER (WHERE outcome = 'carried_over') AS carried_over,
       count(*) FILTER (WHERE outcome = 'withdrawn') AS withdrawn,
       count(*) FILTER (WHERE outcome = 'noted') AS noted
  FROM decided GROUP BY category ORDER BY category NULLS LAST

-- name: meeting_statistics_directives
-- Of each directive of the year: what was done in time. Done is the report where one is asked for, else the confirmation.
SELECT r.id, r.fiscal_year, r.number, r.title, r.due, count(v.id) AS sections,
       count(v.id) FILTER (WHERE w.day <= coalesce(r.due, w.day)) AS in_time,
       count(v.id) FILTER (WHERE w.day > r.due) AS late,
       count(v.id) FILTER (WHERE w.day IS NULL) AS waiting,
       (100 * count(v.id) FILTER (WHERE w.day <= coalesce(r.due, w.day)) / greatest(count(v.id), 1))::integer AS share
  FROM directive r
  JOIN directive_delivery v ON v.directive_id = r.id
  LEFT JOIN LATERAL (SELECT tokyo_day(min(a.at)) AS day FROM directive_answer a
                      WHERE a.delivery_id = v.id
                        AND a.kind = CASE WHEN r.needs_reply THEN 'report' ELSE 'confirm' END) w ON true
 WHERE r.fiscal_year = $1::integer AND sees_directive(r)
 GROUP BY r.id
 ORDER BY r.number
