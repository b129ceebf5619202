#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/assets/inventory.h"

enum { YEAR_DIGITS = 4 };

void inventory_view_home(struct view *view)
{
    view_rows(view, "inventory_tasks", SQL_INVENTORY_TASKS, PARAMS());
}

/* ---- the checks --------------------------------------------------------------------------------
 */

struct opening {
    long fiscal_year;
    const char *as_of, *due, *note;
};

static const struct field open_fields[] = {
    FIELD_INT(struct opening, fiscal_year, "年度", .required = true, .minimum = 2000,
              .maximum = 2200),
    FIELD_DATE(struct opening, as_of, "基準日", .required = true),
    FIELD_DATE(struct opening, due, "提出の期限", .required = true),
    FIELD_LONG_TEXT(struct opening, note, "課等への連絡", .max = 1000),
    FIELD_END,
};

static bool list_view(struct request *rq, struct view *v)
{
    const struct rows *begun = db_take(rq->work, SQL_INVENTORY_BEGUN, PARAMS());

    if (!begun)
        return false;
    view_rows(v, "items", SQL_INVENTORY_LIST, PARAMS());
    view_rows(v, "own", SQL_INVENTORY_OWN, PARAMS());
    view_boolean(v, "may_open", rows_boolean(begun, 0, "may_open"));
    view_form_of(rq, v, begun);
    return true;
}

static bool list_inventories(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return list_view(rq, v) && reply_view(rq, "inventories/list", v);
}

static bool open_inventory(struct request *rq)
{
    struct opening o;
    const char *year;

    if (!read_form(rq, open_fields, &o))
        return false;
    year = arena_printf(rq->work->arena, "%ld", o.fiscal_year);
    return db_run(rq->work, SQL_INVENTORY_OPEN, PARAMS(year, o.as_of, o.due, o.note)) &&
           reply_created(rq, NULL, "/inventories/%s", year);
}

/* ---- one check ---------------------------------------------------------------------------------
 */

static const char *const states[] = {"not_started", "in_progress", "submitted", "returned",
                                     "accepted",    "overdue",     NULL};

static bool year_of_path(struct request *rq, const char **year)
{
    *year = path_text(rq, "fiscal_year");
    return (strlen(*year) == YEAR_DIGITS && strspn(*year, "0123456789") == YEAR_DIGITS) ||
           fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool read_state(struct request *rq, const char **state)
{
    *state = method_is_safe(rq->method) ? query_text(rq, "state") : NULL;
    if (*state && !text_is_among(*state, states))
        return fail_field(rq->work, "state", "一覧の上にある状態から選択してください。");
    return rq->work->error.code == ERR_NONE || rq->failure;
}

static bool progress_view(struct request *rq, struct view *v)
{
    const char *year, *state;

    if (!year_of_path(rq, &year) || !read_state(rq, &state))
        return false;
    view_own_row(v, SQL_INVENTORY_SHOW, PARAMS(year));
    view_text(v, "state", state);
    view_rows(v, "states", SQL_INVENTORY_STATES, PARAMS(year, state));
    view_rows(v, "items", SQL_INVENTORY_PROGRESS, PARAMS(year, state));
    view_rows(v, "steps", SQL_INVENTORY_STEPS, PARAMS(year));
    view_form(rq, v);
    return true;
}

static bool show_progress(struct request *rq)
{
    struct view *v = view_new(rq->work);

    if (!progress_view(rq, v))
        return false;
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "棚卸しの状況";
    return reply_view(rq, "inventories/show", v);
}

struct reminder {
    const char *message;
};

static const struct field remind_fields[] = {
    FIELD_LONG_TEXT(struct reminder, message, "添える言葉", .max = 1000),
    FIELD_END,
};

static bool remind_sections(struct request *rq)
{
    struct reminder r;
    const char *year;
    const struct rows *check;

    if (!read_form(rq, remind_fields, &r) || !year_of_path(rq, &year) ||
        !(check = db_take(rq->work, SQL_INVENTORY_SHOW, PARAMS(year))))
        return false;
    if (!check->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    if (!rows_boolean(check, 0, "may_remind"))
        return fail(rq->work, ERR_CONFLICT, "全ての課等が提出しているため、督促は不要です。");
    return db_run(rq->work, SQL_INVENTORY_DO_REMIND, PARAMS(year, r.message)) &&
           reply_see_other(rq, "/inventories/%s", year);
}

static const char *const show_query[] = {"state", NULL};

const struct route inventory_routes[] = {
    {GET, "/inventories", list_inventories, MAY(ASSET_READ), .fields = open_fields,
     .summary = "Inventory checks, one a fiscal year, newest first"},
    {POST, "/inventories", open_inventory, MAY(ASSET_MAINTAIN), .form = "inventories/list",
     .form_view = list_view, .fields = open_fields, .creates = true,
     .summary = "Open the check of a fiscal year: a list for every section with assets (BR-AS-08)"},
    {GET, "/inventories/{fiscal_year}", show_progress, MAY(ASSET_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_SHEETS, .list = "items", .query = show_query,
     .fields = remind_fields,
     .summary = "Where each section stands; state is one of a section's states or overdue"},
    {POST, "/inventories/{fiscal_year}/remind", remind_sections, MAY(ASSET_MAINTAIN),
     .form = "inventories/show", .form_view = progress_view, .fields = remind_fields,
     .creates = true, .summary = "Remind every section that has not submitted, in one act"},
    ROUTE_END,
};
