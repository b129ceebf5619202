#include "http/uri.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "http/percent.h"

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

/* pchar of RFC 3986, the slash, and the % of an escape. */
static bool is_path_char(char c)
{
    return is_alphanumeric(c) || is_one_of(c, "-._~!$&'()*+,;=:@/%");
}

static bool is_query_char(char c)
{
    return is_path_char(c) || c == '?';
}

static size_t path_length(const char *target)
{
    return strcspn(target, "?");
}

/* %2f and %5c: a proxy may take them for separators where we do not. */
static bool has_escaped_slash(const char *path, size_t length)
{
    for (size_t i = 0; i + 2 < length; i++) {
        if (path[i] != '%')
            continue;
        if (path[i + 1] == '2' && (path[i + 2] == 'f' || path[i + 2] == 'F'))
            return true;
        if (path[i + 1] == '5' && (path[i + 2] == 'c' || path[i + 2] == 'C'))
            return true;
    }
    return false;
}

/* The target is at most LIMIT_URI bytes here. NULL: nothing wrong. */
static const char *encoding_problem(const char *text, size_t length, bool is_query)
{
    char decoded[LIMIT_URI + 1];
    long size;

    for (size_t i = 0; i < length; i++) {
        if (!(is_query ? is_query_char(text[i]) : is_path_char(text[i])))
            return "character outside RFC 3986 in target";
    }
    size = percent_decode(text, length, is_query, decoded);
    if (size < 0)
        return "bad percent escape in target";
    if (!text_valid_utf8(decoded, (size_t)size))
        return "target is not UTF-8";
    if (text_has_control(decoded, (size_t)size) || memchr(decoded, '\n', (size_t)size))
        return "control character in target";
    if (!is_query && memchr(decoded, '\t', (size_t)size))
        return "control character in path";
    return NULL;
}

static bool is_dots(const char *segment, size_t length)
{
    return (length == 1 && segment[0] == '.') ||
           (length == 2 && segment[0] == '.' && segment[1] == '.');
}

/* `path` starts with a slash and has been found decodable. */
static const char *segment_problem(const char *path, size_t length)
{
    char decoded[LIMIT_URI + 1];
    size_t size = (size_t)percent_decode(path, length, false, decoded);
    size_t start = 1;

    while (start < size) {
        size_t segment = strcspn(decoded + start, "/");

        if (!segment)
            return "empty path segment";
        if (is_dots(decoded + start, segment))
            return "dot segment in path";
        start += segment + 1;
    }
    return NULL;
}

static const char *target_problem(const char *target)
{
    size_t length = path_length(target);
    const char *problem;

    if (target[0] != '/' || target[1] == '/')
        return "target is not in origin form";
    problem = encoding_problem(target, length, false);
    if (!problem && has_escaped_slash(target, length))
        problem = "encoded slash in path";
    if (!problem)
        problem = segment_problem(target, length);
    if (!problem && target[length])
        problem = encoding_problem(target + length + 1, strlen(target + length + 1), true);
    return problem;
}

enum error_code uri_check(const char *target, const char **reason)
{
    *reason = "no request target";
    if (!target)
        return ERR_MALFORMED;
    *reason = "request target too long";
    if (strlen(target) > LIMIT_URI)
        return ERR_URI_TOO_LONG;
    *reason = target_problem(target);
    return *reason ? ERR_MALFORMED : ERR_NONE;
}

static size_t count_char(const char *text, char wanted)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == wanted;
    return count;
}

static const char *decode(struct arena *arena, const char *text, size_t length, bool is_query)
{
    char *decoded = arena_alloc(arena, length + 1);

    percent_decode(text, length, is_query, decoded);
    return decoded;
}

/* No segment decodes to a slash, so the decoded path may be split. */
static bool split_path(struct work *work, struct uri *uri)
{
    size_t count = count_char(uri->path, '/');
    const char **segments = arena_array(work->arena, count + 1, sizeof *segments);
    const char *at = uri->path + 1;

    if (count > LIMIT_PATH_SEGMENTS)
        return fail(work, ERR_NOT_FOUND, NULL);
    uri->segments = segments;
    uri->segment_count = *at ? count : 0;
    for (size_t i = 0; i < uri->segment_count; i++) {
        size_t length = strcspn(at, "/");

        segments[i] = arena_strndup(work->arena, at, length);
        at += length + 1;
    }
    return true;
}

static struct uri_pair read_pair(struct arena *arena, const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    size_t name = equals ? (size_t)(equals - text) : length;
    size_t value = equals ? name + 1 : length;

    return (struct uri_pair){.name = decode(arena, text, name, true),
                             .value = decode(arena, text + value, length - value, true)};
}

static bool split_query(struct work *work, struct uri *uri)
{
    size_t room = count_char(uri->query, '&') + 1;
    struct uri_pair *pairs = arena_array(work->arena, room, sizeof *pairs);
    const char *at = uri->query;

    uri->pairs = pairs;
    while (*at) {
        size_t length = strcspn(at, "&");

        if (length)
            pairs[uri->pair_count++] = read_pair(work->arena, at, length);
        at += length + (at[length] == '&');
    }
    if (uri->pair_count > LIMIT_QUERY_FIELDS)
        return fail(work, ERR_MALFORMED, "検索条件の数が多すぎます。条件を減らしてください。");
    return true;
}

bool uri_parse(struct work *work, const char *target, struct uri *out)
{
    const char *reason;
    enum error_code code = uri_check(target, &reason);
    size_t length;

    memset(out, 0, sizeof *out);
    if (code != ERR_NONE)
        return fail(work, code, NULL);
    length = path_length(target);
    out->path = decode(work->arena, target, length, false);
    if (target[length])
        out->query = arena_strdup(work->arena, target + length + 1);
    return split_path(work, out) && (!out->query || split_query(work, out));
}

enum uri_lookup uri_query(const struct uri *uri, const char *name, const char **value)
{
    const struct uri_pair *found = NULL;

    for (size_t i = 0; i < uri->pair_count; i++) {
        if (strcmp(uri->pairs[i].name, name) != 0)
            continue;
        if (found)
            return URI_DUPLICATE;
        found = &uri->pairs[i];
    }
    if (!found)
        return URI_ABSENT;
    *value = found->value;
    return URI_FOUND;
}

static const char *encode(struct arena *arena, const char *text, const char *kept)
{
    static const char digits[] = "0123456789ABCDEF";
    char *encoded = arena_array(arena, strlen(text) + 1, 3);
    char *end = encoded;

    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (is_alphanumeric(*text) || is_one_of(*text, kept)) {
            *end++ = *text;
            continue;
        }
        *end++ = '%';
        *end++ = digits[byte >> 4];
        *end++ = digits[byte & 15];
    }
    return encoded;
}

const char *uri_encode_path(struct arena *arena, const char *segment)
{
    return encode(arena, segment, "-._~!$'()*,;:@");
}

const char *uri_encode_whole_path(struct arena *arena, const char *path)
{
    return encode(arena, path, "-._~!$'()*,;:@/");
}

const char *uri_encode_query(struct arena *arena, const char *text)
{
    return encode(arena, text, "-._~");
}
