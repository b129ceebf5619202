#include "http/percent.h"

int percent_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte that "%xx" at text[0..length) stands for, or -1. */
static int escaped_byte(const char *text, size_t length)
{
    int high, low;

    if (length < 3)
        return -1;
    high = percent_digit(text[1]);
    low = percent_digit(text[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

long percent_decode(const char *text, size_t length, bool plus_is_space, char *out)
{
    long used = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '%') {
            int byte = escaped_byte(text + i, length - i);

            if (byte < 0)
                return -1;
            out[used++] = (char)byte;
            i += 2;
        } else {
            out[used++] = text[i] == '+' && plus_is_space ? ' ' : text[i];
        }
    }
    out[used] = '\0';
    return used;
}
