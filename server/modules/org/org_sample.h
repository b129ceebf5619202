#ifndef MODULES_ORG_ORG_SAMPLE_H
#define MODULES_ORG_ORG_SAMPLE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * The sample city while it is being made: tables of the files in sample/, and arrays of rows for
 * the statements of org_sample.sql. Days are written as of fiscal 2026 and shifted by whole years.
 */
struct sample_unit {
    const char *code, *kind, *organ, *name, *kana, *doc_symbol, *phone_ext, *location;
    int staff;                    /* 職員等 in scope, 0 for departments */
    bool is_department, is_first; /* is_first: the first section of its department */
    int leaders;
};

struct sample_name {
    const char *name, *kana;
};

struct sample_city {
    struct arena *arena;
    int shift;
    struct sample_unit *units;
    size_t unit_count;
    struct sample_name *families, *givens;
    size_t family_count, given_count;
    json_t *people, *assignments, *posts, *holdings, *designations;
};

/* The lines of an embedded file, cut at tabs: `columns` cells a line, "" where one is missing. */
const char *const *sample_table(struct arena *arena, const char *file, size_t columns,
                                size_t *lines);

/* "2026-04-01" so many years later. */
const char *sample_day(const struct sample_city *city, const char *day);

/* Fills the arrays with everybody who works or worked in the city. */
void sample_people(struct sample_city *city);

/* What the experts among them were asked and advised. */
void sample_experts(const struct sample_city *city, json_t *experts);

#endif
