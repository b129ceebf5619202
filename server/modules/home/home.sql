-- name: home_notice
-- What the secretariat has to say to everybody, "" while it has nothing; since when, where a person
-- entered it.
SELECT coalesce(n.value, '') AS text,
       CASE WHEN n.entered_by IS NOT NULL THEN n.valid_from END AS day
  FROM (SELECT) AS one
  LEFT JOIN LATERAL (SELECT value, valid_from, entered_by FROM setting
                      WHERE key = 'front.news' AND valid_from <= today()
                      ORDER BY valid_from DESC, id DESC LIMIT 1) n ON true
