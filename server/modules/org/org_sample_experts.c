#include "modules/org/org_sample.h"

/*
 * Two experts of the sample: one with a pledge and advice, one who has not handed in the pledge.
 * Days are of the year before, so that none lies ahead whenever the sample is loaded.
 */
/* clang-format off */
static const struct {
    const char *day, *unit, *asked_by, *question, *advice, *doc_number;
} advices[] = {
    {"2025-06-12", "0202", "デジタル戦略課長　江ノ口 健",
     "職員等の認証に使う多要素認証の方式について、３つの案の比較を求めた。",
     "所持認証と知識認証を組み合わせる案が望ましい。導入の前に、紛失したときの手続を定めること。", "7藤デ第84号"},
    {"2025-10-03", "0502", "市民窓口課長　帆足崎 正人",
     "窓口の端末で外部記憶媒体を使う業務を、続けてよいかを求めた。",
     "庁内の共有フォルダーに置き換えられる。続ける間は、媒体を登録し、持出しの都度、記録すること。", "7藤デ第171号"},
    {"2026-02-18", "0202", "デジタル戦略課長　江ノ口 健",
     "委託事業者が遠隔で保守を行うときの、記録の取り方を求めた。",
     "接続の開始と終了を記録し、操作の画面を90日間保存する。記録は、委託事業者でない人が確認すること。", ""},
};
/* clang-format on */

static json_t *advice_rows(const struct sample_city *city)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < sizeof advices / sizeof *advices; i++)
        json_array_append_new(
            rows, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "day",
                            sample_day(city, advices[i].day), "unit", advices[i].unit, "asked_by",
                            advices[i].asked_by, "question", advices[i].question, "advice",
                            advices[i].advice, "doc_number", advices[i].doc_number));
    return rows;
}

void sample_experts(const struct sample_city *city, json_t *experts)
{
    json_array_append_new(experts,
                          json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "staff_no", "900001",
                                    "organisation", "相模湾大学　情報セキュリティ研究センター",
                                    "specialty", "ネットワークの監視、認証の方式", "pledged_on",
                                    sample_day(city, "2025-04-01"), "pledge", "7藤デ第2号",
                                    "advices", advice_rows(city)));
    json_array_append_new(experts,
                          json_pack("{s:s, s:s, s:s, s:n, s:n, s:[]}", "staff_no", "900002",
                                    "organisation", "湘南情報法律事務所", "specialty",
                                    "個人情報の保護、委託契約", "pledged_on", "pledge", "advices"));
}
