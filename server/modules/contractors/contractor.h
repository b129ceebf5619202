#ifndef MODULES_CONTRACTORS_CONTRACTOR_H
#define MODULES_CONTRACTORS_CONTRACTOR_H

#include <stdbool.h>

#include "http/route.h"

struct arena;
struct work;

/*
 * 委託事業者 and the contracts of the sections with them: to whom the policy was made known and
 * when (周知日), whether the contract has its security clause, when its keeping was checked.
 *
 * Everybody reads. The secretariat and the network security manager keep all of it; the head and
 * the IT promotion leaders of a section enter the contracts of their own section and what was done
 * about them (keeps_contracts_of() in SQL). What was done is appended, and taken back by
 * a further row.
 */
extern const struct route contractor_routes[];
extern const struct route contract_routes[];
extern const struct route contract_record_routes[];

/*
 * 法人番号 as it is stored: half-width, without blanks and hyphens; NULL where none was typed. The
 * database judges it.
 */
const char *contractor_corporate_no(struct arena *arena, const char *typed);

/* A reading in full-width katakana, parts apart by one blank, where it can be brought to that. */
const char *contractor_kana(struct arena *arena, const char *typed);

/* Contractors of the sample city, in the caller's transaction; `shift` as in policy_sample(). */
bool contractor_sample(struct work *work, int shift) __attribute__((warn_unused_result));

#endif
