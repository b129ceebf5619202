#include "modules/org/org_day.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/work.h"
#include "db/db.h"
#include "http/request.h"

static void add_quick_days(struct work *work, struct view *view)
{
    struct view *days = view_object(view, "days");
    int year = calendar_fiscal_year(work->today);

    view_text(days, "today", work->today);
    view_text(days, "fiscal_year_start", arena_printf(work->arena, "%d-04-01", year));
    view_text(days, "next_fiscal_year_start", arena_printf(work->arena, "%d-04-01", year + 1));
    view_text(days, "last_fiscal_year_end", arena_printf(work->arena, "%d-03-31", year));
}

/* Transfers are confidential until they are announced. A bad session is the gate's to refuse. */
static void check_disclosed(struct work *work, const char *day)
{
    const struct rows *rows = db_take(work, SQL_DAY_IS_DISCLOSED, PARAMS(day));

    if (rows && !rows_boolean(rows, 0, "is_disclosed"))
        fail_field(work, "on", "発表前の体制は表示できません。%s以前の日を入力してください。",
                   rows_text(rows, 0, "until"));
}

/* What else the address asks for, so that another day of it can be asked for; pages begin anew. */
static void add_kept(struct request *request, struct view *view)
{
    bool is_first = true;

    view_list(view, "kept");
    for (const char *const *name = request->route->query; name && *name; name++) {
        const char *value = query_text(request, *name);
        struct view *kept;

        if (!value || !strcmp(*name, "on") || !strcmp(*name, "after"))
            continue;
        kept = view_list_object(view, "kept");
        view_text(kept, "name", *name);
        view_text(kept, "value", value);
        view_boolean(kept, "is_first", is_first);
        is_first = false;
    }
}

const char *org_day(struct request *request, struct view *view)
{
    struct work *work = request->work;
    const char *asked = query_date(request, "on");
    const char *day = asked ? asked : work->today;

    if (strcmp(day, work->today) > 0)
        check_disclosed(work, day);
    view_text(view, "on", day);
    view_boolean(view, "is_today", !strcmp(day, work->today));
    add_quick_days(work, view);
    add_kept(request, view);
    return day;
}
