#include <pthread.h>
#include <stdatomic.h>

#include "base/config.h"
#include "core/access/gate.h"
#include "core/access/permission.h"
#include "core/auth/sign_in.h"
#include "core/core_database.h"
#include "db/sqlstate.h"
#include "embedded.h"
#include "http/app.h"
#include "http/dispatch.h"
#include "http/metrics.h"
#include "http/static_files.h"
#include "view/template.h"

/* ---- routes of the test alone -----------------------------------------------------------------
 */

STATEMENT(thing_insert, 1, "INSERT INTO thing (name) VALUES ($1) RETURNING id");
STATEMENT(wait_a_little, 0, "SELECT pg_sleep(0.3)");
STATEMENT(read_secret, 0, "SELECT name FROM secret_thing");
STATEMENT(divide, 0, "SELECT 1 / (SELECT count(*) FROM thing WHERE false) AS name");
STATEMENT(clash, 0, "SELECT raise_clash()");

static const char schema[] =
    "CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL,"
    "  CONSTRAINT thing_name_unique UNIQUE (name) DEFERRABLE INITIALLY DEFERRED);"
    "CREATE TABLE secret_thing (name text NOT NULL);"
    "INSERT INTO secret_thing VALUES ('the secret row');"
    "GRANT SELECT, INSERT ON thing, secret_thing TO mamori_server;"
    "CREATE FUNCTION raise_clash() RETURNS integer LANGUAGE plpgsql AS"
    "  $$ BEGIN RAISE SQLSTATE '40001'; END $$;";

static const struct constraint_error constraints[] = {
    {"thing_name_unique", "name", ERR_NONE, "この名前は使われています。"},
    {NULL, NULL, ERR_NONE, NULL},
};

struct thing {
    const char *name;
    const char *secret, *note;
};

static const struct field thing_fields[] = {
    FIELD_TEXT(struct thing, name, "名前", .required = true, .max = 20),
    FIELD_SECRET(struct thing, secret, "暗証"),
    FIELD_LONG_TEXT(struct thing, note, "備考"),
    FIELD_END,
};

static atomic_int calls;

static bool insert(struct request *request, const char *name)
{
    const struct rows *rows =
        db_rows(request->work, db_queue_text(request->work, &thing_insert, PARAMS(name)));

    return rows && reply_created(request, NULL, "/things/%s", rows_text(rows, 0, "id"));
}

static bool add_thing(struct request *request)
{
    struct thing thing;

    atomic_fetch_add(&calls, 1);
    return read_form(request, thing_fields, &thing) && insert(request, thing.name);
}

static bool add_slowly(struct request *request)
{
    struct thing thing;

    atomic_fetch_add(&calls, 1);
    return read_form(request, thing_fields, &thing) &&
           db_rows(request->work, db_queue_text(request->work, &wait_a_little, PARAMS())) &&
           insert(request, thing.name);
}

/* The first time as if another transaction had been in the way. */
static bool add_after_clash(struct request *request)
{
    if (!atomic_fetch_add(&calls, 1) &&
        !db_rows(request->work, db_queue_text(request->work, &clash, PARAMS())))
        return false;
    return insert(request, "after a clash");
}

static bool add_then_fail(struct request *request)
{
    return insert(request, "never there") && fail(request->work, ERR_CONFLICT, "後から断ります。");
}

static bool show_rows(struct request *request, const struct statement_text *statement)
{
    struct query *query = db_queue_text(request->work, statement, PARAMS());
    const struct rows *rows;

    atomic_fetch_add(&calls, 1);
    rows = db_rows(request->work, query);
    return rows && reply_bytes(request, "text/plain", rows_text(rows, 0, "name"),
                               strlen(rows_text(rows, 0, "name")));
}

static bool show_secret(struct request *request)
{
    return show_rows(request, &read_secret);
}

static bool show_broken(struct request *request)
{
    return show_rows(request, &divide);
}

static bool give_up(struct request *request)
{
    (void)request;
    return false;
}

static bool describe_nothing(struct request *request)
{
    (void)request;
    return true;
}

static bool answer_ok(struct request *request)
{
    return reply_bytes(request, "text/plain", "ok", 2);
}

/* What the form needs more than its fields is read anew after a failure. */
static bool thing_form_view(struct request *request, struct view *view)
{
    const struct rows *rows =
        db_rows(request->work, db_queue_text(request->work, &read_secret, PARAMS()));

    if (rows)
        view_text(view, "more", rows_text(rows, 0, "name"));
    return rows != NULL;
}

/* The act finds that another was faster, and by then its form has nothing to stand on. */
static bool end_thing(struct request *request)
{
    struct thing thing;

    return read_form(request, thing_fields, &thing) &&
           fail(request->work, ERR_STALE, "先に終わりました。");
}

static bool no_form_view(struct request *request, struct view *view)
{
    (void)view;
    return fail(request->work, ERR_CONFLICT, "終わっています。");
}

#define FORM .form = "test/form", .form_view = thing_form_view, .fields = thing_fields

/* clang-format off */
static const struct route test_routes[] = {
    {POST, "/things", add_thing, SIGNED_IN, FORM, .creates = true},
    {POST, "/other-things", add_thing, SIGNED_IN, FORM, .creates = true},
    {POST, "/slow-things", add_slowly, SIGNED_IN, FORM, .creates = true},
    {POST, "/clashing-things", add_after_clash, SIGNED_IN, FORM, .creates = true},
    {POST, "/refused-things", add_then_fail, SIGNED_IN, FORM, .creates = true},
    {POST, "/secret", add_thing, MAY(AUDIT_READ), FORM},
    {GET, "/ending/{id}", answer_ok, SIGNED_IN, .summary = ""},
    {GET, "/ending/{id}/end", answer_ok, SIGNED_IN, .summary = ""},
    {POST, "/ending/{id}/end", end_thing, SIGNED_IN, .form = "test/form", .form_view = no_form_view,
     .fields = thing_fields},
    {POST, "/ending/{id}/end-by-auditor", end_thing, MAY(AUDIT_READ), .form = "test/form",
     .form_view = no_form_view, .fields = thing_fields},
    {GET, "/secret", show_secret, MAY(AUDIT_READ), .summary = ""},
    {GET, "/broken-secret", show_broken, MAY(AUDIT_READ), .summary = ""},
    {GET, "/mine", show_secret, SIGNED_IN, .summary = ""},
    {GET, "/gives-up", give_up, PUBLIC, .summary = ""},
    {GET, "/nothing-described", describe_nothing, PUBLIC, .summary = ""},
    {GET, "/open", show_secret, PUBLIC, .summary = ""},
    {GET, "/without-database", answer_ok, PUBLIC, .formats = FORMAT_TEXT, .without_database = true},
    ROUTE_END,
};

static const struct template_source sources[] = {
#define TEMPLATE(name, text) {name, text, sizeof text - 1}
    TEMPLATE("test/form", "FORM name={{form.name.value}} error={{form.name.error}} secret={{form.secret.value}}"
             "{{#errors}} [{{field}} {{label}} {{message}}]{{/errors}}{{#error}} {{error.message}}{{/error}}"
             " more={{more}} viewer={{page.viewer.name}}"),
    TEMPLATE("errors/error", "ERROR {{status}} {{error.title}} viewer={{page.viewer.name}} object={{object}}"
             "{{#typed}} [{{label}} {{value}}]{{/typed}}"),
    TEMPLATE("errors/plain", "PLAIN {{status}} {{page.request_id}}"),
#undef TEMPLATE
};
/* clang-format on */

/* ---- an app around them -----------------------------------------------------------------------
 */

static const char *const hosts[] = {"test", NULL};
static const char *const origins[] = {"http://test", NULL};
static const char *const nobody[] = {NULL};
static const struct config config = {
    .hosts = hosts, .trusted_proxies = nobody, .city = "試し", .public_url = "http://test"};
static const struct embedded_file no_files[] = {{NULL, NULL, 0}};
static const struct route *const tables[] = {test_routes, NULL};

static struct app app;
static const char *token;

static void make_app(void)
{
    struct template_options options = {.formatters = true, .unknown_names_fail = true};
    const char *problem = "";

    app = (struct app){.arena = work->arena,
                       .config = &config,
                       .origins = origins,
                       .gate = &access_gate,
                       .pool = pool};
    app.templates =
        templates_compile(sources, sizeof sources / sizeof *sources, &options, app.arena, &problem);
    ck_assert_msg(app.templates != NULL, "%s", problem);
    app.routes = routes_compile(app.arena, tables, &problem);
    ck_assert_msg(app.routes != NULL, "%s", problem);
    app.files = static_files_new(app.arena, no_files);
    app.metrics = metrics_new(app.arena, app.routes);
}

static const char *token_of(const char *staff_no)
{
    struct work *w = work_new();
    struct sign_in given = {
        .login = staff_no, .password = CORE_PASSWORD, .user_agent = "", .old_token_sha256 = NULL};
    const char *made;

    w->address = "192.0.2.1";
    ck_assert(sign_in(w, pool, &given, &made));
    made = arena_strdup(work->arena, made);
    work_free(w);
    return made;
}

static void set_up(void)
{
    core_set_up();
    must_run(owner_url(CORE_DATABASE), schema);
    db_know_constraints_for_tests(constraints);
    core_person("100001", "regular", NULL);
    core_person("100002", "regular", "auditor");
    make_app();
    token = token_of("100001");
    atomic_store(&calls, 0);
}

/* ---- one request ------------------------------------------------------------------------------
 */

struct sent {
    const char *method, *target, *token, *body, *accept;
    bool no_csrf, is_json;
};

struct told {
    int status;
    char location[200];
    char retry_after[20];
    char type[80];
    char body[4000];
};

static const char *csrf_of(const char *session)
{
    return session ? crypto_derive_hex(work->arena, session, "csrf") : "";
}

static void take_answer(const struct answer *answer, struct told *told)
{
    told->status = answer->status;
    for (const struct reply_header *h = answer->headers; h; h = h->next) {
        if (!strcmp(h->name, "Location"))
            snprintf(told->location, sizeof told->location, "%s", h->value);
        if (!strcmp(h->name, "Retry-After"))
            snprintf(told->retry_after, sizeof told->retry_after, "%s", h->value);
        if (!strcmp(h->name, "Content-Type"))
            snprintf(told->type, sizeof told->type, "%s", h->value);
    }
    snprintf(told->body, sizeof told->body, "%.*s", (int)answer->length,
             answer->bytes ? answer->bytes : "");
}

/* May run in another thread: takes nothing from the test's own arena. */
static struct told send_raw(const struct sent *sent, const char *cookie, const char *csrf)
{
    struct exchange *exchange = exchange_new(&app, "192.0.2.1", false);
    char length[24], *body = NULL;
    struct header_field headers[6];
    size_t count = 0;
    struct told told = {0};

    if (sent->body && sent->no_csrf)
        body = arena_strdup(exchange->work->arena, sent->body);
    else if (sent->body && sent->is_json)
        body = arena_printf(exchange->work->arena, "{\"csrf\": \"%s\", %s}", csrf, sent->body);
    else if (sent->body)
        body = arena_printf(exchange->work->arena, "csrf=%s&%s", csrf, sent->body);
    snprintf(length, sizeof length, "%zu", body ? strlen(body) : 0);
#define HEADER(field, text) headers[count++] = (struct header_field){field, text, strlen(text)}
    HEADER("Host", "test");
    HEADER("Accept", sent->accept ? sent->accept : "text/html");
    HEADER("Content-Length", length);
    HEADER("Content-Type",
           sent->is_json ? "application/json" : "application/x-www-form-urlencoded");
    if (sent->token)
        HEADER("Cookie", cookie);
#undef HEADER
    exchange->raw.method = sent->method;
    exchange->raw.target = sent->target;
    exchange->raw.version = "HTTP/1.1";
    exchange->raw.headers = headers;
    exchange->raw.header_count = count;
    if (dispatch_head(exchange) && (!body || !*body || dispatch_body(exchange, body, strlen(body))))
        dispatch_finish(exchange);
    take_answer(&exchange->answer, &told);
    exchange_free(exchange);
    return told;
}

static struct told send_it(const struct sent *sent)
{
    const char *cookie = sent->token ? arena_printf(work->arena, "mamori=%s", sent->token) : NULL;

    return send_raw(sent, cookie, csrf_of(sent->token));
}

#define SEND(...) send_it(&(struct sent){.token = token, __VA_ARGS__})
#define POST_FORM(path, text) SEND(.method = "POST", .target = path, .body = text)
#define POST_JSON(path, text)                                                                      \
    SEND(.method = "POST", .target = path, .is_json = true, .accept = "application/json",          \
         .body = text)
#define GET_PAGE(path) SEND(.method = "GET", .target = path)

#define HAS(told, part) ck_assert_msg(strstr((told).body, part) != NULL, "%s", (told).body)
#define LACKS(told, part) ck_assert_msg(strstr((told).body, part) == NULL, "%s", (told).body)

static long things(void)
{
    return sql_number("SELECT count(*) FROM thing");
}

/* ---- a form and its repetition ----------------------------------------------------------------
 */

START_TEST(test_same_key_twice_is_one_effect)
{
    struct told first = POST_FORM("/things", "once=k1&name=first");
    struct told again = POST_FORM("/things", "once=k1&name=first");

    ck_assert_int_eq(first.status, 303);
    ck_assert(!strncmp(first.location, "/things/", 8));
    ck_assert_int_eq(again.status, 303);
    ck_assert_str_eq(again.location, first.location);
    ck_assert_int_eq(things(), 1);
    ck_assert_int_eq(atomic_load(&calls), 1);
}
END_TEST

START_TEST(test_same_key_as_json)
{
    const char *text = "\"once\": \"k1\", \"name\": \"first\"";
    struct told first = POST_JSON("/things", text), again = POST_JSON("/things", text);

    ck_assert_int_eq(first.status, 201);
    ck_assert_int_eq(again.status, 201);
    ck_assert_str_eq(again.location, first.location);
    ck_assert_int_eq(things(), 1);
}
END_TEST

START_TEST(test_same_key_with_another_body_is_refused)
{
    struct told again;

    ck_assert_int_eq(POST_FORM("/things", "once=k1&name=first").status, 303);
    again = POST_FORM("/things", "once=k1&name=second");
    ck_assert_int_eq(again.status, 422);
    HAS(again, "name=second");
    ck_assert_int_eq(things(), 1);
}
END_TEST

START_TEST(test_key_belongs_to_route_and_person)
{
    ck_assert_int_eq(POST_FORM("/things", "once=k1&name=first").status, 303);
    ck_assert_int_eq(POST_FORM("/other-things", "once=k1&name=second").status, 303);
    token = token_of("100002");
    ck_assert_int_eq(POST_FORM("/things", "once=k1&name=third").status, 303);
    ck_assert_int_eq(things(), 3);
    ck_assert_int_eq(POST_FORM("/things", "name=fourth").status, 303);
    ck_assert_int_eq(POST_FORM("/things", "name=fifth").status, 303);
    ck_assert_int_eq(things(), 5);
}
END_TEST

/* Who corrects a form sends the key of the page shown first. */
START_TEST(test_failed_form_leaves_its_key_free)
{
    ck_assert_int_eq(POST_FORM("/things", "once=k1&name=").status, 422);
    ck_assert_int_eq(POST_FORM("/things", "once=k1&name=corrected").status, 303);
    ck_assert_int_eq(things(), 1);
}
END_TEST

START_TEST(test_overlong_key_is_refused)
{
    char body[300];

    snprintf(body, sizeof body, "once=%0201d&name=first", 1);
    ck_assert_int_eq(POST_FORM("/things", body).status, 400);
    snprintf(body, sizeof body, "once=%0200d&name=first", 1);
    ck_assert_int_eq(POST_FORM("/things", body).status, 303);
    ck_assert_int_eq(things(), 1);
}
END_TEST

struct racer {
    const char *cookie, *csrf;
    struct told told;
};

static void *race(void *context)
{
    struct racer *racer = context;
    struct sent sent = {
        .method = "POST", .target = "/slow-things", .token = "", .body = "once=k1&name=raced"};

    racer->told = send_raw(&sent, racer->cookie, racer->csrf);
    return NULL;
}

START_TEST(test_same_key_at_once_is_one_effect)
{
    enum { RACERS = 4 };
    struct racer racers[RACERS];
    pthread_t threads[RACERS];

    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){.cookie = arena_printf(work->arena, "mamori=%s", token),
                                   .csrf = csrf_of(token)};
        ck_assert(!pthread_create(&threads[i], NULL, race, &racers[i]));
    }
    for (int i = 0; i < RACERS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < RACERS; i++) {
        ck_assert_int_eq(racers[i].told.status, 303);
        ck_assert_str_eq(racers[i].told.location, racers[0].told.location);
    }
    ck_assert_int_eq(things(), 1);
    ck_assert_int_eq(atomic_load(&calls), 1);
}
END_TEST

START_TEST(test_clash_runs_again)
{
    struct told told = POST_FORM("/clashing-things", "once=k1&name=x");

    ck_assert_int_eq(told.status, 303);
    ck_assert_int_eq(atomic_load(&calls), 2);
    ck_assert_int_eq(things(), 1);
    ck_assert_str_eq(POST_FORM("/clashing-things", "once=k1&name=x").location, told.location);
    ck_assert_int_eq(atomic_load(&calls), 2);
}
END_TEST

/* ---- forms shown again ------------------------------------------------------------------------
 */

START_TEST(test_deferred_constraint_reaches_the_form)
{
    struct told told;

    ck_assert_int_eq(POST_FORM("/things", "name=taken").status, 303);
    told = POST_FORM("/things", "name=taken&secret=hunter2");
    ck_assert_int_eq(told.status, 422);
    HAS(told, "FORM name=taken error=この名前は使われています。");
    HAS(told, "[name  この名前は使われています。]");
    HAS(told, "more=the secret row viewer=湘田");
    LACKS(told, "hunter2");
    ck_assert_int_eq(things(), 1);
}
END_TEST

START_TEST(test_deferred_constraint_as_json)
{
    const char *text = "\"name\": \"taken\"";
    struct told told;

    ck_assert_int_eq(POST_JSON("/things", text).status, 201);
    told = POST_JSON("/things", text);
    ck_assert_int_eq(told.status, 422);
    ck_assert_str_eq(told.type, "application/problem+json; charset=utf-8");
    HAS(told, "\"type\":\"urn:mamori:problem:invalid\"");
    HAS(told, "\"errors\":[{\"field\":\"name\",\"message\":\"この名前は使われています。\"}]");
}
END_TEST

START_TEST(test_field_errors_keep_what_was_typed)
{
    struct told told = POST_FORM("/things", "name=<b>123456789012345678901</b>&secret=hunter2");

    ck_assert_int_eq(told.status, 422);
    HAS(told, "name=&lt;b&gt;123456789012345678901&lt;/b&gt; error=");
    HAS(told, "secret= ");
    LACKS(told, "<b>");
    LACKS(told, "hunter2");
    ck_assert_int_eq(things(), 0);
}
END_TEST

START_TEST(test_refusal_after_writing_stores_nothing)
{
    struct told told = POST_FORM("/refused-things", "name=typed");

    ck_assert_int_eq(told.status, 409);
    HAS(told, "name=typed error=");
    HAS(told, "後から断ります。");
    ck_assert_int_eq(things(), 0);
}
END_TEST

START_TEST(test_form_without_ground_leads_on)
{
    struct told told =
        POST_FORM("/ending/%E4%BE%8B-1/end", "name=short&secret=hunter2&note=<i>typed");

    ck_assert_int_eq(told.status, 409);
    HAS(told, "ERROR 409 先に保存された内容があります viewer=湘田");
    HAS(told, "object=/ending/%E4%BE%8B-1 [備考 &lt;i&gt;typed]");
    LACKS(told, "hunter2");
    told = POST_FORM("/refused-things", "name=typed");
    HAS(told, "FORM name=typed");
    told = POST_FORM("/ending/1/end-by-auditor", "note=typed");
    ck_assert_int_eq(told.status, 403);
    HAS(told, "object=");
    LACKS(told, "object=/");
    LACKS(told, "[備考");
}
END_TEST

START_TEST(test_missing_token_keeps_what_was_typed)
{
    struct told told =
        SEND(.method = "POST", .target = "/things", .body = "name=typed", .no_csrf = true);

    ck_assert_int_eq(told.status, 403);
    HAS(told, "FORM name=typed");
    ck_assert_int_eq(atomic_load(&calls), 0);
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE action = 'denied'"), 1);
}
END_TEST

/* ---- the gate ---------------------------------------------------------------------------------
 */

START_TEST(test_signed_out_goes_to_sign_in)
{
    struct told told;

    token = NULL;
    told = GET_PAGE("/mine?q=%E4%BE%8B");

    ck_assert_int_eq(told.status, 303);
    ck_assert_str_eq(told.location, "/sign-in?next=%2Fmine%3Fq%3D%25E4%25BE%258B");
    told = SEND(.method = "GET", .target = "/mine", .accept = "application/json");
    ck_assert_int_eq(told.status, 401);
    ck_assert_str_eq(told.type, "application/problem+json; charset=utf-8");
    told = POST_FORM("/things", "name=x");
    ck_assert_int_eq(told.status, 303);
    ck_assert_str_eq(told.location, "/sign-in");
    ck_assert_int_eq(things(), 0);
}
END_TEST

START_TEST(test_permission_comes_before_rows)
{
    static const char *const refused[] = {"/secret", "/broken-secret"};

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct told told = GET_PAGE(refused[i]);

        ck_assert_int_eq(told.status, 403);
        HAS(told, "ERROR 403");
        LACKS(told, "secret row");
    }
    ck_assert_int_eq(sql_number("SELECT count(*) FROM audit_log WHERE action = 'denied'"), 2);
    token = token_of("100002");
    ck_assert_str_eq(GET_PAGE("/secret").body, "the secret row");
    ck_assert_int_eq(GET_PAGE("/broken-secret").status, 500);
}
END_TEST

START_TEST(test_permission_comes_before_a_writing_handler)
{
    struct told told = POST_FORM("/secret", "name=x");

    ck_assert_int_eq(told.status, 403);
    ck_assert_int_eq(atomic_load(&calls), 0);
    token = token_of("100002");
    ck_assert_int_eq(POST_FORM("/secret", "name=x").status, 303);
    ck_assert_int_eq(atomic_load(&calls), 1);
}
END_TEST

/* ---- defects and a missing database -----------------------------------------------------------
 */

START_TEST(test_failure_without_a_word_is_ours)
{
    struct told told = GET_PAGE("/gives-up");

    ck_assert_int_eq(told.status, 500);
    HAS(told, "ERROR 500");
    told = GET_PAGE("/nothing-described");
    ck_assert_int_eq(told.status, 500);
}
END_TEST

START_TEST(test_without_database_a_plain_page)
{
    struct db_settings settings = {"host=/nonexistent dbname=none user=none", 1, 1000, 1000};
    struct db_pool *away = db_pool_open(&settings);
    struct told told;

    app.pool = away;
    told = GET_PAGE("/open");
    ck_assert_int_eq(told.status, 503);
    ck_assert_int_ge(strtol(told.retry_after, NULL, 10), 1);
    HAS(told, "PLAIN 503");
    told = SEND(.method = "GET", .target = "/open", .accept = "application/json");
    ck_assert_int_eq(told.status, 503);
    HAS(told, "\"status\":503");
    told = POST_FORM("/things", "once=k1&name=typed");
    ck_assert_int_eq(told.status, 503);
    HAS(told, "PLAIN 503");
    told = GET_PAGE("/unknown");
    ck_assert_int_eq(told.status, 404);
    HAS(told, "PLAIN 404");
    ck_assert_int_eq(GET_PAGE("/without-database").status, 200);
    db_pool_close(away);
}
END_TEST

Suite *test_dispatch_suite(void)
{
    Suite *suite = suite_create("dispatch");
    TCase *tc = core_case_with("dispatch", set_up, core_tear_down);

    tcase_add_test(tc, test_same_key_twice_is_one_effect);
    tcase_add_test(tc, test_same_key_as_json);
    tcase_add_test(tc, test_same_key_with_another_body_is_refused);
    tcase_add_test(tc, test_key_belongs_to_route_and_person);
    tcase_add_test(tc, test_failed_form_leaves_its_key_free);
    tcase_add_test(tc, test_overlong_key_is_refused);
    tcase_add_test(tc, test_same_key_at_once_is_one_effect);
    tcase_add_test(tc, test_clash_runs_again);
    tcase_add_test(tc, test_deferred_constraint_reaches_the_form);
    tcase_add_test(tc, test_deferred_constraint_as_json);
    tcase_add_test(tc, test_field_errors_keep_what_was_typed);
    tcase_add_test(tc, test_refusal_after_writing_stores_nothing);
    tcase_add_test(tc, test_form_without_ground_leads_on);
    tcase_add_test(tc, test_missing_token_keeps_what_was_typed);
    tcase_add_test(tc, test_signed_out_goes_to_sign_in);
    tcase_add_test(tc, test_permission_comes_before_rows);
    tcase_add_test(tc, test_permission_comes_before_a_writing_handler);
    tcase_add_test(tc, test_failure_without_a_word_is_ours);
    tcase_add_test(tc, test_without_database_a_plain_page);
    suite_add_tcase(suite, tc);
    return suite;
}
