#include "modules/exceptions/exception_form.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "base/work.h"
#include "core/search/search.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/exceptions/exception.h"
#include "modules/exceptions/exception_draft.h"
#include "modules/exceptions/exception_page.h"

static const char comma[] = "、", stop[] = "。";

/* ---- clause 8 beside the fields that answer it -------------------------------------------------
 */

static const char *after_last(const char *from, const char *to, const char *mark)
{
    const char *after = from, *found;

    while ((found = strstr(after, mark)) && found < to)
        after = found + strlen(mark);
    return after;
}

static const char *next_of(const char *text, const char *mark)
{
    const char *found = strstr(text, mark);

    return found ? found : text + strlen(text);
}

const char *exception_form_quote(struct work *work, const char *rule, const char *keyword)
{
    const char *place = strstr(rule, keyword), *begin, *end, *other;

    if (!place)
        return NULL;
    begin = after_last(rule, place, comma);
    other = after_last(rule, place, stop);
    begin = other > begin ? other : begin;
    end = next_of(place, comma);
    other = next_of(place, stop);
    end = other < end ? other : end;
    return arena_strndup(work->arena, begin, (size_t)(end - begin));
}

/* {name, keyword}; of several keywords for one name the last that is found holds. */
static void add_quote(struct work *work, struct view *quotes, const char *rule,
                      const char *const keyword[2])
{
    const char *quote = exception_form_quote(work, rule, keyword[1]);

    if (quote || value_member(view_value(quotes), keyword[0]).kind == VALUE_MISSING)
        view_text(quotes, keyword[0], quote);
}

/* No rule where clause 8 isn't registered, or stands elsewhere by now: the fields do without. */
static bool add_rule(struct work *work, struct view *v, const struct exception *ex)
{
    static const char *const keywords[][2] = {
        {"difficulty", "遵守することが"}, {"continuity", "継続"},
        {"reason", "合理的な理由"},       {"urgency", "緊急"},
        {"unavoidable", "やむを得"},      {"unavoidable", "不可避"}};
    bool is_prior = ex->kind == EXCEPTION_PRIOR;
    const struct rows *rule =
        db_take(work, SQL_EXCEPTION_FORM_RULE, PARAMS(is_prior ? "8.1" : "8.2"));
    const char *text;
    struct view *quotes;

    if (!rule)
        return false;
    text = rule->count ? rows_text(rule, 0, "text") : "";
    view_add_row(v, "rule", rule);
    quotes = view_object(v, "quotes");
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        add_quote(work, quotes, text, keywords[i]);
    return true;
}

/* ---- the clauses -------------------------------------------------------------------------------
 */

void exception_form_add_clauses(struct view *v, const char *name, const char *id, const char *codes)
{
    view_rows(v, name, SQL_EXCEPTION_FORM_CLAUSES, PARAMS(id, codes));
}

/* The codes as an array literal: those of the row, or as they stand in the form. */
static const char *chosen_codes(struct request *rq, const struct rows *row)
{
    struct arena *arena = rq->work->arena;

    if (!rq->body)
        return rows_text(row, 0, "clauses");
    return text_array_literal(arena, exception_draft_chosen(arena, form_typed_all(rq, "clauses"),
                                                            form_typed(rq, "add"),
                                                            form_typed(rq, "remove")));
}

static void add_candidate(struct view *item, const struct rows *rows, int i,
                          const struct search_query *query, struct arena *arena)
{
    static const char *const texts[] = {"code", "document", "publicity", "number", "path", NULL};

    for (const char *const *name = texts; *name; name++)
        view_text(item, *name, rows_text(rows, i, *name));
    view_boolean(item, "is_added", rows_boolean(rows, i, "is_added"));
    search_excerpt(item, "excerpt", rows_text(rows, i, "text"), query, arena);
}

static bool is_hiragana(const char *at)
{
    return at[0] == '\xE3' && (at[1] == '\x81' || at[1] == '\x82') && at[2] &&
           (at[1] == '\x81' || (unsigned char)at[2] < 0xA0);
}

/* The words that mean something: particles and endings, in hiragana, stand in every clause. */
static const char *without_hiragana(struct arena *arena, const char *q)
{
    char *words = arena_strdup(arena, q);

    for (char *at = words; *at; at++)
        if (is_hiragana(at))
            memset(at, ' ', 3);
    return words;
}

/* Marked are the pairs of characters that such a clause shares with what was typed. */
static bool add_near(struct request *rq, struct view *v, const char *q, const char *chosen)
{
    struct arena *arena = rq->work->arena;
    struct search_query query;
    const struct rows *rows;

    if (!search_prepare(arena, without_hiragana(arena, q), &query))
        return true;
    rows = db_take(rq->work, SQL_EXCEPTION_FORM_NEAR, PARAMS(query.bigrams, chosen));
    view_boolean(v, "is_near", rows && rows->count);
    for (int i = 0; rows && i < rows->count; i++)
        if (search_prepare(arena, rows_text(rows, i, "pairs"), &query))
            add_candidate(view_list_object(v, "candidates"), rows, i, &query, arena);
    return rows != NULL;
}

/* Marked is what was typed, or what the policy says for it. */
static void add_found(struct request *rq, struct view *v, const struct rows *rows, const char *q)
{
    struct arena *arena = rq->work->arena;
    struct search_query query;

    for (int i = 0; i < rows->count; i++) {
        const char *terms = rows_text(rows, i, "terms");

        if (search_prepare(arena, arena_printf(arena, "%s %s", q, terms ? terms : ""), &query))
            add_candidate(view_list_object(v, "candidates"), rows, i, &query, arena);
    }
    view_text(v, "terms", rows->count ? rows_text(rows, 0, "asked_terms") : NULL);
}

/* What the words of the search field find in all documents of today that the viewer may read. */
static bool add_candidates(struct request *rq, struct view *v, const char *q, const char *chosen)
{
    struct arena *arena = rq->work->arena;
    struct search_query query;
    const struct rows *rows;

    view_text(v, "q", q);
    view_list(v, "candidates");
    view_boolean(v, "is_searched", q && *q);
    view_boolean(v, "is_near", false);
    view_text(v, "terms", NULL);
    if (!q || !*q || !search_prepare(arena, q, &query))
        return true;
    rows = db_take(rq->work, SQL_EXCEPTION_FORM_FIND,
                   PARAMS(query.patterns, text_array_literal(arena, query.words),
                          text_nfkc(arena, q), chosen));
    if (rows && !rows->count)
        return add_near(rq, v, q, chosen);
    if (rows)
        add_found(rq, v, rows, q);
    return rows != NULL;
}

static bool add_clauses(struct request *rq, struct view *v, const struct exception *ex,
                        const struct rows *row)
{
    const char *chosen = chosen_codes(rq, row);
    const char *q = rq->body ? form_typed(rq, "q") : query_text(rq, "q");

    exception_form_add_clauses(v, "clauses", ex->id, chosen);
    return add_candidates(rq, v, q, chosen);
}

/* ---- the assets --------------------------------------------------------------------------------
 */

/*
 * What is called like the words of the request is offered at once, the rest of the section's is
 * folded away, but for what was added there and is not stored: that must be seen.
 */
static bool add_register(struct request *rq, struct view *v, const struct exception *ex)
{
    struct arena *arena = rq->work->arena;
    const struct rows *rows =
        db_take(rq->work, SQL_EXCEPTION_FORM_ASSETS,
                PARAMS(ex->id, text_array_literal(arena, form_typed_all(rq, "asset_nos")),
                       form_typed(rq, "title"), form_typed(rq, "assets")));
    int near = 0;
    bool is_open = false;

    for (int i = 0; rows && i < rows->count; i++)
        if (rows_boolean(rows, i, "is_alike"))
            near++;
        else
            is_open = is_open || rows_boolean(rows, i, "is_chosen");
    if (!rows)
        return false;
    view_add_rows(v, "register", rows);
    view_boolean(v, "has_near_assets", near);
    view_boolean(v, "has_other_assets", near < rows->count);
    view_integer(v, "other_assets", rows->count - near);
    view_boolean(v, "is_register_open", is_open);
    return true;
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

/* The version that the next write carries: one who was overtaken has now seen both texts. */
static const char *version_to_write(const struct request *rq, const struct rows *row)
{
    bool is_seen = !rq->body || (rq->failure && rq->failure->code == ERR_STALE);

    return is_seen ? rows_text(row, 0, "version") : form_typed(rq, "version");
}

static void add_state(struct request *rq, struct view *v, const struct exception *ex)
{
    bool is_open = ex->status & (EXCEPTION_DRAFT | EXCEPTION_RETURNED);
    bool is_stale = rq->failure && rq->failure->code == ERR_STALE;

    view_text(v, "path", ex->path);
    view_boolean(v, "is_prior", ex->kind == EXCEPTION_PRIOR);
    view_boolean(v, "is_open", is_open);
    view_boolean(v, "is_stale", is_stale);
    view_boolean(v, "is_autosaved", is_open && !is_stale); /* over the other's text only by hand */
    view_boolean(v, "is_saved", !rq->body && query_text(rq, "saved") != NULL);
    exception_view_actions(v, ex);
    exception_view_attachments(rq, v, ex);
    view_own_row(v, SQL_EXCEPTION_SHOW, PARAMS(ex->id));
    view_optional_row(v, "manager", SQL_EXCEPTION_FORM_MANAGER, PARAMS(ex->id));
    view_optional_row(v, "sent_back", SQL_EXCEPTION_FORM_SENT_BACK, PARAMS(ex->id));
    view_row(v, "limits", SQL_EXCEPTION_FORM_LIMITS, PARAMS());
    view_rows(v, "colleagues", SQL_EXCEPTION_FORM_COLLEAGUES, PARAMS(ex->id, form_typed(rq, "to")));
}

/* Where somebody let it go on meanwhile, what was typed is shown all the same, to be copied. */
static bool is_to_be_written(struct request *rq, const struct exception *ex)
{
    return (ex->status & (EXCEPTION_DRAFT | EXCEPTION_RETURNED)) || rq->failure ||
           fail(rq->work, ERR_CONFLICT,
                "申請の内容を変更できるのは、下書き又は差戻しの間だけです。");
}

/*
 * A filing that lacked something has come back here: the stored draft is judged once more, as often
 * as the page is loaded.
 */
static bool judge(struct request *rq, struct view *v, const struct exception *ex)
{
    struct work *w = rq->work;
    bool lacks = !rq->body && query_text(rq, "lacks") && !exception_draft_is_complete(w, ex);
    struct error *failure;

    if (lacks && w->error.code != ERR_INVALID)
        return false;
    view_boolean(v, "is_lacking", lacks);
    if (!lacks)
        return true;
    failure = arena_alloc(w->arena, sizeof *failure);
    *failure = w->error;
    rq->failure = failure;
    error_clear(w);
    return true;
}

bool exception_form_view(struct request *rq, struct view *v)
{
    struct exception *ex;
    const struct rows *row;

    if (!exception_of_path(rq, &ex) || !exception_is_writer(rq->work, ex) ||
        !is_to_be_written(rq, ex) || !judge(rq, v, ex))
        return false;
    row = db_take(rq->work, SQL_EXCEPTION_FORM, PARAMS(ex->id));
    if (!row)
        return false;
    view_form_of(rq, v, row);
    view_text(v, "write_version", version_to_write(rq, row));
    add_state(rq, v, ex);
    return add_clauses(rq, v, ex, row) && add_rule(rq->work, v, ex) && add_register(rq, v, ex);
}
