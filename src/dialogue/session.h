/*
 * What the bot remembers of a conversation between two turns: a small JSON text kept by the store.
 *
 * Version 1. Whatever is not understood (garbage, another version, ids that no longer exist)
 * begins afresh or is left out: a lost context costs a question, never an answer. At most
 * SESSION_BYTES_MAX. Pure; any thread.
 */
#ifndef DIALOGUE_SESSION_H
#define DIALOGUE_SESSION_H

#include "base/arena.h"
#include "base/str.h"
#include "dialogue/book.h"

enum {
    SESSION_VERSION = 1,
    SESSION_BYTES_MAX = 4096,
    SESSION_TEXTS = 3,
    SESSION_TEXT_BYTES = 240, /* of each remembered message */
    SESSION_CHOICES = 3,
    SESSION_SAID = 8
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
};

/* Views into arena. */
struct session session_read(struct str state, struct arena *arena);
struct str session_write(const struct session *session, struct arena *arena);

/* Remembers what the visitor wrote; the oldest is forgotten. */
void session_add_text(struct session *session, struct str text, struct str topic);

/* Which of count variants to use under this key: round robin from a start that depends on the
 * conversation's age, so that the same one never comes twice in a row. */
size_t session_next_variant(struct session *session, struct str key, size_t count);

#endif
