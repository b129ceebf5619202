#include "core/auth/sample_account.h"

#include "base/work.h"
#include "core/auth/account.h"
#include "core/auth/password.h"

bool sample_account(struct work *work, json_t *accounts, const char *key, const char *staff_no,
                    const char *grant)
{
    struct new_account account = {.staff_no = staff_no, .role = grant};
    const char *password = password_generate(work->arena), *name;

    if (!password_hash(work, password, &account.password_hash) ||
        !account_add(work, &account, &name))
        return false;
    json_object_set_new(accounts, key,
                        json_pack("{s:s, s:s, s:s, s:s}", "login", staff_no, "password", password,
                                  "name", name, "person", staff_no));
    return true;
}
