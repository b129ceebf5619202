#include "modules/assets/asset_list.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "core/search/name_search.h"
#include "db/db.h"
#include "http/request.h"
#include "http/uri.h"
#include "modules/assets/asset_field.h"
#include "view/view.h"

enum { ID_DIGITS = 19, CODE_LENGTH = 20 };

/* Words that more assets have than this are not counted: as far as a list counts (paging.h). */
enum { MANY = 10000 };

static const struct {
    const char *sort;
    enum statement list, find, walk;
} orders[] = {
    {"number", SQL_ASSET_LIST_BY_NUMBER, SQL_ASSET_FIND_BY_NUMBER, SQL_ASSET_WALK_BY_NUMBER},
    {"section", SQL_ASSET_LIST_BY_SECTION, SQL_ASSET_FIND_BY_SECTION, SQL_ASSET_WALK_BY_SECTION},
    {"importance", SQL_ASSET_LIST_BY_IMPORTANCE, SQL_ASSET_FIND_BY_IMPORTANCE,
     SQL_ASSET_WALK_BY_IMPORTANCE},
    {"name", SQL_ASSET_LIST_BY_NAME, SQL_ASSET_FIND_BY_NAME, SQL_ASSET_WALK_BY_NAME},
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

const char *const asset_list_query[] = {
    "kind",          "unit",    "status",    "importance", "confidentiality",
    "personal_info", "segment", "attention", "q",          "sort",
    "after",         "limit",   NULL};

static const char *const kinds[] = {
    "information",      "system", "network",  "hardware",        "software",
    "office_equipment", "media",  "facility", "system_document", NULL};
static const char *const statuses[] = {"draft",       "in_use",   "suspended", "to_be_disposed",
                                       "transferred", "disposed", "discarded", NULL};
static const char *const importances[] = {"high", "middle", "low", NULL};
static const char *const personal_infos[] = {"none", "personal", "sensitive", "specific", NULL};
static const char *const segments[] = {"mynumber", "lgwan", "internet", "standalone", "none", NULL};
static const char *const attentions[] = {"unclassified", "late",      "ending",
                                         "excluded",     "unchecked", NULL};
static const char *const sorts[] = {"number", "section", "importance", "name", NULL};

/* S-0012 */
static bool is_asset_no(const char *text)
{
    size_t digits = strlen(text) > 2 ? strspn(text + 2, "0123456789") : 0;

    return digits && digits < ID_DIGITS / 2 && !text[2 + digits] &&
           strchr("ISNHWOMFD", text[0]) != NULL && text[1] == '-';
}

static void check_choice(struct work *work, const char *field, const char *given,
                         const char *const *words)
{
    if (given && !text_is_among(given, words))
        fail_field(work, field, "一覧の上の選択肢から選択してください。");
}

static void check(struct work *work, const struct assets_asked *a)
{
    check_choice(work, "kind", a->kind, kinds);
    check_choice(work, "importance", a->importance, importances);
    check_choice(work, "personal_info", a->personal_info, personal_infos);
    check_choice(work, "segment", a->segment, segments);
    check_choice(work, "attention", a->attention, attentions);
    check_choice(work, "sort", a->sort, sorts);
    if (a->status && strcmp(a->status, "all") != 0)
        check_choice(work, "status", a->status, statuses);
    if (a->confidentiality && strlen(a->confidentiality) > CODE_LENGTH)
        fail_field(work, "confidentiality", "一覧の上の選択肢から選択してください。");
    if (a->paging.after && !is_asset_no(a->paging.after))
        fail_field(work, "after", "前のページの最後の管理番号を入力してください。");
}

static void read_words(struct arena *arena, struct assets_asked *asked)
{
    struct name_query query;

    if (!asked->q || !name_query_prepare(arena, asked->q, &query))
        return;
    asked->patterns = query.patterns;
    asked->grams = query.grams;
}

bool assets_asked(struct request *rq, struct assets_asked *asked)
{
    *asked = (struct assets_asked){
        .kind = query_text(rq, "kind"),
        .unit = query_text(rq, "unit"),
        .status = query_text(rq, "status"),
        .importance = query_text(rq, "importance"),
        .confidentiality = query_text(rq, "confidentiality"),
        .personal_info = query_text(rq, "personal_info"),
        .segment = query_text(rq, "segment"),
        .attention = query_text(rq, "attention"),
        .q = query_text(rq, "q"),
        .sort = query_text(rq, "sort"),
        .paging = paging_read(rq),
    };
    if (!asked->sort)
        asked->sort = "number";
    read_words(rq->work->arena, asked);
    check(rq->work, asked);
    return rq->work->error.code == ERR_NONE;
}

void assets_whole(struct request *rq, struct assets_asked *asked, int most)
{
    asked->paging = (struct paging){.rows = arena_printf(rq->work->arena, "%d", most + 1)};
}

/* ---- what was asked for ------------------------------------------------------------------------
 */

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void add_choices(struct view *view, const char *list, const char *name,
                        const char *const *codes, const char *chosen)
{
    for (; *codes; codes++) {
        struct view *item = view_list_object(view, list);

        view_text(item, name, *codes);
        view_boolean(item, "is_chosen", chosen && !strcmp(*codes, chosen));
    }
}

static void add_all_choices(struct view *v, const struct assets_asked *a)
{
    add_choices(v, "statuses", "asset_status", statuses, a->status);
    add_choices(v, "importances", "importance", importances, a->importance);
    add_choices(v, "personal_infos", "personal_info", personal_infos, a->personal_info);
    add_choices(v, "segments", "segment", segments, a->segment);
    add_choices(v, "attentions", "asset_attention", attentions, a->attention);
    add_choices(v, "sorts", "asset_sort", sorts, a->sort);
}

static bool is_narrowed(const struct assets_asked *a)
{
    return a->kind || a->unit || a->status || a->importance || a->confidentiality ||
           a->personal_info || a->segment || a->attention || a->q;
}

static void add_pair(struct buffer *out, const char *name, const char *value)
{
    if (value)
        buffer_printf(out, "%s%s=%s", out->length ? "&" : "", name,
                      uri_encode_query(out->arena, value));
}

const char *assets_query(struct arena *arena, const struct assets_asked *a)
{
    struct buffer *out = buffer_new(arena, LIMIT_URI * 4);

    add_pair(out, "sort", a->sort);
    add_pair(out, "kind", a->kind);
    add_pair(out, "unit", a->unit);
    add_pair(out, "status", a->status);
    add_pair(out, "importance", a->importance);
    add_pair(out, "confidentiality", a->confidentiality);
    add_pair(out, "personal_info", a->personal_info);
    add_pair(out, "segment", a->segment);
    add_pair(out, "attention", a->attention);
    add_pair(out, "q", a->q);
    return out->data;
}

void assets_view_asked(struct view *v, const struct assets_asked *a)
{
    view_text(v, "asset_kind", or_empty(a->kind));
    view_text(v, "unit", or_empty(a->unit));
    view_text(v, "asset_status", or_empty(a->status));
    view_boolean(v, "is_all", a->status && !strcmp(a->status, "all"));
    view_text(v, "importance", or_empty(a->importance));
    view_text(v, "confidentiality", or_empty(a->confidentiality));
    view_text(v, "personal_info", or_empty(a->personal_info));
    view_text(v, "segment", or_empty(a->segment));
    view_text(v, "asset_attention", or_empty(a->attention));
    view_text(v, "q", or_empty(a->q));
    view_text(v, "asset_sort", a->sort);
    view_boolean(v, "is_narrowed", is_narrowed(a));
    view_boolean(v, "is_later_page", a->paging.after != NULL);
    view_integer(v, "size", a->paging.size);
    add_all_choices(v, a);
}

/* ---- how many of each kind ---------------------------------------------------------------------
 */

enum { NOT_COUNTED = -1 };

static void add_kind(struct view *view, const char *kind, int64_t assets, bool is_current)
{
    struct view *item = view_list_object(view, "kinds");

    view_text(item, "asset_kind", kind);
    if (assets == NOT_COUNTED)
        view_text(item, "assets", NULL);
    else
        view_integer(item, "assets", assets);
    view_boolean(item, "is_counted", assets != NOT_COUNTED);
    view_boolean(item, "is_current", is_current);
}

static bool is_asked(const struct assets_asked *asked, int kind)
{
    return asked->kind && !strcmp(asked->kind, kinds[kind]);
}

static void add_uncounted_kinds(struct view *view, const struct assets_asked *asked)
{
    view_list(view, "kinds");
    add_kind(view, NULL, NOT_COUNTED, !asked->kind);
    for (int i = 0; i < ASSET_KINDS; i++)
        add_kind(view, kinds[i], NOT_COUNTED, is_asked(asked, i));
}

/* Adds them to the view, and returns how many of them the list itself is of. */
static int64_t add_kinds(struct view *view, const struct assets_asked *asked,
                         const int64_t counts[ASSET_KINDS])
{
    int64_t all = 0, total = 0;

    for (int i = 0; i < ASSET_KINDS; i++) {
        all += counts[i];
        total += !asked->kind || is_asked(asked, i) ? counts[i] : 0;
    }
    view_list(view, "kinds");
    add_kind(view, NULL, all, !asked->kind);
    for (int i = 0; i < ASSET_KINDS; i++)
        if (counts[i] || is_asked(asked, i))
            add_kind(view, kinds[i], counts[i], is_asked(asked, i));
    return total;
}

static int64_t add_counts(struct view *view, const struct assets_asked *asked,
                          const struct rows *rows, int first)
{
    int64_t counts[ASSET_KINDS] = {0};

    for (int i = first; i < rows->count; i++)
        counts[asset_kind_of(rows_text(rows, i, "kind"))] += rows_integer(rows, i, "assets");
    return add_kinds(view, asked, counts);
}

/* Nobody knows how many there are, but that the page isn't all. */
static int64_t add_no_counts(struct view *view, struct assets_asked *a, int found)
{
    bool is_more = a->paging.size && found > a->paging.size;

    add_uncounted_kinds(view, a);
    a->paging.is_minimum = is_more || a->paging.after;
    return is_more ? a->paging.size : found;
}

/* ---- which ones -------------------------------------------------------------------------------
 */

/* The sections first: how many rows they have is what a plan is made by. */
static bool take_units(struct work *work, struct assets_asked *asked)
{
    const struct rows *rows;

    if (!asked->unit)
        return true;
    rows = db_take(work, SQL_ASSET_LIST_UNITS, PARAMS(asked->unit));
    if (rows)
        asked->units = rows_text(rows, 0, "units");
    return rows != NULL;
}

#define ASKED(a)                                                                                   \
    (a)->kind, (a)->units, (a)->status, (a)->importance, (a)->confidentiality, (a)->personal_info, \
        (a)->segment, (a)->attention, (a)->paging.after, (a)->paging.rows

static const struct rows *take(struct work *work, struct assets_asked *a)
{
    int order = order_of(a->sort);

    if (!take_units(work, a))
        return NULL;
    db_queue(work, SQL_ASSET_LIST_PLANS, PARAMS());
    if (a->patterns)
        return db_take(
            work, orders[order].find,
            PARAMS(ASKED(a), a->patterns, a->grams, arena_printf(work->arena, "%d", MANY)));
    return db_take(work, orders[order].list, PARAMS(ASKED(a)));
}

/* The page of words that many have. */
static const struct rows *walk(struct work *work, const struct assets_asked *a)
{
    return db_take(work, orders[order_of(a->sort)].walk, PARAMS(ASKED(a), a->patterns));
}

static bool are_many(const struct rows *rows)
{
    int last = rows->count - 1;

    return last >= 0 && !rows_text(rows, last, "id") &&
           !strcmp(rows_text(rows, last, "kind"), "many");
}

/* The rows with an id come first. */
static int count_ids(const struct rows *rows)
{
    int found = 0;

    while (found < rows->count && rows_text(rows, found, "id"))
        found++;
    return found;
}

bool assets_find(struct request *rq, struct view *view, struct assets_asked *asked,
                 struct assets_found *found)
{
    const struct rows *rows = take(rq->work, asked);
    bool is_counted = rows && !are_many(rows);
    int64_t total;

    if (rows && !is_counted)
        rows = walk(rq->work, asked);
    if (!rows)
        return false;
    *found = (struct assets_found){.rows = rows, .found = count_ids(rows)};
    total = is_counted ? add_counts(view, asked, rows, found->found)
                       : add_no_counts(view, asked, found->found);
    found->total = arena_printf(rq->work->arena, "%lld", (long long)total);
    return true;
}

const char *assets_ids(struct request *rq, const struct assets_found *found, int first, int count)
{
    size_t most = (size_t)count * (ID_DIGITS + 1);
    struct buffer *list = buffer_new(rq->work->arena, most + 2);

    for (int i = first; i < found->found && i < first + count; i++)
        buffer_printf(list, "%c%s", i == first ? '{' : ',', rows_text(found->rows, i, "id"));
    return arena_printf(rq->work->arena, "%s%s}", list->length ? "" : "{", list->data);
}

bool assets_listed(struct request *rq, const char **ids, int *count)
{
    struct assets_asked asked;
    struct assets_found found;

    if (!assets_asked(rq, &asked))
        return false;
    assets_whole(rq, &asked, LIMIT_CSV_RECORDS);
    if (!assets_find(rq, view_new(rq->work), &asked, &found))
        return false;
    *ids = assets_ids(rq, &found, 0, found.found);
    *count = found.found;
    return true;
}
