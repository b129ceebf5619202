#include "core/audit/anchor.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/crypto.h"

enum { LINE_ROOM = 160 };

/* A line that a full disk or a power cut tore is no anchor: it goes before the next is written. */
static bool drop_torn_line(int file)
{
    char tail[LINE_ROOM];
    off_t end = lseek(file, 0, SEEK_END);
    off_t from = end > LINE_ROOM ? end - LINE_ROOM : 0;
    ssize_t length = pread(file, tail, sizeof tail, from);
    const char *last;

    if (length <= 0)
        return length == 0;
    last = memrchr(tail, '\n', (size_t)length);
    if (last == tail + length - 1)
        return true;
    return (last || !from) && !ftruncate(file, last ? from + (last - tail) + 1 : 0);
}

bool anchor_append(const char *path, int64_t seq, const char *hash, const char *instant)
{
    char line[LINE_ROOM];
    int length = snprintf(line, sizeof line, "%" PRId64 " %s %s\n", seq, hash, instant);
    int file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool is_written;

    if (file < 0)
        return false;
    is_written =
        drop_torn_line(file) && write(file, line, (size_t)length) == length && fsync(file) == 0;
    return close(file) == 0 && is_written;
}

static bool parse(struct arena *arena, const char *line, struct anchor *out)
{
    char *end;
    const char *hash;

    errno = 0;
    out->seq = strtoll(line, &end, 10);
    if (errno || end == line || *end != ' ' || out->seq < 1)
        return false;
    hash = end + 1;
    if (strspn(hash, "0123456789abcdef") != SHA256_HEX || hash[SHA256_HEX] != ' ')
        return false;
    out->hash = arena_strndup(arena, hash, SHA256_HEX);
    out->at = arena_strndup(arena, hash + SHA256_HEX + 1, strcspn(hash + SHA256_HEX + 1, "\n"));
    return true;
}

static void add(struct arena *arena, struct anchors *anchors, size_t *room, struct anchor anchor)
{
    if (anchors->count == *room) {
        struct anchor *items = arena_array(arena, *room * 2 + 64, sizeof *items);

        if (anchors->count)
            memcpy(items, anchors->items, anchors->count * sizeof *items);
        anchors->items = items;
        *room = *room * 2 + 64;
    }
    anchors->items[anchors->count++] = anchor;
}

/* Two processes may append out of order. */
static int by_seq(const void *a, const void *b)
{
    const struct anchor *one = a, *other = b;

    return (one->seq > other->seq) - (one->seq < other->seq);
}

/* Moves to the first line that begins in the last `bytes`. */
static void skip_to_last(FILE *file, long bytes)
{
    char line[LINE_ROOM];

    if (fseek(file, -bytes - 1, SEEK_END))
        rewind(file);
    else
        while (fgets(line, sizeof line, file) && !strchr(line, '\n'))
            continue;
}

static void read_lines(struct arena *arena, FILE *file, struct anchors *out)
{
    char line[LINE_ROOM];
    size_t room = 0;
    struct anchor anchor;

    for (long number = 1; fgets(line, sizeof line, file); number++) {
        bool is_whole = strchr(line, '\n') != NULL;

        if (is_whole && parse(arena, line, &anchor))
            add(arena, out, &room, anchor);
        else if ((is_whole || !feof(file)) && !out->damaged_line)
            out->damaged_line = number;
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_seq);
}

/* `bytes` at the end of the file, 0: all of it. */
static bool read_file(struct arena *arena, const char *path, long bytes, struct anchors *out)
{
    FILE *file = fopen(path, "re");

    memset(out, 0, sizeof *out);
    if (!file)
        return errno == ENOENT;
    if (bytes)
        skip_to_last(file, bytes);
    read_lines(arena, file, out);
    fclose(file);
    return true;
}

bool anchors_read(struct arena *arena, const char *path, struct anchors *out)
{
    return read_file(arena, path, 0, out);
}

bool anchors_read_last(struct arena *arena, const char *path, size_t least, struct anchors *out)
{
    return read_file(arena, path, (long)least * LINE_ROOM, out);
}
