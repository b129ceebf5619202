#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/authority/authority.h"
#include "modules/authority/authority_clock.h"
#include "modules/authority/authority_form.h"

/* ---- the list ---------------------------------------------------------------------------------
 */

static bool list_absences(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_rows(v, "current", SQL_ABSENCE_LIST, PARAMS("current"));
    view_rows(v, "upcoming", SQL_ABSENCE_LIST, PARAMS("upcoming"));
    view_rows(v, "past", SQL_ABSENCE_LIST, PARAMS("past"));
    view_row(v, "rights", SQL_ABSENCE_RIGHTS, PARAMS());
    return reply_view(rq, "absences/list", v);
}

/* ---- a new one --------------------------------------------------------------------------------
 */

enum { BUSINESS_TRIP, LEAVE, SICK, TRAINING, DISASTER, UNREACHABLE, OTHER };

static const struct choice kinds[] = {{"business_trip", BUSINESS_TRIP},
                                      {"leave", LEAVE},
                                      {"sick", SICK},
                                      {"training", TRAINING},
                                      {"disaster", DISASTER},
                                      {"unreachable", UNREACHABLE},
                                      {"other", OTHER},
                                      {NULL, 0}};

struct absence {
    const char *person; /* NULL: the viewer */
    int absence_kind;
    const char *from_day, *from_time, *to_day, *to_time, *reason, *means_tried;
    long version;
};

/* clang-format off */
#define ABSENCE_FIELDS                                                                             \
    FIELD_ENUM(struct absence, absence_kind, "区分", .required = true, .choices = kinds),          \
    FIELD_DATE(struct absence, from_day, "始まりの日", .required = true),                          \
    FIELD_TEXT(struct absence, from_time, "始まりの時刻", .max = 10),                              \
    FIELD_DATE(struct absence, to_day, "終わりの日", .required = true),                            \
    FIELD_TEXT(struct absence, to_time, "終わりの時刻", .max = 10),                                \
    FIELD_TEXT(struct absence, reason, "事由", .max = 200),                                        \
    FIELD_TEXT(struct absence, means_tried, "連絡を試みた手段", .max = 200)
/* clang-format on */

static const struct field new_fields[] = {
    FIELD_TEXT(struct absence, person, "不在となる人", .max = 60),
    ABSENCE_FIELDS,
    FIELD_END,
};

static const struct field edit_fields[] = {
    ABSENCE_FIELDS,
    FIELD_INT(struct absence, version, "版", .required = true),
    FIELD_END,
};

/* Typed or not: the beginning of the first day, the end of the last. */
static bool read_times(struct work *work, struct absence *a)
{
    const char *from = "00:00", *to = "24:00";

    if (a->from_time && !clock_parse(work->arena, a->from_time, &from))
        fail_field(work, "from_time", "時刻を 9:00、17:15 のように入力してください。");
    if (a->to_time && !clock_parse(work->arena, a->to_time, &to))
        fail_field(work, "to_time", "時刻を 9:00、17:15 のように入力してください。");
    if (a->absence_kind == UNREACHABLE && !a->from_time)
        fail_field(work, "from_time", "連絡を試みた時刻を入力してください。");
    a->from_time = from;
    a->to_time = to;
    return work->error.code == ERR_NONE;
}

static bool find_holder(struct work *work, const struct absence *a, const char **id)
{
    if (!a->person) {
        *id = NULL;
        return true;
    }
    return authority_find_person(work, "person", a->person, id);
}

static bool new_view(struct request *rq, struct view *v)
{
    (void)rq;
    view_row(v, "rights", SQL_ABSENCE_RIGHTS, PARAMS());
    return true;
}

static bool show_form(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return new_view(rq, v) && reply_view(rq, "absences/new", v);
}

static struct view *absence_view(struct work *work, const char *id)
{
    struct view *v = view_new(work);

    view_own_row(v, SQL_ABSENCE_SHOW, PARAMS(id));
    return v;
}

static bool enter(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *made;
    const char *person, *id;
    struct absence a;
    bool is_known;

    if (!read_form(rq, new_fields, &a))
        return false;
    /* Both, so that one showing of the form tells all that is wrong. */
    is_known = find_holder(work, &a, &person);
    if (!read_times(work, &a) || !is_known)
        return false;
    made = db_take(work, SQL_ABSENCE_ADD,
                   PARAMS(person, kinds[a.absence_kind].code, a.from_day, a.from_time, a.to_day,
                          a.to_time, authority_text(a.reason), authority_text(a.means_tried)));
    if (!made)
        return false;
    id = rows_text(made, 0, "id");
    return reply_created(rq, absence_view(work, id), "/absences/%s?saved=entered", id);
}

/* ---- one, and changing it -----------------------------------------------------------------------
 */

static bool take_absence(struct request *rq, bool is_to_change, const char **id,
                         const struct rows **row)
{
    if (!path_id(rq, "id", id))
        return false;
    if (is_to_change)
        db_queue(rq->work, SQL_ABSENCE_LOCK, PARAMS(*id));
    *row = db_take(rq->work, SQL_ABSENCE_SHOW, PARAMS(*id));
    if (!*row)
        return false;
    return (*row)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool is_fresh(struct work *work, const struct rows *row, long version)
{
    const char *who = rows_text(row, 0, "_updated_by");

    return rows_integer(row, 0, "version") == version ||
           fail(
               work, ERR_STALE,
               "%sが%sに、先に変更しました。その内容を確認し、必要な場合は、もう一度登録してください。",
               who ? who : "ほかの利用者", rows_text(row, 0, "_updated_at"));
}

static bool edit_view(struct request *rq, struct view *v)
{
    const struct rows *row;
    const char *id;

    if (!take_absence(rq, false, &id, &row))
        return false;
    view_form_of(rq, v, row);
    view_add_own_row(v, row);
    return true;
}

static bool edit_absence(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "absences/edit", v);
}

static bool change(struct request *rq)
{
    const struct rows *row;
    struct absence a;
    const char *id;

    return take_absence(rq, true, &id, &row) && read_form(rq, edit_fields, &a) &&
           is_fresh(rq->work, row, a.version) && read_times(rq->work, &a) &&
           db_run(rq->work, SQL_ABSENCE_SAVE,
                  PARAMS(id, kinds[a.absence_kind].code, a.from_day, a.from_time, a.to_day,
                         a.to_time, authority_text(a.reason), authority_text(a.means_tried))) &&
           reply_see_other(rq, "/absences/%s?saved=changed", id);
}

/* ---- back before its end, and entered by mistake ------------------------------------------------
 */

struct ending {
    const char *cancel_reason;
    long version;
};

/* clang-format off */
#define ENDING_FIELDS(needed)                                                                      \
    FIELD_TEXT(struct ending, cancel_reason, "取り消す理由", .required = (needed), .max = 200),    \
    FIELD_INT(struct ending, version, "版", .required = true)
/* clang-format on */

static const struct field return_fields[] = {ENDING_FIELDS(false), FIELD_END};
static const struct field cancel_fields[] = {ENDING_FIELDS(true), FIELD_END};

static bool absence_page_view(struct request *rq, struct view *v)
{
    const char *saved = method_is_safe(rq->method) ? query_text(rq, "saved") : NULL;
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    view_own_row(v, SQL_ABSENCE_SHOW, PARAMS(id));
    view_boolean(v, "is_entered", saved && !strcmp(saved, "entered"));
    view_boolean(v, "is_saved", saved && !strcmp(saved, "changed"));
    view_boolean(v, "is_cancelling", rq->body && rq->route->fields == cancel_fields);
    return true;
}

static bool show_absence(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return absence_page_view(rq, v) && reply_view(rq, "absences/show", v);
}

static bool come_back(struct request *rq)
{
    const struct rows *row;
    struct ending e;
    const char *id;

    return take_absence(rq, true, &id, &row) && read_form(rq, return_fields, &e) &&
           is_fresh(rq->work, row, e.version) &&
           db_run(rq->work, SQL_ABSENCE_END_NOW, PARAMS(id)) &&
           reply_see_other(rq, "/absences/%s?saved=changed", id);
}

static bool cancel(struct request *rq)
{
    const struct rows *row;
    struct ending e;
    const char *id;

    return take_absence(rq, true, &id, &row) && read_form(rq, cancel_fields, &e) &&
           is_fresh(rq->work, row, e.version) &&
           db_run(rq->work, SQL_ABSENCE_CANCEL, PARAMS(id, e.cancel_reason)) &&
           reply_see_other(rq, "/absences/%s?saved=changed", id);
}

static const char *const show_query[] = {"saved", NULL};

const struct route absence_routes[] = {
    {GET, "/absences", list_absences, MAY(ORG_READ),
     .summary = "Who is away now, will be and was, as far as the viewer may see it"},
    {GET, "/absences/new", show_form, MAY(ORG_READ), .fields = new_fields,
     .summary = "The form of an absence"},
    {POST, "/absences", enter, MAY(ORG_READ), .form = "absences/new", .form_view = new_view,
     .fields = new_fields, .creates = true,
     .summary = "Enter one's own absence; the secretariat of anybody; a substitute that somebody "
                "cannot be reached"},
    {GET, "/absences/{id}", show_absence, MAY(ORG_READ), .fields = cancel_fields,
     .query = show_query, .summary = "One absence"},
    {GET, "/absences/{id}/edit", edit_absence, MAY(ORG_READ), .fields = edit_fields,
     .summary = "The form to change an absence"},
    {POST, "/absences/{id}", change, MAY(ORG_READ), .form = "absences/edit", .form_view = edit_view,
     .fields = edit_fields, .creates = true, .summary = "Change an absence until it has passed"},
    {POST, "/absences/{id}/return", come_back, MAY(ORG_READ), .form = "absences/show",
     .form_view = absence_page_view, .fields = return_fields, .creates = true,
     .summary = "An absence ends now: its holder is back"},
    {POST, "/absences/{id}/cancellation", cancel, MAY(ORG_READ), .form = "absences/show",
     .form_view = absence_page_view, .fields = cancel_fields, .creates = true,
     .summary = "Take back an absence entered by mistake; it stays to be seen"},
    ROUTE_END,
};
