#include "modules/assets/asset_words.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "modules/assets/asset_field.h"
#include "view/label.h"

/* The history calls these otherwise than the form does. */
static const struct {
    const char *field, *label_of, *label;
} beside[] = {
    {"status", "column", "asset_status"},
    {"owner_unit", "field", "owner_unit"},
    {"operator", "column", "operator"},
    {"last_checked_on", "field", "last_checked_on"},
    {NULL, NULL, NULL},
};

const char *asset_field_label(const char *field)
{
    const struct field *entered = field_find(asset_fields, field);

    for (int i = 0; beside[i].field; i++)
        if (!strcmp(beside[i].field, field))
            return label_find(beside[i].label_of, beside[i].label);
    return entered ? entered->label : label_find("field", field);
}

static const char *unit_of(const char *field)
{
    static const char *const units[][2] = {{"subject_count", "人"}, {"item_count", "件"},
                                           {"user_count", "人"},    {"recovery_hours", "時間"},
                                           {"quantity", "台"},      {NULL, ""}};
    int i = 0;

    while (units[i][0] && strcmp(units[i][0], field) != 0)
        i++;
    return units[i][1];
}

/* 1234567 → 1,234,567 */
static const char *grouped(struct arena *arena, const char *digits)
{
    size_t length = strlen(digits);
    const char *text = "";

    for (size_t i = 0; i < length; i++)
        text =
            arena_printf(arena, "%s%s%c", text, i && (length - i) % 3 == 0 ? "," : "", digits[i]);
    return text;
}

static const char *law_fields(struct arena *arena, const char *codes)
{
    static const char *const circled[] = {"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧"};
    const char *text = "";

    for (; *codes; codes++)
        if (*codes >= '1' && *codes <= '8')
            text = arena_printf(arena, "%s%s", text, circled[*codes - '1']);
    return text;
}

static const char *day(struct arena *arena, const char *iso)
{
    return calendar_valid(iso) ? arena_printf(arena, "%.4s/%.2s/%.2s", iso, iso + 5, iso + 8) : iso;
}

static const char *word_or(const char *label, const char *code)
{
    const char *word = label_find(label, code);

    return word ? word : code;
}

/* Codes that no form takes: what steps and the scheme of classification set. */
static const char *label_of_code(const char *name)
{
    if (!strcmp(name, "status"))
        return "asset_status";
    return !strcmp(name, "importance") ? name : NULL;
}

const char *asset_value_words(struct arena *arena, const char *name, const char *value)
{
    const struct field *field = field_find(asset_fields, name);

    if (!value || !*value)
        return NULL;
    if (label_of_code(name))
        return word_or(label_of_code(name), value);
    switch (field ? field->kind : FIELD_KIND_TEXT) {
    case FIELD_KIND_ENUM:
        return word_or(name, value);
    case FIELD_KIND_BOOL:
        return word_or("true_false", value);
    case FIELD_KIND_DATE:
        return day(arena, value);
    case FIELD_KIND_INT:
        return arena_printf(arena, "%s%s", grouped(arena, value), unit_of(name));
    case FIELD_KIND_LIST:
        return law_fields(arena, value);
    default:
        return !strcmp(name, "last_checked_on") ? day(arena, value) : value;
    }
}
