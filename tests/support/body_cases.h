#ifndef TESTS_SUPPORT_BODY_CASES_H
#define TESTS_SUPPORT_BODY_CASES_H

#include "http/body.h"
#include "support/work_fixture.h"

/* Bodies that are read, or refused, in the unit of work of the running test. */

struct body_case {
    const char *bytes;
    size_t length;      /* 0: up to the NUL */
    const char *fields; /* as fields_text() has them; NULL: malformed */
};

/* All fields as "name=value|", so that a case is one line. */
const char *fields_text(const struct form_body *body);

/* A body of that content type must give the fields of the case. */
void check_case(const char *type, const struct body_case *c);

/* Whether the text is read; clears the error of a reading before. */
bool read_text(const char *type, const char *text);

/* The text so many times. */
const char *repeated(const char *text, size_t count);

#endif
