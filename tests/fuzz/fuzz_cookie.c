#include "fuzz.h"

#include "http/cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *header = arena_strndup(arena, (const char *)data, size);
    const char *value = cookie_find(arena, header, "sid");

    if (value) {
        must(!strpbrk(value, " \t\",;\\") && strstr(header, "sid=") && strstr(header, value));
        /* The same cookie once more, and nobody knows which counts. */
        must(!cookie_find(arena, arena_printf(arena, "%s; sid=x", header), "sid"));
    }
    arena_free(arena);
    return 0;
}
