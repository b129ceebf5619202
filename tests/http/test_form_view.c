#include <string.h>

#include "http/body.h"
#include "http/form_view.h"
#include "http/request.h"
#include "http/uri.h"
#include "support/work_fixture.h"

/*
 * What a form that edits something is filled with, and what it says when it was overtaken. The
 * names are those of a form the label table has words for.
 */
struct form {
    const char *title, *period_from;
    int residual_risk;
    const char *const *threats;
};

static const struct choice risks[] = {{"low", 0}, {"high", 1}, {NULL, 0}};
static const struct choice threats[] = {{"external", 0}, {"insider", 1}, {"other", 2}, {NULL, 0}};

static const struct field fields[] = {
    FIELD_TEXT(struct form, title, "件名"),
    FIELD_DATE(struct form, period_from, "開始日"),
    FIELD_ENUM(struct form, residual_risk, "残存リスク", .choices = risks),
    FIELD_LIST(struct form, threats, "脅威", .choices = threats),
    FIELD_END,
};

static const struct column columns[] = {{"title", CELL_TEXT},
                                        {"period_from", CELL_DATE},
                                        {"residual_risk", CELL_TEXT},
                                        {"threats", CELL_TEXT_LIST}};
static const struct cell cells[] = {
    {"保存", 6}, {"2026-12-01", 10}, {"high", 4}, {"{insider,other}", 15}};
static const struct rows row = {.count = 1, .width = 4, .columns = columns, .cells = cells};
static const struct route route = {.fields = fields};

static struct value shown(const char *typed, enum error_code code)
{
    struct request rq = {.work = work, .route = &route};
    struct form_body body;
    struct uri uri;
    struct view *view = view_new(work);
    struct error failure = {.code = code};

    ck_assert(uri_parse(work, "/x", &uri));
    rq.uri = &uri;
    rq.failure = &failure;
    if (typed) {
        ck_assert(body_urlencoded(work, typed, strlen(typed), &body));
        rq.body = &body;
    }
    view_form_of(&rq, view, &row);
    return value_member(view_value(view), "form");
}

static const char *text_of(struct value form, const char *field, const char *member)
{
    return value_member(value_member(form, field), member).text;
}

static bool differs(struct value form, const char *field)
{
    return value_is_true(value_member(value_member(form, field), "differs"));
}

/* The codes that are chosen, with a space behind each. */
static const char *chosen(struct value form, const char *field)
{
    struct value choices = value_member(value_member(form, field), "choices");
    const char *all = "";

    for (int i = 0; i < value_count(choices); i++)
        if (value_is_true(value_member(value_item(choices, i), "is_chosen")))
            all = arena_printf(work->arena, "%s%s ", all,
                               value_member(value_item(choices, i), "code").text);
    return all;
}

START_TEST(row_fills_the_form_at_first)
{
    struct value form = shown(NULL, ERR_NONE);

    ck_assert_str_eq(text_of(form, "title", "value"), "保存");
    ck_assert_str_eq(chosen(form, "residual_risk"), "high ");
    ck_assert_str_eq(chosen(form, "threats"), "insider other ");
    ck_assert(!differs(form, "threats"));
}
END_TEST

START_TEST(what_was_typed_stands_after_an_error)
{
    struct value form =
        shown("title=x&residual_risk=low&threats=external&threats=other", ERR_INVALID);

    ck_assert_str_eq(text_of(form, "title", "value"), "x");
    ck_assert_str_eq(chosen(form, "residual_risk"), "low ");
    ck_assert_str_eq(chosen(form, "threats"), "external other ");
    ck_assert(!differs(form, "title"));
    ck_assert_str_eq(chosen(shown("title=x", ERR_INVALID), "threats"), "");
}
END_TEST

START_TEST(both_stand_after_a_stale_version)
{
    struct value form =
        shown("title=x&period_from=R8.12.2&residual_risk=low&threats=external", ERR_STALE);

    ck_assert(differs(form, "title") && differs(form, "period_from"));
    ck_assert(differs(form, "residual_risk") && differs(form, "threats"));
    ck_assert_str_eq(text_of(form, "title", "saved"), "保存");
    ck_assert_str_eq(text_of(form, "period_from", "saved"), "2026年（令和8年）12月1日");
    ck_assert_str_eq(text_of(form, "residual_risk", "saved"), "高");
    ck_assert_ptr_nonnull(strstr(text_of(form, "threats", "saved"), "、その他"));
}
END_TEST

START_TEST(the_same_in_other_words_is_no_difference)
{
    struct value form =
        shown("title=%20%E4%BF%9D%E5%AD%98%20&period_from=R8.12.1&residual_risk=high"
              "&threats=insider&threats=other",
              ERR_STALE);

    ck_assert(!differs(form, "title") && !differs(form, "period_from"));
    ck_assert(!differs(form, "residual_risk") && !differs(form, "threats"));
}
END_TEST

static const struct {
    const char *label, *message, *shown;
} problems[] = {
    {"件名", "「件名」は改行せずに入力してください。", NULL},
    {"件名", "件名を入力してください。", NULL},
    {"件名", "80文字以内で入力してください。", "件名"},
    {"議事録の期限（会議の後の日数）", "議事録の期限を入力してください。", NULL},
    {"議事録の期限（会議の後の日数）", "数字で入力してください。",
     "議事録の期限（会議の後の日数）"},
};

START_TEST(label_stands_only_before_what_does_not_say_it)
{
    struct request rq = {.work = work};

    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
        struct field field = {.label = problems[i].label};

        ck_assert_pstr_eq(view_error_label(&rq, &field, problems[i].message), problems[i].shown);
    }
    ck_assert_ptr_null(view_error_label(&rq, NULL, "入力内容を確認してください。"));
}
END_TEST

Suite *test_form_view_suite(void);

Suite *test_form_view_suite(void)
{
    Suite *s = suite_create("http/form_view");
    TCase *tc = tcase_create("values");

    tcase_add_checked_fixture(tc, start_work, stop_work);
    tcase_add_test(tc, row_fills_the_form_at_first);
    tcase_add_test(tc, label_stands_only_before_what_does_not_say_it);
    tcase_add_test(tc, what_was_typed_stands_after_an_error);
    tcase_add_test(tc, both_stand_after_a_stale_version);
    tcase_add_test(tc, the_same_in_other_words_is_no_difference);
    suite_add_tcase(s, tc);
    return s;
}
