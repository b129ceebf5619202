#ifndef FUZZ_FUZZ_BODY_H
#define FUZZ_FUZZ_BODY_H

#include "base/limits.h"
#include "fuzz.h"
#include "http/body.h"

/* What body.h promises of every body that was read. */
static inline void check_body(const struct form_body *body, const char *bytes, size_t size)
{
    must(body->field_count <= LIMIT_FORM_FIELDS && body->file_count <= LIMIT_MULTIPART_PARTS);
    for (size_t i = 0; i < body->field_count; i++) {
        const struct form_field *field = &body->fields[i];

        must(body_is_name(field->name));
        must_be_text(field->value, field->value_length);
        must(!strchr(field->value, '\r'));
        must(body_field(body, field->name, NULL) != NULL);
    }
    for (size_t i = 0; i < body->file_count; i++) {
        const struct form_file *file = &body->files[i];

        must(body_is_name(file->field) && file->content_type);
        must(!strpbrk(file->filename, "/\\\r\n"));
        must_be_text(file->filename, strlen(file->filename));
        must(file->bytes >= bytes && file->bytes + file->length <= bytes + size);
    }
}

/* A copy of the exact size, without a NUL behind it. */
static inline char *exact_copy(struct arena *arena, const uint8_t *data, size_t size)
{
    char *copy = arena_alloc(arena, size);

    if (size)
        memcpy(copy, data, size);
    return copy;
}

#endif
