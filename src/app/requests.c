#include "app/requests.h"

#include <stdlib.h>

#include <jansson.h>

#include "base/json.h"
#include "base/log.h"
#include "base/table.h"
#include "courier/courier.h"
#include "store/events.h"

enum {
    LOOK_MS = 500,
    AT_ONCE = 20,
    TIMEOUT_MS = 10000,    /* of one attempt, or what is left to the deadline … */
    TIMEOUT_MIN_MS = 1000, /* … but this at least */
    FIRST_RETRY_MS = 2000, /* doubled by every attempt … */
    RETRY_MAX_MS = 10 * 60 * 1000,
    JITTER_MS = 1000
};

struct requests {
    struct loop *loop;
    struct store *store;
    const struct clock *clock;
    struct courier *courier; /* NULL: there is nobody to ask */
    struct loop_timer *timer;
    struct table *under_way; /* by id */
    int running;
    bool is_reading, is_stopped;
};

struct trip {
    struct requests *requests;
    struct arena *arena;
    int64_t id;
    struct str key;
    int attempts;
};

static void noted(void *ctx, enum store_status status)
{
    struct trip *trip = ctx;
    if (status != STORE_OK) /* found again at the next look, and sent again with its key */
        log_warn("requests.note", "status=%d", (int)status);
    trip->requests->running--;
    table_remove_id(trip->requests->under_way, trip->id);
    arena_free(trip->arena);
}

static int64_t next_attempt_ms(const struct trip *trip, int64_t retry_after_ms)
{
    int64_t wait_ms = FIRST_RETRY_MS;
    for (int i = 0; i < trip->attempts && wait_ms < RETRY_MAX_MS; i++)
        wait_ms *= 2;
    if (wait_ms < retry_after_ms)
        wait_ms = retry_after_ms;
    if (wait_ms > RETRY_MAX_MS)
        wait_ms = RETRY_MAX_MS;
    int64_t jitter_ms =
        (int64_t)((str_hash(trip->key) + (uint64_t)trip->attempts * 37) % JITTER_MS);
    return clock_wall_ms(trip->requests->clock) + wait_ms + jitter_ms;
}

/* Success is 2xx with a JSON object. What may pass is tried again: no answer, 408, 409 (the first
 * attempt is still being worked on), 425, 429, 5xx, and a success we cannot read. */
static enum request_result judge(const struct courier_answer *answer)
{
    bool may_pass = answer->status == 0 || answer->status == 408 || answer->status == 409 ||
                    answer->status == 425 || answer->status == 429 || answer->status >= 500;
    if (answer->status >= 200 && answer->status < 300) {
        struct err err = {0};
        json_t *object = json_parse_object(answer->body, &json_limits_body, &err);
        json_decref(object);
        return object != NULL ? REQUEST_ANSWERED : REQUEST_FAILED;
    }
    return may_pass ? REQUEST_FAILED : REQUEST_REFUSED;
}

static void note(struct trip *trip, const struct courier_answer *answer)
{
    struct store_attempt attempt = {
        .id = trip->id,
        .result = judge(answer),
        .http_status = answer->status,
        .next_at_ms = next_attempt_ms(trip, answer->retry_after_ms),
    };
    if (attempt.result == REQUEST_ANSWERED)
        attempt.body = answer->body;
    store_request_tried(trip->requests->store, &attempt, noted, trip);
}

static void answered(void *ctx, const struct courier_answer *answer)
{
    struct trip *trip = ctx;
    if (trip->requests->is_stopped) { /* the store may be closed: sent again at the next start */
        trip->requests->running--;
        table_remove_id(trip->requests->under_way, trip->id);
        arena_free(trip->arena);
        return;
    }
    note(trip, answer);
}

static void set_out(struct requests *requests, const struct store_request *request)
{
    struct arena *arena = arena_new();
    struct trip *trip = ARENA_NEW(arena, struct trip);
    *trip = (struct trip){.requests = requests,
                          .arena = arena,
                          .id = request->id,
                          .key = str_dup(arena, request->key),
                          .attempts = request->attempts};
    table_set_id(requests->under_way, request->id, requests);
    requests->running++;
    if (requests->courier == NULL) {
        struct courier_answer nobody = {.status = 404};
        note(trip, &nobody);
        return;
    }
    int64_t left_ms = request->deadline_ms - clock_wall_ms(requests->clock);
    struct courier_request wish = {.name = request->name,
                                   .key = request->key,
                                   .body = request->body,
                                   .timeout_ms = left_ms > TIMEOUT_MS || left_ms <= 0 ? TIMEOUT_MS
                                                 : left_ms < TIMEOUT_MIN_MS ? TIMEOUT_MIN_MS
                                                                            : left_ms};
    courier_send(requests->courier, &wish, answered, trip);
}

static void are_due(void *ctx, const struct store_requests *list)
{
    struct requests *requests = ctx;
    requests->running--;
    requests->is_reading = false;
    for (size_t i = 0; !requests->is_stopped && i < list->count; i++) {
        if (table_find_id(requests->under_way, list->requests[i].id) == NULL)
            set_out(requests, &list->requests[i]);
    }
}

static void look(void *ctx)
{
    struct requests *requests = ctx;
    if (requests->is_reading || requests->is_stopped)
        return;
    requests->is_reading = true;
    requests->running++;
    store_requests_due(requests->store, AT_ONCE, are_due, requests);
}

struct requests *requests_new(struct loop *loop, struct store *store, const struct clock *clock,
                              struct str base_url, struct str secret)
{
    struct requests *requests = HEAP_NEW(struct requests);
    *requests = (struct requests){.loop = loop, .store = store, .clock = clock};
    requests->under_way = table_new();
    struct courier_config config = {loop, clock, base_url, secret};
    if (base_url.len > 0)
        requests->courier = courier_new(&config);
    requests->timer = loop_timer_new(loop, look, requests);
    loop_timer_start(requests->timer, LOOK_MS, LOOK_MS);
    return requests;
}

void requests_stop(struct requests *requests)
{
    if (requests == NULL)
        return;
    requests->is_stopped = true;
    loop_timer_stop(requests->timer);
}

bool requests_are_idle(const struct requests *requests)
{
    return requests->running == 0;
}

void requests_free(struct requests *requests)
{
    if (requests == NULL)
        return;
    courier_free(requests->courier); /* posts the answers of what was under way */
    while (requests->running > 0)
        loop_poll(requests->loop);
    loop_timer_free(requests->timer);
    table_free(requests->under_way);
    free(requests);
}
