/*
 * A conversation as the store knows it, and its place in the queue for a person.
 */
#ifndef MODEL_CONVERSATION_H
#define MODEL_CONVERSATION_H

#include <stdint.h>

#include "base/str.h"

/* Who is speaking with the visitor. Bot and person never answer at once: a person's writes carry
 * the epoch under which the conversation was taken. */
enum conversation_mode { MODE_BOT, MODE_QUEUED, MODE_HUMAN, MODE_CLOSED };

struct conversation {
    int64_t id;           /* the store's own number; never on a visitor's wire */
    int32_t tenant;       /* 1 until there is more than one company */
    struct str public_id; /* opaque, 22 base64url characters */
    struct str channel;   /* "web" */
    struct str locale;    /* "vi" or "en" */
    struct str page;      /* where the visitor wrote from, or empty */
    enum conversation_mode mode;
    int64_t ver; /* raised by every commit */
    int64_t last_seq;
    struct str state; /* the dialogue session, JSON; "" when fresh */
    int64_t release;  /* content release of the last bot turn; 0: none yet */
    int64_t owner;    /* staff id while MODE_HUMAN, else 0 */
    struct str owner_name;
    int64_t epoch;                    /* raised whenever the owner changes */
    int64_t visitor_seen, agent_seen; /* highest seq each side has read */
    int64_t created_at_ms, updated_at_ms;
};

/* Why a person is wanted. */
enum handoff_reason { HANDOFF_ASKED, HANDOFF_UNSURE, HANDOFF_RULE, HANDOFF_FAILURE, HANDOFF_HOURS };

/* queued → active → returned (to the bot) | resolved (closed) | missed (visitor ended) | expired |
 * withdrawn (the visitor no longer wanted a person: back to the bot). Stored: add at the end. */
enum handoff_state {
    HANDOFF_QUEUED,
    HANDOFF_ACTIVE,
    HANDOFF_RETURNED,
    HANDOFF_RESOLVED,
    HANDOFF_MISSED,
    HANDOFF_EXPIRED,
    HANDOFF_WITHDRAWN
};

struct handoff {
    int64_t id, conversation;
    struct str public_id; /* of the conversation */
    enum handoff_reason reason;
    enum handoff_state state;
    struct str team;    /* "" is the general team */
    struct str summary; /* for the agent: what the visitor wants, in a sentence or two */
    int priority;       /* higher first; 0 is usual */
    int64_t entered_at_ms, taken_at_ms, ended_at_ms; /* 0: not yet */
    int64_t owner;
    struct str last_text; /* the visitor's last words, for the queue list */
    struct str locale, channel;
};

/* A visitor who left a number because nobody was there. */
struct callback {
    int64_t id, conversation;
    struct str public_id;
    struct str phone, name, note;
    int64_t created_at_ms, done_at_ms; /* 0: not called back yet */
};

const char *mode_name(enum conversation_mode mode);          /* "bot" "queued" "human" "closed" */
const char *handoff_reason_name(enum handoff_reason reason); /* "asked" "unsure" "rule" … */
const char *handoff_state_name(enum handoff_state state);    /* "queued" "active" … */

#endif
