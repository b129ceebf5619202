#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "base/arena.h"

enum { SECOND = 1000000, JAPAN_OFFSET_SECONDS = 9 * 3600, DAY_SECONDS = 86400 };

/* Added to the system's clock; set once before threads start. */
static int64_t offset;

struct civil {
    int64_t year;
    int month, day;
};

/* Days since 1970-01-01 to a date and back, by the proleptic Gregorian calendar (400-year cycles).
 */
static struct civil civil_of_days(int64_t days)
{
    int64_t shifted = days + 719468;
    int64_t cycle = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_cycle = shifted - cycle * 146097;
    int64_t year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
    int64_t day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    struct civil civil;

    civil.day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    civil.month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    civil.year = year_of_cycle + cycle * 400 + (civil.month <= 2);
    return civil;
}

static int64_t system_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

int64_t clock_now(void)
{
    return system_now() + offset;
}

int64_t clock_monotonic(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Seconds east of UTC of "Z", "+09:00", "-03:30"; -1 in *ok when unreadable. */
static int zone_seconds(const char *text, bool *ok)
{
    int hours, minutes, used = 0;
    char sign;

    *ok = true;
    if (text[0] == 'Z' && !text[1])
        return 0;
    *ok = sscanf(text, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) == 3 && !text[used] &&
          (sign == '+' || sign == '-') && hours <= 14 && minutes < 60;
    if (!*ok)
        return 0;
    return (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

bool clock_start_at(const char *instant)
{
    struct tm broken = {0};
    int used = 0, zone;
    bool ok;
    time_t seconds;

    if (sscanf(instant, "%4d-%2d-%2dT%2d:%2d:%2d%n", &broken.tm_year, &broken.tm_mon,
               &broken.tm_mday, &broken.tm_hour, &broken.tm_min, &broken.tm_sec, &used) != 6)
        return false;
    zone = zone_seconds(instant + used, &ok);
    broken.tm_year -= 1900;
    broken.tm_mon -= 1;
    seconds = ok ? timegm(&broken) : -1;
    if (seconds < 0)
        return false;
    offset = ((int64_t)seconds - zone) * SECOND - system_now();
    return true;
}

const char *clock_instant_text(struct arena *arena, int64_t instant)
{
    int64_t seconds = instant / SECOND;
    struct civil civil = civil_of_days(seconds / DAY_SECONDS);
    int second_of_day = (int)(seconds % DAY_SECONDS);

    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", (int)civil.year, civil.month,
                        civil.day, second_of_day / 3600, second_of_day / 60 % 60,
                        second_of_day % 60, (int)(instant % SECOND));
}

const char *clock_day_text(struct arena *arena, int64_t instant)
{
    struct civil civil = civil_of_days((instant / SECOND + JAPAN_OFFSET_SECONDS) / DAY_SECONDS);

    return arena_printf(arena, "%04d-%02d-%02d", (int)civil.year, civil.month, civil.day);
}
