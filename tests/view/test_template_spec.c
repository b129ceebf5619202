#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "support/files.h"
#include "support/work_fixture.h"
#include "view/template.h"

/*
 * The Mustache specification's own test files. They are no part of this tree: they are read where
 * MAMORI_SHARED, or the folder beside the checkout, has them.
 */
static const char *const modules[] = {
    "interpolation", "sections",   "inverted",     "partials",
    "comments",      "delimiters", "~inheritance", "~dynamic-names",
};
enum { SOURCES_MAX = 16 };

static const char *module_path(const char *module)
{
    return shared_path(arena_printf(arena, "mustache-spec/%s.json", module));
}

static struct template_source source_of(const char *name, const json_t *text)
{
    return (struct template_source){name, json_string_value(text), json_string_length(text)};
}

static const char *render(const json_t *test, const char **problem)
{
    const struct template_options options = {.allow_unescaped = true};
    struct template_source sources[SOURCES_MAX] = {
        source_of("the test", json_object_get(test, "template"))};
    struct buffer *out = buffer_new(arena, LIMIT_PAGE);
    struct templates *templates;
    size_t count = 1;
    const char *name;
    json_t *text;

    json_object_foreach(json_object_get(test, "partials"), name, text) sources[count++] =
        source_of(name, text);
    templates = templates_compile(sources, count, &options, arena, problem);
    if (!templates ||
        !template_render(templates, "the test", value_of_json(json_object_get(test, "data")),
                         (struct value){.kind = VALUE_MISSING}, out, problem))
        return NULL;
    return out->data;
}

static bool passes(const char *module, const json_t *test)
{
    const char *expected = json_string_value(json_object_get(test, "expected"));
    const char *problem = "";
    const char *result = render(test, &problem);
    bool same = result && !strcmp(result, expected);

    if (!same)
        fprintf(stderr, "%s: %s\n--- expected\n%s\n--- got\n%s\n%s\n", module,
                json_string_value(json_object_get(test, "name")), expected,
                result ? result : "(nothing)", problem);
    return same;
}

START_TEST(passes_the_specification)
{
    const char *module = modules[_i];
    const char *path = module_path(module);
    json_t *file = json_load_file(path, 0, NULL);
    const json_t *tests = json_object_get(file, "tests"), *test;
    size_t i, passed = 0;

    if (!file && access(module_path(modules[0]), R_OK) != 0) {
        if (_i == 0)
            printf("mustache specification: no %s, its tests are left out\n", path);
        return;
    }
    ck_assert_msg(file, "%s cannot be read", path);
    ck_assert_uint_gt(json_array_size(tests), 10);
    json_array_foreach(tests, i, test) passed += passes(module, test);
    ck_assert_uint_eq(passed, json_array_size(tests));
    json_decref(file);
}
END_TEST

Suite *test_template_spec_suite(void)
{
    Suite *suite = suite_create("view/template_spec");
    TCase *tcase = work_case("specification");

    EACH(tcase, passes_the_specification, modules);
    suite_add_tcase(suite, tcase);
    return suite;
}
