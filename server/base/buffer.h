#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct arena;

/*
 * A growing run of bytes with a maximum it is created with. Once an append would pass the maximum
 * the buffer is `overflowed`, keeps what it had and ignores further appends: writers append without
 * checking and the one who made the buffer asks at the end.
 *
 * `data` is always terminated by a NUL that `length` does not count. The bytes end with the arena.
 */
struct buffer {
    struct arena *arena;
    char *data;
    size_t length;
    size_t capacity;
    size_t maximum;
    bool overflowed;
};

struct buffer *buffer_new(struct arena *arena, size_t maximum);

/* Where the bytes do not fit as it stands. */
void buffer_add_growing(struct buffer *buffer, const void *bytes, size_t length);

/* Inline: writers append a page in pieces of a few bytes. */
static inline void buffer_add(struct buffer *buffer, const void *bytes, size_t length)
{
    if (!length)
        return;
    if (buffer->overflowed || length >= buffer->capacity - buffer->length) {
        buffer_add_growing(buffer, bytes, length);
        return;
    }
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

static inline void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

static inline void buffer_char(struct buffer *buffer, char c)
{
    buffer_add(buffer, &c, 1);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_clear(struct buffer *buffer);

#endif
