#include "modules/exceptions/exception_list.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/search/search.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"

enum { IDS_BYTES = LIMIT_EXCEPTION_SHEET * (TEXT_ID_DIGITS + 2) };

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
    enum statement list, find, walk;
} orders[] = {
    {"number", SQL_EXCEPTION_LIST_BY_NUMBER, SQL_EXCEPTION_FIND_BY_NUMBER,
     SQL_EXCEPTION_WALK_BY_NUMBER},
    {"section", SQL_EXCEPTION_LIST_BY_SECTION, SQL_EXCEPTION_FIND_BY_SECTION,
     SQL_EXCEPTION_WALK_BY_SECTION},
    {"period", SQL_EXCEPTION_LIST_BY_PERIOD, SQL_EXCEPTION_FIND_BY_PERIOD,
     SQL_EXCEPTION_WALK_BY_PERIOD},
    {"waiting", SQL_EXCEPTION_LIST_BY_WAITING, SQL_EXCEPTION_FIND_BY_WAITING,
     SQL_EXCEPTION_WALK_BY_WAITING},
};
enum { ORDERS = sizeof orders / sizeof orders[0] };

/* Words that more requests have than this are not counted: as far as a list counts (paging.h). */
enum { MANY = 10000 };

static int order_of(const char *sort)
{
    for (int i = 0; i < ORDERS; i++)
        if (!strcmp(orders[i].sort, sort))
            return i;
    return -1;
}

const char *const exception_attentions[] = {
    "expiring", "end_report_overdue", "condition_overdue", "clause_superseded", "perpetual", NULL};

/* ---- the address ------------------------------------------------------------------------------
 */

static void check(struct work *work, const struct exceptions_asked *a)
{
    static const char *const kinds[] = {"prior", "emergency", NULL};

    if (a->kind && !text_is_among(a->kind, kinds))
        fail_field(work, "kind", "区分は、一覧の上の選択肢から選択してください。");
    if (a->status && !exception_status_of(a->status))
        fail_field(work, "status", "状態は、一覧の上にあるものから選択してください。");
    if (a->attention && !text_is_among(a->attention, exception_attentions))
        fail_field(work, "attention", "注意は、一覧の上の選択肢から選択してください。");
    if (a->clause && !a->slug)
        fail_field(work, "clause", "該当条項は、一覧の上の選択肢から選択してください。");
    if (order_of(a->sort) < 0)
        fail_field(work, "sort", "並べ方は、一覧の見出しから選択してください。");
    if (a->paging.after && !text_is_digits(a->paging.after, TEXT_ID_DIGITS))
        fail_field(work, "after", "前のページの最後の例外措置の番号を入力してください。");
}

/* The words that are no pair; NULL: each is longer. */
static const char *single_characters(struct arena *arena, const char *const *words)
{
    const char *single[LIMIT_SEARCH_WORDS + 1];
    size_t count = 0;

    for (; *words; words++)
        if (text_length(*words) == 1)
            single[count++] = *words;
    single[count] = NULL;
    return count ? text_array_literal(arena, single) : NULL;
}

static void read_clause_and_words(struct arena *arena, struct exceptions_asked *asked)
{
    const char *slash = asked->clause ? strchr(asked->clause, '/') : NULL;
    struct search_query query;

    if (slash && slash[1]) {
        asked->document = arena_strndup(arena, asked->clause, (size_t)(slash - asked->clause));
        asked->slug = slash + 1;
    }
    if (!search_prepare(arena, asked->q, &query))
        return;
    asked->patterns = query.patterns;
    asked->bigrams = *query.bigrams && strcmp(query.bigrams, "{}") != 0 ? query.bigrams : NULL;
    asked->characters = single_characters(arena, query.words);
}

/* One row more than may leave: a list that leaves as a file is whole or refused. */
void exceptions_whole(struct arena *arena, struct exceptions_asked *asked)
{
    asked->paging = (struct paging){.rows = arena_printf(arena, "%d", LIMIT_EXCEPTION_SHEET + 1)};
}

bool exceptions_asked(struct request *rq, struct exceptions_asked *asked)
{
    *asked = (struct exceptions_asked){
        .fiscal_year = query_fiscal_year(rq),
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

enum { NOT_COUNTED = -1 };

static void add_status(struct view *view, const char *status, int64_t requests, bool is_current)
{
    struct view *item = view_list_object(view, "statuses");

    view_text(item, "status", status);
    if (requests == NOT_COUNTED)
        view_text(item, "requests", NULL);
    else
        view_integer(item, "requests", requests);
    view_boolean(item, "is_counted", requests != NOT_COUNTED);
    view_boolean(item, "is_current", is_current);
    view_boolean(item, "is_late", status && !strcmp(status, "expired") && requests > 0);
}

static void add_uncounted_statuses(struct view *view, const struct exceptions_asked *asked)
{
    view_list(view, "statuses");
    add_status(view, NULL, NOT_COUNTED, !asked->status);
    for (int i = 0; i < STATUSES; i++)
        add_status(view, statuses[i].status, NOT_COUNTED, asked->status && is_asked(asked, i));
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

/* The sections first: how many rows they have is what a plan is made by. */
static bool take_units(struct work *work, struct exceptions_asked *asked)
{
    const struct rows *rows;

    if (!asked->unit)
        return true;
    rows = db_take(work, SQL_EXCEPTION_LIST_UNITS, PARAMS(asked->unit));
    if (rows)
        asked->units = rows_text(rows, 0, "units");
    return rows != NULL;
}

static const struct rows *take(struct work *work, struct exceptions_asked *a)
{
    int order = order_of(a->sort);

    if (!take_units(work, a))
        return NULL;
    db_queue(work, SQL_EXCEPTION_LIST_PLANS, PARAMS());
    if (a->patterns || a->slug)
        return db_take(work, orders[order].find,
                       PARAMS(a->fiscal_year, a->units, a->kind, a->status, a->attention,
                              a->paging.after, a->paging.rows, a->patterns, a->document, a->slug,
                              a->bigrams, a->characters, arena_printf(work->arena, "%d", MANY)));
    return db_take(work, orders[order].list,
                   PARAMS(a->fiscal_year, a->units, a->kind, a->status, a->attention,
                          a->paging.after, a->paging.rows));
}

/* The page of words that many have. */
static const struct rows *walk(struct work *work, const struct exceptions_asked *a)
{
    return db_take(work, orders[order_of(a->sort)].walk,
                   PARAMS(a->fiscal_year, a->units, a->kind, a->status, a->attention,
                          a->paging.after, a->paging.rows, a->patterns, a->document, a->slug));
}

static bool are_many(const struct rows *rows)
{
    int last = rows->count - 1;

    return last >= 0 && !rows_text(rows, last, "id") &&
           !strcmp(rows_text(rows, last, "status"), "many");
}

static bool refuse_sheet(struct request *rq)
{
    return fail_field(rq->work, "fiscal_year",
                      "%d件を超える例外措置は、一度に出力できません。"
                      "年度などの条件で絞り込んでから、出力してください。",
                      LIMIT_EXCEPTION_SHEET);
}

/* The ids among the rows as a literal; the other rows are counts of the statuses. */
static const char *list_ids(struct arena *arena, const struct rows *rows, int *found)
{
    struct buffer *list = buffer_new(arena, IDS_BYTES);

    *found = 0;
    for (int i = 0; i < rows->count; i++) {
        const char *id = rows_text(rows, i, "id");

        if (id)
            buffer_printf(list, "%s%s", (*found)++ ? "," : "", id);
    }
    return arena_printf(arena, "{%s}", list->data);
}

static int64_t add_counts(struct view *view, const struct exceptions_asked *asked,
                          const struct rows *rows)
{
    int64_t counts[STATUSES] = {0};

    for (int i = 0; i < rows->count; i++)
        if (!rows_text(rows, i, "id"))
            count_status(rows, i, counts);
    return add_statuses(view, asked, counts);
}

/*
 * Nobody knows how many there are, but that the page isn't all. Without a filter they are as many
 * as have the words.
 */
static int64_t add_no_counts(struct view *view, struct exceptions_asked *a, int found)
{
    bool is_narrowed = a->fiscal_year || a->unit || a->kind || a->status || a->attention ||
                       !strcmp(a->sort, "waiting");

    add_uncounted_statuses(view, a);
    a->paging.is_minimum = a->paging.size && (a->paging.after || found > a->paging.size);
    return a->paging.is_minimum && !is_narrowed ? MANY : found;
}

bool exceptions_find(struct request *rq, struct view *view, struct exceptions_asked *asked,
                     const char **ids, const char **total)
{
    const struct rows *rows = take(rq->work, asked);
    bool is_counted = rows && !are_many(rows);
    int found;

    if (rows && !is_counted)
        rows = walk(rq->work, asked);
    if (!rows)
        return false;
    *ids = list_ids(rq->work->arena, rows, &found);
    if (!asked->paging.size && found > LIMIT_EXCEPTION_SHEET)
        return refuse_sheet(rq);
    *total = arena_printf(rq->work->arena, "%lld",
                          (long long)(is_counted ? add_counts(view, asked, rows)
                                                 : add_no_counts(view, asked, found)));
    return true;
}
