#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "core/transfer/xlsx_value.h"
#include "modules/assets/asset_cell.h"
#include "modules/assets/asset_guess.h"
#include "modules/assets/asset_reading.h"
#include "view/label.h"

enum { HEADING_LINES = 10, SAMPLES = 3, SHOWN = 60 };

/* ---- columns -----------------------------------------------------------------------------------
 */

const struct asset_sheet_special asset_sheet_specials[] = {
    {"asset_no", "管理番号"}, {"owner_unit", "所管課"}, {"asset_kind", "資産区分"}, {NULL, NULL}};

static const struct {
    const char *words[10];
} specials[SPECIALS] = {
    [NUMBER] = {{"管理番号", "asset_no"}},
    [VERSION] = {{"台帳の版"}},
    [UNIT] = {{"所管課コード", "所管課", "owner_unit"}},
    [KIND] = {{"資産区分", "asset_kind"}},
    [READ_ONLY] = {{"状態", "重要度", "登録日", "最終棚卸日", "管理者", "担当者", "配布数", "残"}},
};

static bool is_word(struct arena *arena, const char *folded, const char *word)
{
    return !strcmp(folded, text_fold(arena, word));
}

static enum asset_special special_of(struct arena *arena, const char *folded)
{
    for (int s = 0; s < SPECIALS; s++)
        for (const char *const *word = specials[s].words; *word; word++)
            if (is_word(arena, folded, *word))
                return (enum asset_special)s;
    return UNKNOWN;
}

static const struct field *field_of(const struct asset_reading *r, enum asset_kind kind,
                                    const char *folded, const char *mapped)
{
    struct asset_fields_of all;

    asset_fields_of_kind(r->words, kind, true, &all);
    for (size_t i = 0; i < all.count; i++)
        if (mapped ? !strcmp(all.at[i]->name, mapped)
                   : !strcmp(folded, r->labels[all.at[i] - asset_fields]))
            return all.at[i];
    return NULL;
}

/* The field of a class that is not in force. */
static bool is_set_aside(const struct asset_reading *r, const char *folded)
{
    for (size_t i = 0; asset_fields[i].kind != FIELD_KIND_END; i++)
        if (!strcmp(folded, r->labels[i]))
            return true;
    return false;
}

static void fold_labels(struct asset_reading *r)
{
    size_t count = 0;

    while (asset_fields[count].kind != FIELD_KIND_END)
        count++;
    r->labels = arena_array(r->work->arena, count, sizeof *r->labels);
    for (size_t i = 0; i < count; i++)
        r->labels[i] = text_fold(r->work->arena, asset_fields[i].label);
}

static void name_column(const struct asset_reading *r, const char *heading, struct asset_heading *c)
{
    const char *mapped;
    bool is_field = false;

    *c = (struct asset_heading){.heading = text_trim(r->work->arena, heading)};
    c->folded = text_fold(r->work->arena, c->heading);
    mapped = json_string_value(json_object_get(r->source->mapping, c->folded));
    c->special = special_of(r->work->arena, mapped ? mapped : c->folded);
    for (int k = 0; k < ASSET_KINDS && c->special == UNKNOWN; k++) {
        c->fields[k] = field_of(r, (enum asset_kind)k, c->folded, mapped);
        is_field |= c->fields[k] != NULL;
    }
    if (!*c->heading || (mapped && !*mapped))
        c->special = UNUSED;
    else if (is_field)
        c->special = FIELD;
    else if (c->special == UNKNOWN && is_set_aside(r, c->folded))
        c->special = READ_ONLY;
}

static size_t known_headings(const struct asset_reading *r, const struct csv_record *record)
{
    struct asset_heading column;
    size_t known = 0;

    for (size_t i = 0; i < record->count && i < LIMIT_CSV_CELLS; i++) {
        name_column(r, record->cells[i], &column);
        known += column.special != UNKNOWN && column.special != UNUSED;
    }
    return known;
}

/* A title may stand above the headings. */
static size_t heading_of(const struct asset_reading *r, const struct csv *csv)
{
    size_t best = 0, most = 0;

    for (size_t i = 0; i < csv->count && i < HEADING_LINES; i++) {
        size_t known = known_headings(r, &csv->records[i]);

        if (known > most) {
            most = known;
            best = i;
        }
    }
    return best;
}

enum asset_kind asset_kind_of_words(struct arena *arena, const char *text)
{
    const char *folded = text_fold(arena, text);
    int kind = 0;

    while (
        kind < ASSET_KINDS &&
        !is_word(arena, folded, label_find("asset_kind", asset_kind_code((enum asset_kind)kind))) &&
        strcmp(text, asset_kind_code((enum asset_kind)kind)) != 0)
        kind++;
    return (enum asset_kind)kind;
}

static bool same_target(const struct asset_heading *a, const struct asset_heading *b)
{
    if (a->special != b->special || a->special == UNUSED || a->special == UNKNOWN ||
        a->special == READ_ONLY)
        return false;
    for (int k = 0; k < ASSET_KINDS && a->special == FIELD; k++)
        if (a->fields[k] && a->fields[k] == b->fields[k])
            return true;
    return a->special != FIELD;
}

static bool are_distinct(const struct asset_reading *r, const struct asset_columns *t)
{
    for (size_t i = 0; i < t->count; i++)
        for (size_t j = 0; j < i; j++)
            if (same_target(&t->columns[i], &t->columns[j]))
                return fail_field(r->work, "file",
                                  "「%s」と「%s」は、同じ項目の列です。1つだけを残してください。",
                                  t->columns[j].heading, t->columns[i].heading);
    return true;
}

/* 所管課コード says which section it is; its name beside it is for the reader. */
static void prefer_codes(const struct asset_reading *r, struct asset_columns *t)
{
    const char *code = text_fold(r->work->arena, specials[UNIT].words[0]);
    bool has_code = false;

    for (size_t i = 0; i < t->count; i++)
        has_code |= t->columns[i].special == UNIT && !strcmp(t->columns[i].folded, code);
    for (size_t i = 0; has_code && i < t->count; i++)
        if (t->columns[i].special == UNIT && strcmp(t->columns[i].folded, code) != 0)
            t->columns[i].special = READ_ONLY;
}

static bool has_own_numbers(const struct asset_reading *r, const struct asset_columns *t,
                            size_t column)
{
    bool is_empty = true;

    for (size_t i = t->heading + 1; i < t->of->csv->count; i++) {
        struct asset_line line = {t, &t->of->csv->records[i]};
        const char *text = text_trim(r->work->arena, asset_cell_at(&line, column));

        if (asset_is_number(r->work->arena, text))
            return true;
        is_empty &= !*text;
    }
    return is_empty;
}

/* 管理番号 of another list are no numbers of the register: what they are is asked. */
static void doubt_numbers(const struct asset_reading *r, struct asset_columns *t)
{
    for (size_t i = 0; i < t->count; i++) {
        struct asset_heading *c = &t->columns[i];

        if (c->special == NUMBER && !json_object_get(r->source->mapping, c->folded) &&
            !has_own_numbers(r, t, i))
            c->special = UNKNOWN;
    }
}

static bool name_columns(const struct asset_reading *r, struct asset_columns *t)
{
    const struct csv_record *headings;

    for (int s = 0; s < SPECIALS; s++)
        t->places[s] = -1;
    if (!t->of->csv->count)
        return true;
    t->heading = heading_of(r, t->of->csv);
    headings = &t->of->csv->records[t->heading];
    for (; t->count < headings->count && t->count < LIMIT_CSV_CELLS; t->count++)
        name_column(r, headings->cells[t->count], &t->columns[t->count]);
    prefer_codes(r, t);
    doubt_numbers(r, t);
    for (size_t i = 0; i < t->count; i++)
        if (t->columns[i].special < SPECIALS && t->columns[i].special != READ_ONLY)
            t->places[t->columns[i].special] = (int)i;
    return asset_columns_are_here(r->work, t) && are_distinct(r, t);
}

/* ---- sheets that are none of assets ------------------------------------------------------------
 */

static bool is_name(const struct asset_heading *c)
{
    return c->special == FIELD && c->fields[ASSET_INFORMATION] &&
           !strcmp(c->fields[ASSET_INFORMATION]->name, "name");
}

/* Something in it says which asset a row is of. */
static bool names_assets(const struct asset_reading *r, const struct asset_columns *t)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct asset_heading *c = &t->columns[i];
        const char *guess =
            c->special == UNKNOWN
                ? asset_heading_guess(r->work->arena, &(struct asset_guess){.folded = c->folded})
                : NULL;

        if (c->special == NUMBER || is_name(c) || (guess && !strcmp(guess, "name")))
            return true;
    }
    return false;
}

/* What people keep beside their assets is no question to them. */
static void leave_out_notes(struct asset_reading *r)
{
    bool has_assets = false;

    for (size_t i = 0; i < r->source->count; i++)
        has_assets |= names_assets(r, &r->tables[i]);
    for (size_t i = 0; has_assets && i < r->source->count; i++)
        r->tables[i].is_left_out = !names_assets(r, &r->tables[i]);
}

static bool has_rows(const struct asset_reading *r)
{
    for (size_t i = 0; i < r->source->count; i++)
        if (!r->tables[i].is_left_out && r->tables[i].of->csv->count > r->tables[i].heading + 1)
            return true;
    return false;
}

static enum asset_kind kind_of_numbers(struct asset_reading *r, const struct asset_columns *t);

bool asset_reading_begin(struct asset_reading *r, struct work *work,
                         const struct asset_source *source)
{
    *r = (struct asset_reading){.work = work, .arena = work->arena, .source = source};
    r->notes = source->notes ? source->notes : json_on_arena(work->arena, json_array());
    r->words = asset_words_load(work);
    fold_labels(r);
    r->tables = arena_array(work->arena, source->count + 1, sizeof *r->tables);
    for (size_t i = 0; i < source->count; i++) {
        r->tables[i].of = &source->tables[i];
        r->tables[i].kind = asset_kind_of_words(work->arena, source->tables[i].name);
        if (!r->words || !name_columns(r, &r->tables[i]))
            return false;
        if (r->tables[i].kind == ASSET_KINDS)
            r->tables[i].kind = kind_of_numbers(r, &r->tables[i]);
    }
    leave_out_notes(r);
    return has_rows(r) ||
           fail_field(work, "file",
                      "資産の行がありません。1行に見出し、その次の行から1つの資産を1行で入"
                      "力してください。");
}

/* ---- cells -------------------------------------------------------------------------------------
 */

const char *asset_cell_at(const struct asset_line *l, size_t column)
{
    return column < l->record->count ? l->record->cells[column] : "";
}

const char *asset_special_cell(const struct asset_reading *r, const struct asset_line *l,
                               enum asset_special special)
{
    int place = l->table->places[special];

    return place < 0 ? "" : text_trim(r->arena, asset_cell_at(l, (size_t)place));
}

const char *asset_row_number(const struct asset_reading *r, const struct asset_line *l)
{
    const char *text = text_nfkc(r->arena, asset_special_cell(r, l, NUMBER));
    char *upper = arena_strdup(r->arena, text);

    if (*upper >= 'a' && *upper <= 'z')
        *upper = (char)(*upper - 'a' + 'A');
    return upper;
}

static enum asset_kind kind_of_number(const char *number)
{
    int kind = 0;

    while (kind < ASSET_KINDS &&
           (asset_kind_prefix((enum asset_kind)kind) != number[0] || number[1] != '-'))
        kind++;
    return (enum asset_kind)kind;
}

bool asset_is_number(struct arena *arena, const char *text)
{
    char *upper = arena_strdup(arena, text_nfkc(arena, text));

    if (*upper >= 'a' && *upper <= 'z')
        *upper = (char)(*upper - 'a' + 'A');
    return kind_of_number(upper) != ASSET_KINDS && upper[2] &&
           strspn(upper + 2, "0123456789") == strlen(upper + 2);
}

/* A sheet all of whose numbers are of one kind is of that, its new rows too. */
static enum asset_kind kind_of_numbers(struct asset_reading *r, const struct asset_columns *t)
{
    enum asset_kind kind = ASSET_KINDS;

    for (size_t i = t->heading + 1; i < t->of->csv->count; i++) {
        struct asset_line line = {t, &t->of->csv->records[i]};
        const char *number = asset_row_number(r, &line);
        enum asset_kind its = kind_of_number(number);

        if (*number && kind != ASSET_KINDS && its != kind)
            return ASSET_KINDS;
        kind = *number ? its : kind;
    }
    return kind;
}

enum asset_kind asset_row_kind(const struct asset_reading *r, const struct asset_line *l)
{
    const char *words = asset_special_cell(r, l, KIND), *number = asset_row_number(r, l);
    enum asset_kind kind = *words ? asset_kind_of_words(r->arena, words) : l->table->kind;

    if (kind == ASSET_KINDS && !*words)
        kind = *number ? kind_of_number(number) : r->source->kind;
    return kind == ASSET_KINDS && !*words ? r->source->kind : kind;
}

/* A row of which no column that is read says anything. */
static bool is_blank(const struct asset_reading *r, const struct asset_line *l)
{
    for (size_t i = 0; i < l->table->count; i++)
        if ((l->table->columns[i].special == FIELD || l->table->columns[i].special == NUMBER ||
             l->table->columns[i].special == UNKNOWN) &&
            *text_trim(r->arena, asset_cell_at(l, i)))
            return false;
    return true;
}

bool asset_each_line(struct asset_reading *r, asset_line_act *act, void *context)
{
    for (size_t t = 0; t < r->source->count; t++) {
        const struct csv *csv = r->tables[t].of->csv;

        if (r->tables[t].is_left_out)
            continue;
        for (size_t i = r->tables[t].heading + 1; i < csv->count; i++) {
            struct asset_line line = {&r->tables[t], &csv->records[i]};

            if (!is_blank(r, &line) && !act(r, &line, context))
                return false;
        }
    }
    return true;
}

/* ---- questions ---------------------------------------------------------------------------------
 */

static json_t *samples_of(const struct asset_reading *r, const struct asset_columns *t,
                          size_t column)
{
    json_t *samples = json_array();

    for (size_t i = t->heading + 1; i < t->of->csv->count && json_array_size(samples) < SAMPLES;
         i++) {
        struct asset_line line = {t, &t->of->csv->records[i]};
        const char *text = text_trim(r->work->arena, asset_cell_at(&line, column));

        if (*text && text_length(text) <= SHOWN)
            json_array_append_new(samples, json_string(text));
    }
    return samples;
}

static bool is_asked(const json_t *unknown, const char *folded)
{
    const json_t *one;
    size_t i;

    json_array_foreach(
        unknown, i,
        one) if (!strcmp(json_string_value(json_object_get(one, "folded")), folded)) return true;
    return false;
}

static void ask_column(const struct asset_reading *r, const struct asset_columns *t, size_t i,
                       json_t *unknown)
{
    const struct asset_heading *c = &t->columns[i];

    if (c->special == UNKNOWN && !is_asked(unknown, c->folded))
        json_array_append_new(
            unknown, json_pack("{s:s, s:s, s:s, s:i, s:o}", "heading", c->heading, "folded",
                               c->folded, "column", xlsx_column(r->work->arena, i), "table",
                               (int)(t - r->tables), "samples", samples_of(r, t, i)));
}

/* The names that columns of a sheet have. */
static json_t *names_taken(const struct asset_reading *r, const struct asset_columns *t)
{
    static const enum asset_special places[] = {NUMBER, UNIT, KIND}; /* of asset_sheet_specials */
    json_t *taken = json_on_arena(r->work->arena, json_object());

    for (size_t i = 0; i < t->count; i++)
        for (int k = 0; k < ASSET_KINDS; k++)
            if (t->columns[i].fields[k])
                json_object_set_new(taken, t->columns[i].fields[k]->name, json_true());
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (t->places[places[i]] >= 0)
            json_object_set_new(taken, asset_sheet_specials[i].name, json_true());
    return taken;
}

static void guess_columns(const struct asset_reading *r, const struct asset_questions *q)
{
    json_t *taken[ASSET_TABLES_MAXIMUM] = {NULL}, *one;
    size_t i;

    json_array_foreach(q->unknown, i, one)
    {
        size_t t = (size_t)json_integer_value(json_object_get(one, "table"));
        struct asset_guess asked = {.folded = json_string_value(json_object_get(one, "folded")),
                                    .samples = json_object_get(one, "samples"),
                                    .kinds = q->kinds,
                                    .taken = taken[t] =
                                        taken[t] ? taken[t] : names_taken(r, &r->tables[t])};
        const char *guess = asset_heading_guess(r->work->arena, &asked);

        json_object_set_new(one, "guess", json_string(guess ? guess : ""));
        if (guess)
            json_object_set_new(taken[t], guess, json_true());
    }
}

static bool ask_kind(struct asset_reading *r, const struct asset_line *l, void *context)
{
    struct asset_questions *out = context;
    enum asset_kind kind = asset_row_kind(r, l);

    out->needs_kind |= kind == ASSET_KINDS && !*asset_special_cell(r, l, KIND);
    out->kinds |= kind < ASSET_KINDS ? 1U << kind : 0;
    return true;
}

bool asset_sheet_ask(struct work *work, const struct asset_source *source,
                     struct asset_questions *out)
{
    struct buffer *all = buffer_new(work->arena, LIMIT_ASSET_FILE);
    struct asset_reading r;

    *out = (struct asset_questions){.unknown = json_on_arena(work->arena, json_array())};
    if (!asset_reading_begin(&r, work, source))
        return false;
    for (size_t t = 0; t < source->count; t++)
        for (size_t i = 0; i < r.tables[t].count; i++) {
            if (r.tables[t].is_left_out)
                continue;
            buffer_printf(all, "%s\n", r.tables[t].columns[i].folded);
            if (source->tables[t].csv->count > r.tables[t].heading + 1)
                ask_column(&r, &r.tables[t], i, out->unknown);
        }
    out->headings_sha256 = crypto_sha256_hex(work->arena, all->data, all->length);
    if (!asset_each_line(&r, ask_kind, out))
        return false;
    guess_columns(&r, out);
    return true;
}
