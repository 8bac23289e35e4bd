/*
 * Requests to the shop's other systems: libcurl on a thread of its own, so that neither a slow name
 * server nor a hanging peer keeps anybody waiting. Loop thread only; answers come on the loop.
 *
 * It speaks to one base URL only, given at the start: names become the last part of the path, no
 * redirect is followed, no proxy is taken from the environment. What a conversation says cannot
 * change where a request goes.
 */
#ifndef COURIER_COURIER_H
#define COURIER_COURIER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/str.h"

enum {
    COURIER_ANSWER_MAX = 8192, /* bytes of an answer; a longer one is dropped */
    COURIER_NAME_MAX = 40,
    COURIER_KEY_MAX = 64,
    COURIER_TIMEOUT_MAX_MS = 30000
};

struct courier;

struct courier_config {
    struct loop *loop;
    const struct clock *clock;
    struct str base_url; /* "https://shop.example/letan"; http or https, no query, no user */
    struct str secret;   /* key of the signatures; 16 bytes at least */
};

/* Whether this can be a base URL, else a sentence. */
NODISCARD bool courier_url_is_good(struct str url, struct err *err);

/* Starts the thread. The URL and the secret must be good. */
struct courier *courier_new(const struct courier_config *config);

/* Gives up what is under way (answering it as failed, on the loop, which must run once more before
 * it is freed) and ends the thread. NULL is fine. */
void courier_free(struct courier *courier);

struct courier_request {
    struct str name;    /* a-z 0-9 -, 1..COURIER_NAME_MAX: POST {base_url}/{name} */
    struct str key;     /* Idempotency-Key, 1..COURIER_KEY_MAX of A-Z a-z 0-9 - _ */
    struct str body;    /* a JSON object */
    int64_t timeout_ms; /* 1..COURIER_TIMEOUT_MAX_MS, for the whole exchange */
};

struct courier_answer {
    int status;             /* of HTTP; 0: none came (refused, timed out, too long, TLS) */
    struct str body;        /* borrowed for the call */
    int64_t retry_after_ms; /* what the other side asks for; 0: nothing */
};
typedef void courier_fn(void *ctx, const struct courier_answer *answer);

/*
 * Sends it, signed: X-Letan-Timestamp is the time in seconds, X-Letan-Signature is "sha256=" and
 * the HMAC-SHA256 in hex of "TIMESTAMP.BODY" under the secret (docs/requests.md). done is called
 * exactly once.
 */
void courier_send(struct courier *courier, const struct courier_request *request, courier_fn *done,
                  void *ctx);

#endif
