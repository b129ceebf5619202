#include "http/negotiate.h"

#include <string.h>

#include "http/body.h"
#include "http/request.h"

/* ---- choosing the representation ---------------------------------------------------------------
 */

static bool offers(const struct route *route, enum format format)
{
    unsigned formats = route->formats ? route->formats : FORMAT_HTML | FORMAT_JSON;

    return formats & format;
}

static bool accepts(const char *accept, const char *type)
{
    return accept && strcasestr(accept, type) != NULL;
}

enum format negotiate_asked(const struct request *request)
{
    const char *accept = request->header(request, "Accept");

    if (accepts(accept, "text/html"))
        return FORMAT_HTML;
    if (accepts(accept, "json"))
        return FORMAT_JSON;
    if (body_kind(request->header(request, "Content-Type")) == BODY_JSON)
        return FORMAT_JSON;
    if (accepts(accept, "spreadsheetml.sheet"))
        return FORMAT_XLSX;
    return accepts(accept, "text/csv") ? FORMAT_CSV : FORMAT_HTML;
}

void negotiate_format(struct request *request)
{
    const struct route *route = request->route;

    if (request->match.suffix)
        request->format = request->match.suffix;
    else if (offers(route, FORMAT_TEXT))
        request->format = FORMAT_TEXT;
    else if (offers(route, FORMAT_SVG))
        request->format = FORMAT_SVG;
    else if (offers(route, FORMAT_ICS))
        request->format = FORMAT_ICS;
    else if (!offers(route, request->format))
        request->format = offers(route, FORMAT_HTML) ? FORMAT_HTML : FORMAT_JSON;
}
