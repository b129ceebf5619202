#include "fuzz_body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *work = fuzz_work();
    char *bytes = exact_copy(work->arena, data, size);
    struct form_body body;

    if (body_json(work, bytes, size, &body))
        check_body(&body, bytes, size);
    else
        must(work->error.code != ERR_NONE);
    arena_free(work->arena);
    return 0;
}
