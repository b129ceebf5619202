#include <string.h>

#include "base/buffer.h"
#include "support/work_fixture.h"
#include "view/formatter.h"
#include "view/html.h"
#include "view/label.h"
#include "view/markdown.h"

struct formatting {
    const char *formatter, *member, *text, *expected;
};

static const struct formatting formattings[] = {
    {"date", "x", "2026-11-22", "<time datetime=\"2026-11-22\">2026年（令和8年）11月22日</time>"},
    {"date", "x", "2019-04-30", "<time datetime=\"2019-04-30\">2019年（平成31年）4月30日</time>"},
    {"date", "x", "2019-05-01", "<time datetime=\"2019-05-01\">2019年（令和元年）5月1日</time>"},
    {"date", "x", "2026-03-31T15:00:00.000000Z",
     "<time datetime=\"2026-04-01\">2026年（令和8年）4月1日</time>"},
    {"date", "x", "2026-03-31T14:59:59.999999Z",
     "<time datetime=\"2026-03-31\">2026年（令和8年）3月31日</time>"},
    {"date", "x", "2026-02-30", "2026-02-30"},
    {"date", "x", "<soon>", "&lt;soon&gt;"},
    {"date", "x", "2026-11-22<script>", "2026-11-22&lt;script&gt;"},
    {"date", "x", "2026-11-22T99:00:00Z", "2026-11-22T99:00:00Z"},
    {"day", "x", "2026-01-02", "<time datetime=\"2026-01-02\">2026/01/02</time>"},
    {"day", "x", "2026-12-31T20:00:00.000000Z", "<time datetime=\"2027-01-01\">2027/01/01</time>"},
    {"moment", "x", "2026-11-22T00:05:00.000000Z",
     "<time datetime=\"2026-11-22T09:05+09:00\">2026年11月22日 9時05分</time>"},
    {"moment", "x", "2026-12-31T15:00:00.123456Z",
     "<time datetime=\"2027-01-01T00:00+09:00\">2027年1月1日 0時00分</time>"},
    {"moment", "x", "2026-11-22", "<time datetime=\"2026-11-22\">2026年（令和8年）11月22日</time>"},
    {"appointment", "x", "2026-12-31T15:00:00.123456Z",
     "<time datetime=\"2027-01-01T00:00+09:00\" class=\"appointment\">2027年（令和9年）1月1日（金） 0時00分</time>"},
    {"appointment", "x", "2026-11-22",
     "<time datetime=\"2026-11-22\">2026年（令和8年）11月22日</time>"},
    {"time", "x", "2026-11-22T00:05:00.000000Z",
     "<time datetime=\"2026-11-22T09:05+09:00\">9時05分</time>"},
    {"time", "x", "soon", "soon"},
    {"label", "publicity", "non_public", "非公開"},
    {"label", "publicity", "basic_policy", "basic_policy"},
    {"label", "level", "basic_policy", "基本方針"},
    {"paragraphs", "x", "a<\n\nb\r\nc", "<p>a&lt;</p><p>b</p><p>c</p>"},
    {"paragraphs", "x", "", ""},
    {"paragraphs", "x", "[^1]", "<p>[^1]</p>"},
    {"clause", "x", "前[^1]後\n[^12][^1]",
     "<p>前<sup class=\"note-ref\"><a href=\"#fn1\">注1</a></sup>後</p><p><sup class=\"note-ref\"><a href=\"#fn12\">注12</a></sup><sup class=\"note-ref\"><a href=\"#fn1\">注1</a></sup></p>"},
    {"clause", "x", "[^][^x][^1[^12345]<[^1", "<p>[^][^x][^1[^12345]&lt;[^1</p>"},
    {"inline_clause", "x", "&[^3]", "&amp;<sup class=\"note-ref\"><a href=\"#fn3\">注3</a></sup>"},
    {"count", "x", "0", "0"},
    {"count", "x", "999", "999"},
    {"count", "x", "1000", "1,000"},
    {"count", "x", "-1234567.125", "-1,234,567.125"},
    {"count", "x", "many", "many"},
    {"markdown", "x", "一行目\n二行目", "<p>一行目<br>二行目</p>"},
    {"markdown", "x", "- **太字**\n- `a<b`",
     "<ul class=\"dots\"><li><strong>太字</strong></li><li><code>a&lt;b</code></li></ul>"},
    {"markdown", "x", "### 一\n\n### 二\n\n# 三", "<h3>一</h3><h4>二</h4><h3>三</h3>"},
    {"markdown", "x", "<b onclick=x>あ</b>", "<p>&lt;b onclick=x&gt;あ&lt;/b&gt;</p>"},
    {"markdown", "x", "[い](javascript:alert(1)) [ろ](//evil.example/) [は](/decisions/1)",
     "<p>い ろ <a href=\"/decisions/1\">は</a></p>"},
    {"markdown", "x", "[に](https://a.example/?x=1&y=%22%3E) ![*絵*](https://a.example/x.png)",
     "<p><a href=\"https://a.example/?x=1&amp;y=%22%3E\">に</a> 絵</p>"},
    {"markdown", "x", "    字下げ", "<p>字下げ</p>"},
    {"markdown", "x", "> > > > > > > > > > > > > > > > > > 深い",
     "<pre>&gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; &gt; 深い</pre>"},
    {"markdown", "x", "", ""},
    {"segment", "x", "7.1.u.sa", "7.1.u.sa"},
    {"segment", "x", "2026-例/%?&\"", "2026-%E4%BE%8B%2F%25%3F%26%22"},
};

START_TEST(formats)
{
    const struct formatting *c = &formattings[_i];
    const struct formatter *formatter = formatter_find(c->formatter, strlen(c->formatter));
    struct buffer *out = buffer_new(arena, 1000);

    ck_assert_ptr_nonnull(formatter);
    formatter->format(
        (struct value){.kind = VALUE_TEXT, .text = c->text, .length = strlen(c->text)}, c->member,
        out);
    ck_assert_str_eq(out->data, c->expected);
}
END_TEST

/* What was added as text is shown as it was typed, whatever it means in Markdown. */
static const char *const plain_texts[] = {
    "- 一",
    "# 一",
    "1. 一",
    "12) 一",
    "> 一",
    "a_b_c *d* **e** `f`",
    "[い](/x)",
    "<b>&amp;",
    "1+1=2 | ~~x~~ \\",
    "行\n- 行\n2. 行",
};

START_TEST(text_in_markdown_stays_text)
{
    struct buffer *markdown = buffer_new(arena, 1000), *html = buffer_new(arena, 1000);
    struct buffer *wanted = buffer_new(arena, 1000);

    buffer_text(wanted, "<p>");
    for (const char *c = plain_texts[_i]; *c; c++)
        if (*c == '\n')
            buffer_text(wanted, "<br>");
        else
            html_escape(wanted, c, 1);
    buffer_text(wanted, "</p>");
    markdown_add_text(markdown, plain_texts[_i]);
    markdown_write(markdown->data, markdown->length, html);
    ck_assert_str_eq(html->data, wanted->data);
}
END_TEST

START_TEST(a_list_or_object_is_no_crash)
{
    static const char *const names[] = {"date",          "day",   "moment",     "appointment",
                                        "time",          "label", "paragraphs", "clause",
                                        "inline_clause", "count", "segment",    "markdown"};
    struct buffer *out = buffer_new(arena, 1000);
    json_t *object = json_object();

    formatter_find(names[_i], strlen(names[_i]))->format(value_of_json(object), "x", out);
    ck_assert_str_eq(out->data, "");
    json_decref(object);
}
END_TEST

/* What a row of the operation log says of one column. */
static const struct {
    const char *json, *expected;
} changes[] = {
    {"{\"employment_type\": \"regular\"}", "正規職員"},
    {"{\"true_false\": true}", "はい"},
    {"{\"phone_ext\": \"2345\"}", "2345"},
    {"{\"phone_ext\": null}", "（なし）"},
    {"{\"phone_ext\": \"\"}", "（空欄）"},
    {"{\"password_hash\": \"***\"}", "＊＊＊"},
    {"{\"valid_from\": \"2026-04-01\"}", "2026/04/01"},
    {"{\"password_set_at\": \"2026-12-31T20:05:00Z\"}", "2027/01/01 5:05"},
    {"{\"x\": 120}", "120"},
    {"{\"label_lines\": [\"情報\", \"委員会\"]}", "情報、委員会"},
    {"{\"label_lines\": []}", ""},
    {"{}", "（なし）"},
};

START_TEST(change_in_words)
{
    struct buffer *out = buffer_new(arena, 1000);
    json_t *object = json_loads(changes[_i].json, 0, NULL);

    formatter_find("words", 5)->format(value_of_json(object), "x", out);
    ck_assert_str_eq(out->data, changes[_i].expected);
    json_decref(object);
}
END_TEST

START_TEST(others_are_not_found)
{
    ck_assert_ptr_null(formatter_find("dat", 3));
    ck_assert_ptr_null(formatter_find("dates", 5));
    ck_assert_ptr_null(formatter_find("", 0));
}
END_TEST

START_TEST(labels_are_found_by_field_and_code)
{
    ck_assert_str_eq(label_find("level", "standard_basic"), "対策基準＜基本編＞");
    ck_assert_str_eq(label_find("role", "it_promotion_leader"),
                     "情報システム・セキュリティ担当者（ＩＴ推進リーダー）");
    ck_assert_str_eq(label_find("column", "in_force_from"), "施行日");
    ck_assert_ptr_null(label_find("level", "public"));
    ck_assert_ptr_null(label_find("", ""));
}
END_TEST

Suite *test_formatter_suite(void)
{
    Suite *suite = suite_create("view/formatter");
    TCase *tcase = work_case("formatter");

    EACH(tcase, formats, formattings);
    tcase_add_loop_test(tcase, a_list_or_object_is_no_crash, 0, 12);
    EACH(tcase, text_in_markdown_stays_text, plain_texts);
    EACH(tcase, change_in_words, changes);
    tcase_add_test(tcase, others_are_not_found);
    tcase_add_test(tcase, labels_are_found_by_field_and_code);
    suite_add_tcase(suite, tcase);
    return suite;
}
