-- 分類基準の変更: the register follows the scheme of the setting (migration 0062).

-- name: classification_begin
SELECT classification_switch_begin() AS is_begun

-- name: classification_part
-- $1 id of the last one done, $2 how many.
SELECT classification_switch_part($1::bigint, $2::integer) AS reached

-- part: changes
importance IS DISTINCT FROM new_importance

-- name: classification_schemes
-- Schemes the register may follow instead, and how many assets would change. $1 key of the setting that is shown.
SELECT s.code AS _id, s.code AS scheme_code, s.name AS scheme, coalesce(sum(p.assets) FILTER (WHERE @changes), 0) AS changing,
       coalesce(sum(p.assets) FILTER (WHERE p.new_importance IS NULL), 0) AS becoming_unclassified
  FROM classification_scheme s
  LEFT JOIN LATERAL classification_preview(s.code) p ON true
 WHERE $1 = 'asset.classification_scheme' AND s.code <> classification_scheme_in_force()
 GROUP BY s.code, s.name
 ORDER BY s.code

-- name: classification_scheme_changes
-- From which importance to which. $1 key of the setting that is shown.
SELECT s.code AS _of, p.importance, p.new_importance, p.assets, @changes AS is_changed
  FROM classification_scheme s
 CROSS JOIN LATERAL classification_preview(s.code) p
 WHERE $1 = 'asset.classification_scheme' AND s.code <> classification_scheme_in_force()
 ORDER BY importance_order(p.importance), importance_order(p.new_importance)

-- name: classification_switches
-- What became of the assets when another scheme came into force, the latest first. $1 key of the setting that is shown.
SELECT w.in_force_from, s.name AS scheme, w.at, person_name(p) AS switched_by, o.changed, o.unclassified
  FROM classification_switch w
  JOIN classification_scheme s ON s.code = w.scheme_code
  LEFT JOIN person p ON p.id = w.actor_id
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(x.assets) FILTER (WHERE @changes), 0) AS changed,
              coalesce(sum(x.assets) FILTER (WHERE x.new_importance IS NULL), 0) AS unclassified
         FROM jsonb_to_recordset(w.outcome) x (importance text, new_importance text, assets bigint)) o
 WHERE $1 = 'asset.classification_scheme'
 ORDER BY w.id DESC
