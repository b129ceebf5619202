#ifndef MODULES_ORG_CHANGE_H
#define MODULES_ORG_CHANGE_H

#include <stdbool.h>

#include "http/field.h"

struct request;
struct rows;
struct view;
struct work;

/*
 * One act of maintenance: from which day, why, and on what paper. The form of such an act embeds a
 * `struct change change` and CHANGE_FIELDS, and its handler reads as
 *
 *     read_form(rq, fields, &form) && change_begin(rq, &form.change) && (what the act does) &&
 *         change_end(rq, &form.change, "/units/%s", form.code)
 *
 * With step = rehearse the act is done, what it changes is read, and all is taken back: the form
 * comes again with `rehearsal` {roles: whose roles change, mended, made: gaps of that day which the
 * act closes and opens, gaps: how many there are then},
 * found by the same statements and refused by the same rules as the act itself. The route has .form
 * and .form_view; the template includes changes/_rehearsal and changes/_fields.
 */
struct change {
    const char *valid_from; /* ISO */
    const char *basis;      /* number of the order or document, or NULL */
    const char *reason;
    int step;
    /*
     * NULL after change_begin(). What it adds to `rehearsal` is read while the act is done, before
     * it is taken back: a drawing, a list.
     */
    bool (*show)(struct work *work, const char *day, struct view *rehearsal);
    const struct rows *before; /* private: who bore what before a rehearsal */
};

enum { CHANGE_RECORD, CHANGE_REHEARSE };
extern const struct choice change_steps[];

#define CHANGE_FIELD(kind_, type, member, ...)                                                     \
    {                                                                                              \
        .name = #member, .kind = (kind_), .offset = offsetof(type, change.member),                 \
        .label = __VA_ARGS__                                                                       \
    }
#define CHANGE_FIELDS(type)                                                                        \
    CHANGE_FIELD(FIELD_KIND_DATE, type, valid_from, "適用日", .required = true),                   \
        CHANGE_FIELD(FIELD_KIND_TEXT, type, basis, "根拠（発令番号・文書番号）", .max = 60),       \
        CHANGE_FIELD(FIELD_KIND_LONG_TEXT, type, reason, "理由", .required = true, .max = 300),    \
        CHANGE_FIELD(FIELD_KIND_ENUM, type, step, "操作", .choices = change_steps,                 \
                     .fallback = CHANGE_RECORD)

/* What the templates need beside the form; a form's view calls it before a rehearsal adds to it. */
void change_view(struct view *view);

/*
 * The form at its first showing, after the form's own view: paper and reason are proposed as the
 * viewer entered them last, today; what the address says comes first. is_proposed: they are.
 */
bool change_propose(struct request *rq, struct view *view) __attribute__((warn_unused_result));

/* The day that the form speaks of, as typed or as its link says; today while there is none. */
const char *change_day(struct request *rq);

/* `changed`: the day of what was recorded just now (?changed=), for changes/_done; else null. */
void change_done_view(struct request *rq, struct view *view);

/*
 * From here on one change of the organization at a time, until the end of the transaction; every
 * row it writes carries the reason and the paper in the operation log.
 */
bool change_begin(struct request *rq, struct change *change) __attribute__((warn_unused_result));

/* The same for what has no day: facts that are as they are (an extension). */
bool change_because(struct work *work, const char *reason) __attribute__((warn_unused_result));

/* HTML 303 to the path, JSON the resource there; after a rehearsal the form with what was found. */
bool change_end(struct request *rq, const struct change *change, const char *path, ...)
    __attribute__((format(printf, 3, 4), warn_unused_result));

/*
 * ERR_NOT_FOUND without a row; ERR_STALE, saying who and when, unless it is what the form showed.
 * The row, locked, has the columns version, _updated_at_text and _updated_by_name.
 */
bool change_is_fresh(struct work *work, const struct rows *row, long version)
    __attribute__((warn_unused_result));

#endif
