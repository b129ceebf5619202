#include "base/calendar.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

struct date {
    int year;
    int month;
    int day;
};

struct era {
    const char *name;
    char letter;
    const char *from; /* first day, ISO */
};

/* Newest first. */
static const struct era eras[] = {
    {"令和", 'R', "2019-05-01"},
    {"平成", 'H', "1989-01-08"},
    {"昭和", 'S', "1926-12-25"},
};

enum { ERAS = sizeof eras / sizeof eras[0], FIRST_TYPED_YEAR = 1900, LAST_TYPED_YEAR = 2999 };

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

static struct date read_iso(const char *iso)
{
    return (struct date){.year = two_digits(iso) * 100 + two_digits(iso + 2),
                         .month = two_digits(iso + 5),
                         .day = two_digits(iso + 8)};
}

static const char *write_iso(struct arena *arena, struct date date)
{
    return arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && is_leap ? 29 : days[month - 1];
}

static bool is_day(struct date date)
{
    return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
           date.day >= 1 && date.day <= days_of_month(date.year, date.month);
}

bool calendar_valid(const char *iso)
{
    static const char pattern[] = "0000-00-00";

    if (!iso || strlen(iso) != sizeof pattern - 1)
        return false;
    for (size_t i = 0; pattern[i]; i++) {
        bool is_digit = iso[i] >= '0' && iso[i] <= '9';

        if (pattern[i] == '0' ? !is_digit : iso[i] != '-')
            return false;
    }
    return is_day(read_iso(iso));
}

/*
 * Days since 1970-01-01. The year is taken to begin in March, so that the leap day is its last.
 * Years are positive, so no division rounds the wrong way.
 */
static long day_number(struct date date)
{
    long year = date.year - (date.month <= 2);
    long cycle = year / 400;
    long year_of_cycle = year - cycle * 400;
    long month = (date.month + 9) % 12;
    long day_of_year = (153 * month + 2) / 5 + date.day - 1;
    long day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;

    return cycle * 146097 + day_of_cycle - 719468;
}

static struct date date_of(long number)
{
    long shifted = number + 719468;
    long cycle = shifted / 146097;
    long day_of_cycle = shifted - cycle * 146097;
    long year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
    long day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    long month = (5 * day_of_year + 2) / 153;

    return (struct date){.year = (int)(year_of_cycle + cycle * 400 + (month >= 10)),
                         .month = (int)(month < 10 ? month + 3 : month - 9),
                         .day = (int)(day_of_year - (153 * month + 2) / 5 + 1)};
}

/* NULL before the oldest era we write. ISO text sorts as days do. */
static const struct era *era_of(const char *iso)
{
    for (size_t i = 0; i < ERAS; i++) {
        if (strcmp(iso, eras[i].from) >= 0)
            return &eras[i];
    }
    return NULL;
}

static const char *era_year(struct arena *arena, const struct era *era, int year)
{
    int count = year - read_iso(era->from).year + 1;

    return count == 1 ? arena_printf(arena, "%s元", era->name)
                      : arena_printf(arena, "%s%d", era->name, count);
}

/* What calendar_parse() is reading; `at` has been brought to half-width. */
struct reader {
    const char *at;
    const struct era *era;
};

static void skip_spaces(struct reader *reader)
{
    while (*reader->at == ' ')
        reader->at++;
}

static bool take(struct reader *reader, const char *word)
{
    size_t length = strlen(word);

    skip_spaces(reader);
    if (strncmp(reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

/* A number of at most `digits` digits. */
static bool take_number(struct reader *reader, int digits, int *number)
{
    int count = 0;

    skip_spaces(reader);
    for (*number = 0; *reader->at >= '0' && *reader->at <= '9'; count++) {
        if (count == digits)
            return false;
        *number = *number * 10 + (*reader->at++ - '0');
    }
    return count > 0;
}

static void take_era(struct reader *reader)
{
    skip_spaces(reader);
    for (size_t i = 0; i < ERAS && !reader->era; i++) {
        bool is_letter = (*reader->at & ~0x20) == eras[i].letter;

        if (is_letter)
            reader->at++;
        if (is_letter || take(reader, eras[i].name))
            reader->era = &eras[i];
    }
}

static bool take_year(struct reader *reader, int *year)
{
    const char *start;

    take_era(reader);
    if (!reader->era) {
        skip_spaces(reader);
        start = reader->at;
        return take_number(reader, 4, year) && reader->at - start == 4 &&
               *year >= FIRST_TYPED_YEAR && *year <= LAST_TYPED_YEAR;
    }
    if (take(reader, "元"))
        *year = 1;
    else if (!take_number(reader, 2, year) || *year == 0)
        return false;
    *year += read_iso(reader->era->from).year - 1;
    return true;
}

static bool take_month_and_day(struct reader *reader, struct date *date)
{
    static const char *const separators[][3] = {
        {"年", "月", "日"}, {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}};

    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        if (take(reader, separators[i][0]))
            return take_number(reader, 2, &date->month) && take(reader, separators[i][1]) &&
                   take_number(reader, 2, &date->day) && take(reader, separators[i][2]);
    }
    return false;
}

bool calendar_parse(struct arena *arena, const char *text, const char **iso)
{
    struct reader reader = {.era = NULL};
    struct date date;

    if (strlen(text) > 100)
        return false;
    reader.at = text_nfkc(arena, text_trim(arena, text));
    if (!take_year(&reader, &date.year) || !take_month_and_day(&reader, &date))
        return false;
    skip_spaces(&reader);
    if (*reader.at || !is_day(date))
        return false;
    *iso = write_iso(arena, date);
    return !reader.era || era_of(*iso) == reader.era;
}

bool calendar_parse_time(struct arena *arena, const char *text, const char **time)
{
    struct reader reader = {.era = NULL};
    int hour, minute = 0;

    if (strlen(text) > 100)
        return false;
    reader.at = text_nfkc(arena, text_trim(arena, text));
    if (!take_number(&reader, 2, &hour))
        return false;
    if (take(&reader, ":")) {
        if (!take_number(&reader, 2, &minute))
            return false;
    } else if (!take(&reader, "時") || (take_number(&reader, 2, &minute) && !take(&reader, "分")))
        return false;
    skip_spaces(&reader);
    if (*reader.at || hour > 23 || minute > 59)
        return false;
    *time = arena_printf(arena, "%02d:%02d", hour, minute);
    return true;
}

const char *calendar_date_text(struct arena *arena, const char *iso)
{
    const struct era *era = era_of(iso);
    struct date date = read_iso(iso);

    if (!era)
        return arena_printf(arena, "%d年%d月%d日", date.year, date.month, date.day);
    return arena_printf(arena, "%d年（%s年）%d月%d日", date.year, era_year(arena, era, date.year),
                        date.month, date.day);
}

int calendar_fiscal_year(const char *iso)
{
    struct date date = read_iso(iso);

    return date.year - (date.month < 4);
}

const char *calendar_fiscal_year_text(struct arena *arena, int fiscal_year)
{
    struct date last = {.year = fiscal_year, .month = 12, .day = 31};
    const struct era *era = era_of(write_iso(arena, last));

    if (!era)
        return arena_printf(arena, "%d年度", fiscal_year);
    return arena_printf(arena, "%d年度（%s年度）", fiscal_year, era_year(arena, era, fiscal_year));
}

const char *calendar_add_days(struct arena *arena, const char *iso, long days)
{
    long first = day_number((struct date){1, 1, 1});
    long last = day_number((struct date){9999, 12, 31});
    long number;

    if (__builtin_add_overflow(day_number(read_iso(iso)), days, &number) || number < first ||
        number > last)
        return NULL;
    return write_iso(arena, date_of(number));
}

long calendar_days_between(const char *from, const char *to)
{
    return day_number(read_iso(to)) - day_number(read_iso(from));
}

int calendar_weekday(const char *iso)
{
    long weekday = (day_number(read_iso(iso)) + 4) % 7; /* 1970-01-01 was a Thursday */

    return (int)(weekday < 0 ? weekday + 7 : weekday);
}

const char *calendar_weekday_text(const char *iso)
{
    static const char *const names[] = {"日", "月", "火", "水", "木", "金", "土"};

    return names[calendar_weekday(iso)];
}
