#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "support/work_fixture.h"
#include "view/cp932.h"
#include "view/sheet.h"
#include "view/view.h"

struct character {
    const char *text, *cp932;
    unsigned lost; /* the code point that CP932 lacks */
};

/* BR-CA-08, quality 2 */
static const struct character characters[] = {
    {"A", "A", 0},
    {"あ", "\x82\xA0", 0},
    {"ｱ", "\xB1", 0},
    {"ソ", "\x83\x5C", 0}, /* its second byte is a backslash */
    {"①", "\x87\x40", 0},
    {"髙", "\xFB\xFC", 0},
    {"～", "\x81\x60", 0}, /* U+FF5E */
    {"〜", "\x81\x60", 0}, /* U+301C */
    {"‖", "\x81\x61", 0},
    {"x−", "x\x81\x7C", 0},
    {"〓", "\x81\xAC", 0},
    {"㛰", "\x81\xAC", 0x36F0},
    {"𠮷", "\x81\xAC", 0x20BB7},
    {"é", "\x81\xAC", 0xE9},
};

static const char *written(const char *text, struct replaced *replaced)
{
    struct view *view = view_new(work);
    struct buffer *out = buffer_new(work->arena, LIMIT_PAGE);

    view_text(view_list_object(view, "list"), "code", text);
    ck_assert(view_write_csv_cp932(view, "list", out, replaced));
    ck_assert_msg(!memcmp(out->data, "\"\x8F\xF0\x8D\x80\"\r\n", 8), "the heading 条項, no BOM");
    return out->data + 8;
}

START_TEST(a_character_is_written_in_cp932_or_replaced)
{
    const struct character *c = &characters[_i];
    struct replaced replaced;

    ck_assert_str_eq(written(c->text, &replaced),
                     arena_printf(work->arena, "\"%s\"\r\n", c->cp932));
    ck_assert_int_eq(replaced.count, c->lost ? 1 : 0);
    if (!c->lost)
        return;
    ck_assert_uint_eq(replaced.first->code, c->lost);
    ck_assert_str_eq(replaced.first->character, c->text);
    ck_assert_int_eq(replaced.first->row, 2);
    ck_assert_int_eq(replaced.first->column, 1);
}
END_TEST

START_TEST(what_stands_around_it_stays)
{
    struct replaced replaced;

    ck_assert_str_eq(written("=𠮷\"\n𠮷野", &replaced), "\"'=\x81\xAC\"\"\n\x81\xAC\x96\xEC\"\r\n");
    ck_assert_int_eq(replaced.count, 2);
    ck_assert_ptr_eq(replaced.first->next, replaced.last);
}
END_TEST

START_TEST(no_more_are_noted_than_somebody_reads)
{
    struct buffer *text = buffer_new(work->arena, LIMIT_PAGE);
    struct replaced replaced;
    int noted = 0;

    for (int i = 0; i < REPLACED_NOTED + 10; i++)
        buffer_text(text, "𠮷");
    written(text->data, &replaced);
    for (const struct replaced_character *c = replaced.first; c; c = c->next)
        noted++;
    ck_assert_int_eq(replaced.count, REPLACED_NOTED + 10);
    ck_assert_int_eq(noted, REPLACED_NOTED);
}
END_TEST

static void add_piece(struct sheet_writer *writer, const char *text)
{
    struct view *view = view_new(work);

    view_text(view_list_object(view, "list"), "code", text);
    sheet_write(view, "list", writer);
}

START_TEST(pieces_of_a_list_stand_under_one_heading)
{
    struct buffer *out = buffer_new(work->arena, LIMIT_PAGE);
    struct sheet_writer *writer = csv_writer_new(work->arena, out, NULL);

    add_piece(writer, "一");
    ck_assert_str_eq(out->data, "\xEF\xBB\xBF\"条項\"\r\n\"一\"\r\n");
    buffer_clear(out);
    add_piece(writer, "二");
    ck_assert_str_eq(out->data, "\"二\"\r\n");
}
END_TEST

/* A piece ends before the list of what was replaced does. */
START_TEST(what_pieces_lack_is_noted_beyond_them)
{
    struct arena *kept = work->arena;
    struct replaced replaced = {.arena = kept};
    struct buffer *out = buffer_new(kept, LIMIT_PAGE);
    struct sheet_writer *writer = csv_writer_new(kept, out, &replaced);

    for (int i = 0; i < 3; i++) {
        work->arena = arena_new();
        add_piece(writer, i == 1 ? "あ" : "𠮷");
        arena_free(work->arena);
        work->arena = kept;
    }
    ck_assert_int_eq(replaced.count, 2);
    ck_assert_int_eq(replaced.first->row, 2);
    ck_assert_int_eq(replaced.last->row, 4);
    ck_assert_str_eq(replaced.last->character, "𠮷");
}
END_TEST

static struct buffer *workbook(const char *text)
{
    struct view *view = view_new(work);
    struct buffer *out = buffer_new(work->arena, LIMIT_PAGE);

    view_text(view_list_object(view, "list"), "code", text);
    ck_assert(view_write_xlsx(view, "list", "/tmp", out));
    return out;
}

/* What a workbook says is read back in tests/http/http_exception_list. */
START_TEST(a_text_longer_than_a_cell_is_cut_there)
{
    struct buffer *text = buffer_new(work->arena, LIMIT_PAGE);
    struct buffer *out;

    for (int i = 0; i < 40000; i++)
        buffer_text(text, "𠮷");
    out = workbook(text->data);
    ck_assert_msg(!memcmp(out->data, "PK\3\4", 4), "a zip");
    ck_assert_uint_lt(workbook("")->length, out->length);
}
END_TEST

Suite *test_sheet_suite(void)
{
    Suite *suite = suite_create("view/sheet");
    TCase *tcase = work_case("sheet");

    EACH(tcase, a_character_is_written_in_cp932_or_replaced, characters);
    tcase_add_test(tcase, what_stands_around_it_stays);
    tcase_add_test(tcase, no_more_are_noted_than_somebody_reads);
    tcase_add_test(tcase, pieces_of_a_list_stand_under_one_heading);
    tcase_add_test(tcase, what_pieces_lack_is_noted_beyond_them);
    tcase_add_test(tcase, a_text_longer_than_a_cell_is_cut_there);
    suite_add_tcase(suite, tcase);
    return suite;
}
