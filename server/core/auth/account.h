#ifndef CORE_AUTH_ACCOUNT_H
#define CORE_AUTH_ACCOUNT_H

#include <stdbool.h>

struct work;

/* A person with an account, as `mamori user add` and the sample city make them. */
struct new_account {
    const char *staff_no;
    const char *family_name, *given_name;
    const char *family_kana, *given_kana;
    const char *employment; /* code of person_employment_type_known */
    const char *from;       /* ISO day, NULL: today */
    const char *login;      /* NULL: the staff number */
    const char *password_hash;
    const char *role; /* auditor, portal_admin or NULL; a policy role cannot be given to anybody */
};

/* Inside the caller's transaction; errors name the fields above. *name is how they are shown. */
bool account_add(struct work *work, const struct new_account *account, const char **name)
    __attribute__((warn_unused_result));

#endif
