#ifndef MODULES_COMMITTEES_MEETING_NOTICE_H
#define MODULES_COMMITTEES_MEETING_NOTICE_H

#include "http/field.h"

/* The answer of whoever was called, which the meeting's own page asks for, too. */
extern const struct field meeting_reply_fields[];

#endif
