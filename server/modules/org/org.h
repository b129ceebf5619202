#ifndef MODULES_ORG_ORG_H
#define MODULES_ORG_ORG_H

#include <stdbool.h>

#include "http/route.h"

struct view;
struct work;

/*
 * 組織体制: units, people, posts and who holds them; the roles that follow from them on any day,
 * what the policy asks of each, and the chart of it all. One file of handlers and statements a
 * subject: chart_, role_, unit_, person_, scope_, me_, transfer_; what keeps it up to date: move_,
 * unit_change_, person_change_, post_, leader_, csirt_, expert_, correction_, chart_change_,
 * chart_box_, chart_line_.
 */
extern const struct route chart_routes[];
extern const struct route chart_change_routes[];
extern const struct route chart_box_routes[];
extern const struct route chart_line_routes[];
extern const struct route role_routes[];
extern const struct route unit_routes[];
extern const struct route person_routes[];
extern const struct route scope_routes[];
extern const struct route me_routes[];
extern const struct route transfer_routes[];
extern const struct route move_routes[];
extern const struct route unit_change_routes[];
extern const struct route person_change_routes[];
extern const struct route post_routes[];
extern const struct route leader_routes[];
extern const struct route correction_routes[];
extern const struct route csirt_routes[];
extern const struct route expert_routes[];

/*
 * Adds `bearers`: the roles and bodies that a clause or one below it binds, and who bears them
 * today; empty for who may not see that, and where the version shown is not the one in force.
 */
void role_view_bearers(struct view *view, const char *code, const char *version, const char *slug);

/*
 * Adds `me`, `roles`, `duties`, `contacts`, `attention` and `news` for the viewer: what a home page
 * says of who one is and what one bears.
 */
void me_view_home(struct view *view);

/* The sample city (domain 6.2), in the caller's transaction; `shift` as in policy_sample(). */
bool org_sample(struct work *work, int shift) __attribute__((warn_unused_result));

/*
 * The people of the sample's accounts: key of accounts.json and staff number, in a fixed order. The
 * last has a NULL key.
 */
struct sample_bearer {
    const char *key;
    const char *staff_no;
    const char *grant; /* role of the portal, or NULL */
};
const struct sample_bearer *org_sample_bearers(void);

#endif
