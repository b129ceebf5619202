#include "routes.h"
#include "app.h"
#include "core/access/gate.h"
#include "core/access/permission.h"
#include "core/auth/auth.h"
#include "http/health.h"
#include "modules/help/help.h"
#include "modules/home/home.h"
#include "modules/policies/policy.h"

const struct route *const all_routes[] = {
    health_routes, auth_routes, home_routes, policy_routes, help_routes, NULL,
};

const struct menu_entry all_menu[] = {
    {"/", "ホーム", PUBLIC},
    {"/policies", "規程・手順", PUBLIC},
    {"/help", "使い方", PUBLIC},
    {NULL, NULL, {ACCESS_UNSTATED, 0}},
};
