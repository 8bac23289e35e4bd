/*
 * The store's part for customers: who a visitor is, as far as they said and agreed. Same rules as
 * store/store.h.
 *
 * A value without consent lives as long as its conversation; with consent it belongs to the
 * customer's record. Two visitors are one customer only on proof: each has shown, with consent,
 * that the same phone number is theirs (EFFECT_CUSTOMER with is_proved).
 */
#ifndef STORE_CUSTOMERS_H
#define STORE_CUSTOMERS_H

#include "model/effect.h"
#include "store/store.h"
#include "store/tables.h"

/* What is known at now_ms (UTC) of the visitor of the snapshot's conversation, for a turn. Texts
 * live in arena. Stars are asked for once a week at most, recommending once in 90 days. */
struct customer_known store_snapshot_customer(struct store_snapshot *snapshot, int64_t now_ms,
                                              struct arena *arena);

struct store_mood {
    int64_t seq; /* of the visitor's message */
    int mood;    /* MOOD_MIN..MOOD_MAX */
    int64_t at_ms;
};
struct store_opinion {
    enum rating_kind kind;
    int score; /* -1: declined */
    struct str text;
    int64_t at_ms, staff; /* 0: of the bot */
};
struct store_past {
    struct str public_id; /* an earlier conversation of this customer */
    int64_t updated_at_ms;
    enum conversation_mode mode;
};

/* The desk's view of one conversation's customer. */
struct store_customer {
    enum store_status status; /* OK, NOT_FOUND (no such conversation) */
    int64_t id;               /* 0: nothing agreed to be kept yet */
    struct customer_known known;
    struct str tags, notes;
    bool is_proved;                /* the phone was matched against a row */
    const struct store_mood *mood; /* of this conversation, oldest first, the newest 50 */
    size_t mood_count;
    const struct store_opinion *opinions; /* of this conversation */
    size_t opinion_count;
    const struct store_past *past; /* newest first, at most 20 */
    size_t past_count;
};
typedef void store_customer_fn(void *ctx, const struct store_customer *customer);
void store_customer_of(struct store *store, int64_t conversation, store_customer_fn *done,
                       void *ctx);

/* Staff write tags ("vip, khó tính") and notes; a record is made if there is none. OK, NOT_FOUND.
 */
void store_customer_note(struct store *store, int64_t conversation, struct str tags,
                         struct str notes, store_done_fn *done, void *ctx);

#endif
