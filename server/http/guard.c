#include "http/guard.h"

#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/text.h"
#include "http/uri.h"

/* Fields of which a second one leaves open which counts. */
enum single {
    HOST,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    CONTENT_ENCODING,
    TRANSFER_ENCODING,
    AUTHORIZATION,
    ORIGIN,
    COOKIE,
    SEC_FETCH_SITE,
    CSRF_TOKEN,
    IDEMPOTENCY_KEY,
    SINGLES
};

static const char *const single_names[SINGLES] = {
    [HOST] = "Host",
    [CONTENT_LENGTH] = "Content-Length",
    [CONTENT_TYPE] = "Content-Type",
    [CONTENT_ENCODING] = "Content-Encoding",
    [TRANSFER_ENCODING] = "Transfer-Encoding",
    [AUTHORIZATION] = "Authorization",
    [ORIGIN] = "Origin",
    [COOKIE] = "Cookie",
    [SEC_FETCH_SITE] = "Sec-Fetch-Site",
    [CSRF_TOKEN] = "X-CSRF-Token",
    [IDEMPOTENCY_KEY] = "Idempotency-Key",
};

enum { LENGTH_DIGITS = 18 }; /* always fits int64_t */

struct check {
    const struct guard_policy *policy;
    const struct raw_request *request;
    struct guard_result *result;
    const struct header_field *single[SINGLES]; /* NULL: absent */
};

static bool refuse(struct check *check, enum error_code code, const char *reason)
{
    check->result->code = code;
    check->result->reason = reason;
    return false;
}

/* What makes the framing doubtful: the connection cannot go on. */
static bool refuse_and_close(struct check *check, enum error_code code, const char *reason)
{
    check->result->must_close = true;
    return refuse(check, code, reason);
}

static bool value_is(const struct header_field *field, const char *text)
{
    return field->value_length == strlen(text) &&
           strncasecmp(field->value, text, field->value_length) == 0;
}

static bool check_method(struct check *check)
{
    check->result->method = method_parse(check->request->method);
    if (check->result->method == METHOD_UNKNOWN)
        return refuse_and_close(check, ERR_METHOD, "unknown method");
    return true;
}

static bool check_version(struct check *check)
{
    const char *version = check->request->version;

    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        return refuse_and_close(check, ERR_MALFORMED, "unknown HTTP version");
    return true;
}

static bool check_target(struct check *check)
{
    const char *reason;
    enum error_code code = uri_check(check->request->target, &reason);

    return code == ERR_NONE || refuse_and_close(check, code, reason);
}

/* token of RFC 9110 5.6.2 */
static bool is_token(const char *name)
{
    static const char token_chars[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return *name && !name[strspn(name, token_chars)];
}

/* UTF-8, or the visible half of Latin-1, which old clients send in field values. */
static bool is_visible(const char *value, size_t length)
{
    bool is_utf8 = text_valid_utf8(value, length);

    if (text_has_control(value, length) || (length && memchr(value, '\n', length)))
        return false;
    for (size_t i = 0; i < length && !is_utf8; i++) {
        if ((unsigned char)value[i] >= 0x80 && (unsigned char)value[i] < 0xa0)
            return false;
    }
    return true;
}

static bool note_single(struct check *check, const struct header_field *field)
{
    for (int i = 0; i < SINGLES; i++) {
        if (strcasecmp(field->name, single_names[i]) != 0)
            continue;
        if (check->single[i])
            return refuse_and_close(check, ERR_MALFORMED, "header field given twice");
        check->single[i] = field;
    }
    return true;
}

static bool check_headers(struct check *check)
{
    const struct raw_request *request = check->request;

    if (request->header_count > LIMIT_HEADERS)
        return refuse_and_close(check, ERR_MALFORMED, "too many header fields");
    for (size_t i = 0; i < request->header_count; i++) {
        const struct header_field *field = &request->headers[i];

        if (!field->name || !is_token(field->name))
            return refuse_and_close(check, ERR_MALFORMED, "header name is not a token");
        if (field->value && !is_visible(field->value, field->value_length))
            return refuse_and_close(check, ERR_MALFORMED, "unprintable header value");
        if (!note_single(check, field))
            return false;
    }
    return true;
}

static bool read_length(const struct header_field *field, int64_t *length)
{
    if (!field->value || !field->value_length || field->value_length > LENGTH_DIGITS)
        return false;
    *length = 0;
    for (size_t i = 0; i < field->value_length; i++) {
        if (field->value[i] < '0' || field->value[i] > '9')
            return false;
        *length = *length * 10 + (field->value[i] - '0');
    }
    return true;
}

static bool check_framing(struct check *check)
{
    const struct header_field *length = check->single[CONTENT_LENGTH];
    const struct header_field *coding = check->single[TRANSFER_ENCODING];

    if (length && !read_length(length, &check->result->content_length))
        return refuse_and_close(check, ERR_MALFORMED, "bad Content-Length");
    if (!coding)
        return true;
    if (length)
        return refuse_and_close(check, ERR_MALFORMED, "Transfer-Encoding with Content-Length");
    if (!value_is(coding, "chunked"))
        return refuse_and_close(check, ERR_MALFORMED, "Transfer-Encoding other than chunked");
    if (strcmp(check->request->version, "HTTP/1.0") == 0)
        return refuse_and_close(check, ERR_MALFORMED, "Transfer-Encoding in HTTP/1.0");
    check->result->is_chunked = true;
    return true;
}

/* We decode nothing: a compressed body would be read as its own bytes. */
static bool check_coding(struct check *check)
{
    const struct header_field *coding = check->single[CONTENT_ENCODING];

    if (coding && !value_is(coding, "identity"))
        return refuse(check, ERR_MEDIA_TYPE, "Content-Encoding");
    return true;
}

/* Length of "host" in "host:port", where host may be "[::1]". */
static size_t name_length(const char *host, size_t length)
{
    const char *bracket = memchr(host, ']', length);
    size_t start = bracket ? (size_t)(bracket - host) : 0;
    const char *colon = memchr(host + start, ':', length - start);

    return colon ? (size_t)(colon - host) : length;
}

static bool is_our_host(const struct guard_policy *policy, const struct header_field *host)
{
    size_t name = name_length(host->value, host->value_length);

    for (const char *const *ours = policy->hosts; *ours; ours++) {
        size_t length = strlen(*ours);
        bool has_port = name_length(*ours, length) < length;

        if (length == (has_port ? host->value_length : name) &&
            strncasecmp(*ours, host->value, length) == 0)
            return true;
    }
    return false;
}

static bool is_port(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
    }
    return length <= 5;
}

/* Characters of a registered name or an address, and a port. */
static bool is_host(const struct header_field *host)
{
    static const char host_chars[] = "-._~[]:0123456789abcdefghijklmnopqrstuvwxyz"
                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t name;

    if (!host->value || !host->value_length)
        return false;
    name = name_length(host->value, host->value_length);
    for (size_t i = 0; i < name; i++) {
        if (!host->value[i] || !strchr(host_chars, host->value[i]))
            return false;
    }
    return name && (name == host->value_length ||
                    is_port(host->value + name + 1, host->value_length - name - 1));
}

static bool check_host(struct check *check)
{
    const struct header_field *host = check->single[HOST];

    if (!host) {
        return strcmp(check->request->version, "HTTP/1.0") == 0 ||
               refuse_and_close(check, ERR_MALFORMED, "no Host");
    }
    if (!is_host(host))
        return refuse_and_close(check, ERR_MALFORMED, "bad Host");
    if (!is_our_host(check->policy, host))
        return refuse(check, ERR_WRONG_HOST, "unknown Host");
    return true;
}

static bool is_our_origin(const struct guard_policy *policy, const struct header_field *origin)
{
    for (const char *const *ours = policy->origins; ours && *ours; ours++) {
        if (value_is(origin, *ours))
            return true;
    }
    return false;
}

static bool check_browser(struct check *check)
{
    const struct header_field *site = check->single[SEC_FETCH_SITE];
    const struct header_field *origin = check->single[ORIGIN];

    if (method_is_safe(check->result->method))
        return true;
    if (site && !value_is(site, "same-origin") && !value_is(site, "none"))
        return refuse(check, ERR_CSRF, "unsafe request from another site");
    if (origin && !is_our_origin(check->policy, origin))
        return refuse(check, ERR_CSRF, "unsafe request from another origin");
    return true;
}

enum error_code guard_check(const struct guard_policy *policy, const struct raw_request *request,
                            struct guard_result *out)
{
    struct check check = {.policy = policy, .request = request, .result = out};

    *out = (struct guard_result){.code = ERR_NONE, .reason = "", .content_length = -1};
    if (check_method(&check) && check_version(&check) && check_target(&check) &&
        check_headers(&check) && check_framing(&check) && check_host(&check) &&
        check_coding(&check))
        check_browser(&check);
    return out->code;
}
