#include "base/work.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "modules/authority/authority.h"
#include "modules/authority/authority_clock.h"

static bool read_moment(struct request *rq, const char **day, const char **time)
{
    const char *asked = query_text(rq, "at");

    *day = *time = NULL;
    if (!asked)
        return rq->work->error.code == ERR_NONE;
    return clock_parse_moment(rq->work->arena, asked, day, time) ||
           fail_field(rq->work, "at", "日時を 2026-11-20 18:40 のように入力してください。");
}

/*
 * When somebody will be away is not everybody's to find out by asking about moments to come: who
 * may not read absences asks about now.
 */
static bool may_ask(struct work *work, const struct rows *moment)
{
    return rows_boolean(moment, 0, "is_now") || rows_boolean(moment, 0, "may_ask_any") ||
           fail(work, ERR_FORBIDDEN,
                "ほかの日時の指示権者は、推進事務局、ＣＳＩＲＴ等の職員だけが閲覧できます。日時を"
                "指定せずに、現在の指示権者を確認してください。");
}

static bool show_authority(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *day, *time;
    const struct rows *moment;

    if (!read_moment(rq, &day, &time))
        return false;
    view_rows(v, "items", SQL_AUTHORITY_NOW, PARAMS(day, time));
    view_group(v, "items", "chain", SQL_AUTHORITY_CHAINS, PARAMS(day, time));
    moment = db_take(rq->work, SQL_AUTHORITY_MOMENT, PARAMS(day, time));
    if (!moment || !may_ask(rq->work, moment))
        return false;
    view_add_own_row(v, moment);
    return reply_view(rq, "authority/show", v);
}

static const char *const moment_query[] = {"at", NULL};

const struct route authority_routes[] = {
    {GET, "/authority", show_authority, MAY(ORG_READ), .query = moment_query,
     .summary = "Who may decide what, now or at a moment, and because of which absences"},
    ROUTE_END,
};
