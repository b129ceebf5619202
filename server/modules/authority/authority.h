#ifndef MODULES_AUTHORITY_AUTHORITY_H
#define MODULES_AUTHORITY_AUTHORITY_H

#include <stdbool.h>

#include "http/route.h"

struct view;
struct work;

/*
 * Who acts when somebody is away: absences, the deputies of the
 * 情報ネットワーク・セキュリティ管理者 (clause 7(1)ウ(サ)), who may instruct at a moment and why,
 * and the records of what was done in another's place, which those who were away read afterwards
 * (後閲).
 *
 * The rules stand in the database (0026): authority_rule is the one table that knows substitutes,
 * and SQL asks authority(), acting_deputy() and acts_as() of it. Nothing is recorded or refused
 * here that is not recorded or refused there.
 */
extern const struct route absence_routes[];
extern const struct route deputy_routes[];
extern const struct route authority_routes[];
extern const struct route acting_routes[];

/*
 * The viewer does something in a matter of authority_rule ("incident_instruction",
 * "committee_chair", "nsm_authority"; "exception_permission" and the CISO's other matters let
 * nobody else). Whoever is the principal acts as such, and nothing is recorded; whoever it has come
 * to acts in the place of another, and a record says so, with the absences relied on; anybody else
 * is refused (ERR_FORBIDDEN) in words that say why. `object_type` and `object_id` name what was
 * done, `reason` why now; call it in the transaction that does it. *record: its id, NULL for the
 * principal.
 */
bool acting_record(struct work *work, const char *domain, const char *object_type,
                   const char *object_id, const char *reason, const char **record)
    __attribute__((warn_unused_result));

/*
 * Whether the viewer may act as the 情報ネットワーク・セキュリティ管理者 now: bears that role, or
 * is the deputy it has come to. Otherwise ERR_FORBIDDEN, saying what lacks (BR-DP-02, BR-DP-03).
 */
bool acts_as_manager(struct work *work) __attribute__((warn_unused_result));

/* Adds `tasks`: what of all this waits for the viewer. */
void authority_view_home(struct view *view);

/*
 * Absences, designations and records of the sample city, in the caller's transaction; `shift` as in
 * policy_sample().
 */
bool authority_sample(struct work *work, int shift) __attribute__((warn_unused_result));

#endif
