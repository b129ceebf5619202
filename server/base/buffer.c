#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static void release(void *object)
{
    struct buffer *buffer = object;

    free(buffer->data);
}

struct buffer *buffer_new(struct arena *arena, size_t maximum)
{
    struct buffer *buffer = arena_alloc(arena, sizeof *buffer);

    buffer->arena = arena;
    buffer->maximum = maximum;
    buffer->capacity = maximum < 1024 ? maximum + 1 : 1024;
    buffer->data = calloc(1, buffer->capacity);
    if (!buffer->data)
        abort();
    arena_defer(arena, release, buffer);
    return buffer;
}

/* True when `more` bytes and the terminating NUL fit. */
static bool reserve(struct buffer *buffer, size_t more)
{
    size_t wanted;
    char *grown;

    if (buffer->overflowed || more > buffer->maximum - buffer->length) {
        buffer->overflowed = true;
        return false;
    }
    wanted = buffer->length + more + 1;
    if (wanted <= buffer->capacity)
        return true;
    if (wanted < buffer->capacity * 2)
        wanted = buffer->capacity * 2;
    if (wanted > buffer->maximum + 1)
        wanted = buffer->maximum + 1;
    grown = realloc(buffer->data, wanted);
    if (!grown)
        abort();
    buffer->data = grown;
    buffer->capacity = wanted;
    return true;
}

void buffer_add_growing(struct buffer *buffer, const void *bytes, size_t length)
{
    if (!length || !reserve(buffer, length))
        return;
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !reserve(buffer, (size_t)length))
        return;
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->overflowed = false;
    buffer->data[0] = '\0';
}
