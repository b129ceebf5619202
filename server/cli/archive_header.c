#include "cli/archive_header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME = 0,
    MODE = 100,
    OWNER = 108,
    GROUP = 116,
    SIZE = 124,
    TIME = 136,
    CHECKSUM = 148,
    KIND = 156,
    MAGIC = 257,
    NUMBER = 12, /* bytes of size and time */
    CHECKSUM_ROOM = 8,
    OCTAL_DIGITS = 11,
};

static const char magic[] = "ustar\0"
                            "00";

static const uint64_t octal_limit = UINT64_C(1) << (3 * OCTAL_DIGITS);

/* Octal digits, or where those do not suffice the number itself behind a byte of 0x80. */
static void write_number(unsigned char *field, uint64_t number)
{
    char digits[NUMBER + 12];

    if (number < octal_limit) {
        snprintf(digits, sizeof digits, "%011llo", (unsigned long long)number);
        memcpy(field, digits, NUMBER);
        return;
    }
    for (int i = NUMBER - 1; i > 0; i--, number >>= 8)
        field[i] = (unsigned char)number;
    field[0] = 0x80;
}

static uint64_t read_number(const unsigned char *field)
{
    char digits[NUMBER + 1] = {0};
    uint64_t number = 0;

    memcpy(digits, field, NUMBER);
    if (field[0] != 0x80)
        return strtoull(digits, NULL, 8);
    for (int i = NUMBER - 8; i < NUMBER; i++)
        number = number << 8 | field[i];
    return number;
}

/* The sum of all bytes, its own field taken as blanks. */
static unsigned checksum(const unsigned char *header)
{
    unsigned sum = 0;

    for (int i = 0; i < ARCHIVE_BLOCK; i++)
        sum += i >= CHECKSUM && i < CHECKSUM + CHECKSUM_ROOM ? ' ' : header[i];
    return sum;
}

void archive_header_write(unsigned char *header, const char *name, off_t size, int64_t seconds)
{
    char digits[CHECKSUM_ROOM + 8];

    memset(header, 0, ARCHIVE_BLOCK);
    memcpy(header + NAME, name, strlen(name));
    memcpy(header + MODE, "0000600", 7);
    memcpy(header + OWNER, "0000000", 7);
    memcpy(header + GROUP, "0000000", 7);
    write_number(header + SIZE, (uint64_t)size);
    write_number(header + TIME, (uint64_t)seconds);
    header[KIND] = '0';
    memcpy(header + MAGIC, magic, sizeof magic - 1);
    snprintf(digits, sizeof digits, "%06o", checksum(header));
    memcpy(header + CHECKSUM, digits, 7);
    header[CHECKSUM + 7] = ' ';
}

bool archive_header_read(const unsigned char *header, const char *name, off_t *size)
{
    unsigned char ours[ARCHIVE_BLOCK];
    uint64_t number = read_number(header + SIZE);

    if (number > INT64_MAX)
        return false;
    *size = (off_t)number;
    archive_header_write(ours, name, *size, (int64_t)read_number(header + TIME));
    return !memcmp(header, ours, sizeof ours);
}
