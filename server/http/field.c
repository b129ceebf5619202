#include "http/field.h"

#include <limits.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "http/body.h"

/*
 * A character a reader sees may be made of several code points, but not of any number: otherwise
 * one "character" could carry the whole body past a limit.
 */
enum { CODE_POINTS_PER_CHARACTER = 8 };

/* One field being read. */
struct reading {
    struct work *work;
    const struct field *field;
    const struct form_field *given; /* NULL: absent */
    const struct form_body *body;
    void *member;
};

const struct field *field_find(const struct field *table, const char *name)
{
    for (; table->kind != FIELD_KIND_END; table++) {
        if (strcmp(table->name, name) == 0)
            return table;
    }
    return NULL;
}

static size_t max_of(const struct field *field)
{
    return field->max ? field->max : FIELD_MAX_TEXT;
}

static bool check_length(struct work *work, const struct field *field, const char *text)
{
    size_t max = max_of(field);
    size_t length = text_graphemes(text);

    if (length > max)
        return fail_field(work, field->name,
                          "「%s」は%zu文字以内で入力してください（現在%zu文字）。", field->label,
                          max, length);
    if (text_length(text) > max * CODE_POINTS_PER_CHARACTER)
        return fail_field(work, field->name, "「%s」に使用できない文字の並びが含まれています。",
                          field->label);
    return true;
}

static bool check_characters(struct work *work, const struct field *field, const char *text)
{
    bool is_line = field->kind != FIELD_KIND_LONG_TEXT;

    if (is_line && strchr(text, '\n'))
        return fail_field(work, field->name, "「%s」は改行せずに入力してください。", field->label);
    if (text_has_control(text, strlen(text)))
        return fail_field(work, field->name, "「%s」に使用できない文字が含まれています。",
                          field->label);
    return true;
}

static bool check_required(const struct reading *reading)
{
    const struct field *field = reading->field;
    bool is_choice = field->kind == FIELD_KIND_ENUM || field->kind == FIELD_KIND_LIST ||
                     field->kind == FIELD_KIND_BOOL || field->is_picked;

    return !field->required || fail_field(reading->work, field->name, "「%s」を%sしてください。",
                                          field->label, is_choice ? "選択" : "入力");
}

/* The value without white space around it; "" when absent. */
static const char *trimmed(const struct reading *reading)
{
    return reading->given ? text_trim(reading->work->arena, reading->given->value) : "";
}

static bool read_text(const struct reading *reading)
{
    const char *text = trimmed(reading);

    if (*text && reading->field->kind == FIELD_KIND_LONG_TEXT)
        text = text_trim_block(reading->work->arena, reading->given->value);
    *(const char **)reading->member = *text ? text : NULL;
    if (!*text)
        return check_required(reading);
    return check_characters(reading->work, reading->field, text) &&
           check_length(reading->work, reading->field, text);
}

static bool read_secret(const struct reading *reading)
{
    const char *text = reading->given ? reading->given->value : "";

    *(const char **)reading->member = *text ? text : NULL;
    if (!*text)
        return check_required(reading);
    if (strlen(text) > LIMIT_PASSWORD)
        return fail_field(reading->work, reading->field->name,
                          "「%s」が長すぎます。確認して、もう一度入力してください。",
                          reading->field->label);
    return true;
}

static bool parse_long(const char *text, long *number)
{
    bool is_negative = *text == '-';

    text += is_negative;
    *number = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || __builtin_mul_overflow(*number, 10L, number) ||
            __builtin_sub_overflow(*number, (long)(*text - '0'), number))
            return false;
    }
    /* Summed below zero, where there is one more number than above. */
    return is_negative || !__builtin_sub_overflow(0L, *number, number);
}

static bool check_range(const struct reading *reading, long number)
{
    const struct field *field = reading->field;
    bool has_range = field->minimum || field->maximum;

    if (!has_range || (number >= field->minimum && number <= field->maximum))
        return true;
    return fail_field(reading->work, field->name, "「%s」は%ldから%ldまでの数で入力してください。",
                      field->label, field->minimum, field->maximum);
}

static bool read_int(const struct reading *reading)
{
    const char *text = text_nfkc(reading->work->arena, trimmed(reading));
    long number = reading->field->fallback;

    *(long *)reading->member = number;
    if (!*text)
        return check_required(reading);
    if (!parse_long(text, &number))
        return fail_field(reading->work, reading->field->name, "「%s」は数字で入力してください。",
                          reading->field->label);
    *(long *)reading->member = number;
    return check_range(reading, number);
}

static bool read_bool(const struct reading *reading)
{
    static const char *const yes[] = {"true", "on", "1", "yes", NULL};
    static const char *const no[] = {"false", "off", "0", "no", "", NULL};
    const char *text = trimmed(reading);
    bool is_true = text_is_among(text, yes);

    *(bool *)reading->member = is_true;
    if (!is_true && !text_is_among(text, no))
        return fail_field(reading->work, reading->field->name,
                          "「%s」は「はい」か「いいえ」を選択してください。",
                          reading->field->label);
    return *text || check_required(reading);
}

static const struct choice *find_choice(const struct choice *choices, const char *code)
{
    for (; choices->code; choices++) {
        if (strcmp(choices->code, code) == 0)
            return choices;
    }
    return NULL;
}

static bool fail_choice(const struct reading *reading)
{
    return fail_field(reading->work, reading->field->name,
                      "「%s」は一覧にあるものから選択してください。", reading->field->label);
}

static bool read_enum(const struct reading *reading)
{
    const char *code = trimmed(reading);
    const struct choice *choice = find_choice(reading->field->choices, code);
    int value = choice ? choice->value : (int)reading->field->fallback;

    /* The member may be any enum, so its bytes are set. */
    memcpy(reading->member, &value, sizeof value);
    if (!*code)
        return check_required(reading);
    return choice || fail_choice(reading);
}

static bool read_date(const struct reading *reading)
{
    const char *text = trimmed(reading);
    const char **member = reading->member;

    *member = NULL;
    if (!*text)
        return check_required(reading);
    if (calendar_parse(reading->work->arena, text, member))
        return true;
    *member = NULL;
    return fail_field(reading->work, reading->field->name,
                      "「%s」は、2026-11-22や令和8年11月22日のように、暦にある日付で"
                      "入力してください。",
                      reading->field->label);
}

static bool check_item(const struct reading *reading, const char *item)
{
    const struct field *field = reading->field;

    if (field->choices && !find_choice(field->choices, item))
        return fail_choice(reading);
    return check_characters(reading->work, field, item) && check_length(reading->work, field, item);
}

static bool check_count(const struct reading *reading, long count)
{
    const struct field *field = reading->field;

    if (count < field->minimum)
        return fail_field(reading->work, field->name, "「%s」は%ld件以上選択してください。",
                          field->label, field->minimum);
    if (field->maximum && count > field->maximum)
        return fail_field(reading->work, field->name,
                          "「%s」は%ld件以内にしてください（現在%ld件）。", field->label,
                          field->maximum, count);
    return true;
}

/* Empty items, which a form sends for inputs left blank, are left out. */
static bool read_list(const struct reading *reading)
{
    const char **items =
        arena_array(reading->work->arena, reading->body->field_count + 1, sizeof *items);
    const struct form_field *given = reading->given;
    long count = 0;

    *(const char *const **)reading->member = items;
    for (; given; given = body_field(reading->body, reading->field->name, given)) {
        const char *item = text_trim(reading->work->arena, given->value);

        if (!*item)
            continue;
        if (!check_item(reading, item))
            return false;
        items[count++] = item;
    }
    return count ? check_count(reading, count) : check_required(reading);
}

static bool read_nested(const struct reading *reading)
{
    const json_t *json = reading->body->json;

    return (json && json_object_get(json, reading->field->name)) || reading->given ||
           check_required(reading);
}

static bool read_field(const struct reading *reading)
{
    static bool (*const readers[])(const struct reading *) = {
        [FIELD_KIND_TEXT] = read_text,     [FIELD_KIND_LONG_TEXT] = read_text,
        [FIELD_KIND_INT] = read_int,       [FIELD_KIND_BOOL] = read_bool,
        [FIELD_KIND_ENUM] = read_enum,     [FIELD_KIND_DATE] = read_date,
        [FIELD_KIND_SECRET] = read_secret, [FIELD_KIND_LIST] = read_list,
        [FIELD_KIND_NESTED] = read_nested,
    };

    return readers[reading->field->kind](reading);
}

static bool may_repeat(const struct field *field)
{
    return field->kind == FIELD_KIND_LIST || field->kind == FIELD_KIND_NESTED;
}

/* Two values for one field: whichever we took, somebody else may take the other. */
static bool check_single(struct work *work, const struct field *table, const struct form_body *body)
{
    const struct form_field *first;

    for (; table->kind != FIELD_KIND_END; table++) {
        first = may_repeat(table) ? NULL : body_field(body, table->name, NULL);
        if (first && body_field(body, table->name, first))
            return fail(work, ERR_MALFORMED, "「%s」が2回送信されました。1回だけ送信してください。",
                        table->label);
    }
    return true;
}

static bool has_shape(const struct field *field, const json_t *value)
{
    const json_t *item;
    size_t i;

    if (field->kind == FIELD_KIND_NESTED)
        return true;
    if (!json_is_array(value))
        return !json_is_object(value);
    json_array_foreach(value, i, item)
    {
        if (json_is_object(item) || json_is_array(item) || json_is_null(item))
            return false;
    }
    return field->kind == FIELD_KIND_LIST;
}

static bool check_member(struct work *work, const struct field *table, const char *name,
                         const json_t *value)
{
    const struct field *field = field_find(table, name);

    if (strcmp(name, "csrf") == 0 || strcmp(name, "once") == 0)
        return true;
    if (!field)
        return fail_field(work, name, "この項目はありません。");
    return has_shape(field, value) ||
           fail_field(work, name, "「%s」は、一つの値%sで送信してください。", field->label,
                      field->kind == FIELD_KIND_LIST ? "か、値の並び" : "");
}

static bool check_members(struct work *work, const struct field *table,
                          const struct form_body *body)
{
    const char *name;
    json_t *value;
    bool is_good = true;

    json_object_foreach(body->json, name, value)
    {
        if (!check_member(work, table, name, value))
            is_good = false;
    }
    return is_good;
}

bool field_read(struct work *work, const struct field *table, const struct form_body *body,
                void *out)
{
    bool is_good = true;

    if (body->json)
        is_good = check_members(work, table, body);
    else if (!check_single(work, table, body))
        return false;
    for (; table->kind != FIELD_KIND_END; table++) {
        struct reading reading = {.work = work,
                                  .field = table,
                                  .given = body_field(body, table->name, NULL),
                                  .body = body,
                                  .member = (char *)out + table->offset};

        if (!read_field(&reading))
            is_good = false;
    }
    return is_good;
}
