#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/contractors/contract.h"
#include "modules/contractors/contractor.h"

/* The page of a contract has three forms, and each is shown again with the fields of all. */
struct contract_form {
    int act;
    const char *day, *note;
    const char *record_id, *retraction_reason;
    const char *cancel_reason;
    long version;
};

/* The value of each is its place. */
static const struct choice acts[] = {{"policy_informed", 0},
                                     {"clause_confirmed", 1},
                                     {"checked_ok", 2},
                                     {"checked_to_mend", 3},
                                     {NULL, 0}};

/* clang-format off */
#define ACT(needed)                                                                                \
    FIELD_ENUM(struct contract_form, act, "行ったこと", .required = (needed), .choices = acts),    \
    FIELD_DATE(struct contract_form, day, "行った日", .required = (needed)),                       \
    FIELD_LONG_TEXT(struct contract_form, note, "内容", .max = 1000)
#define RETRACTION(needed)                                                                         \
    FIELD_TEXT(struct contract_form, record_id, "取り消す記録", .required = (needed), .max = 18),  \
    FIELD_TEXT(struct contract_form, retraction_reason, "記録を取り消す理由", .required = (needed),\
               .max = 200)
#define CANCELLATION(needed)                                                                       \
    FIELD_TEXT(struct contract_form, cancel_reason, "契約の登録を取り消す理由",                    \
               .required = (needed), .max = 200),                                                  \
    FIELD_INT(struct contract_form, version, "版", .required = (needed))
/* clang-format on */

static const struct field page_fields[] = {ACT(false), RETRACTION(false), CANCELLATION(false),
                                           FIELD_END};
static const struct field record_fields[] = {ACT(true), RETRACTION(false), CANCELLATION(false),
                                             FIELD_END};
static const struct field retraction_fields[] = {ACT(false), RETRACTION(true), CANCELLATION(false),
                                                 FIELD_END};
static const struct field cancellation_fields[] = {ACT(false), RETRACTION(false),
                                                   CANCELLATION(true), FIELD_END};

static void add_saved(struct request *rq, struct view *v)
{
    static const struct choice saved[] = {
        {"contract", 0}, {"record", 0}, {"retraction", 0}, {NULL, 0}};
    const char *asked = method_is_safe(rq->method) ? query_text(rq, "saved") : NULL;
    struct view *object = view_object(v, "saved");

    for (const struct choice *s = saved; s->code; s++)
        view_boolean(object, s->code, asked && !strcmp(asked, s->code));
}

static bool contract_view(struct request *rq, struct view *v)
{
    const char *contractor, *id;

    if (!path_id(rq, "id", &contractor) || !path_id(rq, "contract_id", &id))
        return false;
    view_own_row(v, SQL_CONTRACT_SHOW, PARAMS(contractor, id));
    view_rows(v, "records", SQL_CONTRACT_RECORDS, PARAMS(id));
    view_rows(v, "to_retract", SQL_CONTRACT_RECORDS_IN_FORCE,
              PARAMS(id, form_typed(rq, "record_id")));
    view_boolean(v, "is_retracting", rq->route->fields == retraction_fields);
    view_boolean(v, "is_cancelling", rq->route->fields == cancellation_fields);
    add_saved(rq, v);
    return true;
}

static bool show_contract(struct request *rq)
{
    struct view *v = view_new(rq->work);

    if (!contract_view(rq, v))
        return false;
    view_form(rq, v);
    return reply_view(rq, "contracts/show", v);
}

static bool reply_contract(struct request *rq, const char *id, const char *saved)
{
    return reply_see_other(rq, "/contractors/%s/contracts/%s?saved=%s", path_text(rq, "id"), id,
                           saved);
}

static bool add_record(struct request *rq)
{
    struct contract_form form;
    const struct rows *row;
    const char *id;

    return contract_find(rq, true, &id, &row) && read_form(rq, record_fields, &form) &&
           db_run(rq->work, SQL_CONTRACT_RECORD_ADD,
                  PARAMS(id, acts[form.act].code, form.day, contractor_text(form.note))) &&
           reply_contract(rq, id, "record");
}

static bool retract_record(struct request *rq)
{
    struct contract_form form;
    const struct rows *row;
    const char *id;

    if (!contract_find(rq, true, &id, &row) || !read_form(rq, retraction_fields, &form))
        return false;
    row = db_take(rq->work, SQL_CONTRACT_RECORD_RETRACT,
                  PARAMS(id, form.record_id, form.retraction_reason));
    if (!row)
        return false;
    if (!row->count)
        return fail_field(rq->work, "record_id", "取り消す記録を、一覧から選択してください。");
    return reply_contract(rq, id, "retraction");
}

static bool cancel_contract(struct request *rq)
{
    struct contract_form form;
    const struct rows *row;
    const char *id;

    return contract_find(rq, true, &id, &row) && read_form(rq, cancellation_fields, &form) &&
           contractor_is_fresh(rq->work, row, form.version) &&
           db_run(rq->work, SQL_CONTRACT_CANCEL, PARAMS(id, form.cancel_reason)) &&
           reply_see_other(rq, "/contractors/%s/contracts/%s", path_text(rq, "id"), id);
}

static const char *const show_query[] = {"saved", NULL};

const struct route contract_record_routes[] = {
    {GET, "/contractors/{id}/contracts/{contract_id}", show_contract, MAY(CONTRACTOR_READ),
     .query = show_query, .fields = page_fields,
     .summary = "One contract and everything that was done about it"},
    {POST, "/contractors/{id}/contracts/{contract_id}/records", add_record, MAY(CONTRACT_ENTER),
     .form = "contracts/show", .form_view = contract_view, .fields = record_fields, .creates = true,
     .summary = "Record that the policy was made known, the clause confirmed, or a check"},
    {POST, "/contractors/{id}/contracts/{contract_id}/retractions", retract_record,
     MAY(CONTRACT_ENTER), .form = "contracts/show", .form_view = contract_view,
     .fields = retraction_fields, .creates = true, .summary = "Take a record back"},
    {POST, "/contractors/{id}/contracts/{contract_id}/cancellation", cancel_contract,
     MAY(CONTRACT_ENTER), .form = "contracts/show", .form_view = contract_view,
     .fields = cancellation_fields, .creates = true,
     .summary = "Take back a contract entered by mistake; it stays to be seen"},
    ROUTE_END,
};
