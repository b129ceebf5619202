#include "fuzz.h"

#include "base/limits.h"
#include "http/uri.h"

/* What a link is made of reads back as the same segment. */
static void check_round_trip(struct work *work, const struct uri *uri)
{
    for (size_t i = 0; i < uri->segment_count; i++) {
        const char *encoded = uri_encode_path(work->arena, uri->segments[i]);
        const char *target = arena_printf(work->arena, "/%s", encoded);
        struct uri again;

        if (strlen(target) > LIMIT_URI || !*uri->segments[i])
            continue;
        must(uri_parse(work, target, &again) && again.segment_count == 1);
        must(strcmp(again.segments[0], uri->segments[i]) == 0);
    }
}

static void check_uri(struct work *work, const struct uri *uri)
{
    must_be_text(uri->path, strlen(uri->path));
    must(uri->path[0] == '/' && !strstr(uri->path, "//") && !strchr(uri->path, '\\'));
    for (size_t i = 0; i < uri->segment_count; i++) {
        must(*uri->segments[i] || i + 1 == uri->segment_count);
        must(strcmp(uri->segments[i], ".") != 0 && strcmp(uri->segments[i], "..") != 0);
    }
    for (size_t i = 0; i < uri->pair_count; i++) {
        const char *value = NULL;

        must_be_text(uri->pairs[i].value, strlen(uri->pairs[i].value));
        must(uri_query(uri, uri->pairs[i].name, &value) != URI_ABSENT);
    }
    check_round_trip(work, uri);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct work *work = fuzz_work();
    const char *target = arena_strndup(work->arena, (const char *)data, size);
    struct uri uri;

    if (uri_parse(work, target, &uri))
        check_uri(work, &uri);
    else
        must(work->error.code != ERR_NONE);
    arena_free(work->arena);
    return 0;
}
