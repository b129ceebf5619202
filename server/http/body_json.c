#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/work.h"
#include "http/body.h"

static bool malformed(struct work *work, const char *message)
{
    return fail(work, ERR_MALFORMED, "%s", message);
}

/*
 * Whether brackets nest no deeper than we allow. Asked before jansson sees the text: it recurses
 * for each level, and connection threads have small stacks. Unbalanced text is left to jansson.
 */
static bool is_shallow(const char *bytes, size_t length)
{
    bool is_string = false;
    size_t depth = 0;

    for (size_t i = 0; i < length; i++) {
        if (is_string && bytes[i] == '\\')
            i++;
        else if (bytes[i] == '"')
            is_string = !is_string;
        else if (!is_string && (bytes[i] == '{' || bytes[i] == '['))
            depth++;
        else if (!is_string && (bytes[i] == '}' || bytes[i] == ']') && depth)
            depth--;
        if (depth > LIMIT_JSON_DEPTH)
            return false;
    }
    return true;
}

static void release(void *json)
{
    json_decref(json);
}

static bool load(struct work *work, const char *bytes, size_t length, struct form_body *out)
{
    json_error_t error;
    json_t *json;

    if (!length)
        return malformed(work, "JSONのオブジェクトを送信してください。");
    if (!is_shallow(bytes, length))
        return malformed(work, "JSONの入れ子が深すぎます。");
    json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
    if (!json)
        return fail(work, ERR_MALFORMED, "JSONとして読み取れません（%d行目の%d文字目）。",
                    error.line, error.column);
    arena_defer(work->arena, release, json);
    if (!json_is_object(json))
        return malformed(work, "JSONのオブジェクトを送信してください。");
    out->json = json;
    return true;
}

/* The text of a number or truth value, or NULL for what is no scalar. */
static const char *scalar_text(struct arena *arena, const json_t *value)
{
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    if (json_is_integer(value))
        return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_real(value))
        return arena_printf(arena, "%.17g", json_real_value(value));
    return NULL;
}

static bool add_scalar(struct work *work, struct form_body *out, const char *name,
                       const json_t *value)
{
    const char *text;

    if (json_is_string(value))
        return body_add_field(work, out, name, json_string_value(value), json_string_length(value));
    text = scalar_text(work->arena, value);
    return !text || body_add_field(work, out, name, text, strlen(text));
}

static bool has_only_scalars(const json_t *array)
{
    size_t i;
    json_t *item;

    json_array_foreach(array, i, item)
    {
        if (json_is_object(item) || json_is_array(item) || json_is_null(item))
            return false;
    }
    return true;
}

static bool add_array(struct work *work, struct form_body *out, const char *name,
                      const json_t *array)
{
    size_t i;
    json_t *item;

    if (!has_only_scalars(array))
        return true;
    json_array_foreach(array, i, item)
    {
        if (!add_scalar(work, out, name, item))
            return false;
    }
    return true;
}

bool body_json(struct work *work, const char *bytes, size_t length, struct form_body *out)
{
    const char *name;
    json_t *value;

    memset(out, 0, sizeof *out);
    if (!load(work, bytes, length, out))
        return false;
    json_object_foreach(out->json, name, value)
    {
        if (json_is_array(value) ? !add_array(work, out, name, value)
                                 : !add_scalar(work, out, name, value))
            return false;
    }
    return true;
}
