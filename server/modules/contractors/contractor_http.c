#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/search/name_search.h"
#include "core/search/search.h"
#include "http/form_view.h"
#include "http/paging.h"
#include "http/request.h"
#include "modules/contractors/contract.h"
#include "modules/contractors/contractor.h"

/* ---- the list ---------------------------------------------------------------------------------
 */

static const char *const states[] = {"in_effect", "uninformed", "unconfirmed", "overdue",
                                     "to_mend",   "ended",      NULL};

struct contractors_asked {
    const char *q, *unit, *state;
    const char *patterns; /* NULL: nothing is searched for */
    struct paging paging;
};

static bool read_asked(struct request *rq, struct contractors_asked *asked)
{
    struct search_query query;

    *asked = (struct contractors_asked){.q = query_text(rq, "q"),
                                        .unit = query_text(rq, "unit"),
                                        .state = query_text(rq, "state"),
                                        .paging = paging_read(rq)};
    if (search_prepare(rq->work->arena, asked->q, &query))
        asked->patterns = query.patterns;
    if (asked->state && !text_is_among(asked->state, states))
        fail_field(rq->work, "state", "一覧の上にある状態から選択してください。");
    if (asked->paging.after && !text_is_digits(asked->paging.after, TEXT_ID_DIGITS))
        fail_field(rq->work, "after", "委託事業者の番号を入力してください。");
    return rq->work->error.code == ERR_NONE;
}

static void add_asked(struct view *v, const struct contractors_asked *asked)
{
    view_text(v, "q", contractor_text(asked->q));
    view_text(v, "unit", contractor_text(asked->unit));
    view_text(v, "contractor_state", contractor_text(asked->state));
    view_boolean(v, "is_narrowed", asked->q || asked->unit || asked->state);
    view_boolean(v, "is_today", true);
    view_boolean(v, "is_later_page", asked->paging.after != NULL);
    view_integer(v, "size", asked->paging.size);
    view_row(v, "rate", SQL_CONTRACTOR_RATE, PARAMS());
    view_rows(v, "states", SQL_CONTRACTOR_STATES,
              PARAMS(asked->patterns, asked->unit, asked->state));
    view_rows(v, "sections", SQL_CONTRACTOR_SECTIONS, PARAMS(asked->unit));
}

/* For spreadsheets the contracts, a row each. */
static bool reply_ledger(struct request *rq, struct view *v, const struct contractors_asked *asked)
{
    view_rows(v, "items", SQL_CONTRACTOR_LEDGER,
              PARAMS(asked->patterns, asked->unit, asked->state));
    return reply_view(rq, "contractors/list", v);
}

static bool list_contractors(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct contractors_asked asked;
    const struct rows *rows;

    if (!read_asked(rq, &asked))
        return false;
    if (rq->format == FORMAT_CSV)
        return reply_ledger(rq, v, &asked);
    add_asked(v, &asked);
    rows = db_take(
        rq->work, SQL_CONTRACTOR_LIST,
        PARAMS(asked.paging.after, asked.paging.rows, asked.patterns, asked.unit, asked.state));
    if (!rows)
        return false;
    paging_view(rq, v, &asked.paging, rows, "id");
    return reply_view(rq, "contractors/list", v);
}

static struct view *contractor_view(struct work *work, const char *id)
{
    struct view *v = view_new(work);

    view_own_row(v, SQL_CONTRACTOR_SHOW, PARAMS(id));
    view_rows(v, "contracts", SQL_CONTRACT_LIST, PARAMS(id));
    return v;
}

static bool show_contractor(struct request *rq)
{
    struct view *v;
    const char *id;

    if (!path_id(rq, "id", &id))
        return false;
    v = contractor_view(rq->work, id);
    view_boolean(v, "is_saved", query_text(rq, "saved") != NULL);
    return reply_view(rq, "contractors/show", v);
}

/* ---- entering and changing ---------------------------------------------------------------------
 */

struct contractor {
    const char *name, *name_kana, *corporate_no;
    const char *contact_department, *contact_person, *phone, *email, *note;
    int status;
    long version;
};

enum { ACTIVE, ENDED };
static const struct choice statuses[] = {{"active", ACTIVE}, {"ended", ENDED}, {NULL, 0}};

/* clang-format off */
#define CONTRACTOR_FIELDS                                                                          \
    FIELD_TEXT(struct contractor, name, "名称", .required = true, .max = 100),                     \
    FIELD_TEXT(struct contractor, name_kana, "フリガナ", .required = true, .max = 200),            \
    FIELD_TEXT(struct contractor, corporate_no, "法人番号", .max = 20),                            \
    FIELD_TEXT(struct contractor, contact_department, "連絡先の部署", .max = 60),                  \
    FIELD_TEXT(struct contractor, contact_person, "担当者", .max = 60),                            \
    FIELD_TEXT(struct contractor, phone, "電話番号", .max = 40),                                   \
    FIELD_TEXT(struct contractor, email, "メール", .max = 120),                                    \
    FIELD_LONG_TEXT(struct contractor, note, "備考", .max = 1000)
/* clang-format on */

static const struct field new_fields[] = {CONTRACTOR_FIELDS, FIELD_END};

static const struct field edit_fields[] = {
    CONTRACTOR_FIELDS,
    FIELD_ENUM(struct contractor, status, "取引の状況", .required = true, .choices = statuses),
    FIELD_INT(struct contractor, version, "版", .required = true),
    FIELD_END,
};

/* As it is stored. */
static void normalize(struct arena *arena, struct contractor *c)
{
    c->name_kana = contractor_kana(arena, c->name_kana);
    c->corporate_no = contractor_corporate_no(arena, c->corporate_no);
    c->contact_department = contractor_text(c->contact_department);
    c->contact_person = contractor_text(c->contact_person);
    c->phone = contractor_text(c->phone);
    c->email = contractor_text(c->email);
    c->note = contractor_text(c->note);
}

static const char *searched(struct arena *arena, const struct contractor *c)
{
    const char *parts[] = {c->name, c->name_kana, contractor_text(c->corporate_no), NULL};

    if (!c->corporate_no)
        parts[2] = NULL;
    return name_folded(arena, parts);
}

static bool new_contractor(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return reply_view(rq, "contractors/new", v);
}

static bool add_contractor(struct request *rq)
{
    struct work *w = rq->work;
    struct contractor c;
    const struct rows *rows;
    const char *id;

    if (!read_form(rq, new_fields, &c))
        return false;
    normalize(w->arena, &c);
    rows = db_take(w, SQL_CONTRACTOR_ADD,
                   PARAMS(c.name, c.name_kana, c.corporate_no, c.contact_department,
                          c.contact_person, c.phone, c.email, c.note, searched(w->arena, &c)));
    if (!rows)
        return false;
    id = rows_text(rows, 0, "id");
    return reply_created(rq, contractor_view(w, id), "/contractors/%s?saved=yes", id);
}

static bool edit_view(struct request *rq, struct view *v)
{
    const struct rows *row;
    const char *id;

    if (!contractor_find(rq, false, &id, &row))
        return false;
    view_form_of(rq, v, row);
    view_add_own_row(v, row);
    return true;
}

static bool edit_contractor(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "contractors/edit", v);
}

static bool store(struct work *w, const char *id, const struct contractor *c)
{
    return db_run(w, SQL_CONTRACTOR_SAVE,
                  PARAMS(id, c->name, c->name_kana, c->corporate_no, c->contact_department,
                         c->contact_person, c->phone, c->email, c->note, searched(w->arena, c),
                         statuses[c->status].code));
}

static bool save_contractor(struct request *rq)
{
    struct work *w = rq->work;
    struct contractor c;
    const struct rows *row;
    const char *id;

    if (!contractor_find(rq, true, &id, &row) || !read_form(rq, edit_fields, &c) ||
        !contractor_is_fresh(w, row, c.version))
        return false;
    normalize(w->arena, &c);
    return store(w, id, &c) && reply_see_other(rq, "/contractors/%s?saved=yes", id);
}

static const char *const list_query[] = {"q", "unit", "state", "after", "limit", NULL};
static const char *const show_query[] = {"saved", NULL};

const struct route contractor_routes[] = {
    {GET, "/contractors", list_contractors, MAY(CONTRACTOR_READ),
     .formats = FORMAT_HTML | FORMAT_JSON | FORMAT_CSV, .list = "items", .query = list_query,
     .summary =
         "Contractors by reading, with what their contracts lack; the sheet has a row a contract"},
    {GET, "/contractors/new", new_contractor, MAY(CONTRACTOR_MAINTAIN), .fields = new_fields,
     .summary = "The form of a new contractor"},
    {POST, "/contractors", add_contractor, MAY(CONTRACTOR_MAINTAIN), .form = "contractors/new",
     .fields = new_fields, .creates = true, .summary = "Enter a contractor"},
    {GET, "/contractors/{id}", show_contractor, MAY(CONTRACTOR_READ), .query = show_query,
     .summary = "One contractor: whom to call, its contracts and what they lack"},
    {GET, "/contractors/{id}/edit", edit_contractor, MAY(CONTRACTOR_MAINTAIN),
     .fields = edit_fields, .summary = "The form to change a contractor"},
    {POST, "/contractors/{id}", save_contractor, MAY(CONTRACTOR_MAINTAIN),
     .form = "contractors/edit", .form_view = edit_view, .fields = edit_fields, .creates = true,
     .summary = "Change a contractor, or end it"},
    ROUTE_END,
};
