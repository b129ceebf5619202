#include "core/access/gate.h"
#include "core/access/permission.h"
#include "core/core_database.h"
#include "http/body.h"
#include "http/request.h"
#include "http/uri.h"

#define TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct app app;
static struct request request;
static struct route route;
static const char *cookie_header, *csrf_header;

static const char *find_header(const struct request *rq, const char *name)
{
    (void)rq;
    if (!strcmp(name, "Cookie"))
        return cookie_header;
    return strcmp(name, "X-CSRF-Token") ? NULL : csrf_header;
}

static void open_session(void)
{
    sql_format("INSERT INTO session SELECT '%s', id, '2026-11-21T23:00Z', '2026-11-21T23:55Z',"
               " '2026-11-22T11:00Z', '', '' FROM person",
               crypto_sha256_hex(work->arena, TOKEN, 64));
}

static void set_up(void)
{
    core_set_up();
    core_morning(NULL);
    open_session();
    app.pool = pool;
    route = (struct route){.pattern = "/things/{id}", .access = PUBLIC};
    request = (struct request){
        .work = work, .app = &app, .route = &route, .header = find_header, .method = GET};
    cookie_header = csrf_header = NULL;
}

static bool pass(struct work *w, void *context)
{
    (void)w;
    (void)context;
    access_gate.queue(&request);
    return access_gate.load(&request) && access_gate.permit(&request);
}

static enum error_code come(void)
{
    error_clear(work);
    request.gate = NULL;
    if (db_transaction(work, pool, DB_READ, pass, NULL))
        return ERR_NONE;
    return work->error.code;
}

static const struct {
    struct access access;
    enum error_code signed_out, signed_in;
} accesses[] = {
    {PUBLIC, ERR_NONE, ERR_NONE},
    {SIGNED_IN, ERR_SIGN_IN_REQUIRED, ERR_NONE},
    {MAY(POLICY_READ_NON_PUBLIC), ERR_SIGN_IN_REQUIRED, ERR_NONE},
    {MAY(AUDIT_READ), ERR_SIGN_IN_REQUIRED, ERR_FORBIDDEN},
    {MAY(PORTAL_ADMINISTER), ERR_SIGN_IN_REQUIRED, ERR_FORBIDDEN},
    {{ACCESS_UNSTATED, 0}, ERR_SIGN_IN_REQUIRED, ERR_FORBIDDEN},
};

START_TEST(route_is_open_to)
{
    route.access = accesses[_i].access;
    ck_assert_int_eq(come(), accesses[_i].signed_out);
    ck_assert_ptr_null(work->actor.person);
    cookie_header = "mamori=" TOKEN;
    ck_assert_int_eq(come(), accesses[_i].signed_in);
    ck_assert_str_eq(work->actor.person, "304182");
}
END_TEST

static struct form_body body_of(const char *csrf, const char *twice)
{
    struct form_body body = {0};

    if (csrf)
        ck_assert(body_add_field(work, &body, "csrf", csrf, strlen(csrf)));
    if (twice)
        ck_assert(body_add_field(work, &body, "csrf", twice, strlen(twice)));
    return body;
}

START_TEST(unsafe_methods_carry_the_token)
{
    const char *right = crypto_derive_hex(work->arena, TOKEN, "csrf");
    struct form_body none = body_of(NULL, NULL), wrong = body_of(TOKEN, NULL),
                     given = body_of(right, NULL), twice = body_of(right, right),
                     empty = body_of("", NULL);

    cookie_header = "mamori=" TOKEN;
    request.method = POST;
    ck_assert_int_eq(come(), ERR_CSRF);
    request.body = &none;
    ck_assert_int_eq(come(), ERR_CSRF);
    request.body = &empty;
    ck_assert_int_eq(come(), ERR_CSRF);
    request.body = &wrong;
    ck_assert_int_eq(come(), ERR_CSRF);
    request.body = &twice;
    ck_assert_int_eq(come(), ERR_CSRF);
    request.body = &given;
    ck_assert_int_eq(come(), ERR_NONE);
    request.body = &none;
    csrf_header = right;
    ck_assert_int_eq(come(), ERR_NONE);
    csrf_header = "x";
    ck_assert_int_eq(come(), ERR_CSRF);
    request.method = GET;
    ck_assert_int_eq(come(), ERR_NONE);
    /* Nobody signed in: nothing to ride on. */
    cookie_header = NULL;
    request.method = DELETE;
    ck_assert_int_eq(come(), ERR_NONE);
}
END_TEST

START_TEST(refusal_is_written_and_stays_the_answer)
{
    cookie_header = "mamori=" TOKEN;
    route.access = (struct access)MAY(AUDIT_READ);
    ck_assert_int_eq(come(), ERR_FORBIDDEN);
    access_gate.refused(&request);
    ck_assert_int_eq(work->error.code, ERR_FORBIDDEN);
    ck_assert_str_eq(sql("SELECT concat_ws('|', action, object_type, object_id, login, roles)"
                         " FROM audit_log WHERE action = 'denied'"),
                     "denied|route|GET /things/{id}|304182|staff");
}
END_TEST

/* ---- what is hidden ---------------------------------------------------------------------------
 */

#define HIDDEN "action = 'denied' AND object_type = 'policy_document'"

static void ask_in_vain(const char *document)
{
    ck_assert_int_eq(come(), ERR_NONE);
    request.refusal = (struct refusal){"policy_document", document, SQL_POLICY_HIDDEN};
    fail(work, ERR_NOT_FOUND, NULL);
    access_gate.refused(&request);
    ck_assert_int_eq(work->error.code, ERR_NOT_FOUND);
}

static void store_documents(void)
{
    sql("INSERT INTO policy_document (code, title, level, publicity, sort_order) VALUES"
        " ('standard_basic', '基本編', 'standard_basic', 'public', 1),"
        " ('standard_detailed', '詳細編', 'standard_detailed', 'non_public', 2)");
}

/* A name that nobody gave is noted like a hidden one; what is public never is. */
START_TEST(asking_for_what_is_hidden_is_noted)
{
    store_documents();
    work->address = "192.0.2.9";
    ask_in_vain("standard_detailed");
    ask_in_vain("no_such_document");
    ask_in_vain("standard_basic");
    ck_assert_str_eq(sql("SELECT string_agg(concat_ws('|', object_id, login, reason, address), ' '"
                         " ORDER BY id) FROM audit_log WHERE " HIDDEN),
                     "standard_detailed||hidden|192.0.2.9 no_such_document||hidden|192.0.2.9");
    cookie_header = "mamori=" TOKEN; /* who may read them all only mistyped a name */
    ask_in_vain("no_such_document");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE " HIDDEN), 2);
    sql("UPDATE policy_document SET audience = 'roles' WHERE code = 'standard_detailed'");
    ask_in_vain("standard_detailed");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE " HIDDEN), 3);
    sql("UPDATE employment SET employment_type = 'hospital_hired'"); /* which ends the session */
    open_session();
    ask_in_vain("standard_detailed");
    ck_assert_str_eq(sql("SELECT login FROM audit_log WHERE " HIDDEN " ORDER BY id DESC LIMIT 1"),
                     "304182");
}
END_TEST

static const struct {
    const char *address, *at;
    int before, after;
} floods[] = {
    {"192.0.2.9", "2026-11-22T00:00:00Z", 59, 60},   {"192.0.2.9", "2026-11-22T00:00:00Z", 60, 60},
    {"192.0.2.9", "2026-11-21T23:44:00Z", 60, 61}, /* more than a quarter of an hour ago */
    {"192.0.2.1", "2026-11-22T00:00:00Z", 60, 61}, /* from elsewhere */
    {"192.0.2.1", "2026-11-22T00:00:00Z", 600, 600},
};

START_TEST(asking_in_vain_cannot_fill_the_log)
{
    store_documents();
    sql_format("INSERT INTO audit_log (at, address, action, object_type, object_id)"
               " SELECT '%s', '%s', 'denied', 'policy_document', 'x' FROM generate_series(1, %d)",
               floods[_i].at, floods[_i].address, floods[_i].before);
    work->address = "192.0.2.9";
    ask_in_vain("standard_detailed");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE " HIDDEN), floods[_i].after);
}
END_TEST

START_TEST(use_of_the_session_is_noted)
{
    cookie_header = "mamori=" TOKEN;
    ck_assert_int_eq(come(), ERR_NONE);
    access_gate.after(&request);
    ck_assert_str_eq(sql("SELECT last_seen_at AT TIME ZONE 'UTC' FROM session"),
                     "2026-11-22 00:00:00");
    /* Within the minute nothing is written. */
    core_clock("2026-11-22T00:00:59.000000Z", "2026-11-22");
    ck_assert_int_eq(come(), ERR_NONE);
    access_gate.after(&request);
    ck_assert_str_eq(sql("SELECT last_seen_at AT TIME ZONE 'UTC' FROM session"),
                     "2026-11-22 00:00:00");
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE object_type = 'session'"), 0);
}
END_TEST

/* ---- the page object --------------------------------------------------------------------------
 */

static const char *const belonging[] = {"/things", NULL};

static const struct menu_entry menu[] = {
    {"/", "トップ", PUBLIC, NULL},
    {"/policies", "規程", PUBLIC, belonging},
    {"/me", "わたし", SIGNED_IN, NULL},
    {"/audit", "記録", MAY(AUDIT_READ), NULL},
    {NULL, NULL, {ACCESS_UNSTATED, 0}, NULL},
};

static struct value page_of(const char *name)
{
    struct view *page = view_new(work);

    access_gate.page(&request, page);
    return value_member(view_value(page), name);
}

START_TEST(page_shows_viewer_and_open_entries)
{
    access_set_menu(menu);
    ck_assert_int_eq(come(), ERR_NONE);
    ck_assert_int_eq(page_of("viewer").kind, VALUE_NULL);
    ck_assert_int_eq(value_count(page_of("menu")), 2);
    ck_assert_uint_eq(page_of("csrf").length, 0);
    cookie_header = "mamori=" TOKEN;
    ck_assert_int_eq(come(), ERR_NONE);
    ck_assert_int_eq(value_count(page_of("menu")), 3);
    ck_assert_str_eq(value_member(page_of("viewer"), "name").text, "湘田 渚");
    ck_assert_int_eq(value_count(value_member(page_of("viewer"), "roles")), 1);
    ck_assert_str_eq(page_of("csrf").text, crypto_derive_hex(work->arena, TOKEN, "csrf"));
    ck_assert_int_eq(value_member(page_of("contact"), "night_phone").kind, VALUE_TEXT);
}
END_TEST

/* The entry of a page, of what is below it, of its other representations and of what belongs to it.
 */
static const struct {
    const char *path;
    int current; /* in the menu */
} places[] = {
    {"/", 0},       {"/policies", 1}, {"/policies/x", 1}, {"/policies.json", 1}, {"/policiesx", -1},
    {"/things", 1}, {"/things/7", 1}, {"/me", 2},         {"/other", -1},
};

START_TEST(menu_shows_where_one_is)
{
    struct uri uri = {.path = places[_i].path};
    struct value entries;

    access_set_menu(menu);
    cookie_header = "mamori=" TOKEN;
    ck_assert_int_eq(come(), ERR_NONE);
    request.uri = &uri;
    entries = page_of("menu");
    for (int i = 0; i < value_count(entries); i++)
        ck_assert_int_eq(value_member(value_item(entries, i), "is_current").truth,
                         i == places[_i].current);
    request.uri = NULL;
}
END_TEST

Suite *test_gate_suite(void)
{
    Suite *s = suite_create("core/access/gate");
    TCase *tc = core_case_with("gate", set_up, core_tear_down);

    tcase_set_timeout(tc, 60);
    EACH(tc, route_is_open_to, accesses);
    tcase_add_test(tc, unsafe_methods_carry_the_token);
    tcase_add_test(tc, refusal_is_written_and_stays_the_answer);
    tcase_add_test(tc, asking_for_what_is_hidden_is_noted);
    EACH(tc, asking_in_vain_cannot_fill_the_log, floods);
    tcase_add_test(tc, use_of_the_session_is_noted);
    tcase_add_test(tc, page_shows_viewer_and_open_entries);
    EACH(tc, menu_shows_where_one_is, places);
    suite_add_tcase(s, tc);
    return s;
}
