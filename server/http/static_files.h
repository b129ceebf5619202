#ifndef HTTP_STATIC_FILES_H
#define HTTP_STATIC_FILES_H

#include <jansson.h>
#include <stddef.h>

struct arena;
struct embedded_file;

/*
 * The files of static/, carried in the binary. Each is served under a name that holds the hash of
 * its content (/static/mamori.3f2a9c1d.css), so a browser may keep it for ever, and is compressed
 * once at the start.
 */
struct static_file {
    const char *name; /* "mamori.3f2a9c1d.css" */
    const char *content_type;
    const char *bytes;
    size_t length;
    const char *gzip; /* NULL where compressing does not pay */
    size_t gzip_length;
};

struct static_files;

struct static_files *static_files_new(struct arena *arena, const struct embedded_file *sources);

/* NULL: no such file, or another version of it. */
const struct static_file *static_files_find(const struct static_files *files, const char *name);

/* {"mamori_css": "/static/mamori.3f2a9c1d.css", …}: what templates call page.static. */
const json_t *static_files_paths(const struct static_files *files);

#endif
