/*
 * embed SOURCE_DIR OUT_DIR
 *
 * Build tool: turns what the binary carries into C. From SOURCE_DIR (the checkout) it writes
 *
 *   OUT_DIR/db/statements.h, statements.c     the named statements of server/ (.sql files)
 *   OUT_DIR/embedded.h, embedded.c            templates, static files, migrations, data
 *
 * The same tree gives the same bytes: everything is sorted by name. A file whose content would not
 * change is not written, so that builds stay incremental. Any problem is one line on standard error
 * and exit status 1.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    LIST_MAXIMUM = 4096,
    PARTS_MAXIMUM = 64,
    PART_DEPTH = 8,
    PATH_MAXIMUM = 1024,
    LITERAL_LINE = 90
};

struct text {
    char *data;
    size_t length;
};

/* path is where it lies, name what the binary calls it. */
struct file {
    char *path;
    char *name;
};

struct files {
    struct file items[LIST_MAXIMUM];
    size_t count;
};

struct statement {
    const char *path;
    int line;
    char *name;
    struct text sql;
    int parameters;
};

/* A piece of SQL that several statements of its file share, or of which each takes its own. */
struct part {
    char *name;
    struct text sql;
};

/* Static: the program ends with them. */
static struct files sql_files, templates, statics, migrations, data_files;
static struct statement statements[LIST_MAXIMUM];
static size_t statement_count;
static struct part parts[PARTS_MAXIMUM]; /* of the file that is read */
static size_t part_count;

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("embed: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static void *or_die(void *memory)
{
    if (!memory)
        die("out of memory");
    return memory;
}

__attribute__((format(printf, 1, 2))) static char *format_text(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        die("out of memory");
    va_end(arguments);
    return text;
}

/* An unreadable or missing file is empty text with data NULL. */
static struct text read_file(const char *path)
{
    struct text text = {NULL, 0};
    FILE *in = fopen(path, "rb");
    struct stat status;

    if (!in)
        return text;
    if (fstat(fileno(in), &status) < 0)
        die("%s: %s", path, strerror(errno));
    text.data = or_die(calloc(1, (size_t)status.st_size + 1));
    text.length = fread(text.data, 1, (size_t)status.st_size, in);
    fclose(in);
    return text;
}

static void write_if_changed(const char *path, const struct text *content)
{
    struct text old = read_file(path);
    bool is_same =
        old.data && old.length == content->length && !memcmp(old.data, content->data, old.length);
    FILE *out;

    free(old.data);
    if (is_same)
        return;
    out = fopen(path, "wb");
    if (!out || fwrite(content->data, 1, content->length, out) != content->length || fclose(out))
        die("%s: %s", path, strerror(errno));
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);

    return length > tail && !strcmp(text + length - tail, end);
}

static void add_file(struct files *files, char *path, char *name)
{
    if (files->count == LIST_MAXIMUM)
        die("more than %d files", LIST_MAXIMUM);
    files->items[files->count++] = (struct file){path, name};
}

/* Regular files below `folder` that end with `suffix`; a missing folder is an empty one. */
static void collect(struct files *files, const char *folder, const char *prefix, const char *suffix)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;

    if (!directory)
        return;
    while ((entry = readdir(directory))) {
        char *path, *name;
        struct stat status;

        if (entry->d_name[0] == '.' || ends_with(entry->d_name, "~"))
            continue;
        path = format_text("%s/%s", folder, entry->d_name);
        name = format_text("%s%s", prefix, entry->d_name);
        if (!stat(path, &status) && S_ISDIR(status.st_mode)) {
            char *below = format_text("%s/", name);

            collect(files, path, below, suffix);
            free(below);
        } else if (ends_with(entry->d_name, suffix)) {
            add_file(files, path, name);
            continue;
        }
        free(path);
        free(name);
    }
    closedir(directory);
}

static int by_name(const void *a, const void *b)
{
    const struct file *left = a, *right = b;
    int order = strcmp(left->name, right->name);

    return order ? order : strcmp(left->path, right->path);
}

static void sort_files(struct files *files)
{
    qsort(files->items, files->count, sizeof files->items[0], by_name);
    for (size_t i = 1; i < files->count; i++)
        if (!strcmp(files->items[i - 1].name, files->items[i].name))
            die("%s and %s have the same name", files->items[i - 1].path, files->items[i].path);
}

/* server/modules/<module>/sample/<file> is known as sample/<file>. */
static void collect_samples(struct files *files, const char *modules)
{
    struct files all = {.count = 0};

    collect(&all, modules, "", "");
    for (size_t i = 0; i < all.count; i++) {
        char *inside = strchr(all.items[i].name, '/');

        if (inside && !strncmp(inside + 1, "sample/", 7))
            add_file(files, strdup(all.items[i].path), strdup(inside + 1));
        free(all.items[i].path);
        free(all.items[i].name);
    }
}

static void collect_tree(const char *source)
{
    char *server = format_text("%s/server", source);
    char *folder;

    collect(&sql_files, server, "", ".sql");
    sort_files(&sql_files);
    folder = format_text("%s/templates", source);
    collect(&templates, folder, "", ".html");
    for (size_t i = 0; i < templates.count; i++)
        *strrchr(templates.items[i].name, '.') = '\0';
    sort_files(&templates);
    free(folder);
    folder = format_text("%s/static", source);
    collect(&statics, folder, "", "");
    sort_files(&statics);
    free(folder);
    folder = format_text("%s/migrations", source);
    collect(&migrations, folder, "", ".sql");
    sort_files(&migrations);
    free(folder);
    folder = format_text("%s/view/labels.tsv", server);
    add_file(&data_files, folder, strdup("labels.tsv"));
    folder = format_text("%s/modules", server);
    collect_samples(&data_files, folder);
    sort_files(&data_files);
    free(folder);
    free(server);
}

/* The place after a quoted string, comment or quoted name that begins at `at`, or `at`. */
static const char *skip_quoted(const char *at)
{
    if (at[0] == '-' && at[1] == '-')
        return at + strcspn(at, "\n");
    if (*at == '\'' || *at == '"') {
        const char *end = strchr(at + 1, *at);

        return end ? end + 1 : at + strlen(at);
    }
    return at;
}

static int highest_parameter(const char *sql)
{
    long highest = 0;

    while (*sql) {
        const char *after = skip_quoted(sql);

        if (after != sql) {
            sql = after;
            continue;
        }
        if (*sql == '$' && isdigit((unsigned char)sql[1])) {
            long number = strtol(sql + 1, NULL, 10);

            highest = number > highest ? number : highest;
        }
        sql++;
    }
    return (int)highest;
}

static const char name_signs[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

static void check_name(const char *path, int line, const char *name)
{
    if (!islower((unsigned char)name[0]) || name[strspn(name, name_signs)])
        die("%s:%d: \"%s\" is no statement name", path, line, name);
}

static void add_text(struct text *text, const char *bytes, size_t length)
{
    text->data = or_die(realloc(text->data, text->length + length + 1));
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

static void trim_sql(struct text *sql)
{
    while (sql->length && (isspace((unsigned char)sql->data[sql->length - 1]) ||
                           sql->data[sql->length - 1] == ';'))
        sql->data[--sql->length] = '\0';
}

/* ---- parts and variants -------------------------------------------------------------------------
 *
 * "-- part: order_number" begins a part, which @order_number stands for in the file's statements
 * and other parts. "-- name: list_by_{number section}" is one statement for each word, and @order
 * in it is the part order_number, then order_section: sort orders without ORDER BY CASE and without
 * the rest of the statement written again.
 */

static const struct text *find_part(const char *name, size_t length, const char *variant)
{
    const struct text *found = NULL;

    for (size_t i = 0; i < part_count; i++) {
        const char *rest;

        if (strncmp(parts[i].name, name, length) != 0)
            continue;
        rest = parts[i].name + length;
        if (*variant && rest[0] == '_' && !strcmp(rest + 1, variant))
            return &parts[i].sql;
        if (!rest[0] && !found)
            found = &parts[i].sql;
    }
    return found;
}

static void expand(struct statement *out, const char *sql, const char *variant, int depth)
{
    while (*sql) {
        const char *after = skip_quoted(sql);
        size_t length = *sql == '@' ? strspn(sql + 1, name_signs) : 0;
        const struct text *part = length ? find_part(sql + 1, length, variant) : NULL;

        if (length && (!part || depth == PART_DEPTH))
            die("%s:%d: %s: no part for @%.*s", out->path, out->line, out->name, (int)length,
                sql + 1);
        if (after == sql)
            after = sql + 1 + length;
        if (part)
            expand(out, part->data, variant, depth + 1);
        else
            add_text(&out->sql, sql, (size_t)(after - sql));
        sql = after;
    }
}

static void add_statement(const struct statement *written, char *name, const char *variant)
{
    struct statement *statement = &statements[statement_count++];

    if (statement_count == LIST_MAXIMUM)
        die("more than %d statements", LIST_MAXIMUM);
    *statement = (struct statement){written->path, written->line, name, {NULL, 0}, 0};
    check_name(statement->path, statement->line, name);
    expand(statement, written->sql.data, variant, 0);
    statement->parameters = highest_parameter(statement->sql.data);
}

/* One statement, or one for each word in the braces of its name. */
static void add_variants(struct statement *written)
{
    char *open = strchr(written->name, '{'), *rest, *variant;

    trim_sql(&written->sql);
    if (!written->sql.length)
        die("%s:%d: %s has no SQL", written->path, written->line, written->name);
    if (!open) {
        add_statement(written, written->name, "");
        return;
    }
    if (open[strlen(open) - 1] != '}')
        die("%s:%d: \"%s\" is no statement name", written->path, written->line, written->name);
    open[strlen(open) - 1] = '\0';
    *open = '\0';
    rest = open + 1;
    while ((variant = strsep(&rest, " ")))
        add_statement(written, format_text("%s%s", written->name, variant), variant);
    free(written->name);
}

/* Of the file: all of its parts are read before its first statement is expanded. */
static struct statement written[LIST_MAXIMUM];
static size_t written_count;

static char *name_after(const char *mark)
{
    size_t length;

    mark += strspn(mark, " \t");
    length = strlen(mark);
    while (length && isspace((unsigned char)mark[length - 1]))
        length--;
    return or_die(strndup(mark, length));
}

static struct text *begin_statement(const char *path, int line, const char *name)
{
    struct statement *statement = &written[written_count++];

    if (written_count == LIST_MAXIMUM)
        die("more than %d statements", LIST_MAXIMUM);
    *statement = (struct statement){path, line, name_after(name), {NULL, 0}, 0};
    return &statement->sql;
}

static struct text *begin_part(const char *path, int line, const char *name)
{
    struct part *part = &parts[part_count++];

    if (part_count == PARTS_MAXIMUM)
        die("%s: more than %d parts", path, PARTS_MAXIMUM);
    *part = (struct part){name_after(name), {NULL, 0}};
    check_name(path, line, part->name);
    if (find_part(part->name, strlen(part->name), "") != &part->sql)
        die("%s:%d: two parts named %s", path, line, part->name);
    return &part->sql;
}

static void finish_file(void)
{
    for (size_t i = 0; i < part_count; i++) {
        trim_sql(&parts[i].sql);
        if (!parts[i].sql.length)
            die("the part %s has no SQL", parts[i].name);
    }
    for (size_t i = 0; i < written_count; i++) {
        add_variants(&written[i]);
        free(written[i].sql.data);
    }
    for (size_t i = 0; i < part_count; i++) {
        free(parts[i].name);
        free(parts[i].sql.data);
    }
}

/* Comment lines are for the reader of the .sql file; the server doesn't get them. */
static void read_statements(const char *path)
{
    static const char statement_mark[] = "-- name:", part_mark[] = "-- part:";
    struct text text = read_file(path), *sql = NULL;
    char *rest = text.data, *line;
    int number = 0;

    part_count = written_count = 0;
    while ((line = strsep(&rest, "\n"))) {
        number++;
        if (!strncmp(line, statement_mark, sizeof statement_mark - 1)) {
            sql = begin_statement(path, number, line + sizeof statement_mark - 1);
        } else if (!strncmp(line, part_mark, sizeof part_mark - 1)) {
            sql = begin_part(path, number, line + sizeof part_mark - 1);
        } else if (strncmp(line, "--", 2) && line[strspn(line, " \t\r")]) {
            if (!sql)
                die("%s:%d: SQL before the first \"-- name:\"", path, number);
            add_text(sql, line, strlen(line));
            add_text(sql, "\n", 1);
        }
    }
    finish_file();
    free(text.data);
}

static int by_statement_name(const void *a, const void *b)
{
    return strcmp(((const struct statement *)a)->name, ((const struct statement *)b)->name);
}

static void sort_statements(void)
{
    qsort(statements, statement_count, sizeof statements[0], by_statement_name);
    for (size_t i = 1; i < statement_count; i++)
        if (!strcmp(statements[i - 1].name, statements[i].name))
            die("%s:%d and %s:%d: two statements named %s", statements[i - 1].path,
                statements[i - 1].line, statements[i].path, statements[i].line, statements[i].name);
}

/* A string literal: compiles a hundred times faster than a list of numbers. */
static void print_literal(FILE *out, const struct text *text)
{
    size_t column = 0;

    fputs("\n     \"", out);
    for (size_t i = 0; i < text->length; i++) {
        unsigned char c = (unsigned char)text->data[i];

        if (c == '\n')
            column += (size_t)fprintf(out, "\\n");
        else if (c == '"' || c == '\\' || c == '?')
            column += (size_t)fprintf(out, "\\%c", c);
        else if (c >= ' ' && c < 0x7f)
            column += (size_t)fprintf(out, "%c", c);
        else
            column += (size_t)fprintf(out, "\\%03o", c);
        if (column >= LITERAL_LINE) {
            fputs("\"\n     \"", out);
            column = 0;
        }
    }
    fputc('"', out);
}

static void print_statements_header(FILE *out)
{
    fputs("#ifndef DB_STATEMENTS_H\n#define DB_STATEMENTS_H\n\nenum statement {\n", out);
    for (size_t i = 0; i < statement_count; i++) {
        fputs("    SQL_", out);
        for (const char *c = statements[i].name; *c; c++)
            fputc(toupper((unsigned char)*c), out);
        fputs(",\n", out);
    }
    fputs("    STATEMENT_COUNT\n};\n\n"
          "struct statement_text {\n    const char *name;\n    const char *sql;\n"
          "    int parameters;\n};\n\n"
          "/* By enum statement; one more with a NULL name ends them. */\n"
          "extern const struct statement_text statement_texts[STATEMENT_COUNT + 1];\n\n#endif\n",
          out);
}

static void print_statements(FILE *out)
{
    fputs("#include \"db/statements.h\"\n\n"
          "const struct statement_text statement_texts[STATEMENT_COUNT + 1] = {\n",
          out);
    for (size_t i = 0; i < statement_count; i++) {
        fprintf(out, "    {\"%s\",", statements[i].name);
        print_literal(out, &statements[i].sql);
        fprintf(out, ", %d},\n", statements[i].parameters);
    }
    fputs("    {0, 0, 0},\n};\n", out);
}

static void print_embedded_header(FILE *out)
{
    fputs("#ifndef EMBEDDED_H\n#define EMBEDDED_H\n\n#include <stddef.h>\n\n"
          "/* data is followed by a NUL that length doesn't count; a NULL name ends a list. */\n"
          "struct embedded_file {\n    const char *name;\n    const char *data;\n"
          "    size_t length;\n};\n\n"
          "extern const struct embedded_file embedded_templates[];\n"
          "extern const struct embedded_file embedded_static[];\n"
          "extern const struct embedded_file embedded_migrations[];\n"
          "extern const struct embedded_file embedded_data[];\n\n#endif\n",
          out);
}

static void print_list(FILE *out, const char *list, const struct files *files)
{
    fprintf(out, "\nconst struct embedded_file %s[] = {\n", list);
    for (size_t i = 0; i < files->count; i++) {
        struct text content = read_file(files->items[i].path);
        struct text name = {files->items[i].name, strlen(files->items[i].name)};

        if (content.data) {
            fputs("    {", out);
            print_literal(out, &name);
            fputc(',', out);
            print_literal(out, &content);
            fprintf(out, ", %zu},\n", content.length);
        }
        free(content.data);
    }
    fputs("    {0, 0, 0},\n};\n", out);
}

static void print_embedded(FILE *out)
{
    fputs("#include \"embedded.h\"\n", out);
    print_list(out, "embedded_templates", &templates);
    print_list(out, "embedded_static", &statics);
    print_list(out, "embedded_migrations", &migrations);
    print_list(out, "embedded_data", &data_files);
}

static void generate(const char *folder, const char *name, void (*print)(FILE *))
{
    char *path = format_text("%s/%s", folder, name);
    struct text content = {NULL, 0};
    FILE *out = open_memstream(&content.data, &content.length);

    or_die(out);
    print(out);
    if (fclose(out))
        die("out of memory");
    write_if_changed(path, &content);
    free(content.data);
    free(path);
}

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        die("%s: %s", path, strerror(errno));
}

int main(int count, char **arguments)
{
    char *below;

    if (count != 3)
        die("usage: embed SOURCE_DIR OUT_DIR");
    collect_tree(arguments[1]);
    for (size_t i = 0; i < sql_files.count; i++)
        read_statements(sql_files.items[i].path);
    sort_statements();
    make_folder(arguments[2]);
    below = format_text("%s/db", arguments[2]);
    make_folder(below);
    free(below);
    generate(arguments[2], "db/statements.h", print_statements_header);
    generate(arguments[2], "db/statements.c", print_statements);
    generate(arguments[2], "embedded.h", print_embedded_header);
    generate(arguments[2], "embedded.c", print_embedded);
    return 0;
}
