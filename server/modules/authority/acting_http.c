#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/authority/authority.h"
#include "modules/authority/authority_clock.h"
#include "modules/authority/authority_form.h"

static bool list_records(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_rows(v, "items", SQL_ACTING_LIST, PARAMS());
    view_row(v, "rights", SQL_ABSENCE_RIGHTS, PARAMS());
    return reply_view(rq, "authority/records", v);
}

/* ---- what was done outside the portal
 * ------------------------------------------------------------
 */

enum { INCIDENT_INSTRUCTION, NSM_AUTHORITY, COMMITTEE_CHAIR };

static const struct choice domains[] = {{"incident_instruction", INCIDENT_INSTRUCTION},
                                        {"nsm_authority", NSM_AUTHORITY},
                                        {"committee_chair", COMMITTEE_CHAIR},
                                        {NULL, 0}};

struct act {
    int authority_domain;
    const char *subject, *day, *time, *reason;
};

static const struct field act_fields[] = {
    FIELD_ENUM(struct act, authority_domain, "権限", .required = true, .choices = domains),
    FIELD_TEXT(struct act, subject, "行ったこと", .required = true, .max = 100),
    FIELD_DATE(struct act, day, "行った日"),
    FIELD_TEXT(struct act, time, "行った時刻", .max = 10),
    FIELD_LONG_TEXT(struct act, reason, "理由", .required = true, .max = 400),
    FIELD_END,
};

/* Both or neither: neither is now. */
static bool read_moment(struct work *work, struct act *a)
{
    const char *time = NULL;

    if (a->time && !clock_parse(work->arena, a->time, &time))
        fail_field(work, "time", "時刻を 9:00、17:15 のように入力してください。");
    if (a->day && !a->time)
        fail_field(work, "time", "行った時刻を入力してください。");
    if (a->time && !a->day)
        fail_field(work, "day", "行った日を入力してください。");
    a->time = time;
    return work->error.code == ERR_NONE;
}

/* Each matter with whether it has come to the viewer, and if not, why, in words. */
static bool new_view(struct request *rq, struct view *v)
{
    const struct rows *matters = db_take(rq->work, SQL_ACTING_OPEN, PARAMS());

    if (!matters)
        return false;
    view_list(v, "matters");
    for (int i = 0; i < matters->count; i++) {
        struct view *matter = view_list_object(v, "matters");
        const char *refusal = rows_text(matters, i, "refusal");

        view_text(matter, "authority_domain", rows_text(matters, i, "authority_domain"));
        view_text(matter, "refusal", refusal);
        view_boolean(matter, "is_principal", rows_boolean(matters, i, "is_principal"));
        view_text(matter, "refusal_words", refusal ? db_constraint_message(refusal) : NULL);
    }
    return true;
}

static bool show_form(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return new_view(rq, v) && reply_view(rq, "authority/record_new", v);
}

static struct view *record_view(struct work *work, const char *id)
{
    struct view *v = view_new(work);

    view_own_row(v, SQL_ACTING_SHOW, PARAMS(id));
    view_rows(v, "passed_over", SQL_ACTING_BASIS, PARAMS(id));
    view_rows(v, "reviews", SQL_ACTING_REVIEWS, PARAMS(id));
    return v;
}

static bool record(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *made;
    struct act a;
    const char *id;

    if (!read_form(rq, act_fields, &a) || !read_moment(work, &a))
        return false;
    made = db_take(work, SQL_ACTING_ADD,
                   PARAMS(domains[a.authority_domain].code, "by_hand", "", a.subject, a.reason,
                          a.day, a.time));
    if (!made)
        return false;
    id = rows_text(made, 0, "id");
    if (!id)
        return fail_field(work, "authority_domain",
                          "あなた自身の権限なので、代行の記録は必要ありません。");
    return reply_created(rq, record_view(work, id), "/authority/records/%s?done=recorded", id);
}

/* ---- one, and 後閲
 * --------------------------------------------------------------------------------
 */

struct review {
    const char *note;
};

static const struct field review_fields[] = {
    FIELD_LONG_TEXT(struct review, note, "所見", .max = 400),
    FIELD_END,
};

static bool record_page_view(struct request *rq, struct view *v)
{
    const char *done = method_is_safe(rq->method) ? query_text(rq, "done") : NULL;
    const struct rows *reviews;
    bool is_due = false;
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    view_own_row(v, SQL_ACTING_SHOW, PARAMS(id));
    view_rows(v, "passed_over", SQL_ACTING_BASIS, PARAMS(id));
    reviews = db_take(rq->work, SQL_ACTING_REVIEWS, PARAMS(id));
    if (!reviews)
        return false;
    for (int i = 0; i < reviews->count; i++)
        is_due = is_due || rows_boolean(reviews, i, "is_mine");
    view_add_rows(v, "reviews", reviews);
    view_boolean(v, "is_due_to_me", is_due);
    view_boolean(v, "is_recorded", done && !strcmp(done, "recorded"));
    view_boolean(v, "is_reviewed", done && !strcmp(done, "reviewed"));
    return true;
}

static bool show_record(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return record_page_view(rq, v) && reply_view(rq, "authority/record", v);
}

static bool review(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *record, *made;
    struct review r;
    const char *id;

    if (!path_id(rq, "id", &id) || !read_form(rq, review_fields, &r))
        return false;
    record = db_take(work, SQL_ACTING_SHOW, PARAMS(id));
    if (!record)
        return false;
    if (!record->count)
        return fail(work, ERR_NOT_FOUND, NULL);
    if (!rows_boolean(record, 0, "is_unread"))
        return fail(work, ERR_CONFLICT, "この記録は、既に後閲されています。");
    made = db_take(work, SQL_ACTING_REVIEW_ADD, PARAMS(id, authority_text(r.note)));
    if (!made)
        return false;
    if (!made->count)
        return authority_refuse(work, "acting_review_by_principal");
    return reply_see_other(rq, "/authority/records/%s?done=reviewed", id);
}

static const char *const done_query[] = {"done", NULL};

const struct route acting_routes[] = {
    {GET, "/authority/records", list_records, MAY(ORG_READ), .list = "items",
     .summary = "What was done in another's place, those the viewer has to read first"},
    {GET, "/authority/records/new", show_form, MAY(ORG_READ), .fields = act_fields,
     .summary = "The form for what was done outside the portal in another's place"},
    {POST, "/authority/records", record, MAY(ORG_READ), .form = "authority/record_new",
     .form_view = new_view, .fields = act_fields, .creates = true,
     .summary = "Record an act in another's place; refused unless it has come to the viewer"},
    {GET, "/authority/records/{id}", show_record, MAY(ORG_READ), .fields = review_fields,
     .query = done_query,
     .summary = "One record, on which absences it relied, and who has read it"},
    {POST, "/authority/records/{id}/review", review, MAY(ORG_READ), .form = "authority/record",
     .form_view = record_page_view, .fields = review_fields, .creates = true,
     .summary = "The principal has read it (後閲)"},
    ROUTE_END,
};
