#include "modules/authority/authority_clock.h"
#include "support/work_fixture.h"

static const struct {
    const char *typed, *time; /* NULL: no time of day */
} times[] = {
    {"9:05", "09:05"}, {"09:05", "09:05"},  {"０９：０５", "09:05"}, {" 17:15 ", "17:15"},
    {"17時", "17:00"}, {"9時5分", "09:05"}, {"0:00", "00:00"},       {"24:00", "24:00"},
    {"24時", "24:00"}, {"24:01", NULL},     {"25:00", NULL},         {"9:60", NULL},
    {"9:5", NULL},     {"9", NULL},         {"905", NULL},           {"9時5", NULL},
    {"午前9時", NULL}, {"9:05:30", NULL},   {"-1:00", NULL},         {"", NULL},
    {"123:00", NULL},  {"9:", NULL},        {"9時60分", NULL},
};

START_TEST(time_is_read)
{
    const char *time = NULL;
    bool is_one = clock_parse(arena, times[_i].typed, &time);

    ck_assert_msg(is_one == (times[_i].time != NULL), "%s", times[_i].typed);
    if (is_one)
        ck_assert_str_eq(time, times[_i].time);
}
END_TEST

static const struct {
    const char *typed, *day, *time; /* NULL: no moment */
} moments[] = {
    {"2026-11-20 18:40", "2026-11-20", "18:40"},
    {"2026-11-20T18:40", "2026-11-20", "18:40"},
    {"R8.11.20 18時40分", "2026-11-20", "18:40"},
    {"２０２６／１１／２０　１８：４０", "2026-11-20", "18:40"},
    {"2026-11-20", "2026-11-20", "00:00"},
    {"2026-11-20 24:00", "2026-11-20", "24:00"},
    {"2026-11-31 18:40", NULL, NULL},
    {"2026-11-20 x", NULL, NULL},
    {"18:40", NULL, NULL},
    {"", NULL, NULL},
    {"2026-11-20 18:40 19:00", NULL, NULL},
};

START_TEST(moment_is_read)
{
    const char *day = NULL, *time = NULL;
    bool is_one = clock_parse_moment(arena, moments[_i].typed, &day, &time);

    ck_assert_msg(is_one == (moments[_i].day != NULL), "%s", moments[_i].typed);
    if (is_one) {
        ck_assert_str_eq(day, moments[_i].day);
        ck_assert_str_eq(time, moments[_i].time);
    }
}
END_TEST

Suite *test_authority_clock_suite(void);

Suite *test_authority_clock_suite(void)
{
    Suite *s = suite_create("modules/authority/authority_clock");
    TCase *tc = work_case("clock");

    EACH(tc, time_is_read, times);
    EACH(tc, moment_is_read, moments);
    suite_add_tcase(s, tc);
    return s;
}
