#include "view/label.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "embedded.h"

struct label {
    const char *field, *code, *words;
};

/* Open addressing, at most half full; read once, then only looked at. */
static struct arena *arena;
static struct label *slots;
static size_t mask;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint32_t hash_text(uint32_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    return hash;
}

static struct label *find_slot(const char *field, const char *code)
{
    size_t at = hash_text(hash_text(2166136261U, field) * 31, code) & mask;

    while (slots[at].field &&
           (strcmp(slots[at].code, code) != 0 || strcmp(slots[at].field, field) != 0))
        at = (at + 1) & mask;
    return &slots[at];
}

static void refuse(const char *line, const char *what)
{
    log_bug("labels.tsv: %s: %s", what, line);
    abort();
}

static void read_line(char *line)
{
    char *code, *words;
    struct label *slot;

    if (!line[0] || line[0] == '#')
        return;
    code = strchr(line, '\t');
    words = code ? strchr(code + 1, '\t') : NULL;
    if (!words || words[1] == '\0' || strchr(words + 1, '\t'))
        refuse(line, "not field, code, words");
    *code++ = '\0';
    *words++ = '\0';
    slot = find_slot(line, code);
    if (slot->field)
        refuse(code, "twice");
    *slot = (struct label){line, code, words};
}

/* The table lives as long as the process. */
static void read_table(const struct embedded_file *file)
{
    char *at;
    size_t lines = 1;

    arena = arena_new();
    at = arena_strndup(arena, file->data, file->length);
    for (size_t i = 0; i < file->length; i++)
        lines += file->data[i] == '\n';
    mask = 63;
    while (mask < lines * 2)
        mask = mask * 2 + 1;
    slots = arena_array(arena, mask + 1, sizeof *slots);
    while (at) {
        char *end = strchr(at, '\n');

        if (end)
            *end++ = '\0';
        read_line(at);
        at = end;
    }
}

static void read_labels(void)
{
    for (const struct embedded_file *file = embedded_data; file->name; file++)
        if (!strcmp(file->name, "labels.tsv")) {
            read_table(file);
            return;
        }
    log_bug("labels.tsv is not embedded");
    abort();
}

const char *label_find(const char *field, const char *code)
{
    pthread_once(&once, read_labels);
    return find_slot(field, code)->words;
}
