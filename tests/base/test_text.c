#include <string.h>

#include "base/text.h"
#include "support/work_fixture.h"

static const struct {
    const char *bytes;
    size_t length;
    bool is_valid;
} encodings[] = {
    {"", 0, true},
    {"予算", 6, true},
    {"a\0b", 3, true},
    {"𠮷", 4, true},
    {"\xc0\xaf", 2, false},         /* overlong slash */
    {"\xe0\x80\xaf", 3, false},     /* overlong slash */
    {"\xed\xa0\x80", 3, false},     /* surrogate */
    {"\xf4\x90\x80\x80", 4, false}, /* beyond U+10FFFF */
    {"\x97\x5c", 2, false},         /* CP932 */
    {"\xe4\xba", 2, false},         /* cut */
    {"\xff", 1, false},
};

START_TEST(test_utf8_is_checked_strictly)
{
    ck_assert_int_eq(text_valid_utf8(encodings[_i].bytes, encodings[_i].length),
                     encodings[_i].is_valid);
}
END_TEST

START_TEST(test_a_number_is_digits_alone)
{
    ck_assert(text_is_digits("0", TEXT_ID_DIGITS) && text_is_digits("999999999999999999", 18));
    ck_assert(!text_is_digits("", TEXT_ID_DIGITS) && !text_is_digits("1000000000000000000", 18));
    ck_assert(!text_is_digits("12a", 18) && !text_is_digits("-1", 18) && !text_is_digits(" 1", 18));
    ck_assert(!text_is_digits("１", 18) && !text_is_digits("20260", 4));
}
END_TEST

START_TEST(test_a_word_is_one_of_its_words)
{
    static const char *const words[] = {"draft", "filed", NULL};

    ck_assert(text_is_among("draft", words) && text_is_among("filed", words));
    ck_assert(!text_is_among("", words) && !text_is_among("file", words) &&
              !text_is_among("filed ", words) && !text_is_among("draft", words + 1));
}
END_TEST

static const struct {
    const char *text;
    bool has_control;
} controls[] = {
    {"件名\t1\n2", false},
    {"a\r", true},
    {"\x01", true},
    {"\x7f", true},
    {"\xc2\x85", true},
    {"\xc2\xa0", false},
    {"\xe3\x82\x85", false},
    {"\x1b[31m", true},
    {"", false},
    {"\xc2\x9f"
     "x",
     true},
};

START_TEST(test_controls_are_found)
{
    const char *text = controls[_i].text;

    ck_assert_int_eq(text_has_control(text, strlen(text)), controls[_i].has_control);
}
END_TEST

static const struct {
    const char *text;
    size_t length;
    size_t graphemes;
} sizes[] = {
    {"", 0, 0},
    {"abc", 3, 3},
    {"予算書", 3, 3},
    {"葛\U000E0100飾", 3, 2}, /* variation selector */
    {"か\u3099", 2, 1},       /* a voiced mark apart */
    {"👨‍👩‍👧", 5, 3},
    {"𠮷野", 2, 2},
};

START_TEST(test_characters_are_counted_as_read)
{
    ck_assert_uint_eq(text_length(sizes[_i].text), sizes[_i].length);
    ck_assert_uint_eq(text_graphemes(sizes[_i].text), sizes[_i].graphemes);
}
END_TEST

static const struct {
    const char *text;
    const char *trimmed;
    const char *block;
} trims[] = {
    {"", "", ""},
    {"  ", "", ""},
    {"　件名　", "件名", "　件名"},
    {" \t\r\n件 名\n\n", "件 名", "件 名"},
    {"\n　\n　段落\n　次\n", "段落\n　次", "　段落\n　次"},
    {"\u200b\ufeffx\u00a0", "x", "\u200b\ufeffx"},
    {"件名", "件名", "件名"},
};

START_TEST(test_white_space_is_trimmed)
{
    ck_assert_str_eq(text_trim(arena, trims[_i].text), trims[_i].trimmed);
    ck_assert_str_eq(text_trim_block(arena, trims[_i].text), trims[_i].block);
}
END_TEST

static const struct {
    const char *text;
    const char *folded;
} folds[] = {
    {"", ""},
    {"ＡＢＣ１２３", "abc123"},
    {"サーバー", "さーば"},
    {"サーバ", "さーば"},
    {"ｻｰﾊﾞｰ", "さーば"},
    {"さーばー", "さーば"},
    {"サーバー室のサーバーに", "さーば室のさーばに"},
    {"サーバールーム", "さーばるーむ"},
    {"サーバルーム", "さーばるーむ"},
    {"メール", "めーる"},
    {"めーる", "めーる"},
    {"努める", "努める"},
    {"ツトメル", "つとめる"},
    {"スーーパー", "すーぱ"},
    {"インターフェース", "いんたふぇーす"},
    {"ルール", "るーる"},
    {"Ａー１", "a1"},
    {"キー A ーる", "き a る"},
    {"ｶﾞｷﾞ", "がぎ"},
    {"ヴァ", "ゔぁ"},
    {"㈱カブ", "(株)かぶ"},
    {"①", "1"},
    {"葛\U000E0100飾", "葛飾"},
    {"情報　 セキュリティ\n", "情報 せきゅりてぃ"},
    {"　例外措置", "例外措置"},
    {"ー", ""},
    {"Straße", "strasse"},
    {"令和８年度", "令和8年度"},
    {"㋿", "令和"},
    {"soft\u00adhyphen", "softhyphen"},
    {"髙橋", "高橋"},
    {"﨑山", "崎山"},
    {"渡邉邊", "渡辺辺"},
    {"𠮷野", "吉野"},
    {"辻\U000E0100", "辻"},
    {"齋藤斉藤", "斎藤斎藤"},
    {"埼玉", "埼玉"},
    {"ヽヾ", "ゝゞ"},
    {"\xff\xfe", ""},
};

START_TEST(test_search_form_ignores_width_case_kana_and_long_marks)
{
    const char *folded = text_fold(arena, folds[_i].text);

    ck_assert_str_eq(folded, folds[_i].folded);
    ck_assert_str_eq(text_fold(arena, folded), folded);
}
END_TEST

static const struct {
    const char *folded;
    const char *literal;
} pairs[] = {
    {"", "{}"},
    {"予算", "{\"予算\"}"},
    {"予算書", "{\"予算\",\"算書\"}"},
    {"ababab", "{\"ab\",\"ba\"}"},
    {"票", "{\"票\"}"},
    {"予算 監査", "{\"予算\",\"監査\"}"},
    {"a\"b\\", "{\"\\\"b\",\"a\\\"\",\"b\\\\\"}"},
    {"𠮷野家", "{\"野家\",\"𠮷野\"}"},
    {"{a,b}", "{\",b\",\"a,\",\"b}\",\"{a\"}"},
};

START_TEST(test_pairs_are_distinct_and_quoted)
{
    const char *const *items = text_bigrams(arena, pairs[_i].folded);

    ck_assert_str_eq(text_array_literal(arena, items), pairs[_i].literal);
}
END_TEST

Suite *test_text_suite(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = work_case("text");

    EACH(tcase, test_utf8_is_checked_strictly, encodings);
    EACH(tcase, test_controls_are_found, controls);
    EACH(tcase, test_characters_are_counted_as_read, sizes);
    EACH(tcase, test_white_space_is_trimmed, trims);
    EACH(tcase, test_search_form_ignores_width_case_kana_and_long_marks, folds);
    tcase_add_test(tcase, test_a_number_is_digits_alone);
    tcase_add_test(tcase, test_a_word_is_one_of_its_words);
    EACH(tcase, test_pairs_are_distinct_and_quoted, pairs);
    suite_add_tcase(suite, tcase);
    return suite;
}
