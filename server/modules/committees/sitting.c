#include "modules/committees/sitting.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/request.h"

enum { SEATS_MAXIMUM = 90 };

bool sitting_is_id(struct request *rq, const char *text)
{
    return text_is_digits(text, TEXT_ID_DIGITS) || fail(rq->work, ERR_NOT_FOUND, NULL);
}

/* ---- the meeting and the item ------------------------------------------------------------------
 */

static bool find_item(struct request *rq, const char *asked, struct sitting *s)
{
    const struct rows *row;

    if (asked && !sitting_is_id(rq, asked))
        return false;
    row = db_take(rq->work, SQL_SITTING_ITEM, PARAMS(s->meeting.id, asked));
    if (!row)
        return false;
    s->item = NULL;
    if (!row->count)
        return !asked || fail(rq->work, ERR_NOT_FOUND, NULL);
    s->item = rows_text(row, 0, "id");
    s->gist = rows_text(row, 0, "gist");
    s->gist_version = (long)rows_integer(row, 0, "version");
    s->gist_by = rows_text(row, 0, "by");
    s->gist_at = rows_text(row, 0, "at");
    s->takes_positions = rows_boolean(row, 0, "takes_positions");
    s->is_decided = rows_boolean(row, 0, "is_decided");
    return true;
}

bool sitting_to_see(struct request *rq, const char *item, struct sitting *s)
{
    return meeting_to_see(rq, &s->meeting) && find_item(rq, item, s);
}

bool sitting_to_keep(struct request *rq, const char *item, struct sitting *s)
{
    if (!meeting_to_see(rq, &s->meeting))
        return false;
    if (!s->meeting.may_keep)
        return fail(rq->work, ERR_FORBIDDEN,
                    "会議の記録を行うのは、情報セキュリティ推進事務局です。");
    return find_item(rq, item, s);
}

bool sitting_may_become(struct request *rq, const struct sitting *s, const char *outcome)
{
    const struct rows *unrecorded;

    if (!s->takes_positions)
        return true;
    unrecorded = db_take(rq->work, SQL_SITTING_UNRECORDED, PARAMS(s->meeting.id, s->item, outcome));
    if (!unrecorded || !unrecorded->count)
        return unrecorded != NULL;
    return fail_field(
        rq->work, "outcome",
        "出欠が記録されていない委員（%s）がいるため、この結果を記録できません。全員の出欠を"
        "記録してください。",
        rows_text(unrecorded, 0, "names"));
}

/* ---- the sheet as it was typed -----------------------------------------------------------------
 */

static const char *typed(struct request *rq, const char *what, const char *id)
{
    return text_trim(rq->work->arena,
                     form_typed(rq, arena_printf(rq->work->arena, "%s-%s", what, id)));
}

/* "3 1 present": a version, the number of a position, an attendance or nothing. */
static bool is_seen(const char *text)
{
    size_t version = strspn(text, "0123456789"), seq;

    if (!version || version > TEXT_ID_DIGITS / 2 || text[version] != ' ')
        return false;
    text += version + 1;
    seq = strspn(text, "0123456789");
    return seq && seq <= TEXT_ID_DIGITS / 2 && (!text[seq] || text[seq] == ' ');
}

static const char *const attendances[] = {"",       "present", "late", "left_early",
                                          "absent", "proxy",   NULL};
static const char *const positions[] = {"",     "no_objection", "objection", "reserved",
                                        "left", "not_present",  NULL};

static bool read_seat(struct request *rq, const char *id, struct sheet *sheet)
{
    size_t at = sheet->count++;

    sheet->ids[at] = id;
    sheet->seen[at] = typed(rq, "seen", id);
    sheet->actual[at] = typed(rq, "actual", id);
    sheet->reason[at] = typed(rq, "reason", id);
    sheet->proxy[at] = typed(rq, "proxy", id);
    sheet->position[at] = typed(rq, "position", id);
    sheet->why[at] = typed(rq, "why", id);
    return (sheet->count < SEATS_MAXIMUM && is_seen(sheet->seen[at]) &&
            text_is_among(sheet->actual[at], attendances) &&
            text_is_among(sheet->position[at], positions)) ||
           fail(rq->work, ERR_MALFORMED, NULL);
}

static const char **column(struct request *rq)
{
    return arena_array(rq->work->arena, SEATS_MAXIMUM + 1, sizeof(const char *));
}

static struct sheet empty_sheet(struct request *rq)
{
    return (struct sheet){.ids = column(rq),
                          .seen = column(rq),
                          .actual = column(rq),
                          .reason = column(rq),
                          .proxy = column(rq),
                          .position = column(rq),
                          .why = column(rq)};
}

bool sheet_read(struct request *rq, struct sheet *sheet)
{
    static const char prefix[] = "seen-";
    const size_t length = sizeof prefix - 1;
    const struct form_body *body = rq->body;

    *sheet = empty_sheet(rq);
    for (size_t i = 0; body && i < body->field_count; i++) {
        const char *name = body->fields[i].name;

        if (strncmp(name, prefix, length) != 0)
            continue;
        if (!sitting_is_id(rq, name + length) || !read_seat(rq, name + length, sheet))
            return false;
    }
    return true;
}

/* ---- what the page shows ------------------------------------------------------------------------
 */

static const char *literal(struct request *rq, const char *const *column_)
{
    return text_array_literal(rq->work->arena, column_);
}

static void show_seats(struct request *rq, struct view *v, const struct sitting *s)
{
    struct sheet sheet;
    const char *ids;

    if (!rq->failure || !sheet_read(rq, &sheet))
        sheet = empty_sheet(rq);
    ids = literal(rq, sheet.ids);
    view_rows(v, "seats", SQL_SITTING_SEATS,
              PARAMS(s->meeting.id, s->item, ids, literal(rq, sheet.seen),
                     literal(rq, sheet.actual), literal(rq, sheet.reason),
                     literal(rq, sheet.position), literal(rq, sheet.why),
                     literal(rq, sheet.proxy)));
    if (rq->format == FORMAT_JSON || !s->meeting.may_keep)
        return;
    view_group(v, "seats", "attends", SQL_SITTING_ATTENDS,
               PARAMS(s->meeting.id, ids, literal(rq, sheet.actual)));
    view_group(v, "seats", "picks", SQL_SITTING_PICKS,
               PARAMS(s->meeting.id, s->item, ids, literal(rq, sheet.position)));
}

static bool is_sent(const struct request *rq, const struct field *fields)
{
    return rq->body && rq->route->fields == fields;
}

static bool show_form(struct request *rq, struct view *forms, const char *name,
                      const struct field *fields, const struct rows *current)
{
    return current && view_form_among(rq, forms, name, fields, current, is_sent(rq, fields));
}

/* The id of the field that a problem of the page is about; of a seat's, of the whole list. */
static const char *place_of(struct request *rq, const char *field)
{
    const struct field *fields = rq->route->fields;
    const char *form = fields == sitting_end_fields    ? "end"
                       : fields == sitting_work_fields ? "work"
                                                       : "own";

    if (field_find(fields, field))
        return arena_printf(rq->work->arena, "%s-%s", form, field);
    return strchr(field, '-') ? field : "seats";
}

static void show_problems(struct request *rq, struct view *v)
{
    view_list(v, "problems");
    for (struct field_error *e = rq->failure ? rq->failure->fields : NULL; e; e = e->next) {
        struct view *problem = view_list_object(v, "problems");

        view_text(problem, "place", place_of(rq, e->field));
        view_text(problem, "message", e->message);
    }
}

static bool show_forms(struct request *rq, struct view *v, const struct sitting *s)
{
    struct view *forms = view_object(v, "forms");
    const struct rows *end = db_take(rq->work, SQL_SITTING_END_FORM, PARAMS(s->meeting.id));
    const struct rows *item, *own;

    if (!show_form(rq, forms, "end", sitting_end_fields, end))
        return false;
    view_boolean(v, "suggests_end", rows_boolean(end, 0, "_is_suggested"));
    if (!s->item)
        return true;
    item = db_take(rq->work, SQL_SITTING_SHOWN, PARAMS(s->item));
    own = db_take(rq->work, SQL_SITTING_OWN, PARAMS(s->meeting.id, s->item));
    return show_form(rq, forms, "work", sitting_work_fields, item) &&
           show_form(rq, forms, "own", sitting_own_fields, own);
}

static void show_item(struct request *rq, struct view *v, const struct sitting *s)
{
    const char *outcome = form_typed(rq, "outcome");

    view_optional_row(v, "item", SQL_SITTING_SHOWN, PARAMS(s->item));
    view_optional_row(v, "tally", SQL_SITTING_TALLY, PARAMS(s->item));
    view_rows(v, "papers", SQL_SITTING_PAPERS, PARAMS(s->item));
    view_rows(v, "outcomes", SQL_SITTING_OUTCOMES, PARAMS(s->item, outcome));
    view_optional_row(v, "own", SQL_SITTING_OWN, PARAMS(s->meeting.id, s->item));
}

void sitting_show(struct request *rq, struct view *v, const struct sitting *s)
{
    meeting_view_head(v, &s->meeting);
    view_row(v, "facts", SQL_SITTING_FACTS, PARAMS(s->meeting.id));
    view_rows(v, "items", SQL_SITTING_ITEMS, PARAMS(s->meeting.id, s->item));
    show_item(rq, v, s);
    show_seats(rq, v, s);
    view_list(v, "conflicts");
    view_text(v, "stale_gist", NULL);
    view_text(v, "saved", rq->body ? NULL : query_text(rq, "saved"));
    if (rq->format == FORMAT_JSON)
        return;
    show_problems(rq, v);
    if (!show_forms(rq, v, s))
        return; /* recorded */
}

/* The item a request is about: of its path, its form or its address. */
static const char *item_asked(struct request *rq)
{
    for (int i = 0; i < rq->match.parameter_count; i++)
        if (!strcmp(rq->match.names[i], "item_id"))
            return rq->match.values[i];
    return query_text(rq, "item");
}

bool sitting_view(struct request *rq, struct view *v)
{
    struct sitting s;

    if (!sitting_to_see(rq, item_asked(rq), &s))
        return false;
    sitting_show(rq, v, &s);
    return rq->work->error.code == ERR_NONE;
}

bool sitting_done(struct request *rq, const struct sitting *s, const char *how)
{
    struct sitting now = *s;

    if (!reply_see_other(rq,
                         strcmp(how, "attendance") ? "/meetings/%s/session?item=%s&saved=%s"
                                                   : "/meetings/%s/session?item=%s&saved=%s#seats",
                         s->meeting.id, s->item ? s->item : "", how))
        return false;
    if (rq->format != FORMAT_JSON)
        return true;
    rq->reply.view = view_new(rq->work);
    sitting_show(rq, rq->reply.view, &now);
    return true;
}
