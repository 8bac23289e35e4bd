/*
 * What a turn of the bot comes to: the new state, what is said, what should happen.
 *
 * Made by dialogue/engine, committed by the store in one piece, carried out by the hub.
 */
#ifndef MODEL_OUTCOME_H
#define MODEL_OUTCOME_H

#include <stddef.h>

#include "model/conversation.h"
#include "model/effect.h"
#include "model/message.h"

enum decision { DECISION_ANSWER, DECISION_ASK, DECISION_HANDOVER, DECISION_SMALLTALK };

struct handoff_request {
    enum handoff_reason reason;
    struct str team, summary;
    int priority;
};

/* code: of the EFFECT_CASE_OPEN in the same outcome that is this call's case; or empty. */
struct callback_request {
    struct str phone, name, note, code;
};

/* How the visitor sounds, measured by rules on words, emoji, capitals and repetition
 * (docs/flows.md "Mood"). */
enum { MOOD_MIN = -100, MOOD_MAX = 100, MOOD_ANGRY = -40 };

struct outcome {
    struct str state;                        /* the session after the turn, JSON */
    const struct message *replies;           /* author bot (or system), in order, seq 0 */
    size_t reply_count;                      /* 0 is possible after an event */
    const struct handoff_request *handoff;   /* or NULL */
    const struct callback_request *callback; /* or NULL */
    bool leaves_queue; /* the visitor waits no longer: back to the bot, whose replies these are */
    enum decision decision;
    struct str intent, article;   /* what it was taken for, or empty */
    double confidence;            /* 0..1 */
    const struct effect *effects; /* in order, at most EFFECTS_MAX */
    size_t effect_count;
    int mood;           /* MOOD_MIN..MOOD_MAX over the last turns; ≤ MOOD_ANGRY goes ahead in the
                           queue (its hand-off's priority is raised already) */
    int64_t wake_at_ms; /* UTC: run a turn with EVENT_TIMER then, unless the visitor writes
                           before; replaces the last turn's; 0: none */
    struct str flow;    /* id of the flow this turn left the conversation in, or empty */
};

const char *decision_name(enum decision decision); /* "answer" "ask" "handover" "smalltalk" */

#endif
