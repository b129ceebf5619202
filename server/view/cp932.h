#ifndef VIEW_CP932_H
#define VIEW_CP932_H

#include <stddef.h>

struct arena;

/*
 * CP932 for systems that read nothing else (BR-CA-08); never SHIFT_JIS, which lacks ① and 髙 and
 * writes ～ as another character. 〜 ‖ − become ～ ∥ －, which CP932 has; what it has not becomes
 * 〓 and is noted with its place.
 */
enum { REPLACED_NOTED = 1000, CHARACTER_BYTES = 5 };

struct replaced_character {
    int row, column; /* from 1; the headings are row 1 */
    char character[CHARACTER_BYTES];
    unsigned code;
    struct replaced_character *next;
};

struct replaced {
    int count; /* all of them; the list holds the first REPLACED_NOTED */
    struct replaced_character *first, *last;
    struct arena *arena; /* what is noted lives there; NULL: where the encoded texts do */
};

struct cp932;

struct cp932 *cp932_open(void); /* NULL: this system's iconv knows no CP932 */
void cp932_close(struct cp932 *cp932);

/* Valid UTF-8 as CP932, on the arena; *length becomes that of the result. */
const char *cp932_encode(struct cp932 *cp932, struct arena *arena, const char *text, size_t *length,
                         int row, int column, struct replaced *replaced);

#endif
