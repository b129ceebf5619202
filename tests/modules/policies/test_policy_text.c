#include <string.h>

#include "modules/policies/policy_number.h"
#include "support/policy_clause.h"
#include "support/work_fixture.h"

static struct policy_text read_text(const char *text)
{
    struct policy_text out;

    ck_assert_msg(policy_text_read(arena, text, strlen(text), &out), "%s",
                  out.report.problem_count > 0 ? out.report.problems[0].message : "");
    return out;
}

/* Where every line is followed by an empty one, and a paragraph's last line ends in a blank. */
#define WIDE                                                                                       \
    "職員等は、貸し出された端末を庁舎の外へ持ち出すときは、あらかじめ課の長に申し出て、その許"

static const struct {
    const char *name;
    const char *text;
    const char *slug;
    const char *code;
    const char *heading;
    const char *body;
} readings[] = {
    {"a sentence over broken lines",
     "１ 端末 \n\n" WIDE "\n\n可を受けなければならない。 \n\n２ 終わり \n\nおわる。 \n", "1", "1",
     "端末", WIDE "可を受けなければならない。"},
    {"a sentence over a page and a footnote",
     "１ 端末1 \n\n" WIDE
     "\n\n \n1 私物を除く。 \n 可を受けなければならない。 \n\n２ 終わり \n\n" WIDE
     "\n\nおわる。 \n",
     "1", "1", "端末[^1]", WIDE "可を受けなければならない。"},
    {"a stray blank at the end of a full line",
     "１ 端末 \n\n" WIDE " \n\n可を受けなければならない。 \n\n２ 終わり \n\n" WIDE
     "\n\nおわる。 \n",
     "1", "1", "端末", WIDE "可を受けなければならない。"},
    {"several paragraphs",
     "１ 目的\n一つ目の文である。\n二つ目の文である。\n『文書の名』\n『別の名』\n", "1", "1",
     "目的", "一つ目の文である。\n二つ目の文である。\n『文書の名』\n『別の名』"},
    {"all five levels", "１ 甲\n（１）乙\nア 丙\n（ア）丁\nａ 戊を行うこと\nｂ 己を行うこと\n",
     "1.1.a.a.b", "1(1)ア(ア)b", "", "己を行うこと"},
    {"a heading alone above lower clauses",
     "１ 甲\n（１）乙（以下「丁」という。）\nア 丙とする。\n", "1.1", "1(1)",
     "乙（以下「丁」という。）", ""},
    {"text without a heading", "１ 甲\n（１）丙とする。\n", "1.1", "1(1)", "", "丙とする。"},
    {"blanks before numbers", " １　甲\n　（１） 乙とする。\n  （２）　丙とする。\n", "1.2", "1(2)",
     "", "丙とする。"},
    {"a mention of a number at the start of a line",
     "１ 甲\n（１）" WIDE WIDE "前項\n（１）に掲げる者とする。\n（２）" WIDE WIDE "とする。\n",
     "1.1", "1(1)", "", WIDE WIDE "前項（１）に掲げる者とする。"},
    {"two Latin words parted by a line break",
     "１ 甲 \n\n" WIDE "Windows\n\nServer を使う。 \n\n２ 乙 \n\n" WIDE "\n\nおわる。 \n", "1", "1",
     "甲", WIDE "Windows Server を使う。"},
    {"counts are no references",
     "１ 甲\n年2回、第1号、別表1、3名、注\n\n1 注である。\n（１）甲1とする。\n", "1.1", "1(1)", "",
     "甲[^1]とする。"},
    {"page numbers", "１ 甲\n乙とする。\n- 1 -\n\f（１）丙とする。\n2 / 3\n", "1.1", "1(1)", "",
     "丙とする。"},
    {"a byte order mark", "\xEF\xBB\xBF１ 甲\n乙とする。\n", "1", "1", "甲", "乙とする。"},
    {"CR LF", "１ 甲\r\n乙とする。\r\n丙とする。\r\n", "1", "1", "甲", "乙とする。\n丙とする。"},
    {"tabs", "１\t甲\n\t乙とする。\n", "1", "1", "甲", "乙とする。"},
    {"bullets", "１ 甲\n次のとおりとする。\n・乙\n・丙\n", "1", "1", "甲",
     "次のとおりとする。\n・乙\n・丙"},
    {"a footnote", "１ 甲1\n乙とする。\n\n1 丙をいう。\n\n丁とする。\n", "fn1", "注1", "",
     "丙をいう。"},
    {"text goes on behind a footnote", "１ 甲1\n乙とする。\n\n1 丙をいう。\n\n丁とする。\n", "1",
     "1", "甲[^1]", "乙とする。\n丁とする。"},
    {"a figure that is no chart",
     "１ 甲\n乙とする。\n■配置図\n\n箱一\n\n箱二\n付記\n\n２ 丙\n丁とする。\n", "fig1", "図1",
     "配置図", "箱一\n箱二 付記"},
};

START_TEST(test_clauses_are_joined_and_named)
{
    struct policy_text text = read_text(readings[_i].text);
    const struct policy_clause *c = clause(&text, readings[_i].slug);

    ck_assert_msg(strcmp(c->code, readings[_i].code) == 0, "%s: %s", readings[_i].name, c->code);
    ck_assert_msg(strcmp(c->heading, readings[_i].heading) == 0, "%s: heading %s",
                  readings[_i].name, c->heading);
    ck_assert_msg(strcmp(c->text, readings[_i].body) == 0, "%s: text %s", readings[_i].name,
                  c->text);
}
END_TEST

START_TEST(test_every_kana_and_letter_has_its_place)
{
    static const char *const slugs =
        "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no "
        "ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re ro wa wo n";
    const char *all = "";

    for (unsigned ordinal = 1; ordinal <= 46; ordinal++) {
        const char *printed = policy_number_printed(arena, 4, ordinal);
        struct policy_number number;

        ck_assert(policy_number_read((struct policy_span){printed, strlen(printed)}, &number));
        ck_assert_int_eq(number.level, 4);
        ck_assert_uint_eq(number.ordinal, ordinal);
        all = arena_printf(arena, "%s%s%s", all, ordinal > 1 ? " " : "",
                           policy_number_slug(arena, 3, ordinal));
    }
    ck_assert_str_eq(all, slugs);
    ck_assert_str_eq(policy_number_printed(arena, 2, 10), "（１０）");
    ck_assert_str_eq(policy_number_printed(arena, 5, 26), "ｚ");
    ck_assert_str_eq(policy_number_code(arena, 5, 6), "f");
}
END_TEST

START_TEST(test_footnote_hangs_on_the_clause_that_refers_to_it)
{
    struct policy_text text =
        read_text("１ 甲\n（１）乙1とする。\n（２）丙とする。\n\n1 丁をいう。\n");
    const struct policy_clause *footnote = clause(&text, "fn1");

    ck_assert_int_eq(footnote->kind, POLICY_FOOTNOTE);
    ck_assert_str_eq(footnote->number, "1");
    ck_assert_str_eq(text.clauses[footnote->parent].slug, "1.1");
    ck_assert_ptr_eq(footnote, &text.clauses[text.count - 1]);
    ck_assert_uint_eq(text.report.problem_count, 0);
}
END_TEST

/* A row's cells come line by line; a blank at the end of a line ends a cell. */
START_TEST(test_table_in_pieces_has_its_rows)
{
    struct policy_text text =
        read_text("１ 会 \n\n" WIDE "\n\nとする。 \n\n名 担う者 仕事の内容 \n\n"
                  "会長 規則第 2 条第\n\n1号の者 \n\n会をまとめ\n\nる。 \n\n"
                  "委 員 会長が選\n\nぶ者 \n\n \n\n話し合う。 \n\n"
                  "書記 一人を置く。 会を支える。 \n\n２ 終 \n\n" WIDE "\n\nおわる。 \n");
    static const char *const expected[4][3] = {
        {"名", "担う者", "仕事の内容"},
        {"会長", "規則第 2 条第1号の者", "会をまとめる。"},
        {"委員", "会長が選ぶ者", "話し合う。"},
        {"書記", "一人を置く。", "会を支える。"},
    };
    const struct policy_clause *table = clause(&text, "1.table");

    ck_assert_int_eq(table->kind, POLICY_TABLE);
    ck_assert_str_eq(table->code, "1表");
    ck_assert_uint_eq(table->row_count, 4);
    for (size_t row = 0; row < 4; row++) {
        ck_assert_uint_eq(table->rows[row].count, 3);
        for (size_t cell = 0; cell < 3; cell++)
            ck_assert_str_eq(table->rows[row].cells[cell], expected[row][cell]);
    }
}
END_TEST

START_TEST(test_page_numbers_are_dropped_and_counted)
{
    struct policy_text text =
        read_text("１ 甲\n乙とする。\n- 1 -\n\f丙とする。\n2 / 3\n\n－３－\n");

    ck_assert_uint_eq(text.report.page_numbers, 3);
    ck_assert_str_eq(clause(&text, "1")->text, "乙とする。\n丙とする。");
}
END_TEST

START_TEST(test_text_goes_on_behind_a_table)
{
    struct policy_text text =
        read_text("１ 甲\n名 担う者 仕事\n会長 乙 まとめる\n委員 丙 話し合う\n\n"
                  "このほかの者は、別に定める。\n２ 丁\n名 数\n戊 一つ\n己 二つ\n");

    ck_assert_uint_eq(clause(&text, "1.table")->row_count, 3);
    ck_assert_str_eq(clause(&text, "1")->text, "このほかの者は、別に定める。");
    ck_assert_uint_eq(clause(&text, "2.table")->row_count, 3);
    ck_assert_uint_eq(text.report.tables, 2);
}
END_TEST

Suite *test_policy_text_suite(void)
{
    Suite *suite = suite_create("policy text");
    TCase *tests = work_case("reading");

    EACH(tests, test_clauses_are_joined_and_named, readings);
    tcase_add_test(tests, test_every_kana_and_letter_has_its_place);
    tcase_add_test(tests, test_footnote_hangs_on_the_clause_that_refers_to_it);
    tcase_add_test(tests, test_table_in_pieces_has_its_rows);
    tcase_add_test(tests, test_page_numbers_are_dropped_and_counted);
    tcase_add_test(tests, test_text_goes_on_behind_a_table);
    suite_add_tcase(suite, tests);
    return suite;
}
