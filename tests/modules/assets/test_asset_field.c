#include "asset_database.h"
#include "base/json.h"

/*
 * What is entered, where it is kept, and the columns of the database: three tables that must agree,
 * field by field.
 */
static const char *table_of(enum asset_kind kind, enum asset_part part)
{
    if (part == ASSET_PART_COMMON)
        return "asset";
    return part == ASSET_PART_RESTRICTED ? "asset_restricted"
                                         : arena_printf(arena, "asset_%s", asset_kind_code(kind));
}

START_TEST(every_field_has_a_column)
{
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++) {
        const struct asset_column *column = asset_column_of(f->name);

        ck_assert_msg(column && column->kinds, "%s", f->name);
        for (int k = 0; k < ASSET_KINDS; k++)
            if (asset_has_field((enum asset_kind)k, f->name))
                ck_assert_msg(
                    *sql_format("SELECT 'x' WHERE '%s' = ANY (asset_content_columns('%s'))",
                                column->column, table_of((enum asset_kind)k, column->part)),
                    "%s of %s", f->name, asset_kind_code((enum asset_kind)k));
    }
}
END_TEST

static bool is_entered(const char *column, enum asset_kind kind, enum asset_part part)
{
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++) {
        const struct asset_column *c = asset_column_of(f->name);

        if (!strcmp(c->column, column) && c->part == part &&
            (part != ASSET_PART_KIND || asset_has_field(kind, f->name)))
            return true;
    }
    return false;
}

/* When an asset was last seen is what an inventory says, and no field of the form. */
static void check_columns(enum asset_kind kind, enum asset_part part)
{
    const char *table = table_of(kind, part);
    const char *columns =
        sql_format("SELECT array_to_string(asset_content_columns('%s'), ' ')", table);

    while (*columns) {
        size_t length = strcspn(columns, " ");
        const char *column = arena_strndup(arena, columns, length);

        ck_assert_msg(!strcmp(column, "last_checked_on") || is_entered(column, kind, part),
                      "%s.%s has no field", table, column);
        columns += length + (columns[length] == ' ');
    }
}

START_TEST(every_column_has_a_field)
{
    check_columns(ASSET_INFORMATION, ASSET_PART_COMMON);
    check_columns(ASSET_NETWORK, ASSET_PART_RESTRICTED);
    for (int k = 0; k < ASSET_KINDS; k++)
        check_columns((enum asset_kind)k, ASSET_PART_KIND);
}
END_TEST

START_TEST(kinds_are_those_of_the_database)
{
    for (int k = 0; k < ASSET_KINDS; k++)
        ck_assert_str_eq(sql_format("SELECT prefix || ord FROM asset_kind WHERE code = '%s'",
                                    asset_kind_code((enum asset_kind)k)),
                         arena_printf(arena, "%c%d", asset_kind_prefix((enum asset_kind)k), k + 1));
    ck_assert_str_eq(sql("SELECT count(*) FROM asset_kind"),
                     arena_printf(arena, "%d", (int)ASSET_KINDS));
    ck_assert_int_eq(asset_kind_of("nothing"), ASSET_KINDS);
    ck_assert_int_eq(asset_kind_of(NULL), ASSET_KINDS);
}
END_TEST

static enum asset_kind first_kind(const char *name)
{
    int kind = 0;

    while (!asset_has_field((enum asset_kind)kind, name))
        kind++;
    return (enum asset_kind)kind;
}

/* What the check of a column says, "": it has none of its own. */
static const char *check_of(const struct field *f)
{
    const struct asset_column *column = asset_column_of(f->name);

    return sql_format("SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint"
                      " WHERE conrelid = '%s'::regclass AND contype = 'c'",
                      table_of(first_kind(f->name), column->part));
}

/* A text that the form takes is one that the database takes. */
START_TEST(texts_are_as_long_as_the_database_lets_them)
{
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++) {
        const char *limit = arena_printf(arena, "(length(%s) <= %zu)", f->name, f->max);
        const struct asset_column *column = asset_column_of(f->name);
        bool is_code =
            *sql_format("SELECT 'x' FROM pg_constraint WHERE conrelid = 'asset'::regclass"
                        " AND contype = 'f' AND pg_get_constraintdef(oid) LIKE '%%(%s)%%'",
                        column->column) != '\0';

        if ((f->kind == FIELD_KIND_TEXT || f->kind == FIELD_KIND_LONG_TEXT) && !is_code &&
            strcmp(f->name, "name") != 0)
            ck_assert_msg(strstr(check_of(f), limit) != NULL, "%s: %s", limit, check_of(f));
    }
}
END_TEST

START_TEST(choices_are_those_of_the_database)
{
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++) {
        const char *list = "";

        if (f->kind != FIELD_KIND_ENUM)
            continue;
        for (const struct choice *c = f->choices; c->code; c++)
            list = arena_printf(arena, "%s%s'%s'::text", list, *list ? ", " : "", c->code);
        list = arena_printf(arena, "(%s = ANY (ARRAY[%s]))", f->name, list);
        ck_assert_msg(strstr(check_of(f), list) != NULL, "%s: %s", list, check_of(f));
    }
}
END_TEST

/* A number that was not given is not there, but of a lot of terminals there is at least one. */
START_TEST(what_was_not_given_can_be_kept)
{
    for (int k = 0; k < ASSET_KINDS; k++) {
        enum asset_kind kind = (enum asset_kind)k;
        struct asset_form form = {.name = "試験",
                                  .subject_count = -1,
                                  .item_count = -1,
                                  .user_count = -1,
                                  .recovery_hours = -1,
                                  .licence_count = -1,
                                  .quantity = field_find(asset_fields, "quantity")->fallback,
                                  .law_fields = (const char *const[]){NULL},
                                  .personal_info = 1,
                                  .scope_status = 1};
        json_t *fields, *restricted;

        asset_form_values(work, kind, &form, &fields, &restricted);
        ck_assert_str_ne(sql_format("SELECT test.asset('%s', '%s', '%s', false)",
                                    asset_kind_code(kind), json_text(arena, fields),
                                    json_text(arena, restricted)),
                         "");
    }
}
END_TEST

Suite *test_asset_field_suite(void);

Suite *test_asset_field_suite(void)
{
    Suite *s = suite_create("modules/assets/asset_field");
    TCase *tc = asset_reading_case("fields");

    tcase_add_test(tc, every_field_has_a_column);
    tcase_add_test(tc, every_column_has_a_field);
    tcase_add_test(tc, kinds_are_those_of_the_database);
    tcase_add_test(tc, texts_are_as_long_as_the_database_lets_them);
    tcase_add_test(tc, choices_are_those_of_the_database);
    tcase_add_test(tc, what_was_not_given_can_be_kept);
    suite_add_tcase(s, tc);
    return s;
}
