-- メール is not 努める: folding took long-vowel marks out of every word. Now they stay inside a word in kana and go at its end,
-- where spelling varies (サーバー, サーバ), and after words that also begin others either way (サーバールーム). What was folded
-- before is folded anew where it has such a mark; nothing else is touched.

CREATE OR REPLACE FUNCTION folded(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN btrim(regexp_replace(regexp_replace(translate(
        CASE WHEN strpos(words, 'ー') = 0 AND strpos(words, 'ｰ') = 0 THEN lower(normalize(words, NFKC))
             ELSE regexp_replace(regexp_replace(lower(normalize(words, NFKC)),
                      '[\u200c-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]', '', 'g'),
        '(?<=[ァ-ヺ])(?<!サーバ|ユーザ|コンピュータ|データ|メモリ|プリンタ|ルータ|フォルダ|ブラウザ|ドライバ|モニタ|'
                || 'センタ|スキャナ|コネクタ|レイヤ|アダプタ|ベンダ|マネージャ|インタ)ー+(?=[ァ-ヺ])'
                || '|(?<=[ぁ-ゖ])(?<!さーば|ゆーざ|こんぴゅーた|でーた|めもり|ぷりんた|るーた|ふぉるだ|ぶらうざ|どらいば|もにた|'
                || 'せんた|すきゃな|こねくた|れいや|あだぷた|べんだ|まねーじゃ|いんた)ー+(?=[ぁ-ゖ])',
        U&'\FDD0', 'g') END,
            'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶヽヾ'
            || '亞佛傳冨凛勳卷國圍圓團圡埜堯增壯壽奧學實寬將尙峯嵜嶋嶌嶽巖帶廣彌彥德恆惠應戀戶收斉昻晉曉曾會杦栁桒條'
            || '榮槇槗檜櫻每氣淵淸渊溪澁澤濱濵瀧瀨烟爲獨瑤瓣畫當盡眞碕祿禮禰稻穐穗穰籠經緖縣總纖聰聲肅臺與舍舘莊萠萬'
            || '葊藏藝藥藪蘆蘒觀譽讓豐賴辨辯遙邉邊鄕鐡鐵鑛關雙雜霸靑靜顯髙髮鶯鷄鷗鹽麥黃黑齊齋齡龍龜龝﨑﨟𠮷𣘺' || U&'\FDD0' || 'ー',
            'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖゝゞ'
            || '亜仏伝富凜勲巻国囲円団土野尭増壮寿奥学実寛将尚峰崎島島岳巌帯広弥彦徳恒恵応恋戸収斎昂晋暁曽会杉柳桑条'
            || '栄槙橋桧桜毎気渕清渕渓渋沢浜浜滝瀬煙為独瑶弁画当尽真崎禄礼祢稲秋穂穣篭経緒県総繊聡声粛台与舎館荘萌万'
            || '庵蔵芸薬薮芦萩観誉譲豊頼弁弁遥辺辺郷鉄鉄鉱関双雑覇青静顕高髪鴬鶏鴎塩麦黄黒斎斎齢竜亀秋崎臈吉橋' || 'ー'),
        '[\u200c-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]', '', 'g'), '[\s\u200b]+', ' ', 'g'));
COMMENT ON FUNCTION folded IS
    'As text_fold() folds what was typed (BR-CA-07): width, case, kana, long vowels at the end of a word and old forms of characters make no difference.';

-- Generated columns and the index of a function keep what it gave before.
UPDATE clause_word SET said = said, term = term;
REINDEX INDEX file_name_grams;

-- What was folded by the program, from the same texts: as names, word by word without spaces, or as a whole -----------------

CREATE FUNCTION refolded_names(parts text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN (SELECT string_agg(replace(folded(p.part), ' ', ''), ' ' ORDER BY p.ord)
              FROM unnest(parts) WITH ORDINALITY p (part, ord) WHERE p.part IS NOT NULL);
CREATE FUNCTION refolded_pairs(folded text) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY(SELECT DISTINCT substr(w.word, i, 2)
                   FROM string_to_table(folded, ' ') w (word)
                  CROSS JOIN LATERAL generate_series(1, greatest(length(w.word) - 1, 1)) i
                  WHERE w.word <> '' ORDER BY 1);
CREATE FUNCTION refolded_grams(folded text) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY(SELECT unnest(refolded_pairs(folded)) UNION SELECT string_to_table(replace(folded, ' ', ''), NULL) ORDER BY 1);

UPDATE clause_search s SET folded = t.folded, bigrams = refolded_pairs(t.folded)
  FROM (SELECT c.id, folded(without_tokens(c.heading || E'\n' || c.text || coalesce(E'\n' || r.cells, ''))) AS folded
          FROM clause c
          LEFT JOIN LATERAL (SELECT string_agg(x.cell, E'\n' ORDER BY o.ord, x.ord) AS cells
                               FROM clause_row o CROSS JOIN unnest(o.cells) WITH ORDINALITY x (cell, ord)
                              WHERE o.clause_id = c.id) r ON true
         WHERE concat(c.heading, c.text, r.cells) ~ '[ーｰ]') t
 WHERE s.clause_id = t.id AND s.folded <> t.folded;

UPDATE exception_search s SET folded = t.folded, bigrams = refolded_pairs(t.folded)
  FROM (SELECT r.id, folded(concat_ws(E'\n', coalesce(r.request_no, ''), u.name, c.title, c.requirement_text, c.measure_text,
                                      c.compensating, c.assets, c.ground_difficulty, c.ground_continuity, c.ground_reason,
                                      c.urgency_reason, c.resolution_plan)) AS folded
          FROM exception_request r
          JOIN exception_current c ON c.request_id = r.id
          JOIN org_unit u ON u.id = r.applicant_unit_id) t
 WHERE s.request_id = t.id AND s.folded <> t.folded;

UPDATE person_search s SET folded = t.folded, grams = refolded_grams(t.folded)
  FROM (SELECT p.id, refolded_names(ARRAY[p.family_name || p.given_name, p.family_kana || p.given_kana, p.staff_no]) AS folded
          FROM person p WHERE concat(p.family_name, p.given_name, p.family_kana, p.given_kana) ~ '[ーｰ]') t
 WHERE s.person_id = t.id AND s.folded <> t.folded;

UPDATE org_unit_search s SET folded = t.folded
  FROM (SELECT u.id, refolded_names(ARRAY[u.name, u.name_kana, u.code, u.phone_ext]) AS folded
          FROM org_unit u WHERE concat(u.name, u.name_kana) ~ '[ーｰ]') t
 WHERE s.org_unit_id = t.id AND s.folded <> t.folded;

UPDATE contractor_search s SET folded = t.folded
  FROM (SELECT c.id, refolded_names(ARRAY[c.name, c.name_kana, c.corporate_no]) AS folded
          FROM contractor c WHERE concat(c.name, c.name_kana) ~ '[ーｰ]') t
 WHERE s.contractor_id = t.id AND s.folded <> t.folded;

UPDATE asset_search s SET folded = t.folded, grams = refolded_grams(t.folded)
  FROM (SELECT w.id, refolded_names(w.parts) AS folded
          FROM (SELECT a.id, ARRAY[a.asset_no, a.former_no, a.name, a.description, a.business, u.name, a.location, a.note,
                                   asset_kind_texts(a.id)] AS parts
                  FROM asset a JOIN org_unit u ON u.id = a.owner_unit_id) w
         WHERE array_to_string(w.parts, '') ~ '[ーｰ]') t
 WHERE s.asset_id = t.id AND s.folded <> t.folded;

DROP FUNCTION refolded_grams, refolded_pairs, refolded_names;

-- The words of the office lead to clauses wherever clauses are looked for (clause_word, 0061) ---------------------------------

CREATE FUNCTION clause_asked(patterns text[], words text[]) RETURNS TABLE (pattern text, term text, term_folded text)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT q.pattern, y.term, y.term_folded
      FROM unnest(patterns, words) q (pattern, word)
      LEFT JOIN clause_word y ON y.said_folded = q.word
                              OR length(y.said_folded) > 2 AND position(y.said_folded IN q.word) > 0
$$;
COMMENT ON FUNCTION clause_asked IS
    'For each folded word that is asked for, with its LIKE pattern, what the policy says for it; NULL: nothing else.';
