#include "core/auth/sample_people.h"

#include <stddef.h>

#include "base/work.h"
#include "core/auth/account.h"
#include "core/auth/password.h"

/* Names that no holder of an office has; the day is before every day of the sample. */
static const struct {
    const char *key;
    struct new_account account;
} people[] = {
    {"staff",
     {"304182", "鵠渡", "みなみ", "クゲワタリ", "ミナミ", "regular", "2018-04-01", NULL, NULL,
      NULL}},
    {"portal_admin",
     {"211047", "帆足崎", "航", "ホアシザキ", "ワタル", "regular", "2011-04-01", NULL, NULL,
      "portal_admin"}},
    {"auditor",
     {"198305", "灯台下", "燈子", "トウダイシタ", "トウコ", "regular", "1998-04-01", NULL, NULL,
      "auditor"}},
    {"out_of_scope",
     {"770216", "砂山根", "潤", "サヤマネ", "ジュン", "hospital_hired", "2020-04-01", NULL, NULL,
      NULL}},
};

static bool add(struct work *work, json_t *accounts, size_t i)
{
    struct new_account account = people[i].account;
    const char *password = password_generate(work->arena), *name;

    if (!password_hash(work, password, &account.password_hash) ||
        !account_add(work, &account, &name))
        return false;
    json_object_set_new(accounts, people[i].key,
                        json_pack("{s:s, s:s, s:s, s:s}", "login", account.staff_no, "password",
                                  password, "name", name, "person", account.staff_no));
    return true;
}

bool sample_people(struct work *work, json_t *accounts)
{
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (!add(work, accounts, i))
            return false;
    return true;
}
