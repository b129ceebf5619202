#include "core/transfer/xlsx_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/calendar.h"
#include "base/limits.h"

enum { LAST_DAY = 2958465 }; /* 9999-12-31 */

const char *xlsx_column(struct arena *arena, size_t column)
{
    char letters[8];
    size_t at = sizeof letters;

    letters[--at] = '\0';
    for (column++; column && at; column = (column - 1) / 26)
        letters[--at] = (char)('A' + (column - 1) % 26);
    return arena_strdup(arena, letters + at);
}

/* "BC12" → 54 and 12; false for what is no cell. */
bool xlsx_place(const char *text, size_t *column, long *line)
{
    size_t letters = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    char *end;

    if (!letters || letters > 3)
        return false;
    *column = 0;
    for (size_t i = 0; i < letters; i++)
        *column = *column * 26 + (size_t)(text[i] - 'A' + 1);
    --*column;
    *line = strtol(text + letters, &end, 10);
    return end != text + letters && *line > 0 && *line <= LIMIT_XLSX_LINES;
}

static bool is_escape(const char *at, unsigned *code)
{
    char digits[5] = "";

    if (strncmp(at, "_x", 2) != 0 || strspn(at + 2, "0123456789ABCDEFabcdef") < 4 || at[6] != '_')
        return false;
    memcpy(digits, at + 2, 4);
    *code = (unsigned)strtoul(digits, NULL, 16);
    return *code == '_' || *code < ' ';
}

/* _x000D_ is how a control character is written; of these only tab and line feed are text. */
const char *xlsx_unescaped(struct arena *arena, const char *text)
{
    struct buffer *out;
    unsigned code;

    if (!strchr(text, '\r') && !strstr(text, "_x"))
        return arena_strdup(arena, text);
    out = buffer_new(arena, LIMIT_CSV_CELL + 1);
    for (; *text; text++) {
        if (*text == '_' && is_escape(text, &code)) {
            text += 6;
            if (code == '_' || code == '\t' || code == '\n')
                buffer_char(out, (char)code);
        } else if (*text != '\r') {
            buffer_char(out, *text);
        }
    }
    return out->data;
}

/* Those every spreadsheet knows without being told, with the Japanese ones. */
bool xlsx_is_day_format(long id)
{
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || (id >= 34 && id <= 36) ||
           (id >= 50 && id <= 58);
}

/* A year, an era or a day outside quotes and brackets. */
bool xlsx_is_day_code(const char *code)
{
    if (!strncasecmp(code, "General", 7))
        return false;
    for (; *code && *code != ';'; code++) {
        const char *closing = *code == '"'   ? strchr(code + 1, '"')
                              : *code == '[' ? strchr(code, ']')
                                             : code;

        if (!closing)
            return false;
        if (closing == code && strchr("yYdDgG", *code))
            return true;
        code = closing + (*code == '\\' && code[1]);
    }
    return false;
}

/* Day 60 of 1900 is the 29 February that there was not. */
static const char *day_text(struct arena *arena, double serial, bool is_1904)
{
    long days = (long)floor(serial), minutes = lround((serial - (double)days) * 1440);
    const char *zero = is_1904 ? "1904-01-01" : days > 60 ? "1899-12-30" : "1899-12-31", *day;

    if (serial < 0 || days > LAST_DAY || (days == 60 && !is_1904))
        return NULL;
    if (minutes == 1440) {
        minutes = 0;
        days++;
    }
    day = calendar_add_days(arena, zero, days);
    return !day || !minutes
               ? day
               : arena_printf(arena, "%s %02ld:%02ld", day, minutes / 60, minutes % 60);
}

const char *xlsx_number(struct arena *arena, const char *text, bool is_day, bool is_1904)
{
    double number;
    char *end;

    if (!is_day && text[strspn(text, "0123456789")] == '\0')
        return arena_strdup(arena, text);
    number = strtod(text, &end);
    if (end == text || *end || !isfinite(number))
        return arena_strdup(arena, text);
    if (is_day && day_text(arena, number, is_1904))
        return day_text(arena, number, is_1904);
    if (number == floor(number) && fabs(number) < 1e15)
        return arena_printf(arena, "%.0f", number);
    return arena_printf(arena, "%.15g", number);
}
