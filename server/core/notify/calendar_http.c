#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/work.h"
#include "core/notify/calendar_text.h"
#include "core/notify/notify.h"
#include "db/db.h"
#include "http/app.h"
#include "http/request.h"
#include "http/uri.h"
#include "view/label.h"

enum { SECRET_BYTES = 24 };

static bool show_calendar(struct request *rq)
{
    struct view *v = view_new(rq->work);

    view_own_row(v, SQL_CALENDAR_FEED_MINE, PARAMS());
    view_text(v, "address", NULL);
    return reply_view(rq, "calendar/show", v);
}

/* The address is shown this once: only its hash is kept. One made before ends with it. */
static bool make_feed(struct request *rq)
{
    struct arena *arena = rq->work->arena;
    struct view *v = view_new(rq->work);
    const char *secret = crypto_random_hex(arena, SECRET_BYTES);

    if (!db_run(rq->work, SQL_CALENDAR_FEED_REVOKE, PARAMS()) ||
        !db_run(rq->work, SQL_CALENDAR_FEED_MAKE,
                PARAMS(crypto_sha256_hex(arena, secret, strlen(secret)))))
        return false;
    view_own_row(v, SQL_CALENDAR_FEED_MINE, PARAMS());
    view_text(v, "address",
              arena_printf(arena, "%s/calendar/%s.ics", rq->app->config->public_url, secret));
    return reply_view(rq, "calendar/show", v);
}

static bool revoke_feed(struct request *rq)
{
    return db_run(rq->work, SQL_CALENDAR_FEED_REVOKE, PARAMS()) && reply_see_other(rq, "/calendar");
}

/* ---- the feed ----------------------------------------------------------------------------------
 */

/* "2026-11-22T00:00:00.000000Z" → "20261122T000000Z" */
static const char *stamp(struct arena *arena, const char *now)
{
    return arena_printf(arena, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", now, now + 5, now + 8, now + 11,
                        now + 14, now + 17);
}

/* A meeting takes its hours; what is due, no time of its day. */
static void add_when(struct buffer *out, const struct rows *rows, int i)
{
    const char *starts = rows_text(rows, i, "starts"), *place = rows_text(rows, i, "place");

    if (starts) {
        calendar_line(out, "DTSTART;TZID=Asia/Tokyo", starts);
        calendar_line(out, "DTEND;TZID=Asia/Tokyo", rows_text(rows, i, "ends"));
    } else {
        calendar_line(out, "DTSTART;VALUE=DATE", rows_text(rows, i, "day"));
        calendar_line(out, "DTEND;VALUE=DATE", rows_text(rows, i, "next_day"));
    }
    calendar_line(out, "TRANSP", starts ? "OPAQUE" : "TRANSPARENT");
    if (place && *place)
        calendar_text_line(out, "LOCATION", place);
}

static void add_entry(struct request *rq, struct buffer *out, const struct rows *rows, int i)
{
    struct arena *arena = rq->work->arena;
    const char *origin = rq->app->config->public_url;
    const char *host = strstr(origin, "://");

    calendar_line(out, "BEGIN", "VEVENT");
    calendar_line(
        out, "UID",
        arena_printf(arena, "%s@%s", rows_text(rows, i, "uid"), host ? host + 3 : origin));
    calendar_line(out, "DTSTAMP", stamp(arena, rq->work->now));
    add_when(out, rows, i);
    calendar_text_line(out, "SUMMARY",
                       arena_printf(arena, "%s　%s",
                                    label_find("calendar_kind", rows_text(rows, i, "kind")),
                                    rows_text(rows, i, "subject")));
    calendar_line(out, "URL",
                  arena_printf(arena, "%s%s", origin,
                               uri_encode_whole_path(arena, rows_text(rows, i, "link"))));
    calendar_line(out, "END", "VEVENT");
}

static void add_time_zone(struct buffer *out)
{
    static const char *const lines[][2] = {{"BEGIN", "VTIMEZONE"},
                                           {"TZID", "Asia/Tokyo"},
                                           {"BEGIN", "STANDARD"},
                                           {"TZNAME", "JST"},
                                           {"DTSTART", "19700101T000000"},
                                           {"TZOFFSETFROM", "+0900"},
                                           {"TZOFFSETTO", "+0900"},
                                           {"END", "STANDARD"},
                                           {"END", "VTIMEZONE"}};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        calendar_line(out, lines[i][0], lines[i][1]);
}

static bool show_feed(struct request *rq)
{
    struct work *w = rq->work;
    const char *secret = path_text(rq, "secret");
    const struct rows *owner = db_take(w, SQL_CALENDAR_FEED_OWNER,
                                       PARAMS(crypto_sha256_hex(w->arena, secret, strlen(secret))));
    const struct rows *rows;
    struct buffer *out;

    if (!owner)
        return false;
    if (!owner->count)
        return fail(w, ERR_NOT_FOUND, NULL);
    rows = db_take(w, SQL_CALENDAR_FEED_ENTRIES, PARAMS(rows_text(owner, 0, "person_id")));
    if (!rows)
        return false;
    out = buffer_new(w->arena, LIMIT_PAGE);
    calendar_line(out, "BEGIN", "VCALENDAR");
    calendar_line(out, "VERSION", "2.0");
    calendar_line(out, "PRODID", "-//mamori//JA");
    calendar_text_line(out, "X-WR-CALNAME", "情報セキュリティポータル");
    add_time_zone(out);
    for (int i = 0; i < rows->count; i++)
        add_entry(rq, out, rows, i);
    calendar_line(out, "END", "VCALENDAR");
    return reply_bytes(rq, "text/calendar; charset=utf-8", out->data, out->length);
}

const struct route calendar_routes[] = {
    {GET, "/calendar", show_calendar, SIGNED_IN,
     .summary = "Whether the viewer's due days can be read by a calendar program"},
    {POST, "/calendar", make_feed, SIGNED_IN,
     .summary = "A new secret address, shown once; the former ends"},
    {POST, "/calendar/revoke", revoke_feed, SIGNED_IN, .summary = "End the secret address"},
    {GET, "/calendar/{secret}", show_feed, PUBLIC, .formats = FORMAT_ICS,
     .summary = "The due days of whom the address belongs to"},
    ROUTE_END,
};
