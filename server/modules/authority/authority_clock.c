#include "modules/authority/authority_clock.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"

/* One or two digits; `at` moves behind them. */
static bool read_number(const char **at, long *number)
{
    size_t digits = strspn(*at, "0123456789");

    if (digits < 1 || digits > 2)
        return false;
    *number = strtol(*at, NULL, 10);
    *at += digits;
    return true;
}

static bool skip(const char **at, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

bool clock_parse(struct arena *arena, const char *text, const char **time)
{
    const char *at = text_trim(arena, text_nfkc(arena, text));
    long hour, minute = 0;

    if (!read_number(&at, &hour))
        return false;
    if (skip(&at, "時")) {
        if (*at && (!read_number(&at, &minute) || !skip(&at, "分")))
            return false;
    } else if (!skip(&at, ":") || strspn(at, "0123456789") != 2 || !read_number(&at, &minute)) {
        return false;
    }
    if (*at || minute > 59 || hour > 24 || (hour == 24 && minute > 0))
        return false;
    *time = arena_printf(arena, "%02ld:%02ld", hour, minute);
    return true;
}

bool clock_parse_moment(struct arena *arena, const char *text, const char **day, const char **time)
{
    const char *typed = text_trim(arena, text_nfkc(arena, text));
    size_t length = strcspn(typed, " T");

    *time = "00:00";
    return calendar_parse(arena, arena_strndup(arena, typed, length), day) &&
           (!typed[length] || clock_parse(arena, typed + length + 1, time));
}
