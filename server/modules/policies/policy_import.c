#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/calendar.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"
#include "db/db.h"
#include "modules/policies/policy.h"
#include "modules/policies/policy_text.h"
#include "modules/policies/policy_token.h"

/* Clause 10: the basic policy and the basic volume are public, the detailed volume and procedures
 * are not. */
static const struct {
    const char *level;
    const char *publicity;
} levels[] = {
    {"basic_policy", "public"},          {"standard_basic", "public"},
    {"standard_detailed", "non_public"}, {"procedure", "non_public"},
    {"emergency_plan", "non_public"},    {"related_regulation", "public"},
};

static const char *const kinds[] = {
    [POLICY_TEXT] = "text",
    [POLICY_TABLE] = "table",
    [POLICY_FIGURE] = "figure",
    [POLICY_FOOTNOTE] = "footnote",
};

static const char *publicity_of(const char *level)
{
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (!strcmp(levels[i].level, level))
            return levels[i].publicity;
    return NULL;
}

static bool check_day(struct work *work, const char *field, const char **day)
{
    if (!*day || calendar_parse(work->arena, *day, day))
        return true;
    return fail_field(work, field, "日付を 2026-04-01 のように入力してください。");
}

bool policy_import_check(struct work *work, struct policy_import *import)
{
    bool ok = true;

    if (!import->level)
        import->level = import->code;
    if (!publicity_of(import->level))
        ok = fail_field(
            work, "level",
            "区分が正しくありません。basic_policy、standard_basic、standard_detailed、"
            "procedure、emergency_plan、related_regulation のいずれかを入力してください。");
    else if (!import->publicity)
        import->publicity = publicity_of(import->level);
    if (import->publicity && strcmp(import->publicity, "public") &&
        strcmp(import->publicity, "non_public"))
        ok = fail_field(work, "publicity",
                        "公開・非公開は public か non_public を入力してください。");
    if (!import->in_force_from)
        ok = fail_field(work, "in_force_from", "施行日を入力してください。");
    ok = check_day(work, "in_force_from", &import->in_force_from) && ok;
    ok = check_day(work, "established_on", &import->established_on) && ok;
    return check_day(work, "published_on", &import->published_on) && ok;
}

/* ---- the clauses as one parameter ------------------------------------------------------------ */

static json_t *string_list(const char *const *items)
{
    json_t *list = json_array();

    for (; *items; items++)
        json_array_append_new(list, json_string(*items));
    return list;
}

static json_t *table_rows(const struct policy_clause *clause)
{
    json_t *rows = json_array();

    for (size_t r = 0; r < clause->row_count; r++) {
        json_t *cells = json_array();

        for (size_t c = 0; c < clause->rows[r].count; c++)
            json_array_append_new(cells, json_string(clause->rows[r].cells[c]));
        json_array_append_new(rows, cells);
    }
    return rows;
}

/* Heading, text and table as one, without the marks of footnotes: what a search looks through. */
static const char *searchable(struct arena *arena, const struct policy_clause *clause)
{
    struct buffer *out = buffer_new(arena, LIMIT_POLICY_TEXT);

    buffer_printf(out, "%s\n%s", clause->heading, clause->text);
    for (size_t r = 0; r < clause->row_count; r++)
        for (size_t c = 0; c < clause->rows[r].count; c++)
            buffer_printf(out, "\n%s", clause->rows[r].cells[c]);
    return text_fold(arena, policy_without_tokens(arena, out->data));
}

static json_t *clause_json(struct arena *arena, const struct policy_clause *clause, size_t index)
{
    const char *folded = searchable(arena, clause);
    json_t *json = json_pack(
        "{s:I, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "ord", (json_int_t)index, "kind",
        kinds[clause->kind], "level", clause->level, "code", clause->code, "slug", clause->slug,
        "number", clause->number, "heading", clause->heading, "text", clause->text, "folded",
        folded, "bigrams", string_list(text_bigrams(arena, folded)), "rows", table_rows(clause));

    if (clause->parent >= 0 && clause->kind != POLICY_FOOTNOTE)
        json_object_set_new(json, "parent", json_integer(clause->parent));
    return json;
}

static const char *clauses_json(struct arena *arena, const struct policy_text *text)
{
    json_t *list = json_array();
    char *dumped;

    for (size_t i = 0; i < text->count; i++)
        json_array_append_new(list, clause_json(arena, &text->clauses[i], i));
    dumped = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    arena_defer(arena, free, dumped);
    return dumped;
}

/* ---- storing --------------------------------------------------------------------------------- */

static bool save_document(struct work *work, const struct policy_import *import, const char **id)
{
    const struct rows *rows =
        db_take(work, SQL_POLICY_DOCUMENT_SAVE,
                PARAMS(import->code, import->title, import->level, import->publicity,
                       import->summary ? import->summary : "",
                       import->audience ? import->audience : "all_staff"));

    if (!rows)
        return false;
    *id = rows_text(rows, 0, "id");
    if (strcmp(rows_text(rows, 0, "level"), import->level) ||
        strcmp(rows_text(rows, 0, "publicity"), import->publicity))
        return fail(work, ERR_CONFLICT,
                    "「%s」は区分 %s、公開・非公開 %s の規程として登録されています。"
                    "取込みでは変更できません。",
                    import->code, rows_text(rows, 0, "level"), rows_text(rows, 0, "publicity"));
    return true;
}

static bool save_version(struct work *work, const struct policy_import *import,
                         const char *document, const char *hash, const char **id)
{
    const struct rows *rows;

    if (!db_run(work, SQL_POLICY_VERSION_MAKE_ROOM, PARAMS(document, import->in_force_from)))
        return false;
    rows = db_take(work, SQL_POLICY_VERSION_INSERT,
                   PARAMS(document, import->version, import->in_force_from, import->established_on,
                          import->published_on, import->source_name, hash, import->evaluated_on,
                          import->approved_on, import->decided_on,
                          import->decision_ref ? import->decision_ref : ""));
    if (rows)
        *id = rows_text(rows, 0, "id");
    return rows != NULL;
}

bool policy_import_store(struct work *work, const struct policy_import *import, const char *bytes,
                         size_t length, const struct policy_text *text)
{
    const char *document, *version;
    const char *hash = crypto_sha256_hex(work->arena, bytes, length);

    return db_run(work, SQL_POLICY_LOCK, PARAMS()) && save_document(work, import, &document) &&
           save_version(work, import, document, hash, &version) &&
           db_run(work, SQL_POLICY_TEXT_INSERT, PARAMS(version, clauses_json(work->arena, text)));
}

bool policy_is_empty(struct work *work, bool *is_empty)
{
    const struct rows *rows = db_take(work, SQL_POLICY_IS_EMPTY, PARAMS());

    if (rows)
        *is_empty = rows_boolean(rows, 0, "is_empty");
    return rows != NULL;
}
