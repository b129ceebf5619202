#include <string.h>

#include "modules/settings/setting.h"
#include "support/work_fixture.h"
#include "view/label.h"

/* wanted NULL: refused. */
static const struct {
    const char *key, *typed, *wanted;
} values[] = {
    {"sign_in.account_limit", "5", "5"},
    {"sign_in.account_limit", "１２", "12"},
    {"sign_in.account_limit", "005", "5"},
    {"sign_in.account_limit", "3", "3"},
    {"sign_in.account_limit", "20", "20"},
    {"sign_in.account_limit", "2", NULL},
    {"sign_in.account_limit", "21", NULL},
    {"sign_in.account_limit", "", NULL},
    {"sign_in.account_limit", NULL, NULL},
    {"sign_in.account_limit", "-5", NULL},
    {"sign_in.account_limit", "5 ", NULL},
    {"sign_in.account_limit", "5.0", NULL},
    {"sign_in.account_limit", "五", NULL},
    {"sign_in.account_limit", "9999999999999999999999", NULL},
    {"contact.phone", "内線 2345", "内線 2345"},
    {"contact.phone", "", ""},
    {"contact.phone", NULL, ""},
    {"contact.phone", "一行\n二行", NULL},
    {"contact.phone", "1234567890123456789012345678901234567890",
     "1234567890123456789012345678901234567890"},
    {"contact.phone", "12345678901234567890123456789012345678901", NULL},
    {"front.news", "一行\n二行", "一行\n二行"},
    {"document_number.pattern", "{年度}藤デ第{番号}号", "{年度}藤デ第{番号}号"},
    {"document_number.pattern", "第{番号}号", "第{番号}号"},
    {"document_number.pattern", "{年度}藤デ第号", NULL},
    {"document_number.pattern", "{番号}{番号}", NULL},
    {"document_number.pattern", "{年度}{年度}{番号}", NULL},
    {"document_number.pattern", "{番号}{月}", NULL},
    {"document_number.pattern", "{番号", NULL},
    {"document_number.pattern", "", NULL},
    {"exception.within_fiscal_year", "yes", "yes"},
    {"exception.within_fiscal_year", "no", "no"},
    {"exception.within_fiscal_year", "", NULL},
    {"exception.within_fiscal_year", "ye", NULL},
    {"exception.within_fiscal_year", "yes=開始日の年度の末日（3月31日）まで", NULL},
    {"committee.vice_chair_order", "superintendent vice_mayor_2", "superintendent vice_mayor_2"},
    {"committee.vice_chair_order", "superintendent", NULL},
};

START_TEST(value_is_stored_as)
{
    const struct setting *setting = setting_find(values[_i].key);
    const char *value = NULL;

    ck_assert_ptr_nonnull(setting);
    ck_assert_int_eq(setting_read(work, setting, values[_i].typed, &value),
                     values[_i].wanted != NULL);
    ck_assert_pstr_eq(value, values[_i].wanted);
    if (values[_i].wanted)
        return;
    ck_assert_int_eq(work->error.code, ERR_INVALID);
    ck_assert_str_eq(work->error.fields->field, "value");
}
END_TEST

/* The operation log calls a setting what its page does. */
START_TEST(every_setting_is_named_in_the_log)
{
    for (const struct setting *setting = settings; setting->key; setting++)
        ck_assert_pstr_eq(label_find("object_id", setting->key), setting->label);
}
END_TEST

/* What the program falls back to must be something that could be entered. */
START_TEST(every_fallback_is_a_value)
{
    for (const struct setting *setting = settings; setting->key; setting++) {
        const char *value;

        ck_assert_msg(setting_read(work, setting, setting->fallback, &value), "%s", setting->key);
        ck_assert_str_eq(value, setting->fallback);
        ck_assert_ptr_eq(setting_find(setting->key), setting);
    }
    ck_assert_ptr_null(setting_find("sample"));
    ck_assert_ptr_null(setting_find(""));
}
END_TEST

Suite *test_setting_suite(void);

Suite *test_setting_suite(void)
{
    Suite *s = suite_create("modules/settings/setting");
    TCase *tc = tcase_create("table");

    tcase_add_checked_fixture(tc, start_work, stop_work);
    EACH(tc, value_is_stored_as, values);
    tcase_add_test(tc, every_setting_is_named_in_the_log);
    tcase_add_test(tc, every_fallback_is_a_value);
    suite_add_tcase(s, tc);
    return s;
}
