#ifndef CLI_ARCHIVE_HEADER_H
#define CLI_ARCHIVE_HEADER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The header of a member of a tar archive (POSIX ustar; sizes from 8 GiB on as GNU tar has them).
 */
enum { ARCHIVE_BLOCK = 512 };

/* A regular file of mode 0600 of nobody in particular. `name` has at most 99 bytes. */
void archive_header_write(unsigned char *header, const char *name, off_t size, int64_t seconds);

/* False: not a header that was written so, or of another name. */
bool archive_header_read(const unsigned char *header, const char *name, off_t *size);

#endif
