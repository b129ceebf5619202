#include <pthread.h>
#include <string.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "core/auth/password.h"
#include "core/auth/throttle.h"
#include "support/work_fixture.h"

static void set_up(void)
{
    crypto_start();
    password_set_strength(&(struct password_strength){1, 8192});
    start_work();
}

static struct password_check check(const char *hash, const char *password)
{
    struct password_check result = {.hash = hash, .password = password};

    ck_assert(password_verify(work, &result));
    return result;
}

START_TEST(only_the_password_fits)
{
    const char *hash, *other;

    ck_assert(password_hash(work, "潮見台の朝は早い", &hash));
    ck_assert(password_hash(work, "潮見台の朝は早い", &other));
    ck_assert_str_ne(hash, other);
    ck_assert_int_eq(strncmp(hash, "$argon2id$", 10), 0);
    ck_assert(check(hash, "潮見台の朝は早い").is_right);
    ck_assert(!check(hash, "潮見台の朝は早").is_right);
    ck_assert(!check(hash, "").is_right);
    ck_assert(!check(hash, NULL).is_right);
    ck_assert(!check(NULL, "潮見台の朝は早い").is_right);
    ck_assert(!check(NULL, "").is_right);
    ck_assert(!check("no hash at all", "x").is_right);
}
END_TEST

/* The hash of the empty text must not open an account to an empty password. */
START_TEST(empty_password_never_fits)
{
    const char *hash;

    ck_assert(password_hash(work, "", &hash));
    ck_assert(!check(hash, "").is_right);
}
END_TEST

START_TEST(length_is_bounded)
{
    char *text = arena_alloc(work->arena, LIMIT_PASSWORD + 2);
    const char *hash;

    memset(text, 'x', LIMIT_PASSWORD);
    ck_assert(password_hash(work, text, &hash));
    ck_assert(check(hash, text).is_right);
    text[LIMIT_PASSWORD] = 'x';
    ck_assert(password_hash(work, text, &hash));
    ck_assert(!check(hash, text).is_right);
}
END_TEST

START_TEST(renewed_only_when_right_and_weaker)
{
    const char *hash;

    ck_assert(password_hash(work, "correct horse", &hash));
    ck_assert_ptr_null(check(hash, "correct horse").renewed);
    password_set_strength(&(struct password_strength){2, 16384});
    ck_assert_ptr_null(check(hash, "wrong horse").renewed);
    hash = check(hash, "correct horse").renewed;
    ck_assert_ptr_nonnull(hash);
    ck_assert(check(hash, "correct horse").is_right);
    ck_assert_ptr_null(check(hash, "correct horse").renewed);
}
END_TEST

static void *verify_one(void *result)
{
    struct work *w = work_new();
    struct password_check one = {.hash = NULL, .password = "x"};

    *(enum error_code *)result = password_verify(w, &one) ? ERR_NONE : w->error.code;
    if (w->error.code == ERR_BUSY && w->error.retry_after <= 0)
        *(enum error_code *)result = ERR_INTERNAL;
    work_free(w);
    return NULL;
}

START_TEST(queue_is_bounded)
{
    enum { MANY = 100 };
    pthread_t threads[MANY];
    enum error_code codes[MANY];
    int busy = 0, verified = 0;

    /* Slow enough that all have come before the first has left. */
    password_set_strength(&(struct password_strength){3, 24 * 1024 * 1024});
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, verify_one, &codes[i]), 0);
    for (int i = 0; i < MANY; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < MANY; i++) {
        busy += codes[i] == ERR_BUSY;
        verified += codes[i] == ERR_NONE;
    }
    ck_assert_int_eq(busy + verified, MANY);
    ck_assert_int_gt(busy, 0);
    ck_assert_int_gt(verified, PASSWORD_AT_ONCE);
    ck_assert_int_le(password_most_at_once(), PASSWORD_AT_ONCE);
}
END_TEST

static const struct {
    const char *password;
    enum password_quality quality;
} judged[] = {
    {"", PASSWORD_TOO_SHORT},
    {"1234567", PASSWORD_TOO_SHORT},
    {"あいうえおかき", PASSWORD_TOO_SHORT},
    {"12345678", PASSWORD_SHORT},
    {"あいうえおかきく", PASSWORD_SHORT},
    {"12345678901234", PASSWORD_SHORT},
    {"123456789012345", PASSWORD_LONG_ENOUGH},
    {"correct horse battery staple", PASSWORD_LONG_ENOUGH},
};

START_TEST(length_is_judged_and_nothing_else)
{
    ck_assert_int_eq(password_judge(judged[_i].password), judged[_i].quality);
}
END_TEST

START_TEST(generated_passwords_can_be_read_aloud)
{
    const char *last = "";

    for (int i = 0; i < 200; i++) {
        const char *password = password_generate(work->arena);

        ck_assert_uint_eq(strlen(password), 20);
        ck_assert_ptr_null(strpbrk(password, "0OIl1o"));
        ck_assert_str_ne(password, last);
        last = password;
    }
}
END_TEST

/* ---- the throttle's words ---------------------------------------------------------------------
 */

static const struct {
    int seconds, minutes;
} waits[] = {
    {1, 1}, {60, 1}, {61, 2}, {120, 2}, {630, 11}, {900, 15},
};

START_TEST(minutes_are_rounded_up)
{
    ck_assert_int_eq(throttle_minutes(waits[_i].seconds), waits[_i].minutes);
}
END_TEST

START_TEST(throttled_answer_says_when)
{
    struct throttle throttle = {.is_over = true, .seconds_left = 61, .account_limit = 5};

    ck_assert(!throttle_fail(work, &throttle));
    ck_assert_int_eq(work->error.code, ERR_THROTTLED);
    ck_assert_int_eq(work->error.retry_after, 61);
    ck_assert_ptr_nonnull(
        strstr(work->error.message, "5回続けて誤ったため、あと2分ほどログインできません。"));
}
END_TEST

Suite *test_password_suite(void)
{
    Suite *s = suite_create("core/auth/password");
    TCase *tc = tcase_create("password");

    tcase_add_checked_fixture(tc, set_up, stop_work);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, only_the_password_fits);
    tcase_add_test(tc, empty_password_never_fits);
    tcase_add_test(tc, length_is_bounded);
    tcase_add_test(tc, renewed_only_when_right_and_weaker);
    tcase_add_test(tc, queue_is_bounded);
    EACH(tc, length_is_judged_and_nothing_else, judged);
    tcase_add_test(tc, generated_passwords_can_be_read_aloud);
    EACH(tc, minutes_are_rounded_up, waits);
    tcase_add_test(tc, throttled_answer_says_when);
    suite_add_tcase(s, tc);
    return s;
}
