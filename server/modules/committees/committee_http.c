#include "base/arena.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting_form.h"

/* 会議体・委員名簿: anybody may know who sits on a committee, and by what it decides. */

static bool list_committees(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_rows(v, "items", SQL_COMMITTEE_LIST, PARAMS());
    return reply_view(rq, "committees/list", v);
}

/* A day ahead that is not announced yet shows nobody who would come (as on the organization's
 * pages).
 */
static bool read_day(struct request *rq, struct view *v, const char **day)
{
    const char *asked = query_date(rq, "on");
    const struct rows *row;

    if (rq->work->error.code != ERR_NONE)
        return false;
    *day = asked ? asked : rq->work->today;
    row = db_take(rq->work, SQL_COMMITTEE_DAY, PARAMS(*day));
    if (!row)
        return false;
    if (!rows_boolean(row, 0, "is_disclosed"))
        return fail_field(rq->work, "on",
                          "この日の体制は、まだ公表されていません。近い日付を入力してください。");
    view_text(v, "on", *day);
    view_boolean(v, "is_today", rows_boolean(row, 0, "is_today"));
    return true;
}

static bool show_committee(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *code = path_text(rq, "code"), *day;

    if (!read_day(rq, v, &day))
        return false;
    view_own_row(v, SQL_COMMITTEE_SHOW, PARAMS(code));
    view_rows(v, "roster", SQL_COMMITTEE_ROSTER, PARAMS(code, day));
    view_rows(v, "vacancies", SQL_COMMITTEE_VACANCIES, PARAMS(code, day));
    view_rows(v, "seats", SQL_COMMITTEE_SEATS, PARAMS(code));
    return reply_view(rq, "committees/show", v);
}

/* ---- its rules ----------------------------------------------------------------------------------
 */

struct rules {
    const char *quorum_text, *rule_text;
    long regular_per_year, minutes_due_days;
    bool allows_written, allows_proxy;
    long version;
};

static const struct field rule_fields[] = {
    FIELD_LONG_TEXT(struct rules, quorum_text, "定足数の定め", .max = 400),
    FIELD_LONG_TEXT(struct rules, rule_text, "議決の定め", .max = 2000),
    FIELD_INT(struct rules, regular_per_year, "1年の定例会の回数", .minimum = 1, .maximum = 12),
    FIELD_INT(struct rules, minutes_due_days, "議事録の期限（会議の後の日数）", .required = true,
              .minimum = 1, .maximum = 180),
    FIELD_BOOL(struct rules, allows_written, "書面による開催を認める"),
    FIELD_BOOL(struct rules, allows_proxy, "代理出席を認める（代理者は、意思を示しません）"),
    FIELD_INT(struct rules, version, "版", .required = true),
    FIELD_END,
};

/* The committee of the path, if the portal keeps its meetings. */
static bool take_rules(struct request *rq, const struct rows **row)
{
    *row = db_take(rq->work, SQL_COMMITTEE_RULES, PARAMS(path_text(rq, "code")));
    if (!*row)
        return false;
    return (*row)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool rules_view(struct request *rq, struct view *v)
{
    const struct rows *row;

    if (!take_rules(rq, &row))
        return false;
    view_form_of(rq, v, row);
    view_own_row(v, SQL_COMMITTEE_SHOW, PARAMS(path_text(rq, "code")));
    return true;
}

static bool show_rules(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return rules_view(rq, v) && reply_view(rq, "committees/rules", v);
}

static const char *number_or_none(struct arena *arena, long number)
{
    return number ? arena_printf(arena, "%ld", number) : NULL;
}

static bool change_rules(struct request *rq)
{
    struct work *w = rq->work;
    const char *code = path_text(rq, "code");
    const struct rows *row;
    struct rules r;

    return read_form(rq, rule_fields, &r) && db_run(w, SQL_COMMITTEE_LOCK, PARAMS(code)) &&
           take_rules(rq, &row) && meeting_row_is_fresh(w, row, r.version) &&
           db_run(w, SQL_COMMITTEE_RULES_CHANGE,
                  PARAMS(code, r.quorum_text, r.rule_text,
                         number_or_none(w->arena, r.regular_per_year),
                         arena_printf(w->arena, "%ld", r.minutes_due_days),
                         r.allows_written ? "true" : "false", r.allows_proxy ? "true" : "false")) &&
           reply_see_other(rq, "/committees/%s", code);
}

static const char *const day_query[] = {"on", NULL};

const struct route committee_routes[] = {
    {GET, "/committees", list_committees, MAY(MEETING_READ), .list = "items",
     .summary = "The committees, how they decide and who keeps their records"},
    {GET, "/committees/{code}", show_committee, MAY(MEETING_READ), .query = day_query,
     .summary = "One committee: its rules, and who sits on it on a day"},
    {GET, "/committees/{code}/rules", show_rules, MAY(MEETING_MAINTAIN), .fields = rule_fields,
     .summary = "The form of a committee's rules"},
    {POST, "/committees/{code}/rules", change_rules, MAY(MEETING_MAINTAIN),
     .form = "committees/rules", .form_view = rules_view, .fields = rule_fields, .creates = true,
     .summary = "Change a committee's rules; that the committee decides by consensus is none"},
    ROUTE_END,
};
