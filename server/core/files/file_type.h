#ifndef CORE_FILES_FILE_TYPE_H
#define CORE_FILES_FILE_TYPE_H

#include <stddef.h>

/*
 * What kinds of files may be added to a record: the ending of the name says one, and the content
 * must be of that kind. Returns the media type; NULL: none of the kinds, or the content is another.
 */
const char *file_type_of(const char *name, const char *bytes, size_t length);

/* The endings in words, for who chose another. */
extern const char file_types_in_words[];

#endif
