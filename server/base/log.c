#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"

static bool is_quiet;

void log_quiet(void)
{
    is_quiet = true;
}

static void put_escaped(FILE *out, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '"' || *p == '\\')
            fprintf(out, "\\%c", *p);
        else if (*p < 0x20 || *p == 0x7f)
            fprintf(out, "\\u%04x", *p);
        else
            fputc(*p, out);
    }
}

static void log_line(const char *level, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void log_line(const char *level, const char *format, va_list arguments)
{
    struct arena *arena = arena_new();
    char *message = arena_vprintf(arena, format, arguments);

    flockfile(stderr);
    fprintf(stderr, "{\"at\":\"%s\",\"level\":\"%s\",\"message\":\"",
            clock_instant_text(arena, clock_now()), level);
    put_escaped(stderr, message);
    fputs("\"}\n", stderr);
    funlockfile(stderr);
    arena_free(arena);
}

#define LOG_AT(level)                                                                              \
    do {                                                                                           \
        va_list arguments;                                                                         \
        va_start(arguments, format);                                                               \
        log_line(level, format, arguments);                                                        \
        va_end(arguments);                                                                         \
    } while (0)

void log_info(const char *format, ...)
{
    if (!is_quiet)
        LOG_AT("info");
}

void log_warning(const char *format, ...)
{
    LOG_AT("warning");
}

void log_bug(const char *format, ...)
{
    LOG_AT("bug");
}

void log_client(const char *format, ...)
{
    if (!is_quiet)
        LOG_AT("client");
}
