#include "support/files.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/work_fixture.h"

enum { FILE_BYTES = 1 << 20 };

const char *source_path(const char *name)
{
    const char *source = getenv("MAMORI_SOURCE");

    return arena_printf(arena, "%s/%s", source ? source : ".", name);
}

const char *shared_path(const char *name)
{
    const char *shared = getenv("MAMORI_SHARED");

    return arena_printf(arena, "%s/%s", shared ? shared : source_path("../shared"), name);
}

char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *bytes;

    if (!file)
        return NULL;
    bytes = arena_alloc(arena, FILE_BYTES);
    *length = fread(bytes, 1, FILE_BYTES, file);
    fclose(file);
    return bytes;
}
