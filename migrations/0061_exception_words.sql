-- The words in which a section meets an exception: those a clause is looked for by, and those that tell what was decided.
--
-- 条項を探す言葉. Whoever looks for the clause that can't be kept asks in the words of the office, the policy answers in its
-- own: スクリーンロック stands nowhere in it, 画面の施錠 does. These pairs are data, so that a city's words are rows.

CREATE TABLE clause_word (
    said text NOT NULL,
    term text NOT NULL,
    said_folded text NOT NULL GENERATED ALWAYS AS (folded(said)) STORED,
    term_folded text NOT NULL GENERATED ALWAYS AS (folded(term)) STORED,
    CONSTRAINT clause_word_pk PRIMARY KEY (said, term),
    CONSTRAINT clause_word_length CHECK (length(said) BETWEEN 1 AND 40 AND length(term) BETWEEN 2 AND 40)
);
COMMENT ON TABLE clause_word IS
    'What people say (said) for what clauses call otherwise (term); a clause with the term is found by the word.';
COMMENT ON COLUMN clause_word.said_folded IS 'As it is compared. One of three characters and more is also found inside what was typed.';
GRANT SELECT ON clause_word TO mamori_server;
INSERT INTO audit_exempt (table_name, reason) VALUES ('clause_word', 'reference data of migrations');

INSERT INTO clause_word (said, term)
SELECT s.said, t.term
  FROM (VALUES
        ('スクリーンロック,画面ロック,スクリーンセーバー,ログアウト,離席,タイムアウト,無操作', '自動ログオフ,画面の施錠'),
        ('のぞき見,覗き見,窓口の画面', '来庁者から画面'),
        ('USB,SDカード,外付けハードディスク,HDD,SSD,DVD,CD,フラッシュメモリ,メモリカード', '電磁的記録媒体'),
        ('持ち出し,持出し,持出,持ち帰り,持ち帰る,自宅,在宅勤務,テレワーク,庁外', '持ち出す,庁舎の外'),
        ('私物,BYOD,スマホ,スマートフォン,携帯電話,個人の端末', '個人が所有する端末'),
        ('ノートパソコン,ノートPC,タブレット', '持運びが可能な端末'),
        ('パソコン,PC', '端末'),
        ('Wi-Fi,WiFi,無線LAN,LANケーブル', 'ネットワークに接続'),
        ('使い回し,共有アカウント,共有ID,共通ID', '共用'),
        ('アカウント,ユーザーID,ログインID', '利用者の登録'),
        ('二要素認証,2要素認証,多要素認証,二段階認証,生体認証,指紋認証,顔認証', '二以上の異なる方法'),
        ('暗証番号', 'パスワード'),
        ('ウイルス,ウィルス,マルウェア,ランサムウェア', '不正プログラム'),
        ('アップデート,Windows,Update,パッチ,更新プログラム,サポート切れ,サポート終了', '修正プログラム'),
        ('インストール,フリーソフト,アプリ', 'ソフトウェア'),
        ('バックアップ', '予備'),
        ('ログ,アクセスログ,操作ログ,操作履歴', '操作の記録'),
        ('外注,業者,ベンダー,アウトソーシング', '委託'),
        ('クラウド,SaaS,LINE,Gmail,Googleフォーム,ChatGPT,生成AI,オンラインストレージ,ファイル共有', '外部サービス'),
        ('メール,添付ファイル,誤送信', '電子メール'),
        ('鍵,カギ', '施錠'),
        ('サーバールーム,マシン室', 'サーバ室'),
        ('捨てる,処分,シュレッダー', '廃棄,消去'),
        ('eラーニング,教育', '研修'),
        ('事故,トラブル', 'インシデント'),
        ('設定変更', '設定を変更'),
        ('棚卸し,棚卸', '現物との照合')) v (words, terms)
 CROSS JOIN LATERAL unnest(string_to_array(v.words, ',')) s (said)
 CROSS JOIN LATERAL unnest(string_to_array(v.terms, ',')) t (term);

-- お知らせ. 「決定されました」 made everybody open it to learn what: the notice says so itself.
UPDATE exception_notice_rule
   SET kind = CASE event WHEN 'permit' THEN 'exception_permitted'
                         WHEN 'permit_with_conditions' THEN 'exception_permitted_with_conditions'
                         ELSE 'exception_refused' END
 WHERE kind = 'exception_decided';
