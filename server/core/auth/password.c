#include "core/auth/password.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/work.h"

enum { GENERATED_LENGTH = 20, LENGTH_LEAST = 8, LENGTH_RECOMMENDED = 15, RETRY_AFTER = 5 };

static struct password_strength strength = {.operations = 3, .memory = 64 * 1024 * 1024};

/* ---- at most so many at once ---------------------------------------------------------------- */

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t freed;
    int running, waiting, most;
} gate = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static pthread_once_t gate_once = PTHREAD_ONCE_INIT;

/* The wait must not follow jumps of the wall clock. */
static void gate_prepare(void)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&gate.freed, &attributes);
    pthread_condattr_destroy(&attributes);
}

static struct timespec wait_end(void)
{
    struct timespec end;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += PASSWORD_WAIT_MS / 1000;
    return end;
}

/* With the mutex held. */
static bool wait_for_place(void)
{
    struct timespec end = wait_end();
    int result = 0;

    if (gate.waiting >= PASSWORD_WAITING)
        return false;
    gate.waiting++;
    while (gate.running >= PASSWORD_AT_ONCE && result != ETIMEDOUT)
        result = pthread_cond_timedwait(&gate.freed, &gate.mutex, &end);
    gate.waiting--;
    return gate.running < PASSWORD_AT_ONCE;
}

static bool enter(struct work *work)
{
    bool is_in;

    pthread_once(&gate_once, gate_prepare);
    pthread_mutex_lock(&gate.mutex);
    is_in = gate.running < PASSWORD_AT_ONCE || wait_for_place();
    if (is_in && ++gate.running > gate.most)
        gate.most = gate.running;
    pthread_mutex_unlock(&gate.mutex);
    if (is_in)
        return true;
    fail(work, ERR_BUSY, NULL);
    work->error.retry_after = RETRY_AFTER;
    return false;
}

static void leave(void)
{
    pthread_mutex_lock(&gate.mutex);
    gate.running--;
    pthread_cond_signal(&gate.freed);
    pthread_mutex_unlock(&gate.mutex);
}

int password_most_at_once(void)
{
    int most;

    pthread_mutex_lock(&gate.mutex);
    most = gate.most;
    pthread_mutex_unlock(&gate.mutex);
    return most;
}

/* ---- hashes --------------------------------------------------------------------------------- */

static atomic_ulong verifications;

/* The hash that unknown logins are verified against, of the strength in force. */
static struct {
    pthread_mutex_t mutex;
    char hash[crypto_pwhash_STRBYTES];
} decoy = {.mutex = PTHREAD_MUTEX_INITIALIZER};

void password_set_strength(const struct password_strength *wanted)
{
    strength = *wanted;
    pthread_mutex_lock(&decoy.mutex);
    decoy.hash[0] = '\0';
    pthread_mutex_unlock(&decoy.mutex);
}

static const char *hash_now(struct arena *arena, const char *password)
{
    char *hash = arena_alloc(arena, crypto_pwhash_STRBYTES);

    if (crypto_pwhash_str_alg(hash, password, strlen(password), strength.operations,
                              strength.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return NULL;
    return hash;
}

static bool busy_without_memory(struct work *work)
{
    fail(work, ERR_BUSY, NULL);
    work->error.retry_after = RETRY_AFTER;
    return false;
}

bool password_hash(struct work *work, const char *password, const char **hash)
{
    if (!enter(work))
        return false;
    *hash = hash_now(work->arena, password);
    leave();
    return *hash || busy_without_memory(work);
}

static const char *decoy_hash(struct arena *arena)
{
    const char *made = NULL;

    pthread_mutex_lock(&decoy.mutex);
    if (!decoy.hash[0])
        made = hash_now(arena, password_generate(arena));
    if (made)
        memcpy(decoy.hash, made, sizeof decoy.hash);
    made = arena_strdup(arena, decoy.hash);
    pthread_mutex_unlock(&decoy.mutex);
    return made;
}

static bool needs_renewal(const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, strength.operations, strength.memory) != 0;
}

bool password_verify(struct work *work, struct password_check *check)
{
    const char *password = check->password ? check->password : "";
    size_t length = strnlen(password, LIMIT_PASSWORD + 1);
    bool is_possible = check->hash && length && length <= LIMIT_PASSWORD;
    const char *hash;
    bool is_match;

    if (!enter(work))
        return false;
    hash = is_possible ? check->hash : decoy_hash(work->arena);
    atomic_fetch_add(&verifications, 1);
    is_match = crypto_pwhash_str_verify(hash, password, length) == 0;
    check->is_right = is_possible && is_match;
    if (check->is_right && needs_renewal(hash))
        check->renewed = hash_now(work->arena, password);
    leave();
    return true;
}

unsigned long password_verifications(void)
{
    return atomic_load(&verifications);
}

/* ---- words ---------------------------------------------------------------------------------- */

const char *password_generate(struct arena *arena)
{
    static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz";
    char *password = arena_alloc(arena, GENERATED_LENGTH + 1);

    for (size_t i = 0; i < GENERATED_LENGTH; i++)
        password[i] = alphabet[randombytes_uniform(sizeof alphabet - 1)];
    return password;
}

enum password_quality password_judge(const char *password)
{
    size_t length;

    if (strlen(password) > LIMIT_PASSWORD)
        return PASSWORD_TOO_LONG;
    length = text_graphemes(password);
    if (length < LENGTH_LEAST)
        return PASSWORD_TOO_SHORT;
    return length < LENGTH_RECOMMENDED ? PASSWORD_SHORT : PASSWORD_LONG_ENOUGH;
}
