#include "fuzz.h"

#include "base/buffer.h"
#include "view/template.h"

/*
 * Template text from anywhere: two templates parted by a NUL byte, the second is "b". Whatever
 * compiles is rendered against a small tree.
 */
static const char tree[] = "{\"a\":{\"b\":\"<x>\",\"c\":[1,2.5,true,null,\"y\"]},\"d\":\"b\","
                           "\"e\":[{\"f\":\"2026-11-22\"},{\"f\":null}],\"g\":[[1],[]],\"h\":\"\"}";

static void render(const struct templates *templates, struct arena *arena)
{
    json_t *json = json_loads(tree, 0, NULL);
    struct buffer *out = buffer_new(arena, 64 * 1024);
    const char *problem = NULL;
    struct value value = value_of_json(json);

    must(template_render(templates, "a", value, value_member(value, "a"), out, &problem) ||
         problem);
    must(strlen(out->data) <= out->length && !out->data[out->length]);
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *end = size ? memchr(text + 1, 0, size - 1) : NULL;
    size_t first = end ? (size_t)(end - text) : size;
    struct template_source sources[] = {{"a", text, first}, {"b", text + first, size - first}};
    struct template_options options = {.formatters = size & 1,
                                       .allow_unescaped = true,
                                       .unknown_names_fail = size % 7 == 0,
                                       .check_references = size % 5 == 0};
    struct arena *arena = arena_new();
    const char *problem = NULL;
    struct templates *templates = templates_compile(sources, 2, &options, arena, &problem);

    if (templates)
        render(templates, arena);
    else
        must(problem != NULL);
    arena_free(arena);
    return 0;
}
