#ifndef CORE_FILES_SCAN_H
#define CORE_FILES_SCAN_H

#include <stdbool.h>
#include <stddef.h>

struct work;

/*
 * Asks clamd whether it finds anything in the bytes (its command INSTREAM). `clamd` is the path of
 * its socket, or host:port with an IPv6 address in brackets.
 *
 * True only where it said that there is nothing (*found NULL) or what there is (*found its name for
 * it). A scanner that is away, has not answered within 30 s, refuses a stream of that length or
 * says anything else is ERR_UNAVAILABLE. No database connection may be held meanwhile.
 */
bool file_scan(struct work *work, const char *clamd, const char *bytes, size_t length,
               const char **found) __attribute__((warn_unused_result));

#endif
