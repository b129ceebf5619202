#include "http/answer.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/app.h"
#include "http/body.h"
#include "http/dispatch.h"
#include "http/form_view.h"
#include "http/kept.h"
#include "http/negotiate.h"
#include "http/sheet.h"
#include "http/static_files.h"
#include "http/uri.h"
#include "view/template.h"

static const char json_media[] = "application/json; charset=utf-8";
static const char problem_media[] = "application/problem+json; charset=utf-8";
static const char html_media[] = "text/html; charset=utf-8";
static const char svg_media[] = "image/svg+xml; charset=utf-8";

/*
 * On every answer of ours. No inline script or style, nothing from elsewhere, no frame; forms go
 * back to us.
 */
static const struct {
    const char *name;
    const char *value;
} security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
     "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
     "require-trusted-types-for 'script'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

/* A handler's own policy, stricter than ours, goes out instead of it, not beside it. */
static bool has_header(const struct request *request, const char *name)
{
    for (const struct reply_header *h = request->reply.headers; h; h = h->next)
        if (!strcasecmp(h->name, name))
            return true;
    return false;
}

static void finish(struct exchange *exchange, int status, const char *content_type,
                   const char *bytes, size_t length)
{
    struct request *request = &exchange->request;

    for (size_t i = 0; i < sizeof security_headers / sizeof *security_headers; i++)
        if (!has_header(request, security_headers[i].name))
            reply_header(request, security_headers[i].name, security_headers[i].value);
    if (request->is_secure)
        reply_header(request, "Strict-Transport-Security", "max-age=31536000");
    if (!request->reply.is_cacheable)
        reply_header(request, "Cache-Control", "no-store");
    if (content_type)
        reply_header(request, "Content-Type", content_type);
    reply_header(request, "X-Request-Id", exchange->work->request_id);
    exchange->answer.status = status;
    exchange->answer.headers = request->reply.headers;
    exchange->answer.bytes = bytes;
    exchange->answer.length = length;
}

static struct buffer *page_buffer(struct exchange *exchange)
{
    return buffer_new(exchange->work->arena, LIMIT_PAGE);
}

/* ---- the page object ------------------------------------------------------------------------- */

static const char *own_path(const struct exchange *exchange)
{
    return exchange->raw.target ? exchange->raw.target : "/";
}

/* The sign-in page that comes back here; from the sign-in page itself, to the front page. */
static const char *sign_in_path(const struct exchange *exchange)
{
    const char *here = own_path(exchange);

    if (!method_is_safe(exchange->request.method) || !strncmp(here, "/sign-in", 8) ||
        !strcmp(here, "/"))
        return "/sign-in";
    return arena_printf(exchange->work->arena, "/sign-in?next=%s",
                        uri_encode_query(exchange->work->arena, here));
}

/* A form shown again keeps its key: sending it once more must not do the act a second time. */
static const char *once_key(struct exchange *exchange)
{
    const struct form_body *body = exchange->request.body;
    const struct form_field *posted = body ? body_field(body, "once", NULL) : NULL;

    return posted ? posted->value : crypto_random_hex(exchange->work->arena, 16);
}

static struct view *page_object(struct exchange *exchange)
{
    struct work *work = exchange->work;
    struct app *app = exchange->app;
    struct view *page = view_new(work);

    view_text(page, "city", app->config->city);
    view_text(page, "path", own_path(exchange));
    view_text(page, "sign_in", sign_in_path(exchange));
    view_text(page, "today", work->today);
    view_text(page, "request_id", work->request_id);
    view_text(page, "once", once_key(exchange));
    view_boolean(page, "is_demo", app->config->mode == MODE_DEMO);
    view_json(page, "static", static_files_paths(app->files));
    return page;
}

/* ---- rendering ------------------------------------------------------------------------------- */

static bool render(struct exchange *exchange, const char *template, const struct view *view,
                   bool with_viewer, struct buffer *out)
{
    struct view *page = page_object(exchange);
    const char *problem = NULL;

    if (with_viewer)
        exchange->app->gate->page(&exchange->request, page);
    if (template_render(exchange->app->templates, template, view_value(view), view_value(page), out,
                        &problem))
        return !out->overflowed;
    log_bug("template %s: %s", template, problem);
    return false;
}

static void answer_plainly(struct exchange *exchange)
{
    static const char text[] =
        "処理できませんでした。情報セキュリティ推進事務局に連絡してください。\n";

    finish(exchange, 500, "text/plain; charset=utf-8", text, sizeof text - 1);
}

static void answer_view(struct exchange *exchange)
{
    const struct reply *reply = &exchange->request.reply;
    struct buffer *out = page_buffer(exchange);
    const char *type = exchange->request.format == FORMAT_SVG ? svg_media : html_media;

    if (exchange->request.format == FORMAT_JSON) {
        type = json_media;
        view_write_json(reply->view, out);
    } else if (exchange->request.format & FORMAT_SHEETS) {
        if (!sheet_render(exchange, out, &type)) {
            answer_plainly(exchange);
            return;
        }
    } else if (!render(exchange, reply->template, reply->view, true, out)) {
        answer_plainly(exchange);
        return;
    }
    if (out->overflowed) {
        log_bug("the reply of %s is larger than a page may be", exchange->request.route->pattern);
        answer_plainly(exchange);
        return;
    }
    finish(exchange, reply->status, type, out->data, out->length);
}

/* The resource a JSON client just changed, where the handler gave its view; else {}. */
static void answer_see_other(struct exchange *exchange)
{
    const struct reply *reply = &exchange->request.reply;
    struct buffer *out = page_buffer(exchange);

    reply_header(&exchange->request, "Location", reply->location);
    if (exchange->request.format != FORMAT_JSON) {
        finish(exchange, 303, NULL, NULL, 0);
        return;
    }
    if (reply->view)
        view_write_json(reply->view, out);
    else
        buffer_text(out, "{}");
    finish(exchange, reply->status, json_media, out->data, out->length);
}

static void add_download_headers(struct exchange *exchange)
{
    struct arena *arena = exchange->work->arena;
    const char *name = exchange->request.reply.file_name;

    if (exchange->request.format & FORMAT_SHEETS)
        name = sheet_file_name(exchange);
    if (name)
        reply_header(
            &exchange->request, "Content-Disposition",
            arena_printf(arena, "attachment; filename*=UTF-8''%s", uri_encode_query(arena, name)));
}

void answer_reply(struct exchange *exchange)
{
    const struct reply *reply = &exchange->request.reply;

    add_download_headers(exchange);
    switch (reply->kind) {
    case REPLY_VIEW:
        answer_view(exchange);
        break;
    case REPLY_SEE_OTHER:
        answer_see_other(exchange);
        break;
    case REPLY_BYTES:
        finish(exchange, reply->status, reply->content_type, reply->bytes, reply->length);
        break;
    case REPLY_NO_CONTENT:
        finish(exchange, 204, NULL, NULL, 0);
        break;
    case REPLY_NONE:
        log_bug("route %s describes no reply", exchange->request.route->pattern);
        answer_plainly(exchange);
        break;
    }
}

/* ---- errors ---------------------------------------------------------------------------------- */

static const char *detail_of(const struct error *error)
{
    return error->message ? error->message : error_kind(error->code)->advice;
}

static void add_field_errors(struct view *view, const struct error *error)
{
    view_list(view, "errors");
    for (const struct field_error *e = error->fields; e; e = e->next) {
        struct view *item = view_list_object(view, "errors");

        view_text(item, "field", e->field);
        view_text(item, "message", e->message);
    }
}

/* RFC 9457. */
static void answer_problem(struct exchange *exchange)
{
    const struct error *error = &exchange->work->error;
    const struct error_kind *kind = error_kind(error->code);
    struct arena *arena = exchange->work->arena;
    struct view *problem = view_new(exchange->work);
    struct buffer *out = page_buffer(exchange);

    view_text(problem, "type", arena_printf(arena, "urn:mamori:problem:%s", kind->slug));
    view_text(problem, "title", kind->title);
    view_integer(problem, "status", kind->status);
    view_text(problem, "detail", detail_of(error));
    if (error->fields)
        add_field_errors(problem, error);
    if (kind->status >= 500)
        view_text(problem, "request_id", exchange->work->request_id);
    view_write_json(problem, out);
    finish(exchange, kind->status, problem_media, out->data, out->length);
}

/*
 * The page of the object that the address is about: its first part that ends in a parameter and can
 * be read, of "/meetings/16/notice" the meeting. NULL: there is none.
 */
static const char *object_path(struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    const char *pattern = request->route ? request->route->pattern : "", *path = "";
    struct arena *arena = exchange->work->arena;
    struct route_match match;

    for (size_t n = 0; (pattern = strchr(pattern, '/')) && n < request->uri->segment_count; n++) {
        bool is_parameter = *++pattern == '{';

        path =
            arena_printf(arena, "%s/%s", path, uri_encode_path(arena, request->uri->segments[n]));
        routes_match(exchange->app->routes, arena, GET, request->uri->segments, n + 1, &match);
        if (is_parameter && match.route)
            return path;
    }
    return NULL;
}

/* Where the state has changed, the page leads to what it is now, and keeps what was typed. */
static void add_way_on(struct exchange *exchange, struct view *view)
{
    bool has_changed = error_kind(exchange->work->error.code)->status == 409;

    view_text(view, "object", has_changed ? object_path(exchange) : NULL);
    if (exchange->is_form_gone)
        view_typed(&exchange->request, view);
    else
        view_list(view, "typed");
}

static void answer_error_page(struct exchange *exchange)
{
    const struct error *error = &exchange->work->error;
    const struct error_kind *kind = error_kind(error->code);
    bool is_plain = !exchange->has_viewer;
    struct view *view = view_new(exchange->work);
    struct view *shown;
    struct buffer *out = page_buffer(exchange);

    view_integer(view, "status", kind->status);
    shown = view_object(view, "error");
    view_text(shown, "title", kind->title);
    view_text(shown, "message", detail_of(error));
    view_boolean(view, "is_not_found", error->code == ERR_NOT_FOUND);
    add_field_errors(view, error); /* of an address: a form would be shown again */
    view_text(view, "request_id", kind->status >= 500 ? exchange->work->request_id : NULL);
    add_way_on(exchange, view);
    if (render(exchange, is_plain ? "errors/plain" : "errors/error", view, !is_plain, out))
        finish(exchange, kind->status, html_media, out->data, out->length);
    else
        answer_plainly(exchange);
}

static bool answer_form_again(struct exchange *exchange)
{
    struct buffer *out = page_buffer(exchange);

    if (!exchange->form_again || !exchange->has_viewer)
        return false;
    if (!render(exchange, exchange->request.route->form, exchange->form_again, true, out))
        return false;
    finish(exchange, error_kind(exchange->work->error.code)->status, html_media, out->data,
           out->length);
    return true;
}

/* What was typed comes along, where the session ended while a form was filled in. */
static bool answer_sign_in_page(struct exchange *exchange)
{
    struct view *view = view_new(exchange->work);
    struct buffer *out = page_buffer(exchange);

    if (!exchange->has_viewer || !kept_from_form(&exchange->request, view))
        return false;
    view_text(view, "next", own_path(exchange));
    if (!render(exchange, "errors/sign_in", view, true, out))
        return false;
    finish(exchange, error_kind(ERR_SIGN_IN_REQUIRED)->status, html_media, out->data, out->length);
    return true;
}

static void answer_sign_in(struct exchange *exchange)
{
    if (answer_sign_in_page(exchange))
        return;
    reply_header(&exchange->request, "Location", sign_in_path(exchange));
    finish(exchange, 303, NULL, NULL, 0);
}

static void add_error_headers(struct exchange *exchange)
{
    const struct error *error = &exchange->work->error;
    struct request *request = &exchange->request;

    if (error->retry_after)
        reply_header(request, "Retry-After",
                     arena_printf(exchange->work->arena, "%d", error->retry_after));
    else if (error_kind(error->code)->status == 503)
        reply_header(request, "Retry-After", "5");
    if (error->code == ERR_METHOD)
        reply_header(request, "Allow", exchange->allow);
}

void answer_error(struct exchange *exchange)
{
    const struct error *error = &exchange->work->error;
    struct request *request = &exchange->request;
    enum format format = request->format;

    /* An error is neither a drawing nor a sheet. */
    if (format != FORMAT_JSON && format != FORMAT_HTML)
        format = negotiate_asked(request);
    memset(&request->reply, 0, sizeof request->reply);
    add_error_headers(exchange);
    if (format == FORMAT_JSON) {
        answer_problem(exchange);
    } else if (error->code == ERR_SIGN_IN_REQUIRED) {
        answer_sign_in(exchange);
    } else if (!answer_form_again(exchange)) {
        answer_error_page(exchange);
    }
}

/* ---- static files ---------------------------------------------------------------------------- */

void answer_static(struct exchange *exchange, const char *name)
{
    struct request *request = &exchange->request;
    const struct static_file *file = static_files_find(exchange->app->files, name);
    const char *accepted = request->header(request, "Accept-Encoding");

    if (!file) {
        fail(exchange->work, ERR_NOT_FOUND, NULL);
        answer_error(exchange);
        return;
    }
    request->reply.is_cacheable = true;
    reply_header(request, "Cache-Control", "public, max-age=31536000, immutable");
    reply_header(request, "Vary", "Accept-Encoding");
    if (file->gzip && accepted && strstr(accepted, "gzip")) {
        reply_header(request, "Content-Encoding", "gzip");
        finish(exchange, 200, file->content_type, file->gzip, file->gzip_length);
    } else {
        finish(exchange, 200, file->content_type, file->bytes, file->length);
    }
}
