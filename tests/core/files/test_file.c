#include <sodium.h>
#include <string.h>

#include "core/core_database.h"
#include "core/files/file.h"

/* Files go in and come out byte for byte, in chunks, and half a file is none. */
enum { CHUNK = 256 * 1024 };

struct kept {
    struct file file;
    const char *id, *bytes;
};

static const size_t lengths[] = {1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 7, FILE_MAXIMUM};

static struct kept random_file(size_t length)
{
    char *bytes = arena_alloc(work->arena, length);

    randombytes_buf(bytes, length);
    return (struct kept){
        .file = {.name = "a.pdf", .media_type = "application/pdf", .scanned_by = ""},
        .file.bytes = bytes,
        .file.length = length};
}

static bool store(struct work *w, void *context)
{
    struct kept *kept = context;

    access_begin_work(w, "test");
    return file_store(w, &kept->file, &kept->id);
}

static bool fetch(struct work *w, void *context)
{
    struct kept *kept = context;

    access_begin_work(w, "test");
    return file_fetch(w, kept->id, kept->file.length, &kept->bytes);
}

START_TEST(what_comes_out_is_what_went_in)
{
    struct kept kept = random_file(lengths[_i]);

    ck_assert(db_transaction(work, pool, DB_WRITE, store, &kept));
    ck_assert(db_transaction(work, pool, DB_READ, fetch, &kept));
    ck_assert(!memcmp(kept.bytes, kept.file.bytes, kept.file.length));
    ck_assert_int_eq(sql_number("SELECT count(*) FROM file_chunk"),
                     (long)((kept.file.length + CHUNK - 1) / CHUNK));
    ck_assert_str_eq(sql("SELECT sha256 = encode(sha256((SELECT string_agg(bytes, '' ORDER BY seq)"
                         " FROM file_chunk)), 'hex') FROM file"),
                     "t");
}
END_TEST

/* What a superuser did to the chunks of a file of three. */
static const char *const damages[] = {
    "DELETE FROM file_chunk WHERE seq = 1",
    "DELETE FROM file_chunk WHERE seq = 2",
    "UPDATE file_chunk SET bytes = bytes || '\\x00' WHERE seq = 2",
    "UPDATE file_chunk SET bytes = '\\x00' WHERE seq = 0",
};

START_TEST(a_file_that_lacks_a_part_is_not_given_out)
{
    struct kept kept = random_file(2 * CHUNK + 9);

    ck_assert(db_transaction(work, pool, DB_WRITE, store, &kept));
    sql(damages[_i]);
    ck_assert(!db_transaction(work, pool, DB_READ, fetch, &kept));
    ck_assert_int_eq(work->error.code, ERR_INTERNAL);
}
END_TEST

START_TEST(a_file_of_no_bytes_or_too_many_is_refused)
{
    struct kept kept = random_file(_i ? FILE_MAXIMUM + 1 : 0);

    ck_assert(!db_transaction(work, pool, DB_WRITE, store, &kept));
    ck_assert_int_eq(work->error.code, ERR_INVALID);
    ck_assert_str_eq(work->error.fields->field, "file");
    ck_assert_str_eq(sql("SELECT count(*) FROM file"), "0");
}
END_TEST

/* As the server's role in one transaction; rule "": it is kept. The hash is that of "ab". */
#define FILE_OF(name, size)                                                                        \
    "INSERT INTO file (name, media_type, size, sha256) VALUES ('" name "', 'text/plain', " #size   \
    ", encode(sha256('ab'), 'hex'));"
#define CHUNK_OF(seq, bytes)                                                                       \
    "INSERT INTO file_chunk (file_id, seq, bytes) SELECT max(id), " #seq ", '" bytes "' FROM file;"
static const struct {
    const char *statements, *rule;
} rules[] = {
    {FILE_OF("a", 2) CHUNK_OF(0, "a") CHUNK_OF(1, "b"), ""},
    {FILE_OF("a", 2) CHUNK_OF(0, "b") CHUNK_OF(1, "a"), "file_is_whole"},
    {FILE_OF("a", 2) CHUNK_OF(0, "a") CHUNK_OF(2, "b"), "file_is_whole"},
    {FILE_OF("a", 2) CHUNK_OF(1, "ab"), "file_is_whole"},
    {FILE_OF("a", 3) CHUNK_OF(0, "ab"), "file_is_whole"},
    {FILE_OF("a", 2), "file_is_whole"},
    {FILE_OF("a", 2) CHUNK_OF(0, "ab") "COMMIT; BEGIN;" CHUNK_OF(1, "c"), "file_chunk_of_new_file"},
    {FILE_OF("a/b", 2) CHUNK_OF(0, "ab"), "file_name_length"},
    {FILE_OF("a\\b", 2) CHUNK_OF(0, "ab"), "file_name_length"},
    {FILE_OF("a\nb", 2) CHUNK_OF(0, "ab"), "file_name_length"},
    {FILE_OF("a\u202eb", 2) CHUNK_OF(0, "ab"), "file_name_length"},
    {FILE_OF("", 2) CHUNK_OF(0, "ab"), "file_name_length"},
    {FILE_OF("a", 2) CHUNK_OF(0, "ab") "COMMIT; BEGIN; UPDATE file SET name = 'b';", "42501"},
    {FILE_OF("a", 2) CHUNK_OF(0, "ab") "COMMIT; BEGIN; DELETE FROM file_chunk;", "42501"},
    {FILE_OF("a", 2) CHUNK_OF(0, "ab") "COMMIT; BEGIN; UPDATE file_chunk SET bytes = 'b';",
     "42501"},
};

START_TEST(half_a_file_is_none_and_a_whole_one_stays)
{
    PGconn *server = PQconnectdb(server_url(CORE_DATABASE));
    PGresult *result = PQexec(
        server, arena_printf(work->arena,
                             "BEGIN; SELECT set_config('mamori.now', '2026-11-22 12:00+09', false);"
                             " %s COMMIT",
                             rules[_i].statements));
    const char *rule = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    if (!rule || !*rule)
        rule = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    ck_assert_str_eq(rule ? rule : "", rules[_i].rule);
    PQclear(result);
    PQfinish(server);
}
END_TEST

Suite *test_file_suite(void);

Suite *test_file_suite(void)
{
    Suite *s = suite_create("core/files/file");
    TCase *tc = core_case("files");

    EACH(tc, what_comes_out_is_what_went_in, lengths);
    EACH(tc, a_file_that_lacks_a_part_is_not_given_out, damages);
    tcase_add_loop_test(tc, a_file_of_no_bytes_or_too_many_is_refused, 0, 2);
    EACH(tc, half_a_file_is_none_and_a_whole_one_stays, rules);
    suite_add_tcase(s, tc);
    return s;
}
