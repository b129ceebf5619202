#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "http/body.h"
#include "http/request.h"
#include "modules/assets/inventory.h"

/* What is typed of a list, and how it is kept: all of it or nothing. */

enum { NOTE_MAX = 200, FIRST_ROOM = 64, NUMBER_MAX = 20, VERSION_MAX = 9 };

static const char *const results[] = {"", "confirmed", "changed", "missing", "new", NULL};

static bool is_result(const char *text)
{
    const char *const *result = results;

    while (*result && strcmp(text, *result) != 0)
        result++;
    return *result != NULL;
}

static const char **column(struct request *rq, const char **old, size_t count, size_t room)
{
    const char **grown = arena_alloc(rq->work->arena, (room + 1) * sizeof *grown);

    if (count)
        memcpy(grown, old, count * sizeof *grown);
    grown[count] = NULL;
    return grown;
}

static void make_room(struct request *rq, struct inventory_marks *m, size_t room)
{
    m->numbers = column(rq, m->numbers, m->count, room);
    m->results = column(rq, m->results, m->count, room);
    m->notes = column(rq, m->notes, m->count, room);
    m->versions = column(rq, m->versions, m->count, room);
    m->room = room;
}

void inventory_marks_begin(struct request *rq, struct inventory_marks *marks)
{
    *marks = (struct inventory_marks){.count = 0};
    make_room(rq, marks, FIRST_ROOM);
}

bool inventory_marks_add(struct request *rq, struct inventory_marks *m, const char *number,
                         const char *result, const char *note, const char *version)
{
    struct work *w = rq->work;
    bool is_sound = true;

    if (m->count == m->room)
        make_room(rq, m, 2 * m->room);
    if (strlen(number) > NUMBER_MAX || !is_result(result) || strlen(version) > VERSION_MAX ||
        version[strspn(version, "0123456789")])
        return fail_field(w, "items", "%s：結果は、一覧から選択してください。", number);
    if (text_graphemes(note) > NOTE_MAX)
        is_sound = fail_field(w, arena_printf(w->arena, "note-%s", number),
                              "備考は、%d文字以内で入力してください。", NOTE_MAX);
    m->numbers[m->count] = number;
    m->results[m->count] = result;
    m->notes[m->count] = text_trim(w->arena, note);
    m->versions[m->count] = version;
    m->count++;
    m->numbers[m->count] = m->results[m->count] = m->notes[m->count] = m->versions[m->count] = NULL;
    return is_sound;
}

/* ---- reading a body ----------------------------------------------------------------------------
 */

static const char *value_of(struct request *rq, const char *what, const char *number)
{
    const char *name = arena_printf(rq->work->arena, "%s-%s", what, number);
    const struct form_field *field = body_field(rq->body, name, NULL);

    return field ? field->value : "";
}

static bool read_form_rows(struct request *rq, struct inventory_marks *marks)
{
    static const char prefix[] = "version-";
    const size_t length = sizeof prefix - 1;
    bool is_sound = true;

    for (size_t i = 0; i < rq->body->field_count; i++) {
        const char *name = rq->body->fields[i].name, *number = name + length;

        if (strncmp(name, prefix, length) != 0)
            continue;
        if (!inventory_marks_add(rq, marks, number, value_of(rq, "result", number),
                                 value_of(rq, "note", number), rq->body->fields[i].value))
            is_sound = false;
    }
    return is_sound;
}

static const char *member(struct request *rq, const json_t *row, const char *name)
{
    const json_t *value = json_object_get(row, name);

    if (json_is_integer(value))
        return arena_printf(rq->work->arena, "%lld", (long long)json_integer_value(value));
    return json_is_string(value) ? json_string_value(value) : "";
}

static bool read_json_rows(struct request *rq, struct inventory_marks *marks)
{
    const json_t *rows = json_object_get(rq->body->json, "items"), *row;
    bool is_sound = true;
    size_t i;

    json_array_foreach(rows, i, row)
    {
        const char *number = member(rq, row, "asset_no"), *version = member(rq, row, "version");

        if (!*number || !*version)
            return fail_field(rq->work, "items", "管理番号と版を入力してください。");
        if (!inventory_marks_add(rq, marks, number, member(rq, row, "inventory_result"),
                                 member(rq, row, "note"), version))
            is_sound = false;
    }
    return is_sound;
}

bool inventory_marks_read(struct request *rq, struct inventory_marks *marks)
{
    if (!rq->body)
        return true;
    return rq->body->json ? read_json_rows(rq, marks) : read_form_rows(rq, marks);
}

/* ---- keeping -----------------------------------------------------------------------------------
 */

static const char *literal(struct request *rq, const char **of)
{
    return text_array_literal(rq->work->arena, (const char *const *)of);
}

static bool is_of_list(struct request *rq, const struct rows *wrong, const char *field,
                       const char *message)
{
    for (int i = 0; wrong && i < wrong->count; i++)
        (void)fail_field(rq->work, field, "%s：%s", rows_text(wrong, i, "asset_no"), message);
    return wrong && !wrong->count;
}

static bool is_fresh(struct request *rq, const struct rows *conflicts)
{
    if (!conflicts)
        return false;
    return !conflicts->count ||
           fail(rq->work, ERR_STALE,
                "%s%sは、%sが%sに、先に記入しました。今の記入を確認してください。",
                rows_text(conflicts, 0, "asset_no"),
                conflicts->count > 1
                    ? arena_printf(rq->work->arena, "ほか%d件", conflicts->count - 1)
                    : "",
                rows_text(conflicts, 0, "by"), rows_text(conflicts, 0, "at"));
}

bool inventory_marks_save(struct request *rq, const struct inventory *inventory,
                          const struct inventory_marks *m, const char *field)
{
    struct work *w = rq->work;
    const char *rest = m->confirms_rest ? "true" : "false";
    const char *numbers = literal(rq, m->numbers), *of_results = literal(rq, m->results);
    const char *notes = literal(rq, m->notes), *versions = literal(rq, m->versions);

    return db_run(w, SQL_INVENTORY_SECTION_HOLD, PARAMS(inventory->id)) &&
           is_of_list(rq, db_take(w, SQL_INVENTORY_STRANGERS, PARAMS(numbers, inventory->id)),
                      field, "この課等の棚卸しの一覧にありません。") &&
           is_of_list(rq,
                      db_take(w, SQL_INVENTORY_MISFITS,
                              PARAMS(numbers, of_results, notes, versions, inventory->id)),
                      field, "「新たに見つかった」は、一覧に追加した資産だけに使います。") &&
           is_fresh(rq,
                    db_take(w, SQL_INVENTORY_CONFLICTS,
                            PARAMS(numbers, of_results, notes, versions, inventory->id, rest))) &&
           db_run(w, SQL_INVENTORY_MARK,
                  PARAMS(numbers, of_results, notes, versions, inventory->id, rest));
}
