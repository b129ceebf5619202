#include "http/proxy.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/config.h"
#include "http/app.h"
#include "http/dispatch.h"

/* ---- what a proxy we trust says ----------------------------------------------------------------
 */

static bool is_listed(const char *const *list, const char *text)
{
    for (; *list; list++)
        if (!strcasecmp(*list, text))
            return true;
    return false;
}

/* The last address a trusted proxy added; those before it were written by the client. */
static const char *forwarded_address(struct arena *arena, const char *header)
{
    const char *last = strrchr(header, ',');

    last = last ? last + 1 : header;
    last += strspn(last, " ");
    return arena_strndup(arena, last, strcspn(last, " "));
}

void proxy_apply(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    const char *header;

    if (!is_listed(exchange->app->config->trusted_proxies, exchange->work->address))
        return;
    header = request->header(request, "X-Forwarded-For");
    if (header)
        exchange->work->address = forwarded_address(exchange->work->arena, header);
    header = request->header(request, "X-Forwarded-Proto");
    if (header)
        request->is_secure = !strcasecmp(header, "https");
}
