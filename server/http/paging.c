#include "http/paging.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/rows.h"
#include "http/request.h"
#include "http/uri.h"

enum { DEFAULT_SIZE = 50, EXACT_TOTAL = 10000 };

static int read_size(struct request *request)
{
    const char *text = query_text(request, "limit");
    char *end;
    long size;

    if (!text)
        return DEFAULT_SIZE;
    size = strtol(text, &end, 10);
    if (*end || size < 1 || size > LIMIT_LIST) {
        fail_field(request->work, "limit", "1から%dまでの数を入力してください。", LIMIT_LIST);
        return DEFAULT_SIZE;
    }
    return (int)size;
}

struct paging paging_read(struct request *request)
{
    struct paging paging = {0};

    if (request->format & FORMAT_SHEETS)
        return paging;
    paging.after = query_text(request, "after");
    paging.size = read_size(request);
    paging.rows = arena_printf(request->work->arena, "%d", paging.size + 1);
    return paging;
}

/* This address with another ?after=. */
static const char *next_address(struct request *request, const char *after)
{
    const struct uri *uri = request->uri;
    struct arena *arena = request->work->arena;
    struct buffer *out = buffer_new(arena, LIMIT_URI * 4);

    for (size_t i = 0; i < uri->segment_count; i++)
        buffer_printf(out, "/%s", uri_encode_path(arena, uri->segments[i]));
    buffer_printf(out, "?after=%s", uri_encode_query(arena, after));
    for (size_t i = 0; i < uri->pair_count; i++)
        if (strcmp(uri->pairs[i].name, "after") != 0 && *uri->pairs[i].value)
            buffer_printf(out, "&%s=%s", uri_encode_query(arena, uri->pairs[i].name),
                          uri_encode_query(arena, uri->pairs[i].value));
    return out->data;
}

void paging_view(struct request *request, struct view *view, const struct paging *paging,
                 const struct rows *rows, const char *key)
{
    struct rows *page = arena_alloc(request->work->arena, sizeof *page);
    bool has_more = paging->size && rows->count > paging->size;
    int64_t total = rows->count ? rows_integer(rows, 0, "_total") : 0;

    *page = *rows;
    if (has_more)
        page->count = paging->size;
    view_add_rows(view, "items", page);
    view_integer(view, "total", total > EXACT_TOTAL ? EXACT_TOTAL : total);
    view_boolean(view, "total_is_minimum", paging->is_minimum || total > EXACT_TOTAL);
    view_text(view, "next",
              has_more ? next_address(request, rows_text(rows, paging->size - 1, key)) : NULL);
}
