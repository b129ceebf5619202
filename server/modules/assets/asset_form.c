#include "modules/assets/asset_form.h"

#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/work.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/asset_page.h"

/* ---- the fields -------------------------------------------------------------------------------
 */

static const struct choice kinds[] = {
    {"information", ASSET_INFORMATION + 1},
    {"system", ASSET_SYSTEM + 1},
    {"network", ASSET_NETWORK + 1},
    {"hardware", ASSET_HARDWARE + 1},
    {"software", ASSET_SOFTWARE + 1},
    {"office_equipment", ASSET_OFFICE_EQUIPMENT + 1},
    {"media", ASSET_MEDIA + 1},
    {"facility", ASSET_FACILITY + 1},
    {"system_document", ASSET_SYSTEM_DOCUMENT + 1},
    {NULL, 0},
};
static const struct choice acts[] = {{"save", ASSET_SAVE}, {"register", ASSET_REGISTER}, {NULL, 0}};

static const struct field beside[] = {
    FIELD_ENUM(struct asset_written, kind, "資産区分", .choices = kinds),
    FIELD_TEXT(struct asset_written, unit, "所管課", .max = 20),
    FIELD_LONG_TEXT(struct asset_written, reason, "修正の理由", .max = 200),
    FIELD_DATE(struct asset_written, actual_change_on, "変更のあった日"),
    FIELD_ENUM(struct asset_written, act, "操作", .choices = acts, .fallback = ASSET_SAVE),
    FIELD_INT(struct asset_written, version, "版"),
    FIELD_END,
};
enum { FIELDS_MAXIMUM = 120 };

struct field asset_written_fields[FIELDS_MAXIMUM];

/*
 * The two tables as one, before main(): a route's table is one, and that of the fields is shared
 * with sheets, which have no version and no button.
 */
__attribute__((constructor)) static void join_tables(void)
{
    struct field *to = asset_written_fields;

    for (const struct field *from = asset_fields; from->kind != FIELD_KIND_END; from++)
        *to++ = *from;
    memcpy(to, beside, sizeof beside);
}

/* ---- as an entry ------------------------------------------------------------------------------
 */

static const char *const axes[] = {"confidentiality", "integrity", "availability", "grade"};
enum { AXES = sizeof axes / sizeof *axes };

/* A level that was not chosen is that of the answer (domain 3.4: one question fills all axes). */
static void fill_levels(const struct rows *answer, json_t *fields)
{
    for (int i = 0; i < AXES; i++) {
        const char *level = rows_text(answer, 0, axes[i]);

        if (level && json_is_null(json_object_get(fields, axes[i])))
            json_object_set_new(fields, axes[i], json_string(level));
    }
}

static bool answer(struct work *work, const char *preset, json_t *fields)
{
    const struct rows *row;

    if (!preset)
        return true;
    row = db_take(work, SQL_ASSET_FORM_ANSWER, PARAMS(preset));
    if (!row)
        return false;
    if (!row->count)
        return fail_field(work, "preset", "%s", db_constraint_message("asset_preset_fk"));
    fill_levels(row, fields);
    return true;
}

static json_t *id_or_null(const struct rows *row)
{
    return row ? json_integer(rows_integer(row, 0, "id")) : json_null();
}

static bool look_up(struct work *work, enum statement statement, const char *given,
                    const char *field, const char *column, json_t *fields)
{
    const struct rows *row = given ? db_take(work, statement, PARAMS(given)) : NULL;

    if (given && !row)
        return false;
    if (given && !row->count)
        return fail_field(work, field, "%s",
                          db_constraint_message(!strcmp(field, "contractor")
                                                    ? "asset_contractor_fk"
                                                    : "asset_operator_fk"));
    return json_object_set_new(fields, column, id_or_null(row)) == 0;
}

static bool is_some(const json_t *restricted)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)restricted, name,
                        value) if (*json_string_value(value)) return true;
    return false;
}

/* The form asks for the axes of the scheme in force; the others keep what they hold. */
static void leave_out_axes(const struct rows *rights, json_t *fields)
{
    bool is_graded = rows_boolean(rights, 0, "_is_graded");

    for (int i = 0; i < AXES; i++)
        if (is_graded != !strcmp(axes[i], "grade") &&
            json_is_null(json_object_get(fields, axes[i])))
            json_object_del(fields, axes[i]);
}

/*
 * A form without these fields does not empty them. Who may not write an address and sends one all
 * the same is told, for what was typed must not be lost in silence.
 */
static bool leave_out(struct work *work, const struct rows *rights, json_t *fields,
                      json_t *restricted)
{
    leave_out_axes(rights, fields);
    if (!rows_boolean(rights, 0, "may_exclude") &&
        !strcmp(json_string_value(json_object_get(fields, "scope_status")), "in_scope")) {
        json_object_del(fields, "scope_status");
        json_object_del(fields, "exclusion_ref");
    }
    if (rows_boolean(rights, 0, "may_restricted"))
        return true;
    if (is_some(restricted))
        return fail(work, ERR_FORBIDDEN, "%s", db_constraint_message("asset_restricted_by_head"));
    return json_object_clear(restricted) == 0;
}

bool asset_written_entry(struct work *work, const struct asset_written *written,
                         const struct asset *asset, const char *unit, struct asset_entry *entry)
{
    enum asset_kind kind = asset ? asset->kind : (enum asset_kind)(written->kind - 1);
    const struct rows *rights =
        db_take(work, SQL_ASSET_FORM_RIGHTS, PARAMS(asset ? asset->unit : unit));

    *entry = (struct asset_entry){.asset = asset ? asset->id : NULL,
                                  .unit = asset ? NULL : unit,
                                  .kind = kind,
                                  .version = asset ? asset->version : 0};
    asset_form_values(work, kind, &written->asset, &entry->fields, &entry->restricted);
    return rights && leave_out(work, rights, entry->fields, entry->restricted) &&
           answer(work, written->asset.preset, entry->fields) &&
           look_up(work, SQL_ASSET_FORM_OPERATOR, written->asset.operator_no, "operator_no",
                   "operator_id", entry->fields) &&
           look_up(work, SQL_ASSET_FORM_CONTRACTOR, written->asset.contractor, "contractor",
                   "contractor_id", entry->fields);
}

/* ---- as a page --------------------------------------------------------------------------------
 */

/* Of what is held, or was typed once something was. */
static const char *shown(const struct request *rq, const struct rows *current, const char *name)
{
    int column = current ? rows_column(current, name) : -1;
    const char *held = column >= 0 ? current->cells[column].text : NULL;
    const char *text = rq->body ? form_typed(rq, name) : held;

    return text ? text : "";
}

static bool is_axis(const char *name)
{
    int i = 0;

    while (i < AXES && strcmp(axes[i], name) != 0)
        i++;
    return i < AXES;
}

/* What is wrong with a level must be seen, too. */
static bool is_class_refused(const struct request *rq)
{
    for (const struct field_error *e = rq->failure ? rq->failure->fields : NULL; e; e = e->next)
        if (is_axis(e->field) || !strcmp(e->field, "classification_reason"))
            return true;
    return false;
}

static void add_choices(struct request *rq, struct view *v, const struct rows *current)
{
    const char *level[AXES];

    for (int i = 0; i < AXES; i++)
        level[i] = shown(rq, current, axes[i]);
    view_rows(v, "answers", SQL_ASSET_FORM_ANSWERS, PARAMS(shown(rq, current, "preset")));
    view_rows(v, "axes", SQL_ASSET_FORM_AXES, PARAMS(level[0], level[1], level[2], level[3]));
    view_group(v, "axes", "levels", SQL_ASSET_FORM_LEVELS,
               PARAMS(level[0], level[1], level[2], level[3]));
    view_boolean(v, "is_overridden",
                 *level[0] || *level[1] || *level[2] || *level[3] || is_class_refused(rq));
    view_boolean(v, "is_unanswered", !*shown(rq, current, "preset"));
    view_rows(v, "contractors", SQL_ASSET_FORM_CONTRACTORS,
              PARAMS(shown(rq, current, "contractor")));
    view_optional_row(v, "operator_found", SQL_ASSET_FORM_OPERATOR,
                      PARAMS(shown(rq, current, "operator_no")));
}

static void add_kind(struct view *v, enum asset_kind kind)
{
    struct view *of = view_object(v, "of");

    view_text(v, "asset_kind", kind < ASSET_KINDS ? asset_kind_code(kind) : NULL);
    for (int k = 0; k < ASSET_KINDS; k++)
        view_boolean(of, asset_kind_code((enum asset_kind)k), (int)kind == k);
    view_boolean(v, "has_location", kind < ASSET_KINDS && asset_has_field(kind, "location"));
    view_boolean(v, "has_segment", kind < ASSET_KINDS && asset_has_field(kind, "segment"));
    view_boolean(v, "is_classified",
                 kind == ASSET_INFORMATION || kind == ASSET_SYSTEM || kind == ASSET_NETWORK ||
                     kind == ASSET_MEDIA);
}

bool asset_new_view(struct request *rq, struct view *v)
{
    const char *kind = rq->body ? form_typed(rq, "kind") : query_text(rq, "kind");
    const char *unit = rq->body ? form_typed(rq, "unit") : query_text(rq, "unit");

    view_form(rq, v);
    add_kind(v, asset_kind_of(kind));
    add_choices(rq, v, NULL);
    view_text(v, "write_version", NULL);
    view_boolean(v, "is_draft", true);
    view_row(v, "rights", SQL_ASSET_FORM_RIGHTS, PARAMS(NULL));
    view_rows(v, "units", SQL_ASSET_FORM_UNITS, PARAMS(unit ? unit : ""));
    return true;
}

/* ---- what is held, as a row the form is filled from -------------------------------------------
 */

/* A level that is the answer's own stands on the form as 答えのとおり: another answer then brings
 * others. */
static const char *form_text(struct work *work, const char *name, const json_t *value,
                             const struct rows *words)
{
    const char *text = asset_held_text(work, value);
    const char *answer = is_axis(name) ? rows_text(words, 0, name) : NULL;

    return answer && text && !strcmp(answer, text) ? "" : text;
}

static const char *list_text(struct arena *arena, const json_t *list)
{
    const char *text = "{";
    json_t *item;
    size_t i;

    json_array_foreach(list, i, item) text =
        arena_printf(arena, "%s%s%s", text, i ? "," : "", json_string_value(item));
    return arena_printf(arena, "%s}", text);
}

static const struct rows *row_of(struct work *work, const json_t *held, const struct rows *words)
{
    size_t width = json_object_size(held), i = 0;
    struct rows *row = arena_alloc(work->arena, sizeof *row);
    struct column *columns = arena_array(work->arena, width + 1, sizeof *columns);
    struct cell *cells = arena_array(work->arena, width + 1, sizeof *cells);
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)held, name, value)
    {
        bool is_list = json_is_array(value);
        const char *text =
            is_list ? list_text(work->arena, value) : form_text(work, name, value, words);

        columns[i] = (struct column){name, is_list ? CELL_TEXT_LIST : CELL_TEXT};
        cells[i++] = (struct cell){text, text ? (uint32_t)strlen(text) : 0};
    }
    *row = (struct rows){.count = 1, .width = (int)width, .columns = columns, .cells = cells};
    return row;
}

/* The version that the next write carries: one who was overtaken has now seen both texts. */
static void add_version(struct request *rq, struct view *v, const struct asset *asset)
{
    bool is_stale = rq->failure && rq->failure->code == ERR_STALE;

    if (!rq->body || is_stale)
        view_integer(v, "write_version", asset->version);
    else
        view_text(v, "write_version", form_typed(rq, "version"));
    view_boolean(v, "is_stale", is_stale);
}

static bool is_to_be_written(struct request *rq, const struct asset *asset)
{
    bool is_over = !strcmp(asset->status, "disposed") || !strcmp(asset->status, "discarded");

    return !is_over || rq->failure ||
           fail(rq->work, ERR_CONFLICT, "%s", db_constraint_message("asset_correction_status"));
}

bool asset_edit_view(struct request *rq, struct view *v)
{
    struct asset asset;
    const struct rows *words, *row;
    json_t *held;

    if (!asset_of_path(rq, &asset) || !asset_is_writer(rq->work, &asset) ||
        !is_to_be_written(rq, &asset) || !asset_held(rq->work, &asset, &held, &words))
        return false;
    row = row_of(rq->work, held, words);
    view_form_of(rq, v, row);
    asset_view_head(v, &asset);
    add_kind(v, asset.kind);
    add_version(rq, v, &asset);
    add_choices(rq, v, row);
    view_boolean(v, "is_draft", !strcmp(asset.status, "draft"));
    view_row(v, "rights", SQL_ASSET_FORM_RIGHTS, PARAMS(asset.unit));
    view_rows(v, "corrections", SQL_ASSET_CORRECTIONS_OPEN, PARAMS(asset.id));
    asset_trace_restricted(rq, &asset, held);
    return true;
}
