/*
 * The store: the only truth about conversations, people and content. This is the seam; nothing
 * above it may ask which implementation runs. (store/sqlite today; others must pass the same
 * conformance suite, tests/unit/store/conformance.h.)
 *
 * Asynchronous: every call copies its arguments and returns at once; the answer comes later as one
 * call of `done` on the loop thread, in no promised order between different calls. What `done`
 * receives is borrowed for that call. Calls are made on the loop thread only.
 *
 * The durability contract (docs/durability.md): STORE_OK on a write means committed and fsynced.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "model/conversation.h"
#include "model/effect.h"
#include "model/message.h"
#include "model/outcome.h"
#include "model/person.h"

enum store_status {
    STORE_OK,
    STORE_CONFLICT,  /* the version moved on: reload and run the turn again */
    STORE_DUPLICATE, /* this client_id is stored already: first_seq is the first one's */
    STORE_REUSED,    /* this client_id is stored already with another body */
    STORE_FENCED,    /* the epoch is over: somebody else owns the conversation now */
    STORE_NOT_FOUND,
    STORE_EXISTS,     /* unique name taken */
    STORE_BUSY,       /* the queue of writes is full: answer "busy", try later */
    STORE_UNAVAILABLE /* disk full, I/O error, read-only: nothing was written */
};

struct store;

/* Opens (and migrates) the store in folder, which is made if missing; a second server on the same
 * folder is refused (ERR_BUSY), and so is data of a newer program (ERR_INPUT). loop and clock must
 * outlive the store. NULL with the reason, a sentence for people, on failure. */
struct store *store_open(const char *folder, struct loop *loop, const struct clock *clock,
                         struct err *err);

/*
 * The same for a tool (`letan user add`, `content import`) that may work beside a running server,
 * or without one: it does not take the server's lock. What a tool writes, the server reads: a
 * release that a tool activates is the answer to the server's next store_release_active().
 *
 * Refused (ERR_BUSY) when the data is of an older program and its server is running.
 *
 * A tool makes one call at a time and waits:
 *
 *     static void added(void *ctx, enum store_status status, const struct staff *staff, size_t n)
 *     {
 *         struct answer *answer = ctx;      // copy what is needed: staff is borrowed
 *         answer->status = status;
 *         loop_stop(answer->loop);
 *     }
 *     ...
 *     store_staff_add(store, &staff, added, &answer);
 *     loop_run(loop);                       // returns after added()
 */
struct store *store_open_tool(const char *folder, struct loop *loop, const struct clock *clock,
                              struct err *err);

/* Finishes what was queued, answers it, closes. Runs the loop until then, so call it outside
 * loop_run(), not from a callback. NULL is fine. */
void store_close(struct store *store);

/* ---- visitors and their conversations ---- */

enum { STORE_MESSAGES_MAX = 16, STORE_PAGE_MAX = 100 };

struct store_visit {
    struct str token_hash;     /* of the token the visitor sent; "" for a first visit */
    struct str new_token_hash; /* becomes valid when the visitor is new or the token is older than
                                  24 h (the old one then lives 60 s more, for a lost answer) */
    struct str channel, locale, page; /* locale and page, unless empty, replace the stored ones */
    bool only_known;                  /* an unknown token begins nothing: NOT_FOUND */
};

struct store_visit_result {
    enum store_status status; /* OK, NOT_FOUND (with only_known), UNAVAILABLE, BUSY */
    bool token_known;         /* false: the token was unknown or expired, a new visitor began */
    bool token_is_new;        /* new_token_hash is now the valid one: send the new token */
    struct conversation conversation; /* the visitor's current one (made if there is none) */
};
typedef void store_visit_fn(void *ctx, const struct store_visit_result *result);

/* Finds the visitor by token or makes a new one, with a conversation: the newest, unless it was
 * closed more than 24 h ago (a younger one may go on: a turn with another mode reopens it). Tokens
 * expire after 30 days without use and 180 days at the latest. */
void store_visit(struct store *store, const struct store_visit *visit, store_visit_fn *done,
                 void *ctx);

/* Forgets the visitor's tokens, this and those it replaced ("end chat and forget on this device").
 * OK whether it was known or not. */
typedef void store_done_fn(void *ctx, enum store_status status);
void store_forget_token(struct store *store, struct str token_hash, store_done_fn *done, void *ctx);

/* One conversation by number (id > 0) or by public id. NOT_FOUND, OK. */
typedef void store_conversation_fn(void *ctx, enum store_status status,
                                   const struct conversation *conversation);
void store_conversation(struct store *store, int64_t id, struct str public_id,
                        store_conversation_fn *done, void *ctx);

/* ---- turns ---- */

struct store_turn {
    int64_t conversation, expect_ver;
    enum conversation_mode new_mode;
    struct str new_state;
    int64_t release;                /* of the rulebook that ran, 0: unchanged */
    const struct message *messages; /* in order; the first may carry the visitor's client_id */
    size_t message_count;           /* 1..STORE_MESSAGES_MAX; 0 for an event without words */
    const struct handoff_request *handoff;   /* with MODE_QUEUED: enters the queue; or NULL */
    const struct callback_request *callback; /* or NULL */
    bool ends_handoff;                       /* a waiting or active hand-off ends as MISSED */
    const struct effect *effects;            /* carried out in this order */
    size_t effect_count;                     /* 0..EFFECTS_MAX */
    const int64_t *case_due_ms; /* by enum case_kind: when a case opened now is due; or NULL */
    int64_t wake_at_ms;         /* EVENT_TIMER then; replaces the last turn's; 0: none */
    int64_t event;              /* the store_event this turn answers: it is over; 0: none */
    bool has_mood;
    int mood; /* with has_mood: noted for the visitor's first message */
};

struct store_written {
    enum store_status status;
    int64_t ver;                 /* now, also for CONFLICT, DUPLICATE and REUSED */
    int64_t first_seq, last_seq; /* of this turn's messages, or the duplicate's (both the same) */
    int64_t at_ms;               /* created_at_ms of the messages, or the duplicate's */
};
typedef void store_written_fn(void *ctx, const struct store_written *written);

/*
 * Everything of a turn in one transaction, or nothing: OK, CONFLICT, DUPLICATE, REUSED, NOT_FOUND,
 * BUSY, UNAVAILABLE. Sequence numbers are assigned here, gapless. DUPLICATE and REUSED are found
 * before CONFLICT: a resend is answered even when the conversation has moved on. REUSED also when
 * the client_id is another author's.
 *
 * Effects are part of it. CONFLICT also when a row changed since it was looked up, or a case's code
 * is taken; DUPLICATE (first_seq 0) also when the event was consumed or replaced before.
 *
 * The queue follows new_mode. QUEUED: the conversation waits, once; asking again while it waits
 * changes nothing, coming from a person puts it back in front. BOT: an open hand-off ends
 * as WITHDRAWN, CLOSED: as MISSED. HUMAN only while a person has it (a claim makes it so), else
 * CONFLICT.
 */
void store_commit_turn(struct store *store, const struct store_turn *turn, store_written_fn *done,
                       void *ctx);

/* Messages after seq, oldest first, at most limit (≤ STORE_PAGE_MAX). is_more: there are later
 * ones. With notes = false private notes are left out (and provenance is never given): that is
 * the visitor's view. */
struct store_page {
    enum store_status status;
    const struct message *messages;
    size_t count;
    bool is_more;
};
typedef void store_page_fn(void *ctx, const struct store_page *page);
void store_read_after(struct store *store, int64_t conversation, int64_t seq, int limit, bool notes,
                      store_page_fn *done, void *ctx);

/* The newest messages, oldest first, below before_seq (0: the end). */
void store_read_before(struct store *store, int64_t conversation, int64_t before_seq, int limit,
                       bool notes, store_page_fn *done, void *ctx);

/* The highest seq a side has read; never goes back. */
void store_mark_seen(struct store *store, int64_t conversation, bool by_agent, int64_t seq,
                     store_done_fn *done, void *ctx);

/* A rating 1..5 of a conversation with an optional text; may be changed (last one counts).
 * OK, NOT_FOUND. */
void store_rate(struct store *store, int64_t conversation, int score, struct str text,
                store_done_fn *done, void *ctx);

/* ---- the queue for a person ---- */

struct store_claim {
    int64_t staff;           /* who takes it */
    int64_t conversation;    /* this one, or 0: the next by priority, then age */
    struct message greeting; /* appended with the claim, e.g. the event "joined" */
};
struct store_claim_result {
    enum store_status status;         /* OK, NOT_FOUND (nothing waits, or this one is taken), … */
    struct conversation conversation; /* mode human, its new epoch */
    int64_t seq;                      /* of the greeting */
};
typedef void store_claim_fn(void *ctx, const struct store_claim_result *result);

/* Takes a waiting conversation for one agent: of any number of simultaneous claims exactly one
 * gets it. */
void store_claim(struct store *store, const struct store_claim *claim, store_claim_fn *done,
                 void *ctx);

/* What a person does in a conversation they own. */
struct store_act {
    int64_t conversation, staff;
    int64_t epoch;                  /* under which they own it, else FENCED */
    const struct message *messages; /* 0..STORE_MESSAGES_MAX; client_id as in a turn */
    size_t message_count;
    enum conversation_mode new_mode; /* MODE_HUMAN stays; MODE_BOT returns; MODE_CLOSED closes;
                                        MODE_QUEUED puts it back in front of the queue (of those
                                        with its priority) */
    struct str new_state;            /* "" leaves the dialogue state */
};
/* OK, FENCED, DUPLICATE (a resend is answered even when the epoch is over), REUSED, NOT_FOUND,
 * BUSY, UNAVAILABLE. The hand-off ends as RETURNED (MODE_BOT) or RESOLVED (MODE_CLOSED). */
void store_act(struct store *store, const struct store_act *act, store_written_fn *done, void *ctx);

/* The queue in the order it will be served (state QUEUED): by priority, then those put back, the
 * latest first, then by age; at most limit. last_text: of the visitor's newest text, ≤ 200 bytes.
 */
struct store_queue {
    enum store_status status;
    const struct handoff *handoffs;
    size_t count;
};
typedef void store_queue_fn(void *ctx, const struct store_queue *queue);
void store_queue(struct store *store, int limit, store_queue_fn *done, void *ctx);

/* Conversations a person owns now (mode human), newest activity first. */
struct store_conversations {
    enum store_status status;
    const struct conversation *conversations;
    const struct handoff *handoffs; /* parallel */
    size_t count;
};
typedef void store_conversations_fn(void *ctx, const struct store_conversations *list);
void store_owned(struct store *store, int64_t staff, int limit, store_conversations_fn *done,
                 void *ctx);

/* Call-backs not done yet, oldest first. */
struct store_callbacks {
    enum store_status status;
    const struct callback *callbacks;
    size_t count;
};
typedef void store_callbacks_fn(void *ctx, const struct store_callbacks *list);
void store_callbacks(struct store *store, int limit, store_callbacks_fn *done, void *ctx);
void store_callback_done(struct store *store, int64_t id, int64_t staff, store_done_fn *done,
                         void *ctx);

/* ---- staff ---- */

typedef void store_staff_fn(void *ctx, enum store_status status, const struct staff *staff,
                            size_t count);
void store_staff_add(struct store *store, const struct staff *staff, store_staff_fn *done,
                     void *ctx); /* OK with its id, EXISTS */
void store_staff_set_password(struct store *store, struct str login, struct str password_hash,
                              store_done_fn *done, void *ctx); /* ends all their sessions */
void store_staff_find(struct store *store, struct str login, store_staff_fn *done, void *ctx);
void store_staff_list(struct store *store, store_staff_fn *done, void *ctx);

/* Sign-in sessions, by hash of their token. A session ends 8 h after its last use, 24 h at most.
 * Adding: NOT_FOUND when there is no such person, or they are disabled. */
void store_session_add(struct store *store, struct str token_hash, int64_t staff,
                       store_done_fn *done, void *ctx);
void store_session_find(struct store *store, struct str token_hash, store_staff_fn *done,
                        void *ctx); /* touches it; NOT_FOUND when over or the person is disabled */
void store_session_end(struct store *store, struct str token_hash, store_done_fn *done, void *ctx);

/* ---- content releases ---- */

struct store_file {
    struct str path; /* "intents/chao.yml", "kb/bao-hanh/thoi-han.md", "tests/talks/x.yml" */
    struct str text;
};
struct store_release {
    int64_t number; /* 1, 2, 3 … */
    struct str author, note;
    int64_t created_at_ms;
    bool is_active;
};

typedef void store_release_fn(void *ctx, enum store_status status,
                              const struct store_release *release, const struct store_file *files,
                              size_t count);
/* Stores a release; with activate it becomes the active one in the same transaction. */
void store_release_add(struct store *store, const struct store_release *release,
                       const struct store_file *files, size_t count, bool activate,
                       store_release_fn *done, void *ctx);
/* number 0: the active one. NOT_FOUND when there is none. */
void store_release_load(struct store *store, int64_t number, store_release_fn *done, void *ctx);
void store_release_activate(struct store *store, int64_t number, store_done_fn *done, void *ctx);
/* The number of the active release without its files; 0 when there is none. */
typedef void store_number_fn(void *ctx, enum store_status status, int64_t number);
void store_release_active(struct store *store, store_number_fn *done, void *ctx);

/* ---- state of health ---- */

struct store_health {
    bool is_writable; /* the last write did not fail */
    size_t writes_queued;
    uint64_t commits; /* transactions */
    uint64_t turns;   /* writes of any kind they carried */
    uint64_t batch_largest;
    int64_t schema_version;
};
void store_health(struct store *store, struct store_health *out);

#endif
