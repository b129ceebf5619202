#include "http/proxy.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/log.h"
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

/* The last of the fields with this name: a proxy may add a line of its own behind the client's. */
static const char *last_header(const struct exchange *exchange, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < exchange->raw.header_count; i++)
        if (!strcasecmp(exchange->raw.headers[i].name, name))
            value = exchange->raw.headers[i].value;
    return value;
}

/*
 * The last address a trusted proxy added; those before it were written by the client. What is no
 * address leaves the peer's.
 */
static void take_address(struct exchange *exchange, const char *header)
{
    const char *last = strrchr(header, ',');
    unsigned char bytes[sizeof(struct in6_addr)];
    const char *address;

    last = last ? last + 1 : header;
    last += strspn(last, " \t");
    address = arena_strndup(exchange->work->arena, last, strcspn(last, " \t"));
    if (inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1)
        exchange->work->address = address;
    else
        log_client("a trusted proxy names no address in X-Forwarded-For");
}

void proxy_apply(struct exchange *exchange)
{
    const char *header;

    if (!is_listed(exchange->app->config->trusted_proxies, exchange->work->address))
        return;
    header = last_header(exchange, "X-Forwarded-For");
    if (header)
        take_address(exchange, header);
    header = last_header(exchange, "X-Forwarded-Proto");
    if (header)
        exchange->request.is_secure = !strcasecmp(header, "https");
}
