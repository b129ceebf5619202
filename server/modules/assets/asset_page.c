#include "modules/assets/asset_page.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/asset_change.h"
#include "modules/assets/asset_words.h"

/* ---- what is held -----------------------------------------------------------------------------
 */

/* "2,5" as the form's list. */
static json_t *list_of(struct arena *arena, const char *codes)
{
    json_t *list = json_array();

    for (; codes && *codes; codes += *codes == ',')
        json_array_append_new(list, json_string(arena_strndup(arena, codes++, 1)));
    return list;
}

static json_t *value_of(struct arena *arena, const struct field *field, json_t *columns)
{
    const struct asset_column *column = asset_column_of(field->name);
    bool is_reference =
        json_object_get(columns, field->name) && strcmp(column->column, field->name);
    json_t *value = json_object_get(columns, is_reference ? field->name : column->column);

    if (field->kind == FIELD_KIND_LIST)
        return list_of(arena, json_string_value(value));
    return value ? json_incref(value) : NULL;
}

/* What the viewer may not see is not among the columns, and no member here. */
bool asset_held(struct work *work, const struct asset *asset, json_t **held,
                const struct rows **words)
{
    json_t *columns;

    *words = db_take(work, SQL_ASSET_HELD, PARAMS(asset->id));
    if (!*words)
        return false;
    columns = json_on_arena(work->arena, json_loads(rows_text(*words, 0, "held"), 0, NULL));
    *held = json_on_arena(work->arena, json_object());
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++) {
        json_t *value =
            asset_has_field(asset->kind, f->name) ? value_of(work->arena, f, columns) : NULL;

        if (value)
            json_object_set_new(*held, f->name, value);
    }
    return true;
}

const char *asset_held_text(struct work *work, const json_t *value)
{
    if (json_is_integer(value))
        return arena_printf(work->arena, "%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "";
    return json_string_value(value);
}

static bool has_text(const json_t *held, const char *name)
{
    const char *text = json_string_value(json_object_get(held, name));

    return text && *text;
}

void asset_trace_restricted(struct request *rq, const struct asset *asset, const json_t *held)
{
    if (has_text(held, "address_range") || has_text(held, "host_address"))
        request_leaves_trace(rq, "view_restricted", "asset_restricted", asset->id);
}

/* ---- facts ------------------------------------------------------------------------------------
 */

/* Where the page has a field; what is in neither list stands under 基本, or, of a kind, under 構成.
 */
static const char *const measures[] = {"classification_reason",
                                       "measures_human",
                                       "measures_physical",
                                       "measures_technical",
                                       "handling",
                                       "retention",
                                       NULL};
static const char *const beside_the_class[] = {
    "name",          "preset",        "confidentiality", "integrity",     "availability", "grade",
    "personal_info", "subject_count", "scope_status",    "exclusion_ref", "law_fields",   NULL};
static const char *const ends[] = {"contract_end", "maintenance_end", "os_support_end", "lease_end",
                                   "licence_to",   "support_end",     "loan_to",        NULL};
enum { SHOWN_DAYS = 180, SOON_DAYS = 90 };

static void add_day(struct view *fact, struct work *work, const char *name, const char *day)
{
    long left = calendar_days_between(work->today, day);

    view_text(fact, "day", day);
    if (text_is_among(name, ends) && left < 0)
        view_integer(fact, "days_over", -left);
    else if (text_is_among(name, ends) && left <= SHOWN_DAYS)
        view_integer(fact, "days_left", left);
    view_boolean(fact, "is_soon", left <= SOON_DAYS);
}

static void begin_fact(struct view *fact, const struct field *field)
{
    static const char *const members[] = {"words",     "lines",      "day", "days_left",
                                          "days_over", "contractor", NULL};

    view_text(fact, "label", field->label);
    for (const char *const *member = members; *member; member++)
        view_text(fact, *member, NULL);
}

static void add_fact(struct view *fact, struct work *work, const struct field *field,
                     const char *text, const struct rows *words)
{
    begin_fact(fact, field);
    if (!strcmp(field->name, "operator_no")) {
        view_text(fact, "label", asset_field_label("operator"));
        view_text(fact, "words", rows_text(words, 0, "operator"));
    } else if (!strcmp(field->name, "contractor")) {
        view_text(fact, "words", rows_text(words, 0, "contractor"));
        view_text(fact, "contractor", text);
    } else if (field->kind == FIELD_KIND_DATE) {
        add_day(fact, work, field->name, text);
    } else {
        view_text(fact, field->kind == FIELD_KIND_LONG_TEXT ? "lines" : "words",
                  field->kind == FIELD_KIND_BOOL
                      ? asset_value_words(work->arena, field->name, *text ? "true" : "false")
                      : asset_value_words(work->arena, field->name, text));
    }
}

static const char *list_for(const struct field *field)
{
    if (text_is_among(field->name, measures))
        return "measures";
    return asset_column_of(field->name)->part == ASSET_PART_COMMON ? "basic" : "configuration";
}

/* What nobody entered is named at the end, not shown field by field. */
static void add_facts(struct view *v, struct work *work, const json_t *held,
                      const struct rows *words)
{
    const char *name, *empty = "";
    json_t *value;

    view_list(v, "basic");
    view_list(v, "measures");
    view_list(v, "configuration");
    json_object_foreach((json_t *)held, name, value)
    {
        const struct field *field = field_find(asset_fields, name);
        const char *text = asset_held_text(work, value);

        if (text_is_among(name, beside_the_class))
            continue;
        if (field->kind == FIELD_KIND_BOOL || (text && *text))
            add_fact(view_list_object(v, list_for(field)), work, field, text, words);
        else if (strcmp(name, "classification_reason") != 0)
            empty = arena_printf(work->arena, "%s%s%s", empty, *empty ? "、" : "", field->label);
    }
    view_text(v, "empty", empty);
}

/* Beside the levels of its class. */
static void add_class_words(struct view *v, struct work *work, const json_t *held)
{
    static const char *const names[][2] = {{"personal_info", "personal_words"},
                                           {"subject_count", "subject_words"},
                                           {"scope_status", "scope_words"},
                                           {"exclusion_ref", "exclusion_words"}};
    const json_t *laws = json_object_get(held, "law_fields");
    const char *codes = "";
    json_t *law;
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        view_text(v, names[i][1],
                  asset_value_words(work->arena, names[i][0],
                                    asset_held_text(work, json_object_get(held, names[i][0]))));
    json_array_foreach(laws, i, law) codes =
        arena_printf(work->arena, "%s%s", codes, json_string_value(law));
    view_text(v, "law_words", asset_value_words(work->arena, "law_fields", codes));
}

/* ---- the page ---------------------------------------------------------------------------------
 */

#define NEWEST "5"

static bool add_fields(struct request *rq, struct view *v, const struct asset *asset)
{
    const struct rows *words;
    json_t *held;

    if (!asset_held(rq->work, asset, &held, &words))
        return false;
    view_json(v, "fields", held);
    if (rq->format == FORMAT_HTML) {
        add_facts(v, rq->work, held, words);
        add_class_words(v, rq->work, held);
    }
    asset_trace_restricted(rq, asset, held);
    return true;
}

static bool add_newest_changes(struct view *v, struct work *work, const struct asset *asset)
{
    const char *sees = asset->sees_restricted ? "true" : "false";
    const struct rows *rows =
        db_take(work, SQL_ASSET_HISTORY_ROWS, PARAMS(asset->id, sees, NULL, NEWEST));

    if (!rows)
        return false;
    view_add_rows(v, "changes", asset_changes_in_words(work, rows));
    view_own_row(v, SQL_ASSET_HISTORY_TOTAL, PARAMS(asset->id, sees));
    return true;
}

static void add_related(struct view *v, const struct asset *asset)
{
    view_rows(v, "classes", SQL_ASSET_CLASSES, PARAMS(asset->id));
    view_rows(v, "relations", SQL_ASSET_PAGE_RELATIONS, PARAMS(asset->id));
    view_rows(v, "exceptions", SQL_ASSET_EXCEPTIONS, PARAMS(asset->id));
    view_rows(v, "corrections", SQL_ASSET_CORRECTIONS_OPEN, PARAMS(asset->id));
    view_optional_row(v, "class_gap", SQL_ASSET_CLASS_GAP_OF, PARAMS(asset->id));
    view_rows(v, "class_notes", SQL_ASSET_CLASS_NOTES, PARAMS(asset->id));
    view_optional_row(v, "offer", SQL_ASSET_OFFER, PARAMS(asset->id));
}

/*
 * Where an error leads: to the field of its form, called after the step, since there is a form for
 * each, or to the asset's own form where it is the asset that lacks something.
 */
static const char *place_of(struct request *rq, const struct asset *asset, const char *field)
{
    static const char *const own[] = {"file", "note", NULL};
    static const char *const of_step[] = {"text", "actual_change_on", "to_unit", NULL};
    struct arena *arena = rq->work->arena;

    if (text_is_among(field, own))
        return arena_printf(arena, "#%s", field);
    if (text_is_among(field, of_step))
        return arena_printf(arena, "#%s-%s", form_typed(rq, "event"), field);
    return arena_printf(arena, "/assets/%s/edit#%s", asset->asset_no, field);
}

static void add_errors(struct request *rq, struct view *v, const struct asset *asset)
{
    const struct error *error = rq->failure;
    struct view *shown;

    view_text(v, "asset_done", rq->body ? NULL : query_text(rq, "done"));
    view_text(v, "state_note", asset->status);
    view_text(v, "error", NULL);
    view_text(v, "file_error", NULL);
    view_text(v, "note_error", NULL);
    view_text(v, "note_typed", "");
    if (!error)
        return;
    shown = view_object(v, "error");
    view_text(shown, "title", error_kind(error->code)->title);
    view_text(shown, "message", error->message ? error->message : error_kind(error->code)->advice);
    view_list(shown, "fields");
    for (const struct field_error *e = error->fields; e; e = e->next) {
        struct view *item = view_list_object(shown, "fields");

        view_text(item, "message", e->message);
        view_text(item, "place", place_of(rq, asset, e->field));
        if (!strcmp(e->field, "file"))
            view_text(v, "file_error", e->message);
        if (!strcmp(e->field, "note"))
            view_text(v, "note_error", e->message);
    }
    view_text(v, "note_typed", form_typed(rq, "note"));
}

bool asset_page_view(struct request *rq, struct view *v)
{
    struct asset asset;

    if (!asset_of_path(rq, &asset))
        return false;
    asset_view_head(v, &asset);
    view_own_row(v, SQL_ASSET_SHOW, PARAMS(asset.id));
    add_related(v, &asset);
    asset_view_attachments(rq, v, &asset);
    if (rq->format == FORMAT_HTML)
        add_errors(rq, v, &asset);
    return add_fields(rq, v, &asset) && add_newest_changes(v, rq->work, &asset) &&
           asset_view_steps(rq, v, &asset);
}
