#include <iconv.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "modules/policies/policy_text.h"
#include "support/work_fixture.h"

#define SOUND                                                                                      \
    "１ 目的\n市の情報を守る。\n２ 用語\n（１）端末\n机の上の機器をいう。\n（２）媒体\n記録する物をいう。\n"

static const struct {
    const char *name;
    const char *text;
    enum policy_severity severity;
    size_t line;
    const char *says; /* NULL: no problem of any kind */
} deformed[] = {
    {"sound", SOUND, POLICY_ERROR, 0, NULL},
    {"no footnotes, no table", "１ 目的\n市の情報を守る。\n", POLICY_ERROR, 0, NULL},
    {"CR LF", "１ 目的\r\n市の情報を守る。\r\n２ 用語\r\n別に定める。\r\n", POLICY_ERROR, 0, NULL},
    {"byte order mark", "\xEF\xBB\xBF" SOUND, POLICY_ERROR, 0, NULL},
    {"only headings", "１ 目的\n２ 用語\n３ 範囲\n", POLICY_ERROR, 0, NULL},
    {"empty", "", POLICY_ERROR, 0, "本文がありません"},
    {"blanks only", " \n\n　\t\n\f\n", POLICY_ERROR, 0, "本文がありません"},
    {"no number at all", "市の情報を守る。\n職員は従う。\n", POLICY_ERROR, 0,
     "番号（行の先頭の「１ 」など）が一つもありません"},
    {"no top level", "（１）目的とする。\n（２）用語とする。\n", POLICY_ERROR, 0,
     "一つもありません"},
    {"level missing under the top", "１ 目的\n（１）乙\n（ア）丙とする。\n（イ）丁とする。\n",
     POLICY_ERROR, 3, "（ア）の上にアなどの番号がありません"},
    {"two levels missing", "１ 目的\nａ 丙とする。\n", POLICY_ERROR, 2,
     "ａの上に（ア）などの番号がありません"},
    {"number missing", "１ 目的\n守る。\n３ 範囲\n全て。\n", POLICY_ERROR, 3,
     "２がないまま３になっています"},
    {"first number missing", "１ 目的\nイ 乙とする。\n", POLICY_ERROR, 2,
     "アがないままイになっています"},
    {"top clauses begin with two", "２ 目的\n守る。\n", POLICY_ERROR, 1,
     "１がないまま２になっています"},
    {"doubled number", "１ 目的\n（１）乙とする。\n（１）丙とする。\n", POLICY_ERROR, 3,
     "番号（１）が二つあります"},
    {"doubled top number", "１ 目的\n守る。\n１ 用語\n別に。\n", POLICY_ERROR, 3,
     "番号１が二つあります"},
    {"backwards", "１ 甲\n（１）乙\nイ 丙とする。\nア 丁とする。\n", POLICY_ERROR, 4,
     "イの後にアがあります"},
    {"half-width numbers",
     "1 目的\n守る。\n2 用語\n(1)端末をいう。\n(2)媒体をいう。\nｱ 甲とする。\n", POLICY_WARNING, 1,
     "半角の番号を全角とみなしました"},
    {"one half-width number among full ones",
     "１ 目的\n守る。\n2 用語\n定める。\n３ 範囲\n全て。\n", POLICY_WARNING, 3,
     "半角の番号を全角とみなしました"},
    {"half-width number that may be a footnote's",
     "1 目的\n守る職員等2が行う。\n2 用語\n定める。\n", POLICY_ERROR, 3,
     "条の番号か注の番号か判別できません"},
    {"footnote nobody refers to", "１ 目的\n市の情報を守る。\n\n1 県の情報を除く。\n",
     POLICY_WARNING, 4, "注1 を指す番号が本文にありません"},
    {"reference without footnote", "１ 目的\n市の情報2を守る。\n", POLICY_WARNING, 1,
     "注2 がありません"},
    {"second reference", "１ 目的\n市の情報1を守る機器1とする。\n\n1 紙を含む。\n", POLICY_WARNING,
     1, "注1 の番号と思われる数字"},
    {"table whose cells are gone",
     "１ 体制\n名称 担う者 役割\n会長 市長\nまとめる\n書記 職員 支える 記す\n２ 他\n定める。\n",
     POLICY_WARNING, 2, "表の列を判別できない"},
    {"table within a table",
     "１ 体制\n名称 担う者 役割\n会長 市長 まとめる\n内訳 数\n書記 職員 支える\n２ 他\n定める。\n",
     POLICY_WARNING, 2, "表の列を判別できない"},
    {"row without a table",
     "１ 体制\n次のとおりとする。\n会長は市長、とする 書記は職員とする 場所は別に\n",
     POLICY_WARNING, 3, "空白で区切られた行"},
    {"title in front", "市の基準\n令和の版\n１ 目的\n市の情報を守る。\n", POLICY_UNPLACED, 1,
     "最初の番号より前の 2 行"},
    {"figure", "１ 体制\n図による。\n■推進体制図\n\n会議\n\n事務局\n", POLICY_UNPLACED, 3,
     "枠の文字 2 個"},
    {"bell in the text", "１ 目的\n市の\a情報を守る。\n", POLICY_WARNING, 2, "制御文字"},
    {"not UTF-8", "１ 目的\n市の\xFF情報を守る。\n", POLICY_ERROR, 2,
     "UTF-8 で保存し直してください"},
    {"overlong slash", "１ 目的\n\xC0\xAF\n", POLICY_ERROR, 2, "UTF-8"},
    {"cut in a character", "１ 目的\n市\xE5\xB8", POLICY_ERROR, 2, "UTF-8"},
    {"UTF-16",
     "\xFF\xFE"
     "1 \n",
     POLICY_ERROR, 0, "UTF-16"},
};

static const struct policy_problem *find_problem(const struct policy_report *report,
                                                 enum policy_severity severity, const char *says)
{
    for (size_t i = 0; i < report->problem_count; i++)
        if (report->problems[i].severity == severity &&
            strstr(report->problems[i].message, says) != NULL)
            return &report->problems[i];
    return NULL;
}

static void check_problem(const struct policy_text *text, const char *name,
                          enum policy_severity severity, const char *says, size_t line)
{
    const struct policy_problem *problem = find_problem(&text->report, severity, says);

    ck_assert_msg(problem != NULL, "%s: not said (%zu problems, first: %s)", name,
                  text->report.problem_count,
                  text->report.problem_count > 0 ? text->report.problems[0].message : "none");
    ck_assert_msg(problem->line == line, "%s: line %zu", name, problem->line);
}

START_TEST(test_deformed_text_is_reported_in_words)
{
    struct policy_text text;
    bool is_read = policy_text_read(arena, deformed[_i].text, strlen(deformed[_i].text), &text);
    bool is_fault = deformed[_i].says != NULL && deformed[_i].severity == POLICY_ERROR;

    ck_assert_msg(is_read == !is_fault, "%s: %s", deformed[_i].name,
                  text.report.problem_count > 0 ? text.report.problems[0].message : "");
    if (deformed[_i].says != NULL)
        check_problem(&text, deformed[_i].name, deformed[_i].severity, deformed[_i].says,
                      deformed[_i].line);
    else
        ck_assert_msg(text.report.problem_count == 0, "%s: %s", deformed[_i].name,
                      text.report.problems[0].message);
}
END_TEST

START_TEST(test_half_width_numbers_name_the_same_clauses)
{
    const char *source = "1 目的\n守る。\n2 用語\n(1)端末をいう。\n(2)媒体\nｱ 甲とする。\n";
    struct policy_text text;

    ck_assert(policy_text_read(arena, source, strlen(source), &text));
    ck_assert_uint_eq(text.report.found[POLICY_WARNING], 1);
    ck_assert_str_eq(text.clauses[text.count - 1].slug, "2.2.a");
    ck_assert_str_eq(text.clauses[text.count - 1].code, "2(2)ア");
    ck_assert_str_eq(text.clauses[text.count - 1].number, "ｱ");
}
END_TEST

START_TEST(test_unknown_table_keeps_its_lines)
{
    const char *source = "１ 体制\n名称 担う者 役割\n会長 市長\nまとめる\n２ 他\n定める。\n";
    struct policy_text text;
    const struct policy_clause *table;

    ck_assert(policy_text_read(arena, source, strlen(source), &text));
    table = &text.clauses[1];
    ck_assert_str_eq(table->slug, "1.table");
    ck_assert_uint_eq(table->row_count, 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_uint_eq(table->rows[i].count, 1);
    ck_assert_str_eq(table->rows[1].cells[0], "会長 市長");
}
END_TEST

START_TEST(test_cp932_is_recognised)
{
    char from[] = SOUND;
    char to[sizeof from];
    char *in = from;
    char *out = to;
    size_t in_left = strlen(from);
    size_t out_left = sizeof to;
    iconv_t converter = iconv_open("CP932", "UTF-8");
    struct policy_text text;

    ck_assert(converter != (iconv_t)-1);
    ck_assert_uint_eq(iconv(converter, &in, &in_left, &out, &out_left), 0);
    iconv_close(converter);
    ck_assert(!policy_text_read(arena, to, sizeof to - out_left, &text));
    check_problem(&text, "CP932", POLICY_ERROR, "iconv -f CP932 -t UTF-8", 1);
    ck_assert_uint_eq(text.count, 0);
}
END_TEST

START_TEST(test_nul_is_refused)
{
    static const char bytes[] = "１ 目的\n市の\0情報\n";
    struct policy_text text;

    ck_assert(!policy_text_read(arena, bytes, sizeof bytes - 1, &text));
    check_problem(&text, "NUL", POLICY_ERROR, "NUL", 2);
}
END_TEST

static double seconds_to_read(const char *bytes, size_t length, struct policy_text *text)
{
    struct timespec from;
    struct timespec to;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    ck_assert(!policy_text_read(arena, bytes, length, text));
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

START_TEST(test_ten_megabytes_of_noise_are_refused_at_once)
{
    size_t length = 10 * 1024 * 1024;
    char *noise = arena_alloc(arena, length);
    unsigned state = 20261122;
    struct policy_text text;
    size_t held;

    for (size_t i = 0; i < length; i++) {
        state = state * 1103515245 + 12345;
        noise[i] = (char)(state >> 16);
    }
    held = arena_held(arena);
    ck_assert(seconds_to_read(noise, length, &text) < 1.0);
    check_problem(&text, "noise", POLICY_ERROR, "大きすぎます", 0);
    ck_assert_uint_lt(arena_held(arena) - held, 1 << 20);
    ck_assert(seconds_to_read(noise, LIMIT_POLICY_TEXT, &text) < 1.0);
}
END_TEST

static char *repeat(const char *piece, size_t length)
{
    size_t step = strlen(piece);
    char *bytes = arena_alloc(arena, length + 1);

    for (size_t i = 0; i + step <= length; i += step)
        memcpy(bytes + i, piece, step);
    return bytes;
}

static const struct {
    const char *piece;
    const char *says;
} floods[] = {
    {"a\n", "行が多すぎます"},
    {"１ 甲\n", "条項が多すぎます"},
    {"（１）乙\n（ア）丙 丁 戊\n", "条項が多すぎます"},
    {"名 員 役\n", "一つもありません"},
    {"語1", "一つもありません"},
    {"（", "一つもありません"},
};

/* As large as may be, and made of what the reader must look at twice. */
START_TEST(test_floods_end_in_time)
{
    size_t length = LIMIT_POLICY_TEXT;
    struct policy_text text;

    ck_assert(seconds_to_read(repeat(floods[_i].piece, length), length - 8, &text) < 20.0);
    ck_assert_msg(text.report.problem_count > 0, "%s", floods[_i].piece);
}
END_TEST

START_TEST(test_a_line_of_a_megabyte_is_one_sentence)
{
    const char *words = repeat("情報を守る", 1 << 20);
    const char *source = arena_printf(arena, "１ 目的\n%s。\n２ 用語\n別に定める。\n", words);
    struct policy_text text;

    ck_assert(policy_text_read(arena, source, strlen(source), &text));
    ck_assert_uint_eq(text.count, 2);
    ck_assert_uint_eq(strlen(text.clauses[0].text), strlen(words) + strlen("。"));
}
END_TEST

START_TEST(test_many_problems_are_counted_not_listed)
{
    struct policy_text text;
    const char *source = arena_printf(arena, "１ 目的\n%s", repeat("（３）乙とする。\n", 1 << 12));

    ck_assert(!policy_text_read(arena, source, strlen(source), &text));
    ck_assert_uint_gt(text.report.found[POLICY_ERROR], 100);
    ck_assert_uint_eq(text.report.problem_count, POLICY_PROBLEMS_SHOWN + 1);
    ck_assert_str_eq(text.report.problems[POLICY_PROBLEMS_SHOWN].message,
                     arena_printf(arena, "ほか %zu 件",
                                  text.report.found[POLICY_ERROR] - POLICY_PROBLEMS_SHOWN));
}
END_TEST

Suite *test_policy_text_faults_suite(void)
{
    Suite *suite = suite_create("policy text faults");
    TCase *tests = work_case("faults");

    tcase_set_timeout(tests, 60);
    EACH(tests, test_deformed_text_is_reported_in_words, deformed);
    tcase_add_test(tests, test_half_width_numbers_name_the_same_clauses);
    tcase_add_test(tests, test_unknown_table_keeps_its_lines);
    tcase_add_test(tests, test_cp932_is_recognised);
    tcase_add_test(tests, test_nul_is_refused);
    tcase_add_test(tests, test_ten_megabytes_of_noise_are_refused_at_once);
    EACH(tests, test_floods_end_in_time, floods);
    tcase_add_test(tests, test_a_line_of_a_megabyte_is_one_sentence);
    tcase_add_test(tests, test_many_problems_are_counted_not_listed);
    suite_add_tcase(suite, tests);
    return suite;
}
