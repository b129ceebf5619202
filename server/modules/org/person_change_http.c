#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "core/search/name_search.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/change.h"
#include "modules/org/org.h"
#include "modules/org/person.h"

static bool take_person(struct request *rq, const struct rows **person)
{
    *person = db_take(rq->work, SQL_PERSON_FOR_CHANGE, PARAMS(path_text(rq, "staff_no")));
    if (!*person)
        return false;
    return (*person)->count || fail(rq->work, ERR_NOT_FOUND, NULL);
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* ---- names and how to reach ---------------------------------------------------------------------
 */

struct facts {
    const char *family_name, *given_name, *family_kana, *given_kana, *name_cp932, *email,
        *phone_ext, *reason;
    long version;
};

static const struct field facts_fields[] = {
    FIELD_TEXT(struct facts, family_name, "姓", .required = true, .max = 30),
    FIELD_TEXT(struct facts, given_name, "名", .max = 30),
    FIELD_TEXT(struct facts, family_kana, "姓のフリガナ", .required = true, .max = 40),
    FIELD_TEXT(struct facts, given_kana, "名のフリガナ", .max = 40),
    FIELD_TEXT(struct facts, name_cp932, "氏名（代替文字）", .max = 60),
    FIELD_TEXT(struct facts, email, "メール", .max = 120),
    FIELD_TEXT(struct facts, phone_ext, "内線", .max = 20),
    FIELD_LONG_TEXT(struct facts, reason, "理由", .required = true, .max = 300),
    FIELD_INT(struct facts, version, "版", .required = true),
    FIELD_END,
};

static bool edit_view(struct request *rq, struct view *v)
{
    const struct rows *person;

    if (!take_person(rq, &person))
        return false;
    view_form_of(rq, v, person);
    view_add_own_row(v, person);
    return true;
}

static bool show_edit(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return edit_view(rq, v) && reply_view(rq, "people/edit", v);
}

static bool put_search(struct work *work, const struct rows *person, const struct facts *f)
{
    struct arena *arena = work->arena;
    const char *const parts[] = {
        arena_printf(arena, "%s %s", f->family_name, or_empty(f->given_name)),
        arena_printf(arena, "%s %s", f->family_kana, or_empty(f->given_kana)),
        rows_text(person, 0, "staff_no"), NULL};
    const char *folded = name_folded(arena, parts);

    return db_run(work, SQL_PERSON_SEARCH_PUT,
                  PARAMS(rows_text(person, 0, "_id"), folded,
                         text_array_literal(arena, (const char **)name_grams(arena, folded))));
}

static bool change_facts(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *person;
    struct facts f;

    return read_form(rq, facts_fields, &f) && change_because(work, f.reason) &&
           take_person(rq, &person) && change_is_fresh(work, person, f.version) &&
           db_run(work, SQL_PERSON_UPDATE_FACTS,
                  PARAMS(rows_text(person, 0, "_id"), f.family_name, f.given_name, f.family_kana,
                         f.given_kana, f.name_cp932, f.email, f.phone_ext)) &&
           put_search(work, person, &f) &&
           reply_see_other(rq, "/people/%s", path_text(rq, "staff_no"));
}

/* ---- 兼務 ---------------------------------------------------------------------------------------
 */

struct concurrence {
    const char *unit, *title, *valid_to;
    struct change change;
};

static const struct field concurrence_fields[] = {
    FIELD_TEXT(struct concurrence, unit, "兼務先", .required = true, .max = 10),
    FIELD_TEXT(struct concurrence, title, "職名", .max = 40),
    FIELD_DATE(struct concurrence, valid_to, "終了日"),
    CHANGE_FIELDS(struct concurrence),
    FIELD_END,
};

static bool concurrence_view(struct request *rq, struct view *v)
{
    const struct rows *person;

    if (!take_person(rq, &person))
        return false;
    change_view(v);
    view_form(rq, v);
    view_add_row(v, "person", person);
    view_rows(v, "units", SQL_UNIT_OPTIONS, PARAMS(rq->work->today, form_typed(rq, "unit"), NULL));
    return true;
}

static bool show_concurrence(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return concurrence_view(rq, v) && reply_view(rq, "people/concurrence", v);
}

static bool add_concurrence(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *person, *made;
    struct concurrence c;

    if (!read_form(rq, concurrence_fields, &c) || !take_person(rq, &person) ||
        !person_stays(work, "valid_from", rows_text(person, 0, "_id"), c.change.valid_from,
                      c.valid_to) ||
        !change_begin(rq, &c.change))
        return false;
    made = db_take(work, SQL_PERSON_ADD_CONCURRENT_UNIT,
                   PARAMS(rows_text(person, 0, "_id"), c.unit, c.title, c.change.valid_from,
                          c.valid_to, c.change.basis));
    if (!made)
        return false;
    return (made->count || fail_field(work, "unit", "適用日にある組織を選択してください。")) &&
           change_end(rq, &c.change, "/people/%s", path_text(rq, "staff_no"));
}

/* ---- 任用区分 -----------------------------------------------------------------------------------
 */

static const struct choice employments[] = {{"regular", 0},
                                            {"reappointed", 1},
                                            {"fixed_term", 2},
                                            {"fiscal_year_appointee", 3},
                                            {"special_service", 4},
                                            {"part_time", 5},
                                            {"temporary", 6},
                                            {"dispatched", 7},
                                            {"hospital_hired", 8},
                                            {"prefecture_paid_teacher", 9},
                                            {NULL, 0}};

struct employment {
    int employment_type;
    struct change change;
};

static const struct field employment_fields[] = {
    FIELD_ENUM(struct employment, employment_type, "任用区分", .required = true,
               .choices = employments),
    CHANGE_FIELDS(struct employment),
    FIELD_END,
};

static bool employment_view(struct request *rq, struct view *v)
{
    const struct rows *person;

    if (!take_person(rq, &person))
        return false;
    change_view(v);
    view_form(rq, v);
    view_add_row(v, "person", person);
    return true;
}

static bool show_employment(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return employment_view(rq, v) && reply_view(rq, "people/employment", v);
}

static bool change_employment(struct request *rq)
{
    struct work *work = rq->work;
    const struct rows *person, *made;
    struct employment e;

    if (!read_form(rq, employment_fields, &e) || !take_person(rq, &person) ||
        !change_begin(rq, &e.change))
        return false;
    made = db_take(work, SQL_PERSON_CHANGE_EMPLOYMENT,
                   PARAMS(rows_text(person, 0, "_id"), employments[e.employment_type].code,
                          e.change.valid_from));
    if (!made)
        return false;
    return (made->count ||
            fail_field(work, "valid_from",
                       "この日の前日には、任用がありません。日付を確認してください。")) &&
           db_run(work, SQL_PERSON_END_ROLES_OUT_OF_SCOPE,
                  PARAMS(rows_text(person, 0, "_id"), e.change.valid_from)) &&
           change_end(rq, &e.change, "/people/%s", path_text(rq, "staff_no"));
}

const struct route person_change_routes[] = {
    {GET, "/people/{staff_no}/edit", show_edit, MAY(ORG_MAINTAIN), .fields = facts_fields,
     .summary = "The form of somebody's name and how to reach"},
    {POST, "/people/{staff_no}/facts", change_facts, MAY(ORG_MAINTAIN), .form = "people/edit",
     .form_view = edit_view, .fields = facts_fields, .creates = true,
     .summary = "Change somebody's name, readings, mail and extension"},
    {GET, "/people/{staff_no}/concurrent-units", show_concurrence, MAY(ORG_MAINTAIN),
     .fields = concurrence_fields, .summary = "The form of a concurrent unit"},
    {POST, "/people/{staff_no}/concurrent-units", add_concurrence, MAY(ORG_MAINTAIN),
     .form = "people/concurrence", .form_view = concurrence_view, .fields = concurrence_fields,
     .creates = true, .summary = "Enter a concurrent unit (兼務) from a day on"},
    {GET, "/people/{staff_no}/employment", show_employment, MAY(ORG_MAINTAIN),
     .fields = employment_fields, .summary = "The form of another employment"},
    {POST, "/people/{staff_no}/employment", change_employment, MAY(ORG_MAINTAIN),
     .form = "people/employment", .form_view = employment_view, .fields = employment_fields,
     .creates = true,
     .summary = "Another employment from a day on; whoever leaves the scope loses roles"},
    ROUTE_END,
};
