#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>

struct arena;

/*
 * Days of the Gregorian calendar as ISO text ("2026-11-22"), years 0001 to 9999, and how a
 * Japanese city writes them. Nothing here knows what day it is: that comes from struct work.
 *
 * Functions that take `iso` need a day calendar_valid() accepts.
 */
bool calendar_valid(const char *iso);

/*
 * What people type: 2026-11-22, 2026/11/22, 2026.11.22, 2026年11月22日, R8.11.22, 令和8年11月22日,
 * 平成元年…, full-width or half-width. Years 1900 to 2999, so that a slip of a finger is found; a
 * day outside the era it names is refused. False: no such day.
 */
bool calendar_parse(struct arena *arena, const char *text, const char **iso);

/*
 * A time of day as people type it: 9:05, 09:05, 9時5分, 9時, full-width or half-width → "09:05".
 * False: no such time.
 */
bool calendar_parse_time(struct arena *arena, const char *text, const char **time);

/* 2026年（令和8年）11月22日; before 1926-12-25 without an era. */
const char *calendar_date_text(struct arena *arena, const char *iso);

/* The fiscal year begins on 1 April: 2026-03-31 is in 2025. */
int calendar_fiscal_year(const char *iso);

/*
 * 2026年度（令和8年度）. The era is that of the year's 31 December: 2019年度 is 令和元年度 as a
 * whole, as the State decided for that year.
 */
const char *calendar_fiscal_year_text(struct arena *arena, int fiscal_year);

/* NULL outside the years 0001 to 9999. */
const char *calendar_add_days(struct arena *arena, const char *iso, long days);

/* Days from `from` to `to`; negative when `to` is earlier. */
long calendar_days_between(const char *from, const char *to);

/* 0 is Sunday. */
int calendar_weekday(const char *iso);

/* 日 月 火 … */
const char *calendar_weekday_text(const char *iso);

#endif
