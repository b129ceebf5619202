#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/work.h"
#include "core/access/permission.h"
#include "http/form_view.h"
#include "http/request.h"
#include "modules/org/org.h"
#include "modules/org/transfer.h"

/*
 * The move of one person, entered in a form: a transfer of one row, so that what it changes is
 * rehearsed, applied and undone as that of a sheet is. What a sheet says line by line, a form says
 * at its fields.
 */
struct move {
    const char *staff_no, *name, *kana, *unit, *title, *post, *effective_on, *basis;
    int move, rank, employment_type;
};

enum { MOVE_TRANSFER, MOVE_LEAVE };

static const struct choice moves[] = {
    {"transfer", MOVE_TRANSFER}, {"leave", MOVE_LEAVE}, {NULL, 0}};
static const struct choice ranks[] = {
    {"staff", 0},           {"chief", 1},    {"assistant_manager", 2}, {"manager", 3},
    {"deputy_director", 4}, {"director", 5}, {"superintendent", 6},    {"vice_mayor", 7},
    {"mayor", 8},           {NULL, 0}};

enum { RANK_AS_BEFORE = -1 };

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

#define PLACE_FIELDS                                                                               \
    FIELD_TEXT(struct move, unit, "所属", .max = 10),                                              \
        FIELD_TEXT(struct move, title, "職名", .max = 40),                                         \
        FIELD_ENUM(struct move, rank, "職位", .choices = ranks, .fallback = RANK_AS_BEFORE),       \
        FIELD_TEXT(struct move, post, "就く職", .max = 41),                                        \
        FIELD_DATE(struct move, effective_on, "発令日", .required = true),                         \
        FIELD_TEXT(struct move, basis, "発令番号", .max = 60)

static const struct field move_fields[] = {
    FIELD_ENUM(struct move, move, "異動区分", .required = true, .choices = moves),
    PLACE_FIELDS,
    FIELD_END,
};

static const struct field hire_fields[] = {
    FIELD_TEXT(struct move, staff_no, "職員番号", .required = true, .max = 12),
    FIELD_TEXT(struct move, name, "氏名", .required = true, .max = 61),
    FIELD_TEXT(struct move, kana, "フリガナ", .required = true, .max = 81),
    FIELD_ENUM(struct move, employment_type, "任用区分", .required = true, .choices = employments),
    PLACE_FIELDS,
    FIELD_END,
};

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* Whoever sends none means no other rank. */
static const char *rank_given(const struct move *m)
{
    return m->rank == RANK_AS_BEFORE ? "" : ranks[m->rank].code;
}

/* What the database alone refuses belongs to the sheet as a whole; here it has a field. */
static void add_problem(struct work *work, const char *field, const char *problem,
                        const char *detail)
{
    const char *words = transfer_problem_words(problem);

    if (!strcmp(field, "file") && db_constraint_field(problem))
        field = db_constraint_field(problem);
    detail = transfer_problem_detail(problem, detail);
    fail_field(work, field, "%s%s%s%s", words, detail && *detail ? "（" : "", or_empty(detail),
               detail && *detail ? "）" : "");
}

static bool is_readable(struct work *work, const json_t *problems)
{
    size_t i;
    json_t *problem;

    json_array_foreach(problems, i, problem)
        add_problem(work, json_string_value(json_object_get(problem, "field")),
                    json_string_value(json_object_get(problem, "problem")),
                    json_string_value(json_object_get(problem, "detail")));
    return !json_array_size(problems);
}

/* The rehearsal's findings at the fields; a form that is refused leaves no draft behind. */
static bool is_sound(struct work *work, const char *id)
{
    const struct rows *rows = db_take(work, SQL_TRANSFER_REHEARSE_AGAIN, PARAMS(id));

    if (!rows)
        return false;
    if (!rows_integer(rows, 0, "problems"))
        return true;
    rows = db_take(work, SQL_TRANSFER_SHOW_PROBLEMS, PARAMS(id));
    for (int i = 0; rows && i < rows->count; i++)
        add_problem(work, rows_text(rows, i, "field"), rows_text(rows, i, "problem"),
                    rows_text(rows, i, "detail"));
    return false;
}

static bool store(struct request *rq, const struct move *m, const char *const *cells)
{
    struct work *work = rq->work;
    struct transfer_sheet sheet;
    const struct rows *made;
    char *text;

    transfer_of_cells(work, cells, &sheet);
    if (!is_readable(work, sheet.problems))
        return false;
    text = json_dumps(sheet.moves, JSON_COMPACT);
    arena_defer(work->arena, free, text);
    made = db_take(work, SQL_TRANSFER_INSERT,
                   PARAMS(m->effective_on, or_empty(m->basis), "画面での登録",
                          crypto_sha256_hex(work->arena, text, strlen(text)), "UTF-8", text, "[]",
                          "{}"));
    return made && is_sound(work, rows_text(made, 0, "id")) &&
           reply_created(rq, NULL, "/admin/transfers/%s", rows_text(made, 0, "id"));
}

/* ---- somebody known
 * ------------------------------------------------------------------------------
 */

static void add_options(struct request *rq, struct view *v, const char *unit)
{
    const char *today = rq->work->today;

    view_rows(v, "units", SQL_UNIT_OPTIONS,
              PARAMS(today, rq->body ? form_typed(rq, "unit") : unit, NULL));
    view_rows(v, "posts", SQL_POST_OPTIONS, PARAMS(today, form_typed(rq, "post")));
}

static bool move_view(struct request *rq, struct view *v)
{
    const struct rows *person =
        db_take(rq->work, SQL_PERSON_FOR_CHANGE, PARAMS(path_text(rq, "staff_no")));

    if (!person)
        return false;
    if (!person->count)
        return fail(rq->work, ERR_NOT_FOUND, NULL);
    view_form_of(rq, v, person);
    view_add_row(v, "person", person);
    add_options(rq, v, rows_text(person, 0, "unit"));
    return true;
}

static bool show_move(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return move_view(rq, v) && reply_view(rq, "people/move", v);
}

static bool enter_move(struct request *rq)
{
    struct move m = {0};

    if (!read_form(rq, move_fields, &m))
        return false;
    {
        const char *const cells[TRANSFER_COLUMNS] = {
            [TRANSFER_STAFF_NO] = path_text(rq, "staff_no"),
            [TRANSFER_MOVE] = moves[m.move].code,
            [TRANSFER_NAME] = "",
            [TRANSFER_KANA] = "",
            [TRANSFER_UNIT] = m.move == MOVE_LEAVE ? "" : or_empty(m.unit),
            [TRANSFER_TITLE] = or_empty(m.title),
            [TRANSFER_RANK] = rank_given(&m),
            [TRANSFER_POST] = m.move == MOVE_LEAVE ? "" : or_empty(m.post),
            [TRANSFER_EMPLOYMENT] = "",
            [TRANSFER_DAY] = "",
        };

        return store(rq, &m, cells);
    }
}

/* ---- somebody new -------------------------------------------------------------------------------
 */

static bool hire_view(struct request *rq, struct view *v)
{
    add_options(rq, v, "");
    return true;
}

static bool show_hire(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_form(rq, v);
    return hire_view(rq, v) && reply_view(rq, "people/new", v);
}

static bool enter_hire(struct request *rq)
{
    struct move m = {0};

    if (!read_form(rq, hire_fields, &m))
        return false;
    {
        const char *const cells[TRANSFER_COLUMNS] = {
            [TRANSFER_STAFF_NO] = m.staff_no,
            [TRANSFER_MOVE] = "hire",
            [TRANSFER_NAME] = m.name,
            [TRANSFER_KANA] = m.kana,
            [TRANSFER_UNIT] = or_empty(m.unit),
            [TRANSFER_TITLE] = or_empty(m.title),
            [TRANSFER_RANK] = rank_given(&m),
            [TRANSFER_POST] = or_empty(m.post),
            [TRANSFER_EMPLOYMENT] = employments[m.employment_type].code,
            [TRANSFER_DAY] = "",
        };

        return store(rq, &m, cells);
    }
}

const struct route move_routes[] = {
    {GET, "/people/{staff_no}/moves", show_move, MAY(ORG_MAINTAIN), .fields = move_fields,
     .summary = "The form of somebody's move"},
    {POST, "/people/{staff_no}/moves", enter_move, MAY(ORG_MAINTAIN), .form = "people/move",
     .form_view = move_view, .fields = move_fields, .creates = true,
     .summary =
         "Enter somebody's move or leaving as a transfer of one row, rehearsed, not yet applied"},
    {GET, "/admin/people/new", show_hire, MAY(ORG_MAINTAIN), .fields = hire_fields,
     .summary = "The form of somebody new"},
    {POST, "/admin/people", enter_hire, MAY(ORG_MAINTAIN), .form = "people/new",
     .form_view = hire_view, .fields = hire_fields, .creates = true,
     .summary = "Enter somebody new as a transfer of one row, rehearsed, not yet applied"},
    ROUTE_END,
};
