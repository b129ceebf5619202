#ifndef CORE_FILES_ATTACHMENT_H
#define CORE_FILES_ATTACHMENT_H

#include <stdbool.h>

#include "core/files/file.h"

struct request;
struct rows;

enum { ATTACHMENT_BODY_MAXIMUM = FILE_MAXIMUM + 64 * 1024 }; /* with the other parts of the form */

/*
 * Files that are attached to something, one a request (multipart/form-data, field `file`), by a
 * route with .own_transactions and .body_limit = ATTACHMENT_BODY_MAXIMUM. Whether one may be added
 * is asked before the file is looked at and, in the transaction that stores it, once more: between
 * the two a scanner takes its time, and no connection to the database waits for it.
 */
struct attachment_kind {
    const char *object_type; /* in the operation log, where something is found in a file */

    /* Whether the actor may add one now; *object_id: to what, for the operation log. */
    bool (*ask)(struct request *request, const char **object_id);

    /* Locks what it belongs to, stores it there with what else was sent, answers the request. */
    bool (*store)(struct request *request, const struct file *file);
};

/* Errors of field `file`: none, empty, too large, of a kind that is not kept, or a virus in it. */
bool attachment_take(struct request *request, const struct attachment_kind *kind)
    __attribute__((warn_unused_result));

/*
 * The file of `row` (id, name, media_type, size) as the answer: always a download and in a sandbox,
 * whatever it is, never within a page of ours. Without a row there is none: 404.
 */
bool attachment_send(struct request *request, const struct rows *row)
    __attribute__((warn_unused_result));

#endif
