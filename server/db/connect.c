#include "db/connect.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum { KEYWORDS_MAXIMUM = 64, HOST_MAXIMUM = 512, OPTIONS_MAXIMUM = 1024 };

/* One attempt: the parsed connection string with one of its hosts and our session settings. */
struct attempt {
    const char *keywords[KEYWORDS_MAXIMUM];
    const char *values[KEYWORDS_MAXIMUM];
    int count;
    char host[HOST_MAXIMUM], hostaddr[HOST_MAXIMUM], port[HOST_MAXIMUM];
    char options[OPTIONS_MAXIMUM];
};

int milliseconds_until(int64_t deadline)
{
    int64_t left = deadline - clock_monotonic();

    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static void ignore_notice(void *context, const char *message)
{
    (void)context;
    (void)message;
}

static const char *option(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword; options++)
        if (!strcmp(options->keyword, keyword))
            return options->val;
    return NULL;
}

static int list_length(const char *list)
{
    int length = list ? 1 : 0;

    for (; list && *list; list++)
        length += *list == ',';
    return length;
}

/* The item of a comma-separated list; a list of one serves every index (libpq's rule for ports). */
static const char *list_item(const char *list, int index, char *room, size_t size)
{
    if (list_length(list) <= 1)
        return list;
    while (index-- > 0 && (list = strchr(list, ',')))
        list++;
    snprintf(room, size, "%.*s", list ? (int)strcspn(list, ",") : 0, list ? list : "");
    return room;
}

static void set(struct attempt *attempt, const char *keyword, const char *value)
{
    if (!value || attempt->count >= KEYWORDS_MAXIMUM - 1)
        return;
    attempt->keywords[attempt->count] = keyword;
    attempt->values[attempt->count++] = value;
}

static bool is_ours(const char *keyword)
{
    static const char *const ours[] = {"host",    "hostaddr",        "port",
                                       "options", "client_encoding", "application_name"};

    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (!strcmp(ours[i], keyword))
            return true;
    return false;
}

static void fill(struct attempt *attempt, const struct connect_settings *settings,
                 const PQconninfoOption *options, int index)
{
    const char *given = option(options, "options");

    memset(attempt, 0, sizeof *attempt);
    for (const PQconninfoOption *o = options; o->keyword; o++)
        if (!is_ours(o->keyword))
            set(attempt, o->keyword, o->val);
    set(attempt, "host", list_item(option(options, "host"), index, attempt->host, HOST_MAXIMUM));
    set(attempt, "hostaddr",
        list_item(option(options, "hostaddr"), index, attempt->hostaddr, HOST_MAXIMUM));
    set(attempt, "port", list_item(option(options, "port"), index, attempt->port, HOST_MAXIMUM));
    snprintf(attempt->options, sizeof attempt->options,
             "%s -c statement_timeout=%d -c lock_timeout=%d"
             " -c idle_in_transaction_session_timeout=15000 -c search_path=public"
             " -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c jit=off",
             given ? given : "", settings->statement_timeout_ms, settings->lock_timeout_ms);
    set(attempt, "options", attempt->options);
    set(attempt, "client_encoding", "UTF8");
    set(attempt, "application_name", "mamori");
}

static bool complete(PGconn *pg)
{
    int64_t deadline = clock_monotonic() + CONNECT_TIMEOUT_MS;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;

    while (state != PGRES_POLLING_OK) {
        struct pollfd wait = {PQsocket(pg), state == PGRES_POLLING_READING ? POLLIN : POLLOUT, 0};
        int left = milliseconds_until(deadline);

        if (state == PGRES_POLLING_FAILED || wait.fd < 0 || left == 0)
            return false;
        if (poll(&wait, 1, left) > 0)
            state = PQconnectPoll(pg);
    }
    return PQsetnonblocking(pg, 1) == 0;
}

/* libpq's words about a failed connection name hosts and users, never a password. */
static const char *first_line(const char *text)
{
    static _Thread_local char line[200];

    snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\n"), text);
    return *line ? line : "no answer in time";
}

static PGconn *try_host(const struct attempt *attempt, const char **reason)
{
    PGconn *pg = PQconnectStartParams(attempt->keywords, attempt->values, 0);

    if (!pg)
        abort();
    PQsetNoticeProcessor(pg, ignore_notice, NULL);
    if (PQstatus(pg) != CONNECTION_BAD && complete(pg))
        return pg;
    *reason = first_line(PQerrorMessage(pg));
    PQfinish(pg);
    return NULL;
}

PGconn *connect_database(const struct connect_settings *settings, const char **reason)
{
    PQconninfoOption *options = PQconninfoParse(settings->url, NULL);
    struct attempt attempt;
    PGconn *pg = NULL;
    int hosts;

    *reason = "the connection string cannot be read";
    if (!options)
        return NULL;
    hosts = list_length(option(options, "host"));
    if (list_length(option(options, "hostaddr")) > hosts)
        hosts = list_length(option(options, "hostaddr"));
    for (int i = 0; !pg && i < (hosts ? hosts : 1); i++) {
        fill(&attempt, settings, options, i);
        pg = try_host(&attempt, reason);
    }
    PQconninfoFree(options);
    return pg;
}
