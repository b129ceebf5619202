-- name: setting_list
-- Every setting of the program's table with the value in force and the next one.
-- $1 keys, $2 subjects, $3 labels, $4 fallbacks, $5 units, $6 choices: arrays of one length. A value in words is that of
-- its choice, or the value itself.
SELECT k.key, k.subject, k.label, coalesce(n.value, k.fallback) AS value,
       setting_words(coalesce(n.value, k.fallback), k.choices) AS value_words, k.unit,
       n.id IS NULL AS is_default, n.valid_from, x.value AS next_value,
       setting_words(x.value, k.choices) AS next_words, x.valid_from AS next_from,
       x.id IS NOT NULL AS has_next
  FROM unnest($1::text::text[], $2::text::text[], $3::text::text[], $4::text::text[],
              $5::text::text[], $6::text::text[])
       WITH ORDINALITY AS k (key, subject, label, fallback, unit, choices, position)
  LEFT JOIN LATERAL (SELECT id, value, valid_from FROM setting s
                      WHERE s.key = k.key AND s.valid_from <= today()
                      ORDER BY s.valid_from DESC, s.id DESC LIMIT 1) n ON true
  LEFT JOIN LATERAL (SELECT id, value, valid_from FROM setting s
                      WHERE s.key = k.key AND s.valid_from > today()
                      ORDER BY s.valid_from, s.id DESC LIMIT 1) x ON true
 ORDER BY k.position

-- name: setting_show
-- The value in force, and the version a change must carry: the last entry. $1 key, $2 fallback, $3 choices.
SELECT coalesce(n.value, $2) AS value, setting_words(coalesce(n.value, $2), $3) AS value_words,
       setting_words($2, $3) AS fallback_words, n.id IS NULL AS is_default, n.valid_from, n.note,
       (SELECT coalesce(max(id), 0) FROM setting WHERE key = $1) AS version,
       today() AS earliest
  FROM (SELECT) AS one
  LEFT JOIN LATERAL (SELECT id, value, valid_from, note FROM setting
                      WHERE key = $1 AND valid_from <= today()
                      ORDER BY valid_from DESC, id DESC LIMIT 1) n ON true

-- name: setting_history
-- Every entry, the latest day first: whether it holds now, will, did, or was replaced by a later
-- entry for the same day. $1 key, $2 choices.
SELECT s.value, setting_words(s.value, $2) AS value_words, s.valid_from, s.note, s.entered_at, person_name(p) AS entered_by,
       CASE WHEN s.id <> last_value(s.id) OVER same_day THEN 'replaced'
            WHEN s.valid_from > today() THEN 'planned'
            WHEN s.valid_from = max(s.valid_from) FILTER (WHERE s.valid_from <= today()) OVER ()
            THEN 'in_force' ELSE 'past' END AS entry_state
  FROM setting s
  LEFT JOIN person p ON p.id = s.entered_by
 WHERE s.key = $1
WINDOW same_day AS (PARTITION BY s.valid_from ORDER BY s.id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
 ORDER BY s.valid_from DESC, s.id DESC

-- name: setting_choices
-- What may be chosen. $1 key, $2 fallback, $3 choices, $4 what was chosen just now, "": nothing.
SELECT c.code, setting_words(c.code, $3) AS words,
       c.code = coalesce(nullif($4::text, ''), setting_text($1), $2) AS is_chosen
  FROM string_to_table($3, E'\n') WITH ORDINALITY AS l (line, ord)
 CROSS JOIN LATERAL (SELECT split_part(l.line, '=', 1) AS code) c
 ORDER BY l.ord

-- name: setting_lock
-- One change of a setting, or of the holidays, at a time, until the end of the transaction. $1 key.
SELECT pg_advisory_xact_lock(hashtextextended('setting ' || $1, 0))

-- name: setting_state
-- What a change is judged by. $1 key.
SELECT coalesce(max(s.id), 0) AS version, coalesce(bool_or(s.valid_from = today()), false) AS has_today,
       (array_agg(person_name(p) ORDER BY s.id DESC))[1] AS entered_by
  FROM setting s
  LEFT JOIN person p ON p.id = s.entered_by
 WHERE s.key = $1

-- name: setting_add
-- $1 key, $2 value, $3 from that day, $4 note.
INSERT INTO setting (key, value, valid_from, note) VALUES ($1, $2, $3::date, $4)
