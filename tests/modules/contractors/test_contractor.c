#include "modules/contractors/contractor.h"
#include "support/work_fixture.h"

static const struct {
    const char *typed, *stored;
} numbers[] = {
    {"7000012050002", "7000012050002"},
    {"７００００１２０５０００２", "7000012050002"},
    {"7-0000-1205-0002", "7000012050002"},
    {"7 0000 1205 0002", "7000012050002"},
    {"７－００００　１２０５－０００２", "7000012050002"},
    {"70000120500", "70000120500"}, /* the database says that it is too short */
    {"なし", "なし"},
    {"-", NULL},
    {"", NULL},
    {NULL, NULL},
};

START_TEST(number_is_stored_as)
{
    ck_assert_pstr_eq(contractor_corporate_no(arena, numbers[_i].typed), numbers[_i].stored);
}
END_TEST

static const struct {
    const char *typed, *stored;
} readings[] = {
    {"クゲワタリジョウホウ", "クゲワタリジョウホウ"},
    {"くげわたりじょうほう", "クゲワタリジョウホウ"},
    {"ｸｹﾞﾜﾀﾘｼﾞｮｳﾎｳ", "クゲワタリジョウホウ"},
    {"ｴﾇﾋﾟｰｵｰ", "エヌピーオー"},
    {"ゔぃーなす", "ヴィーナス"},
    {"ミホン　　センター", "ミホン センター"},
    {"ＡＢＣ", "ABC"},
    {"漢字", "漢字"},
    {"𠮷野", "𠮷野"},
    {"", ""},
};

START_TEST(reading_is_stored_as)
{
    ck_assert_str_eq(contractor_kana(arena, readings[_i].typed), readings[_i].stored);
}
END_TEST

Suite *test_contractor_suite(void);

Suite *test_contractor_suite(void)
{
    Suite *s = suite_create("modules/contractors/contractor");
    TCase *tc = tcase_create("as it is stored");

    tcase_add_checked_fixture(tc, start_work, stop_work);
    EACH(tc, number_is_stored_as, numbers);
    EACH(tc, reading_is_stored_as, readings);
    suite_add_tcase(s, tc);
    return s;
}
