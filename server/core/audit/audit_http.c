#include "core/audit/audit_http.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/audit/anchor.h"
#include "core/audit/audit_question.h"
#include "core/audit/audit_sheet.h"
#include "core/audit/verify.h"
#include "core/auth/sign_in.h"
#include "core/search/name_search.h"
#include "http/app.h"
#include "http/paging.h"
#include "http/request.h"

enum { HEADS_SHOWN = 10, LINKS_VERIFIED = 5000 };

#define SUBJECTS_SHOWN "20" /* of each kind */

static void check_id(struct request *rq, const char *field, const char *id)
{
    if (id && !text_is_digits(id, TEXT_ID_DIGITS))
        fail_field(rq->work, field, "操作記録の番号を入力してください。");
}

/* A list that leaves as a file is whole or refused: one row more than may leave is asked for. */
static struct audit_asked read_asked(struct request *rq)
{
    struct arena *arena = rq->work->arena;
    struct audit_asked asked = {
        .person = query_text(rq, "person"),
        .action = query_text(rq, "action"),
        .object_type = query_text(rq, "object_type"),
        .object_id = query_text(rq, "object_id"),
        .related = query_text(rq, "related"),
        .act = query_text(rq, "act"),
        .from = query_date(rq, "from"),
        .to = query_date(rq, "to"),
        .paging = paging_read(rq),
    };

    check_id(rq, "after", asked.paging.after);
    check_id(rq, "act", asked.act);
    if (asked.from && asked.to && strcmp(asked.from, asked.to) > 0)
        fail_field(rq->work, "to",
                   "「この日まで」には、「この日から」以後の日付を入力してください。");
    if (asked.person)
        asked.person = login_normal(arena, asked.person);
    if (!asked.paging.size)
        asked.paging.rows = arena_printf(arena, "%d", LIMIT_AUDIT_SHEET + 1);
    return asked;
}

/* Each filter has a plan of its own (audit_read.sql). */
static const struct rows *take_entries(struct work *work, const struct audit_asked *a)
{
    const char *after = a->paging.after, *rows = a->paging.rows;

    if (a->act)
        return db_take(work, SQL_AUDIT_LIST_OF_ACT,
                       PARAMS(a->from, a->to, after, rows, a->action, a->object_type, a->act));
    if (a->person)
        return db_take(work, SQL_AUDIT_LIST_OF_LOGIN,
                       PARAMS(a->from, a->to, after, rows, a->action, a->object_type, a->object_id,
                              a->related, a->person));
    if (a->object_id)
        return db_take(work, SQL_AUDIT_LIST_OF_OBJECT,
                       PARAMS(a->from, a->to, after, rows, a->action, a->object_type, a->object_id,
                              a->related));
    if (a->object_type)
        return db_take(work, SQL_AUDIT_LIST_OF_TYPE,
                       PARAMS(a->from, a->to, after, rows, a->action, a->object_type));
    if (a->action)
        return db_take(work, SQL_AUDIT_LIST_OF_ACTION,
                       PARAMS(a->from, a->to, after, rows, a->action));
    return db_take(work, SQL_AUDIT_LIST, PARAMS(a->from, a->to, after, rows));
}

/* What was asked for, for the form and for the words above the list. */
static void add_asked(struct view *view, const struct audit_asked *a, const struct work *work)
{
    view_text(view, "person", a->person ? a->person : "");
    view_text(view, "action", a->action ? a->action : "");
    view_text(view, "object_type", a->object_type ? a->object_type : "");
    view_text(view, "object_id", a->object_id ? a->object_id : "");
    view_boolean(view, "related", a->related != NULL);
    view_text(view, "act", a->act ? a->act : "");
    view_text(view, "from", a->from ? a->from : "");
    view_text(view, "to", a->to ? a->to : "");
    view_boolean(view, "is_filtered",
                 a->person || a->action || a->object_type || a->object_id || a->act || a->from ||
                     a->to);
    view_boolean(view, "is_later_page", a->paging.after != NULL);
    view_integer(view, "size", a->paging.size);
    view_integer(view, "sheet_limit", LIMIT_AUDIT_SHEET);
    audit_questions(view, a, work);
    view_rows(view, "actions", SQL_AUDIT_ACTIONS, PARAMS(a->action));
    view_rows(view, "object_types", SQL_AUDIT_TYPES, PARAMS(a->object_type));
    view_optional_row(view, "who", SQL_AUDIT_PERSON, PARAMS(a->person));
    view_optional_row(view, "object", SQL_AUDIT_OBJECT, PARAMS(a->object_type, a->object_id));
}

static bool list_sheet(struct request *rq, struct view *view, const struct rows *rows)
{
    if (rows->count > LIMIT_AUDIT_SHEET)
        return fail_field(rq->work, "from",
                          "%d件を超える操作記録は、一度に出力できません。"
                          "日付などの条件で絞り込んでから、出力してください。",
                          LIMIT_AUDIT_SHEET);
    audit_sheet(view, rq->work->arena, rows);
    return reply_view(rq, "audit/list", view);
}

static bool list_entries(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct audit_asked asked = read_asked(rq);
    const struct rows *rows;

    if (rq->work->error.code != ERR_NONE)
        return false;
    if (asked.paging.size)
        add_asked(v, &asked, rq->work);
    rows = take_entries(rq->work, &asked);
    if (!rows)
        return false;
    if (!asked.paging.size)
        return list_sheet(rq, v, rows);
    paging_view(rq, v, &asked.paging, rows, "id");
    return reply_view(rq, "audit/list", v);
}

/* Whoever asks knows a name, not a number: whom and what the words may mean. */
static bool list_subjects(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *q = query_text(rq, "q");
    struct name_query query;
    bool is_asked = name_query_prepare(rq->work->arena, q, &query);
    const struct rows *rows = db_take(rq->work, SQL_AUDIT_SUBJECTS,
                                      PARAMS(is_asked ? query.patterns : NULL, q, SUBJECTS_SHOWN));

    if (!rows)
        return false;
    view_text(v, "q", q ? q : "");
    view_boolean(v, "is_asked", is_asked);
    view_add_rows(v, "items", rows);
    view_integer(v, "total", rows->count);
    view_text(v, "next", NULL);
    return reply_view(rq, "audit/subjects", v);
}

static bool show_entry(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *id = path_text(rq, "id");

    if (!text_is_digits(id, TEXT_ID_DIGITS))
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    view_own_row(v, SQL_AUDIT_SHOW, PARAMS(id));
    view_optional_row(v, "seal", SQL_AUDIT_SHOW_SEAL, PARAMS(id));
    return reply_view(rq, "audit/show", v);
}

/* ---- verification --------------------------------------------------------------------------- */

static const char *anchor_path(struct request *rq)
{
    return arena_printf(rq->work->arena, "%s/audit-anchors", rq->app->config->state);
}

/* Newest first. */
static bool add_heads(struct request *rq, struct view *view)
{
    struct anchors anchors;

    view_list(view, "heads");
    if (!anchors_read_last(rq->work->arena, anchor_path(rq), HEADS_SHOWN, &anchors))
        return fail(rq->work, ERR_INTERNAL, NULL);
    for (size_t i = 0; i < HEADS_SHOWN && i < anchors.count; i++) {
        const struct anchor *anchor = &anchors.items[anchors.count - 1 - i];
        struct view *head = view_list_object(view, "heads");

        view_integer(head, "seq", anchor->seq);
        view_text(head, "hash", anchor->hash);
        view_text(head, "at", anchor->at);
    }
    return true;
}

static bool add_chain(struct request *rq, struct view *view)
{
    view_integer(view, "stretch", LINKS_VERIFIED);
    view_row(view, "chain", SQL_AUDIT_CHAIN, PARAMS());
    return add_heads(rq, view);
}

static bool show_verification(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_text(v, "result", NULL);
    return add_chain(rq, v) && reply_view(rq, "audit/verification", v);
}

static void add_result(struct view *view, const struct audit_report *report)
{
    struct view *result = view_object(view, "result");

    view_boolean(result, "is_broken", report->is_broken);
    view_integer(result, "first", report->after + 1);
    view_integer(result, "last", report->after + report->verified);
    view_boolean(result, "is_whole", report->after == 0);
    view_integer(result, "verified", report->verified);
    view_integer(result, "anchors", report->anchors);
    view_integer(result, "unsealed", report->unsealed);
    view_integer(result, "first_bad_seq", report->first_bad_seq);
    view_integer(result, "last_bad_seq", report->last_bad_seq);
    view_integer(result, "audit_id", report->audit_id);
    view_text(result, "reason", report->reason_ja ? report->reason_ja : "");
}

struct verification_page {
    struct request *request;
    struct view *view;
};

static bool take_chain(struct work *work, void *context)
{
    const struct verification_page *page = context;

    (void)work;
    page->request->app->gate->queue(page->request);
    return add_chain(page->request, page->view) && view_take(page->view);
}

static bool verify_log(struct request *rq)
{
    struct verification_page page = {rq, view_new(rq->work)};
    struct audit_report report;

    if (!audit_verify_recent(rq->work, rq->app->pool, anchor_path(rq), LINKS_VERIFIED, &report))
        return false;
    add_result(page.view, &report);
    return db_transaction(rq->work, rq->app->pool, DB_READ, take_chain, &page) &&
           reply_view(rq, "audit/verification", page.view);
}

static const char *const list_query[] = {"person",  "action", "object_type", "object_id",
                                         "related", "act",    "from",        "to",
                                         "after",   "limit",  NULL};
static const char *const subjects_query[] = {"q", NULL};

/* Own transactions: a verification takes many short ones and must hold no connection meanwhile. */
const struct route audit_read_routes[] = {
    {GET, "/audit", list_entries, MAY(AUDIT_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV, .list = "items", .query = list_query,
     .summary =
         "The operation log, newest first; from and to are days, related adds what belongs to "
         "the object, act is a row's number: all that the same act wrote"},
    {GET, "/audit/subjects", list_subjects, MAY(AUDIT_READ), .query = subjects_query,
     .summary = "People, units and documents by words, for asking the operation log about them"},
    {GET, "/audit/{id}", show_entry, MAY(AUDIT_READ),
     .summary = "One row of the operation log and its link in the chain of hashes"},
    {GET, "/audit/verification", show_verification, MAY(AUDIT_READ),
     .summary = "The chain of hashes: its last heads, how much is chained"},
    {POST, "/audit/verification", verify_log, MAY(AUDIT_READ), .own_transactions = true,
     .summary = "Verify the last stretch of the chain"},
    ROUTE_END,
};
