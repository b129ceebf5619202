#include "cli/backup_manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/crypto.h"
#include "base/rows.h"

enum { TEXT_MAXIMUM = 1024 * 1024, MIGRATION_WIDTH = 3 };

static const char first_line[] = "mamori backup 1\n";
static const char any_version[] = "mamori backup ";

const char *const backup_members[] = {BACKUP_ANCHORS, BACKUP_DATABASE, BACKUP_MANIFEST, NULL};

const char *manifest_write(struct arena *arena, const struct manifest *manifest)
{
    struct buffer *text = buffer_new(arena, TEXT_MAXIMUM);

    buffer_printf(text, "%smade %s\nanchors %s\ndatabase %s\n", first_line, manifest->made,
                  manifest->anchors, manifest->database);
    for (int i = 0; i < manifest->migrations->count; i++)
        buffer_printf(text, "migration %s %s\n", rows_text(manifest->migrations, i, "name"),
                      rows_text(manifest->migrations, i, "sha256"));
    buffer_printf(text, "end %s\n", crypto_sha256_hex(arena, text->data, text->length));
    return text->data;
}

/* The last line seals the ones before. */
static bool is_whole(struct arena *arena, const char *text)
{
    const char *end = strstr(text, "\nend ");
    const char *wanted;

    if (!end)
        return false;
    wanted =
        arena_printf(arena, "end %s\n", crypto_sha256_hex(arena, text, (size_t)(end + 1 - text)));
    return !strcmp(end + 1, wanted);
}

/* The rest of the line when it begins with that word, else NULL. */
static char *after(char *line, const char *word)
{
    size_t length = strlen(word);

    return !strncmp(line, word, length) && line[length] == ' ' ? line + length + 1 : NULL;
}

/* "NNNN_subject.sql SHA256" */
static void add_migration(struct arena *arena, struct rows *rows, struct cell *cells, char *line)
{
    char *name = strsep(&line, " ");
    const char *values[] = {arena_strndup(arena, name, strspn(name, "0123456789")), name,
                            line ? line : ""};

    for (int i = 0; i < MIGRATION_WIDTH; i++)
        cells[rows->count * MIGRATION_WIDTH + i] =
            (struct cell){values[i], (uint32_t)strlen(values[i])};
    rows->count++;
}

static size_t count_lines(const char *text)
{
    size_t lines = 1;

    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

static void read_lines(struct arena *arena, const char *text, struct manifest *out)
{
    static const struct column columns[] = {
        {"number", CELL_INTEGER}, {"name", CELL_TEXT}, {"sha256", CELL_TEXT}};
    struct rows *rows = arena_alloc(arena, sizeof *rows);
    struct cell *cells = arena_array(arena, count_lines(text) * MIGRATION_WIDTH, sizeof *cells);
    char *rest = arena_strdup(arena, text), *line, *value;

    *rows = (struct rows){0, MIGRATION_WIDTH, columns, cells};
    *out = (struct manifest){"", "", "", rows};
    while ((line = strsep(&rest, "\n"))) {
        if ((value = after(line, "made")))
            out->made = value;
        else if ((value = after(line, "anchors")))
            out->anchors = value;
        else if ((value = after(line, "database")))
            out->database = value;
        else if ((value = after(line, "migration")))
            add_migration(arena, rows, cells, value);
    }
}

bool manifest_read(struct arena *arena, const char *text, struct manifest *out,
                   const char **problem)
{
    *problem = NULL;
    if (strncmp(text, first_line, sizeof first_line - 1) &&
        !strncmp(text, any_version, sizeof any_version - 1))
        *problem = "is a backup of another form, made by another version of mamori";
    else if (strncmp(text, first_line, sizeof first_line - 1) || !is_whole(arena, text))
        *problem = "is damaged: its manifest is not as it was written";
    if (*problem)
        return false;
    read_lines(arena, text, out);
    return true;
}
