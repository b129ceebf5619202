#include <string.h>

#include "core/access/gate.h"
#include "core/auth/session.h"
#include "http/request.h"
#include "support/work_fixture.h"

static const struct {
    const char *next, *path;
} paths[] = {
    {NULL, "/"},
    {"", "/"},
    {"/", "/"},
    {"/policies/standard_basic?q=1#a", "/policies/standard_basic?q=1#a"},
    {"/exceptions/2026-例-014", "/exceptions/2026-%E4%BE%8B-014"},
    {"/a b\"c", "/a%20b\"c"},
    {"//evil.example", "/"},
    {"/\\evil.example", "/"},
    {"\\\\evil.example", "/"},
    {"/a\\b", "/"},
    {"/\t/evil.example", "/"},
    {"/\n/evil.example", "/"},
    {"/a\r\nSet-Cookie: x=1", "/"},
    {"/\xc2\x85", "/"},
    {"/\xff", "/"},
    {" /a", "/"},
    {"https://evil.example/", "/"},
    {"https:/evil.example/", "/"},
    {"javascript:alert(1)", "/"},
    {"policies", "/"},
    {"?a", "/"},
};

START_TEST(next_stays_in_the_portal)
{
    ck_assert_str_eq(local_path(arena, paths[_i].next), paths[_i].path);
}
END_TEST

START_TEST(overlong_next_is_the_front_page)
{
    char *text = arena_alloc(arena, 5000);

    memset(text, '/', 1);
    memset(text + 1, 'a', 4000);
    ck_assert_str_eq(local_path(arena, text), "/");
}
END_TEST

/* ---- the cookie -------------------------------------------------------------------------------
 */

#define TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *cookie_header;

static const char *find_header(const struct request *request, const char *name)
{
    (void)request;
    return strcmp(name, "Cookie") ? NULL : cookie_header;
}

static const char *header_of(const struct request *request, const char *name)
{
    for (const struct reply_header *h = request->reply.headers; h; h = h->next)
        if (!strcmp(h->name, name))
            return h->value;
    return NULL;
}

START_TEST(cookie_is_closed_to_scripts_and_other_sites)
{
    struct request request = {.work = work, .header = find_header};

    session_set_cookie(&request, TOKEN);
    ck_assert_str_eq(header_of(&request, "Set-Cookie"),
                     "mamori=" TOKEN "; Path=/; HttpOnly; SameSite=Lax");
    request.is_secure = true;
    session_set_cookie(&request, TOKEN);
    ck_assert_str_eq(header_of(&request, "Set-Cookie"),
                     "__Host-mamori=" TOKEN "; Path=/; HttpOnly; SameSite=Lax; Secure");
    session_clear_cookie(&request);
    ck_assert_str_eq(header_of(&request, "Set-Cookie"),
                     "__Host-mamori=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
}
END_TEST

static const struct {
    const char *header;
    bool is_secure, is_read;
} cookies[] = {
    {"mamori=" TOKEN, false, true},
    {"a=b; mamori=" TOKEN "; c=d", false, true},
    {"__Host-mamori=" TOKEN, true, true},
    {"mamori=" TOKEN, true, false},
    {"__Host-mamori=" TOKEN, false, false},
    {"mamori=" TOKEN "; mamori=" TOKEN, false, false},
    {"mamori=" TOKEN "0", false, false},
    {"mamori=", false, false},
    {"mamori=0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", false, false},
    {"xmamori=" TOKEN, false, false},
    {NULL, false, false},
};

START_TEST(token_is_read_from)
{
    struct request request = {
        .work = work, .header = find_header, .is_secure = cookies[_i].is_secure};
    const char *token;

    cookie_header = cookies[_i].header;
    token = session_token(&request);
    if (cookies[_i].is_read)
        ck_assert_str_eq(token, TOKEN);
    else
        ck_assert_ptr_null(token);
}
END_TEST

Suite *test_session_suite(void)
{
    Suite *s = suite_create("core/auth/session");
    TCase *tc = work_case("session");

    EACH(tc, next_stays_in_the_portal, paths);
    tcase_add_test(tc, overlong_next_is_the_front_page);
    tcase_add_test(tc, cookie_is_closed_to_scripts_and_other_sites);
    EACH(tc, token_is_read_from, cookies);
    suite_add_tcase(s, tc);
    return s;
}
