#include "http/body.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "http/media.h"

static enum body_kind kind_of(const struct media *media)
{
    static const struct {
        const char *value;
        enum body_kind kind;
    } kinds[] = {
        {"application/x-www-form-urlencoded", BODY_URLENCODED},
        {"multipart/form-data", BODY_MULTIPART},
        {"application/json", BODY_JSON},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(media->value, kinds[i].value) == 0)
            return kinds[i].kind;
    }
    return BODY_UNKNOWN;
}

static enum body_kind kind_in(struct arena *arena, const char *content_type)
{
    struct media media = media_parse(arena, content_type);
    const char *charset = "utf-8";

    if (media_parameter(arena, &media, "charset", &charset) == MEDIA_BROKEN)
        return BODY_UNKNOWN;
    return strcasecmp(charset, "utf-8") == 0 ? kind_of(&media) : BODY_UNKNOWN;
}

enum body_kind body_kind(const char *content_type)
{
    struct arena *arena = arena_new();
    enum body_kind kind = kind_in(arena, content_type);

    arena_free(arena);
    return kind;
}

bool body_read(struct work *work, const char *content_type, const char *bytes, size_t length,
               struct form_body *out)
{
    switch (kind_in(work->arena, content_type)) {
    case BODY_URLENCODED:
        return body_urlencoded(work, bytes, length, out);
    case BODY_MULTIPART:
        return body_multipart(work, content_type, bytes, length, out);
    case BODY_JSON:
        return body_json(work, bytes, length, out);
    case BODY_UNKNOWN:
        break;
    }
    return fail(work, ERR_MEDIA_TYPE, NULL);
}

const struct form_field *body_field(const struct form_body *body, const char *name,
                                    const struct form_field *previous)
{
    size_t i = previous ? (size_t)(previous - body->fields) + 1 : 0;

    for (; i < body->field_count; i++) {
        if (strcmp(body->fields[i].name, name) == 0)
            return &body->fields[i];
    }
    return NULL;
}

/* A copy with \r\n and lone \r as \n: a text area's lines are one thing, however they travel. */
static char *with_newlines(struct arena *arena, const char *value, size_t *length)
{
    char *copy = arena_alloc(arena, *length + 1);
    size_t used = 0;

    for (size_t i = 0; i < *length; i++) {
        if (value[i] == '\r' && i + 1 < *length && value[i + 1] == '\n')
            continue;
        copy[used++] = value[i] == '\r' ? '\n' : value[i];
    }
    *length = used;
    return copy;
}

bool body_is_name(const char *name)
{
    size_t length = strlen(name);

    return length && text_valid_utf8(name, length) && !text_has_control(name, length) &&
           !strpbrk(name, "\t\n");
}

static void make_room(struct arena *arena, struct form_body *body)
{
    struct form_field *grown;

    if (body->field_count < body->field_room)
        return;
    body->field_room = body->field_room ? body->field_room * 2 : 16;
    grown = arena_array(arena, body->field_room, sizeof *grown);
    if (body->field_count)
        memcpy(grown, body->fields, body->field_count * sizeof *grown);
    body->fields = grown;
}

bool body_add_field(struct work *work, struct form_body *body, const char *name, const char *value,
                    size_t length)
{
    if (body->field_count == LIMIT_FORM_FIELDS)
        return fail(work, ERR_TOO_LARGE, "項目の数が多すぎます。分けて送信してください。");
    if (!body_is_name(name))
        return fail(work, ERR_MALFORMED, "項目の名前が読み取れません。");
    if (!text_valid_utf8(value, length) || (length && memchr(value, '\0', length)))
        return fail(work, ERR_MALFORMED, "文字として読み取れない内容があります。");
    make_room(work->arena, body);
    value = with_newlines(work->arena, value, &length);
    body->fields[body->field_count++] =
        (struct form_field){.name = name, .value = value, .value_length = length};
    return true;
}
