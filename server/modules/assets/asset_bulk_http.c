#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_cell.h"
#include "modules/assets/asset_list.h"
#include "modules/assets/asset_sheet.h"
#include "view/label.h"

/*
 * One value for several assets: they are chosen (by the boxes of a list, all of a list whose
 * filters stand in the address, or their numbers), then the field, then its value, for which there
 * are the words it may have; that becomes a correction to be looked at.
 */
enum { BULK_MAXIMUM = 500, VALUE = 2000, NAMED = 20 };

struct bulk {
    bool all;                  /* of the list that the address asks for */
    const char *const *assets; /* numbers or ids */
    const char *numbers, *field, *value;
    bool entered; /* an empty value is one */
    bool again;   /* another field is to be chosen */
};

static const struct field bulk_fields[] = {
    FIELD_BOOL(struct bulk, all, "絞り込んだ資産の全て"),
    FIELD_LIST(struct bulk, assets, "対象の資産", .maximum = BULK_MAXIMUM),
    FIELD_LONG_TEXT(struct bulk, numbers, "管理番号", .max = 8000),
    FIELD_TEXT(struct bulk, field, "修正する項目", .max = 40),
    FIELD_LONG_TEXT(struct bulk, value, "新しい値", .max = VALUE),
    FIELD_BOOL(struct bulk, entered, "値の入力"),
    FIELD_BOOL(struct bulk, again, "項目の選び直し"),
    FIELD_END,
};

/* Those of the boxes, and what was typed, apart by whatever is no number. */
static const char *literal_of(struct work *work, const char *const *assets, const char *numbers)
{
    const char **all = arena_array(work->arena, 2 * BULK_MAXIMUM + 1, sizeof *all);
    const char *at = text_nfkc(work->arena, numbers);
    size_t count = 0;

    for (; *assets && count < BULK_MAXIMUM; assets++)
        all[count++] = *assets;
    while (*at && count < 2 * BULK_MAXIMUM) {
        size_t length = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789");

        if (length)
            all[count++] = arena_strndup(work->arena, at, length);
        at += length ? length : 1;
    }
    return text_array_literal(work->arena, all);
}

static bool is_of_list(const struct request *rq)
{
    return !strcmp(form_typed(rq, "all"), "true");
}

static bool load(struct request *rq, const struct rows **chosen)
{
    int most = is_of_list(rq) ? LIMIT_CSV_RECORDS : BULK_MAXIMUM;
    const char *ids = NULL;
    int listed;

    if (is_of_list(rq) && !assets_listed(rq, &ids, &listed))
        return false;
    *chosen = db_take(
        rq->work, SQL_ASSET_BULK_CHOSEN,
        PARAMS(ids ? "{}"
                   : literal_of(rq->work, form_typed_all(rq, "assets"), form_typed(rq, "numbers")),
               ids, arena_printf(rq->work->arena, "%d", most + 1)));
    if (*chosen && (*chosen)->count > most)
        return fail_field(rq->work, "numbers", "一度に修正できるのは、%d件までです。", most);
    return *chosen != NULL;
}

/* Whose place it is to say what appendix 1 excludes. */
static bool is_of_viewer(struct work *work, const struct field *field)
{
    return may(work, PERMISSION_ASSET_EXCLUDE) ||
           (strcmp(field->name, "scope_status") != 0 && strcmp(field->name, "exclusion_ref") != 0);
}

/* What all of the chosen have; 名称 and 版 are nothing to be given to several. */
static bool is_offered(struct work *work, const struct rows *chosen, const struct field *field)
{
    for (int i = 0; i < chosen->count; i++)
        if (!asset_has_field(asset_kind_of(rows_text(chosen, i, "asset_kind")), field->name))
            return false;
    return strcmp(field->name, "name") != 0 &&
           asset_column_of(field->name)->part != ASSET_PART_RESTRICTED && is_of_viewer(work, field);
}

static void add_words(struct request *rq, struct view *item, const char *const *words)
{
    const char *typed = form_typed(rq, "value");

    view_list(item, "words");
    for (; words && *words; words++) {
        struct view *word = view_list_object(item, "words");

        view_text(word, "word", *words);
        view_boolean(word, "is_chosen", !strcmp(typed, *words));
    }
}

/* A box is ticked or not, and some choices are always made. */
static bool may_be_empty(const struct field *field)
{
    return field->kind != FIELD_KIND_BOOL && !(field->kind == FIELD_KIND_ENUM && field->fallback);
}

/* The field that was chosen, and how its value is entered. */
static void add_target(struct request *rq, struct view *v, const struct asset_words *words,
                       const struct field *field)
{
    const char *const *choices = asset_cell_choices(rq->work->arena, words, field);
    struct view *target = view_object(v, "target");

    view_text(target, "name", field->name);
    view_text(target, "label", field->label);
    view_boolean(target, "is_day", field->kind == FIELD_KIND_DATE);
    view_boolean(target, "is_line",
                 field->kind == FIELD_KIND_DATE || field->kind == FIELD_KIND_INT ||
                     asset_field_is_reference(field));
    view_boolean(target, "may_be_empty", may_be_empty(field));
    view_boolean(target, "has_words", choices != NULL);
    add_words(rq, target, choices);
}

static void add_offered(struct request *rq, struct view *v, const struct asset_words *words,
                        const struct rows *chosen)
{
    const char *typed = *form_typed(rq, "again") ? "" : form_typed(rq, "field");
    struct asset_fields_of all;

    view_list(v, "fields");
    asset_fields_of_kind(words,
                         chosen->count ? asset_kind_of(rows_text(chosen, 0, "asset_kind"))
                                       : ASSET_INFORMATION,
                         false, &all);
    for (size_t i = 0; i < all.count; i++) {
        struct view *item;

        if (!is_offered(rq->work, chosen, all.at[i]))
            continue;
        item = view_list_object(v, "fields");
        view_text(item, "name", all.at[i]->name);
        view_text(item, "label", all.at[i]->label);
        if (!strcmp(typed, all.at[i]->name))
            add_target(rq, v, words, all.at[i]);
    }
}

static bool add_fields(struct request *rq, struct view *v, const struct rows *chosen)
{
    const struct asset_words *words = asset_words_load(rq->work);

    if (!words)
        return false;
    view_text(v, "target", NULL);
    add_offered(rq, v, words, chosen);
    return true;
}

/* Of a whole list its beginning; what is chosen one by one can be taken out again. */
static void add_chosen(struct request *rq, struct view *v, const struct rows *chosen)
{
    struct rows *shown = arena_alloc(rq->work->arena, sizeof *shown);

    *shown = *chosen;
    if (is_of_list(rq) && shown->count > NAMED)
        shown->count = NAMED;
    view_add_rows(v, "chosen", shown);
    view_integer(v, "chosen_count", chosen->count);
    view_integer(v, "more_count", chosen->count - shown->count);
    view_boolean(v, "has_more", chosen->count > shown->count);
    view_boolean(v, "is_of_list", is_of_list(rq));
}

static bool add_page(struct request *rq, struct view *v)
{
    const struct rows *chosen;
    struct assets_asked asked;

    if (!load(rq, &chosen) || !assets_asked(rq, &asked))
        return false;
    view_text(v, "list_query", assets_query(rq->work->arena, &asked));
    add_chosen(rq, v, chosen);
    return add_fields(rq, v, chosen);
}

static bool show_page(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return add_page(rq, v) && reply_view(rq, "assets/bulk", v);
}

/* ---- the correction ----------------------------------------------------------------------------
 */

static struct csv_record record_of(struct arena *arena, int line, const char *number,
                                   const char *version, const char *value)
{
    const char **cells = arena_array(arena, 3, sizeof *cells);

    cells[0] = number;
    cells[1] = version;
    cells[2] = value;
    return (struct csv_record){line, cells, 3};
}

/* As a sheet of three columns, which is read like any other. */
static const struct csv *sheet_of(struct work *work, const struct rows *chosen, const char *label,
                                  const char *value)
{
    struct csv *csv = arena_alloc(work->arena, sizeof *csv);

    csv->records = arena_array(work->arena, (size_t)chosen->count + 1, sizeof *csv->records);
    csv->records[csv->count++] = record_of(work->arena, 1, "管理番号", "台帳の版", label);
    for (int i = 0; i < chosen->count; i++)
        csv->records[csv->count++] = record_of(
            work->arena, i + 2, rows_text(chosen, i, "asset_no"),
            arena_printf(work->arena, "%ld", (long)rows_integer(chosen, i, "version")), value);
    return csv;
}

static bool correct(struct request *rq, const struct rows *chosen, const struct field *field,
                    const char *value)
{
    struct asset_source source = {
        .source = "bulk",
        .file_name = "",
        .sha256 = "",
        .encoding = "",
        .kind = ASSET_KINDS,
        .tables = {{"", sheet_of(rq->work, chosen, field->label, value ? value : "")}},
        .count = 1};
    const char *id = asset_sheet_take(rq->work, &source);

    return id && reply_created(rq, NULL, "/assets/corrections/%s", id);
}

/* A value that no asset could have is said at once. */
static bool is_value(struct request *rq, const struct field *field, const char *value)
{
    const struct asset_words *words = asset_words_load(rq->work);
    const char *problem, *detail = "";

    if (!words)
        return false;
    if (asset_field_is_reference(field) ||
        json_on_arena(rq->work->arena, asset_cell_value(rq->work->arena, words, field,
                                                        value ? value : "", &problem, &detail)))
        return true;
    return fail_field(rq->work, "value", "%s%s%s", label_find("asset_problem", problem),
                      *detail ? "　" : "", detail);
}

static bool take_in(struct request *rq)
{
    const struct field *field;
    const struct rows *chosen;
    struct bulk bulk;

    if (!read_form(rq, bulk_fields, &bulk) || !load(rq, &chosen))
        return false;
    if (!chosen->count)
        return fail_field(
            rq->work, "numbers",
            "修正する資産を選択してください。修正できる資産の管理番号を入力してください。");
    if (!bulk.field || bulk.again)
        return show_page(rq);
    field = field_find(asset_fields, bulk.field);
    if (!field || !is_offered(rq->work, chosen, field))
        return fail_field(rq->work, "field", "選んだ資産の全てにある項目を選択してください。");
    if (!bulk.value && !bulk.entered)
        return show_page(rq);
    return is_value(rq, field, bulk.value) && correct(rq, chosen, field, bulk.value);
}

const struct route asset_bulk_routes[] = {
    {GET, "/assets/bulk", show_page, MAY(ASSET_DRAFT), .fields = bulk_fields,
     .query = asset_list_query, .summary = "Where one value is entered for several assets"},
    {POST, "/assets/bulk", take_in, MAY(ASSET_DRAFT), .form = "assets/bulk", .form_view = add_page,
     .fields = bulk_fields, .query = asset_list_query, .creates = true,
     .summary = "Assets (ids or numbers, repeated; numbers as text; or with all those of the list "
                "that /assets gives for the address's filters) without a field: the page to choose "
                "one; with a field: the page to enter its value; with the value, or `entered` and "
                "none: a correction"},
    ROUTE_END,
};
