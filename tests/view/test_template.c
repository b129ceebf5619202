#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "support/work_fixture.h"
#include "view/template.h"

static const char *problem;

static void set_up(void)
{
    start_work();
    problem = NULL;
}

static const struct template_options spec_like = {.allow_unescaped = true};
static const struct template_options ours = {
    .unknown_names_fail = true, .formatters = true, .check_references = true};

/* Up to three templates: "main", "one", "two". */
struct texts {
    const char *main, *one, *two;
};

static struct templates *compile(struct texts texts, const struct template_options *options)
{
    struct template_source sources[] = {{"main", texts.main, strlen(texts.main)},
                                        {"one", texts.one, texts.one ? strlen(texts.one) : 0},
                                        {"two", texts.two, texts.two ? strlen(texts.two) : 0}};
    size_t count = texts.two ? 3 : texts.one ? 2 : 1;

    return templates_compile(sources, count, options, arena, &problem);
}

static void release_json(void *object)
{
    json_decref(object);
}

static struct value json(const char *text)
{
    json_t *parsed = json_loads(text, JSON_DECODE_ANY, NULL);

    ck_assert_ptr_nonnull(parsed);
    arena_defer(arena, release_json, parsed);
    return value_of_json(parsed);
}

static const struct value nothing = {.kind = VALUE_MISSING};

/* NULL when the rendering failed. */
static const char *render(struct texts texts, const char *data,
                          const struct template_options *options)
{
    struct templates *templates = compile(texts, options);
    struct buffer *out = buffer_new(arena, LIMIT_PAGE);

    ck_assert_msg(templates, "%s", problem);
    return template_render(templates, "main", json(data), nothing, out, &problem) ? out->data
                                                                                  : NULL;
}

struct rendering {
    struct texts texts;
    const char *data, *expected;
};

static const struct rendering language[] = {
    /* names and escaping */
    {{"{{a}}", 0, 0}, "{\"a\":\"<&>\\\"'\"}", "&lt;&amp;&gt;&quot;&#39;"},
    {{"{{{a}}}{{&a}}", 0, 0}, "{\"a\":\"<\"}", "<<"},
    {{"{{a}} {{ b }}{{c}}", 0, 0}, "{\"a\":1,\"b\":-2.5}", "1 -2.5"},
    {{"{{t}}{{f}}", 0, 0}, "{\"t\":true,\"f\":false}", "truefalse"},
    {{"[{{n}}{{l}}{{o}}]", 0, 0}, "{\"n\":null,\"l\":[1],\"o\":{}}", "[]"},
    {{"{{a.b.c}}", 0, 0}, "{\"a\":{\"b\":{\"c\":\"深\"}}}", "深"},
    {{"{{#in}}{{a.b}}{{/in}}", 0, 0}, "{\"in\":{\"a\":{}},\"a\":{\"b\":\"no\"}}", ""},
    /* what is true */
    {{"{{#v}}yes{{/v}}{{^v}}no{{/v}}", 0, 0}, "{\"v\":0}", "yes"},
    {{"{{#v}}yes{{/v}}{{^v}}no{{/v}}", 0, 0}, "{\"v\":\"0\"}", "yes"},
    {{"{{#v}}yes{{/v}}{{^v}}no{{/v}}", 0, 0}, "{\"v\":\"\"}", "no"},
    {{"{{#v}}yes{{/v}}{{^v}}no{{/v}}", 0, 0}, "{\"v\":[]}", "no"},
    {{"{{#v}}yes{{/v}}{{^v}}no{{/v}}", 0, 0}, "{\"v\":{}}", "yes"},
    {{"{{#v}}yes{{/v}}{{^v}}no{{/v}}", 0, 0}, "{}", "no"},
    /* sections */
    {{"{{#l}}({{.}}){{/l}}", 0, 0}, "{\"l\":[\"a\",1,true]}", "(a)(1)(true)"},
    {{"{{#l}}{{x}}{{y}}{{/l}}", 0, 0},
     "{\"l\":[{\"x\":1},{\"x\":null}],\"x\":9,\"y\":\"-\"}",
     "1--"},
    {{"{{#a}}{{#b}}{{c}}{{d}}{{/b}}{{/a}}", 0, 0}, "{\"a\":{\"b\":{\"c\":1},\"d\":2}}", "12"},
    {{"a\n  {{#v}}\nb\n  {{/v}}\nc", 0, 0}, "{\"v\":true}", "a\nb\nc"},
    {{"a\r\n{{#v}}\r\nb\r\n{{/v}}\r\nc", 0, 0}, "{\"v\":true}", "a\r\nb\r\nc"},
    {{"x {{#v}} b {{/v}} y\n", 0, 0}, "{\"v\":true}", "x  b  y\n"},
    /* comments and delimiters */
    {{"a\n {{! one\n two }}\nb{{!c}}d", 0, 0}, "{}", "a\nbd"},
    {{"{{=<% %>=}}<%a%>{{a}}<%={{ }}=%>{{a}}", 0, 0}, "{\"a\":7}", "7{{a}}7"},
    {{"{{=[ ]=}}[>one][a]", "{{a}}[a]", 0}, "{\"a\":7}", "7[a]7"},
    /* partials */
    {{"<{{>one}}>", "{{a}}{{>two}}", "({{a}})"}, "{\"a\":1}", "<1(1)>"},
    {{"x\n  {{>one}}\ny", "1\n\n{{a}}2\n{{>two}}", "3\n4\n"},
     "{\"a\":\"p\\nq\"}",
     "x\n  1\n  \n  p\nq2\n  3\n  4\ny"},
    {{"  {{>one}}\n", "\t{{>two}}\n", "z\n"}, "{}", "  \tz\n"},
    {{"  {{>one}}\n", "a{{>two}}b\n", "z"}, "{}", "  azb\n"},
    {{"{{>one}}", "{{v}}{{#n}}[{{>one}}]{{/n}}", 0},
     "{\"v\":1,\"n\":[{\"v\":2,\"n\":[]},{\"v\":3,\"n\":[]}]}",
     "1[2][3]"},
    {{"{{>*k}}{{>*none}}{{>*bad}}", "1", "2"}, "{\"k\":\"two\",\"bad\":\"three\"}", "2"},
    {{"{{#l}}{{>*.}}{{/l}}", "1", "2"}, "{\"l\":[\"two\",\"one\"]}", "21"},
    /* inheritance */
    {{"{{<one}}{{$t}}T{{/t}}{{/one}}", "<{{$t}}d{{/t}}|{{$u}}e{{/u}}>", 0}, "{}", "<T|e>"},
    {{"{{<*k}}{{$t}}T{{/t}}{{/*k}}", "1{{$t}}{{/t}}", "2{{$t}}{{/t}}"}, "{\"k\":\"two\"}", "2T"},
    {{"{{<one}}{{$t}}main{{/t}}{{/one}}", "{{<two}}{{$t}}one{{/t}}{{/two}}", "[{{$t}}two{{/t}}]"},
     "{}",
     "[main]"},
    {{"{{<one}}\n{{$c}}\n    <p>\n      x\n    </p>\n{{/c}}\n{{/one}}\n",
      "<main>\n  {{$c}}\n  {{/c}}\n</main>\n", 0},
     "{}",
     "<main>\n  <p>\n    x\n  </p>\n</main>\n"},
    {{"{{#l}}\n  {{<one}}\n  {{$c}}\n  {{.}}\n  {{/c}}\n  {{/one}}\n{{/l}}\n",
      "<li>\n{{$c}}{{/c}}\n</li>\n", 0},
     "{\"l\":[1,2]}",
     "  <li>\n  1\n\n  </li>\n  <li>\n  2\n\n  </li>\n"},
    /* a block within an argument of the same name is not itself */
    {{"{{<one}}{{$c}}a{{<two}}{{$c}}b{{/c}}{{/two}}{{/c}}{{/one}}", "<{{$c}}{{/c}}>",
      "({{$c}}{{/c}})"},
     "{}",
     "<a(b)>"},
    {{"{{<one}}{{$c}}a{{>two}}{{/c}}{{/one}}", "<{{$c}}{{/c}}>", "({{$c}}d{{/c}})"},
     "{}",
     "<a(d)>"},
};

START_TEST(speaks_the_language)
{
    const struct rendering *c = &language[_i];

    ck_assert_str_eq(render(c->texts, c->data, &spec_like), c->expected);
}
END_TEST

static const struct rendering formatted[] = {
    {{"{{#l.any}}<ul>{{#l}}{{.}}{{/l}}</ul>{{/l.any}}", 0, 0}, "{\"l\":[1,2]}", "<ul>12</ul>"},
    {{"{{#l.any}}<ul></ul>{{/l.any}}{{^l.any}}none{{/l.any}}", 0, 0}, "{\"l\":[]}", "none"},
    {{"{{#o.any}}{{.}}{{/o.any}}", 0, 0}, "{\"o\":{\"any\":\"its own\"}}", "its own"},

    {{"{{d | count}}", 0, 0}, "{\"d\":1234567}", "1,234,567"},
    {{"{{a.d|count}}", 0, 0}, "{\"a\":{\"d\":1234}}", "1,234"},
    {{"{{l | count}}", 0, 0}, "{\"l\":[1,2,3]}", "3"},
    {{"{{x.publicity | label}}", 0, 0}, "{\"x\":{\"publicity\":\"non_public\"}}", "非公開"},
    {{"{{#level}}{{. | label}},{{/level}}", 0, 0},
     "{\"level\":[\"procedure\",\"<&\"]}",
     "実施手順,&lt;&amp;,"},
    {{"[{{n | label}}{{n | date}}]", 0, 0}, "{\"n\":null}", "[]"},
    {{"{{t | inline_clause}}", 0, 0}, "{\"t\":\"<b>\"}", "&lt;b&gt;"},
    {{"{{=| |=}}|a|", 0, 0}, "{\"a\":1}", "1"},
    {{"[{{who.name}}{{#who}}x{{/who}}]", 0, 0}, "{\"who\":null}", "[]"},
};

START_TEST(formats_after_a_bar)
{
    const struct rendering *c = &formatted[_i];

    ck_assert_str_eq(render(c->texts, c->data, &ours), c->expected);
}
END_TEST

struct refusal {
    struct texts texts;
    const char *problem;
};

static const struct refusal refused_texts[] = {
    {{"a\n{{#b}}\n", 0, 0}, "main.html:2: never closed: \"b\""},
    {{"\n\n{{/b}}", 0, 0}, "main.html:3: nothing is open to be closed by \"b\""},
    {{"{{#a}}\n{{#b}}\n{{/a}}{{/b}}", 0, 0},
     "main.html:3: the end does not fit what is open: \"a\""},
    {{"{{#a}}{{/a }}{{^b}}{{/a}}", 0, 0}, "main.html:1: the end does not fit what is open: \"a\""},
    {{"\n{{a", 0, 0}, "main.html:2: a tag has no end"},
    {{"{{a}", 0, 0}, "main.html:1: a tag has no end"},
    {{"{{}}", 0, 0}, "main.html:1: a tag without a name"},
    {{"{{#}}{{/}}", 0, 0}, "main.html:1: a tag without a name"},
    {{"{{a b}}", 0, 0}, "main.html:1: a name holds white space: \"a b\""},
    {{"{{=a=}}", 0, 0}, "main.html:1: delimiters cannot be read: \"a\""},
    {{"{{= a b c =}}", 0, 0}, "main.html:1: delimiters cannot be read: \"a b c\""},
    {{"{{{a}}}", 0, 0}, "main.html:1: unescaped output is not allowed: \"a\""},
    {{"\n{{& a}}", 0, 0}, "main.html:2: unescaped output is not allowed: \"a\""},
    {{"{{a | shout}}", 0, 0}, "main.html:1: there is no formatter \"shout\""},
    {{"{{a | count | count}}", 0, 0}, "main.html:1: there is no formatter \"count | count\""},
    {{"{{a |}}", 0, 0}, "main.html:1: there is no formatter \"\""},
    {{"{{| count}}", 0, 0}, "main.html:1: a tag without a name"},
    {{"{{>one}}", "\n{{> shared/_x}}", 0}, "one.html:2: there is no template \"shared/_x\""},
    {{"{{<none}}{{/none}}", 0, 0}, "main.html:1: there is no template \"none\""},
};

START_TEST(refuses_with_the_line)
{
    const struct refusal *c = &refused_texts[_i];

    ck_assert_ptr_null(compile(c->texts, &ours));
    ck_assert_str_eq(problem, c->problem);
}
END_TEST

struct failure {
    struct texts texts;
    const char *data, *problem;
};

static const struct failure failures[] = {
    {{"\n{{a}}", 0, 0}, "{}", "main.html:2: unknown name a"},
    {{"{{#a}}{{/a}}", 0, 0}, "{}", "main.html:1: unknown name a"},
    {{"{{^a}}{{/a}}", 0, 0}, "{}", "main.html:1: unknown name a"},
    {{"{{a.b}}", 0, 0}, "{\"a\":{}}", "main.html:1: unknown name a.b"},
    {{"{{a.b}}", 0, 0}, "{\"a\":\"text\"}", "main.html:1: unknown name a.b"},
    {{"{{a}}", 0, 0}, "{\"a\":[]}", "main.html:1: no text but a list or object: a"},
    {{"{{>one}}", "\n\n{{b}}", 0}, "{}", "one.html:3: unknown name b"},
    {{"{{>*a}}", 0, 0}, "{\"a\":\"x\"}", "main.html:1: no template is named by a"},
    {{"{{>main}}", 0, 0}, "{}", "main.html: nested too deep"},
    {{"{{#a}}{{>one}}{{/a}}", "{{>main}}", 0}, "{\"a\":1}", "main.html: nested too deep"},
    {{"{{<one}}{{$b}}{{>main}}{{/b}}{{/one}}", "{{$b}}{{/b}}", 0},
     "{}",
     "main.html: nested too deep"},
};

START_TEST(fails_with_the_line)
{
    const struct failure *c = &failures[_i];

    ck_assert_ptr_null(render(c->texts, c->data, &ours));
    ck_assert_str_eq(problem, c->problem);
}
END_TEST

START_TEST(an_unknown_template_fails)
{
    struct templates *templates = compile((struct texts){"a", 0, 0}, &ours);
    struct buffer *out = buffer_new(arena, 100);

    ck_assert(template_exists(templates, "main"));
    ck_assert(!template_exists(templates, "mai"));
    ck_assert(!template_render(templates, "other", json("{}"), nothing, out, &problem));
    ck_assert_str_eq(problem, "there is no template \"other\"");
}
END_TEST

START_TEST(page_stands_beside_the_view)
{
    struct templates *templates = compile(
        (struct texts){"{{page.csrf}}{{#a}}{{page.csrf}}{{#page}}{{csrf}}{{/page}}{{/a}}", 0, 0},
        &ours);
    struct buffer *out = buffer_new(arena, 100);

    ck_assert(template_render(templates, "main", json("{\"a\":{},\"page\":\"not this\"}"),
                              json("{\"csrf\":\"t\"}"), out, &problem));
    ck_assert_str_eq(out->data, "ttt");
}
END_TEST

START_TEST(a_page_larger_than_its_buffer_fails)
{
    struct templates *templates = compile((struct texts){"{{#l}}0123456789{{/l}}", 0, 0}, &ours);
    struct buffer *out = buffer_new(arena, 25);

    ck_assert(
        !template_render(templates, "main", json("{\"l\":[1,2,3,4,5]}"), nothing, out, &problem));
    ck_assert_str_eq(problem, "main.html: the page is too large");
}
END_TEST

/* The formatter's text fits, its entities do not. */
START_TEST(escaping_stops_at_the_end_of_the_buffer)
{
    struct templates *templates = compile((struct texts){"ab{{a | label}}", 0, 0}, &ours);
    struct buffer *out = buffer_new(arena, 8);

    ck_assert(
        !template_render(templates, "main", json("{\"a\":\"<<<<\"}"), nothing, out, &problem));
    ck_assert(out->overflowed);
    ck_assert_str_eq(out->data, "ab");
    ck_assert_uint_eq(out->length, 2);
}
END_TEST

static char *repeat(const char *text, int times)
{
    struct buffer *buffer = buffer_new(arena, LIMIT_PAGE);

    for (int i = 0; i < times; i++)
        buffer_text(buffer, text);
    return buffer->data;
}

START_TEST(sections_nest_up_to_the_limit)
{
    /* The template itself is a level too. */
    const char *fits = arena_printf(arena, "%sx%s", repeat("{{#a}}", LIMIT_TEMPLATE_DEPTH - 1),
                                    repeat("{{/a}}", LIMIT_TEMPLATE_DEPTH - 1));
    const char *deep = repeat("{{#a}}", LIMIT_TEMPLATE_DEPTH + 1);

    ck_assert_str_eq(render((struct texts){fits, 0, 0}, "{\"a\":{}}", &ours), "x");
    ck_assert_ptr_null(compile((struct texts){deep, 0, 0}, &ours));
    ck_assert_str_eq(problem, "main.html:1: tags are nested too deep");
}
END_TEST

/* A tree costs two levels a generation: the section and the partial. */
START_TEST(a_tree_nests_as_deep_as_a_page_may)
{
    struct texts texts = {"{{>one}}", "{{#n}}<{{>one}}>{{/n}}", 0};
    const char *fits =
        arena_printf(arena, "%s{\"n\":null}%s", repeat("{\"n\":", 22), repeat("}", 22));
    const char *deep =
        arena_printf(arena, "%s{\"n\":null}%s", repeat("{\"n\":", 24), repeat("}", 24));

    ck_assert_str_eq(render(texts, fits, &ours),
                     arena_printf(arena, "%s%s", repeat("<", 22), repeat(">", 22)));
    ck_assert_ptr_null(render(texts, deep, &ours));
    ck_assert_ptr_nonnull(strstr(problem, "nested too deep"));
}
END_TEST

START_TEST(a_megabyte_is_compiled_and_rendered)
{
    const char *text = repeat("<p>{{a}}</p>\n  {{#b}}\n  x\n  {{/b}}\n", 30000);
    const char *result = render((struct texts){text, 0, 0}, "{\"a\":1,\"b\":true}", &ours);

    ck_assert_uint_eq(strlen(result), 30000 * strlen("<p>1</p>\n  x\n"));
}
END_TEST

START_TEST(bytes_that_are_no_text_pass_through)
{
    static const char bytes[] = "\xff\xfe\0{{a}}\x80\0";
    struct template_source source = {"main", bytes, sizeof bytes - 1};
    struct templates *templates = templates_compile(&source, 1, &ours, arena, &problem);
    struct buffer *out = buffer_new(arena, 100);

    ck_assert_ptr_nonnull(templates);
    ck_assert(template_render(templates, "main", json("{\"a\":1}"), nothing, out, &problem));
    ck_assert_mem_eq(out->data, "\xff\xfe\0001\x80\0", 6);
}
END_TEST

Suite *test_template_suite(void)
{
    Suite *suite = suite_create("view/template");
    TCase *tcase = tcase_create("template");

    tcase_add_checked_fixture(tcase, set_up, stop_work);
    EACH(tcase, speaks_the_language, language);
    EACH(tcase, formats_after_a_bar, formatted);
    EACH(tcase, refuses_with_the_line, refused_texts);
    EACH(tcase, fails_with_the_line, failures);
    tcase_add_test(tcase, an_unknown_template_fails);
    tcase_add_test(tcase, page_stands_beside_the_view);
    tcase_add_test(tcase, a_page_larger_than_its_buffer_fails);
    tcase_add_test(tcase, escaping_stops_at_the_end_of_the_buffer);
    tcase_add_test(tcase, sections_nest_up_to_the_limit);
    tcase_add_test(tcase, a_tree_nests_as_deep_as_a_page_may);
    tcase_add_test(tcase, a_megabyte_is_compiled_and_rendered);
    tcase_add_test(tcase, bytes_that_are_no_text_pass_through);
    suite_add_tcase(suite, tcase);
    return suite;
}
