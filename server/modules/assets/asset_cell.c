#include "modules/assets/asset_cell.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "view/label.h"

enum { CHOICES_MAXIMUM = 20, LONGEST = 4000, DIGITS = 9 };

/* ---- words -------------------------------------------------------------------------------------
 */

struct asset_words {
    const struct rows *rows; /* axis, code, label; axis: of a level, or "preset" */
};

const struct asset_words *asset_words_load(struct work *work)
{
    struct asset_words *words = arena_alloc(work->arena, sizeof *words);

    words->rows = db_take(work, SQL_ASSET_SHEET_WORDS, PARAMS());
    return words->rows ? words : NULL;
}

static bool is_code(const struct field *field)
{
    static const char *const codes[] = {"preset",       "confidentiality", "integrity",
                                        "availability", "grade",           NULL};
    const char *const *code = codes;

    while (*code && strcmp(*code, field->name) != 0)
        code++;
    return *code != NULL;
}

bool asset_field_is_in_force(const struct asset_words *words, const struct field *field)
{
    for (int i = 0; i < words->rows->count; i++)
        if (!strcmp(rows_text(words->rows, i, "axis"), field->name))
            return true;
    return !is_code(field);
}

bool asset_field_is_reference(const struct field *field)
{
    return !strcmp(field->name, "operator_no") || !strcmp(field->name, "contractor");
}

void asset_fields_of_kind(const struct asset_words *words, enum asset_kind kind,
                          bool with_restricted, struct asset_fields_of *out)
{
    out->count = 0;
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++)
        if (asset_has_field(kind, f->name) && asset_field_is_in_force(words, f) &&
            (with_restricted || asset_column_of(f->name)->part != ASSET_PART_RESTRICTED) &&
            out->count < ASSET_FIELDS_MAXIMUM)
            out->at[out->count++] = f;
}

const char *const *asset_cell_choices(struct arena *arena, const struct asset_words *words,
                                      const struct field *field)
{
    const char **all = arena_array(arena, CHOICES_MAXIMUM + 1, sizeof *all);
    size_t count = 0;

    if (field->kind == FIELD_KIND_BOOL) {
        all[count++] = "はい";
        all[count++] = "いいえ";
    }
    for (const struct choice *c = field->choices;
         field->kind == FIELD_KIND_ENUM && c->code && count < CHOICES_MAXIMUM; c++)
        all[count++] = label_find(field->name, c->code);
    for (int i = 0; is_code(field) && i < words->rows->count && count < CHOICES_MAXIMUM; i++)
        if (!strcmp(rows_text(words->rows, i, "axis"), field->name))
            all[count++] = rows_text(words->rows, i, "label");
    return count ? all : NULL;
}

/* ---- to a cell ---------------------------------------------------------------------------------
 */

static const char *label_of_code(const struct asset_words *words, const char *axis,
                                 const char *code)
{
    for (int i = 0; i < words->rows->count; i++)
        if (!strcmp(rows_text(words->rows, i, "axis"), axis) &&
            !strcmp(rows_text(words->rows, i, "code"), code))
            return rows_text(words->rows, i, "label");
    return code;
}

static const char *listed(struct arena *arena, const char *codes)
{
    const char *all = "";

    for (; *codes; codes++)
        all =
            arena_printf(arena, "%s%.*s", all, *codes == ',' ? 3 : 1, *codes == ',' ? "、" : codes);
    return all;
}

static const char *scalar(struct arena *arena, const json_t *value)
{
    if (json_is_integer(value))
        return arena_printf(arena, "%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "はい" : "いいえ";
    return json_is_string(value) ? json_string_value(value) : "";
}

const char *asset_cell_text(struct arena *arena, const struct asset_words *words,
                            const struct field *field, const json_t *values)
{
    const char *text = scalar(arena, json_object_get(values, asset_column_of(field->name)->column));
    const char *label = field->kind == FIELD_KIND_ENUM ? label_find(field->name, text) : NULL;

    if (*text && is_code(field))
        return label_of_code(words, field->name, text);
    if (field->kind == FIELD_KIND_LIST)
        return listed(arena, text);
    return label ? label : text;
}

/* ---- out of a cell -----------------------------------------------------------------------------
 */

struct reading {
    struct arena *arena;
    const struct asset_words *words;
    const struct field *field;
    const char *text; /* without white space around it */
    const char **problem, **detail;
};

static json_t *wrong(const struct reading *c, const char *problem, const char *detail)
{
    *c->problem = problem;
    *c->detail = detail;
    return NULL;
}

/* Most cells hold the word itself: folding is for the others. */
static bool is_word(const struct reading *c, const char *word)
{
    return word && (!strcmp(c->text, word) ||
                    !strcmp(text_fold(c->arena, c->text), text_fold(c->arena, word)));
}

static json_t *no_word(const struct reading *c)
{
    struct buffer *all = buffer_new(c->arena, LONGEST);
    const char *const *words = asset_cell_choices(c->arena, c->words, c->field);

    for (; words && *words; words++)
        buffer_printf(all, "%s%s", all->length ? "、" : "", *words);
    return wrong(c, "no_word", all->data);
}

static const char *chosen(const struct reading *c,
                          bool (*is_it)(const struct reading *, const char *))
{
    for (const struct choice *choice = c->field->choices; choice->code; choice++)
        if (is_it(c, choice->code) || is_it(c, label_find(c->field->name, choice->code)))
            return choice->code;
    return NULL;
}

static bool is_exactly(const struct reading *c, const char *word)
{
    return word && !strcmp(c->text, word);
}

static const char *unchosen(const struct field *field)
{
    const struct choice *choice = field->choices;

    while (choice->code && choice->value != field->fallback)
        choice++;
    return choice->code;
}

/* Empty is what a form leaves unchosen. */
static json_t *choice_of(const struct reading *c)
{
    const char *code = *c->text ? chosen(c, is_exactly) : unchosen(c->field);

    if (!code && *c->text)
        code = chosen(c, is_word);
    if (code)
        return json_string(code);
    return *c->text ? no_word(c) : json_null();
}

static json_t *code_of(const struct reading *c)
{
    const struct rows *rows = c->words->rows;

    for (int i = 0; *c->text && i < rows->count; i++)
        if (!strcmp(rows_text(rows, i, "axis"), c->field->name) &&
            (is_exactly(c, rows_text(rows, i, "code")) || is_word(c, rows_text(rows, i, "label"))))
            return json_string(rows_text(rows, i, "code"));
    return *c->text ? no_word(c) : json_null();
}

static bool is_among(const struct reading *c, const char *const *words)
{
    while (*words && !is_word(c, *words))
        words++;
    return *words != NULL;
}

static json_t *answer_of(const struct reading *c)
{
    static const char *const yes[] = {"はい", "有",  "あり", "○",  "〇", "◯",    "1",
                                      "TRUE", "yes", "済",   "レ", "✓",  "する", NULL};
    static const char *const no[] = {"いいえ", "無", "なし",   "×", "0",  "FALSE",
                                     "no",     "未", "しない", "-", "－", NULL};

    if (!*c->text || is_among(c, no))
        return json_false();
    return is_among(c, yes) ? json_true() : no_word(c);
}

/* 1,234 and １２３４ are numbers, 12.5 and 約30 none. */
static json_t *number_of(const struct reading *c)
{
    char digits[DIGITS + 1] = "";
    size_t count = 0;
    const char *at = text_nfkc(c->arena, c->text);

    for (; *at; at++) {
        if (*at == ',' || *at == ' ')
            continue;
        if (*at < '0' || *at > '9')
            return wrong(c, "no_integer", "");
        if (count == DIGITS)
            return wrong(c, "too_high", "999999999まで");
        digits[count++] = *at;
    }
    if (!strcmp(c->field->name, "quantity") && (!count || !strtol(digits, NULL, 10)))
        return count ? wrong(c, "no_integer", "") : json_integer(1);
    return count ? json_integer(strtol(digits, NULL, 10)) : json_null();
}

/* A spreadsheet may have put the time behind it. */
static json_t *day_of(const struct reading *c)
{
    size_t length = strcspn(c->text, " ");
    const char *day, *time;

    if (!*c->text)
        return json_null();
    if (calendar_parse(c->arena, c->text, &day))
        return json_string(day);
    if (c->text[length] && calendar_parse_time(c->arena, c->text + length + 1, &time) &&
        calendar_parse(c->arena, arena_strndup(c->arena, c->text, length), &day))
        return json_string(day);
    return wrong(c, "no_date", "");
}

static json_t *list_of(const struct reading *c)
{
    bool has[10] = {false};
    const char *at = text_nfkc(c->arena, c->text), *all = "";

    for (; *at; at++) {
        if (*at >= '1' && *at <= '8')
            has[*at - '0'] = true;
        else if (!strchr(", ・.", *at) && (unsigned char)*at < 0x80)
            return wrong(c, "no_list", "");
    }
    for (int i = 1; i <= 8; i++)
        if (has[i])
            all = arena_printf(c->arena, "%s%s%d", all, *all ? "," : "", i);
    return json_string(all);
}

static const char *in_one_line(struct arena *arena, const char *text)
{
    char *line = arena_strdup(arena, text);

    for (char *at = line; *at; at++)
        if (*at == '\n')
            *at = ' ';
    return line;
}

/* What a spreadsheet writes where a formula failed. */
static bool is_failure(const char *text)
{
    static const char *const all[] = {"#N/A",    "#REF!", "#VALUE!", "#NAME?",
                                      "#DIV/0!", "#NUM!", "#NULL!",  NULL};
    const char *const *one = all;

    while (*one && strcmp(*one, text) != 0)
        one++;
    return *one != NULL;
}

static json_t *text_of(const struct reading *c, const char *given)
{
    const char *text = c->field->kind == FIELD_KIND_LONG_TEXT && *c->text
                           ? text_trim_block(c->arena, given)
                           : in_one_line(c->arena, c->text);
    size_t most = c->field->max ? c->field->max : FIELD_MAX_TEXT, length = text_length(text);

    if (!*text && c->field->required)
        return wrong(c, "empty", "");
    if (text_has_control(text, strlen(text)))
        return wrong(c, "control", "");
    if (length > most)
        return wrong(c, "too_long",
                     arena_printf(c->arena, "%zu文字まで（今は%zu文字）", most, length));
    return json_string(text);
}

json_t *asset_cell_value(struct arena *arena, const struct asset_words *words,
                         const struct field *field, const char *text, const char **problem,
                         const char **detail)
{
    struct reading c = {arena, words, field, text_trim(arena, text), problem, detail};

    if (is_failure(c.text))
        return wrong(&c, "failed_formula", "");
    if (is_code(field))
        return code_of(&c);
    switch (field->kind) {
    case FIELD_KIND_ENUM:
        return choice_of(&c);
    case FIELD_KIND_BOOL:
        return answer_of(&c);
    case FIELD_KIND_INT:
        return number_of(&c);
    case FIELD_KIND_DATE:
        return day_of(&c);
    case FIELD_KIND_LIST:
        return list_of(&c);
    default:
        return text_of(&c, text);
    }
}

/* ---- columns for people ------------------------------------------------------------------------
 */

static const struct field *field_of_column(const char *column)
{
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++)
        if (!strcmp(asset_column_of(f->name)->column, column))
            return f;
    return NULL;
}

const char *asset_column_label(const char *column)
{
    const struct field *field = field_of_column(column);
    const char *label = field ? field->label : label_find("column", column);

    return label ? label : column;
}

const char *asset_column_words(struct arena *arena, const char *column, const json_t *value)
{
    const struct field *field = field_of_column(column);
    const char *text = scalar(arena, value), *label;

    if (field && field->kind == FIELD_KIND_BOOL && json_is_string(value))
        return !strcmp(text, "true") ? "はい" : "いいえ";
    if (field && field->kind == FIELD_KIND_LIST)
        return listed(arena, text);
    if (field && field->kind == FIELD_KIND_DATE && calendar_valid(text))
        return arena_printf(arena, "%.4s/%.2s/%.2s", text, text + 5, text + 8);
    label = field && field->kind == FIELD_KIND_ENUM ? label_find(field->name, text) : NULL;
    return label ? label : text;
}
