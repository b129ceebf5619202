#include <string.h>

#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/contractors/contract.h"
#include "modules/contractors/contractor.h"

struct contract {
    const char *contract_no, *title, *unit, *period_from, *period_to;
    bool may_subcontract;
    const char *subcontractors;
    int information_class;
    long version;
};

/* The levels of the default classification scheme (domain 3.4), or no information at all. */
static const struct choice classes[] = {{"3A", 0}, {"3B", 1},   {"3C", 2}, {"2", 3},
                                        {"1", 4},  {"none", 5}, {NULL, 0}};

/* clang-format off */
#define CONTRACT_FIELDS                                                                            \
    FIELD_TEXT(struct contract, title, "件名", .required = true, .max = 100),                      \
    FIELD_TEXT(struct contract, contract_no, "契約番号", .max = 40),                               \
    FIELD_TEXT(struct contract, unit, "契約した課等", .required = true, .max = 10),                \
    FIELD_DATE(struct contract, period_from, "契約期間の開始日", .required = true),                \
    FIELD_DATE(struct contract, period_to, "契約期間の終了日", .required = true),                  \
    FIELD_ENUM(struct contract, information_class, "取り扱う情報の分類", .required = true,         \
               .choices = classes),                                                                \
    FIELD_BOOL(struct contract, may_subcontract, "再委託"),                                        \
    FIELD_TEXT(struct contract, subcontractors, "再委託先", .max = 200)
/* clang-format on */

static const struct field new_fields[] = {CONTRACT_FIELDS, FIELD_END};

static const struct field edit_fields[] = {
    CONTRACT_FIELDS,
    FIELD_INT(struct contract, version, "版", .required = true),
    FIELD_END,
};

/* What there is to choose from, with what is chosen; `row` NULL: a new contract. */
static void add_choices(struct request *rq, struct view *v, const struct rows *row)
{
    const char *chosen = contractor_shown(rq, "information_class", row);

    view_list(v, "classes");
    for (const struct choice *c = classes; c->code; c++) {
        struct view *item = view_list_object(v, "classes");

        view_text(item, "information_class", c->code);
        view_text(item, "class_meaning", c->code); /* two words of the label table */
        view_boolean(item, "is_chosen", !strcmp(c->code, chosen));
    }
    view_rows(v, "sections", SQL_CONTRACT_SECTIONS, PARAMS(contractor_shown(rq, "unit", row)));
}

/* ---- a new one --------------------------------------------------------------------------------
 */

static bool new_view(struct request *rq, struct view *v)
{
    const struct rows *row;
    const char *id;

    if (!contractor_find(rq, false, &id, &row))
        return false;
    view_text(v, "contractor_id", id);
    view_text(v, "contractor", rows_text(row, 0, "name"));
    view_text(v, "stored", NULL);
    view_form(rq, v);
    add_choices(rq, v, NULL);
    return true;
}

static bool new_contract(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return new_view(rq, v) && reply_view(rq, "contracts/new", v);
}

/* The id of a section of today; whether it is one's own is the database's to say. */
static const char *find_section(struct work *work, const char *code)
{
    const struct rows *rows = db_take(work, SQL_CONTRACT_SECTION, PARAMS(code));

    if (!rows)
        return NULL;
    if (rows->count)
        return rows_text(rows, 0, "id");
    fail_field(work, "unit", "契約した課等を、一覧から選択してください。");
    return NULL;
}

static struct view *contract_view(struct work *work, const char *contractor, const char *id)
{
    struct view *v = view_new(work);

    view_own_row(v, SQL_CONTRACT_SHOW, PARAMS(contractor, id));
    return v;
}

static bool add_contract(struct request *rq)
{
    struct work *w = rq->work;
    struct contract c;
    const struct rows *row;
    const char *id, *section, *contract;

    if (!contractor_find(rq, false, &id, &row) || !read_form(rq, new_fields, &c))
        return false;
    section = find_section(w, c.unit);
    if (!section)
        return false;
    row = db_take(w, SQL_CONTRACT_ADD,
                  PARAMS(id, contractor_text(c.contract_no), c.title, section, c.period_from,
                         c.period_to, c.may_subcontract ? "true" : "false",
                         contractor_text(c.subcontractors), classes[c.information_class].code));
    if (!row)
        return false;
    contract = rows_text(row, 0, "id");
    return reply_created(rq, contract_view(w, id, contract),
                         "/contractors/%s/contracts/%s?saved=contract", id, contract);
}

/* ---- changing one ------------------------------------------------------------------------------
 */

static bool edit_view(struct request *rq, struct view *v)
{
    struct view *stored;
    const struct rows *row;
    const char *id;

    if (!contract_find(rq, false, &id, &row))
        return false;
    view_form_of(rq, v, row);
    view_add_own_row(v, row);
    stored = view_object(v, "stored"); /* in words, for who was overtaken */
    view_text(stored, "unit", rows_text(row, 0, "_unit_words"));
    view_text(stored, "information_class", rows_text(row, 0, "information_class"));
    add_choices(rq, v, row);
    return true;
}

static bool edit_contract(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "contracts/edit", v);
}

static bool save_contract(struct request *rq)
{
    struct work *w = rq->work;
    struct contract c;
    const struct rows *row;
    const char *id, *section;

    if (!contract_find(rq, true, &id, &row) || !read_form(rq, edit_fields, &c) ||
        !contractor_is_fresh(w, row, c.version))
        return false;
    section = find_section(w, c.unit);
    if (!section)
        return false;
    return db_run(w, SQL_CONTRACT_SAVE,
                  PARAMS(id, contractor_text(c.contract_no), c.title, section, c.period_from,
                         c.period_to, c.may_subcontract ? "true" : "false",
                         contractor_text(c.subcontractors), classes[c.information_class].code)) &&
           reply_see_other(rq, "/contractors/%s/contracts/%s?saved=contract", path_text(rq, "id"),
                           id);
}

const struct route contract_routes[] = {
    {GET, "/contractors/{id}/contracts/new", new_contract, MAY(CONTRACT_ENTER),
     .fields = new_fields, .summary = "The form of a new contract with a contractor"},
    {POST, "/contractors/{id}/contracts", add_contract, MAY(CONTRACT_ENTER),
     .form = "contracts/new", .form_view = new_view, .fields = new_fields, .creates = true,
     .summary = "Enter a contract of one's own section; the secretariat of any"},
    {GET, "/contractors/{id}/contracts/{contract_id}/edit", edit_contract, MAY(CONTRACT_ENTER),
     .fields = edit_fields, .summary = "The form to change a contract"},
    {POST, "/contractors/{id}/contracts/{contract_id}", save_contract, MAY(CONTRACT_ENTER),
     .form = "contracts/edit", .form_view = edit_view, .fields = edit_fields, .creates = true,
     .summary = "Change a contract"},
    ROUTE_END,
};
