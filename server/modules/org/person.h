#ifndef MODULES_ORG_PERSON_H
#define MODULES_ORG_PERSON_H

#include <stdbool.h>

struct work;

/* 職員等, as `mamori user add` and the sample city add them one by one. */
struct new_person {
    const char *staff_no;
    const char *family_name, *given_name;
    const char *family_kana, *given_kana;
    const char *employment; /* code of employment_type_known */
    const char *from;       /* ISO day, NULL: today */
    const char *unit;       /* code of the main unit, NULL: none yet, hence not in scope */
};

/*
 * Inside the caller's transaction; errors name the fields above. An account is another matter
 * (core/auth/account.h).
 */
bool person_add(struct work *work, const struct new_person *person)
    __attribute__((warn_unused_result));

/*
 * Whether somebody (an id) is employed for all of the days, `to` NULL: without an end. The cause is
 * said before a rule about 適用範囲 is broken: an error at `field`, or at `valid_to` where only the
 * end is too late. Whose employment has not begun is no matter of this.
 */
bool person_stays(struct work *work, const char *field, const char *person, const char *from,
                  const char *to) __attribute__((warn_unused_result));

#endif
