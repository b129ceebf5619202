#include <string.h>

#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/search/search.h"
#include "http/request.h"
#include "modules/org/org.h"
#include "modules/policies/policy.h"
#include "modules/policies/policy_token.h"

static const char *const version_query[] = {"version", NULL};
static const char *const search_query[] = {"version", "q", NULL};

/*
 * Reading a document that is not public leaves a trace (domain 3.11). The view must be taken; it
 * has a member `document`.
 */
static bool trace_reading(struct request *rq, struct view *view)
{
    struct value document, publicity;

    if (!view_take(view))
        return false;
    document = value_member(view_value(view), "document");
    publicity = value_member(document, "publicity");
    if (strcmp(publicity.text, "public"))
        request_leaves_trace(rq, "view_restricted", "policy_document",
                             value_member(document, "code").text);
    return true;
}

/* What every page of one document begins with; the version shown is that of ?version= or today's.
 */
static struct view *document_view(struct request *rq, const char **code, const char **version)
{
    struct view *v = view_new(rq->work);

    *code = path_text(rq, "code");
    *version = query_text(rq, "version");
    request_may_be_refused(rq, "policy_document", *code, SQL_POLICY_HIDDEN);
    view_row(v, "document", SQL_POLICY_DOCUMENT, PARAMS(*code, *version));
    view_row(v, "version", SQL_POLICY_VERSION, PARAMS(*code, *version));
    return v;
}

void policy_list(struct view *view)
{
    view_rows(view, "items", SQL_POLICY_DOCUMENTS, PARAMS());
    view_own_row(view, SQL_POLICY_DOCUMENTS_TOTAL, PARAMS());
    view_text(view, "next", NULL);
}

static bool list_policies(struct request *rq)
{
    struct view *v = view_new(rq->work);

    policy_list(v);
    return reply_view(rq, "policies/list", v);
}

static bool show_policy(struct request *rq)
{
    const char *code, *version;
    struct view *v = document_view(rq, &code, &version);

    view_rows(v, "versions", SQL_POLICY_VERSIONS, PARAMS(code, version));
    view_tree(v, "contents", SQL_POLICY_CONTENTS, PARAMS(code, version));
    view_tree(v, "clauses", SQL_POLICY_CLAUSES, PARAMS(code, version));
    view_group(v, "clauses", "rows", SQL_POLICY_TABLE_ROWS, PARAMS(code, version));
    view_rows(v, "footnotes", SQL_POLICY_FOOTNOTES, PARAMS(code, version));
    view_group(v, "footnotes", "referenced_by", SQL_POLICY_FOOTNOTE_REFERENCES,
               PARAMS(code, version));
    view_rows(v, "terms", SQL_POLICY_TERMS, PARAMS(code, version));
    return trace_reading(rq, v) && reply_view(rq, "policies/show", v);
}

static bool show_clause(struct request *rq)
{
    const char *code, *version, *slug = path_text(rq, "slug");
    struct view *v = document_view(rq, &code, &version);

    view_row(v, "clause", SQL_POLICY_CLAUSE, PARAMS(code, version, slug));
    view_rows(v, "ancestors", SQL_POLICY_CLAUSE_ANCESTORS, PARAMS(code, version, slug));
    view_tree(v, "children", SQL_POLICY_CLAUSE_CHILDREN, PARAMS(code, version, slug));
    view_group(v, "children", "rows", SQL_POLICY_TABLE_ROWS, PARAMS(code, version));
    view_rows(v, "rows", SQL_POLICY_CLAUSE_ROWS, PARAMS(code, version, slug));
    view_rows(v, "footnotes", SQL_POLICY_CLAUSE_FOOTNOTES, PARAMS(code, version, slug));
    view_rows(v, "referenced_by", SQL_POLICY_CLAUSE_REFERENCED_BY, PARAMS(code, version, slug));
    view_optional_row(v, "previous", SQL_POLICY_CLAUSE_PREVIOUS, PARAMS(code, version, slug));
    view_optional_row(v, "next", SQL_POLICY_CLAUSE_NEXT, PARAMS(code, version, slug));
    role_view_bearers(v, code, version, slug);
    return trace_reading(rq, v) && reply_view(rq, "policies/clause", v);
}

static bool show_glossary(struct request *rq)
{
    const char *code, *version;
    struct view *v = document_view(rq, &code, &version);

    view_rows(v, "terms", SQL_POLICY_TERMS, PARAMS(code, version));
    return trace_reading(rq, v) && reply_view(rq, "policies/glossary", v);
}

static void add_hits(struct view *view, const struct rows *rows, const char *q,
                     const struct search_query *query, struct arena *arena)
{
    for (int i = 0; i < rows->count; i++) {
        struct view *item = view_list_object(view, "items");
        const char *text = rows_text(rows, i, "text"), *terms = rows_text(rows, i, "terms");
        struct search_query said;

        view_text(item, "slug", rows_text(rows, i, "slug"));
        view_text(item, "code", rows_text(rows, i, "code"));
        view_text(item, "heading", policy_without_tokens(arena, rows_text(rows, i, "heading")));
        view_text(item, "path", rows_text(rows, i, "path"));
        view_text(item, "terms", terms);
        said = search_said(arena, q, query, terms);
        search_excerpt(item, "excerpt", policy_without_tokens(arena, text), &said, arena);
    }
}

static bool search_policy(struct request *rq)
{
    const char *code, *version, *q = query_text(rq, "q");
    struct view *v = document_view(rq, &code, &version);
    struct arena *arena = rq->work->arena;
    struct search_query query;
    bool is_asked = search_prepare(arena, q, &query);
    const struct rows *rows = NULL;

    view_text(v, "q", q ? q : "");
    view_boolean(v, "is_too_short", !is_asked);
    view_list(v, "items");
    if (is_asked) {
        rows =
            db_take(rq->work, SQL_POLICY_SEARCH,
                    PARAMS(code, version, query.patterns, text_array_literal(arena, query.words)));
        if (!rows)
            return false;
        add_hits(v, rows, q, &query, arena);
    }
    view_integer(v, "total", rows ? rows->count : 0);
    return trace_reading(rq, v) && reply_view(rq, "policies/search", v);
}

const struct route policy_routes[] = {
    {GET, "/policies", list_policies, PUBLIC, .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV,
     .list = "items", .summary = "Documents the viewer may read, with the version in force today"},
    {GET, "/policies/{code}", show_policy, PUBLIC, .query = version_query,
     .summary = "One document: contents, whole text, footnotes, terms"},
    {GET, "/policies/{code}/clauses/{slug}", show_clause, PUBLIC, .query = version_query,
     .summary = "One clause with what is below it"},
    {GET, "/policies/{code}/glossary", show_glossary, PUBLIC, .query = version_query,
     .summary = "The terms a document defines"},
    {GET, "/policies/{code}/search", search_policy, PUBLIC, .query = search_query,
     .summary = "Clauses that hold every word of q"},
    ROUTE_END,
};
