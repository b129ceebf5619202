#ifndef MODULES_COMMITTEES_MINUTES_COMPARE_H
#define MODULES_COMMITTEES_MINUTES_COMPARE_H

#include <stddef.h>

struct arena;

/*
 * What a new text of minutes changes against the former one, line by line. Pure. Texts that differ
 * in more lines than are worth comparing are told as all removed and all added.
 */
enum minutes_line_kind { LINE_SAME, LINE_REMOVED, LINE_ADDED };

struct minutes_line {
    enum minutes_line_kind kind;
    const char *text;
};

struct minutes_lines {
    const struct minutes_line *items;
    size_t count;
};

struct minutes_lines minutes_compare(struct arena *arena, const char *before, const char *after);

#endif
