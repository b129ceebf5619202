#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/search/name_search.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/org.h"

static bool take_unit(struct request *rq, const struct rows **unit)
{
    *unit = db_take(rq->work, SQL_UNIT_FOR_CHANGE, PARAMS(path_text(rq, "code")));
    if (!*unit)
        return false;
    return (*unit)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static void add_options(struct request *rq, struct view *v, const char *name, const char *chosen,
                        const char *departments_only)
{
    view_rows(v, name, SQL_UNIT_OPTIONS, PARAMS(rq->work->today, chosen, departments_only));
}

/* What a unit is found by; NULL and "" among the parts cannot stand. */
static bool put_search(struct work *work, const char *id, const char *const *parts)
{
    const char *given[6];
    size_t count = 0;

    for (; *parts && count < 5; parts++)
        if (**parts)
            given[count++] = *parts;
    given[count] = NULL;
    return db_run(work, SQL_UNIT_SEARCH_PUT, PARAMS(id, name_folded(work->arena, given)));
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* ---- facts without a day ------------------------------------------------------------------------
 */

struct facts {
    const char *name_kana, *doc_symbol, *phone_ext, *location, *reason;
    long version;
};

static const struct field facts_fields[] = {
    FIELD_TEXT(struct facts, name_kana, "組織名カナ", .max = 120),
    FIELD_TEXT(struct facts, doc_symbol, "文書記号", .max = 6),
    FIELD_TEXT(struct facts, phone_ext, "内線", .max = 20),
    FIELD_TEXT(struct facts, location, "場所", .max = 60),
    FIELD_LONG_TEXT(struct facts, reason, "理由", .required = true, .max = 300),
    FIELD_INT(struct facts, version, "版", .required = true),
    FIELD_END,
};

static bool edit_view(struct request *rq, struct view *v)
{
    const struct rows *unit;

    if (!take_unit(rq, &unit))
        return false;
    view_form_of(rq, v, unit);
    view_add_own_row(v, unit);
    return true;
}

static bool show_edit(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "units/edit", v);
}

static bool change_facts(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *unit;
    struct facts f;

    if (!read_form(rq, facts_fields, &f) || !change_because(work, f.reason) ||
        !take_unit(rq, &unit) || !change_is_fresh(work, unit, f.version))
        return false;
    {
        const char *const parts[] = {rows_text(unit, 0, "name"), or_empty(f.name_kana),
                                     rows_text(unit, 0, "code"), or_empty(f.phone_ext), NULL};

        return db_run(work, SQL_UNIT_UPDATE_FACTS,
                      PARAMS(rows_text(unit, 0, "_id"), f.name_kana, f.doc_symbol, f.phone_ext,
                             f.location)) &&
               put_search(work, rows_text(unit, 0, "_id"), parts) &&
               reply_see_other(rq, "/units/%s", path_text(rq, "code"));
    }
}

/* ---- a new unit ---------------------------------------------------------------------------------
 */

enum { KIND_DEPARTMENT, KIND_SECTION, KIND_OFFICE, KIND_UNIT };

static const struct choice kinds[] = {{"department", KIND_DEPARTMENT},
                                      {"section", KIND_SECTION},
                                      {"office", KIND_OFFICE},
                                      {"unit", KIND_UNIT},
                                      {NULL, 0}};
static const struct choice organs[] = {{"mayor", 0},    {"commission", 1}, {"assembly", 2},
                                       {"hospital", 3}, {"education", 4},  {"fire", 5},
                                       {NULL, 0}};

struct addition {
    const char *code, *name, *name_kana, *parent, *head_post, *doc_symbol, *phone_ext, *location;
    int kind, organ;
    bool is_user_section, is_coordinating_section;
    struct change change;
};

static const struct field addition_fields[] = {
    FIELD_TEXT(struct addition, code, "組織コード", .required = true, .max = 10),
    FIELD_TEXT(struct addition, name, "組織名", .required = true, .max = 60),
    FIELD_TEXT(struct addition, name_kana, "組織名カナ", .max = 120),
    FIELD_ENUM(struct addition, kind, "区分", .required = true, .choices = kinds),
    FIELD_ENUM(struct addition, organ, "行政機関", .required = true, .choices = organs),
    FIELD_TEXT(struct addition, parent, "上位組織", .max = 10),
    FIELD_BOOL(struct addition, is_user_section, "情報システム利用課"),
    FIELD_BOOL(struct addition, is_coordinating_section, "情報システム調整主管課"),
    FIELD_TEXT(struct addition, head_post, "長の職名", .max = 60),
    FIELD_TEXT(struct addition, doc_symbol, "文書記号", .max = 6),
    FIELD_TEXT(struct addition, phone_ext, "内線", .max = 20),
    FIELD_TEXT(struct addition, location, "場所", .max = 60),
    CHANGE_FIELDS(struct addition),
    FIELD_END,
};

static const char *code_of(const struct choice *choices, int value)
{
    while (choices->code && choices->value != value)
        choices++;
    return choices->code;
}

static bool new_view(struct request *rq, struct view *v)
{
    change_view(v);
    add_options(rq, v, "units", form_typed(rq, "parent"), NULL);
    return true;
}

static bool show_new(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return new_view(rq, v) && reply_view(rq, "units/new", v);
}

static bool add_head_post(struct work *work, const char *unit, const char *name)
{
    return !name || db_run(work, SQL_UNIT_ADD_HEAD_POST, PARAMS(unit, name));
}

static bool add_unit(struct request *rq)
{
    struct work *work = rq->work;
    struct addition a;
    const struct rows *made;

    if (!read_form(rq, addition_fields, &a) || !change_begin(rq, &a.change))
        return false;
    made = db_take(work, SQL_UNIT_ADD,
                   PARAMS(a.code, a.name, a.name_kana, code_of(kinds, a.kind),
                          code_of(organs, a.organ), a.parent,
                          a.is_coordinating_section ? "true" : "false",
                          a.is_user_section ? "true" : "false", a.doc_symbol, a.phone_ext,
                          a.location, a.change.valid_from));
    if (!made)
        return false;
    {
        const char *const parts[] = {a.name, or_empty(a.name_kana), a.code, or_empty(a.phone_ext),
                                     NULL};

        return put_search(work, rows_text(made, 0, "id"), parts) &&
               add_head_post(work, rows_text(made, 0, "id"), a.head_post) &&
               change_end(rq, &a.change, "/units/%s", a.code);
    }
}

/* ---- 改編・統合・廃止
 * ----------------------------------------------------------------------------
 */

enum { MODE_RENAME, MODE_MERGE, MODE_ABOLISH };

static const struct choice modes[] = {
    {"rename", MODE_RENAME}, {"merge", MODE_MERGE}, {"abolish", MODE_ABOLISH}, {NULL, 0}};

struct reorganization {
    int mode;
    const char *code, *name, *name_kana, *parent, *head_post, *successor;
    struct change change;
};

static const struct field reorganization_fields[] = {
    FIELD_ENUM(struct reorganization, mode, "改編の区分", .required = true, .choices = modes),
    FIELD_TEXT(struct reorganization, code, "新しい組織コード", .max = 10),
    FIELD_TEXT(struct reorganization, name, "新しい組織名", .max = 60),
    FIELD_TEXT(struct reorganization, name_kana, "新しい組織名カナ", .max = 120),
    FIELD_TEXT(struct reorganization, parent, "上位組織", .max = 10),
    FIELD_TEXT(struct reorganization, head_post, "長の職名", .max = 60),
    FIELD_TEXT(struct reorganization, successor, "承継先の組織", .max = 10),
    CHANGE_FIELDS(struct reorganization),
    FIELD_END,
};

static bool reorganization_view(struct request *rq, struct view *v)
{
    const struct rows *unit;

    if (!take_unit(rq, &unit))
        return false;
    change_view(v);
    view_form_of(rq, v, unit);
    view_add_row(v, "unit", unit);
    add_options(rq, v, "parents",
                rq->body ? form_typed(rq, "parent") : rows_text(unit, 0, "parent"), "yes");
    add_options(rq, v, "successors", form_typed(rq, "successor"), NULL);
    return true;
}

static bool show_reorganization(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return reorganization_view(rq, v) && reply_view(rq, "units/reorganization", v);
}

/* The new unit, begun on the day, under its new name. */
static bool begin_successor(struct request *rq, const struct rows *unit,
                            const struct reorganization *r, const char **id)
{
    struct work *work = rq->work;
    const char *const parts[] = {or_empty(r->name), or_empty(r->name_kana), or_empty(r->code),
                                 or_empty(rows_text(unit, 0, "phone_ext")), NULL};
    const struct rows *made;

    if (!r->name)
        fail_field(work, "name", "新しい組織名を入力してください。");
    if (!r->code)
        fail_field(work, "code",
                   "新しい組織コードを入力してください。変わらないときは、今のコードです。");
    if (!r->name || !r->code)
        return false;
    made = db_take(work, SQL_UNIT_ADD_SUCCESSOR,
                   PARAMS(rows_text(unit, 0, "_id"), r->code, r->name, r->name_kana, r->parent,
                          r->change.valid_from));
    if (!made)
        return false;
    *id = rows_text(made, 0, "id");
    return put_search(work, *id, parts);
}

static bool find_successor(struct request *rq, const struct rows *unit,
                           const struct reorganization *r, const char **id)
{
    const struct rows *found =
        db_take(rq->work, SQL_UNIT_MERGE_TARGET,
                PARAMS(r->successor, r->change.valid_from, rows_text(unit, 0, "_id")));

    if (!found)
        return false;
    if (!found->count)
        return fail_field(rq->work, "successor",
                          "適用日にある、この組織以外の組織を選択してください。");
    *id = rows_text(found, 0, "id");
    return true;
}

static bool take_successor(struct request *rq, const struct rows *unit,
                           const struct reorganization *r, const char **id)
{
    *id = NULL;
    switch (r->mode) {
    case MODE_RENAME:
        return begin_successor(rq, unit, r, id);
    case MODE_MERGE:
        return find_successor(rq, unit, r, id);
    default:
        return true;
    }
}

/* Else it was reorganized already: the form was sent twice, or another day was meant. */
static bool is_within(struct work *work, const struct rows *unit, const char *day)
{
    const char *until = rows_text(unit, 0, "until");

    if (strcmp(day, rows_text(unit, 0, "since")) <= 0)
        return fail_field(work, "valid_from", "この組織の適用開始日より後の日を入力してください。");
    return !until || strcmp(day, until) <= 0 ||
           fail_field(work, "valid_from",
                      "この組織は、登録済みの改編等によって%sに終わります。その日以前の日を入力して"
                      "ください。",
                      until);
}

static const char *code_after(struct request *rq, const struct reorganization *r)
{
    if (r->mode == MODE_RENAME)
        return r->code;
    return r->mode == MODE_MERGE ? r->successor : path_text(rq, "code");
}

static bool reorganize(struct request *rq)
{
    struct work *work = rq->work;
    struct reorganization r;
    const struct rows *unit;
    const char *successor = NULL;

    return read_form(rq, reorganization_fields, &r) && take_unit(rq, &unit) &&
           is_within(work, unit, r.change.valid_from) && change_begin(rq, &r.change) &&
           take_successor(rq, unit, &r, &successor) &&
           db_run(work, SQL_UNIT_SUCCEED,
                  PARAMS(rows_text(unit, 0, "_id"), successor, r.change.valid_from,
                         r.mode == MODE_RENAME ? r.head_post : NULL)) &&
           change_end(rq, &r.change, "/units/%s", code_after(rq, &r));
}

const struct route unit_change_routes[] = {
    {GET, "/admin/units/new", show_new, MAY(ORG_MAINTAIN), .fields = addition_fields,
     .summary = "The form of a new unit"},
    {POST, "/admin/units", add_unit, MAY(ORG_MAINTAIN), .form = "units/new", .form_view = new_view,
     .fields = addition_fields, .creates = true,
     .summary = "Enter a new unit from a day on; step=rehearse shows what it would change"},
    {GET, "/units/{code}/edit", show_edit, MAY(ORG_MAINTAIN), .fields = facts_fields,
     .summary = "The form of a unit's facts that have no day"},
    {POST, "/units/{code}/facts", change_facts, MAY(ORG_MAINTAIN), .form = "units/edit",
     .form_view = edit_view, .fields = facts_fields, .creates = true,
     .summary = "Change reading, document symbol, extension and location"},
    {GET, "/units/{code}/reorganization", show_reorganization, MAY(ORG_MAINTAIN),
     .fields = reorganization_fields, .summary = "The form of a reorganization"},
    {POST, "/units/{code}/reorganization", reorganize, MAY(ORG_MAINTAIN),
     .form = "units/reorganization", .form_view = reorganization_view,
     .fields = reorganization_fields, .creates = true,
     .summary = "Rename, merge or abolish a unit from a day on; people, posts and units go along"},
    ROUTE_END,
};
