#include <string.h>

#include "core/files/file.h"
#include "support/work_fixture.h"

static const struct {
    const char *sent, *safe;
} names[] = {
    {"窓口の待ち時間調査（2026年10月）.pdf", "窓口の待ち時間調査（2026年10月）.pdf"},
    {"葛󠄀西 𠮷田.xlsx",
     "葛󠄀西 𠮷田.xlsx"}, /* a variation selector is part of a name */
    {"../../etc/passwd", ".._.._etc_passwd"},
    {"C:\\報告\\様式1.pdf", "C__報告_様式1.pdf"},
    {"a*b?c\"d<e>f|g.txt", "a_b_c_d_e_f_g.txt"},
    {"a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"},
    {"a\x7f\xc2\x85.pdf", "a__.pdf"},
    {"a\xe2\x80\xa8z.pdf", "a_z.pdf"},            /* U+2028 */
    {"exe.\xe2\x80\xaexcod.exe", "exe.xcod.exe"}, /* U+202E: shown as exe.exe.docx */
    {"\xe2\x81\xa6"
     "a\xe2\x81\xa9.pdf",
     "a.pdf"},                                  /* U+2066, U+2069 */
    {"a\xe2\x80\x8b\xef\xbb\xbf.pdf", "a.pdf"}, /* U+200B, U+FEFF */
    {"\xd8\x9c"
     "a.pdf",
     "a.pdf"}, /* U+061C */
    {"　様式 1.pdf　", "様式 1.pdf"},
    {"a.pdf. . ", "a.pdf"},
    {"CON", "_CON"},
    {"con.pdf", "_con.pdf"},
    {"Lpt1.txt", "_Lpt1.txt"},
    {"COM9", "_COM9"},
    {"nul.tar.csv", "_nul.tar.csv"},
    {"console.pdf", "console.pdf"},
    {"COMA.pdf", "COMA.pdf"},
    {"COM10.pdf", "COM10.pdf"},
    {".", "添付資料"},
    {"", "添付資料"},
    {"\xe2\x80\xae ", "添付資料"},
};

START_TEST(a_name_is_one_that_people_can_use)
{
    ck_assert_str_eq(file_safe_name(arena, names[_i].sent), names[_i].safe);
}
END_TEST

START_TEST(a_safe_name_stays_as_it_is)
{
    const char *safe = file_safe_name(arena, names[_i].sent);

    ck_assert_str_eq(file_safe_name(arena, safe), safe);
}
END_TEST

Suite *test_file_name_suite(void);

Suite *test_file_name_suite(void)
{
    Suite *s = suite_create("core/files/file_name");
    TCase *tc = work_case("names");

    EACH(tc, a_name_is_one_that_people_can_use, names);
    EACH(tc, a_safe_name_stays_as_it_is, names);
    suite_add_tcase(s, tc);
    return s;
}
