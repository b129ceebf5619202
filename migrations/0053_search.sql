-- 横断検索. Subjects keep what they are found by folded in C; what is short and many (titles of items, names of files) is
-- folded here instead, in the same way, and a test compares the two.

CREATE FUNCTION folded(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN btrim(regexp_replace(regexp_replace(translate(lower(normalize(words, NFKC)),
            'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶヽヾ'
            || '亞佛傳冨凛勳卷國圍圓團圡埜堯增壯壽奧學實寬將尙峯嵜嶋嶌嶽巖帶廣彌彥德恆惠應戀戶收斉昻晉曉曾會杦栁桒條'
            || '榮槇槗檜櫻每氣淵淸渊溪澁澤濱濵瀧瀨烟爲獨瑤瓣畫當盡眞碕祿禮禰稻穐穗穰籠經緖縣總纖聰聲肅臺與舍舘莊萠萬'
            || '葊藏藝藥藪蘆蘒觀譽讓豐賴辨辯遙邉邊鄕鐡鐵鑛關雙雜霸靑靜顯髙髮鶯鷄鷗鹽麥黃黑齊齋齡龍龜龝﨑﨟𠮷𣘺' || 'ー',
            'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖゝゞ'
            || '亜仏伝富凜勲巻国囲円団土野尭増壮寿奥学実寛将尚峰崎島島岳巌帯広弥彦徳恒恵応恋戸収斎昂晋暁曽会杉柳桑条'
            || '栄槙橋桧桜毎気渕清渕渓渋沢浜浜滝瀬煙為独瑶弁画当尽真崎禄礼祢稲秋穂穣篭経緒県総繊聡声粛台与舎館荘萌万'
            || '庵蔵芸薬薮芦萩観誉譲豊頼弁弁遥辺辺郷鉄鉄鉱関双雑覇青静顕高髪鴬鶏鴎塩麦黄黒斎斎齢竜亀秋崎臈吉橋'),
        '[\u200c-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]', '', 'g'), '[\s\u200b]+', ' ', 'g'));
COMMENT ON FUNCTION folded IS
    'As text_fold() folds what was typed (BR-CA-07): width, case, kana, long vowels and old forms of characters make no difference.';

CREATE FUNCTION text_grams(words text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY(SELECT DISTINCT substr(words, i, n) FROM generate_series(1, length(words)) i, generate_series(1, 2) n);
COMMENT ON FUNCTION text_grams IS 'The single characters and pairs of a short text.';

-- Names of files, for those who may see what they are attached to.
CREATE INDEX file_name_grams ON file USING gin (text_grams(folded(name)));
