#include <string.h>

#include "core/transfer/csv.h"
#include "support/work_fixture.h"

#define BYTES(text) (text), sizeof(text) - 1

/* Records are joined by newlines, their cells by strokes. */
static const struct {
    const char *bytes;
    size_t length;
    const char *read;
} sheets[] = {
    {BYTES(""), ""},
    {BYTES("a,b\nc,d\n"), "1:a|b\n2:c|d\n"},
    {BYTES("a,b\r\nc,d"), "1:a|b\n2:c|d\n"},
    {BYTES("\xef\xbb\xbf職員番号,氏名\r\n"), "1:職員番号|氏名\n"},
    {BYTES("a,,c\n"), "1:a||c\n"},
    {BYTES("a,\n"), "1:a|\n"},
    {BYTES("\n\na\n ,　\nb\n"), "3:a\n5:b\n"},
    {BYTES("\"a,b\",\"c\"\"d\"\n"), "1:a,b|c\"d\n"},
    {BYTES("\"a\r\nb\",c\nd\n"), "1:a\nb|c\n3:d\n"},
    {BYTES(" a ,　b　\n"), "1:a|b\n"},
    {BYTES("'=1+1,'＝1,'plain,=x\n"), "1:=1+1|＝1|'plain|=x\n"},
    {BYTES("0051,００５１\n"), "1:0051|００５１\n"},
    {BYTES("\x8e\x96\x96\xb1,\xfb\xfc\x8b\xb4\n"), "1:事務|髙橋\n"}, /* CP932 */
    {BYTES("\x81\x60,\x81\x7c,\x87\x40\n"), "1:～|－|①\n"},
    {BYTES("\x89\xc1\n"), "1:加\n"},
};

static const char *joined(const struct csv *csv)
{
    const char *text = "";

    for (size_t i = 0; i < csv->count; i++) {
        text = arena_printf(arena, "%s%d:", text, csv->records[i].line);
        for (size_t j = 0; j < csv->records[i].count; j++)
            text = arena_printf(arena, "%s%s%s", text, j ? "|" : "", csv->records[i].cells[j]);
        text = arena_printf(arena, "%s\n", text);
    }
    return text;
}

START_TEST(sheet_is_read)
{
    struct csv csv;

    ck_assert(csv_read(work, "file", sheets[_i].bytes, sheets[_i].length, &csv));
    ck_assert_str_eq(joined(&csv), sheets[_i].read);
}
END_TEST

static const struct {
    const char *bytes;
    size_t length;
    const char *says;
} refused[] = {
    {BYTES("a\n\"b\nc\n"), "2行目で始まる引用符"},
    {BYTES("a\n\"b\"c\n"), "2行目の引用符"},
    {BYTES("\xff\xfe\x61\x00"), "UTF-16"},
    {BYTES("PK\x03\x04\x00\x00"), "CSV ではない"},
    {BYTES("a\nb\n\x81\n"), "3行目に、読み取れない文字"},
    {BYTES("a\n\xfd\xfe\n"), "2行目に、読み取れない文字"},
};

START_TEST(sheet_is_refused_at_its_line)
{
    struct csv csv;

    ck_assert(!csv_read(work, "file", refused[_i].bytes, refused[_i].length, &csv));
    ck_assert_int_eq(work->error.code, ERR_INVALID);
    ck_assert_str_eq(work->error.fields->field, "file");
    ck_assert_msg(strstr(work->error.fields->message, refused[_i].says) != NULL, "%s",
                  work->error.fields->message);
}
END_TEST

START_TEST(too_much_is_refused)
{
    size_t length = 70 * 2;
    char *wide = arena_alloc(arena, length + 1), *tall = arena_alloc(arena, 50000);
    struct csv csv;

    for (size_t i = 0; i < length; i++)
        wide[i] = i % 2 ? ',' : 'a';
    ck_assert(!csv_read(work, "file", wide, length, &csv));
    error_clear(work);
    for (size_t i = 0; i < 50000; i++)
        tall[i] = i % 2 ? '\n' : 'a';
    ck_assert(!csv_read(work, "file", tall, 50000, &csv));
    error_clear(work);
    memset(tall, 'a', 50000);
    ck_assert(!csv_read(work, "file", tall, 50000, &csv));
}
END_TEST

Suite *test_csv_reader_suite(void)
{
    Suite *s = suite_create("core/transfer/csv");
    TCase *tc = work_case("reading");

    EACH(tc, sheet_is_read, sheets);
    EACH(tc, sheet_is_refused_at_its_line, refused);
    tcase_add_test(tc, too_much_is_refused);
    suite_add_tcase(s, tc);
    return s;
}
