#include "core/audit/audit_sheet.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/work.h"
#include "view/formatter.h"
#include "view/label.h"
#include "view/view.h"

static const char *word(const char *field, const char *code)
{
    const char *words = label_find(field, code);

    return words ? words : code;
}

/* "staff auditor" → 職員等、監査担当 */
static const char *roles_text(struct arena *arena, const char *codes)
{
    struct buffer *out = buffer_new(arena, LIMIT_PAGE);

    while (*codes) {
        size_t length = strcspn(codes, " ");

        if (out->length)
            buffer_text(out, "、");
        buffer_text(out, word("role", arena_strndup(arena, codes, length)));
        codes += length;
        codes += strspn(codes, " ");
    }
    return out->data;
}

static void write_words(const json_t *side, struct buffer *out)
{
    formatter_find("words", 5)->format(value_of_json(side), "", out);
}

/* 内線：2345→2346；メール：… */
static const char *changes_text(struct arena *arena, const char *text)
{
    struct buffer *out = buffer_new(arena, LIMIT_PAGE);
    json_t *changes = text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL, *change;
    size_t i;

    json_array_foreach(changes, i, change)
    {
        const char *field = json_string_value(json_object_get(change, "field"));

        buffer_printf(out, "%s%s：", out->length ? "；" : "", word("field", field));
        write_words(json_object_get(change, "before"), out);
        buffer_text(out, "→");
        write_words(json_object_get(change, "after"), out);
    }
    json_decref(changes);
    return out->data;
}

static void add_row(struct view *item, struct arena *arena, const struct rows *rows, int i)
{
    static const char *const as_they_are[] = {"staff_no",    "name",   "login",       "acting_for",
                                              "address",     "action", "object_type", "object_id",
                                              "object_name", "reason", NULL};

    view_text(item, "id", rows_text(rows, i, "id"));
    view_text(item, "at", rows_text(rows, i, "_at_text"));
    for (const char *const *column = as_they_are; *column; column++)
        view_text(item, *column, rows_text(rows, i, *column));
    view_text(item, "changes", changes_text(arena, rows_text(rows, i, "changes")));
    view_text(item, "roles", roles_text(arena, rows_text(rows, i, "_roles")));
    view_text(item, "request_id", rows_text(rows, i, "request_id"));
}

void audit_sheet(struct view *view, struct arena *arena, const struct rows *rows)
{
    view_list(view, "items");
    for (int i = 0; i < rows->count; i++)
        add_row(view_list_object(view, "items"), arena, rows, i);
}
