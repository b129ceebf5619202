#include "modules/org/org_day.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/work.h"
#include "http/request.h"

static void add_quick_days(struct work *work, struct view *view)
{
    struct view *days = view_object(view, "days");
    int year = calendar_fiscal_year(work->today);

    view_text(days, "today", work->today);
    view_text(days, "fiscal_year_start", arena_printf(work->arena, "%d-04-01", year));
    view_text(days, "last_fiscal_year_end", arena_printf(work->arena, "%d-03-31", year));
}

const char *org_day(struct request *request, struct view *view)
{
    struct work *work = request->work;
    const char *asked = query_date(request, "on");
    const char *day = asked ? asked : work->today;

    view_text(view, "on", day);
    view_boolean(view, "is_today", !strcmp(day, work->today));
    add_quick_days(work, view);
    return day;
}
