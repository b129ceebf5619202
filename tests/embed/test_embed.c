#include <errno.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/work_fixture.h"

/* The tool is compiled here: it is a program of the build, no part of the library. */
static char folder[64];

extern char **environ;

static const char *in_folder(const char *name)
{
    static char paths[4][256];
    static int next;

    next = (next + 1) % 4;
    snprintf(paths[next], sizeof paths[next], "%s/%s", folder, name);
    return paths[next];
}

static int run(const char *program, const char *const *arguments)
{
    int status;
    pid_t pid;

    ck_assert_int_eq(
        posix_spawnp(&pid, program, NULL, NULL, (char *const *)(uintptr_t)arguments, environ), 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int embed(const char *out)
{
    char source[256], into[256];

    snprintf(source, sizeof source, "%s", in_folder("tree"));
    snprintf(into, sizeof into, "%s", in_folder(out));
    return run(in_folder("embed"), (const char *const[]){"embed", source, into, NULL});
}

static void put(const char *name, const char *bytes, size_t length)
{
    const char *path = in_folder(name);
    char parent[256];
    FILE *out;

    snprintf(parent, sizeof parent, "%s", path);
    for (char *slash = parent + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        ck_assert(mkdir(parent, 0777) == 0 || errno == EEXIST);
        *slash = '/';
    }
    out = fopen(path, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(bytes, 1, length, out), length);
    ck_assert_int_eq(fclose(out), 0);
}

static void put_text(const char *name, const char *text)
{
    put(name, text, strlen(text));
}

static char *get(const char *name)
{
    static char texts[2][65536];
    static int next;
    FILE *in = fopen(in_folder(name), "rb");
    char *text = texts[next = !next];

    ck_assert_ptr_nonnull(in);
    text[fread(text, 1, sizeof texts[0] - 1, in)] = '\0';
    fclose(in);
    return text;
}

static void set_up(void)
{
    char source[512];

    snprintf(folder, sizeof folder, "/tmp/mamori-embed-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_ptr_nonnull(getenv("MAMORI_SOURCE"));
    snprintf(source, sizeof source, "%s/server/embed/embed.c", getenv("MAMORI_SOURCE"));
    ck_assert_int_eq(run("cc", (const char *const[]){"cc", "-std=gnu17", "-D_GNU_SOURCE", "-o",
                                                     in_folder("embed"), source, NULL}),
                     0);
    put_text("tree/server/b/b.sql",
             "-- name: second\n-- comment $9\nSELECT $2, '$7', \"$8\" -- $6\n WHERE $1;\n\n");
    put_text("tree/server/a.sql", "-- what this file is\n-- name: first\nSELECT 1\n;\n");
    put_text("tree/templates/policies/show.html", "<p class=\"a\">あ\\?\?=</p>\n");
    put_text("tree/static/mamori.css", "");
    put_text("tree/static/.hidden", "no");
    put("tree/static/image.png", "\0\1\377\"0", 5);
    put_text("tree/migrations/0002_b.sql", "b");
    put_text("tree/migrations/0001_a.sql", "a");
    put_text("tree/server/view/labels.tsv", "a\tb\n");
    put_text("tree/server/modules/policies/sample/text.txt", "x");
    put_text("tree/server/modules/policies/policy.c", "x");
}

static void tear_down(void)
{
    ck_assert_int_eq(run("rm", (const char *const[]){"rm", "-r", folder, NULL}), 0);
}

START_TEST(statements_are_sorted_and_counted)
{
    ck_assert_int_eq(embed("out"), 0);
    ck_assert_ptr_nonnull(strstr(get("out/db/statements.h"),
                                 "enum statement {\n    SQL_FIRST,\n    SQL_SECOND,\n"
                                 "    STATEMENT_COUNT\n};"));
    ck_assert_ptr_nonnull(strstr(get("out/db/statements.c"), "\"SELECT 1\", 0}"));
    ck_assert_ptr_nonnull(strstr(get("out/db/statements.c"),
                                 "\"SELECT $2, '$7', \\\"$8\\\" -- $6\\n WHERE $1\", 2}"));
}
END_TEST

/* A program with the generated code prints what it carries. */
START_TEST(files_are_carried_byte_for_byte)
{
    static const char printer[] =
        "#include <stdio.h>\n#include \"embedded.h\"\n"
        "static void list(const struct embedded_file *f) {\n"
        "  for (; f->name; f++) { printf(\"%s %zu:\", f->name, f->length);\n"
        "    for (size_t i = 0; i < f->length; i++) printf(\"%02x\", f->data[i] & 0xff);\n"
        "    puts(\"\"); } puts(\"-\"); }\n"
        "int main(int n, char **a) { return n != 2 || !freopen(a[1], \"w\", stdout)\n"
        "  || (list(embedded_templates), list(embedded_static), list(embedded_migrations),\n"
        "  list(embedded_data), 0); }\n";

    ck_assert_int_eq(embed("out"), 0);
    put_text("out/print.c", printer);
    ck_assert_int_eq(run("cc", (const char *const[]){"cc", "-Werror", "-o", in_folder("print"),
                                                     in_folder("out/print.c"),
                                                     in_folder("out/embedded.c"), NULL}),
                     0);
    ck_assert_int_eq(
        run(in_folder("print"), (const char *const[]){"print", in_folder("list"), NULL}), 0);
    ck_assert_str_eq(get("list"),
                     "policies/show 25:3c7020636c6173733d2261223ee381825c3f3f3d3c2f703e0a\n-\n"
                     "image.png 5:0001ff2230\nmamori.css 0:\n-\n"
                     "0001_a.sql 1:61\n0002_b.sql 1:62\n-\n"
                     "labels.tsv 4:6109620a\nsample/text.txt 1:78\n-\n");
}
END_TEST

START_TEST(the_same_tree_gives_the_same_bytes_and_is_written_once)
{
    static const char *const names[] = {"db/statements.h", "db/statements.c", "embedded.h",
                                        "embedded.c"};
    struct stat before[4], after;
    char a[64], b[64];

    ck_assert_int_eq(embed("out"), 0);
    ck_assert_int_eq(embed("other"), 0);
    for (int i = 0; i < 4; i++) {
        snprintf(a, sizeof a, "out/%s", names[i]);
        snprintf(b, sizeof b, "other/%s", names[i]);
        ck_assert_str_eq(get(a), get(b));
        ck_assert_int_eq(stat(in_folder(a), &before[i]), 0);
    }
    put_text("tree/static/mamori.css", "a{}");
    ck_assert_int_eq(embed("out"), 0);
    for (int i = 0; i < 4; i++) {
        snprintf(a, sizeof a, "out/%s", names[i]);
        ck_assert_int_eq(stat(in_folder(a), &after), 0);
        ck_assert((after.st_mtim.tv_nsec == before[i].st_mtim.tv_nsec) == (i < 3));
    }
}
END_TEST

/* Sort orders without ORDER BY CASE: a statement for each word, and what they share written once.
 */
START_TEST(a_name_with_words_is_a_statement_for_each)
{
    const char *made;

    put_text("tree/server/list.sql",
             "-- part: rows\nSELECT * FROM t WHERE a @> $1 AND '@x' <> @limit\n"
             "-- part: limit\n$2;\n"
             "-- part: order_name\nname, id\n-- part: order_day\nday DESC\n"
             "-- name: list_by_{name day}\n@rows ORDER BY @order\n");
    ck_assert_int_eq(embed("out"), 0);
    made = get("out/db/statements.c");
    ck_assert_ptr_nonnull(
        strstr(made, "{\"list_by_day\",\n     \"SELECT * FROM t WHERE a @> $1 AND '@x' <> $2"
                     " ORDER BY day DESC\", 2}"));
    ck_assert_ptr_nonnull(
        strstr(made, "{\"list_by_name\",\n     \"SELECT * FROM t WHERE a @> $1 AND '@x' <> $2"
                     " ORDER BY name, id\", 2}"));
}
END_TEST

static const char *const refused[] = {
    "SELECT 1\n",                                                     /* no name */
    "-- name: Bad\nSELECT 1\n",                                       /* not lower case */
    "-- name: \nSELECT 1\n",                                          /* empty name */
    "-- name: empty\n-- name: full\nSELECT 1\n",                      /* no SQL */
    "-- name: first\nSELECT 2\n",                                     /* twice, see set_up() */
    "-- name: list_{a b\nSELECT 1\n",                                 /* braces left open */
    "-- name: list_{}\nSELECT 1\n-- name: list_\nSELECT 1\n",         /* no word: the same name */
    "-- name: list_{a b}\nSELECT @order\n-- part: order_a\n1\n",      /* b has no order */
    "-- name: list\nSELECT @order\n",                                 /* no part */
    "-- part: one\n@one\n-- name: list\nSELECT @one\n",               /* of itself */
    "-- part: one\n1\n-- part: one\n2\n-- name: list\nSELECT @one\n", /* twice */
    "-- part: one\n-- name: list\nSELECT 1\n",                        /* empty */
};

START_TEST(bad_statements_stop_the_build)
{
    put_text("tree/server/c.sql", refused[_i]);
    ck_assert_int_eq(embed("out"), 1);
}
END_TEST

START_TEST(two_samples_of_one_name_stop_the_build)
{
    put_text("tree/server/modules/org/sample/text.txt", "y");
    ck_assert_int_eq(embed("out"), 1);
}
END_TEST

Suite *test_embed_suite(void)
{
    Suite *suite = suite_create("embed");
    TCase *tests = tcase_create("embed");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, statements_are_sorted_and_counted);
    tcase_add_test(tests, files_are_carried_byte_for_byte);
    tcase_add_test(tests, the_same_tree_gives_the_same_bytes_and_is_written_once);
    tcase_add_test(tests, a_name_with_words_is_a_statement_for_each);
    EACH(tests, bad_statements_stop_the_build, refused);
    tcase_add_test(tests, two_samples_of_one_name_stop_the_build);
    suite_add_tcase(suite, tests);
    return suite;
}
