#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "core/core_database.h"

/* What the statements of /search fold in SQL must meet what text_fold() made of the words. */
static const struct {
    int first, last;
} ranges[] = {
    {0x21, 0x7e},     {0x3041, 0x3096}, {0x30a1, 0x30fa}, {0x4e00, 0x9fff},
    {0xf900, 0xfaff}, {0xff01, 0xff5e}, {0xff66, 0xff9d},
};

static const char *folded_one_by_one(int first, int last)
{
    struct buffer *all = buffer_new(work->arena, 1 << 20);

    for (int c = first; c <= last; c++) {
        char utf8[4] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)),
                        (char)(0x80 | (c & 0x3f)), 0};
        char ascii[2] = {(char)c, 0};

        buffer_printf(all, "%s|", text_fold(work->arena, c < 0x80 ? ascii : utf8));
    }
    return all->data;
}

START_TEST(sql_folds_as_the_program_does)
{
    int first = ranges[_i].first, last = ranges[_i].last;

    ck_assert_str_eq(
        sql_format(
            "SELECT string_agg(folded(chr(c)), '|' ORDER BY c) || '|' FROM generate_series(%d, %d) c",
            first, last),
        folded_one_by_one(first, last));
}
END_TEST

static const char *const words[] = {
    "ガバナンス　ｶﾞﾊﾞﾅﾝｽ",
    "ＵＳＢメモリー",
    "髙橋　﨑山 渡邊渡邉",
    "𠮷野",
    "辻\U000E0100",
    "ヽヾ",
    "  前後の\t空白 ",
    "①㈱Ａ",
    "サーバー室の\u200b鍵",
    "ヴァイオリン",
    "電子メールを送るユーザー",
    "サーバールームのﾃﾞｰﾀﾍﾞｰｽとルーターー",
    "めーるーはーとーAーカ",
    "スーー\u200dパー ーア",
    "インターネットのプリンターサーバーコンピューターセンター",
};

START_TEST(sql_folds_words_as_the_program_does)
{
    ck_assert_str_eq(sql_format("SELECT folded('%s')", words[_i]),
                     text_fold(work->arena, words[_i]));
}
END_TEST

Suite *test_folded_suite(void)
{
    Suite *suite = suite_create("folded");
    TCase *tcase = core_case("folded");

    EACH(tcase, sql_folds_as_the_program_does, ranges);
    EACH(tcase, sql_folds_words_as_the_program_does, words);
    suite_add_tcase(suite, tcase);
    return suite;
}
