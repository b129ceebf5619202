#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "core/search/name_search.h"
#include "support/work_fixture.h"

START_TEST(a_long_text_is_found_to_its_end)
{
    struct buffer *note = buffer_new(arena, LIMIT_PAGE);
    const char *const *grams;
    const char *folded;

    for (int i = 0; i < 4000; i++)
        buffer_text(note, "台");
    buffer_text(note, "帳");
    folded = name_folded(arena, (const char *const[]){"I-0001", note->data, NULL});
    ck_assert_uint_eq(strlen(folded), strlen("i-0001 ") + 4001 * strlen("台"));
    for (grams = name_grams(arena, folded); *grams && strcmp(*grams, "台帳") != 0;)
        grams++;
    ck_assert_ptr_nonnull(*grams);
}
END_TEST

Suite *test_name_search_suite(void)
{
    Suite *suite = suite_create("core/search/name_search");
    TCase *tcase = work_case("name_search");

    tcase_add_test(tcase, a_long_text_is_found_to_its_end);
    suite_add_tcase(suite, tcase);
    return suite;
}
