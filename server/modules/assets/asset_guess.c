#include "modules/assets/asset_guess.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "modules/assets/asset_field.h"
#include "modules/assets/asset_reading.h"

/* Where several have a word, the first that its kinds and what stands below allow. */
static const struct {
    const char *name, *words[22];
} usual[] = {
    {"asset_no",
     {"管理番号", "資産管理番号", "資産番号", "台帳番号", "資産ID", "資産コード", "管理No",
      "管理ID", "整理番号"}},
    {"former_no",
     {"管理番号", "資産管理番号", "資産番号", "台帳番号", "資産ID", "資産コード", "管理No",
      "管理ID", "整理番号", "旧番号", "旧台帳番号", "備品番号", "機器番号", "物品番号"}},
    {"name",
     {"資産名",         "資産名称",       "資産の名称",   "情報資産名",     "情報資産名称",
      "情報資産の名称", "名前",           "件名",         "品名",           "機器名",
      "機器名称",       "システム名",     "システム名称", "システムの名称", "システムの名前",
      "情報システム名", "ソフトウェア名", "ソフト名",     "媒体名",         "文書名",
      "施設名"}},
    {"owner_unit",
     {"担当課", "所管", "主管課", "管理課", "所管部署", "管理部署", "管理部門", "担当部署",
      "主管部署", "所管課名", "所属", "所属課", "所属名", "課名", "部署", "部署名", "担当課名",
      "管理所属"}},
    {"asset_kind",
     {"区分", "種別", "種類", "資産種別", "資産の種類", "資産分類", "分類", "資産の区分"}},
    {"description",
     {"概要", "用途", "内容", "説明", "目的", "利用目的", "使用目的", "資産の概要", "業務内容"}},
    {"business", {"業務", "業務名", "業務区分", "事務", "事務名", "利用業務", "対象業務"}},
    {"operator_no", {"職員番号", "担当者番号", "担当職員番号"}},
    {"user_scope", {"利用範囲", "利用者の範囲", "利用者", "利用部署", "利用課"}},
    {"location",
     {"設置場所", "保管場所", "保存場所", "設置・保管場所", "置き場所", "置場所", "場所",
      "設置箇所", "保管箇所", "所在", "所在地", "配置場所", "設置先", "保管先"}},
    {"segment",
     {"ネットワーク", "接続ネットワーク", "ネットワーク系統", "系統", "接続系", "セグメント"}},
    {"confidentiality",
     {"機密性の分類", "機密性分類", "機密性区分", "機密区分", "機密性レベル", "機密レベル"}},
    {"integrity", {"完全性の分類", "完全性分類", "完全性区分", "完全性レベル"}},
    {"availability", {"可用性の分類", "可用性分類", "可用性区分", "可用性レベル"}},
    {"grade", {"重要性", "重要性の分類", "重要性区分"}},
    {"personal_info",
     {"個人情報の有無", "個人情報有無", "個人情報の種類", "個人情報の区分", "個人情報等"}},
    {"subject_count", {"本人数", "人数", "対象者数", "対象人数"}},
    {"retention", {"保存年限", "保存期限", "保管期間", "保存年数"}},
    {"contractor", {"委託業者", "委託事業者", "委託先名", "受託者"}},
    {"acquired_on", {"取得年月日", "購入日", "購入年月日", "導入日", "導入年月日"}},
    {"note", {"摘要", "メモ", "特記事項", "コメント", "備考欄"}},
    {"form", {"媒体", "形式", "記録形式", "保有形態", "保管形態"}},
    {"stored_in", {"格納場所", "格納先", "保存フォルダ", "フォルダ", "媒体保存先"}},
    {"personal_file", {"個人情報ファイル簿", "個人情報ファイル名"}},
    {"item_count", {"保有件数", "データ件数"}},
    {"hosting", {"運用形態", "構築形態", "稼働環境", "提供形態"}},
    {"service_name", {"サービス名", "クラウドサービス名"}},
    {"provider", {"提供事業者", "提供元", "回線事業者", "事業者"}},
    {"vendor",
     {"保守業者", "保守会社", "保守事業者名", "保守ベンダー", "ベンダー", "開発業者",
      "構築事業者"}},
    {"in_service_on", {"稼働日", "運用開始日", "利用開始日", "稼働年月日"}},
    {"contract_end", {"契約満了日", "契約期限", "契約終期"}},
    {"maintenance_end", {"保守期限", "保守満了日", "保守終了"}},
    {"user_count", {"利用人数", "ユーザー数"}},
    {"auth_method", {"認証", "認証方式"}},
    {"line_kind", {"回線種別", "回線区分", "回線"}},
    {"circuit_no", {"回線ID", "契約回線番号"}},
    {"sites", {"拠点", "接続先"}},
    {"address_range", {"IPアドレス", "アドレス", "ネットワークアドレス", "IPアドレスの範囲"}},
    {"hardware_type", {"機器種別", "機器区分", "機種区分", "種別", "種類"}},
    {"equipment_type", {"機器種別", "機器区分", "種別", "種類"}},
    {"media_type", {"媒体種別", "媒体区分", "媒体", "種別", "種類"}},
    {"maker", {"製造元", "メーカ名", "製造会社", "製造業者"}},
    {"model", {"機種", "機種名", "型式", "モデル", "品番", "製品型番"}},
    {"serial_no", {"シリアル", "シリアル番号", "シリアルNo", "S/N", "製造No", "機番"}},
    {"quantity", {"数量", "個数", "数"}},
    {"os", {"OS名", "基本ソフト", "オペレーティングシステム"}},
    {"os_support_end", {"OSサポート期限", "サポート期限", "OSサポート終了"}},
    {"rack", {"ラック番号", "ラックNo"}},
    {"tenure", {"調達形態", "調達区分", "調達方法", "リース・買取", "所有区分"}},
    {"lease_end", {"リース満了日", "リース期限", "リース満了", "リース終期"}},
    {"is_encrypted", {"暗号化の有無", "暗号化有無"}},
    {"main_user", {"使用者", "使用者名", "利用者名", "主な使用者"}},
    {"host_address", {"ホスト名", "コンピュータ名", "PC名", "IPアドレス"}},
    {"product", {"製品", "ソフトウェア", "製品名称"}},
    {"product_version", {"バージョン情報", "Ver", "Version", "版数"}},
    {"publisher", {"開発元", "販売元", "メーカ", "製造元"}},
    {"licence_kind", {"ライセンス種別", "ライセンス形態", "許諾形態"}},
    {"licence_count", {"ライセンス数", "本数", "保有数", "購入数", "契約本数"}},
    {"contract_no", {"契約No", "ライセンス番号"}},
    {"licence_to", {"ライセンス期限", "有効期限"}},
    {"support_end", {"サポート期限", "サポート終了"}},
    {"capacity", {"記憶容量", "サイズ"}},
    {"keeper", {"管理者名", "保管責任者", "保管担当者", "管理責任者"}},
    {"storage_place", {"保管庫", "施錠保管場所"}},
    {"sticker_no", {"シール番号", "ラベル番号", "媒体番号"}},
    {"contents", {"収容物", "収容機器", "設置機器"}},
    {"document_kind", {"文書種別", "文書区分"}},
    {"document_version", {"版数"}},
};
enum { USUAL = sizeof usual / sizeof *usual };

/* 設置場所（階） is 設置場所; line breaks and blanks within a heading say nothing. */
static const char *bare(struct arena *arena, const char *folded)
{
    char *out = arena_strdup(arena, folded), *at = out;

    for (const char *from = folded; *from && *from != '('; from++)
        if (*from != ' ')
            *at++ = *from;
    *at = '\0';
    return *out ? out : folded;
}

static bool has_word(struct arena *arena, int i, const char *heading)
{
    for (const char *const *word = usual[i].words; *word; word++)
        if (!strcmp(heading, bare(arena, text_fold(arena, *word))))
            return true;
    return false;
}

/* Numbers of the register itself; those of another list are kept as what they were. */
static bool are_numbers(struct arena *arena, const json_t *samples)
{
    const json_t *one;
    size_t i;

    json_array_foreach(samples, i, one)
    {
        if (!asset_is_number(arena, json_string_value(one)))
            return false;
    }
    return json_array_size(samples) > 0;
}

static bool are_kinds(struct arena *arena, const json_t *samples)
{
    const json_t *one;
    size_t i;

    json_array_foreach(samples, i, one)
    {
        if (asset_kind_of_words(arena, json_string_value(one)) == ASSET_KINDS)
            return false;
    }
    return json_array_size(samples) > 0;
}

static bool is_likely(struct arena *arena, const struct asset_guess *asked, const char *name)
{
    const struct asset_column *of = asset_column_of(name);

    if (json_object_get(asked->taken, name))
        return false;
    if (!strcmp(name, "asset_no"))
        return are_numbers(arena, asked->samples);
    if (!strcmp(name, "asset_kind"))
        return are_kinds(arena, asked->samples);
    return !of || !asked->kinds || (of->kinds & asked->kinds);
}

const char *asset_heading_guess(struct arena *arena, const struct asset_guess *asked)
{
    const char *heading = bare(arena, asked->folded);

    for (int i = 0; i < USUAL; i++)
        if (has_word(arena, i, heading) && is_likely(arena, asked, usual[i].name))
            return usual[i].name;
    return NULL;
}
