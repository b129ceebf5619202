#include <jansson.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/work.h"
#include "core/search/name_search.h"
#include "db/db.h"
#include "modules/contractors/contractor.h"

/*
 * Invented contractors. Days are those of fiscal 2026 and shifted by whole years. Numbers and
 * addresses are such as nobody has: no registry gives out numbers that begin with 9999.
 */
struct sample_contractor {
    const char *name, *kana, *corporate_no, *department, *person, *phone, *email, *note;
    bool is_ended;
};

struct sample_contract {
    const char *contractor, *contract_no, *title, *unit, *from, *to, *information_class;
    const char *subcontractors; /* NULL: not allowed */
    const char *cancel_reason;  /* NULL: not taken back */
};

struct sample_record {
    const char *title, *act, *day, *note; /* title: of the contract */
};

/* clang-format off */
static const struct sample_contractor contractors[] = {
    {"鵠渡情報システム株式会社", "クゲワタリジョウホウシステム", "4999999000137", "公共システム部", "波多浜 律", "0000-11-0001",
     "public@kugewatari.example", "障害時の連絡は、24時間受け付けている。", false},
    {"潮見台印刷株式会社", "シオミダイインサツ", "7999999000274", "営業第二課", "灯台下 宗", "0000-22-0002", "eigyo2@shiomidai.example", "", false},
    {"松風谷ソフトウェア株式会社", "マツカゼヤソフトウェア", "2999999000411", "自治体サポートセンター", "", "0000-33-0003",
     "support@matsukazeya.example", "", false},
    {"株式会社ハタハマデータセンター", "ハタハマデータセンター", "6999999000548", "運用管理部", "砂山根 望", "0000-44-0004",
     "noc@hatahama.example", "", false},
    {"湘田ビル管理株式会社", "ショウダビルカンリ", "9999999000685", "本庁舎事業所", "江ノ口 実", "0000-55-0005", "", "清掃の従事者の名簿は、毎年4月に提出を受ける。", false},
    {"特定非営利活動法人　見本市民後見・権利擁護及び地域生活支援総合推進センター連絡協議会",
     "ミホンシミンコウケン・ケンリヨウゴオヨビチイキセイカツシエンソウゴウスイシンセンターレンラクキョウギカイ", "4999999000822", "事務局", "帆足崎 文", "0000-66-0006",
     "office@mihon-shimin-koken-kenri-yogo-chiiki-seikatsu.example", "", false},
    {"ホアシザキ通信株式会社", "ホアシザキツウシン", "8999999000959", "官公庁営業部", "", "0000-77-0007", "", "", false},
    {"株式会社江ノ口コールサービス", "エノグチコールサービス", "1999999001096", "受託事業部", "湘田 司", "0000-88-0008",
     "call@enoguchi.example", "", false},
    {"海野原総合警備株式会社", "ウミノハラソウゴウケイビ", "5999999001233", "", "", "0000-99-0009", "", "", false},
    {"砂山根設計事務所", "サヤマネセッケイジムショ", NULL, "", "砂山根 樹", "0000-10-0010", "", "個人の事業者である。", false},
    {"学校教材の灯台下", "ガッコウキョウザイノトウダイシタ", NULL, "", "灯台下 栞", "0000-10-0011", "", "", false},
    {"有限会社浜辺文書管理", "ハマベブンショカンリ", NULL, "", "", "0000-10-0012", "", "廃業の届けを受けた。", true},
};

static const struct sample_contract contracts[] = {
    {"鵠渡情報システム株式会社", "窓委第3号", "窓口受付番号システム保守業務委託", "0502", "2026-04-01", "2027-03-31", "2", NULL, NULL},
    {"鵠渡情報システム株式会社", "戸委第1号", "住民記録システム運用保守業務委託", "0503", "2024-04-01", "2029-03-31", "3B",
     "株式会社ハタハマデータセンター（バックアップ媒体の保管）", NULL},
    {"鵠渡情報システム株式会社", "デ委第11号", "庁内ネットワーク監視業務委託", "0202", "2026-04-01", "2027-03-31", "3C", NULL, NULL},
    {"鵠渡情報システム株式会社", "デ委第1号", "庁内ネットワーク機器更新業務委託", "0202", "2027-01-12", "2027-03-31", "3C", NULL, NULL},
    {"潮見台印刷株式会社", "納委第2号", "督促状印刷・封入封緘業務委託", "0303", "2026-04-01", "2027-03-31", "3B",
     "ホアシザキ通信株式会社（データの伝送）", NULL},
    {"潮見台印刷株式会社", "選委第1号", "選挙人名簿及び投票所入場整理券印刷業務委託", "2101", "2026-06-01", "2027-03-31", "3B", NULL, NULL},
    {"潮見台印刷株式会社", "広委第5号", "広報紙印刷業務委託", "0203", "2026-04-01", "2027-03-31", "none", NULL, NULL},
    {"松風谷ソフトウェア株式会社", "介委第4号", "介護保険システム運用保守業務委託", "0705", "2023-04-01", "2028-03-31", "3B", NULL, NULL},
    {"松風谷ソフトウェア株式会社", "保委第1号", "保育所入所選考システム運用保守業務委託", "0902", "2026-04-01", "2027-03-31", "3B", NULL, NULL},
    {"松風谷ソフトウェア株式会社", "保委第1号", "保育所入所選考システム構築業務委託", "0902", "2025-06-02", "2026-03-31", "3B", "", NULL},
    {"株式会社ハタハマデータセンター", "デ委第3号", "基幹業務システム用ハウジング業務委託", "0202", "2025-10-01", "2030-09-30", "3B", NULL, NULL},
    {"湘田ビル管理株式会社", "資委第7号", "本庁舎清掃業務委託", "0302", "2026-04-01", "2027-03-31", "1", NULL, NULL},
    {"湘田ビル管理株式会社", "", "分庁舎清掃業務委託", "0302", "2026-04-01", "2027-03-31", "1", NULL, "同じ契約を二重に登録したため。"},
    {"特定非営利活動法人　見本市民後見・権利擁護及び地域生活支援総合推進センター連絡協議会", "高委第2号",
     "成年後見制度利用促進中核機関運営及び権利擁護相談支援並びに市民後見人養成講座実施業務委託", "0704", "2026-04-01", "2027-03-31", "3B", NULL, NULL},
    {"ホアシザキ通信株式会社", "デ委第9号", "庁内電話交換設備保守業務委託", "0202", "2024-10-01", "2027-09-30", "1", NULL, NULL},
    {"株式会社江ノ口コールサービス", "市委第4号", "市役所代表電話・コールセンター運営業務委託", "0501", "2026-04-01", "2027-03-31", "3B", NULL, NULL},
    {"株式会社江ノ口コールサービス", "窓委第4号", "マイナンバーカード交付窓口支援業務委託", "0502", "2026-07-01", "2027-03-31", "3B", NULL, NULL},
    {"海野原総合警備株式会社", "資委第8号", "本庁舎警備業務委託", "0302", "2026-04-01", "2027-03-31", "2", NULL, NULL},
    {"砂山根設計事務所", "公委第15号", "第3保育園改修工事設計業務委託", "1205", "2026-08-03", "2027-03-15", "2", NULL, NULL},
    {"学校教材の灯台下", "学委第2号", "学校図書館システム保守業務委託", "1906", "2026-04-01", "2027-03-31", "2", NULL, NULL},
    {"有限会社浜辺文書管理", "文委第1号", "保存文書運搬業務委託", "0103", "2025-04-01", "2026-03-31", "3B", NULL, NULL},
};

static const struct sample_record records[] = {
    {"窓口受付番号システム保守業務委託", "clause_confirmed", "2026-04-01", "契約書第12条及び個人情報取扱特記事項"},
    {"窓口受付番号システム保守業務委託", "policy_informed", "2026-04-06", "責任者に対策基準＜基本編＞を渡して説明した。"},
    {"窓口受付番号システム保守業務委託", "checked_ok", "2026-10-05", "作業の記録と、持ち込んだ端末の一覧を確認した。"},
    {"住民記録システム運用保守業務委託", "clause_confirmed", "2024-04-01", ""},
    {"住民記録システム運用保守業務委託", "policy_informed", "2024-04-08", ""},
    {"住民記録システム運用保守業務委託", "checked_ok", "2025-02-14", "作業場所に立ち入り、入退室の記録を確認した。"},
    {"住民記録システム運用保守業務委託", "policy_informed", "2025-04-07", "第9版を渡した。"},
    {"住民記録システム運用保守業務委託", "checked_to_mend", "2026-02-12",
     "保守用アカウントの一覧に、異動した従事者のものが1件残っていた。削除と、毎月の確認を求めた。"},
    {"住民記録システム運用保守業務委託", "checked_ok", "2026-03-10", "アカウントの削除と、確認の手順書を確認した。"},
    {"庁内ネットワーク監視業務委託", "clause_confirmed", "2026-04-01", ""},
    {"庁内ネットワーク監視業務委託", "policy_informed", "2026-04-03", ""},
    {"督促状印刷・封入封緘業務委託", "clause_confirmed", "2026-04-01", ""},
    {"督促状印刷・封入封緘業務委託", "policy_informed", "2026-04-10", ""},
    {"督促状印刷・封入封緘業務委託", "checked_to_mend", "2026-09-17",
     "データを受け渡す媒体の管理簿に、返却日の記載がないものがあった。10月末までに改善するよう求めた。"},
    {"選挙人名簿及び投票所入場整理券印刷業務委託", "clause_confirmed", "2026-06-01", ""},
    {"広報紙印刷業務委託", "clause_confirmed", "2026-04-01", ""},
    {"広報紙印刷業務委託", "policy_informed", "2026-04-14", ""},
    {"介護保険システム運用保守業務委託", "clause_confirmed", "2023-04-03", ""},
    {"介護保険システム運用保守業務委託", "policy_informed", "2023-04-10", ""},
    {"介護保険システム運用保守業務委託", "checked_ok", "2025-07-18", ""},
    {"保育所入所選考システム運用保守業務委託", "clause_confirmed", "2026-04-01", ""},
    {"保育所入所選考システム運用保守業務委託", "policy_informed", "2026-04-09", ""},
    {"保育所入所選考システム構築業務委託", "clause_confirmed", "2025-06-02", ""},
    {"保育所入所選考システム構築業務委託", "policy_informed", "2025-06-09", ""},
    {"保育所入所選考システム構築業務委託", "checked_ok", "2026-03-24", "データの返却及び消去の証明書を受け取った。"},
    {"基幹業務システム用ハウジング業務委託", "clause_confirmed", "2025-10-01", ""},
    {"基幹業務システム用ハウジング業務委託", "policy_informed", "2025-10-02", ""},
    {"基幹業務システム用ハウジング業務委託", "checked_ok", "2026-06-25", "入退室の管理、電源及び空調の点検の記録を、現地で確認した。"},
    {"本庁舎清掃業務委託", "policy_informed", "2026-04-02", "従事者全員に、執務室での注意を説明した。"},
    {"成年後見制度利用促進中核機関運営及び権利擁護相談支援並びに市民後見人養成講座実施業務委託", "clause_confirmed", "2026-04-01", ""},
    {"庁内電話交換設備保守業務委託", "clause_confirmed", "2024-10-01", ""},
    {"庁内電話交換設備保守業務委託", "policy_informed", "2024-10-04", ""},
    {"庁内電話交換設備保守業務委託", "checked_ok", "2025-11-10", ""},
    {"市役所代表電話・コールセンター運営業務委託", "clause_confirmed", "2026-04-01", ""},
    {"市役所代表電話・コールセンター運営業務委託", "policy_informed", "2026-04-01", "着任した従事者42人への説明の記録を受け取った。"},
    {"市役所代表電話・コールセンター運営業務委託", "checked_ok", "2026-11-04", ""},
    {"本庁舎警備業務委託", "clause_confirmed", "2026-04-01", ""},
    {"本庁舎警備業務委託", "policy_informed", "2026-04-02", ""},
    {"第3保育園改修工事設計業務委託", "clause_confirmed", "2026-08-03", ""},
    {"第3保育園改修工事設計業務委託", "policy_informed", "2026-08-05", ""},
    {"学校図書館システム保守業務委託", "clause_confirmed", "2026-04-01", ""},
    {"学校図書館システム保守業務委託", "policy_informed", "2026-04-20", ""},
    {"保存文書運搬業務委託", "clause_confirmed", "2025-04-01", ""},
    {"保存文書運搬業務委託", "policy_informed", "2025-04-03", ""},
};
/* clang-format on */

enum {
    CONTRACTORS = sizeof contractors / sizeof *contractors,
    CONTRACTS = sizeof contracts / sizeof *contracts,
    RECORDS = sizeof records / sizeof *records
};

static const char *shifted(struct arena *arena, const char *day, int shift)
{
    return arena_printf(arena, "%04ld%s", strtol(day, NULL, 10) + shift, day + 4);
}

static json_t *contractor_rows(struct arena *arena)
{
    json_t *rows = json_on_arena(arena, json_array());

    for (size_t i = 0; i < CONTRACTORS; i++) {
        const struct sample_contractor *c = &contractors[i];
        const char *parts[] = {c->name, c->kana, c->corporate_no, NULL};

        json_array_append_new(
            rows, json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", c->name,
                            "kana", c->kana, "corporate_no", c->corporate_no, "department",
                            c->department, "person", c->person, "phone", c->phone, "email",
                            c->email, "note", c->note, "status", c->is_ended ? "ended" : "active",
                            "folded", name_folded(arena, parts)));
    }
    return rows;
}

static json_t *contract_rows(struct arena *arena, int shift)
{
    json_t *rows = json_on_arena(arena, json_array());

    for (size_t i = 0; i < CONTRACTS; i++) {
        const struct sample_contract *c = &contracts[i];

        json_array_append_new(rows,
                              json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:s}",
                                        "ord", (json_int_t)i, "contractor", c->contractor,
                                        "contract_no", c->contract_no, "title", c->title, "unit",
                                        c->unit, "period_from", shifted(arena, c->from, shift),
                                        "period_to", shifted(arena, c->to, shift), "class",
                                        c->information_class, "subcontractors", c->subcontractors,
                                        "cancel_reason", c->cancel_reason ? c->cancel_reason : ""));
    }
    return rows;
}

static json_t *record_rows(struct arena *arena, int shift)
{
    json_t *rows = json_on_arena(arena, json_array());

    for (size_t i = 0; i < RECORDS; i++)
        json_array_append_new(rows, json_pack("{s:I, s:s, s:s, s:s, s:s}", "ord", (json_int_t)i,
                                              "title", records[i].title, "act", records[i].act,
                                              "day", shifted(arena, records[i].day, shift), "note",
                                              records[i].note));
    return rows;
}

static bool load(struct work *work, enum statement statement, const json_t *rows)
{
    char *text = json_dumps(rows, JSON_COMPACT);

    arena_defer(work->arena, free, text);
    return db_run(work, statement, PARAMS(text));
}

bool contractor_sample(struct work *work, int shift)
{
    struct arena *arena = work->arena;

    return load(work, SQL_CONTRACTOR_SAMPLE_CONTRACTORS, contractor_rows(arena)) &&
           load(work, SQL_CONTRACTOR_SAMPLE_CONTRACTS, contract_rows(arena, shift)) &&
           load(work, SQL_CONTRACTOR_SAMPLE_RECORDS, record_rows(arena, shift));
}
