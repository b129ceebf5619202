#ifndef MODULES_COMMITTEES_COMMITTEE_H
#define MODULES_COMMITTEES_COMMITTEE_H

#include <stdbool.h>

#include "http/route.h"

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

/* The sample city's committees, so many years later; its organization has been loaded. */
bool committee_sample(struct work *work, int shift) __attribute__((warn_unused_result));
extern const struct route meeting_plan_routes[];
extern const struct route meeting_notice_routes[];
extern const struct route meeting_print_routes[];
extern const struct route agenda_routes[];
extern const struct route paper_routes[];
extern const struct route invitee_routes[];

#endif
