#ifndef MODULES_COMMITTEES_MINUTES_TEXT_H
#define MODULES_COMMITTEES_MINUTES_TEXT_H

struct arena;
struct rows;
struct work;

/*
 * 議事録 (form 11) as Markdown, made of what was recorded: who was there, what each item came to,
 * who objected or reserved and why. Nobody types that a second time; only the gist of each item is
 * written by the secretariat. What is sent to be confirmed is exactly this text.
 */
struct minutes_record {
    const struct rows *facts, *seats, *items, *positions, *papers, *directives; /* minutes.sql */
};

/* Pure; as long as the record is. */
const char *minutes_text(struct arena *arena, const struct minutes_record *record);

/* The text of a meeting as its record stands now; NULL: the error is recorded. */
const char *minutes_draft(struct work *work, const char *meeting_id);

#endif
