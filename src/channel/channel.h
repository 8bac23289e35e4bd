/*
 * A channel is a codec without sockets: bytes from outside become a frame, messages become bytes.
 *
 * The table of channels is the seam for Zalo, Messenger and others: each brings its own decode and
 * encode and its own limits; the hub asks for nothing else. Pure; any thread.
 */
#ifndef CHANNEL_CHANNEL_H
#define CHANNEL_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/case.h"
#include "model/message.h"

enum channel_verb {
    VERB_HELLO,
    VERB_SAY,
    VERB_TYPING,
    VERB_SEEN,
    VERB_RATE,
    VERB_HISTORY,
    VERB_PING,
    VERB_BYE,
    /* the desk's own */
    VERB_TAKE,
    VERB_OPEN,
    VERB_NOTE,
    VERB_RETURN,
    VERB_CLOSE,
    VERB_REQUEUE,
    VERB_CALLBACK_DONE,
    VERB_CASES,
    VERB_CASE,
    VERB_CASE_SET,
    VERB_CUSTOMER,
    VERB_CUSTOMER_NOTE
};

/* One frame from outside. Which fields are set depends on the verb; texts live in the arena. */
struct channel_frame {
    enum channel_verb verb;
    struct str token, ticket, page, locale;    /* hello */
    struct str conversation;                   /* desk: public id, or empty */
    struct str client_id, text, payload, note; /* say, note, return, rate */
    int64_t seq;             /* hello.last_seq, seen, history.before, open.last_seq */
    int64_t number;          /* rate.score, callback_done.id */
    bool forget;             /* bye */
    struct str filter, code; /* cases; case, case_set */
    bool has_state, has_assign, has_priority; /* case_set: which of these it sets */
    enum case_state case_state;
    int64_t assign; /* staff id; 0: nobody */
    int priority;
    bool tell; /* text is for the customer. customer_note: text holds the tags, note the notes */
};

enum channel_fault {
    FAULT_NONE,
    FAULT_BAD_JSON,
    FAULT_UNKNOWN_TYPE,
    FAULT_BAD_FIELD,
    FAULT_FORBIDDEN_FIELD,
    FAULT_BAD_TEXT,
    FAULT_EMPTY_MESSAGE,
    FAULT_MESSAGE_TOO_LONG,
    FAULT_ID_REUSED,
    FAULT_RATE_LIMITED,
    FAULT_BUSY,
    FAULT_STORE_UNAVAILABLE,
    FAULT_HELLO_FIRST,
    FAULT_NOT_ALLOWED,
    FAULT_NOT_FOUND,
    FAULT_STALE
};

/* What is wrong, for the peer: stable code, a sentence in both languages, details. */
struct channel_error {
    enum channel_fault fault;
    struct str field;        /* of FAULT_BAD_FIELD, FAULT_FORBIDDEN_FIELD */
    struct str client_id;    /* of the refused frame, or empty */
    struct str conversation; /* on the desk, or empty */
    int64_t retry_after_ms;  /* 0: not said */
    int64_t max, len;        /* of FAULT_MESSAGE_TOO_LONG */
};

enum {
    CHANNEL_FRAME_MAX = 16 * 1024,
    CHANNEL_TEXT_MAX = 4096, /* bytes of UTF-8 after NFC */
    CHANNEL_CLIENT_ID_MAX = 64,
    CHANNEL_PAYLOAD_MAX = 200
};

struct channel {
    const char *name; /* "web" */
    size_t text_max;  /* longest message it takes and gives */
    int buttons_max;  /* quick replies below one message; 0: as numbered lines of text */
    /* false with *error filled. */
    bool (*decode)(struct str bytes, struct arena *arena, struct channel_frame *frame,
                   struct channel_error *error);
    /* One message as the frame that this channel's visitor receives. */
    void (*encode)(const struct message *message, struct strbuf *out);
};

/* The channel of this name, or NULL. */
const struct channel *channel_find(struct str name);

/* "rate_limited", … */
const char *channel_fault_code(enum channel_fault fault);

#endif
