#include <string.h>

#include "base/error.h"
#include "base/work.h"
#include "http/request.h"
#include "modules/help/help.h"

/* The page of a role; its text is a template, its word that of the role. */
static const struct guide {
    const char *role;
    const char *template;
} guides[] = {
    {"staff", "help/staff"},
    {"it_promotion_leader", "help/leader"},
    {"system_security_manager", "help/head"},
    {"secretariat", "help/secretariat"},
    {"ciso", "help/ciso"},
    {"portal_admin", "help/admin"},
    {NULL, NULL},
};

static bool is_own(const struct work *work, const char *role)
{
    for (const char *const *own = work->actor.roles; own && *own; own++)
        if (!strcmp(*own, role))
            return true;
    return false;
}

static void add_guides(struct view *v, const struct work *work, bool own)
{
    for (const struct guide *guide = guides; guide->role; guide++) {
        struct view *item;

        if (is_own(work, guide->role) != own)
            continue;
        item = view_list_object(v, "guides");
        view_text(item, "role", guide->role);
        view_boolean(item, "is_own", own);
    }
}

/* The view is taken before: who asks is known only with the rows. */
static bool show_help(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_own_row(v, SQL_HELP_NOTE, PARAMS());
    if (!view_take(v))
        return false;
    view_list(v, "guides");
    add_guides(v, rq->work, true);
    add_guides(v, rq->work, false);
    return reply_view(rq, "help/index", v);
}

static bool show_guide(struct request *rq)
{
    const char *role = path_text(rq, "role");
    struct view *v = view_new(rq->work);

    for (const struct guide *guide = guides; guide->role; guide++)
        if (!strcmp(guide->role, role)) {
            view_text(v, "role", guide->role);
            return reply_view(rq, guide->template, v);
        }
    return fail(rq->work, ERR_NOT_FOUND, NULL);
}

static bool show_accessibility(struct request *rq)
{
    return reply_view(rq, "help/accessibility", view_new(rq->work));
}

const struct route help_routes[] = {
    {GET, "/help", show_help, PUBLIC, .formats = FORMAT_HTML, .summary = "How to use the portal"},
    {GET, "/help/accessibility", show_accessibility, PUBLIC, .formats = FORMAT_HTML,
     .summary = "Accessibility statement"},
    {GET, "/help/{role}", show_guide, PUBLIC, .formats = FORMAT_HTML,
     .summary = "How to use the portal in a role"},
    ROUTE_END,
};
