#include "base/crypto.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"

void crypto_start(void)
{
    if (sodium_init() < 0) {
        log_bug("libsodium cannot start");
        abort();
    }
    /* jansson would seed its hash tables on first use, which two threads may race for. */
    json_object_seed(randombytes_random() | 1);
}

static const char *hex(struct arena *arena, const unsigned char *bytes, size_t length)
{
    char *text = arena_alloc(arena, length * 2 + 1);

    return sodium_bin2hex(text, length * 2 + 1, bytes, length);
}

const char *crypto_random_hex(struct arena *arena, size_t bytes)
{
    unsigned char *random = arena_alloc(arena, bytes);

    randombytes_buf(random, bytes);
    return hex(arena, random, bytes);
}

const char *crypto_sha256_hex(struct arena *arena, const void *data, size_t length)
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(digest, data, length);
    return hex(arena, digest, sizeof digest);
}

struct sha256 {
    crypto_hash_sha256_state state;
};

struct sha256 *crypto_sha256_new(struct arena *arena)
{
    struct sha256 *hash = arena_alloc(arena, sizeof *hash);

    crypto_hash_sha256_init(&hash->state);
    return hash;
}

void crypto_sha256_add(struct sha256 *hash, const void *data, size_t length)
{
    crypto_hash_sha256_update(&hash->state, data, length);
}

const char *crypto_sha256_end(struct arena *arena, struct sha256 *hash)
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256_final(&hash->state, digest);
    return hex(arena, digest, sizeof digest);
}

const char *crypto_derive_hex(struct arena *arena, const char *key, const char *purpose)
{
    unsigned char digest[crypto_generichash_BYTES];
    unsigned char fixed[crypto_generichash_KEYBYTES];

    crypto_generichash(fixed, sizeof fixed, (const unsigned char *)key, strlen(key), NULL, 0);
    crypto_generichash(digest, sizeof digest, (const unsigned char *)purpose, strlen(purpose),
                       fixed, sizeof fixed);
    sodium_memzero(fixed, sizeof fixed);
    return hex(arena, digest, sizeof digest);
}

bool crypto_equal(const char *a, const char *b)
{
    size_t length = strlen(a);

    return length == strlen(b) && !sodium_memcmp(a, b, length);
}
