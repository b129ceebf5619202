#include "core/audit/audit_question.h"

#include <string.h>

#include "base/calendar.h"
#include "base/work.h"
#include "view/view.h"

static const struct {
    const char *question, *action, *object_type;
} questions[] = {
    {"readings", "view_restricted", NULL},
    {"refusals", "denied", NULL},
    {"failed_sign_ins", "login_failed", NULL},
    {"exports", "export", NULL},
    {"changes", "update", NULL},
    {"settings", NULL, "setting"},
    {"transfers", NULL, "transfer"},
    {"codes", "create", "account_code"},
    {"ended_sign_ins", "logout", "session"},
};

/* Days back from today; without them the whole log. */
static const struct {
    const char *period;
    bool is_bounded;
    int from, to;
} periods[] = {
    {"today", true, 0, 0},         {"yesterday", true, -1, -1}, {"seven_days", true, -6, 0},
    {"thirty_days", true, -29, 0}, {"always", false, 0, 0},
};

static bool is_same(const char *one, const char *other)
{
    return one && other ? !strcmp(one, other) : one == other;
}

static void add_questions(struct view *view, const struct audit_asked *asked)
{
    bool is_narrower = asked->person || asked->object_id || asked->act, is_listed = false;

    view_list(view, "questions");
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        struct view *item = view_list_object(view, "questions");
        bool is_current = !is_narrower && is_same(asked->action, questions[i].action) &&
                          is_same(asked->object_type, questions[i].object_type);

        view_text(item, "question", questions[i].question);
        view_text(item, "action", questions[i].action);
        view_text(item, "object_type", questions[i].object_type);
        view_boolean(item, "is_current", is_current);
        is_listed = is_listed || is_current;
    }
    view_boolean(view, "is_unlisted",
                 !is_listed && (asked->action || (asked->object_type && !asked->object_id)));
}

void audit_questions(struct view *view, const struct audit_asked *asked, const struct work *work)
{
    add_questions(view, asked);
    view_list(view, "periods");
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        struct view *item = view_list_object(view, "periods");
        const char *from = NULL, *to = NULL;

        if (periods[i].is_bounded) {
            from = calendar_add_days(work->arena, work->today, periods[i].from);
            to = calendar_add_days(work->arena, work->today, periods[i].to);
        }
        view_text(item, "period", periods[i].period);
        view_text(item, "from", from);
        view_text(item, "to", to);
        view_boolean(item, "is_current", is_same(asked->from, from) && is_same(asked->to, to));
    }
}
