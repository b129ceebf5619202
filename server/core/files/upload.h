#ifndef CORE_FILES_UPLOAD_H
#define CORE_FILES_UPLOAD_H

#include <stdbool.h>

#include "core/files/file.h"

struct request;

enum { UPLOAD_BODY_MAXIMUM = FILE_MAXIMUM + 64 * 1024 }; /* with the other parts of the form */

/*
 * The one file of a multipart form, field `file`: of a kind and size that may be kept. Otherwise
 * the error of that field. No database connection is needed.
 */
bool upload_read(struct request *request, struct file *file) __attribute__((warn_unused_result));

/*
 * What the scanner found in it (*found, NULL: nothing, or no scanner is configured). False, and an
 * error, where a configured scanner does not answer. No database connection may be held meanwhile.
 */
bool upload_scan(struct request *request, const struct file *file, const char **found)
    __attribute__((warn_unused_result));

/* The error of a file in which something was found; always false. */
bool upload_refuse_infected(struct request *request);

#endif
