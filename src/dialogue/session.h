/*
 * What the bot remembers of a conversation between two turns: a small JSON text kept by the store.
 *
 * Version 2, which only added members: a version 1 that a running server left is read as it is.
 * Whatever is not understood (garbage, another version, ids that no longer exist) begins afresh or
 * is left out: a lost context costs a question, never an answer. At most SESSION_BYTES_MAX, which
 * is what the fullest session takes (tests/unit/dialogue/test_session.c). Pure; any thread.
 */
#ifndef DIALOGUE_SESSION_H
#define DIALOGUE_SESSION_H

#include "base/arena.h"
#include "base/str.h"
#include "dialogue/book.h"

enum {
    SESSION_VERSION = 2,
    SESSION_BYTES_MAX = 16384,
    SESSION_TEXTS = 3,
    SESSION_TEXT_BYTES = 240, /* of each remembered message */
    SESSION_CHOICES = 3,
    SESSION_SAID = 8,
    SESSION_FRAMES = 3, /* a flow that calls a flow that calls a flow */
    SESSION_SLOTS = 48,
    SESSION_SLOT_BYTES = 500,   /* of one value */
    SESSION_SLOTS_BYTES = 4000, /* of all values together: the oldest go first */
    SESSION_ANSWERED = 8,       /* articles and intents answered last */
    SESSION_NAME_BYTES = 60
};

/* What a "yes", a "no", a number or a phone number would now answer to. */
enum offer {
    OFFER_NOTHING,
    OFFER_WHICH,  /* choices were shown */
    OFFER_PERSON, /* shall a person take over? */
    OFFER_PHONE,  /* please leave a number */
    OFFER_BUTTON  /* the reply asked something that its one button answers with yes */
};

struct session_text {
    struct str text;  /* the visitor's words, cut */
    struct str topic; /* id of the intent they were taken for, or empty */
};

/* A flow that is under way, and the step where it waits. */
struct session_frame {
    struct str flow, step; /* ids */
    int tries;             /* wrong answers to that step */
    bool has_acted;        /* a case is open, a row changed: what was said stands */
};

/* Something the visitor said or a look-up found, by name ("ma_don", "don.state"). */
struct session_slot {
    struct str name, value;
    int64_t expires_at_ms; /* 0: with the flows */
};

struct session {
    int64_t turns;
    int unsure; /* times in a row the bot did not understand: 0, 1, 2 */
    enum offer offer;
    struct str choices[SESSION_CHOICES]; /* payloads, "intent:…" or "article:…" */
    size_t choice_count;
    struct str button;          /* payload of OFFER_BUTTON */
    struct str intent, article; /* of the last answer; what "needs" looks at */
    bool has_answered;          /* the last turn was an answer */
    bool has_locale;
    enum locale locale;
    enum handoff_reason wanted; /* why a person was wanted when OFFER_PHONE was made */
    struct session_said {
        struct str key;
        int64_t variant; /* the one used last */
    } said[SESSION_SAID];
    size_t said_count;
    struct session_text texts[SESSION_TEXTS]; /* oldest first */
    size_t text_count;
    struct session_frame frames[SESSION_FRAMES]; /* the one on top is the last */
    size_t frame_count;
    struct session_slot slots[SESSION_SLOTS]; /* in the order they were filled */
    size_t slot_count;
    int silences;         /* reminders since the visitor wrote: 0 or 1 */
    int failures;         /* look-ups for proof that found nothing, since failed_at_ms */
    int64_t failed_at_ms; /* of the first of them */
    struct str request;   /* key of the request that is waited for, or empty */
    int mood;             /* MOOD_MIN..MOOD_MAX, fading */
    bool has_offered;     /* an offer was made: not again */
    bool has_asked_csat;
    struct str pronoun, name;              /* what the visitor calls themself */
    struct str answered[SESSION_ANSWERED]; /* ids, oldest first */
    size_t answered_count;
};

/* Views into arena. */
struct session session_read(struct str state, struct arena *arena);
struct str session_write(const struct session *session, struct arena *arena);

/* Remembers what the visitor wrote; the oldest is forgotten. */
void session_add_text(struct session *session, struct str text, struct str topic);

/* Which of count variants to use under this key: round robin from a start that depends on the
 * conversation's age, so that the same one never comes twice in a row. */
size_t session_next_variant(struct session *session, struct str key, size_t count);

/* ---- slots ---- */

/* False when there is none; else its value. */
bool session_slot(const struct session *session, struct str name, struct str *value);

/* Sets it, the last in order; an empty value forgets it. name and value must live as long as the
 * session is used. The value is cut at SESSION_SLOT_BYTES. */
void session_set_slot(struct session *session, struct str name, struct str value,
                      int64_t expires_at_ms);

/* Forgets those whose time is over; with flows, those that live as long as the flows too. */
void session_expire(struct session *session, int64_t now_ms, bool with_flows);

/* Remembers that this article or intent was the answer. */
void session_add_answered(struct session *session, struct str id);
bool session_has_answered(const struct session *session, struct str id);

#endif
