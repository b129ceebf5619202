#include "support/body_cases.h"

#include <string.h>

const char *fields_text(const struct form_body *body)
{
    const char *text = "";

    for (size_t i = 0; i < body->field_count; i++) {
        ck_assert_uint_eq(strlen(body->fields[i].value), body->fields[i].value_length);
        text = arena_printf(work->arena, "%s%s=%s|", text, body->fields[i].name,
                            body->fields[i].value);
    }
    return text;
}

void check_case(const char *type, const struct body_case *c)
{
    struct form_body body;
    size_t length = c->length ? c->length : strlen(c->bytes);
    bool is_read = body_read(work, type, c->bytes, length, &body);

    ck_assert_int_eq(is_read, c->fields != NULL);
    if (is_read)
        ck_assert_str_eq(fields_text(&body), c->fields);
    else
        ck_assert_int_eq(work->error.code, ERR_MALFORMED);
}

bool read_text(const char *type, const char *text)
{
    struct form_body body;

    error_clear(work);
    return body_read(work, type, text, strlen(text), &body);
}

const char *repeated(const char *text, size_t count)
{
    size_t length = strlen(text);
    char *all = arena_alloc(work->arena, length * count + 1);

    for (size_t i = 0; i < count; i++)
        memcpy(all + i * length, text, length);
    return all;
}
