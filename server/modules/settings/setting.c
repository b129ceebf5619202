#include "modules/settings/setting.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "base/work.h"

enum { DIGITS_MAXIMUM = 9, PATTERN_LENGTH = 60 };

const struct setting settings[] = {
    {"contact.unit", "contact", "平日・昼間の連絡先（部署）",
     "全てのページの下部、公開ページ及び「インシデントを報告する」に表示します。", "", "", "",
     SETTING_LINE, 0, 60},
    {"contact.phone", "contact", "平日・昼間の連絡先（電話番号）", "内線又は外線の番号です。", "",
     "", "", SETTING_LINE, 0, 40},
    {"contact.night_unit", "contact", "夜間・休日の連絡先（部署）",
     "「インシデントを報告する」に表示します。", "", "", "", SETTING_LINE, 0, 60},
    {"contact.night_phone", "contact", "夜間・休日の連絡先（電話番号）", "内線又は外線の番号です。",
     "", "", "", SETTING_LINE, 0, 40},
    {"front.news", "front", "公開ページのお知らせ",
     "ログインしていない人にも表示します。改行で段落を分けます。空欄にすると、表示しません。", "",
     "", "", SETTING_TEXT, 0, 1000},
    {"help.note", "front", "使い方のページの案内",
     "「使い方」の最初に表示します。改行で段落を分けます。空欄にすると、表示しません。", "", "", "",
     SETTING_TEXT, 0, 1000},
    {"sign_in.account_limit", "sign_in", "続けて誤ることのできる回数（アカウント）",
     "この回数を超えると、しばらくログインできません。", "5", "回", "", SETTING_INTEGER, 3, 20},
    {"sign_in.address_limit", "sign_in", "続けて誤ることのできる回数（接続元）",
     "同じ接続元のアドレスを多くの人が共用するときは、大きくします。", "60", "回", "",
     SETTING_INTEGER, 10, 10000},
    {"sign_in.window_minutes", "sign_in", "回数を数える時間",
     "回数を超えたときは、この時間が過ぎるまでログインできません。", "15", "分", "",
     SETTING_INTEGER, 5, 1440},
    {"org.disclosure_days", "org", "異動を発表する日数",
     "発令日のこの日数前から、全ての職員等が、異動後の体制を閲覧できます。", "7", "日前", "",
     SETTING_INTEGER, 0, 60},
    {"committee.vice_chair_order", "org", "副委員長の順序",
     "委員長に事故があるとき又は委員長が欠けたときに、職務を代理する副委員長の順序です。",
     "vice_mayor_2 superintendent", "", "7(2)ア(イ)", SETTING_CHOICE, 0, 0},
    {"committee.strict_all_members", "org", "委員会の決定に要する委員",
     "欠席した委員は、閉会までに書面で意見を出すことができます。", "no", "", "BR-CM-06",
     SETTING_CHOICE, 0, 0},
    {"discipline.personnel_unit", "org", "綱紀審査委員会へ付議する課等の番号",
     "この課等の長は、付議の記録を登録し、閲覧できます。空欄にすると、だれも登録できません。", "",
     "", "", SETTING_LINE, 0, 20},
    {"document_number.pattern", "document_number", "文書番号の形式",
     "{年度}は年度の数字に、{番号}は続き番号に置き換えます。", "{年度}藤デ第{番号}号", "",
     "BR-CA-06", SETTING_PATTERN, 0, PATTERN_LENGTH},
    {"contract.check_months", "contractors", "委託契約を点検する間隔",
     "この月数を過ぎても点検の記録がない契約を、委託事業者の一覧に「点検期限超過」と表示します。",
     "12", "か月", "", SETTING_INTEGER, 1, 60},
    {"asset.classification_scheme", "assets", "情報資産の分類",
     "詳細編の定める分類です。変更すると、適用開始日に全ての情報資産の重要度を計算し直します。",
     "municipal", "", "BR-AS-01", SETTING_CHOICE, 0, 0},
    {"asset.correction_days", "assets", "情報資産の修正の目安",
     "変更のあった日からこの営業日数を過ぎた修正には「遅延」と表示します。", "5", "営業日",
     "BR-AS-02", SETTING_INTEGER, 1, 30},
    {"exception.ground_minimum", "exceptions", "例外措置の要件の最小の文字数",
     "申請の３つの要件は、それぞれこの文字数以上で書きます。", "20", "文字", "BR-EX-02",
     SETTING_INTEGER, 1, 200},
    {"exception.end_report_days", "exceptions", "終了報告の期限",
     "期間の終了日からこの日数までに、終了を報告します。", "10", "日", "BR-EX-10", SETTING_INTEGER,
     1, 60},
    {"exception.emergency_days", "exceptions", "緊急の例外措置を報告する目安",
     "実施からこの営業日数を過ぎた報告には「遅延」と表示します。", "3", "営業日", "BR-EX-11",
     SETTING_INTEGER, 1, 30},
    {"exception.follow_up_days", "exceptions", "緊急の後の申請の期限",
     "ＣＩＳＯが継続に申請を要するとした日から、この営業日数までに申請します。", "5", "営業日",
     "BR-EX-12", SETTING_INTEGER, 1, 30},
    {"exception.review_days", "exceptions", "期中点検の間隔",
     "実施中の期間がこの日数を過ぎると、期中点検を求めます。", "180", "日", "BR-EX-17",
     SETTING_INTEGER, 30, 366},
    {"exception.within_fiscal_year", "exceptions", "例外措置の期間の限度",
     "年度の末日までとするときは、期間の延長は、その年度の3月に決定します。", "yes", "", "BR-EX-05",
     SETTING_CHOICE, 0, 0},
    {.key = NULL},
};

static const struct {
    const char *key, *lines;
} choices[] = {
    {"committee.vice_chair_order", "vice_mayor_2 superintendent=第2号副市長、教育長の順\n"
                                   "superintendent vice_mayor_2=教育長、第2号副市長の順"},
    {"committee.strict_all_members", "no=出席した委員に異議がないこと\n"
                                     "yes=全ての委員が、異議がないと述べること"},
    {"asset.classification_scheme", "municipal=自治体機密性分類（機密性・完全性・可用性）\n"
                                    "grade=重要性分類（Ⅰ～Ⅳ）"},
    {"exception.within_fiscal_year", "yes=開始日の年度の末日（3月31日）まで\n"
                                     "no=年度の末日を越えることができる"},
};

const char *setting_choices(const struct setting *setting)
{
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
        if (!strcmp(choices[i].key, setting->key))
            return choices[i].lines;
    return "";
}

const struct setting *setting_find(const char *key)
{
    for (const struct setting *setting = settings; setting->key; setting++)
        if (!strcmp(setting->key, key))
            return setting;
    return NULL;
}

bool setting_is_wording(const struct setting *setting)
{
    return setting->kind == SETTING_LINE || setting->kind == SETTING_TEXT;
}

static bool wrong(struct work *work, const char *message)
{
    return fail_field(work, "value", "%s", message);
}

static bool read_integer(struct work *work, const struct setting *setting, const char *typed,
                         const char **value)
{
    const char *text = text_nfkc(work->arena, typed);
    size_t length = strlen(text);
    long number = strtol(text, NULL, 10);

    if (!length || length > DIGITS_MAXIMUM || strspn(text, "0123456789") != length ||
        number < setting->minimum || number > setting->maximum)
        return fail_field(work, "value", "%ldから%ldまでの整数を入力してください。",
                          setting->minimum, setting->maximum);
    *value = arena_printf(work->arena, "%ld", number);
    return true;
}

static bool read_words(struct work *work, const struct setting *setting, const char *typed,
                       const char **value)
{
    if (setting->kind != SETTING_TEXT && strchr(typed, '\n'))
        return wrong(work, "改行せずに入力してください。");
    if (text_graphemes(typed) > (size_t)setting->maximum)
        return fail_field(work, "value", "%ld文字以内で入力してください（現在%zu文字）。",
                          setting->maximum, text_graphemes(typed));
    *value = typed;
    return true;
}

static int count_of(const char *text, const char *part)
{
    int count = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

static bool read_pattern(struct work *work, const struct setting *setting, const char *typed,
                         const char **value)
{
    int numbers = count_of(typed, "{番号}"), years = count_of(typed, "{年度}");
    int braces = count_of(typed, "{") + count_of(typed, "}");

    if (numbers != 1 || years > 1 || braces != 2 * (numbers + years))
        return wrong(work, "{番号}を1回、{年度}を1回まで入力してください。ほかに{ }は使えません。");
    return read_words(work, setting, typed, value);
}

/* One of the codes, which stand before the words of each line. */
static bool read_choice(struct work *work, const struct setting *setting, const char *typed,
                        const char **value)
{
    size_t length = strlen(typed);

    for (const char *line = setting_choices(setting); line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (length && !strncmp(line, typed, length) && line[length] == '=') {
            *value = typed;
            return true;
        }
    }
    return wrong(work, "選択肢から選択してください。");
}

bool setting_read(struct work *work, const struct setting *setting, const char *typed,
                  const char **value)
{
    typed = typed ? typed : "";
    switch (setting->kind) {
    case SETTING_INTEGER:
        return read_integer(work, setting, typed, value);
    case SETTING_PATTERN:
        return read_pattern(work, setting, typed, value);
    case SETTING_CHOICE:
        return read_choice(work, setting, typed, value);
    case SETTING_LINE:
    case SETTING_TEXT:
        break;
    }
    return read_words(work, setting, typed, value);
}
