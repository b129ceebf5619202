#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/search/hits.h"
#include "http/request.h"
#include "modules/finding/finding.h"

/*
 * 横断検索: one query over everything the viewer may read. Each subject has a statement that asks
 * for the viewer's rights itself; a subject the viewer has no part in is not asked at all.
 */
static const char *const query[] = {"q", NULL};

/*
 * The index of a subject: none, for it is small; characters and pairs in one; pairs, beside which
 * the words are asked for as they are; one of each.
 */
enum index { BY_WORDS, BY_GRAMS, BY_PAIRS, BY_BOTH };

static const struct {
    const char *subject;
    enum permission permission;
    bool is_public; /* to everybody: the statement says what */
    enum index index;
    enum statement hits;
    const char *list; /* the subject's own list, which takes ?q=, or NULL */
} subjects[] = {
    {"clause", 0, true, BY_PAIRS, SQL_SEARCH_CLAUSES, NULL},
    {"asset", PERMISSION_ASSET_READ, false, BY_GRAMS, SQL_SEARCH_ASSETS, "/assets"},
    {"exception", PERMISSION_EXCEPTION_READ, false, BY_BOTH, SQL_SEARCH_EXCEPTIONS, "/exceptions"},
    {"person", PERMISSION_ORG_READ, false, BY_GRAMS, SQL_SEARCH_PEOPLE, "/people"},
    {"unit", PERMISSION_ORG_READ, false, BY_WORDS, SQL_SEARCH_UNITS, "/units"},
    {"meeting", PERMISSION_MEETING_READ, false, BY_WORDS, SQL_SEARCH_MEETINGS, NULL},
    {"paper", PERMISSION_MEETING_READ, false, BY_WORDS, SQL_SEARCH_PAPERS, NULL},
    {"decision", PERMISSION_MEETING_READ, false, BY_WORDS, SQL_SEARCH_DECISIONS, "/decisions"},
    {"attachment", PERMISSION_EXCEPTION_READ, false, BY_GRAMS, SQL_SEARCH_FILES, NULL},
    {"asset_file", PERMISSION_ASSET_READ, false, BY_GRAMS, SQL_SEARCH_ASSET_FILES, NULL},
};
enum { SUBJECTS = sizeof subjects / sizeof *subjects };

static struct params params_of(struct work *work, const struct hits *hits, enum index index)
{
    const char **values = arena_array(work->arena, 3, sizeof *values);

    values[0] = hits->query.patterns;
    values[1] = index == BY_GRAMS ? hits->grams : hits->pairs;
    values[2] =
        index == BY_PAIRS ? text_array_literal(work->arena, hits->query.words) : hits->characters;
    return (struct params){values, index == BY_WORDS ? 1 : index == BY_GRAMS ? 2 : 3};
}

static bool add_subject(struct request *rq, struct view *v, const struct hits *hits, int i)
{
    if (!subjects[i].is_public && !may(rq->work, subjects[i].permission))
        return true;
    return hits_add(rq->work, v, hits, subjects[i].subject, subjects[i].list, subjects[i].hits,
                    params_of(rq->work, hits, subjects[i].index));
}

static bool add_groups(struct request *rq, struct view *v, const struct hits *hits)
{
    db_queue(rq->work, SQL_SEARCH_PLANS, PARAMS());
    for (int i = 0; i < SUBJECTS; i++)
        if (!add_subject(rq, v, hits, i))
            return false;
    return true;
}

static bool search(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *q = query_text(rq, "q");
    struct hits hits;

    if (rq->work->error.code != ERR_NONE)
        return false;
    view_text(v, "q", q ? q : "");
    view_boolean(v, "is_asked", q != NULL);
    view_list(v, "groups");
    if (hits_prepare(rq->work->arena, q, &hits) && !add_groups(rq, v, &hits))
        return false;
    return reply_view(rq, "search/index", v);
}

const struct route finding_routes[] = {
    {GET, "/search", search, PUBLIC, .query = query,
     .summary = "What the viewer may read that has all the words, a few of each subject"},
    ROUTE_END,
};
