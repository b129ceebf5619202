#include "modules/org/city_database.h"

/*
 * Who acts in whose place, as the database knows it: the named rules of domain 4.3. At 09:00 on
 * 22 November 2026; everything is done inside a transaction that is taken back.
 */
#define CISO "100002"
#define OFFICER "187420"
#define MANAGER "204518"
#define DEPUTY "209176"
#define SECOND "219385"
#define CLERK "217730" /* of the secretariat */
#define STAFF "304182"

#define ID(no) "(SELECT id FROM person WHERE staff_no = '" no "')"
#define OWNER "SELECT set_config('mamori.person', '', true);"
#define AS(no, permissions)                                                                        \
    "SELECT set_config('mamori.person', " ID(no) "::text, true),"                                  \
                                                 " set_config('mamori.permissions', '" permissions \
                                                 "', true);"
#define AT(moment) "SET LOCAL mamori.now = '" moment "+09';"
#define AWAY(no, kind, from, to)                                                                   \
    "INSERT INTO absence (person_id, kind, from_at, to_at) VALUES (" ID(no) ", '" kind "', '" from \
                                                                            "+09', '" to "+09');"
#define OUT(no) AWAY(no, "leave", "2026-11-22 00:00", "2026-11-23 00:00")
#define UNREACHED(no, from, to, means)                                                             \
    "INSERT INTO absence (person_id, kind, from_at, to_at, means_tried) VALUES (" ID(              \
        no) ", 'unreachable', '" from "+09', '" to "+09', '" means "');"
#define TAKE_BACK "UPDATE absence SET cancelled_at = instant(), cancel_reason = '誤り';"
#define NAME_ON(day, no, order, from, to)                                                          \
    "INSERT INTO deputy_designation (principal_id, deputy_id, order_no, valid_from, valid_to,"     \
    " designated_at) VALUES (" ID(MANAGER) ", " ID(no) ", " order ", " from ", " to ", '" day      \
                                                       " 09:00+09');"
#define NAME(no, order) NAME_ON("2026-04-01", no, order, "'2026-04-01'", "NULL")
#define STEP(act, no, at, reason)                                                                   \
    "INSERT INTO deputy_step (designation_id, act, done_by, done_at, reason) SELECT max(id), '" act \
    "', " ID(no) ", '" at "+09', '" reason "' FROM deputy_designation;"
#define RECOGNISED STEP("recognised", CISO, "2026-04-02 10:00", "")
#define DO(domain)                                                                                 \
    "SELECT act_in_place('" domain "', 'by_hand', '', '通信の遮断', '急を要したため');"
#define MAY_ENTER "org_read absence_read absence_enter"

/* What the database refuses by name, without an error: NULL. */
static const struct rule {
    const char *what, *text, *refusal;
} rules[] = {
    /* Absences. */
    {"one's own", AS(STAFF, "org_read") OUT(STAFF), NULL},
    {"another's", AS(STAFF, "org_read") OUT("218842"), "absence_of_others"},
    {"anybody's by the secretariat", AS(CLERK, MAY_ENTER) OUT(CISO), NULL},
    {"the CISO's by the officer", AS(OFFICER, MAY_ENTER) OUT(CISO), "absence_not_by_substitute"},
    {"the chair's by a vice chair", AS("100003", MAY_ENTER) OUT(CISO), "absence_not_by_substitute"},
    {"the officer's by the CISO, who gains nothing", AS(CISO, MAY_ENTER) OUT(OFFICER), NULL},
    {"the manager's by a deputy", NAME(DEPUTY, "1") RECOGNISED AS(DEPUTY, MAY_ENTER) OUT(MANAGER),
     "absence_not_by_substitute"},
    {"by one who is only designated", NAME(DEPUTY, "1") AS(DEPUTY, MAY_ENTER) OUT(MANAGER), NULL},
    {"BR-AB-04: who cannot be reached, by the next",
     AS(OFFICER, "org_read") UNREACHED(CISO, "2026-11-22 09:00", "2026-11-22 12:00", "電話"), NULL},
    {"by somebody outside the chain",
     AS(STAFF, "org_read") UNREACHED(CISO, "2026-11-22 09:00", "2026-11-22 12:00", "電話"),
     "absence_of_others"},
    {"without means",
     AS(OFFICER, "org_read") UNREACHED(CISO, "2026-11-22 09:00", "2026-11-22 12:00", ""),
     "absence_unreachable_means"},
    {"tried in the future",
     AS(OFFICER, "org_read") UNREACHED(CISO, "2026-11-22 09:01", "2026-11-22 12:00", "電話"),
     "absence_tried_ahead"},
    {"for more than a day",
     AS(OFFICER, "org_read") UNREACHED(CISO, "2026-11-22 09:00", "2026-11-23 09:01", "電話"),
     "absence_unreachable_one_day"},
    {"of oneself",
     AS(STAFF, "org_read") UNREACHED(STAFF, "2026-11-22 09:00", "2026-11-22 12:00", "電話"),
     "absence_unreachable_oneself"},
    {"an end before the beginning",
     AS(STAFF, "org_read") AWAY(STAFF, "leave", "2026-11-24 00:00", "2026-11-24 00:00"),
     "absence_period"},
    {"one that is over",
     AS(STAFF, "org_read") AWAY(STAFF, "leave", "2026-11-21 00:00", "2026-11-22 09:00"),
     "absence_over"},
    {"a vacancy is computed, not entered",
     AS(STAFF, "org_read") AWAY(STAFF, "vacant", "2026-11-24 00:00", "2026-11-25 00:00"),
     "absence_kind_known"},
    {"changed while it lasts",
     AS(STAFF, "") OUT(STAFF) "UPDATE absence SET to_at = '2026-11-24 00:00+09';", NULL},
    {"ended now", AS(STAFF, "") OUT(STAFF) "UPDATE absence SET to_at = instant();", NULL},
    {"ended before now",
     AS(STAFF, "") OUT(STAFF) "UPDATE absence SET to_at = instant() - interval '1 second';",
     "absence_ends_ahead"},
    {"its beginning, which has passed",
     AS(STAFF, "") OUT(STAFF) "UPDATE absence SET from_at = '2026-11-22 08:00+09';",
     "absence_begun"},
    {"one that has passed",
     AS(STAFF, "") OUT(STAFF) AT("2026-11-23 00:00") "UPDATE absence SET kind = 'sick';",
     "absence_passed"},
    {"taken back", AS(STAFF, "") OUT(STAFF) TAKE_BACK, NULL},
    {"taken back and changed",
     AS(STAFF, "") OUT(STAFF) TAKE_BACK "UPDATE absence SET kind = 'sick';",
     "absence_is_cancelled"},
    {"taken back without a reason",
     AS(STAFF, "") OUT(STAFF) "UPDATE absence SET cancelled_at = instant();", "absence_cancelled"},
    {"made longer by who gains by it",
     OUT(CISO) AS(OFFICER, MAY_ENTER) "UPDATE absence SET to_at = '2026-12-31 00:00+09';",
     "absence_not_by_substitute"},
    {"ordinary leave made unreachable by who gains by it",
     OUT(CISO) AS(OFFICER, MAY_ENTER) "UPDATE absence SET kind = 'unreachable', means_tried = 'x';",
     "absence_not_by_substitute"},
    {"taken back although an act relied on it",
     OUT(CISO) AS(OFFICER, "") DO("incident_instruction") AS(CISO, "") TAKE_BACK,
     "absence_relied_upon"},
    /* Designation: BR-DP-01, BR-DP-05. */
    {"the manager designates",
     AS(MANAGER, "") NAME_ON("2026-11-22", DEPUTY, "1", "'2026-11-22'", "NULL"), NULL},
    {"the secretariat designates",
     AS(CLERK, "") NAME_ON("2026-11-22", DEPUTY, "1", "'2026-11-22'", "NULL"),
     "deputy_designated_by_manager"},
    {"BR-DP-05: a deputy who acts designates",
     NAME(DEPUTY, "1") RECOGNISED OUT(MANAGER) AS(DEPUTY, "")
         NAME_ON("2026-11-22", SECOND, "2", "'2026-11-22'", "NULL"),
     "deputy_designated_by_manager"},
    {"the manager of another day", NAME_ON("2024-03-31", DEPUTY, "1", "'2024-04-01'", "NULL"),
     "deputy_designated_by_manager"},
    {"of oneself", AS(MANAGER, "") NAME_ON("2026-11-22", MANAGER, "1", "'2026-11-22'", "NULL"),
     "deputy_not_oneself"},
    {"of the CISO", AS(MANAGER, "") NAME_ON("2026-11-22", CISO, "1", "'2026-11-22'", "NULL"),
     "deputy_not_ciso"},
    {"of a nurse", AS(MANAGER, "") NAME_ON("2026-11-22", "770216", "1", "'2026-11-22'", "NULL"),
     "deputy_in_scope"},
    {"for a day that has passed",
     AS(MANAGER, "") NAME_ON("2026-11-22", DEPUTY, "1", "'2026-11-21'", "NULL"),
     "deputy_from_today"},
    {"for a period that ends before it begins",
     AS(MANAGER, "") NAME_ON("2026-11-22", DEPUTY, "1", "'2026-11-22'", "'2026-11-21'"),
     "deputy_period"},
    {"twice", NAME(DEPUTY, "1") NAME(DEPUTY, "2"), "deputy_once"},
    {"in one order", NAME(DEPUTY, "1") NAME(SECOND, "1"), "deputy_order_once"},
    {"in one order, one after the other",
     NAME_ON("2026-04-01", DEPUTY, "1", "'2026-04-01'", "'2026-09-30'")
         NAME_ON("2026-04-01", SECOND, "1", "'2026-10-01'", "NULL"),
     NULL},
    {"in the order of one refused",
     NAME(DEPUTY, "1") STEP("refused", CISO, "2026-04-02 10:00", "x")
         NAME_ON("2026-04-03", SECOND, "1", "'2026-04-03'", "NULL"),
     NULL},
    /* Recognition: BR-DP-01, BR-AB-05. */
    {"the CISO recognises",
     NAME(DEPUTY, "1") AS(CISO, "") STEP("recognised", CISO, "2026-11-22", ""), NULL},
    {"the officer recognises while the CISO is away",
     NAME(DEPUTY, "1") OUT(CISO) AS(OFFICER, "") STEP("recognised", CISO, "2026-11-22", ""),
     "deputy_recognised_by_ciso"},
    {"the manager recognises",
     NAME(DEPUTY, "1") AS(MANAGER, "") STEP("recognised", CISO, "2026-11-22", ""),
     "deputy_recognised_by_ciso"},
    {"the officer refuses",
     NAME(DEPUTY, "1") AS(OFFICER, "") STEP("refused", CISO, "2026-11-22", "x"),
     "deputy_recognised_by_ciso"},
    {"without a reason", NAME(DEPUTY, "1") AS(CISO, "") STEP("refused", CISO, "2026-11-22", ""),
     "deputy_step_reason_given"},
    {"recognised twice", NAME(DEPUTY, "1") RECOGNISED STEP("recognised", CISO, "2026-04-03", ""),
     "deputy_step_in_turn"},
    {"recognised after it was refused",
     NAME(DEPUTY, "1") STEP("refused", CISO, "2026-04-02", "x")
         STEP("recognised", CISO, "2026-04-03", ""),
     "deputy_step_in_turn"},
    {"recognised after its period",
     NAME_ON("2026-04-01", DEPUTY, "1", "'2026-04-01'", "'2026-11-21'") AS(CISO, "")
         STEP("recognised", CISO, "2026-11-22", ""),
     "deputy_step_in_turn"},
    {"revoked by the manager",
     NAME(DEPUTY, "1") RECOGNISED AS(MANAGER, "") STEP("revoked", CISO, "2026-11-22", "x"), NULL},
    {"revoked by the CISO",
     NAME(DEPUTY, "1") RECOGNISED AS(CISO, "") STEP("revoked", CISO, "2026-11-22", "x"), NULL},
    {"revoked by the deputy",
     NAME(DEPUTY, "1") RECOGNISED AS(DEPUTY, "") STEP("revoked", CISO, "2026-11-22", "x"),
     "deputy_revoked_by_either"},
    {"revoked twice",
     NAME(DEPUTY, "1") STEP("revoked", CISO, "2026-04-02", "x")
         STEP("revoked", CISO, "2026-04-03", "x"),
     "deputy_step_in_turn"},
    /* Acting: BR-AB-02 to 05, BR-DP-02, BR-DP-03. */
    {"BR-AB-02: the CISO", AS(CISO, "") DO("incident_instruction"), NULL},
    {"the officer while the CISO is there", AS(OFFICER, "") DO("incident_instruction"),
     "acting_ciso_present"},
    {"the officer while the CISO is away", OUT(CISO) AS(OFFICER, "") DO("incident_instruction"),
     NULL},
    {"BR-AB-04: own judgment while the CISO is there", AS(MANAGER, "") DO("incident_instruction"),
     "acting_ciso_present"},
    {"while the officer is there", OUT(CISO) AS(MANAGER, "") DO("incident_instruction"),
     "acting_officer_present"},
    {"while both are away", OUT(CISO) OUT(OFFICER) AS(MANAGER, "") DO("incident_instruction"),
     NULL},
    {"BR-AB-03: the deputy while the manager is there",
     NAME(DEPUTY, "1") RECOGNISED OUT(CISO) OUT(OFFICER) AS(DEPUTY, "") DO("incident_instruction"),
     "deputy_while_manager_present"},
    {"the deputy while all three are away",
     NAME(DEPUTY, "1") RECOGNISED OUT(CISO) OUT(OFFICER) OUT(MANAGER) AS(DEPUTY, "")
         DO("incident_instruction"),
     NULL},
    {"staff", OUT(CISO) AS(STAFF, "") DO("incident_instruction"), "acting_outside_chain"},
    {"BR-AB-05: exceptions while the CISO is away",
     OUT(CISO) AS(OFFICER, "") DO("exception_permission"), "authority_of_ciso_alone"},
    {"policy decisions", OUT(CISO) AS(OFFICER, "") DO("policy_decision"),
     "authority_of_ciso_alone"},
    {"plan approval", OUT(CISO) AS(OFFICER, "") DO("plan_approval"), "authority_of_ciso_alone"},
    {"CSIRT appointment", OUT(CISO) AS(OFFICER, "") DO("csirt_appointment"),
     "authority_of_ciso_alone"},
    {"deputy recognition", OUT(CISO) AS(OFFICER, "") DO("deputy_recognition"),
     "authority_of_ciso_alone"},
    {"exceptions by the CISO, who is registered as away",
     OUT(CISO) AS(CISO, "") DO("exception_permission"), NULL},
    {"BR-DP-02: designated only", NAME(DEPUTY, "1") OUT(MANAGER) AS(DEPUTY, "") DO("nsm_authority"),
     "deputy_not_recognised"},
    {"BR-DP-03: recognised, and the manager is there",
     NAME(DEPUTY, "1") RECOGNISED AS(DEPUTY, "") DO("nsm_authority"),
     "deputy_while_manager_present"},
    {"recognised, and the manager is away",
     NAME(DEPUTY, "1") RECOGNISED OUT(MANAGER) AS(DEPUTY, "") DO("nsm_authority"), NULL},
    {"revoked",
     NAME(DEPUTY, "1") RECOGNISED OUT(MANAGER) STEP("revoked", CISO, "2026-11-22 08:59:59", "x")
         AS(DEPUTY, "") DO("nsm_authority"),
     "acting_outside_chain"},
    {"the second while the first is there",
     NAME(DEPUTY, "1") RECOGNISED NAME(SECOND, "2") RECOGNISED OUT(MANAGER) AS(SECOND, "")
         DO("nsm_authority"),
     "acting_not_first"},
    {"the second while the first is away",
     NAME(DEPUTY, "1") RECOGNISED NAME(SECOND, "2") RECOGNISED OUT(MANAGER) OUT(DEPUTY)
         AS(SECOND, "") DO("nsm_authority"),
     NULL},
    {"the chair is there", AS("100003", "") DO("committee_chair"), "acting_chair_present"},
    {"the chair is away", OUT(CISO) AS("100003", "") DO("committee_chair"), NULL},
    {"the second vice chair before the first (Q2)",
     OUT(CISO) AS("100004", "") DO("committee_chair"), "acting_not_first"},
    {"no reason",
     OUT(CISO)
         AS(OFFICER, "") "SELECT act_in_place('incident_instruction', 'by_hand', '', 'x', '');",
     "acting_record_text_length"},
    {"nothing named",
     OUT(CISO)
         AS(OFFICER, "") "SELECT act_in_place('incident_instruction', 'by_hand', '', '', 'x');",
     "acting_record_subject_given"},
    /* 後閲: BR-AB-06. */
    {"by the principal",
     OUT(CISO) AS(OFFICER, "") DO("incident_instruction") AS(
         CISO,
         "") "INSERT INTO acting_review (record_id, role_code) SELECT id, 'ciso' FROM acting_record;",
     NULL},
    {"by who acted",
     OUT(CISO) AS(OFFICER, "") DO(
         "incident_instruction") "INSERT INTO acting_review (record_id, role_code) SELECT id, 'ciso' FROM acting_record;",
     "acting_review_by_principal"},
    {"for a role that was not passed over",
     OUT(CISO) AS(OFFICER, "") DO("incident_instruction")
         AS(MANAGER, "") "INSERT INTO acting_review (record_id, role_code)"
                         " SELECT id, 'network_security_manager' FROM acting_record;",
     "acting_review_by_principal"},
    {"twice",
     OUT(CISO) AS(OFFICER, "") DO("incident_instruction") AS(
         CISO,
         "") "INSERT INTO acting_review (record_id, role_code) SELECT id, 'ciso' FROM acting_record;"
             "INSERT INTO acting_review (record_id, role_code) SELECT id, 'ciso' FROM acting_record;",
     "acting_review_pk"},
};

static const char *in_transaction(const char *text)
{
    return arena_printf(arena, "BEGIN; SET LOCAL mamori.now = '2026-11-22 09:00:00+09'; %s", text);
}

START_TEST(database_refuses_by_name)
{
    const struct rule *rule = &rules[_i];
    PGresult *result = PQexec(super, in_transaction(rule->text));
    const char *found = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    if (rule->refusal) {
        ck_assert_msg(found && !strcmp(found, rule->refusal), "%s: %s instead of %s", rule->what,
                      found ? found : PQresultErrorMessage(result), rule->refusal);
        ck_assert_msg(!strcmp(found, "absence_kind_known") || db_constraint_message(found) != NULL,
                      "%s has no words", found);
    } else {
        ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK ||
                          PQresultStatus(result) == PGRES_COMMAND_OK,
                      "%s: %s", rule->what, PQresultErrorMessage(result));
    }
    PQclear(result);
    sql("ROLLBACK");
}
END_TEST

/* What follows from the facts, asked for a moment. */
#define STATE(at) "SELECT state || coalesce(' ' || ended_by, '') FROM deputy_standing('" at "+09')"
#define INSTRUCTS(at)                                                                              \
    "SELECT acting_role || ' ' || step_no FROM authority('incident_instruction', '" at "+09')"
#define ABSENT(at) "SELECT is_absent(" ID(CISO) ", '" at "+09')::text"
#define TRIP AWAY(CISO, "business_trip", "2026-11-16 08:30:00", "2026-11-27 17:15:00")
#define ROLE_ON(day)                                                                               \
    "SELECT bears(" ID(DEPUTY) ", 'deputy_network_security_manager', '" day "')::text"
#define MANAGER_LEAVES                                                                             \
    "UPDATE post_holding SET valid_to = '2026-11-22' WHERE person_id = " ID(MANAGER) ";"
#define POST_SPLIT                                                                                 \
    MANAGER_LEAVES "INSERT INTO post_holding (post_id, person_id, valid_from) SELECT post_id,"     \
                   " person_id, '2026-11-23' FROM post_holding WHERE person_id = " ID(MANAGER) ";"
#define COMES_BACK                                                                                 \
    MANAGER_LEAVES "INSERT INTO post_holding (post_id, person_id, valid_from) SELECT post_id,"     \
                   " person_id, '2026-11-24' FROM post_holding WHERE person_id = " ID(MANAGER) ";"

static const struct fact {
    const char *what, *text, *answer;
} facts[] = {
    {"BR-AB-01: a second before", TRIP ABSENT("2026-11-16 08:29:59"), "false"},
    {"its first", TRIP ABSENT("2026-11-16 08:30:00"), "true"},
    {"its last", TRIP ABSENT("2026-11-27 17:14:59.999"), "true"},
    {"back", TRIP ABSENT("2026-11-27 17:15:00"), "false"},
    {"taken back", AS(CISO, "") OUT(CISO) TAKE_BACK ABSENT("2026-11-22 09:00"), "false"},
    {"a vacant post",
     "UPDATE post_holding SET valid_to = '2026-11-21' WHERE person_id = " ID(
         CISO) ";"
               "SELECT role_is_absent('ciso', instant())::text || role_is_absent('ciso', instant() - interval '1 day')",
     "truefalse"},
    {"whose bearer is away",
     OUT(OFFICER) "SELECT role_is_absent('information_security_officer', instant())::text", "true"},
    {"BR-AB-02: nobody away", INSTRUCTS("2026-11-22 09:00"), "ciso 1"},
    {"the CISO away", OUT(CISO) INSTRUCTS("2026-11-22 09:00"), "information_security_officer 2"},
    {"the CISO's post vacant",
     "UPDATE post_holding SET valid_to = '2026-11-21' WHERE person_id = " ID(CISO) ";" INSTRUCTS(
         "2026-11-22 00:00"),
     "information_security_officer 2"},
    {"only the officer away", OUT(OFFICER) INSTRUCTS("2026-11-22 09:00"), "ciso 1"},
    {"both away", OUT(CISO) OUT(OFFICER) INSTRUCTS("2026-11-22 09:00"),
     "network_security_manager 3"},
    {"BR-AB-03: all away, no deputy",
     OUT(CISO) OUT(OFFICER) OUT(MANAGER) INSTRUCTS("2026-11-22 09:00"), ""},
    {"a deputy",
     NAME(DEPUTY, "1") RECOGNISED OUT(CISO) OUT(OFFICER) OUT(MANAGER) INSTRUCTS("2026-11-22 09:00"),
     "deputy_network_security_manager 4"},
    {"who is away, too",
     NAME(DEPUTY, "1") RECOGNISED OUT(CISO) OUT(OFFICER) OUT(MANAGER) OUT(DEPUTY)
         INSTRUCTS("2026-11-22 09:00"),
     ""},
    {"the order decides",
     NAME(SECOND, "2") RECOGNISED NAME(DEPUTY, "1") RECOGNISED OUT(
         MANAGER) "SELECT staff_no FROM acting_deputy(instant()) d JOIN person p ON p.id = d.person_id",
     DEPUTY},
    {"nobody while the manager is there",
     NAME(DEPUTY, "1") RECOGNISED "SELECT count(*) FROM acting_deputy(instant())", "0"},
    {"acts_as the manager", AS(MANAGER, "") "SELECT acts_as('network_security_manager')::text",
     "true"},
    {"acts_as, the deputy, not now",
     NAME(DEPUTY, "1") RECOGNISED AS(DEPUTY, "") "SELECT acts_as('network_security_manager')::text",
     "false"},
    {"acts_as, the deputy, now",
     NAME(DEPUTY, "1") RECOGNISED OUT(MANAGER)
         AS(DEPUTY, "") "SELECT acts_as('network_security_manager')::text",
     "true"},
    {"acts_as the CISO, whoever is away", OUT(CISO) AS(OFFICER, "") "SELECT acts_as('ciso')::text",
     "false"},
    {"acts_as, signed out", OWNER "SELECT acts_as('ciso')::text", "false"},
    {"acts_as, an administrator of the portal",
     "INSERT INTO portal_grant (person_id, role_code, valid_from) VALUES (" ID(
         CISO) ", 'portal_admin', '2026-01-01');" AS(CISO, "") "SELECT acts_as('ciso')::text",
     "false"},
    {"BR-DP-04: before it was recognised",
     NAME(DEPUTY, "1") RECOGNISED STATE("2026-04-02 09:59:59"), "designated"},
    {"from then on", NAME(DEPUTY, "1") RECOGNISED STATE("2026-04-02 10:00:00"), "effective"},
    {"before it was named", NAME(DEPUTY, "1") RECOGNISED STATE("2026-04-01 08:59:59"), ""},
    {"its first day is ahead",
     NAME_ON("2026-04-01", DEPUTY, "1", "'2026-12-01'", "NULL")
         RECOGNISED STATE("2026-11-30 23:59:59"),
     "recognised"},
    {"and has come",
     NAME_ON("2026-04-01", DEPUTY, "1", "'2026-12-01'", "NULL")
         RECOGNISED STATE("2026-12-01 00:00:00"),
     "effective"},
    {"the last second of its period",
     NAME_ON("2026-04-01", DEPUTY, "1", "'2026-04-01'", "'2026-11-22'")
         RECOGNISED STATE("2026-11-22 23:59:59"),
     "effective"},
    {"its period is over",
     NAME_ON("2026-04-01", DEPUTY, "1", "'2026-04-01'", "'2026-11-22'")
         RECOGNISED STATE("2026-11-23 00:00:00"),
     "ended period"},
    {"the manager's last second",
     NAME(DEPUTY, "1") RECOGNISED MANAGER_LEAVES STATE("2026-11-22 23:59:59"), "effective"},
    {"the manager has left",
     NAME(DEPUTY, "1") RECOGNISED MANAGER_LEAVES STATE("2026-11-23 00:00:00"), "ended transfer"},
    {"while it awaits the CISO", NAME(DEPUTY, "1") MANAGER_LEAVES STATE("2026-11-23 00:00:00"),
     "ended transfer"},
    {"the post goes on without a gap",
     NAME(DEPUTY, "1") RECOGNISED POST_SPLIT STATE("2026-11-23 00:00:00"), "effective"},
    {"who comes back names anew",
     NAME(DEPUTY, "1") RECOGNISED COMES_BACK STATE("2026-11-25 00:00:00"), "ended transfer"},
    {"the deputy leaves the city",
     NAME(DEPUTY, "1") RECOGNISED
     "UPDATE employment SET valid_to = '2026-11-22' WHERE person_id = " ID(DEPUTY) ";" STATE(
         "2026-11-23 00:00:00"),
     "ended scope"},
    {"revoked, to the second",
     NAME(DEPUTY, "1") RECOGNISED STEP("revoked", MANAGER, "2026-11-22 08:00", "x")
         STATE("2026-11-22 07:59:59"),
     "effective"},
    {"and then",
     NAME(DEPUTY, "1") RECOGNISED STEP("revoked", MANAGER, "2026-11-22 08:00", "x")
         STATE("2026-11-22 08:00"),
     "revoked"},
    {"the role, before recognition", NAME(DEPUTY, "1") ROLE_ON("2026-11-22"), "false"},
    {"on the day", NAME(DEPUTY, "1") RECOGNISED ROLE_ON("2026-04-02"), "true"},
    {"the day before", NAME(DEPUTY, "1") RECOGNISED ROLE_ON("2026-04-01"), "false"},
    {"on the day it is revoked",
     NAME(DEPUTY, "1") RECOGNISED STEP("revoked", MANAGER, "2026-11-22 08:00", "x")
         ROLE_ON("2026-11-22"),
     "false"},
    {"after the manager has left",
     NAME(DEPUTY, "1") RECOGNISED MANAGER_LEAVES ROLE_ON("2026-11-23"), "false"},
    {"no deputy is a gap", "SELECT count(*) FROM role_gap('2026-11-22') WHERE gap = 'no_deputy'",
     "1"},
    {"one who awaits the CISO does not fill it",
     NAME(DEPUTY, "1") "SELECT count(*) FROM role_gap('2026-11-22') WHERE gap = 'no_deputy'", "1"},
    {"one in force does",
     NAME(DEPUTY, "1") RECOGNISED
     "SELECT count(*) FROM role_gap('2026-11-22') WHERE gap = 'no_deputy'",
     "0"},
    {"the record says what it relied on",
     OUT(CISO) OUT(OFFICER) AS(MANAGER, "") DO(
         "incident_instruction") "SELECT string_agg(b.role_code || ' ' || (b.absence_id IS NOT NULL), ' ' ORDER BY b.place) FROM acting_basis b",
     "ciso true information_security_officer true"},
    {"BR-AB-06: both are to read it",
     OUT(CISO) OUT(OFFICER) AS(MANAGER, "") DO(
         "incident_instruction") "SELECT string_agg(role_code, ' ' ORDER BY role_code) FROM acting_review_due",
     "ciso information_security_officer"},
    {"who is in office leaves no record",
     AS(CISO, "") DO("incident_instruction") "SELECT count(*) FROM acting_record", "0"},
    {"nobody writes another's name",
     OUT(CISO) AS(
         OFFICER,
         "") "INSERT INTO acting_record (domain, object_type, subject, reason, actor_id, acting_role, step_no, basis,"
             " principal_role) VALUES ('incident_instruction', 'by_hand', 'x', 'y', " ID(
                 MANAGER) ", 'network_security_manager', 3, 'own_judgment', 'ciso');"
                          "SELECT p.staff_no || ' ' || r.step_no || ' ' || (r.acted_at = instant()) FROM acting_record r"
                          " JOIN person p ON p.id = r.actor_id",
     OFFICER " 2 true"},
    {"what the program does is done now",
     OUT(CISO) AS(
         OFFICER,
         "") "INSERT INTO acting_record (domain, object_type, object_id, reason, acted_at) VALUES"
             " ('incident_instruction', 'exception_request', '1', 'y', '2020-01-01');"
             "SELECT (r.acted_at = instant()) || ' ' || (r.entered_at IS NULL) FROM acting_record r",
     "true true"},
    {"what is entered afterwards is judged by the absences of then",
     OUT(CISO) OUT(OFFICER) AS(MANAGER, "") AT(
         "2026-11-24 09:00") "SELECT act_in_place_at('incident_instruction', 'by_hand', '', 'x', 'y', '2026-11-22 09:30+09');"
                             "SELECT r.step_no || ' ' || (r.entered_at = instant()) || ' ' ||"
                             " (SELECT count(*) FROM acting_basis b WHERE b.record_id = r.id AND b.absence_id IS NOT NULL)"
                             " FROM acting_record r",
     "3 true 2"},
};

START_TEST(facts_are_computed)
{
    const char *found = sql(in_transaction(facts[_i].text));

    ck_assert_msg(!strcmp(found, facts[_i].answer), "%s: %s instead of %s", facts[_i].what, found,
                  facts[_i].answer);
    sql("ROLLBACK");
}
END_TEST

/* Evidence: the server's role appends. */
static const char *const denied[] = {
    "DELETE FROM absence",
    "UPDATE absence SET person_id = 1",
    "UPDATE absence SET created_at = instant()",
    "DELETE FROM deputy_designation",
    "UPDATE deputy_designation SET valid_to = NULL",
    "UPDATE deputy_step SET done_by = 1",
    "DELETE FROM deputy_step",
    "UPDATE acting_record SET reason = 'x'",
    "DELETE FROM acting_record",
    "UPDATE acting_basis SET absence_id = NULL",
    "DELETE FROM acting_basis",
    "UPDATE acting_review SET note = 'x'",
    "DELETE FROM acting_review",
    ("INSERT INTO authority_rule VALUES ('exception_permission', 2, 'information_security_officer',"
     " 'substitute', '8(1)', '8.1')"),
    "UPDATE authority_rule SET acting_role = 'secretariat'",
};

START_TEST(server_appends_only)
{
    PGresult *result =
        PQexec(super, arena_printf(arena, "BEGIN; SET LOCAL ROLE mamori_server; %s", denied[_i]));

    ck_assert_str_eq(PQresultErrorField(result, PG_DIAG_SQLSTATE), "42501");
    PQclear(result);
    sql("ROLLBACK");
}
END_TEST

Suite *test_authority_rules_suite(void);

Suite *test_authority_rules_suite(void)
{
    Suite *s = suite_create("modules/authority/authority_rules");
    TCase *tc = city_reading_case("rules");

    EACH(tc, database_refuses_by_name, rules);
    EACH(tc, facts_are_computed, facts);
    EACH(tc, server_appends_only, denied);
    suite_add_tcase(s, tc);
    return s;
}
