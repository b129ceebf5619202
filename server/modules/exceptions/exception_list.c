#include "modules/exceptions/exception_list.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/work.h"
#include "core/search/search.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"

enum { ID_DIGITS = 18, YEAR_DIGITS = 4, IDS_BYTES = LIMIT_EXCEPTION_SHEET * (ID_DIGITS + 2) };

/* In the order of a request's life, what is late first. */
static const struct {
    const char *status;
    bool waits; /* for somebody else than the writer: exception_list.sql, of_order_waiting */
} statuses[] = {
    {"expired", false},
    {"draft", false},
    {"awaiting_manager", true},
    {"returned", false},
    {"filed", true},
    {"under_review", true},
    {"pending_ciso", true},
    {"permitted", false},
    {"permitted_with_conditions", false},
    {"in_effect", false},
    {"extension_pending", true},
    {"termination_reported", true},
    {"revoked", false},
    {"refused", false},
    {"withdrawn", false},
    {"closed", false},
    {"reported", true},
    {"acknowledged", false},
    {"discarded", false},
};
enum { STATUSES = sizeof statuses / sizeof statuses[0] };

static const struct {
    const char *sort;
    enum statement list, find;
} orders[] = {
    {"number", SQL_EXCEPTION_LIST_BY_NUMBER, SQL_EXCEPTION_FIND_BY_NUMBER},
    {"section", SQL_EXCEPTION_LIST_BY_SECTION, SQL_EXCEPTION_FIND_BY_SECTION},
    {"period", SQL_EXCEPTION_LIST_BY_PERIOD, SQL_EXCEPTION_FIND_BY_PERIOD},
    {"waiting", SQL_EXCEPTION_LIST_BY_WAITING, SQL_EXCEPTION_FIND_BY_WAITING},
};
enum { ORDERS = sizeof orders / sizeof orders[0] };

static int order_of(const char *sort)
{
    for (int i = 0; i < ORDERS; i++)
        if (!strcmp(orders[i].sort, sort))
            return i;
    return -1;
}

/* ---- the address ------------------------------------------------------------------------------
 */

static bool is_digits(const char *text, size_t most)
{
    size_t digits = strspn(text, "0123456789");

    return digits && digits <= most && !text[digits];
}

static bool is_one_of(const char *text, const char *const *words)
{
    while (*words && strcmp(text, *words) != 0)
        words++;
    return *words != NULL;
}

static void check(struct work *work, const struct exceptions_asked *a)
{
    static const char *const kinds[] = {"prior", "emergency", NULL};
    static const char *const attentions[] = {"expiring", "end_report_overdue", "clause_superseded",
                                             NULL};

    if (a->fiscal_year && !is_digits(a->fiscal_year, YEAR_DIGITS))
        fail_field(work, "fiscal_year", "年度は、西暦4桁の数字で入力してください（例　2026）。");
    if (a->kind && !is_one_of(a->kind, kinds))
        fail_field(work, "kind", "区分は、一覧の上の選択肢から選択してください。");
    if (a->status && !exception_status_of(a->status))
        fail_field(work, "status", "状態は、一覧の上にあるものから選択してください。");
    if (a->attention && !is_one_of(a->attention, attentions))
        fail_field(work, "attention", "注意は、一覧の上の選択肢から選択してください。");
    if (a->clause && !a->slug)
        fail_field(work, "clause", "該当条項は、一覧の上の選択肢から選択してください。");
    if (order_of(a->sort) < 0)
        fail_field(work, "sort", "並べ方は、一覧の見出しから選択してください。");
    if (a->paging.after && !is_digits(a->paging.after, ID_DIGITS))
        fail_field(work, "after", "前のページの最後の例外措置の番号を入力してください。");
}

static void read_clause_and_words(struct arena *arena, struct exceptions_asked *asked)
{
    const char *slash = asked->clause ? strchr(asked->clause, '/') : NULL;
    struct search_query query;

    if (slash && slash[1]) {
        asked->document = arena_strndup(arena, asked->clause, (size_t)(slash - asked->clause));
        asked->slug = slash + 1;
    }
    if (search_prepare(arena, asked->q, &query)) {
        asked->bigrams = query.bigrams;
        asked->patterns = query.patterns;
    }
}

/* One row more than may leave: a list that leaves as a file is whole or refused. */
void exceptions_whole(struct arena *arena, struct exceptions_asked *asked)
{
    asked->paging = (struct paging){.rows = arena_printf(arena, "%d", LIMIT_EXCEPTION_SHEET + 1)};
}

bool exceptions_asked(struct request *rq, struct exceptions_asked *asked)
{
    *asked = (struct exceptions_asked){
        .fiscal_year = query_text(rq, "fiscal_year"),
        .unit = query_text(rq, "unit"),
        .kind = query_text(rq, "kind"),
        .status = query_text(rq, "status"),
        .attention = query_text(rq, "attention"),
        .q = query_text(rq, "q"),
        .sort = query_text(rq, "sort"),
        .clause = query_text(rq, "clause"),
        .paging = paging_read(rq),
    };
    if (!asked->sort)
        asked->sort = "number";
    read_clause_and_words(rq->work->arena, asked);
    if (!asked->paging.size)
        exceptions_whole(rq->work->arena, asked);
    check(rq->work, asked);
    return rq->work->error.code == ERR_NONE;
}

/* ---- how many stand where -------------------------------------------------------------------- */

static bool is_asked(const struct exceptions_asked *asked, int status)
{
    if (asked->status)
        return !strcmp(asked->status, statuses[status].status);
    return strcmp(statuses[status].status, "discarded") != 0;
}

static void add_status(struct view *view, const char *status, int64_t requests, bool is_current)
{
    struct view *item = view_list_object(view, "statuses");

    view_text(item, "status", status);
    view_integer(item, "requests", requests);
    view_boolean(item, "is_current", is_current);
    view_boolean(item, "is_late", status && !strcmp(status, "expired") && requests > 0);
}

/* Adds them to the view, and returns how many of them the list itself is of. */
static int64_t add_statuses(struct view *view, const struct exceptions_asked *asked,
                            const int64_t counts[STATUSES])
{
    bool only_waiting = !strcmp(asked->sort, "waiting");
    int64_t all = 0, total = 0;

    for (int i = 0; i < STATUSES; i++) {
        all += strcmp(statuses[i].status, "discarded") != 0 ? counts[i] : 0;
        if (is_asked(asked, i) && (!only_waiting || statuses[i].waits))
            total += counts[i];
    }
    view_list(view, "statuses");
    add_status(view, NULL, all, !asked->status);
    for (int i = 0; i < STATUSES; i++)
        if (counts[i] || (asked->status && is_asked(asked, i)))
            add_status(view, statuses[i].status, counts[i], asked->status && is_asked(asked, i));
    return total;
}

static void count_status(const struct rows *rows, int row, int64_t counts[STATUSES])
{
    const char *status = rows_text(rows, row, "status");

    for (int i = 0; i < STATUSES; i++)
        if (!strcmp(statuses[i].status, status))
            counts[i] += rows_integer(rows, row, "requests");
}

/* ---- which ones -------------------------------------------------------------------------------
 */

static const struct rows *take(struct work *work, const struct exceptions_asked *a)
{
    int order = order_of(a->sort);

    db_queue(work, SQL_EXCEPTION_LIST_PLANS, PARAMS());
    if (a->bigrams || a->slug)
        return db_take(work, orders[order].find,
                       PARAMS(a->fiscal_year, a->unit, a->kind, a->status, a->attention,
                              a->paging.after, a->paging.rows, a->bigrams, a->patterns, a->document,
                              a->slug));
    return db_take(work, orders[order].list,
                   PARAMS(a->fiscal_year, a->unit, a->kind, a->status, a->attention,
                          a->paging.after, a->paging.rows));
}

static bool refuse_sheet(struct request *rq)
{
    return fail_field(rq->work, "fiscal_year",
                      "%d件を超える例外措置は、一度に出力できません。"
                      "年度などの条件で絞り込んでから、出力してください。",
                      LIMIT_EXCEPTION_SHEET);
}

bool exceptions_find(struct request *rq, struct view *view, const struct exceptions_asked *asked,
                     const char **ids, const char **total)
{
    struct arena *arena = rq->work->arena;
    const struct rows *rows = take(rq->work, asked);
    struct buffer *list = buffer_new(arena, IDS_BYTES);
    int64_t counts[STATUSES] = {0};
    int found = 0;

    if (!rows)
        return false;
    for (int i = 0; i < rows->count; i++) {
        const char *id = rows_text(rows, i, "id");

        if (id)
            buffer_printf(list, "%s%s", found++ ? "," : "", id);
        else
            count_status(rows, i, counts);
    }
    if (!asked->paging.size && found > LIMIT_EXCEPTION_SHEET)
        return refuse_sheet(rq);
    *ids = arena_printf(arena, "{%s}", list->data);
    *total = arena_printf(arena, "%lld", (long long)add_statuses(view, asked, counts));
    return true;
}
