#include <string.h>

#include "base/limits.h"
#include "support/body_cases.h"

#define DISPOSITION "Content-Disposition: form-data; "
#define MULTIPART "multipart/form-data; boundary=b"
#define PART(head, content) "--b\r\n" head "\r\n\r\n" content "\r\n"
#define NAMED(content) PART(DISPOSITION "name=a", content) "--b--\r\n"
#define HEADED(head) PART(head, "x") "--b--\r\n"

static const struct body_case multiparts[] = {
    {"--b--\r\n", 0, ""},
    {"--b--", 0, ""},
    {NAMED("x"), 0, "a=x|"},
    {NAMED(""), 0, "a=|"},
    {NAMED("\r\n"), 0, "a=\n|"},
    {NAMED("--b"), 0, "a=--b|"},
    {NAMED("1\r\n2\r3\n4"), 0, "a=1\n2\n3\n4|"},
    {NAMED("\r\n-b\r\n--c"), 0, "a=\n-b\n--c|"},
    {PART(DISPOSITION "name=\"a\"", "1") PART(DISPOSITION "name=\"a\"", "2") "--b--", 0,
     "a=1|a=2|"},
    {HEADED("content-disposition:FORM-DATA;name=\"a\""), 0, "a=x|"},
    {HEADED(DISPOSITION "name=\"件名\""), 0, "件名=x|"},
    {HEADED(DISPOSITION "name=\"a%22b\""), 0, "a\"b=x|"},
    {HEADED(DISPOSITION "name=\"a\\\"b\""), 0, "a\"b=x|"},
    {HEADED("X-Other: y\r\n" DISPOSITION "name=a\r\nContent-Type: text/plain"), 0, "a=x|"},
    {HEADED(DISPOSITION "name=a\r\nContent-Transfer-Encoding: 8bit"), 0, "a=x|"},
    {"", 0, NULL},
    {"--b", 0, NULL},
    {"--b\r\n", 0, NULL},
    {"--b--x", 0, NULL},
    {"--b--\r\nepilogue", 0, NULL},
    {"preamble\r\n" NAMED("x"), 0, NULL},
    {"\r\n" NAMED("x"), 0, NULL},
    {"--c\r\n\r\n\r\n--c--\r\n", 0, NULL},
    {PART(DISPOSITION "name=a", "x"), 0, NULL}, /* no closing boundary */
    {PART(DISPOSITION "name=a", "x") "--b\r\n", 0, NULL},
    {PART(DISPOSITION "name=a", "x") "--bb\r\n", 0, NULL},
    {PART(DISPOSITION "name=a", "x") "--b \r\n", 0, NULL},
    {"--b\n" DISPOSITION "name=a\n\nx\n--b--\n", 0, NULL}, /* bare line feeds */
    {"--b\r\n\r\nx\r\n--b--", 0, NULL},                    /* no head */
    {"--b\r\n" DISPOSITION "name=a\r\nx\r\n--b--", 0, NULL},
    {HEADED("Content-Type: text/plain"), 0, NULL},
    {HEADED("Content-Disposition: attachment; name=a"), 0, NULL},
    {HEADED("Content-Disposition: form-data"), 0, NULL},
    {HEADED(DISPOSITION "name=\"\""), 0, NULL},
    {HEADED(DISPOSITION "name=\"a"), 0, NULL},
    {HEADED(DISPOSITION "name=a; name=b"), 0, NULL},
    {HEADED(DISPOSITION "name=a;"), 0, NULL},
    {HEADED(DISPOSITION "name=a\r\n" DISPOSITION "name=b"), 0, NULL},
    {HEADED(DISPOSITION "name=a\r\nContent-Type: a/b\r\nContent-Type: a/b"), 0, NULL},
    {HEADED(DISPOSITION "\r\n name=a"), 0, NULL}, /* folded */
    {HEADED("Content-Disposition : form-data; name=a"), 0, NULL},
    {HEADED(": form-data; name=a"), 0, NULL},
    {HEADED(DISPOSITION "name=\"\xff\""), 0, NULL},
    {HEADED(DISPOSITION "name=\"a\x01\""), 0, NULL},
    {HEADED(DISPOSITION "name=\"a\nb\""), 0, NULL},
    {HEADED(DISPOSITION "name=a\r\nContent-Transfer-Encoding: base64"), 0, NULL},
    {HEADED(DISPOSITION "name=a\r\nContent-Type: multipart/mixed; boundary=c"), 0, NULL},
    {HEADED(DISPOSITION "name=a; filename=x\r\nContent-Type: Multipart/Mixed; boundary=c"), 0,
     NULL},
    {HEADED(DISPOSITION "name=\"a\x01\"; filename=x"), 0, NULL},
    {NAMED("\xff"), 0, NULL},
    {"--b\r\n" DISPOSITION "name=a\r\n\r\n\0\r\n--b--", 55, NULL},
};

START_TEST(test_multipart)
{
    check_case(MULTIPART, &multiparts[_i]);
}
END_TEST

static const struct {
    const char *parameters;
    bool is_read;
} boundaries[] = {
    {"boundary=b", true},
    {"boundary=\"b\"", true},
    {"charset=utf-8; boundary=b", true},
    {"BOUNDARY=b", true},
    {"", false},
    {"boundary=", false},
    {"boundary=\"\"", false},
    {"boundary=\"b ", false},
    {"boundary=\"b \"", false},
    {"boundary=b; boundary=b", false},
    {"boundary=b; boundary=c", false},
    {"boundary=\"b\x01\"", false},
    {"boundary=b*", false},
    {"boundary=予", false},
    {"boundary", false},
};

START_TEST(test_boundaries)
{
    const char *type =
        arena_printf(work->arena, "multipart/form-data; %s", boundaries[_i].parameters);
    const char *text = NAMED("x");
    struct form_body body;

    ck_assert_int_eq(body_multipart(work, type, text, strlen(text), &body), boundaries[_i].is_read);
}
END_TEST

START_TEST(test_boundary_length)
{
    for (size_t length = 70; length <= 71; length++) {
        const char *boundary = repeated("x", length);
        const char *type = arena_printf(work->arena, "multipart/form-data; boundary=%s", boundary);

        ck_assert_int_eq(read_text(type, arena_printf(work->arena, "--%s--", boundary)),
                         length == 70);
    }
}
END_TEST

static const struct {
    const char *head;     /* behind name=f */
    const char *filename; /* NULL: malformed */
} filenames[] = {
    {"; filename=\"a.pdf\"", "a.pdf"},
    {"; filename=a.pdf", "a.pdf"},
    {"; filename=\"例外 申請.pdf\"", "例外 申請.pdf"},
    {"; filename=\"a%22b.pdf\"", "a\"b.pdf"},
    {"; filename=\"100%.pdf\"", "100%.pdf"},
    {"; filename=\"C:\\Users\\a.pdf\"", "a.pdf"},
    {"; filename=\"../../etc/passwd\"", "passwd"},
    {"; filename=\"..\"", ""},
    {"; filename=\"\"", ""},
    {"; filename*=UTF-8''%E4%BE%8B.pdf", "例.pdf"},
    {"; filename=\"x.pdf\"; filename*=utf-8'ja'%E4%BE%8B.pdf", "例.pdf"},
    {"; filename*=UTF-8''%2e%2e%2fa", "a"},
    {"; filename*=UTF-8''%00", NULL},
    {"; filename*=UTF-8''a%0d%0aX:1", NULL},
    {"; filename*=UTF-8''%FF", NULL},
    {"; filename*=UTF-8''%", NULL},
    {"; filename*=UTF-8", NULL},
    {"; filename*=Shift_JIS''%97%5C", NULL},
    {"; filename=a; filename=b", NULL},
    {"; filename*=UTF-8''a; filename*=UTF-8''b", NULL},
    {"; filename=\"a\tb\"", NULL},
    {"; filename=\"a\x7f\"", NULL},
};

START_TEST(test_filenames)
{
    const char *text = arena_printf(work->arena, "--b\r\n" DISPOSITION "name=f%s\r\n\r\nx\r\n--b--",
                                    filenames[_i].head);
    struct form_body body;
    bool is_read = body_multipart(work, MULTIPART, text, strlen(text), &body);

    ck_assert_int_eq(is_read, filenames[_i].filename != NULL);
    if (!is_read) {
        ck_assert_int_eq(work->error.code, ERR_MALFORMED);
        return;
    }
    ck_assert_uint_eq(body.file_count, 1);
    ck_assert_str_eq(body.files[0].filename, filenames[_i].filename);
}
END_TEST

START_TEST(test_files_are_bytes)
{
    static const char text[] =
        "--b\r\n" DISPOSITION "name=f; filename=x.bin\r\n"
        "Content-Type: application/pdf\r\n\r\n\0\xff\r\n\r\n--b\r\n" DISPOSITION
        "name=g; filename=\"\"\r\n\r\n\r\n--b\r\n" DISPOSITION "name=t\r\n\r\nx\r\n--b--\r\n";
    struct form_body body;

    ck_assert(body_multipart(work, MULTIPART, text, sizeof text - 1, &body));
    ck_assert_uint_eq(body.file_count, 1); /* g was left empty */
    ck_assert_str_eq(body.files[0].field, "f");
    ck_assert_str_eq(body.files[0].content_type, "application/pdf");
    ck_assert_uint_eq(body.files[0].length, 4);
    ck_assert_mem_eq(body.files[0].bytes, "\0\xff\r\n", 4);
    ck_assert_str_eq(fields_text(&body), "t=x|");
}
END_TEST

START_TEST(test_number_of_parts)
{
    const char *part = PART(DISPOSITION "name=a", "x");

    ck_assert(read_text(
        MULTIPART, arena_printf(work->arena, "%s--b--", repeated(part, LIMIT_MULTIPART_PARTS))));
    ck_assert(!read_text(MULTIPART, arena_printf(work->arena, "%s--b--",
                                                 repeated(part, LIMIT_MULTIPART_PARTS + 1))));
    ck_assert_int_eq(work->error.code, ERR_TOO_LARGE);
}
END_TEST

static bool read_head_of(size_t length)
{
    static const char start_of_head[] = DISPOSITION "name=a\r\nX: ";
    size_t padding = length - (sizeof start_of_head - 1) - strlen("\r\n\r\n");

    return read_text(MULTIPART, arena_printf(work->arena, "--b\r\n%s%s\r\n\r\nx\r\n--b--",
                                             start_of_head, repeated("y", padding)));
}

START_TEST(test_length_of_a_head)
{
    ck_assert(read_head_of(LIMIT_MULTIPART_HEADER));
    ck_assert(!read_head_of(LIMIT_MULTIPART_HEADER + 1));
    ck_assert_int_eq(work->error.code, ERR_MALFORMED);
}
END_TEST

/* What a hostile head costs is of the order of its own size. */
START_TEST(test_memory_stays_bounded)
{
    const char *head = repeated("; x=\"y\"", 400);
    const char *part =
        arena_printf(work->arena, "--b\r\n" DISPOSITION "name=a%s\r\n\r\nx\r\n", head);
    const char *text = arena_printf(work->arena, "%s--b--", repeated(part, LIMIT_MULTIPART_PARTS));
    size_t before = arena_held(work->arena);

    ck_assert(read_text(MULTIPART, text));
    ck_assert_uint_lt(arena_held(work->arena) - before, 16 * strlen(text));
}
END_TEST

Suite *test_body_multipart_suite(void)
{
    Suite *suite = suite_create("body_multipart");
    TCase *tcase = work_case("body_multipart");

    EACH(tcase, test_multipart, multiparts);
    EACH(tcase, test_boundaries, boundaries);
    tcase_add_test(tcase, test_boundary_length);
    EACH(tcase, test_filenames, filenames);
    tcase_add_test(tcase, test_files_are_bytes);
    tcase_add_test(tcase, test_number_of_parts);
    tcase_add_test(tcase, test_length_of_a_head);
    tcase_add_test(tcase, test_memory_stays_bounded);
    suite_add_tcase(suite, tcase);
    return suite;
}
