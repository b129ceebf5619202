#include <check.h>
#include <string.h>

#include "cli/archive_header.h"

static unsigned char header[ARCHIVE_BLOCK];
static off_t size;

START_TEST(every_size_is_read_as_it_was_written)
{
    static const off_t sizes[] = {0,         1,        511, 512, (1LL << 33) - 1,
                                  1LL << 33, /* the first that eleven octal digits do not hold */
                                  1LL << 40, INT64_MAX};

    archive_header_write(header, "database.dump", sizes[_i], 1795305600);
    ck_assert(archive_header_read(header, "database.dump", &size));
    ck_assert_int_eq(size, sizes[_i]);
}
END_TEST

/* As tar(1) and bsdtar write it: checked by hand once, so that others read ours. */
START_TEST(the_fields_stand_where_tar_has_them)
{
    archive_header_write(header, "manifest", 1234, 0);
    ck_assert_str_eq((char *)header, "manifest");
    ck_assert_mem_eq(header + 124, "00000002322", 12);
    ck_assert_mem_eq(header + 257, "ustar\00000", 8);
    ck_assert_int_eq(header[156], '0');
}
END_TEST

START_TEST(any_change_shows)
{
    archive_header_write(header, "manifest", 1234, 0);
    header[_i] ^= 4;
    ck_assert(!archive_header_read(header, "manifest", &size));
}
END_TEST

START_TEST(another_name_is_not_taken)
{
    archive_header_write(header, "manifest", 1234, 0);
    ck_assert(!archive_header_read(header, "database.dump", &size));
}
END_TEST

Suite *test_archive_header_suite(void);

Suite *test_archive_header_suite(void)
{
    Suite *suite = suite_create("archive_header");
    TCase *tc = tcase_create("header");

    tcase_add_loop_test(tc, every_size_is_read_as_it_was_written, 0, 8);
    tcase_add_test(tc, the_fields_stand_where_tar_has_them);
    tcase_add_loop_test(tc, any_change_shows, 0, ARCHIVE_BLOCK);
    tcase_add_test(tc, another_name_is_not_taken);
    suite_add_tcase(suite, tc);
    return suite;
}
