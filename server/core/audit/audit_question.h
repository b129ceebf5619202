#ifndef CORE_AUDIT_AUDIT_QUESTION_H
#define CORE_AUDIT_AUDIT_QUESTION_H

#include "http/paging.h"

struct view;
struct work;

/* What /audit was asked for: each NULL where it is left open; days are ISO. */
struct audit_asked {
    const char *person, *action, *object_type, *object_id, *related;
    const char *act; /* id of a row: everything that the same act wrote */
    const char *from, *to;
    struct paging paging;
};

/*
 * The prepared questions: what was done (the list `questions`, which keeps the days) and when (the
 * list `periods`, which keeps the rest), each with is_current; is_unlisted: what was asked is among
 * none of them, so the form has to show it.
 */
void audit_questions(struct view *view, const struct audit_asked *asked, const struct work *work);

#endif
