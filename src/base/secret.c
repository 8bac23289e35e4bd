#include "base/secret.h"

#include <string.h>

#include <sodium.h>

_Static_assert(SECRET_PASSWORD_CHARS == crypto_pwhash_argon2id_STRBYTES, "argon2id encoding");

void secret_setup(void)
{
    must(sodium_init() >= 0);
}

static void random_text(size_t bytes, char *out, size_t out_size)
{
    unsigned char raw[32];
    must(bytes <= sizeof(raw));
    randombytes_buf(raw, bytes);
    sodium_bin2base64(out, out_size, raw, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void secret_token(char out[SECRET_TOKEN_CHARS + 1])
{
    random_text(32, out, SECRET_TOKEN_CHARS + 1);
}

void secret_id(char out[SECRET_ID_CHARS + 1])
{
    random_text(16, out, SECRET_ID_CHARS + 1);
}

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)(s.data == NULL ? "" : s.data);
}

void secret_token_hash(struct str token, char out[SECRET_HASH_CHARS + 1])
{
    crypto_hash_sha256_state state;
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)"v1|", 3);
    crypto_hash_sha256_update(&state, bytes_of(token), token.len);
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(out, SECRET_HASH_CHARS + 1, hash, sizeof(hash));
}

void secret_sha256(struct str message, char out[SECRET_HASH_CHARS + 1])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, bytes_of(message), message.len);
    sodium_bin2hex(out, SECRET_HASH_CHARS + 1, hash, sizeof(hash));
}

void secret_hmac(struct str key, struct str message, char out[SECRET_HASH_CHARS + 1])
{
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_init(&state, bytes_of(key), key.len);
    crypto_auth_hmacsha256_update(&state, bytes_of(message), message.len);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_bin2hex(out, SECRET_HASH_CHARS + 1, mac, sizeof(mac));
}

bool secret_equal(struct str a, struct str b)
{
    return a.len == b.len && sodium_memcmp(bytes_of(a), bytes_of(b), a.len) == 0;
}

bool secret_hash_password(struct str password, char out[SECRET_PASSWORD_CHARS])
{
    return crypto_pwhash_argon2id_str(out, password.data, password.len,
                                      crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE,
                                      crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE) == 0;
}

bool secret_check_password(struct str password, const char *hash)
{
    return crypto_pwhash_argon2id_str_verify(hash, password.data, password.len) == 0;
}
