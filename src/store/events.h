/*
 * The store's part for what happens later: timers, follow-ups, requests to other systems and their
 * answers, changed cases. Each waits as one row until its turn commits, so none is lost and none
 * runs twice. Same rules as store/store.h.
 */
#ifndef STORE_EVENTS_H
#define STORE_EVENTS_H

#include "model/effect.h"
#include "store/store.h"

/* Something that a turn of the bot is to be run for; store_turn.event consumes it. */
struct store_event {
    int64_t id;
    int64_t conversation; /* where it belongs; of a follow-up and a case the visitor's newest, which
                             is the one they will come back to */
    enum turn_event_kind kind;
    struct str key; /* "" of a timer; unique in the conversation for its kind */
    int64_t at_ms;
    struct str payload; /* JSON object {"name","ok","body","fields":{…}} of struct turn_event */
};
struct store_events {
    enum store_status status;
    const struct store_event *events;
    size_t count;
};
typedef void store_events_fn(void *ctx, const struct store_events *list);

/* The payload of an event, and back; what is read lives in arena. A kind that is not in the payload
 * is set by the caller. Pure. */
struct str store_event_write(const struct turn_event *event, struct arena *arena);
void store_event_read(struct str payload, struct arena *arena, struct turn_event *out);

/* {"name":"value",…}: how fields are kept. */
struct str store_fields_write(const struct field *fields, size_t count, struct arena *arena);
const struct field *store_fields_read(struct str text, struct arena *arena, size_t *count);

/* Those whose time has come, oldest first, at most limit (≤ STORE_PAGE_MAX). */
void store_events_due(struct store *store, int limit, store_events_fn *done, void *ctx);

/* Not now but at at_ms (a person is speaking with the visitor). OK, NOT_FOUND (it is over). */
void store_event_delay(struct store *store, int64_t id, int64_t at_ms, store_done_fn *done,
                       void *ctx);

/* ---- requests to other systems ---- */

struct store_request {
    int64_t id, conversation;
    struct str name, key, body;
    int64_t created_at_ms, deadline_ms;
    bool keep_trying;
    int attempts; /* so far */
};
struct store_requests {
    enum store_status status;
    const struct store_request *requests;
    size_t count;
};
typedef void store_requests_fn(void *ctx, const struct store_requests *list);

/* Those to be sent now, oldest first. */
void store_requests_due(struct store *store, int limit, store_requests_fn *done, void *ctx);

enum request_result {
    REQUEST_ANSWERED, /* body is the answer */
    REQUEST_REFUSED,  /* the other side will never accept it */
    REQUEST_FAILED    /* no answer, or one that may be better later: try again at next_at_ms */
};
struct store_attempt {
    int64_t id;
    enum request_result result;
    int http_status; /* 0: no answer */
    struct str body; /* JSON object, of REQUEST_ANSWERED; at most EFFECT_BODY_MAX */
    int64_t next_at_ms;
};

/*
 * Writes down how an attempt went. ANSWERED and REFUSED end the request; FAILED ends it when its
 * next attempt would come after the deadline and it does not keep trying. The conversation gets
 * EVENT_REQUEST: once with ok false when it is refused or its deadline cannot be met any more, and
 * once with ok true when it is answered, which with keep_trying may come after the other.
 */
void store_request_tried(struct store *store, const struct store_attempt *attempt,
                         store_done_fn *done, void *ctx);

#endif
