#include <string.h>

#include "base/arena.h"
#include "base/work.h"
#include "core/access/gate.h"
#include "core/access/permission.h"
#include "http/request.h"
#include "http/uri.h"

static const struct menu_entry *menu;

void access_set_menu(const struct menu_entry *entries)
{
    menu = entries;
}

/* At most 100 are counted. */
static int64_t unread_of(const struct passage *passage)
{
    return passage && passage->row ? rows_integer(passage->row, 0, "unread") : 0;
}

static void add_viewer(struct view *page, const struct actor *actor, int64_t unread)
{
    struct view *viewer;

    if (!actor->person) {
        view_text(page, "viewer", NULL);
        return;
    }
    viewer = view_object(page, "viewer");
    view_text(viewer, "name", actor->name);
    view_text(viewer, "unit", actor->unit);
    view_integer(viewer, "unread", unread);
    view_boolean(viewer, "has_unread", unread > 0);
    view_list(viewer, "roles");
    for (size_t i = 0; actor->roles[i]; i++)
        view_text(view_list_object(viewer, "roles"), "role", actor->roles[i]);
}

/* The page itself or something below it. */
static bool is_within(const char *path, const char *entry)
{
    size_t length = strlen(entry);

    if (!strcmp(entry, "/"))
        return !strcmp(path, "/");
    return !strncmp(path, entry, length) && strchr("/.", path[length]);
}

static bool is_current(const char *path, const struct menu_entry *entry)
{
    bool is_here = is_within(path, entry->path);

    for (const char *const *also = entry->also; also && *also; also++)
        is_here = is_here || is_within(path, *also);
    return is_here;
}

static void add_menu(const struct request *request, struct view *page)
{
    const struct menu_entry *entry = menu;

    view_list(page, "menu");
    for (; entry && entry->path; entry++) {
        struct view *item;

        if (!access_is_open(request->work, &entry->access))
            continue;
        item = view_list_object(page, "menu");
        view_text(item, "path", entry->path);
        view_text(item, "word", entry->word);
        view_boolean(item, "is_current", request->uri && is_current(request->uri->path, entry));
    }
}

/* The row is missing when the database could not be asked; the error page then says no contact. */
static const char *contact_text(const struct passage *passage, const char *column)
{
    return passage && passage->row ? rows_text(passage->row, 0, column) : "";
}

static void add_contact(const struct passage *passage, struct view *page)
{
    struct view *contact = view_object(page, "contact");

    view_text(contact, "unit", contact_text(passage, "contact_unit"));
    view_text(contact, "phone", contact_text(passage, "contact_phone"));
    view_text(contact, "night_unit", contact_text(passage, "contact_night_unit"));
    view_text(contact, "night_phone", contact_text(passage, "contact_night_phone"));
}

static bool is_sample(const struct passage *passage)
{
    return passage && passage->row && rows_boolean(passage->row, 0, "is_sample");
}

/* For links to what only some may open: {{#page.may.audit_read}}. */
static void add_permissions(const struct work *work, struct view *page)
{
    struct view *permissions = view_object(page, "may");

    for (int i = 0; i < PERMISSIONS; i++)
        view_boolean(permissions, permission_name((enum permission)i),
                     may(work, (enum permission)i));
}

void access_page(struct request *request, struct view *page)
{
    const struct actor *actor = &request->work->actor;

    add_viewer(page, actor, unread_of(request->gate));
    add_menu(request, page);
    add_permissions(request->work, page);
    add_contact(request->gate, page);
    view_boolean(page, "is_sample", is_sample(request->gate));
    view_text(page, "csrf", actor->csrf ? actor->csrf : "");
}
