#ifndef MODULES_ORG_ORG_DAY_H
#define MODULES_ORG_ORG_DAY_H

struct request;
struct view;

/*
 * A day ahead that the viewer may not see yet is a field error.
 *
 * The day an organization page shows: ?on= in any spelling of BR-CA-03, else today. Adds `on`,
 * `is_today`, `days` (the days people ask for most) and `kept` (the filters and words the address
 * asks for beside the day) to the view: org/_on_form goes to another day with the same question.
 */
const char *org_day(struct request *request, struct view *view);

#endif
