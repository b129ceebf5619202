#include <string.h>

#include "base/text.h"
#include "base/work.h"
#include "core/notify/notify.h"
#include "db/db.h"
#include "http/paging.h"
#include "http/request.h"

static const char *const list_query[] = {"unread", "after", "limit", NULL};

static bool list_notifications(struct request *rq)
{
    struct view *v = view_new(rq->work);
    struct paging paging = paging_read(rq);
    const char *unread = query_text(rq, "unread");
    bool is_unread_only = unread && !strcmp(unread, "yes");
    const struct rows *rows;

    if (paging.after && !text_is_digits(paging.after, TEXT_ID_DIGITS))
        fail_field(rq->work, "after", "お知らせの番号を入力してください。");
    if (rq->work->error.code != ERR_NONE)
        return false;
    rows = db_take(rq->work, SQL_NOTIFICATION_LIST,
                   PARAMS(paging.after, paging.rows, is_unread_only ? "true" : NULL));
    if (!rows)
        return false;
    view_boolean(v, "is_unread_only", is_unread_only);
    view_boolean(v, "is_later_page", paging.after != NULL);
    view_integer(v, "size", paging.size);
    view_text(v, "newest", rows->count ? rows_text(rows, 0, "id") : NULL);
    paging_view(rq, v, &paging, rows, "id");
    return reply_view(rq, "notifications/list", v);
}

/* Opening one marks it as read, which a GET must not do. */
static bool open_notification(struct request *rq)
{
    const struct rows *row = db_take(rq->work, SQL_NOTIFICATION_OPEN, PARAMS(path_text(rq, "id")));

    if (!row)
        return false;
    return row->count ? reply_see_other_path(rq, rows_text(row, 0, "link"))
                      : fail(rq->work, ERR_NOT_FOUND, NULL);
}

struct reading {
    const char *newest;
};

static const struct field reading_fields[] = {
    FIELD_TEXT(struct reading, newest, "最新のお知らせ", .required = true, .max = TEXT_ID_DIGITS),
    FIELD_END,
};

/* One that was never shown to the viewer marks nothing, and silence would look like success. */
static bool was_shown(struct work *work, const char *newest)
{
    const struct rows *row = db_take(work, SQL_NOTIFICATION_SHOWN, PARAMS(newest));

    if (!row)
        return false;
    return row->count ||
           fail_field(work, "newest",
                      "お知らせの一覧をもう一度開いてから、「全て既読にする」を押してください。");
}

static bool read_all(struct request *rq)
{
    struct reading form;

    return read_form(rq, reading_fields, &form) && was_shown(rq->work, form.newest) &&
           db_run(rq->work, SQL_NOTIFICATION_READ_ALL, PARAMS(form.newest)) &&
           reply_see_other(rq, "/notifications");
}

bool notify_remind(struct work *work)
{
    return db_run(work, SQL_NOTIFICATION_REMIND, PARAMS());
}

const struct route notification_routes[] = {
    {GET, "/notifications", list_notifications, SIGNED_IN, .query = list_query,
     .summary = "What the viewer was told, newest first"},
    {POST, "/notifications/{id}/open", open_notification, SIGNED_IN,
     .summary = "Mark a notice as read and go where it leads"},
    {POST, "/notifications/read", read_all, SIGNED_IN, .fields = reading_fields,
     .summary = "Mark all up to the newest shown as read"},
    ROUTE_END,
};
