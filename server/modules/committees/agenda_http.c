#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/committees/committee.h"
#include "modules/committees/meeting.h"
#include "modules/committees/meeting_form.h"

/* 次第・資料: what a meeting is about. An item is open until its result is recorded. */

static bool show_agenda(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct meeting m;

    if (!meeting_to_see(rq, &m))
        return false;
    meeting_view_head(v, &m);
    view_row(v, "state", SQL_AGENDA_STATE, PARAMS(m.id));
    view_rows(v, "items", SQL_AGENDA_ITEMS, PARAMS(m.id));
    view_group(v, "items", "history", SQL_AGENDA_HISTORY, PARAMS(m.id));
    view_group(v, "items", "papers", SQL_PAPER_LIST, PARAMS(m.id, "true"));
    view_rows(v, "papers", SQL_PAPER_LIST, PARAMS(m.id, "false"));
    view_rows(v, "carried", SQL_AGENDA_CARRIED, PARAMS(m.id));
    view_rows(v, "invitees", SQL_INVITEE_LIST, PARAMS(m.id));
    return reply_view(rq, "meetings/agenda", v);
}

/* ---- one item -----------------------------------------------------------------------------------
 */

struct item {
    const char *title;
    int item_type, item_category;
    const char *proposer, *explainer;
    int related_kind;
    const char *related_no, *carried_from;
    bool goes_on;
    long version;
};

enum { DELIBERATION, REPORT, DISCUSSION, OTHER };
static const struct choice types[] = {{"deliberation", DELIBERATION},
                                      {"report", REPORT},
                                      {"discussion", DISCUSSION},
                                      {"other", OTHER},
                                      {NULL, 0}};

enum { NOT_CHOSEN = -1 };
static const struct choice categories[] = {{"a", 0}, {"b", 1}, {"c", 2}, {"d", 3},
                                           {"e", 4}, {"f", 5}, {"g", 6}, {NULL, 0}};

static const struct choice related_kinds[] = {{"policy_review", 0}, {"exception", 1},
                                              {"incident", 2},      {"training", 3},
                                              {"inspection", 4},    {NULL, 0}};

/* clang-format off */
#define ITEM_FIELDS                                                                                \
    FIELD_TEXT(struct item, title, "件名", .required = true, .max = 120),                          \
    FIELD_ENUM(struct item, item_type, "種類", .required = true, .choices = types),                \
    FIELD_ENUM(struct item, item_category, "区分", .choices = categories, .fallback = NOT_CHOSEN), \
    FIELD_TEXT(struct item, proposer, "提案課", .max = 10),                                        \
    FIELD_TEXT(struct item, explainer, "説明者", .max = 120),                                      \
    FIELD_ENUM(struct item, related_kind, "関連する記録", .choices = related_kinds,                \
               .fallback = NOT_CHOSEN),                                                            \
    FIELD_TEXT(struct item, related_no, "関連する記録の番号", .max = 60)
/* clang-format on */

static const struct field new_fields[] = {
    ITEM_FIELDS, FIELD_TEXT(struct item, carried_from, "継続する議題", .max = 18),
    FIELD_BOOL(struct item, goes_on, "続けて次の議題を登録する"), FIELD_END};

static const struct field edit_fields[] = {
    ITEM_FIELDS, FIELD_INT(struct item, version, "版", .required = true), FIELD_END};

static const struct field version_fields[] = {
    FIELD_INT(struct item, version, "版", .required = true), FIELD_END};

static const char *code_of(const struct choice *choices, int value)
{
    return value == NOT_CHOSEN ? NULL : choices[value].code;
}

static void item_view(struct request *rq, struct view *v, const struct meeting *m,
                      const struct rows *current)
{
    meeting_view_head(v, m);
    view_row(v, "state", SQL_AGENDA_STATE, PARAMS(m->id));
    view_rows(v, "units", SQL_UNIT_OPTIONS,
              PARAMS(rq->work->today, meeting_chosen(rq, current, "proposer"), NULL));
    view_form_of(rq, v, current);
}

/* What is missing is told at once, also what the committee alone asks for. */
static bool read_item(struct request *rq, const struct field *fields, struct meeting *m,
                      struct item *i)
{
    bool is_read, has_category;

    if (!meeting_of_path(rq, m))
        return false;
    is_read = read_form(rq, fields, i);
    has_category = !m->is_consensus || *form_typed(rq, "item_category") ||
                   fail_field(rq->work, "item_category", "%s",
                              db_constraint_message("agenda_item_category_given"));
    return is_read && has_category;
}

/* The unit of the form, *id NULL where none was chosen. */
static bool find_unit(struct work *work, const struct meeting *m, const char *code, const char **id)
{
    const struct rows *row;

    *id = NULL;
    if (!code)
        return true;
    row = db_take(work, SQL_AGENDA_UNIT, PARAMS(code, m->id));
    if (!row)
        return false;
    if (!row->count)
        return fail_field(work, "proposer", "会議の日にある課等を選択してください。");
    *id = rows_text(row, 0, "id");
    return true;
}

/* ---- adding -------------------------------------------------------------------------------------
 */

static bool new_view(struct request *rq, struct view *v)
{
    const struct rows *before;
    struct meeting m;

    if (!meeting_of_path(rq, &m))
        return false;
    before = db_take(rq->work, SQL_AGENDA_TAKE_OVER,
                     PARAMS(m.id, meeting_chosen(rq, NULL, "carried_from")));
    if (!before)
        return false;
    item_view(rq, v, &m, before);
    view_add_row(v, "before", before);
    return true;
}

static bool new_item(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return new_view(rq, v) && reply_view(rq, "meetings/item_new", v);
}

static bool is_number(struct work *work, const char *text)
{
    return !text || text_is_digits(text, TEXT_ID_DIGITS) ||
           fail_field(work, "carried_from", "%s",
                      db_constraint_message("agenda_item_carried_over"));
}

static bool insert(struct work *w, const struct meeting *m, const struct item *i, const char *unit)
{
    return db_run(w, SQL_AGENDA_ITEM_ADD,
                  PARAMS(m->id, i->title, types[i->item_type].code,
                         code_of(categories, i->item_category), unit, i->explainer,
                         code_of(related_kinds, i->related_kind), i->related_no, i->carried_from));
}

static bool add_item(struct request *rq)
{
    struct work *w = rq->work;
    const char *unit;
    struct meeting m;
    struct item i;

    return read_item(rq, new_fields, &m, &i) && is_number(w, i.carried_from) &&
           find_unit(w, &m, i.proposer, &unit) && insert(w, &m, &i, unit) &&
           reply_see_other(rq, i.goes_on ? "/meetings/%s/agenda/new" : "/meetings/%s/agenda", m.id);
}

/* ---- changing -----------------------------------------------------------------------------------
 */

static bool take_item(struct request *rq, const struct meeting *m, const struct rows **item)
{
    const char *id;

    if (!path_id(rq, "item_id", &id))
        return false;
    *item = db_take(rq->work, SQL_AGENDA_ITEM, PARAMS(m->id, id));
    if (!*item)
        return false;
    return (*item)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

/* The item of the path as it was shown; the meeting is locked. */
static bool item_to_change(struct request *rq, long version, struct meeting *m,
                           const struct rows **item)
{
    return meeting_of_path(rq, m) && take_item(rq, m, item) &&
           meeting_row_is_fresh(rq->work, *item, version);
}

static bool edit_view(struct request *rq, struct view *v)
{
    const struct rows *item;
    struct meeting m;

    if (!meeting_of_path(rq, &m) || !take_item(rq, &m, &item))
        return false;
    item_view(rq, v, &m, item);
    view_integer(v, "version", rows_integer(item, 0, "version"));
    view_add_row(v, "item", item);
    return true;
}

static bool edit_item(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "meetings/item_edit", v);
}

static bool update(struct work *w, const char *id, const struct item *i, const char *unit)
{
    return db_run(w, SQL_AGENDA_ITEM_CHANGE,
                  PARAMS(id, i->title, types[i->item_type].code,
                         code_of(categories, i->item_category), unit, i->explainer,
                         code_of(related_kinds, i->related_kind), i->related_no));
}

static bool change_item(struct request *rq)
{
    struct work *w = rq->work;
    const struct rows *item;
    const char *unit;
    struct meeting m;
    struct item i;

    return read_item(rq, edit_fields, &m, &i) && item_to_change(rq, i.version, &m, &item) &&
           find_unit(w, &m, i.proposer, &unit) && update(w, rows_text(item, 0, "id"), &i, unit) &&
           reply_see_other(rq, "/meetings/%s/agenda", m.id);
}

struct move {
    int direction;
    long version;
};

enum { UP, DOWN };
static const struct choice directions[] = {{"up", UP}, {"down", DOWN}, {NULL, 0}};

static const struct field move_fields[] = {
    FIELD_ENUM(struct move, direction, "動かす向き", .required = true, .choices = directions),
    FIELD_INT(struct move, version, "版", .required = true),
    FIELD_END,
};

static bool move_item(struct request *rq)
{
    const struct rows *item;
    struct move form;
    struct meeting m;

    return read_form(rq, move_fields, &form) && item_to_change(rq, form.version, &m, &item) &&
           db_run(rq->work, SQL_AGENDA_ITEM_MOVE,
                  PARAMS(m.id, rows_text(item, 0, "id"), directions[form.direction].code)) &&
           reply_see_other(rq, "/meetings/%s/agenda", m.id);
}

static bool remove_item(struct request *rq)
{
    struct work *w = rq->work;
    const struct rows *item;
    struct meeting m;
    struct item i;

    return read_form(rq, version_fields, &i) && item_to_change(rq, i.version, &m, &item) &&
           db_run(w, SQL_AGENDA_ITEM_REMOVE, PARAMS(rows_text(item, 0, "id"))) &&
           db_run(w, SQL_AGENDA_CLOSE_GAP, PARAMS(m.id, rows_text(item, 0, "no"))) &&
           reply_see_other(rq, "/meetings/%s/agenda", m.id);
}

static const char *const new_query[] = {"carried_from", NULL};

const struct route agenda_routes[] = {
    {GET, "/meetings/{id}/agenda", show_agenda, MAY(MEETING_READ), .list = "items",
     .summary = "The programme of a meeting with its papers, and who was asked to attend"},
    {GET, "/meetings/{id}/agenda/new", new_item, MAY(MEETING_MAINTAIN), .fields = new_fields,
     .query = new_query,
     .summary = "The form of a new item; ?carried_from= fills it from one that was carried over"},
    {POST, "/meetings/{id}/agenda", add_item, MAY(MEETING_MAINTAIN), .form = "meetings/item_new",
     .form_view = new_view, .fields = new_fields, .creates = true, .summary = "Add an item"},
    {GET, "/meetings/{id}/agenda/{item_id}", edit_item, MAY(MEETING_MAINTAIN),
     .fields = edit_fields, .summary = "The form of an item"},
    {POST, "/meetings/{id}/agenda/{item_id}", change_item, MAY(MEETING_MAINTAIN),
     .form = "meetings/item_edit", .form_view = edit_view, .fields = edit_fields, .creates = true,
     .summary = "Change an item whose result is not recorded yet"},
    {POST, "/meetings/{id}/agenda/{item_id}/move", move_item, MAY(MEETING_MAINTAIN),
     .fields = move_fields, .creates = true, .summary = "Change places with a neighbour"},
    {POST, "/meetings/{id}/agenda/{item_id}/removal", remove_item, MAY(MEETING_MAINTAIN),
     .fields = version_fields, .creates = true, .summary = "Take an item off the programme"},
    ROUTE_END,
};
