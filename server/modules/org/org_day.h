#ifndef MODULES_ORG_ORG_DAY_H
#define MODULES_ORG_ORG_DAY_H

struct request;
struct view;

/*
 * A day ahead that the viewer may not see yet is a field error.
 *
 * The day an organization page shows: ?on= in any spelling of BR-CA-03, else today. Adds `on`,
 * `is_today` and `days` (the days people ask for most) to the view.
 */
const char *org_day(struct request *request, struct view *view);

#endif
