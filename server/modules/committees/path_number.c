#include "modules/committees/path_number.h"

#include <string.h>

#include "base/work.h"
#include "http/request.h"

enum { DIGITS = 18 };

bool is_number(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits && digits <= DIGITS && !text[digits];
}

bool path_number(struct request *rq, const char *name, const char **number)
{
    *number = path_text(rq, name);
    return is_number(*number) || fail(rq->work, ERR_NOT_FOUND, NULL);
}
