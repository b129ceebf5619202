#include "routes.h"
#include "app.h"
#include "core/access/gate.h"
#include "core/access/permission.h"
#include "core/audit/audit_http.h"
#include "core/auth/auth.h"
#include "core/notify/notify.h"
#include "http/health.h"
#include "modules/assets/asset.h"
#include "modules/assets/asset_relation.h"
#include "modules/assets/custody.h"
#include "modules/assets/inventory.h"
#include "modules/authority/authority.h"
#include "modules/committees/committee.h"
#include "modules/contractors/contractor.h"
#include "modules/exceptions/exception.h"
#include "modules/finding/finding.h"
#include "modules/help/help.h"
#include "modules/home/home.h"
#include "modules/org/org.h"
#include "modules/policies/policy.h"
#include "modules/settings/setting.h"

/* One table a line, so that each stands for itself. */
/* clang-format off */
const struct route *const all_routes[] = {
    health_routes,
    auth_routes,
    home_routes,
    transfer_routes,
    move_routes,
    unit_change_routes,
    person_change_routes,
    post_routes,
    leader_routes,
    correction_routes,
    csirt_routes,
    expert_routes,
    chart_routes,
    chart_change_routes,
    chart_box_routes,
    chart_line_routes,
    role_routes,
    unit_routes,
    person_routes,
    scope_routes,
    me_routes,
    policy_routes,
    policy_draft_routes,
    policy_maintain_routes,
    help_routes,
    first_sign_in_routes,
    account_routes,
    admin_account_routes,
    audit_read_routes,
    setting_routes,
    holiday_routes,
    contractor_routes,
    contract_routes,
    contract_record_routes,
    absence_routes,
    deputy_routes,
    authority_routes,
    acting_routes,
    notification_routes,
    calendar_routes,
    exception_routes,
    exception_begin_routes,
    exception_list_routes,
    exception_statistics_routes,
    exception_draft_routes,
    exception_attachment_routes,
    exception_act_routes,
    exception_decision_routes,
    exception_course_routes,
    exception_import_routes,
    exception_print_routes,
    exception_history_routes,
    asset_export_routes,
    asset_import_routes,
    asset_correction_routes,
    asset_bulk_routes,
    committee_routes,
    seat_routes,
    meeting_routes,
    meeting_import_routes,
    decided_routes,
    minutes_routes,
    mine_routes,
    meeting_statistics_routes,
    minutes_print_routes,
    directive_routes,
    directive_page_routes,
    guidance_routes,
    discipline_routes,
    media_routes,
    licence_routes,
    disposal_routes,
    disposal_certificate_routes,
    sitting_routes,
    sitting_form_routes,
    meeting_plan_routes,
    meeting_notice_routes,
    agenda_routes,
    paper_routes,
    invitee_routes,
    meeting_print_routes,
    finding_routes,
    asset_list_routes,
    asset_view_routes,
    asset_statistics_routes,
    asset_routes,
    asset_form_routes,
    asset_step_routes,
    asset_history_routes,
    asset_attachment_routes,
    inventory_routes,
    inventory_section_routes,
    asset_relation_routes,
    asset_log_routes,
    exclusion_routes,
    NULL,
};
/* clang-format on */

static const char *const maintenance_pages[] = {"/admin/gaps",
                                                "/admin/posts",
                                                "/admin/units",
                                                "/admin/people",
                                                "/admin/policies",
                                                "/admin/chart",
                                                "/admin/exceptions/import",
                                                "/admin/meetings/import",
                                                NULL};
static const char *const org_pages[] = {"/roles",    "/units",     "/people",      "/scope",
                                        "/csirt",    "/experts",   "/contractors", "/absences",
                                        "/deputies", "/authority", "/me",          NULL};

static const char *const committee_pages[] = {"/committees", "/decisions",  "/directives",
                                              "/guidance",   "/discipline", NULL};

static const char *const asset_pages[] = {"/licences",    "/media",      "/disposals",
                                          "/inventories", "/exclusions", NULL};

static const char *const settings_pages[] = {"/admin/holidays", NULL};

const struct menu_entry all_menu[] = {
    {"/", "ホーム", PUBLIC, NULL},
    {"/org", "組織体制", MAY(ORG_READ), org_pages},
    {"/meetings", "委員会", MAY(MEETING_READ), committee_pages},
    {"/assets", "情報資産", MAY(ASSET_READ), asset_pages},
    {"/exceptions", "例外措置", MAY(EXCEPTION_READ), NULL},
    {"/policies", "規程・手順", PUBLIC, NULL},
    {"/admin/transfers", "事務局", MAY(ORG_MAINTAIN), maintenance_pages},
    {"/admin/accounts", "アカウント", MAY(PORTAL_ADMINISTER), NULL},
    {"/audit", "操作記録", MAY(AUDIT_READ), NULL},
    {"/admin/settings", "設定", MAY(SETTINGS_MAINTAIN), settings_pages},
    {"/help", "使い方", PUBLIC, NULL},
    {NULL, NULL, {ACCESS_UNSTATED, 0}, NULL},
};
