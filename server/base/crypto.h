#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { SHA256_BYTES = 32, SHA256_HEX = 64 };

/* Once per process, before any other call here. */
void crypto_start(void);

/* Lower-case hexadecimal of `bytes` random bytes. */
const char *crypto_random_hex(struct arena *arena, size_t bytes);

/* Lower-case hexadecimal SHA-256. */
const char *crypto_sha256_hex(struct arena *arena, const void *data, size_t length);

/* The same, piece by piece. */
struct sha256;
struct sha256 *crypto_sha256_new(struct arena *arena);
void crypto_sha256_add(struct sha256 *hash, const void *data, size_t length);
const char *crypto_sha256_end(struct arena *arena, struct sha256 *hash);

/* Hexadecimal keyed hash (BLAKE2b, 32 bytes) of text under a key of any length, for `purpose`. */
const char *crypto_derive_hex(struct arena *arena, const char *key, const char *purpose);

/* Equal in time that does not depend on the content. Different lengths are unequal. */
bool crypto_equal(const char *a, const char *b);

#endif
