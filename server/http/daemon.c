#include "http/daemon.h"

#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/app.h"
#include "http/dispatch.h"
#include "http/listen.h"
#include "http/watch.h"

#if defined(__SANITIZE_ADDRESS__)
enum { STACK_SIZE = 2 * 1024 * 1024 };
#else
enum { STACK_SIZE = 256 * 1024 };
#endif

enum {
    IDLE_SECONDS = 30,
    CONNECTION_MEMORY = 32 * 1024,
    DRAIN_MS = 30 * 1000,
    DISCARD_LIMIT = 4 * 1024 * 1024, /* of a body already refused */
};

/* TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only. */
static const char tls_priorities[] =
    "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-SHA1:-SHA256:-SHA384:"
    "-AES-128-CBC:-AES-256-CBC:-AES-128-CCM:-AES-256-CCM";

struct daemon {
    struct app *app;
    struct MHD_Daemon *mhd;
    struct watch *watch;
    int socket;
    int port;
    atomic_int in_flight;
};

/* A request on its way; lives in the exchange's arena. */
struct visit {
    struct daemon *daemon;
    struct exchange *exchange;
    struct watched *watched;
    struct header_field *headers;
    size_t header_count;
    size_t discarded;
    bool has_head;
};

/* ---- connections -------------------------------------------------------------------------------
 */

static struct watched *watched_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct daemon *daemon = context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    if (code == MHD_CONNECTION_NOTIFY_STARTED && info)
        *socket_context = watch_open(daemon->watch, info->connect_fd);
    else if (code == MHD_CONNECTION_NOTIFY_CLOSED && *socket_context)
        watch_close(daemon->watch, *socket_context);
}

/* An IPv4 client of a listener for both is the same client: without "::ffff:" in front. */
static void peer_address(struct MHD_Connection *connection, char *out, socklen_t room)
{
    static const char mapped[] = "::ffff:";
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    socklen_t length = info && info->client_addr->sa_family == AF_INET6
                           ? sizeof(struct sockaddr_in6)
                           : sizeof(struct sockaddr_in);

    out[0] = '\0';
    if (info)
        getnameinfo(info->client_addr, length, out, room, NULL, 0, NI_NUMERICHOST);
    if (!strncmp(out, mapped, sizeof mapped - 1))
        memmove(out, out + sizeof mapped - 1, strlen(out) - sizeof mapped + 2);
}

/* ---- the request -------------------------------------------------------------------------------
 */

/* The request line is read: `target` is raw, while the handler's url has been decoded. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct daemon *daemon = context;
    char address[64];
    struct exchange *exchange;
    struct visit *visit;

    peer_address(connection, address, sizeof address);
    exchange = exchange_new(daemon->app, address, daemon->app->config->tls_certificate != NULL);
    visit = arena_alloc(exchange->work->arena, sizeof *visit);
    visit->daemon = daemon;
    visit->exchange = exchange;
    visit->watched = watched_of(connection);
    exchange->raw.target = arena_strdup(exchange->work->arena, target);
    atomic_fetch_add(&daemon->in_flight, 1);
    return visit;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request_context,
                         enum MHD_RequestTerminationCode code)
{
    struct daemon *daemon = context;
    struct visit *visit = *request_context;

    (void)connection;
    (void)code;
    if (!visit)
        return;
    if (visit->watched)
        watch_idle(daemon->watch, visit->watched);
    exchange_free(visit->exchange);
    *request_context = NULL;
    atomic_fetch_sub(&daemon->in_flight, 1);
}

/*
 * libmicrohttpd 0.9.75 glues a folded line to the field's name, where "Content-Length:\r\n 5"
 * becomes a harmless unknown field while a proxy counts five bytes. Such a name was copied away
 * from its value, which otherwise stands right behind the colon.
 */
static bool is_folded(const char *name, size_t name_length, const char *value)
{
    const char *at = name + name_length + 1;

    if (!value)
        return false;
    if (value < at)
        return true;
    while (at < value && (*at == ' ' || *at == '\t'))
        at++;
    return at != value;
}

static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind, const char *name,
                                  size_t name_length, const char *value, size_t value_length)
{
    struct visit *visit = context;
    struct header_field *header = &visit->headers[visit->header_count];

    (void)kind;
    if (visit->header_count > LIMIT_HEADERS)
        return MHD_NO;
    header->name = is_folded(name, name_length, value) ? "" : name; /* "": the guard refuses it */
    header->value = value;
    header->value_length = value_length;
    visit->header_count++;
    return MHD_YES;
}

static void read_head(struct visit *visit, struct MHD_Connection *connection, const char *method,
                      const char *version)
{
    struct exchange *exchange = visit->exchange;

    /* One more than allowed, so that the guard sees there were too many. */
    visit->headers = arena_array(exchange->work->arena, LIMIT_HEADERS + 1, sizeof *visit->headers);
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, add_header, visit);
    exchange->raw.method = method;
    exchange->raw.version = version;
    exchange->raw.headers = visit->headers;
    exchange->raw.header_count = visit->header_count;
    visit->has_head = true;
}

static void add_reply_headers(struct MHD_Response *response, const struct answer *answer)
{
    for (const struct reply_header *h = answer->headers; h; h = h->next)
        if (MHD_add_response_header(response, h->name, h->value) != MHD_YES)
            log_bug("reply header %s was refused", h->name);
}

static enum MHD_Result send_answer(struct visit *visit, struct MHD_Connection *connection)
{
    const struct answer *answer = &visit->exchange->answer;
    static char nothing[1];
    void *bytes = answer->bytes ? (void *)(uintptr_t)answer->bytes : nothing;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(answer->length, bytes, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result;

    if (!response)
        return MHD_NO;
    add_reply_headers(response, answer);
    if (answer->must_close || visit->daemon->app->is_stopping)
        MHD_add_response_header(response, "Connection", "close");
    if (visit->watched)
        watch_sending(visit->daemon->watch, visit->watched, answer->length);
    result = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

/* Chunks say no length beforehand. */
static int64_t body_to_come(const struct exchange *exchange)
{
    return exchange->guard.content_length > 0 ? exchange->guard.content_length : LIMIT_FORM_BODY;
}

static enum MHD_Result on_head(struct visit *visit, struct MHD_Connection *connection,
                               const char *method, const char *version)
{
    read_head(visit, connection, method, version);
    if (!dispatch_head(visit->exchange))
        return send_answer(visit, connection);
    if (visit->watched)
        watch_receiving(visit->daemon->watch, visit->watched, body_to_come(visit->exchange));
    return MHD_YES;
}

/*
 * libmicrohttpd takes no reply while a body arrives. One that turned out too large is read on for
 * a while, so that the client gets its 413, then cut.
 */
static enum MHD_Result on_body(struct visit *visit, const char *bytes, size_t length)
{
    if (!visit->exchange->answer.status) {
        dispatch_body(visit->exchange, bytes, length);
        return MHD_YES;
    }
    visit->discarded += length;
    return visit->discarded > DISCARD_LIMIT ? MHD_NO : MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **request_context)
{
    struct visit *visit = *request_context;
    size_t length = *upload_size;

    (void)context;
    (void)url;
    if (!visit->has_head)
        return on_head(visit, connection, method, version);
    if (length) {
        *upload_size = 0;
        return on_body(visit, upload, length);
    }
    if (visit->watched)
        watch_working(visit->daemon->watch, visit->watched);
    if (!visit->exchange->answer.status)
        dispatch_finish(visit->exchange);
    return send_answer(visit, connection);
}

/* ---- start -------------------------------------------------------------------------------------
 */

static void on_log(void *context, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void on_log(void *context, const char *format, va_list arguments)
{
    struct arena *arena = arena_new();

    (void)context;
    log_client("http: %s", arena_vprintf(arena, format, arguments));
    arena_free(arena);
}

static void on_panic(void *context, const char *file, unsigned line, const char *reason)
{
    (void)context;
    log_bug("libmicrohttpd gave up at %s:%u: %s", file, line, reason ? reason : "");
    abort();
}

static const char *read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = arena_alloc(arena, 65536);

    if (!file)
        return NULL;
    text[fread(text, 1, 65535, file)] = '\0';
    fclose(file);
    return text;
}

/* Certificate and key as options, or none. */
static bool tls_options(const struct config *config, struct arena *arena,
                        struct MHD_OptionItem *items, const char **problem)
{
    const char *certificate, *key;

    items[0] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    if (!config->tls_certificate)
        return true;
    certificate = read_file(arena, config->tls_certificate);
    key = read_file(arena, config->tls_key);
    if (!certificate || !key) {
        *problem = "MAMORI_TLS_CERT or MAMORI_TLS_KEY cannot be read";
        return false;
    }
    items[0] =
        (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)certificate};
    items[1] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key};
    items[2] =
        (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tls_priorities};
    items[3] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    return true;
}

static bool start_mhd(struct daemon *daemon, struct arena *arena, const char **problem)
{
    const struct config *config = daemon->app->config;
    struct MHD_OptionItem tls[4];
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL;

    if (!tls_options(config, arena, tls, problem))
        return false;
    if (config->tls_certificate)
        flags |= MHD_USE_TLS;
    daemon->mhd = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, daemon, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, daemon->socket, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)config->connections, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_SIZE, MHD_OPTION_URI_LOG_CALLBACK, on_target,
        daemon, MHD_OPTION_NOTIFY_COMPLETED, on_completed, daemon, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, daemon, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    if (!daemon->mhd)
        *problem = "libmicrohttpd does not start: see the lines above";
    return daemon->mhd != NULL;
}

struct daemon *daemon_start(struct app *app, struct arena *arena, const char **problem)
{
    struct daemon *daemon = arena_alloc(arena, sizeof *daemon);

    daemon->app = app;
    MHD_set_panic_func(on_panic, NULL);
    listen_allow(app->config->connections);
    daemon->socket = listen_open(app->config, arena, problem);
    if (daemon->socket < 0)
        return NULL;
    daemon->port = listen_port(daemon->socket);
    daemon->watch = watch_start((size_t)app->config->connections);
    if (start_mhd(daemon, arena, problem))
        return daemon;
    watch_stop(daemon->watch);
    close(daemon->socket);
    return NULL;
}

int daemon_port(const struct daemon *daemon)
{
    return daemon->port;
}

/* ---- stop --------------------------------------------------------------------------------------
 */

static void wait_for_requests(struct daemon *daemon)
{
    int64_t deadline = clock_monotonic() + DRAIN_MS;
    struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};

    while (atomic_load(&daemon->in_flight) > 0 && clock_monotonic() < deadline)
        nanosleep(&pause, NULL);
}

/*
 * Quiescing alone lets new clients hang in the backlog, stopping alone gives those in flight an
 * empty reply; the listening socket is closed only after the daemon's threads are gone.
 */
void daemon_stop(struct daemon *daemon)
{
    daemon->app->is_stopping = true;
    MHD_quiesce_daemon(daemon->mhd);
    shutdown(daemon->socket, SHUT_RDWR);
    wait_for_requests(daemon);
    MHD_stop_daemon(daemon->mhd);
    close(daemon->socket);
    watch_stop(daemon->watch);
}
