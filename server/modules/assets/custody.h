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

/* ERR_STALE with who and when, from the columns version, _by and _at of the row. */
struct rows;
bool custody_is_fresh(struct request *request, const struct rows *row, long version)
    __attribute__((warn_unused_result));

#endif
