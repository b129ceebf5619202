#include <string.h>

#include "base/buffer.h"
#include "core/notify/calendar_text.h"
#include "support/work_fixture.h"

enum { OUT = 10000, LINE_OCTETS = 75 };

static const struct {
    const char *text, *line;
} texts[] = {
    {"受付", "SUMMARY:受付\r\n"},
    {"a,b;c\\d", "SUMMARY:a\\,b\\;c\\\\d\r\n"},
    {"一\r\n二", "SUMMARY:一\\n二\r\n"},
    {"鈴\aなし", "SUMMARY:鈴なし\r\n"},
    {"", "SUMMARY:\r\n"},
};

START_TEST(test_text_is_escaped)
{
    struct buffer *out = buffer_new(arena, OUT);

    calendar_text_line(out, "SUMMARY", texts[_i].text);
    ck_assert_str_eq(out->data, texts[_i].line);
}
END_TEST

/* Unfolded again: CRLF and one blank taken away. */
static const char *unfolded(const char *text)
{
    struct buffer *out = buffer_new(arena, OUT);

    for (; *text; text++) {
        if (!strncmp(text, "\r\n ", 3))
            text += 3;
        buffer_char(out, *text);
    }
    return out->data;
}

static bool is_character_start(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

START_TEST(test_long_lines_are_folded_between_characters)
{
    struct buffer *out = buffer_new(arena, OUT), *text = buffer_new(arena, OUT);

    for (int i = 0; i < _i; i++)
        buffer_char(text, 'x');
    for (int i = 0; i < 60; i++)
        buffer_text(text, "髙𠮷");
    calendar_line(out, "SUMMARY", text->data);
    for (const char *line = out->data, *end; *line; line = end + 2) {
        end = strstr(line, "\r\n");
        ck_assert_ptr_nonnull(end);
        ck_assert_int_le(end - line, LINE_OCTETS);
        ck_assert(is_character_start(line[*line == ' ']));
    }
    ck_assert_str_eq(unfolded(out->data), arena_printf(arena, "SUMMARY:%s\r\n", text->data));
}
END_TEST

Suite *test_calendar_text_suite(void);

Suite *test_calendar_text_suite(void)
{
    Suite *suite = suite_create("calendar_text");
    TCase *tcase = work_case("lines");

    EACH(tcase, test_text_is_escaped, texts);
    tcase_add_loop_test(tcase, test_long_lines_are_folded_between_characters, 0, 8);
    suite_add_tcase(suite, tcase);
    return suite;
}
