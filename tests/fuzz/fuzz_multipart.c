#include "fuzz_body.h"

/* The first line is the Content-Type; without one, a boundary that a dictionary can know. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *work = fuzz_work();
    const char *type = "multipart/form-data; boundary=b";
    const uint8_t *line = size ? memchr(data, '\n', size) : NULL;
    struct form_body body;
    char *bytes;

    if (line && data[0] == 'm') {
        type = arena_strndup(work->arena, (const char *)data, (size_t)(line - data));
        size -= (size_t)(line - data) + 1;
        data = line + 1;
    }
    bytes = exact_copy(work->arena, data, size);
    if (body_multipart(work, type, bytes, size, &body))
        check_body(&body, bytes, size);
    else
        must(work->error.code != ERR_NONE);
    arena_free(work->arena);
    return 0;
}
