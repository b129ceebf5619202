#ifndef CORE_FILES_FILE_H
#define CORE_FILES_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct work;

enum { FILE_MAXIMUM = 20 * 1024 * 1024 }; /* bytes; file_size in the database says the same */

/*
 * A file to be kept. What it belongs to, and who may read it, is the business of who keeps it:
 * nothing here asks.
 */
struct file {
    const char *name; /* data for people, never a path */
    const char *media_type;
    const char *bytes;
    size_t length;
    const char *scanned_by; /* "": no scanner is configured */
};

/*
 * A name people can use on any machine: without folders, control, direction and invisible
 * characters, and not that of a device of Windows. What nothing is left of is called 添付資料.
 */
const char *file_safe_name(struct arena *arena, const char *name);

/* *id of the new row, in the caller's transaction. */
bool file_store(struct work *work, const struct file *file, const char **id)
    __attribute__((warn_unused_result));

/* The bytes, `length` of them as the row says; one that lacks a part is a defect. */
bool file_fetch(struct work *work, const char *id, size_t length, const char **bytes)
    __attribute__((warn_unused_result));

#endif
