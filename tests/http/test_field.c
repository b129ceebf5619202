#include <string.h>

#include "http/body.h"
#include "http/field.h"
#include "support/work_fixture.h"

enum measure { MEASURE_NONE, MEASURE_WIDEN, MEASURE_WAIVE };

struct draft {
    const char *title;
    const char *reason;
    long days;
    bool urgent;
    enum measure measure;
    const char *period_from;
    const char *password;
    const char *const *assets;
};

static const struct choice measures[] = {
    {"widen", MEASURE_WIDEN}, {"waive", MEASURE_WAIVE}, {NULL, 0}};

static const struct field fields[] = {
    FIELD_TEXT(struct draft, title, "件名", .required = true, .max = 8),
    FIELD_LONG_TEXT(struct draft, reason, "理由", .max = 20),
    FIELD_INT(struct draft, days, "日数", .minimum = 1, .maximum = 100, .fallback = 7),
    FIELD_BOOL(struct draft, urgent, "緊急"),
    FIELD_ENUM(struct draft, measure, "措置の種別", .choices = measures),
    FIELD_DATE(struct draft, period_from, "開始日"),
    FIELD_SECRET(struct draft, password, "パスワード"),
    FIELD_LIST(struct draft, assets, "資産", .max = 5, .maximum = 3),
    FIELD_NESTED("steps", "手順"),
    FIELD_END};

static struct draft draft;

static void start(void)
{
    start_work();
    memset(&draft, 0xa5, sizeof draft); /* field_read() must set every member */
}

static bool read_as(const char *type, const char *text)
{
    struct form_body body;

    ck_assert(body_read(work, type, text, strlen(text), &body));
    return field_read(work, fields, &body, &draft);
}

static bool read_form(const char *text)
{
    return read_as("application/x-www-form-urlencoded", text);
}

static bool read_json(const char *text)
{
    return read_as("application/json", text);
}

static void check_full_draft(void)
{
    ck_assert_str_eq(draft.title, "件名 1");
    ck_assert_str_eq(draft.reason, "　一行\n二行");
    ck_assert_int_eq(draft.days, 30);
    ck_assert(draft.urgent);
    ck_assert_int_eq(draft.measure, MEASURE_WAIVE);
    ck_assert_str_eq(draft.period_from, "2026-11-22");
    ck_assert_str_eq(draft.password, " secret ");
    ck_assert_str_eq(draft.assets[0], "A-1");
    ck_assert_str_eq(draft.assets[1], "A-2");
    ck_assert_ptr_null(draft.assets[2]);
}

START_TEST(test_one_table_reads_a_form)
{
    ck_assert(read_form("title=%E3%80%80件名+1+&reason=\r\n　一行%0D%0A二行%0D%0A&days=３０&"
                        "urgent=on&measure=waive&period_from=令和8年11月22日&password=+secret+&"
                        "assets=A-1&assets=&assets=+A-2+&csrf=x&once=y&button=save"));
    check_full_draft();
}
END_TEST

START_TEST(test_and_json)
{
    ck_assert(read_json("{\"title\":\"件名 1\",\"reason\":\"　一行\\r\\n二行\",\"days\":30,"
                        "\"urgent\":true,\"measure\":\"waive\",\"period_from\":\"2026-11-22\","
                        "\"password\":\" secret \",\"assets\":[\"A-1\",\"A-2\"],"
                        "\"csrf\":\"x\",\"once\":\"y\",\"steps\":[{\"a\":1}]}"));
    check_full_draft();
}
END_TEST

static const struct {
    const char *form;
} sparse[] = {{"title=x"}, {"title=x&reason=&days=&measure=&period_from=&password=&assets="}};

START_TEST(test_absent_and_empty_are_the_same)
{
    ck_assert(read_form(sparse[_i].form));
    ck_assert_ptr_null(draft.reason);
    ck_assert_int_eq(draft.days, 7);
    ck_assert(!draft.urgent);
    ck_assert_int_eq(draft.measure, MEASURE_NONE);
    ck_assert_ptr_null(draft.period_from);
    ck_assert_ptr_null(draft.password);
    ck_assert_ptr_null(draft.assets[0]);
}
END_TEST

START_TEST(test_json_null_is_absent)
{
    ck_assert(read_json("{\"title\":\"x\",\"days\":null,\"reason\":null,\"assets\":null}"));
    ck_assert_int_eq(draft.days, 7);
    ck_assert_ptr_null(draft.reason);
}
END_TEST

static const struct {
    const char *form;
    const char *field; /* NULL: accepted */
    const char *message;
} problems[] = {
    {"", "title", "「件名」を入力してください。"},
    {"title=+%E3%80%80", "title", "「件名」を入力してください。"},
    {"title=12345678", NULL, NULL},
    {"title=123456789", "title", "「件名」は8文字以内で入力してください（現在9文字）。"},
    {"title=葛%F3%A0%84%80345678", NULL, NULL}, /* seven characters a reader counts */
    {"title=a%0Ab", "title", "「件名」は改行せずに入力してください。"},
    {"title=a%1Bb", "title", "「件名」に使用できない文字が含まれています。"},
    {"title=a%C2%85b", "title", "「件名」に使用できない文字が含まれています。"},
    {"title=x&reason=a%0Ab%09c", NULL, NULL},
    {"title=x&reason=a%01", "reason", "「理由」に使用できない文字が含まれています。"},
    {"title=x&reason=123456789012345678901", "reason",
     "「理由」は20文字以内で入力してください（現在21文字）。"},
    {"title=x&days=1", NULL, NULL},
    {"title=x&days=100", NULL, NULL},
    {"title=x&days=0", "days", "「日数」は1から100までの数で入力してください。"},
    {"title=x&days=101", "days", "「日数」は1から100までの数で入力してください。"},
    {"title=x&days=-1", "days", "「日数」は1から100までの数で入力してください。"},
    {"title=x&days=-9223372036854775808", "days", "「日数」は1から100までの数で入力してください。"},
    {"title=x&days=9223372036854775808", "days", "「日数」は数字で入力してください。"},
    {"title=x&days=18446744073709551617", "days", "「日数」は数字で入力してください。"},
    {"title=x&days=1.5", "days", "「日数」は数字で入力してください。"},
    {"title=x&days=1e2", "days", "「日数」は数字で入力してください。"},
    {"title=x&days=-", "days", "「日数」は数字で入力してください。"},
    {"title=x&days=%2B1", "days", "「日数」は数字で入力してください。"},
    {"title=x&days=三", "days", "「日数」は数字で入力してください。"},
    {"title=x&urgent=false", NULL, NULL},
    {"title=x&urgent=maybe", "urgent", "「緊急」は「はい」か「いいえ」を選択してください。"},
    {"title=x&measure=other", "measure", "「措置の種別」は一覧にあるものから選択してください。"},
    {"title=x&measure=WAIVE", "measure", "「措置の種別」は一覧にあるものから選択してください。"},
    {"title=x&period_from=R8.11.22", NULL, NULL},
    {"title=x&period_from=2026-02-29", "period_from",
     "「開始日」は、2026-11-22や令和8年11月22日のように、暦にある日付で入力してください。"},
    {"title=x&assets=1&assets=2&assets=3", NULL, NULL},
    {"title=x&assets=1&assets=2&assets=3&assets=4", "assets",
     "「資産」は3件以内にしてください（現在4件）。"},
    {"title=x&assets=123456", "assets", "「資産」は5文字以内で入力してください（現在6文字）。"},
};

START_TEST(test_problems_say_what_to_do)
{
    bool is_read = read_form(problems[_i].form);

    ck_assert_int_eq(is_read, problems[_i].field == NULL);
    if (is_read) {
        ck_assert_int_eq(work->error.code, ERR_NONE);
        return;
    }
    ck_assert_int_eq(work->error.code, ERR_INVALID);
    ck_assert_str_eq(work->error.fields->field, problems[_i].field);
    ck_assert_str_eq(work->error.fields->message, problems[_i].message);
    ck_assert_ptr_null(work->error.fields->next);
}
END_TEST

START_TEST(test_all_problems_are_told_in_the_order_of_the_table)
{
    static const char *const names[] = {"title", "days", "measure", "period_from"};
    const struct field_error *error;
    size_t count = 0;

    ck_assert(!read_form("period_from=x&measure=x&days=x"));
    for (error = work->error.fields; error; error = error->next, count++)
        ck_assert_str_eq(error->field, names[count]);
    ck_assert_uint_eq(count, 4);
}
END_TEST

static const struct {
    const char *form;
} twice[] = {{"title=a&title=b"},
             {"title=a&title=a"},
             {"title=x&days=1&days=1"},
             {"title=x&urgent=on&urgent=off"},
             {"title=x&password=a&password=b"},
             {"days=x&title=a&title=b"}};

START_TEST(test_a_scalar_twice_is_malformed)
{
    ck_assert(!read_form(twice[_i].form));
    ck_assert_int_eq(work->error.code, ERR_MALFORMED);
}
END_TEST

static const struct {
    const char *json;
    const char *field;
    const char *message;
} shapes[] = {
    {"{\"title\":\"x\",\"role\":\"ciso\"}", "role", "この項目はありません。"},
    {"{\"title\":\"x\",\"\":1}", "", "この項目はありません。"},
    {"{\"title\":\"x\",\"days\":[1]}", "days", "「日数」は、一つの値で送信してください。"},
    {"{\"title\":\"x\",\"days\":{}}", "days", "「日数」は、一つの値で送信してください。"},
    {"{\"title\":\"x\",\"assets\":[[1]]}", "assets",
     "「資産」は、一つの値か、値の並びで送信してください。"},
    {"{\"title\":\"x\",\"assets\":[null]}", "assets",
     "「資産」は、一つの値か、値の並びで送信してください。"},
    {"{\"title\":\"x\",\"days\":1.5}", "days", "「日数」は数字で入力してください。"},
    {"{\"title\":\"x\",\"days\":true}", "days", "「日数」は数字で入力してください。"},
};

START_TEST(test_json_of_another_shape)
{
    struct form_body body;
    const char *json = shapes[_i].json;

    if (!*shapes[_i].field) { /* an empty name is no name at all */
        ck_assert(!body_json(work, json, strlen(json), &body));
        ck_assert_int_eq(work->error.code, ERR_MALFORMED);
        return;
    }
    ck_assert(!read_json(json));
    ck_assert_int_eq(work->error.code, ERR_INVALID);
    ck_assert_str_eq(work->error.fields->field, shapes[_i].field);
    ck_assert_str_eq(work->error.fields->message, shapes[_i].message);
}
END_TEST

START_TEST(test_one_character_cannot_carry_a_body)
{
    char form[4096] = "title=e";

    for (int i = 0; i < 300; i++)
        strncat(form, "%CC%81", sizeof form - strlen(form) - 1);
    ck_assert(!read_form(form));
    ck_assert_str_eq(work->error.fields->message,
                     "「件名」に使用できない文字の並びが含まれています。");
}
END_TEST

START_TEST(test_long_secret)
{
    char form[2100];

    memset(form, 'a', sizeof form);
    memcpy(form, "title=x&password=", 17);
    form[17 + 1024] = '\0';
    ck_assert(read_form(form));
    form[17 + 1024] = 'a';
    form[17 + 1025] = '\0';
    ck_assert(!read_form(form));
    ck_assert_str_eq(work->error.fields->field, "password");
}
END_TEST

struct sign_off {
    enum measure measure;
    bool agreed;
    const char *const *items;
};

static const struct field required[] = {
    FIELD_ENUM(struct sign_off, measure, "種別", .required = true, .choices = measures),
    FIELD_BOOL(struct sign_off, agreed, "同意", .required = true),
    FIELD_LIST(struct sign_off, items, "項目", .minimum = 2, .choices = measures),
    FIELD_NESTED("steps", "手順", .required = true), FIELD_END};

START_TEST(test_what_must_be_chosen)
{
    static const char *const messages[] = {
        "「種別」を選択してください。", "「同意」を選択してください。",
        "「項目」は2件以上選択してください。", "「手順」を入力してください。"};
    const char *text = "items=widen";
    const struct field_error *error;
    struct form_body body;
    struct sign_off out;
    size_t count = 0;

    ck_assert(body_urlencoded(work, text, strlen(text), &body));
    ck_assert(!field_read(work, required, &body, &out));
    for (error = work->error.fields; error; error = error->next, count++)
        ck_assert_str_eq(error->message, messages[count]);
    ck_assert_uint_eq(count, 4);
}
END_TEST

START_TEST(test_fields_are_found_by_name)
{
    ck_assert_str_eq(field_find(fields, "days")->label, "日数");
    ck_assert_ptr_null(field_find(fields, "day"));
}
END_TEST

Suite *test_field_suite(void)
{
    Suite *suite = suite_create("field");
    TCase *tcase = tcase_create("field");

    tcase_add_checked_fixture(tcase, start, stop_work);
    tcase_add_test(tcase, test_one_table_reads_a_form);
    tcase_add_test(tcase, test_and_json);
    EACH(tcase, test_absent_and_empty_are_the_same, sparse);
    tcase_add_test(tcase, test_json_null_is_absent);
    EACH(tcase, test_problems_say_what_to_do, problems);
    tcase_add_test(tcase, test_all_problems_are_told_in_the_order_of_the_table);
    EACH(tcase, test_a_scalar_twice_is_malformed, twice);
    EACH(tcase, test_json_of_another_shape, shapes);
    tcase_add_test(tcase, test_one_character_cannot_carry_a_body);
    tcase_add_test(tcase, test_long_secret);
    tcase_add_test(tcase, test_what_must_be_chosen);
    tcase_add_test(tcase, test_fields_are_found_by_name);
    suite_add_tcase(suite, tcase);
    return suite;
}
