/*
 * One turn of the bot: what the visitor said → what the bot does. The whole dialogue behind one
 * pure function; `letan ask`, `letan test` and `letan serve` call the same one.
 *
 * Inside: normalise → patterns, examples, articles → a reading with ranked candidates → the engine
 * decides by the session → replies with their blanks filled.
 */
#ifndef DIALOGUE_TURN_H
#define DIALOGUE_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "dialogue/rulebook.h"
#include "model/effect.h"
#include "model/outcome.h"
#include "model/record.h"

struct turn_input {
    struct str state;   /* the session as the last turn left it; "" at the beginning */
    struct str text;    /* what the visitor wrote; or empty when a payload came */
    struct str payload; /* of a quick reply: "intent:ID", "article:ID", "handover", "callback",
                           "helpful:yes|no", "flow:…"; or empty */
    struct str locale;  /* "vi" or "en": of the page; the text decides when it is clear */
    struct str channel;
    int64_t now_ms;   /* UTC */
    bool people_open; /* within opening hours */
    bool in_queue;    /* the visitor waits for a person: the outcome is either empty, without a
                         state, or it says leaves_queue */
    struct str people_back; /* when closed: "8 giờ sáng mai", in the visitor's language */
    struct lookup lookup;   /* find NULL: there are no tables */
    struct customer_known customer;
    struct str code_seed;    /* CODE_SEED_BYTES of randomness, fresh for every try; "" only where no
                                flow acts */
    struct turn_event event; /* instead of text and payload: something happened meanwhile */
    size_t attachment_count; /* files that came with the message */
};

/* Never fails: trouble inside becomes a hand-over with HANDOFF_FAILURE. Everything in *out lives
 * in arena. Any thread. */
void dialogue_turn(const struct rulebook *rulebook, const struct turn_input *input,
                   struct arena *arena, struct outcome *out);

/* The same with the whole derivation as a JSON object (docs/rules.md "why"). */
void dialogue_turn_why(const struct rulebook *rulebook, const struct turn_input *input,
                       struct arena *arena, struct outcome *out, struct str *why_json);

/* That derivation in words, for a shop owner. */
struct str dialogue_why_text(struct str why_json, struct arena *arena);

#endif
