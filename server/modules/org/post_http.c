#include "base/work.h"
#include "core/access/permission.h"
#include "core/search/name_search.h"
#include "core/search/search.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/org.h"
#include "modules/org/org_day.h"
#include "modules/org/person.h"

static const char *const list_query[] = {"on", "q", NULL};

static bool list_posts(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const char *day = org_day(rq, v), *q = query_text(rq, "q");
    struct search_query query;
    bool is_asked = search_prepare(rq->work->arena, q, &query);
    const struct rows *rows =
        db_take(rq->work, SQL_POST_LIST, PARAMS(day, is_asked ? query.patterns : NULL));

    if (!rows)
        return false;
    view_text(v, "q", q ? q : "");
    view_add_rows(v, "items", rows);
    view_integer(v, "total", rows->count);
    view_text(v, "next", NULL);
    return reply_view(rq, "posts/list", v);
}

/* ---- one post: who holds it ---------------------------------------------------------------------
 */

enum { CANDIDATES = 20 };
enum { HOLDER, CONCURRENT, ACTING };

static const struct choice kinds[] = {
    {"holder", HOLDER}, {"concurrent", CONCURRENT}, {"acting", ACTING}, {NULL, 0}};

struct holding {
    const char *person, *candidate, *valid_to;
    int holding;
    struct change change;
};

static const struct field holding_fields[] = {
    FIELD_TEXT(struct holding, person, "次の在任者", .required = true, .max = 81),
    FIELD_TEXT(struct holding, candidate, "候補", .max = 12),
    FIELD_ENUM(struct holding, holding, "在任区分", .required = true, .choices = kinds),
    FIELD_DATE(struct holding, valid_to, "終了日"),
    CHANGE_FIELDS(struct holding),
    FIELD_END,
};

/* Those whom the words fit; the chosen one has is_chosen. */
static const struct rows *take_candidates(struct work *work, const char *words, const char *picked,
                                          const char *day)
{
    struct name_query query;
    bool is_asked = name_query_prepare(work->arena, words, &query);

    return db_take(work, SQL_POST_CANDIDATES,
                   PARAMS(day, words, is_asked ? query.patterns : NULL,
                          is_asked ? query.grams : NULL, picked));
}

static int chosen_row(const struct rows *candidates)
{
    for (int i = 0; i < candidates->count; i++)
        if (rows_boolean(candidates, i, "is_chosen"))
            return i;
    return -1;
}

/* Who was meant, with what one wants to know before somebody is put into a post. */
static bool add_successor(struct request *rq, struct view *v)
{
    const char *day = change_day(rq), *words = form_typed(rq, "person");
    const struct rows *found = take_candidates(rq->work, words, form_typed(rq, "candidate"), day);
    int chosen;

    if (!found)
        return false;
    chosen = chosen_row(found);
    view_boolean(v, "is_by_name", found->count && !rows_boolean(found, 0, "is_number"));
    view_add_rows(v, "candidates", found);
    view_optional_row(v, "successor", SQL_POST_SUCCESSOR,
                      PARAMS(path_text(rq, "code"),
                             chosen < 0 ? NULL : rows_text(found, chosen, "staff_no"), day,
                             form_typed(rq, "holding")));
    view_rows(v, "held", SQL_POST_HELD,
              PARAMS(path_text(rq, "code"),
                     chosen < 0 ? NULL : rows_text(found, chosen, "staff_no"), day));
    return true;
}

static bool post_view(struct request *rq, struct view *v)
{
    const char *code = path_text(rq, "code");

    if (!add_successor(rq, v))
        return false;
    change_view(v);
    change_done_view(rq, v);
    view_own_row(v, SQL_POST_SHOW, PARAMS(code));
    view_rows(v, "roles", SQL_POST_ROLES, PARAMS(code));
    view_rows(v, "holdings", SQL_POST_HOLDINGS, PARAMS(code));
    return true;
}

static bool show_post(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return post_view(rq, v) && change_propose(rq, v) && reply_view(rq, "posts/show", v);
}

static bool take_post(struct request *rq, const struct rows **post)
{
    *post = db_take(rq->work, SQL_POST_SHOW, PARAMS(path_text(rq, "code")));
    if (!*post)
        return false;
    return (*post)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool refuse_words(struct work *work, const struct rows *found)
{
    if (!found->count)
        return fail_field(work, "person",
                          "当てはまる職員等はいません。氏名、読み又は職員番号を確認してください。");
    if (found->count > CANDIDATES)
        return fail_field(work, "person",
                          "当てはまる職員等が%d人より多くいます。姓と名を入力するか、下の候補から"
                          "選んでください。",
                          CANDIDATES);
    return fail_field(work, "person", "当てはまる職員等が%d人います。下の候補から選んでください。",
                      found->count);
}

/* Words are enough to ask what would change; what is recorded was seen and chosen. */
static bool find_person(struct work *work, const struct holding *h, const char **id)
{
    const struct rows *found = take_candidates(work, h->person, h->candidate, h->change.valid_from);
    int chosen;

    if (!found)
        return false;
    chosen = chosen_row(found);
    if (chosen < 0)
        return refuse_words(work, found);
    if (h->change.step == CHANGE_RECORD && !rows_boolean(found, chosen, "is_number") &&
        !rows_boolean(found, chosen, "is_picked"))
        return fail_field(work, "person",
                          "下の候補の人でよいことを確かめてから、もう一度登録してください。");
    *id = rows_text(found, chosen, "_id");
    return true;
}

static bool hold_post(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *post;
    const char *person = NULL;
    struct holding h;

    return read_form(rq, holding_fields, &h) && take_post(rq, &post) &&
           find_person(work, &h, &person) &&
           person_stays(work, "person", person, h.change.valid_from, h.valid_to) &&
           change_begin(rq, &h.change) &&
           db_run(work, SQL_POST_VACATE, PARAMS(rows_text(post, 0, "_id"), h.change.valid_from)) &&
           db_run(work, SQL_POST_HOLD,
                  PARAMS(rows_text(post, 0, "_id"), person, kinds[h.holding].code,
                         h.change.valid_from, h.valid_to, h.change.basis)) &&
           change_end(rq, &h.change, "/admin/posts/%s?changed=%s", path_text(rq, "code"),
                      h.change.valid_from);
}

/* ---- nobody any more, no post any more
 * -----------------------------------------------------------
 */

struct ending {
    struct change change;
};

static const struct field ending_fields[] = {CHANGE_FIELDS(struct ending), FIELD_END};

static bool ending_view(struct request *rq, struct view *v)
{
    change_view(v);
    view_own_row(v, SQL_POST_SHOW, PARAMS(path_text(rq, "code")));
    return true;
}

static bool show_vacancy(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return ending_view(rq, v) && reply_view(rq, "posts/vacancy", v);
}

static bool vacate_post(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *post, *ended;
    struct ending e;

    if (!read_form(rq, ending_fields, &e) || !take_post(rq, &post) || !change_begin(rq, &e.change))
        return false;
    ended = db_take(work, SQL_POST_VACATE, PARAMS(rows_text(post, 0, "_id"), e.change.valid_from));
    if (!ended)
        return false;
    return (ended->count ||
            fail_field(work, "valid_from",
                       "この日の前日には、在任者がいません。日付を確認してください。")) &&
           change_end(rq, &e.change, "/admin/posts/%s", path_text(rq, "code"));
}

static bool show_abolition(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return ending_view(rq, v) && reply_view(rq, "posts/abolition", v);
}

static bool abolish_post(struct request *rq)
{
    const struct rows *post;
    struct ending e;

    return read_form(rq, ending_fields, &e) && take_post(rq, &post) &&
           change_begin(rq, &e.change) &&
           db_run(rq->work, SQL_POST_ABOLISH,
                  PARAMS(rows_text(post, 0, "_id"), e.change.valid_from)) &&
           change_end(rq, &e.change, "/admin/posts/%s", path_text(rq, "code"));
}

/* ---- a new post ---------------------------------------------------------------------------------
 */

struct addition {
    const char *code, *name, *unit;
    bool is_head, is_policy_council;
    struct change change;
};

static const struct field addition_fields[] = {
    FIELD_TEXT(struct addition, code, "職コード", .required = true, .max = 41),
    FIELD_TEXT(struct addition, name, "職名", .required = true, .max = 60),
    FIELD_TEXT(struct addition, unit, "組織", .max = 10),
    FIELD_BOOL(struct addition, is_head, "組織の長の職"),
    FIELD_BOOL(struct addition, is_policy_council, "政策会議の構成員の職"),
    CHANGE_FIELDS(struct addition),
    FIELD_END,
};

static bool new_view(struct request *rq, struct view *v)
{
    change_view(v);
    view_rows(v, "units", SQL_UNIT_OPTIONS, PARAMS(rq->work->today, form_typed(rq, "unit"), NULL));
    return true;
}

static bool show_new(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return new_view(rq, v) && reply_view(rq, "posts/new", v);
}

static bool add_post(struct request *rq)
{
    struct addition a;

    return read_form(rq, addition_fields, &a) && change_begin(rq, &a.change) &&
           db_run(rq->work, SQL_POST_ADD,
                  PARAMS(a.code, a.name, a.unit, a.is_head ? "true" : "false",
                         a.is_policy_council ? "true" : "false", a.change.valid_from)) &&
           change_end(rq, &a.change, "/admin/posts/%s", a.code);
}

const struct route post_routes[] = {
    {GET, "/admin/posts", list_posts, MAY(ORG_MAINTAIN),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV, .list = "items", .query = list_query,
     .summary = "Posts of a day with who holds them then"},
    {GET, "/admin/posts/new", show_new, MAY(ORG_MAINTAIN), .fields = addition_fields,
     .summary = "The form of a new post"},
    {POST, "/admin/posts", add_post, MAY(ORG_MAINTAIN), .form = "posts/new", .form_view = new_view,
     .fields = addition_fields, .creates = true, .summary = "Enter a new post from a day on"},
    {GET, "/admin/posts/{code}", show_post, MAY(ORG_MAINTAIN), .fields = holding_fields,
     .summary = "One post: its roles, who held, holds and will hold it"},
    {POST, "/admin/posts/{code}/holdings", hold_post, MAY(ORG_MAINTAIN), .form = "posts/show",
     .form_view = post_view, .fields = holding_fields, .creates = true,
     .summary = "Somebody holds the post from a day on; whoever held it ends the day before"},
    {GET, "/admin/posts/{code}/vacancy", show_vacancy, MAY(ORG_MAINTAIN), .fields = ending_fields,
     .summary = "The form of a vacancy"},
    {POST, "/admin/posts/{code}/vacancy", vacate_post, MAY(ORG_MAINTAIN), .form = "posts/vacancy",
     .form_view = ending_view, .fields = ending_fields, .creates = true,
     .summary = "Nobody holds the post from a day on"},
    {GET, "/admin/posts/{code}/abolition", show_abolition, MAY(ORG_MAINTAIN),
     .fields = ending_fields, .summary = "The form of a post's abolition"},
    {POST, "/admin/posts/{code}/abolition", abolish_post, MAY(ORG_MAINTAIN),
     .form = "posts/abolition", .form_view = ending_view, .fields = ending_fields, .creates = true,
     .summary = "The post ends, and who holds it with it"},
    ROUTE_END,
};
