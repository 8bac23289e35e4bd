/*
 * What the files of the hub share. Loop thread only.
 *
 * Store and worker calls come back later, when a connection may be gone: they carry numbers, not
 * pointers, and look them up again.
 */
#ifndef HUB_INTERNAL_H
#define HUB_INTERNAL_H

#include "base/table.h"
#include "desk/estimate.h"
#include "hub/hub.h"

enum { INBOX_MAX = 20, TURN_TRIES_MAX = 6, PAGE = 100, QUEUE_SHOWN = 200, OWNED_SHOWN = 50 };

/* What a visitor said and that waits for its turn. */
struct said {
    struct said *next;
    struct arena *arena;
    int64_t visitor; /* who said it; may be gone */
    struct str client_id, text, payload, locale;
    bool is_bye;
    int64_t event_id; /* of the store: something happened instead; 0: the visitor spoke */
    struct turn_event event;
};

struct bucket {
    double tokens;
    int64_t filled_at_ms;
};

/* A live conversation: somebody looks at it, or something is under way. */
struct talk {
    struct hub *hub;
    struct arena *texts; /* of the conversation below; made anew on reload */
    struct conversation conversation;
    struct hub_visitor *visitors;
    struct hub_agent_view *views;
    struct said *first, **last; /* the inbox */
    int waiting;
    bool is_busy; /* a turn runs */
    int acting;   /* agents' acts on their way to the store */
    struct bucket bucket;
    int position; /* in the queue as last told; 0: not told */
};

struct hub_visitor {
    struct hub_visitor *next; /* of the same talk */
    struct talk *talk;
    int64_t number;
    struct hub_outlet outlet;
    int64_t delivered; /* the highest seq this connection has been given */
    char locale[3];
    char *token; /* to give out with the welcome; then NULL */
    bool is_welcome, resumed, is_reading;
};

/* An agent looking at a conversation. */
struct hub_agent_view {
    struct hub_agent_view *next_of_talk, *next_of_agent;
    struct talk *talk;
    struct hub_agent *agent;
    int64_t delivered;
    bool is_reading;
};

struct hub_agent {
    struct hub *hub;
    int64_t number;
    struct staff staff; /* texts on the heap */
    struct hub_outlet outlet;
    struct hub_agent_view *views;
    struct bucket bucket;
};

struct hub {
    struct hub_config config;
    struct rulebook *rulebook;
    struct table *talks;    /* by conversation id */
    struct table *visitors; /* by number */
    struct table *agents;   /* by number */
    int64_t next_number;
    struct bucket bucket;
    struct estimate estimate;
    struct hub_counters counters;
    int running; /* jobs and writes under way */
    bool queue_is_read, queue_is_stale;
    bool cases_are_read, cases_are_stale;
    struct loop_timer *events_timer;
    struct table *events; /* by id: those whose turn is under way */
    bool events_are_read;
};

/* ---- talk.c ---- */

struct talk *talk_of(struct hub *hub, const struct conversation *conversation);
struct talk *talk_find(struct hub *hub, int64_t id);
struct talk *talk_find_public(struct hub *hub, struct str public_id);
void talk_reload(struct talk *talk, const struct conversation *conversation);
void talk_set_state(struct talk *talk, struct str state);
void talk_release(struct talk *talk); /* frees it when nobody needs it any more */

bool bucket_take(struct bucket *bucket, double per_s, double burst, int64_t now_ms,
                 int64_t *retry_ms);

/* ---- deliver.c ---- */

/* Messages just committed, seqs from first_seq: to every connection but the one that said them.
 * skip: that visitor's or agent's number. */
void deliver(struct talk *talk, const struct message *messages, size_t count, int64_t skip);
void deliver_catch_up(struct hub_visitor *visitor);
void deliver_catch_up_view(struct hub_agent_view *view);
void deliver_state(struct talk *talk);
void send_error(struct hub_outlet outlet, const struct channel_error *error);
void fault_from_status(enum store_status status, struct channel_error *error);

/* ---- turn.c ---- */

void turn_next(struct talk *talk);

/* ---- events.c ---- */

void events_start(struct hub *hub);
void events_free(struct hub *hub);

/* The turn of this event is over, however it went; id 0 is fine. */
void events_done(struct hub *hub, int64_t id);

/* What happened, in words for staff; empty for what they need not know. */
struct str event_sentence(const struct turn_event *event, struct arena *arena);

/* ---- cases.c ---- */

/* Agents hear that a case changed: all are shown the open ones, once for many changes. */
void cases_changed(struct hub *hub);
void cases_show(struct hub_agent *agent);

/* A desk's frame about cases or customers. */
void cases_frame(struct hub_agent *agent, const struct channel_frame *frame);

/* ---- queue.c ---- */

/* Something about the queue changed: everybody who cares is told, once for many changes. */
void queue_changed(struct hub *hub);
void queue_show_mine(struct hub_agent *agent);
void queue_show_mine_of(struct hub *hub, int64_t staff);
void queue_show_callbacks(struct hub *hub, struct hub_agent *only);

#endif
