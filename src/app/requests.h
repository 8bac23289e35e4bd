/*
 * Carries recorded requests (store/events.h) to the shop's other systems and writes down how it
 * went. Loop thread only. What is under way when the program ends is sent again at the next start,
 * with the same idempotency key.
 */
#ifndef APP_REQUESTS_H
#define APP_REQUESTS_H

#include "base/clock.h"
#include "base/loop.h"
#include "base/str.h"
#include "store/store.h"

struct requests;

/* base_url empty: there are no other systems, and every request is refused at once, so that the
 * conversation says so instead of waiting. */
struct requests *requests_new(struct loop *loop, struct store *store, const struct clock *clock,
                              struct str base_url, struct str secret);

/* Begins nothing more; before the store closes. */
void requests_stop(struct requests *requests);

bool requests_are_idle(const struct requests *requests);

/* After the store is closed. NULL is fine. */
void requests_free(struct requests *requests);

#endif
