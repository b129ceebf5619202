#ifndef MODULES_ASSETS_CUSTODY_H
#define MODULES_ASSETS_CUSTODY_H

#include <stdbool.h>

#include "http/route.h"

struct request;
struct view;

/*
 * Where the city's information leaves its place: media that are taken out (media_http.c), software
 * that is installed (licence_http.c), assets that are disposed of (disposal_http.c). Each moves by
 * appended steps; which are open, and to whom, is in migration 0056.
 */
extern const struct route media_routes[];
extern const struct route licence_routes[];
extern const struct route disposal_routes[];
extern const struct route disposal_certificate_routes[];

/* `custody_tasks` of the home page: permissions wanted, media overdue, licences over-used. */
void custody_view_home(struct view *view);

/* A fiscal year of the query as four digits, or NULL; anything else is a field error. */
const char *custody_year(struct request *request);

/* ERR_STALE with who and when, from the columns version, _by and _at of the row. */
struct rows;
bool custody_is_fresh(struct request *request, const struct rows *row, long version)
    __attribute__((warn_unused_result));

/* A number of the path; what is none is ERR_NOT_FOUND. */
bool custody_path_number(struct request *request, const char *name, const char **number)
    __attribute__((warn_unused_result));

#endif
