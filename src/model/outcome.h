/*
 * What a turn of the bot comes to: the new state, what is said, what should happen.
 *
 * Made by dialogue/engine, committed by the store in one piece, carried out by the hub.
 */
#ifndef MODEL_OUTCOME_H
#define MODEL_OUTCOME_H

#include <stddef.h>

#include "model/conversation.h"
#include "model/message.h"

enum decision { DECISION_ANSWER, DECISION_ASK, DECISION_HANDOVER, DECISION_SMALLTALK };

struct handoff_request {
    enum handoff_reason reason;
    struct str team, summary;
    int priority;
};

struct callback_request {
    struct str phone, name, note;
};

struct outcome {
    struct str state;              /* the session after the turn, JSON */
    const struct message *replies; /* author bot (or system), in order, seq 0 */
    size_t reply_count;
    const struct handoff_request *handoff;   /* or NULL */
    const struct callback_request *callback; /* or NULL */
    enum decision decision;
    struct str intent, article; /* what it was taken for, or empty */
    double confidence;          /* 0..1 */
};

const char *decision_name(enum decision decision); /* "answer" "ask" "handover" "smalltalk" */

#endif
