#ifndef CORE_ACCESS_PERMISSION_H
#define CORE_ACCESS_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct work;

/*
 * What a role in force lets its bearer do: the one table of rights (domain 3.13) is in
 * permission.c. Who bears a role today is asked of the database at the beginning of each request,
 * with this table beside it: SQL asks may('org_read') and C asks may(w, PERMISSION_ORG_READ), and
 * both were decided by the same rows.
 */
enum permission {
    PERMISSION_ORG_READ,         /* 推進体制図、責任、役割の連絡先 */
    PERMISSION_ORG_MAINTAIN,     /* 組織、職、職員等、異動の登録 */
    PERMISSION_ORG_FORESEE,      /* moves ahead, before they are announced */
    PERMISSION_LEADER_DESIGNATE, /* ＩＴ推進リーダーの指名: heads for their own section */
    PERMISSION_CSIRT_APPOINT, /* ＣＳＩＲＴの構成員の選任: nobody stands in (BR-AB-05) */
    PERMISSION_ADVICE_READ,   /* what experts were asked and advised */
    PERMISSION_POLICY_READ_NON_PUBLIC, /* 職員等: clause 7(1)カ(ア), clause 10 */
    PERMISSION_POLICY_MAINTAIN,        /* 規程の登録、公開・非公開の変更 */
    PERMISSION_AUDIT_READ,
    PERMISSION_PORTAL_ADMINISTER,
    PERMISSION_SETTINGS_MAINTAIN,   /* [P] values, wordings, holidays */
    PERMISSION_CONTRACTOR_READ,     /* 委託事業者 and their contracts */
    PERMISSION_CONTRACTOR_MAINTAIN, /* all of them */
    PERMISSION_CONTRACT_ENTER,   /* contracts of one's own section, and what was done about them */
    PERMISSION_ABSENCE_READ,     /* all absences, deputies and records of acting; others only own */
    PERMISSION_ABSENCE_ENTER,    /* absences of others */
    PERMISSION_DEPUTY_DESIGNATE, /* 権限代行者の指名: nobody stands in (BR-DP-05) */
    PERMISSION_DEPUTY_RECOGNISE, /* and its recognition (BR-AB-05) */
    PERMISSION_DEPUTY_REVOKE,
    PERMISSION_EXCEPTION_READ,     /* 例外措置 of one's own section, or all */
    PERMISSION_EXCEPTION_READ_ALL, /* what any section has filed */
    PERMISSION_EXCEPTION_DRAFT,    /* write and file for one's own section */
    PERMISSION_EXCEPTION_CHECK,    /* 事務局の確認, forwarding; the ledger's keeping */
    PERMISSION_EXCEPTION_OPINE,    /* 意見 of the two officers */
    PERMISSION_EXCEPTION_DECIDE,   /* 決定: nobody stands in (BR-AB-05) */
    PERMISSION_MEETING_READ,       /* that meetings take place; directives to one's own section */
    PERMISSION_MEETING_READ_ALL, /* papers, positions, minutes; members see their own committee's */
    PERMISSION_MEETING_MAINTAIN, /* plan, record, minute: the secretariat */
    PERMISSION_DIRECTIVE_READ_ALL, /* 全庁指示 to any section and its answers */
    PERMISSION_DIRECTIVE_ISSUE,    /* 発出 */
    PERMISSION_DIRECTIVE_ANSWER,   /* 確認, 実施報告 for one's own section */
    PERMISSION_GUIDANCE_READ,      /* 指導・助言 to one's own section; the officers all */
    PERMISSION_GUIDANCE_WRITE,     /* give it, or ask for one's own section */
    PERMISSION_DISCIPLINE_READ, /* that a case was referred; the head of 人事課 too (in SQL) */
    PERMISSION_ASSET_READ,      /* 情報資産 of one's own section, or all */
    PERMISSION_ASSET_READ_ALL,  /* those of any section */
    PERMISSION_ASSET_DRAFT,     /* enter and propose for one's own section */
    PERMISSION_ASSET_CONFIRM,   /* register and correct for one's own section */
    PERMISSION_ASSET_MAINTAIN,  /* the same for any section */
    PERMISSION_ASSET_EXCLUDE,   /* 適用範囲 by 別表1: the secretariat alone (BR-SC-06) */
    PERMISSION_ASSET_READ_RESTRICTED,  /* addresses and diagrams of any section; heads own (SQL) */
    PERMISSION_ASSET_WRITE_RESTRICTED, /* and writing them */
    PERMISSIONS
};

/* The name in JSON and SQL: "policy_read_non_public". */
const char *permission_name(enum permission permission);

/* Bits of all permissions of one role code; unknown codes have none. */
uint64_t permission_of_role(const char *role);

/* The names of these bits, separated by blanks, as SQL keeps them. */
const char *permission_names(struct arena *arena, uint64_t permissions);

/* The table as a text[] literal of "role permission", for begin_request. */
const char *permission_rows(struct arena *arena);

bool may(const struct work *work, enum permission permission);

#endif
