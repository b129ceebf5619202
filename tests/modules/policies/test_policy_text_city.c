#include <stdio.h>
#include <string.h>

#include "support/files.h"
#include "support/policy_clause.h"
#include "support/work_fixture.h"

/*
 * The city's own text, which is no part of this repository: counts, places and lengths only. Where
 * it is not there the test says so.
 */

static char *read_shared(size_t *length)
{
    const char *path = shared_path("policy/taisaku-kijun-kihonhen.txt");
    char *bytes = read_file(path, length);

    if (!bytes)
        printf("test_policy_text_city: the city's own text is not here (%s): not tried\n", path);
    return bytes;
}

static const char *const chart_boxes_begin[] = {"情報", "情報", "情報", "最高", "情報", "情報",
                                                "住民", "国税", "藤沢", "情報", "情報", "職員"};

static void check_chart(const struct policy_clause *chart)
{
    const char *box = chart->text;

    for (size_t i = 0; i < 12; i++) {
        ck_assert_ptr_nonnull(box);
        ck_assert_int_eq(strncmp(box, chart_boxes_begin[i], strlen("情報")), 0);
        box = strchr(box, '\n');
        box = box != NULL ? box + 1 : NULL;
    }
    ck_assert_ptr_null(box);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t tail = strlen(end);

    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static const struct {
    const char *label;
    size_t second, third; /* characters */
    const char *second_ends;
    const char *third_ends;
} committee_rows[] = {
    {"名称", 7, 5, "・担当者", "役割の概要"},
    {"委員長", 33, 24, "する副市長", "議長を務める"},
    {"副委員長", 39, 33, "及び教育長", "職務を代理する"},
    {"委員", 50, 20, "と認める者", "を推進する"},
    {"事務局", 17, 11, "局が担う。", "支援を行う"},
};

static void check_committee(const struct policy_clause *table)
{
    ck_assert_str_eq(table->code, "7(2)ア(イ)表");
    ck_assert_uint_eq(table->row_count, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct policy_row *row = &table->rows[i];

        ck_assert_uint_eq(row->count, 3);
        ck_assert_str_eq(row->cells[0], committee_rows[i].label);
        ck_assert_uint_eq(characters(row->cells[1]), committee_rows[i].second);
        ck_assert_uint_eq(characters(row->cells[2]), committee_rows[i].third);
        ck_assert(ends_with(row->cells[1], committee_rows[i].second_ends));
        ck_assert(ends_with(row->cells[2], committee_rows[i].third_ends));
    }
}

static const struct {
    const char *slug;
    const char *heading_ends; /* NULL: none */
    size_t characters;        /* of the text */
    size_t paragraphs;
} real_clauses[] = {
    {"1", "目的", 494, 7},         {"2.5", "という。）", 49, 1}, {"3.1", NULL, 90, 1},
    {"4.1", "範囲[^1]", 50, 1},    {"5", "対策", 108, 1},        {"7.1.a", "ＩＳＯ）", 0, 0},
    {"7.1.a.o", NULL, 49, 1},      {"7.1.i.o", NULL, 73, 1},     {"7.1.u.sa", NULL, 84, 1},
    {"7.2.a.a", "の役割", 118, 1}, {"7.2.a.i", "の構成", 88, 2}, {"10", "の公開", 145, 1},
};

static void check_real_clause(const struct policy_text *text, size_t i)
{
    const struct policy_clause *c = clause(text, real_clauses[i].slug);
    size_t paragraphs = c->text[0] != '\0';

    for (const char *p = c->text; *p != '\0'; p++)
        paragraphs += *p == '\n';
    ck_assert_uint_eq(paragraphs, real_clauses[i].paragraphs);
    ck_assert_uint_eq(characters(c->text), real_clauses[i].characters);
    if (real_clauses[i].heading_ends == NULL)
        ck_assert_str_eq(c->heading, "");
    else
        ck_assert(ends_with(c->heading, real_clauses[i].heading_ends));
    ck_assert(c->text[0] == '\0' || ends_with(c->text, "。") || ends_with(c->text, "』"));
}

/* Characters that are no blank. */
static size_t ink(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++) {
        if (i + 3 <= length && memcmp(text + i, "　", 3) == 0)
            i += 2;
        else
            count += ((unsigned char)text[i] & 0xC0) != 0x80 && (unsigned char)text[i] > ' ';
    }
    return count;
}

static size_t ink_of_clause(const struct policy_clause *c)
{
    size_t count = ink(c->number, strlen(c->number)) + ink(c->heading, strlen(c->heading)) +
                   ink(c->text, strlen(c->text));

    for (size_t row = 0; row < c->row_count; row++)
        for (size_t cell = 0; cell < c->rows[row].count; cell++)
            count += ink(c->rows[row].cells[cell], strlen(c->rows[row].cells[cell]));
    return count;
}

/* Every character of the source is in some clause; a reference has grown by [^], ■ is dropped. */
static void check_nothing_is_lost(const struct policy_text *text, const char *bytes, size_t length)
{
    size_t kept = 0;

    for (size_t i = 0; i < text->count; i++)
        kept += ink_of_clause(&text->clauses[i]);
    ck_assert_uint_eq(kept - 3 * text->report.footnotes + text->report.figures, ink(bytes, length));
}

START_TEST(test_the_city_s_own_text_is_read_whole)
{
    static const size_t levels[POLICY_LEVELS + 1] = {0, 10, 15, 11, 47, 7};
    static const char *const attached[] = {"4.1", "7.1.a.o", "7.1.ku.o"};
    size_t length;
    char *bytes = read_shared(&length);
    struct policy_text text;

    if (bytes == NULL)
        return;
    ck_assert(policy_text_read(arena, bytes, length, &text));
    for (int level = 1; level <= POLICY_LEVELS; level++)
        ck_assert_uint_eq(text.report.levels[level], levels[level]);
    ck_assert_uint_eq(text.report.footnotes, 3);
    ck_assert_uint_eq(text.report.problem_count, 1); /* the chart's lines */
    ck_assert_int_eq(text.report.problems[0].severity, POLICY_UNPLACED);
    ck_assert_uint_eq(text.report.problems[0].line, 473);
    for (size_t i = 0; i < 3; i++)
        ck_assert_str_eq(
            text.clauses[clause(&text, arena_printf(arena, "fn%zu", i + 1))->parent].slug,
            attached[i]);
    check_nothing_is_lost(&text, bytes, length);
    check_committee(clause(&text, "7.2.a.i.table"));
    check_chart(clause(&text, "chart"));
    ck_assert_str_eq(clause(&text, "7.1.u.sa")->code, "7(1)ウ(サ)");
    ck_assert_str_eq(clause(&text, "7.2.a.a.f")->number, "ｆ");
    for (size_t i = 0; i < sizeof real_clauses / sizeof *real_clauses; i++)
        check_real_clause(&text, i);
}
END_TEST

Suite *test_policy_text_city_suite(void)
{
    Suite *suite = suite_create("policy text of the city");
    TCase *tests = work_case("city");

    tcase_add_test(tests, test_the_city_s_own_text_is_read_whole);
    suite_add_tcase(suite, tests);
    return suite;
}
