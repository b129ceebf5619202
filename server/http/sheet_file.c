#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/work.h"
#include "http/app.h"
#include "http/request.h"
#include "http/sheet.h"
#include "view/cp932.h"
#include "view/sheet.h"
#include "view/view.h"

struct sheet_file {
    struct request *request;
    struct sheet_writer *writer;
    struct buffer *out; /* of a CSV: what is not in the file yet */
    struct replaced replaced;
    bool is_cp932;
    int descriptor;
    void *bytes; /* NULL: not mapped */
    size_t length;
};

static bool fail_file(struct sheet_file *file, const char *what)
{
    log_bug("a sheet of %s: %s", file->request->route->pattern, what);
    return fail(file->request->work, ERR_INTERNAL, NULL);
}

static void release(void *object)
{
    struct sheet_file *file = object;

    if (file->bytes && munmap(file->bytes, file->length) != 0)
        log_bug("a sheet could not be unmapped");
    if (file->descriptor >= 0)
        close(file->descriptor);
}

/* Without a name from the start: nothing is left of it, however the process ends. */
static int open_nameless(struct request *request)
{
    char *path = arena_printf(request->work->arena, "%s/sheet-XXXXXX", request->app->config->state);
    int descriptor = mkstemp(path);

    if (descriptor >= 0)
        unlink(path);
    return descriptor;
}

static struct sheet_writer *begin_writer(struct sheet_file *file)
{
    struct request *request = file->request;
    struct arena *arena = request->work->arena;

    if (request->format == FORMAT_XLSX)
        return xlsx_writer_new(arena, arena_printf(arena, "/proc/self/fd/%d", file->descriptor),
                               request->app->config->state);
    file->out = buffer_new(arena, LIMIT_PAGE);
    file->replaced.arena = arena;
    file->is_cp932 = sheet_is_cp932(request);
    return csv_writer_new(arena, file->out, file->is_cp932 ? &file->replaced : NULL);
}

struct sheet_file *sheet_begin(struct request *request)
{
    struct sheet_file *file = arena_alloc(request->work->arena, sizeof *file);

    file->request = request;
    file->descriptor = open_nameless(request);
    arena_defer(request->work->arena, release, file);
    file->writer = file->descriptor < 0 ? NULL : begin_writer(file);
    return file->writer || fail_file(file, "no file") ? file : NULL;
}

/* ---- piece by piece ---------------------------------------------------------------------------
 */

static bool write_out(struct sheet_file *file)
{
    size_t done = 0;

    while (file->out && done < file->out->length) {
        ssize_t written = write(file->descriptor, file->out->data + done, file->out->length - done);

        if (written < 0 && errno != EINTR)
            return fail_file(file, "the file can't be written");
        done += written > 0 ? (size_t)written : 0;
    }
    if (file->out)
        buffer_clear(file->out);
    return true;
}

static bool add_rows(struct sheet_file *file, const struct rows *rows)
{
    struct view *view = view_new(file->request->work);
    const char *list = file->request->route->list;

    view_add_rows(view, list, rows);
    if (!view_take(view))
        return false;
    sheet_write(view, list, file->writer);
    return !file->writer->is_full(file->writer) || fail_file(file, "it is full");
}

static void free_arena(void *arena)
{
    arena_free(arena);
}

/* The rows and what is made of them are on an arena of their own, unless an error points there. */
bool sheet_add(struct sheet_file *file, enum statement statement, struct params params)
{
    struct work *work = file->request->work;
    struct arena *kept = work->arena;
    const struct rows *rows;
    bool is_added;

    work->arena = arena_new();
    rows = db_take(work, statement, params);
    is_added = rows && add_rows(file, rows) && write_out(file);
    if (is_added)
        arena_free(work->arena);
    else
        arena_defer(kept, free_arena, work->arena);
    work->arena = kept;
    return is_added;
}

/* ---- the answer -------------------------------------------------------------------------------
 */

static bool map_file(struct sheet_file *file)
{
    struct stat status;

    if (fstat(file->descriptor, &status) != 0 || status.st_size <= 0)
        return fail_file(file, "it is empty");
    file->length = (size_t)status.st_size;
    file->bytes = mmap(NULL, file->length, PROT_READ, MAP_PRIVATE, file->descriptor, 0);
    if (file->bytes == MAP_FAILED) {
        file->bytes = NULL;
        return fail_file(file, "it can't be mapped");
    }
    return true;
}

bool sheet_reply(struct sheet_file *file)
{
    struct request *request = file->request;
    const char *type = "text/csv; charset=utf-8";

    if (request->format == FORMAT_XLSX && !xlsx_writer_end(file->writer))
        return fail_file(file, "the workbook could not be written");
    if (file->is_cp932 && sheet_reply_replaced(request, &file->replaced))
        return true;
    if (request->format == FORMAT_XLSX)
        type = XLSX_MEDIA;
    else if (file->is_cp932)
        type = "text/csv; charset=windows-31j";
    return map_file(file) && reply_bytes(request, type, file->bytes, file->length);
}
