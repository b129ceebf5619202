#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/asset_page.h"

/*
 * What moves an asset from its page: which steps are open to whom is the table asset_transition
 * (migration 0051), and the trigger of the steps refuses the others.
 */
struct step {
    int event;
    const char *text, *actual_change_on, *to_unit;
    long version;
};

/* What closing its 廃棄 does is no act of the page. */
static const struct choice events[] = {
    {"register", 1},      {"discard", 2},    {"suspend", 3},  {"resume", 4},
    {"plan_disposal", 5}, {"keep", 6},       {"transfer", 7}, {"accept", 8},
    {"decline", 9},       {"take_back", 10}, {NULL, 0},
};

static const struct field step_fields[] = {
    FIELD_ENUM(struct step, event, "手続", .required = true, .choices = events),
    FIELD_LONG_TEXT(struct step, text, "理由", .max = 200),
    FIELD_DATE(struct step, actual_change_on, "変更のあった日"),
    FIELD_TEXT(struct step, to_unit, "移管先", .max = 20),
    FIELD_INT(struct step, version, "版", .required = true),
    FIELD_END,
};

static const char *event_code(int event)
{
    const struct choice *choice = events;

    while (choice->code && choice->value != event)
        choice++;
    return choice->code;
}

/* ---- on the page ------------------------------------------------------------------------------
 */

static bool is_sent(const struct request *rq, const char *event)
{
    return rq->body && !strcmp(form_typed(rq, "event"), event);
}

/* The form of one step; what a field is called, and with it its id, begins with the step. */
static void add_form(struct request *rq, struct view *item, const char *event)
{
    struct view *forms = view_new(rq->work);
    struct view *form = view_form_among(rq, forms, event, step_fields, NULL, is_sent(rq, event));

    view_add_object(item, "form", form);
}

static bool add_step(struct request *rq, struct view *v, const struct asset *asset,
                     const struct rows *open, int i)
{
    struct view *item = view_list_object(v, "open");
    const char *event = rows_text(open, i, "asset_event");
    bool needs_unit = rows_boolean(open, i, "needs_unit");

    view_text(item, "asset_event", event);
    view_boolean(item, "is_reasoned", rows_boolean(open, i, "is_reasoned"));
    view_boolean(item, "needs_unit", needs_unit);
    if (rq->format != FORMAT_HTML)
        return true;
    add_form(rq, item, event);
    view_text(item, "asset_effect", event);
    view_list(item, "sections");
    if (needs_unit)
        view_rows(item, "sections", SQL_ASSET_SECTIONS_TO,
                  PARAMS(asset->id, form_typed(rq, "to_unit")));
    return true;
}

/* Where somebody moved it meanwhile, what was typed is shown all the same, to be copied. */
static void add_typed(struct request *rq, struct view *v, const struct rows *open)
{
    const char *event = form_typed(rq, "event");
    bool is_open = false;

    for (int i = 0; i < open->count; i++)
        is_open = is_open || !strcmp(rows_text(open, i, "asset_event"), event);
    view_text(v, "typed", rq->body && !is_open ? form_typed(rq, "text") : "");
}

bool asset_view_steps(struct request *rq, struct view *v, const struct asset *asset)
{
    const struct rows *open = db_take(rq->work, SQL_ASSET_STEPS_OPEN, PARAMS(asset->id));

    if (!open)
        return false;
    view_list(v, "open");
    for (int i = 0; i < open->count; i++)
        if (!add_step(rq, v, asset, open, i))
            return false;
    if (rq->format == FORMAT_HTML)
        add_typed(rq, v, open);
    return true;
}

/* ---- taking one --------------------------------------------------------------------------------
 */

static bool unit_of(struct work *work, const struct step *step, const char **unit)
{
    const struct rows *row;

    *unit = NULL;
    if (strcmp(event_code(step->event), "transfer") != 0)
        return true;
    row = db_take(work, SQL_ASSET_SECTION_OF_CODE, PARAMS(step->to_unit));
    if (!row)
        return false;
    if (!row->count)
        return fail_field(work, "to_unit", "%s", db_constraint_message("asset_step_unit"));
    *unit = rows_text(row, 0, "id");
    return true;
}

/* Who declined what was offered sees it no more. */
static bool done(struct request *rq, const struct asset *asset, const char *event)
{
    const struct rows *row = db_take(rq->work, SQL_ASSET_IS_SEEN, PARAMS(asset->id));

    if (!row)
        return false;
    return row->count ? asset_reply_done(rq, asset, event) : reply_see_other(rq, "/assets");
}

static bool take_step(struct request *rq)
{
    struct asset asset;
    struct step step;
    const char *unit;

    return asset_of_path(rq, &asset) && read_form(rq, step_fields, &step) &&
           asset_is_fresh(rq->work, &asset, step.version) && unit_of(rq->work, &step, &unit) &&
           asset_do(rq->work, &asset, event_code(step.event), step.text, step.actual_change_on,
                    unit) &&
           done(rq, &asset, event_code(step.event));
}

/* clang-format off */
const struct route asset_step_routes[] = {
    {POST, "/assets/{asset_no}/steps", take_step, MAY(ASSET_DRAFT), .form = "assets/show",
     .form_view = asset_page_view, .fields = step_fields, .creates = true,
     .summary = "Move an asset: register, discard, suspend, resume, plan_disposal, keep, transfer "
                "(to_unit), accept, decline, take_back"},
    ROUTE_END,
};
/* clang-format on */
