#include "http/dispatch.h"

#include <stdatomic.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/limits.h"
#include "base/log.h"
#include "db/db.h"
#include "http/answer.h"
#include "http/app.h"
#include "http/body.h"
#include "http/form_view.h"
#include "http/idempotency.h"
#include "http/metrics.h"
#include "http/negotiate.h"
#include "http/proxy.h"
#include "http/sheet.h"
#include "http/uri.h"

static const char static_folder[] = "/static/";

static atomic_int large_bodies; /* under way */

/* The first header of this name; the guard refused duplicates of those that must be single. */
static const char *find_header(const struct request *request, const char *name)
{
    const struct raw_request *raw = request->header_source;

    for (size_t i = 0; i < raw->header_count; i++)
        if (!strcasecmp(raw->headers[i].name, name))
            return raw->headers[i].value;
    return NULL;
}

struct exchange *exchange_new(struct app *app, const char *address, bool is_tls)
{
    struct work *work = work_new();
    struct exchange *exchange = arena_alloc(work->arena, sizeof *exchange);

    work->address = arena_strdup(work->arena, address);
    exchange->app = app;
    exchange->work = work;
    exchange->began = clock_monotonic();
    exchange->request.work = work;
    exchange->request.app = app;
    exchange->request.is_secure = is_tls;
    exchange->request.format = FORMAT_HTML;
    exchange->request.header = find_header;
    exchange->request.header_source = &exchange->raw;
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    if (!exchange)
        return;
    if (exchange->is_large)
        atomic_fetch_sub(&large_bodies, 1);
    work_free(exchange->work);
}

/* ---- before the body ---------------------------------------------------------------------------
 */

static void count_answer(struct exchange *exchange)
{
    metrics_count(exchange->app->metrics, exchange->request.route, exchange->answer.status,
                  clock_monotonic() - exchange->began);
}

/* A request from another site that carries a session is a refusal like a missing token. */
static bool answer_now(struct exchange *exchange)
{
    answer_error(exchange);
    if (exchange->work->error.code == ERR_CSRF)
        exchange->app->gate->refused(&exchange->request);
    count_answer(exchange);
    return false;
}

static bool check_guard(struct exchange *exchange)
{
    const struct config *config = exchange->app->config;
    struct guard_policy policy = {config->hosts, exchange->app->origins};
    enum error_code code = guard_check(&policy, &exchange->raw, &exchange->guard);

    exchange->request.method = exchange->guard.method;
    if (code == ERR_NONE)
        return true;
    log_client("%s refused: %s", exchange->work->address, exchange->guard.reason);
    exchange->answer.must_close = exchange->guard.must_close;
    exchange->allow = "GET, HEAD, POST, PUT, PATCH, DELETE";
    return fail(exchange->work, code, NULL);
}

static const char *allowed_methods(struct exchange *exchange, unsigned allowed)
{
    struct buffer *out = buffer_new(exchange->work->arena, 100);

    for (int method = GET; method < METHODS; method++) {
        bool is_allowed = allowed & (1u << (method == HEAD ? GET : method));

        if (is_allowed)
            buffer_printf(out, "%s%s", out->length ? ", " : "", method_name((enum method)method));
    }
    return out->data;
}

static bool find_route(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    struct uri *uri = arena_alloc(exchange->work->arena, sizeof *uri);

    if (!uri_parse(exchange->work, exchange->raw.target, uri))
        return false;
    request->uri = uri;
    routes_match(exchange->app->routes, exchange->work->arena, request->method, uri->segments,
                 uri->segment_count, &request->match);
    request->route = request->match.route;
    if (request->match.suffix)
        request->format = request->match.suffix;
    if (request->route) {
        negotiate_format(request);
        return true;
    }
    if (!request->match.allowed)
        return fail(exchange->work, ERR_NOT_FOUND, NULL);
    exchange->allow = allowed_methods(exchange, request->match.allowed);
    return fail(exchange->work, ERR_METHOD, NULL);
}

static size_t body_limit(const struct exchange *exchange)
{
    const struct route *route = exchange->request.route;

    return route->body_limit ? route->body_limit : LIMIT_FORM_BODY;
}

/* Of a file, people are told how large it may be. */
static bool fail_too_large(struct exchange *exchange)
{
    size_t megabytes = body_limit(exchange) / (1024 * 1024);

    exchange->answer.must_close = true;
    if (!megabytes)
        return fail(exchange->work, ERR_TOO_LARGE, NULL);
    return fail(exchange->work, ERR_TOO_LARGE,
                "一度に送信できるのは、%zuMBまでです。前の画面に戻り、ファイルを小さくするか、"
                "分けてから送信してください。",
                megabytes);
}

static bool check_body_head(struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    bool has_body = exchange->guard.is_chunked || exchange->guard.content_length > 0;

    if (!has_body)
        return true;
    if (method_is_safe(request->method)) {
        exchange->answer.must_close = true;
        return fail(exchange->work, ERR_MALFORMED, NULL);
    }
    if (exchange->guard.content_length > (int64_t)body_limit(exchange))
        return fail_too_large(exchange);
    if (body_kind(request->header(request, "Content-Type")) == BODY_UNKNOWN) {
        exchange->answer.must_close = true;
        return fail(exchange->work, ERR_MEDIA_TYPE, NULL);
    }
    return true;
}

/*
 * Nobody has signed in yet where a body is read, and the room of one file is that of eighty forms:
 * however many connections there are, only so many send a file.
 */
static bool admit_body(struct exchange *exchange)
{
    int64_t declared = exchange->guard.content_length;

    if (body_limit(exchange) <= LIMIT_FORM_BODY || (declared >= 0 && declared <= LIMIT_FORM_BODY))
        return true;
    exchange->is_large = true;
    if (atomic_fetch_add(&large_bodies, 1) < LIMIT_LARGE_BODIES)
        return true;
    exchange->answer.must_close = true;
    return fail(exchange->work, ERR_BUSY, NULL);
}

static bool is_static(const struct exchange *exchange)
{
    return method_is_safe(exchange->request.method) &&
           !strncmp(exchange->raw.target, static_folder, sizeof static_folder - 1);
}

/* An unknown path is answered in finish(): the page shows who is signed in. */
static bool is_for_finish(const struct exchange *exchange)
{
    enum error_code code = exchange->work->error.code;

    return code == ERR_NOT_FOUND && method_is_safe(exchange->request.method);
}

bool dispatch_head(struct exchange *exchange)
{
    struct request *request = &exchange->request;

    request->format = negotiate_asked(request);
    if (!check_guard(exchange))
        return answer_now(exchange);
    proxy_apply(exchange);
    if (is_static(exchange))
        return true;
    if (!find_route(exchange) && !is_for_finish(exchange))
        return answer_now(exchange);
    if (request->route && !(check_body_head(exchange) && admit_body(exchange)))
        return answer_now(exchange);
    if (request->route && !method_is_safe(request->method))
        exchange->body = buffer_new(exchange->work->arena, body_limit(exchange));
    return true;
}

bool dispatch_body(struct exchange *exchange, const char *bytes, size_t length)
{
    if (!exchange->body) {
        exchange->answer.must_close = true;
        fail(exchange->work, ERR_MALFORMED, NULL);
        return answer_now(exchange);
    }
    buffer_add(exchange->body, bytes, length);
    if (!exchange->body->overflowed)
        return true;
    fail_too_large(exchange);
    return answer_now(exchange);
}

/* ---- session, permission, transaction, handler -------------------------------------------------
 */

static bool read_body(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    struct form_body *body;

    if (!exchange->body)
        return true;
    body = arena_alloc(exchange->work->arena, sizeof *body);
    request->body = body;
    if (!exchange->body->length)
        return true;
    return body_read(exchange->work, request->header(request, "Content-Type"), exchange->body->data,
                     exchange->body->length, body);
}

static bool load_viewer(struct exchange *exchange)
{
    if (!exchange->app->gate->load(&exchange->request))
        return false;
    exchange->has_viewer = true;
    return true;
}

/*
 * Whoever may not use the route hears that, not what is wrong with a query parameter the handler
 * read before.
 */
static bool pass_gate(struct work *work, void *context)
{
    struct exchange *exchange = context;
    struct error error = work->error;
    bool is_open;

    exchange->is_gate_asked = true;
    error_clear(work);
    is_open = load_viewer(exchange) && exchange->app->gate->permit(&exchange->request);
    if (is_open || work->error.code == ERR_NONE) /* the latter: no row, for what was wrong before */
        work->error = error;
    return is_open && error.code == ERR_NONE;
}

/* Of an attempt before this one. */
static void forget_reply(struct request *request)
{
    memset(&request->reply, 0, sizeof request->reply);
    memset(&request->trace, 0, sizeof request->trace);
    memset(&request->refusal, 0, sizeof request->refusal);
    request->may_see_form = false;
}

static bool take_view(struct exchange *exchange)
{
    const struct reply *reply = &exchange->request.reply;

    return !reply->view || view_take(reply->view);
}

/* A handler that took no rows, or stopped at a query parameter, has not met the gate. */
static bool ask_gate_late(struct exchange *exchange)
{
    return exchange->is_gate_asked || pass_gate(exchange->work, exchange);
}

/* What a handler reads may be refused without its noticing: a query parameter given twice. */
static bool run_handler(struct exchange *exchange)
{
    struct request *request = &exchange->request;

    return sheet_check(request) && request->route->handler(request) &&
           exchange->work->error.code == ERR_NONE;
}

/*
 * A page only queues what it shows: session, permission and rows come back in one trip, and the
 * gate decides before the first of them is handed out.
 */
static bool run_reading(struct work *work, void *context)
{
    struct exchange *exchange = context;
    struct request *request = &exchange->request;
    bool ok;

    exchange->is_gate_asked = false;
    forget_reply(request);
    db_set_gate(work, pass_gate, exchange);
    exchange->app->gate->queue(request);
    ok = run_handler(exchange) && take_view(exchange);
    return ask_gate_late(exchange) && ok;
}

/* A change decides on who asks before anything else runs. */
static bool run_writing(struct work *work, void *context)
{
    struct exchange *exchange = context;
    struct request *request = &exchange->request;
    bool is_repeat;

    forget_reply(request);
    exchange->app->gate->queue(request);
    if (!pass_gate(work, exchange) || !idempotency_begin(exchange, &is_repeat))
        return false;
    if (is_repeat)
        return true;
    return run_handler(exchange) && take_view(exchange) && idempotency_finish(exchange);
}

static bool run_gate_only(struct work *work, void *context)
{
    struct exchange *exchange = context;

    exchange->app->gate->queue(&exchange->request);
    return pass_gate(work, exchange);
}

static bool run_route(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    struct db_pool *pool = exchange->app->pool;

    if (request->route->without_database)
        return run_handler(exchange);
    if (request->route->own_transactions)
        return db_transaction(exchange->work, pool, DB_READ, run_gate_only, exchange) &&
               run_handler(exchange);
    if (method_is_safe(request->method))
        return db_transaction(exchange->work, pool, DB_READ, run_reading, exchange);
    return db_transaction(exchange->work, pool, DB_WRITE, run_writing, exchange);
}

/* Lists taken away as a file leave a trace like non-public documents do. */
static bool leave_trace(struct exchange *exchange)
{
    struct request *request = &exchange->request;

    if ((request->format & FORMAT_SHEETS) && request->work->actor.person)
        request_leaves_trace(request, "export", "route", request->uri->path);
    return !request->trace.action || exchange->app->gate->trace(request);
}

/* ---- after a failure ---------------------------------------------------------------------------
 */

static bool load_for_error(struct work *work, void *context)
{
    struct exchange *exchange = context;
    const struct route *route = exchange->request.route;

    (void)work;
    exchange->app->gate->queue(&exchange->request);
    if (!load_viewer(exchange))
        return false;
    if (!exchange->form_again)
        return true;
    return (!route->form_view || route->form_view(&exchange->request, exchange->form_again)) &&
           view_take(exchange->form_again);
}

/* Who may not use the route sees nothing that its form holds, unless the handler knows better. */
static bool wants_form_again(const struct exchange *exchange)
{
    const struct request *request = &exchange->request;

    return request->route && request->route->form && !method_is_safe(request->method) &&
           request->format == FORMAT_HTML && request->body &&
           exchange->work->error.code != ERR_SIGN_IN_REQUIRED &&
           (exchange->work->error.code != ERR_FORBIDDEN || request->may_see_form);
}

static bool is_away(const struct work *work)
{
    return work->error.code == ERR_UNAVAILABLE || work->error.code == ERR_BUSY;
}

static bool read_for_error(struct exchange *exchange)
{
    error_clear(exchange->work);
    exchange->has_viewer = false;
    if (db_transaction(exchange->work, exchange->app->pool, DB_READ, load_for_error, exchange))
        return true;
    exchange->has_viewer = false;
    return false;
}

/* What the form is about has moved on, so that it can't be filled: a page says so instead. */
static void give_up_form(struct exchange *exchange)
{
    exchange->form_again = NULL;
    exchange->is_form_gone = read_for_error(exchange);
}

/*
 * What an error page needs from the database is read in a transaction of its own, since that of the
 * act is gone. When it can't be had, the plain page serves.
 */
static void prepare_error(struct exchange *exchange)
{
    struct work *work = exchange->work;
    struct error error = work->error;

    if (wants_form_again(exchange) && !is_away(work)) {
        exchange->form_again = view_new(work);
        exchange->request.failure = &error;
        view_form(&exchange->request, exchange->form_again);
    }
    if (is_away(work) || (exchange->has_viewer && !exchange->form_again))
        return;
    if (!read_for_error(exchange) && exchange->form_again && !is_away(work))
        give_up_form(exchange);
    exchange->request.failure = NULL;
    work->error = error;
}

static bool is_refusal(const struct exchange *exchange, enum error_code code)
{
    return code == ERR_FORBIDDEN || code == ERR_CSRF ||
           (code == ERR_NOT_FOUND && exchange->request.refusal.object_type);
}

static void fail_exchange(struct exchange *exchange)
{
    enum error_code code = exchange->work->error.code;

    if (code == ERR_NONE) {
        log_bug("route %s failed without an error", exchange->request.route->pattern);
        fail(exchange->work, ERR_INTERNAL, NULL);
    }
    if (exchange->request.format != FORMAT_JSON)
        prepare_error(exchange);
    answer_error(exchange);
    if (is_refusal(exchange, code))
        exchange->app->gate->refused(&exchange->request);
}

void dispatch_finish(struct exchange *exchange)
{
    struct request *request = &exchange->request;

    if (is_static(exchange)) {
        answer_static(exchange, exchange->raw.target + sizeof static_folder - 1);
        count_answer(exchange);
        return;
    }
    if (exchange->work->error.code == ERR_NONE && read_body(exchange) && run_route(exchange) &&
        leave_trace(exchange))
        answer_reply(exchange);
    else
        fail_exchange(exchange);
    if (request->route && exchange->has_viewer)
        exchange->app->gate->after(request);
    count_answer(exchange);
}
