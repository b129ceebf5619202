#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "modules/authority/authority.h"
#include "modules/exceptions/exception.h"
#include "view/label.h"

static const struct {
    unsigned actor;
    const char *column, *role;
} actors[] = {
    {IS_CISO_IN_OFFICE, "is_ciso", "ciso"},
    {IS_INFORMATION_SECURITY_OFFICER, "is_information_security_officer",
     "information_security_officer"},
    {IS_NETWORK_SECURITY_MANAGER, "is_network_security_manager", "network_security_manager"},
    {IS_SECRETARIAT, "is_secretariat", "secretariat"},
    {IS_MANAGER_OF_UNIT, "is_manager", "system_security_manager"},
    {IS_LEADER_OF_UNIT, "is_leader", "it_promotion_leader"},
    {IS_DRAFTER, "is_drafter", "staff"},
};
enum { ACTORS = sizeof actors / sizeof actors[0] };

static unsigned actor_of(const struct rows *row)
{
    unsigned actor = 0;

    for (int i = 0; i < ACTORS; i++)
        if (rows_boolean(row, 0, actors[i].column))
            actor |= actors[i].actor;
    return actor;
}

static const char *path_of(struct arena *arena, const struct rows *row)
{
    const char *number = rows_text(row, 0, "request_no");

    return number ? arena_printf(arena, "/exceptions/%s", number)
                  : arena_printf(arena, "/exceptions/drafts/%s", rows_text(row, 0, "id"));
}

static struct exception *from_row(struct arena *arena, const struct rows *row)
{
    struct exception *exception = arena_alloc(arena, sizeof *exception);

    *exception = (struct exception){
        .id = rows_text(row, 0, "id"),
        .request_no = rows_text(row, 0, "request_no"),
        .path = path_of(arena, row),
        .kind = strcmp(rows_text(row, 0, "kind"), "prior") ? EXCEPTION_EMERGENCY : EXCEPTION_PRIOR,
        .status = exception_status_of(rows_text(row, 0, "status")),
        .state = rows_text(row, 0, "state"),
        .resumes = rows_text(row, 0, "resumes"),
        .actor = actor_of(row),
        .is_applicant_network_security_manager =
            rows_boolean(row, 0, "is_applicant_network_security_manager"),
        .awaits_takeover = rows_boolean(row, 0, "awaits_takeover"),
        .has_opinion = rows_boolean(row, 0, "has_opinion"),
        .has_end_draft = rows_boolean(row, 0, "has_end_draft"),
        .version = rows_integer(row, 0, "version"),
        .period_from = rows_text(row, 0, "period_from"),
        .period_to = rows_text(row, 0, "period_to"),
        .updated_at = rows_text(row, 0, "updated_at"),
        .updated_by = rows_text(row, 0, "updated_by"),
    };
    return exception;
}

bool exception_load(struct work *work, const char *request_no, const char *id, bool is_to_change,
                    struct exception **exception)
{
    const struct rows *row;

    if (!request_no && !text_is_digits(id, TEXT_ID_DIGITS))
        return fail(work, ERR_NOT_FOUND, NULL);
    if (is_to_change)
        db_queue(work, SQL_EXCEPTION_LOCK, PARAMS(request_no, id));
    row = db_take(work, SQL_EXCEPTION_RULES, PARAMS(request_no, id));
    if (!row)
        return false;
    if (!row->count)
        return fail(work, ERR_NOT_FOUND, NULL);
    *exception = from_row(work->arena, row);
    return true;
}

/* In which of his roles the viewer does it. */
static const char *role_of(const struct exception *exception, unsigned who)
{
    unsigned actor = exception->actor & who;

    if ((actor & IS_MANAGER_OF_UNIT) && exception->is_applicant_network_security_manager)
        return "network_security_manager";
    for (int i = 0; i < ACTORS; i++)
        if (actor & actors[i].actor)
            return actors[i].role;
    return "staff";
}

static const char *target_of(const struct exception *exception,
                             const struct exception_transition *transition)
{
    if (!transition->to)
        return exception->state;
    return transition->to == EXCEPTION_RESUMES ? exception->resumes
                                               : exception_status_code(transition->to);
}

/* What the deputy does in the manager's place is recorded as that (BR-AB-06); else *record is NULL.
 */
static bool record_place(struct work *work, const struct exception *exception,
                         enum exception_event event, const char *role, const char **record)
{
    *record = NULL;
    return strcmp(role, "network_security_manager") != 0 ||
           acting_record(work, "nsm_authority", "exception_request", exception->id,
                         label_find("event", exception_event_code(event)), record);
}

bool exception_do(struct work *work, const struct exception *exception,
                  const struct exception_act *act, const char **step)
{
    const struct exception_transition *t;
    const struct rows *row;
    const char *role, *record;

    if (!exception_check(work, exception, act))
        return false;
    t = exception_transition(exception->kind, exception->status, act->event);
    role = role_of(exception, t->who);
    if (!record_place(work, exception, act->event, role, &record))
        return false;
    row = db_take(work, SQL_EXCEPTION_STEP_ADD,
                  PARAMS(exception->id, exception_event_code(act->event), exception->state,
                         target_of(exception, t), act->text, act->result,
                         act->checks ? text_array_literal(work->arena, act->checks) : NULL,
                         act->residual_risk, role, record));
    if (row && step)
        *step = rows_text(row, 0, "id");
    return row != NULL;
}
