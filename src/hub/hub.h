/*
 * The switchboard: which conversation a frame belongs to, whose turn it is, who must hear of it.
 *
 * Loop thread only. Knows no sockets: whoever attaches brings an outlet, a function that takes one
 * encoded frame. Everything live in here is a hint; what counts is in the store.
 */
#ifndef HUB_HUB_H
#define HUB_HUB_H

#include "base/clock.h"
#include "base/loop.h"
#include "bus/bus.h"
#include "channel/channel.h"
#include "desk/calendar.h"
#include "dialogue/rulebook.h"
#include "model/person.h"
#include "store/store.h"

struct hub;
struct hub_visitor; /* one connection of a visitor: a tab */
struct hub_agent;   /* one connection of an agent */

struct hub_config {
    struct loop *loop;
    struct store *store;
    struct bus *bus;
    const struct clock *clock;
    const struct calendar *calendar;
    double say_per_s;    /* one visitor's messages: sustained … */
    int say_burst;       /* … and at once */
    double global_per_s; /* messages of all visitors together */
};

struct hub *hub_new(const struct hub_config *config);

/* Waits for nothing: attached connections must be gone, jobs done. */
void hub_free(struct hub *hub);

/* Looks no more for events whose time has come; before the store closes. */
void hub_stop_events(struct hub *hub);

/* The rulebook that turns run on from now; takes a reference, drops the old one. */
void hub_set_rulebook(struct hub *hub, struct rulebook *rulebook);
struct rulebook *hub_rulebook(const struct hub *hub); /* borrowed */

/* Whether nothing is running or waiting to be stored. */
bool hub_is_idle(const struct hub *hub);

struct hub_counters {
    int64_t turns, conflicts, duplicates, refused_rate, conversations_live, visitors, agents,
        waiting;
};
struct hub_counters hub_counters(const struct hub *hub);

/* Where frames go. send is not called after detaching. */
struct hub_outlet {
    void (*send)(void *ctx, struct str frame);
    void *ctx;
};

/* ---- visitors ---- */

/* Attaches a connection to its conversation: sends welcome with what came after last_seq, then news
 * as they happen. token: a new one to give out, or empty. locale: of the page now. */
struct hub_visitor *hub_attach(struct hub *hub, const struct conversation *conversation,
                               bool resumed, struct str token, struct str locale, int64_t last_seq,
                               struct hub_outlet outlet);
void hub_detach(struct hub_visitor *visitor);

/* One frame of the visitor's (any verb but hello and ping). false with *error filled when it is
 * refused at once; what the store refuses later is sent as an error frame. */
bool hub_visitor_frame(struct hub_visitor *visitor, const struct channel_frame *frame,
                       struct channel_error *error);

/* ---- agents ---- */

struct hub_agent *hub_agent_attach(struct hub *hub, const struct staff *staff,
                                   struct hub_outlet outlet);
void hub_agent_detach(struct hub_agent *agent);
bool hub_agent_frame(struct hub_agent *agent, const struct channel_frame *frame,
                     struct channel_error *error);

/* A frame about cases or customers (cases, case, case_set, customer, customer_note) of somebody who
 * is not connected: reply is called once with the answer's frame, or with the fault and its error
 * frame. false: it is another verb, and reply will not be called. */
typedef void hub_reply_fn(void *ctx, enum channel_fault fault, struct str frame);
bool hub_case_request(struct hub *hub, const struct staff *staff, const struct channel_frame *frame,
                      hub_reply_fn *reply, void *ctx);

#endif
