#ifndef HTTP_PERCENT_H
#define HTTP_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * RFC 3986 percent-encoding. Decoding happens once, in the one place that asked for it; what comes
 * out is bytes and may hold anything, NUL included.
 */

/* Value of a hexadecimal digit, or -1. */
int percent_digit(char c);

/*
 * Decodes `length` bytes into `out` (room for length + 1 bytes, terminated by a NUL), returns how
 * many came out, or -1 for a % that two hexadecimal digits do not follow. With `plus_is_space`, as
 * forms are encoded, + becomes a space.
 */
long percent_decode(const char *text, size_t length, bool plus_is_space, char *out);

#endif
