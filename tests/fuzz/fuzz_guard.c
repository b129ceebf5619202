#include "fuzz.h"

#include <strings.h>

#include "http/guard.h"

enum { MAX_HEADERS = 120 };

static const char *const hosts[] = {"localhost", "portal.example:8443", NULL};
static const char *const origins[] = {"https://portal.example:8443", NULL};
static const struct guard_policy policy = {.hosts = hosts, .origins = origins};

/* Cuts the text before `separator` off `*rest`; what is left starts behind it. */
static char *cut(char **rest, const char *separator)
{
    char *token = strsep(rest, separator);

    return token ? token : (char *)"";
}

static size_t read_headers(char *text, struct header_field *headers)
{
    size_t count = 0;

    while (text && *text && count < MAX_HEADERS) {
        char *value = cut(&text, "\n");
        char *name = cut(&value, ":");

        headers[count++] = (struct header_field){name, value, value ? strlen(value) : 0};
    }
    return count;
}

static size_t count_of(const struct raw_request *request, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < request->header_count; i++)
        count += strcasecmp(request->headers[i].name, name) == 0;
    return count;
}

static void check_accepted(const struct raw_request *request, const struct guard_result *result)
{
    must(result->method != METHOD_UNKNOWN && !result->must_close && !*result->reason);
    must(request->target[0] == '/' && request->target[1] != '/');
    must(count_of(request, "host") <= 1 && count_of(request, "content-length") <= 1);
    must(!(result->is_chunked && result->content_length >= 0));
    must(!count_of(request, "transfer-encoding") || result->is_chunked);
}

/* Lines: method, target, version, then name:value. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    char *rest = arena_strndup(arena, (const char *)data, size);
    struct header_field headers[MAX_HEADERS];
    struct raw_request request = {.headers = headers};
    struct guard_result result;

    request.method = cut(&rest, "\n");
    request.target = cut(&rest, "\n");
    request.version = cut(&rest, "\n");
    request.header_count = read_headers(rest, headers);
    if (guard_check(&policy, &request, &result) == ERR_NONE)
        check_accepted(&request, &result);
    else
        must(*result.reason);
    arena_free(arena);
    return 0;
}
