#include "http/static_files.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "embedded.h"

enum { HASH_LENGTH = 12, GZIP_WINDOW = 15 + 16 };

struct static_files {
    struct static_file *files;
    size_t count;
    json_t *paths;
};

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".txt", "text/plain; charset=utf-8"},
};

static const char *type_of(const char *name)
{
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (!strcmp(dot, types[i].ending))
            return types[i].type;
    return "application/octet-stream";
}

/* "mamori.css" → "mamori.3f2a9c1d.css" */
static const char *hashed_name(struct arena *arena, const struct embedded_file *source)
{
    const char *dot = strrchr(source->name, '.');
    const char *hash = crypto_sha256_hex(arena, source->data, source->length);

    if (!dot)
        dot = source->name + strlen(source->name);
    return arena_printf(arena, "%.*s.%.*s%s", (int)(dot - source->name), source->name, HASH_LENGTH,
                        hash, dot);
}

/* "css/mamori.css" → "css_mamori_css", a name Mustache can say. */
static const char *member_name(struct arena *arena, const char *name)
{
    char *member = arena_strdup(arena, name);

    for (char *p = member; *p; p++)
        if (*p == '.' || *p == '-' || *p == '/')
            *p = '_';
    return member;
}

static void compress_file(struct arena *arena, struct static_file *file)
{
    z_stream stream = {0};
    size_t room = compressBound(file->length) + 64;
    char *out = arena_alloc(arena, room);

    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return;
    stream.next_in = (const Bytef *)file->bytes;
    stream.avail_in = (uInt)file->length;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    if (deflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out < file->length) {
        file->gzip = out;
        file->gzip_length = stream.total_out;
    }
    deflateEnd(&stream);
}

static void add_file(struct arena *arena, struct static_files *files,
                     const struct embedded_file *source)
{
    struct static_file *file = &files->files[files->count++];
    const char *path;

    file->name = hashed_name(arena, source);
    file->content_type = type_of(source->name);
    file->bytes = source->data;
    file->length = source->length;
    compress_file(arena, file);
    path = arena_printf(arena, "/static/%s", file->name);
    json_object_set_new(files->paths, member_name(arena, source->name), json_string(path));
}

struct static_files *static_files_new(struct arena *arena, const struct embedded_file *sources)
{
    struct static_files *files = arena_alloc(arena, sizeof *files);
    size_t count = 0;

    while (sources[count].name)
        count++;
    files->files = arena_array(arena, count, sizeof *files->files);
    files->paths = json_on_arena(arena, json_object());
    for (size_t i = 0; i < count; i++)
        add_file(arena, files, &sources[i]);
    return files;
}

const struct static_file *static_files_find(const struct static_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (!strcmp(files->files[i].name, name))
            return &files->files[i];
    return NULL;
}

const json_t *static_files_paths(const struct static_files *files)
{
    return files->paths;
}
