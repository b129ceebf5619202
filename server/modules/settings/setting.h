#ifndef MODULES_SETTINGS_SETTING_H
#define MODULES_SETTINGS_SETTING_H

#include <stdbool.h>

#include "http/route.h"

struct work;

/*
 * What the secretariat decides where the policy is silent ([P] of the domain) and the wordings of
 * the portal, in /admin/settings. What the policy says itself is not here and cannot be switched.
 *
 * A value holds from a day on. Nothing is overwritten: the table keeps every entry.
 */
enum setting_kind {
    SETTING_LINE,    /* one line, may be empty */
    SETTING_TEXT,    /* lines, may be empty */
    SETTING_INTEGER, /* within its bounds */
    SETTING_PATTERN, /* of a document number: {番号} once, {年度} at most once */
    SETTING_CHOICE,  /* one of its choices */
};

struct setting {
    const char *key; /* NULL ends the table */
    const char *subject;
    const char *label;
    const char *hint;
    const char *fallback; /* what holds while nothing was entered */
    const char *unit;
    const char *basis; /* clause or rule it comes from; "" */
    enum setting_kind kind;
    long minimum, maximum; /* INTEGER: bounds; LINE and TEXT: most characters */
};

extern const struct setting settings[];

/* NULL: no such setting. */
const struct setting *setting_find(const char *key);

/* Of a CHOICE: lines of code=words; "": it is none. */
const char *setting_choices(const struct setting *setting);

/*
 * A wording of the day may be put right on the same day. A rule may not: what was decided by it in
 * the morning must be the day's rule in the evening too.
 */
bool setting_is_wording(const struct setting *setting);

/*
 * The value as it is stored (full-width digits become ASCII); what is wrong with it is a field
 * error of `value`.
 */
bool setting_read(struct work *work, const struct setting *setting, const char *typed,
                  const char **value) __attribute__((warn_unused_result));

extern const struct route setting_routes[];
extern const struct route holiday_routes[];

#endif
