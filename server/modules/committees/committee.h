#ifndef MODULES_COMMITTEES_COMMITTEE_H
#define MODULES_COMMITTEES_COMMITTEE_H

#include <stdbool.h>

#include "http/route.h"

struct view;
struct work;

/*
 * Committees (clause 7(2)): who sits on them, their meetings from the plan to the final minutes,
 * and what they instruct the city to do.
 *
 * What holds whoever writes is in migrations 0037 to 0039: consensus() says what can be adopted,
 * meeting_transition which step is open in which state, committee_roster() who has a seat on a day.
 */
extern const struct route committee_routes[];
extern const struct route seat_routes[];
extern const struct route meeting_routes[];
extern const struct route meeting_import_routes[];
extern const struct route decided_routes[];
extern const struct route minutes_routes[];
extern const struct route mine_routes[];
extern const struct route meeting_statistics_routes[];
extern const struct route minutes_print_routes[];
extern const struct route directive_routes[];
extern const struct route directive_page_routes[];
extern const struct route guidance_routes[];
extern const struct route discipline_routes[];
extern const struct route sitting_routes[];
extern const struct route sitting_form_routes[];

/* The sample city's committees, so many years later; its organization has been loaded. */
bool committee_sample(struct work *work, int shift) __attribute__((warn_unused_result));
extern const struct route meeting_plan_routes[];
extern const struct route meeting_notice_routes[];
extern const struct route meeting_print_routes[];
extern const struct route agenda_routes[];
extern const struct route paper_routes[];
extern const struct route invitee_routes[];

/* Adds `committee_tasks` and `committee_year` for the viewer of a home page. */
void committee_view_home(struct view *view);

#endif
