#include <string.h>

#include "base/limits.h"
#include "http/guard.h"
#include "support/work_fixture.h"

static const char *const hosts[] = {"localhost", "portal.example:8443", "[::1]", "127.0.0.1:8080",
                                    NULL};
static const char *const origins[] = {"https://portal.example:8443", "http://localhost:8080", NULL};
static const struct guard_policy policy = {.hosts = hosts, .origins = origins};

enum { MAX_FIELDS = 8 };

/* Field lines are "Name:value", the value exactly what follows the colon. */
struct request_case {
    const char *method;
    const char *target;
    const char *version;
    const char *fields[MAX_FIELDS];
    enum error_code code;
    bool must_close;
};

static size_t split_fields(const char *const *lines, char names[][64], struct header_field *out)
{
    size_t count = 0;

    for (; count < MAX_FIELDS && lines[count]; count++) {
        size_t name = strcspn(lines[count], ":");

        memcpy(names[count], lines[count], name);
        names[count][name] = '\0';
        out[count].name = names[count];
        out[count].value = lines[count] + name + 1;
        out[count].value_length = strlen(out[count].value);
    }
    return count;
}

static void check_case(const struct request_case *c)
{
    char names[MAX_FIELDS][64];
    struct header_field headers[MAX_FIELDS];
    struct raw_request request = {c->method, c->target, c->version, headers, 0};
    struct guard_result result;

    request.header_count = split_fields(c->fields, names, headers);
    ck_assert_int_eq(guard_check(&policy, &request, &result), c->code);
    ck_assert_int_eq(result.code, c->code);
    ck_assert_int_eq(result.must_close, c->must_close);
    ck_assert_int_eq(*result.reason != '\0', c->code != ERR_NONE);
}

#define OURS "Host:localhost:8080"
#define BAD ERR_MALFORMED

static const struct request_case methods[] = {
    {"GET", "/", "HTTP/1.1", {OURS}, ERR_NONE, false},
    {"HEAD", "/", "HTTP/1.1", {OURS}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.1", {OURS}, ERR_NONE, false},
    {"PUT", "/", "HTTP/1.1", {OURS}, ERR_NONE, false},
    {"PATCH", "/", "HTTP/1.1", {OURS}, ERR_NONE, false},
    {"DELETE", "/", "HTTP/1.1", {OURS}, ERR_NONE, false},
    {"TRACE", "/", "HTTP/1.1", {OURS}, ERR_METHOD, true},
    {"CONNECT", "/", "HTTP/1.1", {OURS}, ERR_METHOD, true},
    {"OPTIONS", "/", "HTTP/1.1", {OURS}, ERR_METHOD, true},
    {"get", "/", "HTTP/1.1", {OURS}, ERR_METHOD, true},
    {"GET\x7f", "/", "HTTP/1.1", {OURS}, ERR_METHOD, true},
    {"", "/", "HTTP/1.1", {OURS}, ERR_METHOD, true},
    {"GET", "/", "HTTP/1.0", {OURS}, ERR_NONE, false},
    {"GET", "/", "HTTP/2.0", {OURS}, BAD, true},
    {"GET", "/", "HTTP/1.2", {OURS}, BAD, true},
    {"GET", "/", "", {OURS}, BAD, true},
};

/* The rest of the targets are test_uri's. */
static const struct request_case targets[] = {
    {"GET", "/a?b=c", "HTTP/1.1", {OURS}, ERR_NONE, false},
    {"GET", "http://evil.example/abs", "HTTP/1.1", {OURS}, BAD, true},
    {"GET", "/a%00", "HTTP/1.1", {OURS}, BAD, true},
    {"GET", "/a%2f..%2fadmin", "HTTP/1.1", {OURS}, BAD, true},
    {"GET", "/a/%2e%2e/b", "HTTP/1.1", {OURS}, BAD, true},
    {"GET", "//a", "HTTP/1.1", {OURS}, BAD, true},
    {"GET", NULL, "HTTP/1.1", {OURS}, BAD, true},
};

static const struct request_case headers[] = {
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:tab\there"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:予算"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:caf\xe9"}, ERR_NONE, false}, /* Latin-1 */
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:1", "X-Any:2"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {OURS, "!#$%&'*+-.^_`|~09aZ:1"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:a\x85"}, BAD, true}, /* C1, alone */
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:\xc2\x85"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:a\rb"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:a\nb"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:\x01"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "X-Any:\x7f"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "Transfer-Encoding :chunked"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, " X-Any:1"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "X-T\r\n cd:ab"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, ":1"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "X(y):1"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "X-\xc3\xa9:1"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, OURS}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "host:evil.example"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "Cookie:a=1", "cookie:b=2"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {OURS, "Authorization:a", "Authorization:b"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Type:a/b", "CONTENT-TYPE:a/b"}, BAD, true},
    {"POST",
     "/",
     "HTTP/1.1",
     {OURS, "Origin:http://localhost:8080", "Origin:http://localhost:8080"},
     BAD,
     true},
    {"POST", "/", "HTTP/1.1", {OURS, "X-CSRF-Token:a", "X-CSRF-Token:b"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Idempotency-Key:a", "Idempotency-Key:b"}, BAD, true},
};

static const struct request_case framings[] = {
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:0"}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:123456789012345678"}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Transfer-Encoding:chunked"}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.1", {OURS, "transfer-encoding:CHUNKED"}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.0", {OURS, "Content-Length:3"}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:1234567890123456789"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:+3"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:-1"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:3, 3"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:0x3"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length: 3"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:３"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:3", "Content-Length:4"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:3", "content-length:3"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Length:3", "Transfer-Encoding:chunked"}, BAD, true},
    {"POST",
     "/",
     "HTTP/1.1",
     {OURS, "Transfer-Encoding:chunked", "Transfer-Encoding:chunked"},
     BAD,
     true},
    {"POST",
     "/",
     "HTTP/1.1",
     {OURS, "Transfer-Encoding:chunked", "Transfer-Encoding:identity"},
     BAD,
     true},
    {"POST", "/", "HTTP/1.1", {OURS, "Transfer-Encoding:xchunked"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Transfer-Encoding:gzip, chunked"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Transfer-Encoding:identity"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Transfer-Encoding:chunked;x"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Transfer-Encoding:\"chunked\""}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Transfer-Encoding:"}, BAD, true},
    {"POST",
     "/",
     "HTTP/1.1",
     {OURS, "Transfer-Encoding:\x0b"
            "chunked"},
     BAD,
     true},
    {"POST", "/", "HTTP/1.0", {OURS, "Transfer-Encoding:chunked"}, BAD, true},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Encoding:gzip"}, ERR_MEDIA_TYPE, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Content-Encoding:identity"}, ERR_NONE, false},
};

static const struct request_case host_values[] = {
    {"GET", "/", "HTTP/1.1", {"Host:localhost"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {"Host:LocalHost:1"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {"Host:portal.example:8443"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {"Host:[::1]:8080"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {"Host:[::1]"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.0", {NULL}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {NULL}, BAD, true},
    {"GET", "/", "HTTP/1.1", {"Host:"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {"Host::8080"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {"Host:local host"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {"Host:localhost/evil"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {"Host:user@localhost"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {"Host:localhost:evil"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {"Host:localhost:123456"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {"Host:localhost,evil.example"}, BAD, true},
    {"GET", "/", "HTTP/1.1", {"Host:evil.example"}, ERR_WRONG_HOST, false},
    {"GET", "/", "HTTP/1.0", {"Host:evil.example"}, ERR_WRONG_HOST, false},
    {"GET", "/", "HTTP/1.1", {"Host:portal.example"}, ERR_WRONG_HOST, false},
    {"GET", "/", "HTTP/1.1", {"Host:portal.example:80"}, ERR_WRONG_HOST, false},
    {"GET", "/", "HTTP/1.1", {"Host:127.0.0.1"}, ERR_WRONG_HOST, false},
    {"GET", "/", "HTTP/1.1", {"Host:localhost.evil.example"}, ERR_WRONG_HOST, false},
    {"GET", "/", "HTTP/1.1", {"Host:localhos"}, ERR_WRONG_HOST, false},
    {"GET", "/", "HTTP/1.1", {"Host:localhost."}, ERR_WRONG_HOST, false},
};

static const struct request_case browsers[] = {
    {"POST", "/", "HTTP/1.1", {OURS, "Sec-Fetch-Site:same-origin"}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Sec-Fetch-Site:none"}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Origin:http://localhost:8080"}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Origin:https://portal.example:8443"}, ERR_NONE, false},
    {"GET", "/", "HTTP/1.1", {OURS, "Sec-Fetch-Site:cross-site"}, ERR_NONE, false},
    {"HEAD", "/", "HTTP/1.1", {OURS, "Origin:https://evil.example"}, ERR_NONE, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Sec-Fetch-Site:cross-site"}, ERR_CSRF, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Sec-Fetch-Site:same-site"}, ERR_CSRF, false},
    {"DELETE", "/", "HTTP/1.1", {OURS, "Sec-Fetch-Site:x"}, ERR_CSRF, false},
    {"PUT", "/", "HTTP/1.1", {OURS, "Sec-Fetch-Site:"}, ERR_CSRF, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Origin:https://evil.example"}, ERR_CSRF, false},
    {"PATCH", "/", "HTTP/1.1", {OURS, "Origin:null"}, ERR_CSRF, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Origin:"}, ERR_CSRF, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Origin:http://portal.example:8443"}, ERR_CSRF, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Origin:https://portal.example"}, ERR_CSRF, false},
    {"POST", "/", "HTTP/1.1", {OURS, "Origin:http://localhost:8080.evil.example"}, ERR_CSRF, false},
    {"POST",
     "/",
     "HTTP/1.1",
     {OURS, "Sec-Fetch-Site:same-origin", "Origin:https://evil.example"},
     ERR_CSRF,
     false},
};

#define CASES(name, table)                                                                         \
    START_TEST(name)                                                                               \
    {                                                                                              \
        check_case(&(table)[_i]);                                                                  \
    }                                                                                              \
    END_TEST

CASES(test_methods_and_versions, methods)
CASES(test_targets, targets)
CASES(test_header_fields, headers)
CASES(test_framing, framings)
CASES(test_hosts, host_values)
CASES(test_browsers, browsers)

static enum error_code check_fields(const struct header_field *fields, size_t count)
{
    struct raw_request request = {"GET", "/", "HTTP/1.1", fields, count};
    struct guard_result result;

    return guard_check(&policy, &request, &result);
}

START_TEST(test_number_of_fields)
{
    struct header_field fields[LIMIT_HEADERS + 1];

    fields[0] = (struct header_field){"Host", "localhost", 9};
    for (size_t i = 1; i <= LIMIT_HEADERS; i++)
        fields[i] = (struct header_field){"X-Any", "1", 1};
    ck_assert_int_eq(check_fields(fields, LIMIT_HEADERS), ERR_NONE);
    ck_assert_int_eq(check_fields(fields, LIMIT_HEADERS + 1), ERR_MALFORMED);
}
END_TEST

START_TEST(test_values_that_are_no_text)
{
    struct header_field fields[] = {{"Host", "localhost", 9}, {"X-Any", NULL, 0}};

    ck_assert_int_eq(check_fields(fields, 2), ERR_NONE);
    fields[1] = (struct header_field){"X-Any", "a\0b", 3};
    ck_assert_int_eq(check_fields(fields, 2), ERR_MALFORMED);
    fields[1] = (struct header_field){"Content-Length", NULL, 0};
    ck_assert_int_eq(check_fields(fields, 2), ERR_MALFORMED);
    fields[0] = (struct header_field){"Host", NULL, 0};
    ck_assert_int_eq(check_fields(fields, 1), ERR_MALFORMED);
}
END_TEST

START_TEST(test_what_the_dispatcher_learns)
{
    struct header_field fields[] = {{"Host", "localhost", 9}, {"Content-Length", "0120", 4}};
    struct raw_request request = {"PATCH", "/", "HTTP/1.1", fields, 2};
    struct guard_result result;

    ck_assert_int_eq(guard_check(&policy, &request, &result), ERR_NONE);
    ck_assert_int_eq(result.method, PATCH);
    ck_assert_int_eq(result.content_length, 120);
    ck_assert(!result.is_chunked);
    fields[1] = (struct header_field){"Transfer-Encoding", "chunked", 7};
    ck_assert_int_eq(guard_check(&policy, &request, &result), ERR_NONE);
    ck_assert_int_eq(result.content_length, -1);
    ck_assert(result.is_chunked);
}
END_TEST

START_TEST(test_method_names)
{
    for (int method = GET; method < METHODS; method++)
        ck_assert_int_eq(method_parse(method_name((enum method)method)), method);
    ck_assert(method_is_safe(GET) && method_is_safe(HEAD) && !method_is_safe(DELETE));
}
END_TEST

Suite *test_guard_suite(void)
{
    Suite *suite = suite_create("guard");
    TCase *tcase = tcase_create("guard");

    EACH(tcase, test_methods_and_versions, methods);
    EACH(tcase, test_targets, targets);
    EACH(tcase, test_header_fields, headers);
    EACH(tcase, test_framing, framings);
    EACH(tcase, test_hosts, host_values);
    EACH(tcase, test_browsers, browsers);
    tcase_add_test(tcase, test_number_of_fields);
    tcase_add_test(tcase, test_values_that_are_no_text);
    tcase_add_test(tcase, test_what_the_dispatcher_learns);
    tcase_add_test(tcase, test_method_names);
    suite_add_tcase(suite, tcase);
    return suite;
}
