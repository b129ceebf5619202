#ifndef TESTS_DB_ITEM_DATABASE_H
#define TESTS_DB_ITEM_DATABASE_H

#include "database.h"

/* A database with a table of every kind of constraint, for the tests of the border. */

#define DATABASE "mamori_test_db"

static const char item_schema[] =
    "CREATE TABLE item ("
    "  id integer CONSTRAINT item_pkey PRIMARY KEY,"
    "  code text NOT NULL CONSTRAINT item_code_key UNIQUE,"
    "  amount integer CONSTRAINT item_amount_check CHECK (amount >= 0),"
    "  owner integer CONSTRAINT item_owner_fkey REFERENCES item DEFERRABLE INITIALLY DEFERRED,"
    "  period daterange,"
    "  CONSTRAINT item_period_excl EXCLUDE USING gist (period WITH &&));"
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    "  RAISE EXCEPTION USING ERRCODE = 'P0001', CONSTRAINT = 'item_rule',"
    "    MESSAGE = 'secret ' || NEW.code; END $$;"
    "CREATE TRIGGER item_rule BEFORE INSERT ON item FOR EACH ROW WHEN (NEW.code = 'forbidden')"
    "  EXECUTE FUNCTION refuse();"
    "CREATE TABLE moving (a integer);"
    "GRANT ALL ON item, moving TO mamori_server;";

STATEMENT(add_item, 2, "INSERT INTO item (id, code) VALUES ($1::integer, $2)");
STATEMENT(count_items, 0, "SELECT count(*) AS n FROM item");

static struct db_pool *pool;

static inline void make_items(void)
{
    make_database(DATABASE);
    must_run(owner_url(DATABASE), item_schema);
}

static inline void set_up(void)
{
    pool = open_pool(DATABASE, 4);
    start_work();
}

static inline void tear_down(void)
{
    ck_assert_ptr_null(work->db);
    stop_work();
    db_pool_close(pool);
}

static inline const struct rows *take(struct work *w, const struct statement_text *text,
                                      struct params params)
{
    return db_rows(w, db_queue_text(w, text, params));
}

static inline unsigned long long trips(void)
{
    struct db_pool_figures figures;

    db_pool_read_figures(pool, &figures);
    return figures.trips;
}

static inline bool take_count(struct work *w, void *context)
{
    const struct rows *rows = take(w, &count_items, PARAMS());

    *(int64_t *)context = rows ? rows_integer(rows, 0, "n") : -1;
    return rows;
}

static inline int64_t items(void)
{
    struct work *w = work_new();
    int64_t count = -1;

    ck_assert(db_transaction(w, pool, DB_READ, take_count, &count));
    work_free(w);
    return count;
}

static inline bool add_one(struct work *w, void *context)
{
    (void)context;
    return take(w, &add_item, PARAMS("1", "a")) != NULL;
}

static inline void empty_table(void)
{
    must_run(owner_url(DATABASE), "DELETE FROM item");
}

/* Its database is made once and emptied for each test. */
static inline TCase *item_case(const char *name)
{
    TCase *tests = tcase_create(name);

    tcase_add_unchecked_fixture(tests, make_items, NULL);
    tcase_add_checked_fixture(tests, empty_table, NULL);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 20);
    return tests;
}

#endif
