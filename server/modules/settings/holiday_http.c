#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/settings/setting.h"

enum { FIRST_YEAR = 2000, LAST_YEAR = 2099, YEAR_DIGITS = 4 };

struct entry {
    const char *day;
    const char *name;
    int status;
    const char *note;
    long version;
};

enum { TAKEN_BACK, IS_HOLIDAY };

static const struct choice statuses[] = {
    {"holiday", IS_HOLIDAY}, {"taken_back", TAKEN_BACK}, {NULL, 0}};

static const struct field entry_fields[] = {
    FIELD_DATE(struct entry, day, "日", .required = true),
    FIELD_TEXT(struct entry, name, "名称", .required = true, .max = 40),
    FIELD_ENUM(struct entry, status, "登録の内容", .required = true, .choices = statuses),
    FIELD_TEXT(struct entry, note, "理由", .required = true, .max = 200),
    FIELD_INT(struct entry, version, "版", .required = true),
    FIELD_END,
};

/* The year asked for, else that of today. */
static bool read_year(struct request *rq, const char **year)
{
    const char *asked = query_text(rq, "year");
    long number = asked ? strtol(asked, NULL, 10) : 0;

    *year = arena_strndup(rq->work->arena, rq->work->today, YEAR_DIGITS);
    if (!asked)
        return true;
    if (strspn(asked, "0123456789") != YEAR_DIGITS || strlen(asked) != YEAR_DIGITS ||
        number < FIRST_YEAR || number > LAST_YEAR)
        return fail_field(rq->work, "year", "2000から2099までの西暦の年を入力してください。");
    *year = asked;
    return true;
}

static void add_holidays(struct request *rq, struct view *v, const char *year)
{
    struct arena *arena = rq->work->arena;
    const struct form_field *status = rq->body ? body_field(rq->body, "status", NULL) : NULL;
    long number = strtol(year, NULL, 10);

    view_text(v, "year", year);
    view_text(v, "year_before", arena_printf(arena, "%ld", number - 1));
    view_text(v, "year_after", arena_printf(arena, "%ld", number + 1));
    view_boolean(v, "is_changed", !rq->body && query_text(rq, "changed") != NULL);
    view_boolean(v, "chose_holiday", status && !strcmp(status->value, "holiday"));
    view_boolean(v, "chose_taken_back", status && !strcmp(status->value, "taken_back"));
    view_own_row(v, SQL_HOLIDAY_VERSION, PARAMS());
}

static bool list_holidays(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct rows *rows;
    const char *year;

    if (!read_year(rq, &year))
        return false;
    add_holidays(rq, v, year);
    rows = db_take(rq->work, SQL_HOLIDAY_LIST, PARAMS(year));
    if (!rows)
        return false;
    view_add_rows(v, "items", rows);
    view_integer(v, "total", rows->count);
    view_text(v, "next", NULL);
    view_form(rq, v);
    return reply_view(rq, "settings/holidays", v);
}

/* The form again, with the list of the year it was about where that can be told. */
static bool holidays_view(struct request *rq, struct view *v)
{
    const char *year = arena_strndup(rq->work->arena, rq->work->today, YEAR_DIGITS);

    add_holidays(rq, v, year);
    view_rows(v, "items", SQL_HOLIDAY_LIST, PARAMS(year));
    return true;
}

static bool is_fresh(struct work *work, const struct entry *entry)
{
    const struct rows *state;

    db_queue(work, SQL_SETTING_LOCK, PARAMS("holidays"));
    state = db_take(work, SQL_HOLIDAY_VERSION, PARAMS());
    if (!state)
        return false;
    if (rows_integer(state, 0, "version") == entry->version)
        return true;
    return fail(
        work, ERR_STALE,
        "%sが先に休日を登録しました。一覧を確認し、必要な場合は、もう一度登録してください。",
        rows_text(state, 0, "_entered_by") ? rows_text(state, 0, "_entered_by") : "ほかの利用者");
}

static bool add_holiday(struct request *rq)
{
    struct work *work = rq->work;
    struct entry entry;

    return read_form(rq, entry_fields, &entry) && is_fresh(work, &entry) &&
           db_run(work, SQL_HOLIDAY_ADD,
                  PARAMS(entry.day, entry.name, entry.status == IS_HOLIDAY ? "true" : "false",
                         entry.note)) &&
           reply_see_other(rq, "/admin/holidays?year=%s&changed=yes",
                           arena_strndup(work->arena, entry.day, YEAR_DIGITS));
}

static const char *const list_query[] = {"year", "changed", NULL};

const struct route holiday_routes[] = {
    {GET, "/admin/holidays", list_holidays, MAY(SETTINGS_MAINTAIN), .fields = entry_fields,
     .query = list_query, .summary = "The holidays of a year, from which business days follow"},
    {POST, "/admin/holidays", add_holiday, MAY(SETTINGS_MAINTAIN), .form = "settings/holidays",
     .form_view = holidays_view, .fields = entry_fields, .creates = true,
     .summary = "Enter a holiday, or take one back"},
    ROUTE_END,
};
