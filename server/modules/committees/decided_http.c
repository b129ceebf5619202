#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/search/search.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"

static const char *const categories[] = {"a", "b", "c", "d", "e", "f", "g", NULL};
static const char *const outcomes[] = {"adopted",   "not_adopted", "carried_over",
                                       "withdrawn", "noted",       NULL};

/* ---- the list ---------------------------------------------------------------------------------
 */

struct asked {
    const char *fiscal_year, *committee, *category, *outcome, *q, *patterns;
    struct paging paging;
};

static bool check(struct work *work, const struct asked *a)
{
    if (a->category && !text_is_among(a->category, categories))
        fail_field(work, "category", "区分は、一覧の上の選択肢から選択してください。");
    if (a->outcome && !text_is_among(a->outcome, outcomes))
        fail_field(work, "outcome", "結果は、一覧の上の選択肢から選択してください。");
    if (a->paging.after && !text_is_digits(a->paging.after, TEXT_ID_DIGITS))
        fail_field(work, "after", "前のページの最後の決定の番号を入力してください。");
    return work->error.code == ERR_NONE;
}

static bool read_asked(struct request *rq, struct asked *asked)
{
    struct search_query words;

    *asked = (struct asked){
        .fiscal_year = query_fiscal_year(rq),
        .committee = query_text(rq, "committee"),
        .category = query_text(rq, "category"),
        .outcome = query_text(rq, "outcome"),
        .q = query_text(rq, "q"),
        .paging = paging_read(rq),
    };
    if (search_prepare(rq->work->arena, asked->q, &words))
        asked->patterns = words.patterns;
    return check(rq->work, asked);
}

static void add_choices(struct view *v, const char *list, const char *name,
                        const char *const *codes, const char *chosen)
{
    for (; *codes; codes++) {
        struct view *item = view_list_object(v, list);

        view_text(item, name, *codes);
        view_boolean(item, "is_chosen", chosen && !strcmp(*codes, chosen));
    }
}

static void add_asked(struct view *v, const struct asked *a)
{
    view_text(v, "fiscal_year", a->fiscal_year);
    view_text(v, "committee", a->committee);
    view_text(v, "category", a->category);
    view_text(v, "outcome", a->outcome);
    view_text(v, "q", a->q);
    view_boolean(v, "is_narrowed",
                 a->fiscal_year || a->committee || a->category || a->outcome || a->q);
    view_boolean(v, "is_later_page", a->paging.after != NULL);
    view_integer(v, "size", a->paging.size);
    add_choices(v, "categories", "item_category", categories, a->category);
    add_choices(v, "outcomes", "outcome", outcomes, a->outcome);
    view_rows(v, "years", SQL_DECIDED_YEARS, PARAMS(a->fiscal_year));
    view_rows(v, "committees", SQL_DECIDED_COMMITTEES, PARAMS(a->committee));
}

static bool list_decided(struct request *rq)
{
    struct view *v = view_new(rq->work);
    const struct rows *rows;
    struct asked a;

    if (!read_asked(rq, &a))
        return false;
    rows = db_take(rq->work, SQL_DECIDED_LIST,
                   PARAMS(a.fiscal_year, a.committee, a.category, a.outcome, a.patterns,
                          a.paging.after, a.paging.rows));
    if (!rows)
        return false;
    add_asked(v, &a);
    paging_view(rq, v, &a.paging, rows, "id");
    if (rq->format & FORMAT_SHEETS)
        rq->reply.file_name = "決定一覧";
    return reply_view(rq, "decisions/list", v);
}

/* ---- one of them ------------------------------------------------------------------------------
 */

struct decided {
    const char *id, *meeting_id, *by, *at;
    long version;
    bool is_adopted;
};

static bool load_decided(struct request *rq, struct decided *d)
{
    const struct rows *row;

    if (!path_id(rq, "decision_id", &d->id) ||
        !(row = db_take(rq->work, SQL_DECIDED_LOAD, PARAMS(d->id))))
        return false;
    if (!row->count || !rows_boolean(row, 0, "may_see")) {
        request_may_be_refused(rq, "decision", d->id, SQL_DECIDED_IS_HIDDEN);
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    }
    d->meeting_id = rows_text(row, 0, "meeting_id");
    d->by = rows_text(row, 0, "_by");
    d->at = rows_text(row, 0, "_at");
    d->version = (long)rows_integer(row, 0, "version");
    d->is_adopted = !strcmp(rows_text(row, 0, "outcome"), "adopted");
    return true;
}

static bool show_decided(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct decided d;

    if (!load_decided(rq, &d))
        return false;
    view_own_row(v, SQL_DECIDED_SHOW, PARAMS(d.id));
    view_rows(v, "directives", SQL_DECIDED_DIRECTIVES, PARAMS(d.id));
    view_rows(v, "followed", SQL_DECIDED_FOLLOWED, PARAMS(d.id));
    return reply_view(rq, "decisions/show", v);
}

/* ---- of a meeting, and whether the city is instructed ------------------------------------------
 */

static void add_results(struct view *v, const struct meeting *m)
{
    meeting_view_head(v, m);
    view_rows(v, "items", SQL_DECIDED_OF_MEETING, PARAMS(m->id));
    view_group(v, "items", "directives", SQL_DECIDED_DIRECTIVES_OF_MEETING, PARAMS(m->id));
}

static bool show_of_meeting(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct meeting m;

    if (!meeting_to_see(rq, &m))
        return false;
    add_results(v, &m);
    view_form(rq, v);
    return reply_view(rq, "decisions/meeting", v);
}

struct instruction {
    int instruction;
    long version;
};

static const struct choice instructions[] = {{"directive", 0}, {"none", 1}, {NULL, 0}};

static const struct field instruction_fields[] = {
    FIELD_ENUM(struct instruction, instruction, "全庁指示の有無", .required = true,
               .choices = instructions),
    FIELD_INT(struct instruction, version, "版", .required = true),
    FIELD_END,
};

static bool instruction_view(struct request *rq, struct view *v)
{
    struct decided d;
    struct meeting m;

    if (!load_decided(rq, &d))
        return false;
    m = (struct meeting){.id = d.meeting_id};
    add_results(v, &m);
    view_form(rq, v);
    return true;
}

static bool instruct(struct request *rq)
{
    struct work *w = rq->work;
    struct instruction form;
    const struct rows *written;
    struct decided d;

    if (!load_decided(rq, &d) || !read_form(rq, instruction_fields, &form))
        return false;
    if (!d.is_adopted)
        return fail(w, ERR_CONFLICT, "全庁指示の有無を示すのは、決定した議題だけです。");
    written = db_take(w, SQL_DECIDED_INSTRUCT,
                      PARAMS(d.id, instructions[form.instruction].code,
                             arena_printf(w->arena, "%ld", form.version)));
    if (!written)
        return false;
    return written->count
               ? reply_see_other(rq, "/meetings/%s/decisions", d.meeting_id)
               : fail(w, ERR_STALE, "%sが%sに、先に変更しました。今の内容を確認してください。",
                      d.by, d.at);
}

static const char *const list_query[] = {"fiscal_year", "committee", "category", "outcome",
                                         "q",           "after",     "limit",    NULL};

const struct route decided_routes[] = {
    {GET, "/decisions", list_decided, MAY(MEETING_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV | FORMAT_XLSX, .list = "items",
     .query = list_query,
     .summary = "Results of items the viewer may see, newest first: members and officers all of "
                "their committee, everybody what the city was instructed by"},
    {GET, "/decisions/{decision_id}", show_decided, MAY(MEETING_READ),
     .summary = "One result and what followed: directives, how far the sections are, later items"},
    {GET, "/meetings/{id}/decisions", show_of_meeting, MAY(MEETING_READ),
     .summary = "The results of a meeting's items and the directives made of them"},
    {POST, "/decisions/{decision_id}/instruction", instruct, MAY(MEETING_MAINTAIN),
     .form = "decisions/meeting", .form_view = instruction_view, .fields = instruction_fields,
     .creates = true, .summary = "Say whether an adopted item instructs the city (BR-CM-11)"},
    ROUTE_END,
};
