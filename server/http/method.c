#include "http/method.h"

#include <string.h>

static const char *const names[METHODS] = {
    [METHOD_UNKNOWN] = "", [GET] = "GET",     [HEAD] = "HEAD",     [POST] = "POST",
    [PUT] = "PUT",         [PATCH] = "PATCH", [DELETE] = "DELETE",
};

enum method method_parse(const char *text)
{
    for (int method = GET; method < METHODS; method++) {
        if (strcmp(text, names[method]) == 0)
            return (enum method)method;
    }
    return METHOD_UNKNOWN;
}

const char *method_name(enum method method)
{
    return names[method];
}

bool method_is_safe(enum method method)
{
    return method == GET || method == HEAD;
}
