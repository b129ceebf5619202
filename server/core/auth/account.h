#ifndef CORE_AUTH_ACCOUNT_H
#define CORE_AUTH_ACCOUNT_H

#include <stdbool.h>

struct work;

/* The account of a person who is known already. */
struct new_account {
    const char *staff_no;
    const char *login; /* NULL: the staff number */
    const char *password_hash;
    const char *role; /* auditor, portal_admin or NULL; a policy role cannot be given to anybody */
};

/* Inside the caller's transaction; errors name the fields above. *name is the person's. */
bool account_add(struct work *work, const struct new_account *account, const char **name)
    __attribute__((warn_unused_result));

#endif
