#ifndef MODULES_EXCEPTIONS_EXCEPTION_DRAFT_H
#define MODULES_EXCEPTIONS_EXCEPTION_DRAFT_H

#include <stdbool.h>

#include "http/field.h"

struct arena;
struct exception;
struct work;

/*
 * What the form of a request says (様式1), and of an emergency report (様式4): everything may be
 * missing while it is a draft; filing needs what BR-EX-02 and BR-EX-11 ask for.
 */
struct exception_draft {
    const char *title;
    const char *const *clauses; /* "standard_basic/8.1", in force today or already chosen */
    const char *requirement_text;
    int measure_type, residual_risk, info_class; /* -1: not chosen yet */
    const char *ground_difficulty, *ground_continuity, *ground_reason;
    const char *measure_text, *compensating, *risk_text;
    const char *const *threats;
    const char *assets, *no_asset_reason, *users;
    const char *const *asset_nos; /* of the register, to be added to the text */
    const char *period_from, *period_to, *resolution_plan;
    const char *started_on, *started_time; /* an emergency's */
    const char *urgency_reason, *why_unavoidable, *current_condition, *delay_reason;
    const char *oral_report_on, *oral_report_time, *oral_report_to;
    const char *ended_on, *ended_time;
    int still_needed;
    const char *q, *found;    /* words to find a clause by, and those it was last searched by */
    const char *add, *remove; /* a clause to put into the list or to take out, by its button */
    const char *to;           /* the colleague who goes on writing */
    int act;
    long version;
};

/* What the form's button does; whatever it is, what was typed is saved first. */
enum { DRAFT_SAVE, DRAFT_FIND, DRAFT_FILE, DRAFT_HAND_OVER };

extern const struct choice exception_measures[], exception_risks[], exception_classes[],
    exception_threats[];
extern const struct field exception_draft_fields[];

/* The chosen clauses as the buttons of the form leave them: without `remove`, with `add` behind. */
const char *const *exception_draft_chosen(struct arena *arena, const char *const *clauses,
                                          const char *add, const char *remove);

/*
 * What would have to be done is what the clause says: its text begins the field while that is
 * empty, where it fits. `code` NULL: nothing is done.
 */
bool exception_draft_quote(struct work *work, const char *code, struct exception_draft *draft)
    __attribute__((warn_unused_result));

/*
 * Writes the draft into the last revision of the request, which is locked. Codes of clauses that do
 * not stand, and times that are none, are field errors.
 */
bool exception_draft_save(struct work *work, const struct exception *exception,
                          const struct exception_draft *draft) __attribute__((warn_unused_result));

/* Every field that is missing for filing, each with what to enter. */
bool exception_draft_is_complete(struct work *work, const struct exception *exception)
    __attribute__((warn_unused_result));

/*
 * What a filing brings with it: the emergency report it goes on from is closed (BR-EX-12), and a
 * search finds the request by its number.
 */
bool exception_filed(struct work *work, const struct exception *exception)
    __attribute__((warn_unused_result));

/* What a search finds the request of that id by, from its texts as they are. */
bool exception_index(struct work *work, const char *id) __attribute__((warn_unused_result));

#endif
