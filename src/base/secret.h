/*
 * Tokens, passwords, signatures (libsodium). Comparisons take the same time whatever differs.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum {
    SECRET_TOKEN_CHARS = 43,    /* 32 random bytes in base64url without padding */
    SECRET_ID_CHARS = 22,       /* 16 random bytes likewise */
    SECRET_HASH_CHARS = 64,     /* SHA-256 in lower-case hex */
    SECRET_PASSWORD_CHARS = 128 /* libsodium's encoded argon2id hash, with its end */
};

/* Once per process, before threads. */
void secret_setup(void);

/* 256 random bits for a token, 128 for an identifier; zero-terminated. */
void secret_token(char out[SECRET_TOKEN_CHARS + 1]);
void secret_id(char out[SECRET_ID_CHARS + 1]);

/* SHA-256("v1|" + token) in hex, the form in which tokens are stored. */
void secret_token_hash(struct str token, char out[SECRET_HASH_CHARS + 1]);

/* HMAC-SHA256 in lower-case hex. */
void secret_hmac(struct str key, struct str message, char out[SECRET_HASH_CHARS + 1]);

/* SHA-256 in lower-case hex. */
void secret_sha256(struct str message, char out[SECRET_HASH_CHARS + 1]);

bool secret_equal(struct str a, struct str b);

/* argon2id with libsodium's interactive limits (64 MiB, 2 passes): tens of milliseconds, so on a
 * worker. False only when memory is short. */
NODISCARD bool secret_hash_password(struct str password, char out[SECRET_PASSWORD_CHARS]);
bool secret_check_password(struct str password, const char *hash);

#endif
