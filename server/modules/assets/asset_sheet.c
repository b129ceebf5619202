#include "modules/assets/asset_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "core/transfer/xlsx_value.h"
#include "db/db.h"
#include "modules/assets/asset_cell.h"
#include "modules/assets/asset_reading.h"
#include "view/label.h"

enum { BATCH = 500, SHOWN = 60 };

/* ---- what rows name ----------------------------------------------------------------------------
 */

struct named {
    json_t *assets, *units, *people, *contractors; /* sets: {text: true} */
};

static void note_name(json_t *set, const char *text)
{
    if (*text && strlen(text) <= LIMIT_CSV_CELL)
        json_object_set_new(set, text, json_true());
}

static bool note_names(struct asset_reading *r, const struct asset_line *l, void *context)
{
    struct named *named = context;
    enum asset_kind kind = asset_row_kind(r, l);

    note_name(named->assets, asset_row_number(r, l));
    note_name(named->units, asset_special_cell(r, l, UNIT));
    for (size_t i = 0; i < l->table->count && kind < ASSET_KINDS; i++) {
        const struct field *field = l->table->columns[i].fields[kind];

        if (field && asset_field_is_reference(field))
            note_name(strcmp(field->name, "operator_no") ? named->contractors : named->people,
                      text_trim(r->arena, asset_cell_at(l, i)));
    }
    return true;
}

static const char *literal_of(struct arena *arena, json_t *set)
{
    const char **all = arena_array(arena, json_object_size(set) + 1, sizeof *all), *key;
    size_t count = 0;
    json_t *value;

    json_object_foreach(set, key, value) all[count++] = key;
    return text_array_literal(arena, all);
}

static bool look_up(struct asset_reading *r, enum statement statement, json_t *set, const char *key,
                    struct asset_lookup *out)
{
    out->rows = db_take(r->work, statement, PARAMS(literal_of(r->work->arena, set)));
    out->places = json_on_arena(r->work->arena, json_object());
    for (int i = 0; out->rows && i < out->rows->count; i++)
        json_object_set_new(out->places, rows_text(out->rows, i, key), json_integer(i));
    return out->rows != NULL;
}

/* The row of a text, or -1. */
static int found(const struct asset_lookup *lookup, const char *text)
{
    const json_t *place = json_object_get(lookup->places, text);

    return place ? (int)json_integer_value(place) : -1;
}

static json_t *new_set(struct arena *arena)
{
    return json_on_arena(arena, json_object());
}

static bool look_up_all(struct asset_reading *r)
{
    struct arena *arena = r->work->arena;
    struct named named = {new_set(arena), new_set(arena), new_set(arena), new_set(arena)};

    r->own = db_take(r->work, SQL_ASSET_SHEET_OWN_UNITS, PARAMS());
    return r->own && asset_each_line(r, note_names, &named) &&
           look_up(r, SQL_ASSET_SHEET_ASSETS, named.assets, "asset_no", &r->assets) &&
           look_up(r, SQL_ASSET_SHEET_UNITS, named.units, "text", &r->units) &&
           look_up(r, SQL_ASSET_SHEET_PEOPLE, named.people, "text", &r->people) &&
           look_up(r, SQL_ASSET_SHEET_CONTRACTORS, named.contractors, "text", &r->contractors);
}

/* ---- one row -----------------------------------------------------------------------------------
 */

struct entry {
    const struct asset_line *line;
    enum asset_kind kind;
    int asset;               /* in `assets`, -1: a new one, or one that is not there */
    const struct rows *unit; /* whose row `unit_row` says where a new one belongs */
    int unit_row;
    bool is_new, writes_restricted, lost_zeros;
    json_t *fields, *restricted, *problems;
};

/* Addresses are not shown where their errors are: whoever reads of these may not read those. */
static bool is_secret(const char *column)
{
    return !strcmp(column, "address_range") || !strcmp(column, "host_address");
}

static const char *excerpt(struct arena *arena, const char *text)
{
    const char *end = text;
    int characters = 0;

    for (; *end && characters <= SHOWN; end++)
        characters += (*end & 0xC0) != 0x80;
    return *end ? arena_printf(arena, "%s…", arena_strndup(arena, text, (size_t)(end - text - 1)))
                : text;
}

static void add_problem(const struct asset_reading *r, struct entry *row, const char *field,
                        int column, const char *problem, const char *detail)
{
    const char *given =
        column < 0 ? "" : text_trim(r->arena, asset_cell_at(row->line, (size_t)column));

    json_array_append_new(row->problems,
                          json_pack("{s:s, s:s, s:s, s:s, s:s}", "field", field, "column",
                                    column < 0 ? "" : xlsx_column(r->arena, (size_t)column),
                                    "problem", problem, "detail", detail, "given",
                                    is_secret(field) ? "" : excerpt(r->arena, given)));
}

static void add_special_problem(const struct asset_reading *r, struct entry *row,
                                enum asset_special special, const char *problem, const char *detail)
{
    static const char *const names[] = {"asset_no", "version", "owner_unit", "asset_kind"};

    add_problem(r, row, names[special], row->line->table->places[special], problem, detail);
}

/* The section a new asset belongs to: the row's, else the only one of which one is head or leader.
 */
static void place_new(const struct asset_reading *r, struct entry *row)
{
    const char *text = asset_special_cell(r, row->line, UNIT);

    row->unit = *text ? r->units.rows : r->own;
    row->unit_row = *text ? found(&r->units, text) : r->own->count == 1 ? 0 : -1;
    if (row->unit_row < 0)
        add_special_problem(r, row, UNIT, *text ? "no_section" : "empty", text);
    else if (!rows_boolean(row->unit, row->unit_row, "may_draft"))
        add_special_problem(r, row, UNIT, "other_section", "");
    else
        row->writes_restricted = rows_boolean(row->unit, row->unit_row, "writes_restricted");
}

/* A spreadsheet made 502 of 0502: it read the whole file so. */
static bool has_lost_zeros(const struct asset_reading *r, int asset, const char *unit)
{
    const char *code = rows_text(r->assets.rows, asset, "unit_code");

    return *code == '0' && !strcmp(code + strspn(code, "0"), text_nfkc(r->arena, unit));
}

static bool is_unit_of(const struct asset_reading *r, int asset, const char *text)
{
    int unit = found(&r->units, text);

    return !*text || !strcmp(text, rows_text(r->assets.rows, asset, "unit_code")) ||
           !strcmp(text, rows_text(r->assets.rows, asset, "unit_name")) ||
           (unit >= 0 && !strcmp(rows_text(r->units.rows, unit, "unit"),
                                 rows_text(r->assets.rows, asset, "unit")));
}

static void place_held(const struct asset_reading *r, struct entry *row)
{
    const struct rows *assets = r->assets.rows;
    const char *unit = asset_special_cell(r, row->line, UNIT), *status;

    if (row->asset < 0) {
        add_special_problem(r, row, NUMBER, "no_asset", asset_row_number(r, row->line));
        return;
    }
    status = rows_text(assets, row->asset, "status");
    if (strcmp(rows_text(assets, row->asset, "kind"), asset_kind_code(row->kind)) != 0)
        add_special_problem(r, row, NUMBER, "other_kind",
                            label_find("asset_kind", rows_text(assets, row->asset, "kind")));
    if (!rows_boolean(assets, row->asset, "may_draft"))
        add_special_problem(r, row, NUMBER, "other_section",
                            rows_text(assets, row->asset, "unit_name"));
    if (!strcmp(status, "disposed") || !strcmp(status, "discarded"))
        add_special_problem(r, row, NUMBER, "ended", label_find("asset_status", status));
    if (!is_unit_of(r, row->asset, unit))
        add_special_problem(r, row, UNIT, "unit_by_transfer",
                            rows_text(assets, row->asset, "unit_name"));
    row->lost_zeros = has_lost_zeros(r, row->asset, unit);
    row->writes_restricted = rows_boolean(assets, row->asset, "writes_restricted");
}

static json_t *reference_of(const struct asset_reading *r, struct entry *row, size_t column,
                            const struct field *field, const char *text)
{
    bool is_person = !strcmp(field->name, "operator_no");
    const struct asset_lookup *lookup = is_person ? &r->people : &r->contractors;
    int place = *text ? found(lookup, text) : -1;

    if (*text && place < 0)
        add_problem(r, row, asset_column_of(field->name)->column, (int)column,
                    is_person ? "no_person" : "no_contractor", text);
    return place < 0 ? json_null() : json_integer(rows_integer(lookup->rows, place, "id"));
}

static void read_cell(const struct asset_reading *r, struct entry *row, size_t column,
                      const struct field *field)
{
    const struct asset_column *of = asset_column_of(field->name);
    const char *text = asset_cell_at(row->line, column), *problem = NULL, *detail = "";
    bool is_restricted = of->part == ASSET_PART_RESTRICTED;
    json_t *value;

    if (is_restricted && !row->writes_restricted) {
        if (*text_trim(r->arena, text))
            add_problem(r, row, of->column, (int)column, "restricted_by_head", "");
        return;
    }
    value = asset_field_is_reference(field)
                ? reference_of(r, row, column, field, text_trim(r->arena, text))
                : asset_cell_value(r->arena, r->words, field, text, &problem, &detail);
    if (value)
        json_object_set_new(is_restricted ? row->restricted : row->fields, of->column, value);
    else
        add_problem(r, row, of->column, (int)column, problem, detail);
}

/* What a new asset is anyway is nothing that only the secretariat may say. */
static void leave_out_scope(json_t *fields)
{
    const char *status = json_string_value(json_object_get(fields, "scope_status"));
    const char *reference = json_string_value(json_object_get(fields, "exclusion_ref"));

    if (status && !strcmp(status, "in_scope"))
        json_object_del(fields, "scope_status");
    if (reference && !*reference)
        json_object_del(fields, "exclusion_ref");
}

static void read_cells(const struct asset_reading *r, struct entry *row)
{
    for (size_t i = 0; i < row->line->table->count; i++)
        if (row->line->table->columns[i].fields[row->kind])
            read_cell(r, row, i, row->line->table->columns[i].fields[row->kind]);
    if (row->is_new)
        leave_out_scope(row->fields);
    if (row->is_new && !json_object_get(row->fields, "name") && !json_array_size(row->problems))
        add_problem(r, row, "name", -1, "empty", "");
}

/* By whom and when it was changed since, where the sheet says which version it was made of. */
static json_t *stale_of(const struct asset_reading *r, const struct entry *row)
{
    const char *version = text_nfkc(r->arena, asset_special_cell(r, row->line, VERSION));
    const struct rows *assets = r->assets.rows;
    const char *by;

    if (row->asset < 0 || !*version ||
        strtol(version, NULL, 10) == (long)rows_integer(assets, row->asset, "version"))
        return json_null();
    by = rows_text(assets, row->asset, "_by");
    return json_string(arena_printf(r->arena, "%s　%s", by ? by : "台帳への移行",
                                    rows_text(assets, row->asset, "_at")));
}

static json_t *id_of(const struct rows *rows, int row, const char *column)
{
    return row < 0 ? json_null() : json_string(rows_text(rows, row, column));
}

static json_t *packed(const struct asset_reading *r, struct entry *row)
{
    return json_pack("{s:i, s:s, s:i, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:b}", "line",
                     r->line, "sheet", row->line->table->of->name, "sheet_line",
                     row->line->record->line, "asset", id_of(r->assets.rows, row->asset, "id"),
                     "unit", row->is_new ? id_of(row->unit, row->unit_row, "unit") : json_null(),
                     "kind", asset_kind_code(row->kind), "version",
                     row->asset < 0
                         ? json_null()
                         : json_integer(rows_integer(r->assets.rows, row->asset, "version")),
                     "fields", row->fields, "restricted", row->restricted, "problems",
                     row->problems, "stale", stale_of(r, row), "lost_zeros", row->lost_zeros);
}

static json_t *read_row(struct asset_reading *r, const struct asset_line *line, json_t *seen)
{
    struct entry row = {.line = line, .kind = asset_row_kind(r, line), .unit_row = -1};
    const char *number = asset_row_number(r, line);

    row.is_new = !*number;
    row.asset = *number ? found(&r->assets, number) : -1;
    row.fields = json_object();
    row.restricted = json_object();
    row.problems = json_array();
    if (row.kind == ASSET_KINDS) {
        add_special_problem(r, &row, KIND, "no_kind", asset_special_cell(r, line, KIND));
        row.kind = ASSET_INFORMATION;
    } else {
        if (row.is_new)
            place_new(r, &row);
        else
            place_held(r, &row);
        read_cells(r, &row);
    }
    if (*number && json_object_get(seen, number))
        add_special_problem(r, &row, NUMBER, "number_twice", number);
    if (*number)
        json_object_set_new(seen, number, json_true());
    return packed(r, &row);
}

/* ---- the correction ----------------------------------------------------------------------------
 */

static void add_note(const struct asset_reading *r, const char *note, const char *detail)
{
    if (*detail)
        json_array_append_new(r->notes, json_pack("{s:s, s:s}", "note", note, "detail", detail));
}

static const char *quoted(const struct asset_reading *r, const char *text)
{
    return arena_printf(r->work->arena, "「%.120s」", text);
}

/* Sheets of a workbook that name no assets. */
static void note_left_out(const struct asset_reading *r)
{
    const char *all = "";

    for (size_t t = 0; t < r->source->count; t++)
        if (r->tables[t].is_left_out && r->tables[t].of->csv->count)
            all = arena_printf(r->work->arena, "%s%s", all, quoted(r, r->tables[t].of->name));
    add_note(r, "left_out", all);
}

static void note_columns(const struct asset_reading *r, enum asset_special special,
                         const char *note)
{
    const char *all = "";

    for (size_t t = 0; t < r->source->count; t++)
        for (size_t i = 0; i < r->tables[t].count; i++) {
            const struct asset_heading *c = &r->tables[t].columns[i];
            const char *name = quoted(r, c->heading);

            if (c->special == special && !r->tables[t].is_left_out && *c->heading &&
                !strstr(all, name) && strlen(all) < 2000)
                all = arena_printf(r->work->arena, "%s%s", all, name);
        }
    add_note(r, note, all);
}

/* The letter of each column, for what the rules of the register find. */
static json_t *letters(const struct asset_reading *r)
{
    json_t *all = json_on_arena(r->work->arena, json_object());

    for (int k = 0; k < ASSET_KINDS; k++) {
        json_t *of_kind = json_object();

        for (size_t t = 0; t < r->source->count; t++)
            for (size_t i = 0; i < r->tables[t].count; i++) {
                const struct asset_heading *c = &r->tables[t].columns[i];

                if (!r->tables[t].is_left_out && (c->fields[k] || c->special == VERSION))
                    json_object_set_new(of_kind,
                                        c->fields[k] ? asset_column_of(c->fields[k]->name)->column
                                                     : "version",
                                        json_string(xlsx_column(r->work->arena, i)));
            }
        json_object_set_new(all, asset_kind_code((enum asset_kind)k), of_kind);
    }
    return all;
}

struct units {
    const char *first;
    bool are_several, lost_zeros;
    int count;
    json_t *assets; /* ids */
};

static bool note_unit(struct asset_reading *r, const struct asset_line *l, void *context)
{
    struct units *units = context;
    const char *number = asset_row_number(r, l), *text = asset_special_cell(r, l, UNIT),
               *unit = NULL;
    int asset = *number ? found(&r->assets, number) : -1,
        named = *text ? found(&r->units, text) : -1;

    units->count++;
    if (asset >= 0) {
        unit = rows_text(r->assets.rows, asset, "unit");
        units->lost_zeros |= has_lost_zeros(r, asset, text);
        json_object_set_new(units->assets, rows_text(r->assets.rows, asset, "id"), json_true());
    } else if (!*number && *text)
        unit = named >= 0 ? rows_text(r->units.rows, named, "unit") : NULL;
    else if (!*number && r->own->count == 1)
        unit = rows_text(r->own, 0, "unit");
    units->are_several |= unit && units->first && strcmp(unit, units->first) != 0;
    units->first = units->first ? units->first : unit;
    return true;
}

/* A row that was deleted deletes nothing, which is said where most of the others are there. */
static bool note_absent(struct asset_reading *r, json_t *assets)
{
    const struct rows *rows =
        db_take(r->work, SQL_ASSET_SHEET_ABSENT, PARAMS(literal_of(r->work->arena, assets)));
    const char *all = "";
    long count = rows && rows->count ? (long)rows_integer(rows, 0, "absent_count") : 0;

    for (int i = 0; rows && i < rows->count; i++)
        all = arena_printf(r->work->arena, "%s%s%s　%s", all, i ? "、" : "",
                           rows_text(rows, i, "asset_no"), rows_text(rows, i, "name"));
    if (rows && count > rows->count)
        all = arena_printf(r->work->arena, "%s　ほか%ld件", all, count - rows->count);
    add_note(r, "absent", all);
    return rows != NULL;
}

static bool note_reading(struct asset_reading *r, const struct units *units)
{
    note_left_out(r);
    note_columns(r, UNKNOWN, "unused");
    note_columns(r, READ_ONLY, "read_only");
    add_note(r, "lost_zeros", units->lost_zeros ? "「所管課コード」など" : "");
    return strcmp(r->source->source, "sheet") != 0 || note_absent(r, units->assets);
}

struct batch {
    const char *correction, *letters;
    json_t *rows, *seen;
    struct arena *arena;
    int count;
};

static bool flush(struct asset_reading *r, struct batch *b)
{
    bool ok = !b->count || db_run(r->work, SQL_ASSET_SHEET_ROWS,
                                  PARAMS(b->correction, json_text(b->arena, b->rows), b->letters));

    arena_clear(b->arena);
    b->rows = json_on_arena(b->arena, json_array());
    b->count = 0;
    return ok;
}

static bool add_row(struct asset_reading *r, const struct asset_line *l, void *context)
{
    struct batch *b = context;

    r->line++;
    json_array_append_new(b->rows, read_row(r, l, b->seen));
    return ++b->count < BATCH || flush(r, b);
}

static void release_arena(void *arena)
{
    arena_free(arena);
}

/* What is read of a row lives as long as its batch. */
static bool add_rows(struct asset_reading *r, const char *correction)
{
    struct batch b = {.correction = correction,
                      .letters = json_text(r->work->arena, letters(r)),
                      .seen = new_set(r->work->arena),
                      .arena = arena_new()};
    bool ok;

    arena_defer(r->work->arena, release_arena, b.arena);
    r->arena = b.arena;
    b.rows = json_on_arena(b.arena, json_array());
    ok = asset_each_line(r, add_row, &b) && flush(r, &b);
    r->arena = r->work->arena;
    return ok;
}

const char *asset_sheet_take(struct work *work, const struct asset_source *s)
{
    struct units units = {.assets = new_set(work->arena)};
    const struct rows *made;
    struct asset_reading r;

    if (!asset_reading_begin(&r, work, s) || !look_up_all(&r) ||
        !asset_each_line(&r, note_unit, &units) || !note_reading(&r, &units))
        return NULL;
    made = db_take(work, SQL_ASSET_SHEET_CORRECTION,
                   PARAMS(s->source, units.are_several ? NULL : units.first, s->file_name,
                          s->sha256, s->encoding, arena_printf(work->arena, "%d", units.count),
                          json_text(work->arena, r.notes), s->reason ? s->reason : ""));
    if (!made || !add_rows(&r, rows_text(made, 0, "id")))
        return NULL;
    return rows_text(made, 0, "id");
}

const char *asset_problem_label(const char *field)
{
    if (!strcmp(field, "version"))
        return "台帳の版";
    for (const struct asset_sheet_special *s = asset_sheet_specials; s->name; s++)
        if (!strcmp(s->name, field))
            return s->label;
    return asset_column_label(field);
}
