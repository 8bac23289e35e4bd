/*
 * Decides what one turn comes to, and says it. For this floor only: turn.c prepares, engine.c,
 * engine_topic.c and engine_context.c decide, reply.c words, summary.c tells the agent, why.c
 * explains.
 *
 * Policy: at answer_threshold or above and clearly ahead of other readings, answer; from
 * ask_threshold, ask which one; below, ask to put it differently, then offer a person, then hand
 * over. Asked for a person: hand over at once.
 */
#ifndef DIALOGUE_ENGINE_H
#define DIALOGUE_ENGINE_H

#include "dialogue/session.h"
#include "dialogue/turn.h"
#include "dialogue/understand.h"

enum { REPLIES_MAX = 4 };

extern const double answer_threshold, ask_threshold;

struct reply_button {
    struct str title, payload;
};

struct reply {
    struct str text;
    struct reply_button buttons[BUTTONS_MAX];
    size_t button_count;
    const struct article *source; /* or NULL */
};

struct turn {
    const struct rulebook *book;
    const struct turn_input *input;
    struct arena *arena;
    struct session session;
    struct reading reading; /* of nothing when a button was pressed */
    enum locale locale;
    struct str said;                    /* the visitor's words as shown (T), or a button's title */
    const struct candidate *chosen;     /* what the decision rests on, or NULL */
    struct str phone;                   /* the number given in this turn, or empty */
    struct message closed[REPLIES_MAX]; /* replies before the last, see reply_close() */
    size_t closed_count;
    struct reply reply;
    struct outcome *out;
    int64_t policy_ms;                  /* the date whose policies count, 0: now */
    size_t lookups;                     /* of this turn, at most LOOKUPS_PER_TURN_MAX */
    size_t codes;                       /* made of the seed so far */
    struct str blank_slot, blank_value; /* of MESSAGE_FLOW_CORRECTED */
    bool is_silent;                     /* nothing is to be said */
    struct effect effects[EFFECTS_MAX];
    const char *reason; /* why it was decided so, for authors; Vietnamese */
};

/* ---- engine.c ---- */

void engine_step(struct turn *turn);

/* Answers with an intent or, when intent is NULL, with an article. */
void engine_answer(struct turn *turn, const struct intent *intent,
                   const struct article_group *group);
void engine_hand_over(struct turn *turn, enum handoff_reason reason, const struct intent *intent);
void engine_unsure(struct turn *turn);
void engine_small_talk(struct turn *turn, enum required which);
void engine_decide(struct turn *turn);

/* Whether the reading is this required intent, on the evidence that suffices after a question. */
bool engine_reads_as(const struct turn *turn, enum required which);

/* Whether the best reading is sure and clear of the others: an answer without asking. */
bool engine_is_sure(const struct turn *turn);

/* A quick reply's payload. False when it means nothing here. */
bool engine_payload(struct turn *turn, struct str payload);

/* The title of a reading's answer, as a choice shows it; "" when there is none to show. */
struct str engine_title(const struct turn *turn, const struct candidate *candidate);

/* Whether it may stand as a choice beside these. */
bool engine_is_option(const struct turn *turn, const struct candidate *const *options, size_t count,
                      const struct candidate *candidate);

/* ---- engine_topic.c ---- */

/* The readings a message may mean that only names a topic; how many, 0 when it says more, when a
 * rule of the best reading is about these words, or when its answer is the topic's own. */
size_t engine_topic(const struct turn *turn, const struct candidate *best,
                    const struct candidate *options[SESSION_CHOICES]);

/* ---- engine_context.c ---- */

/* What the words mean because of what was said before: yes, no, a choice, a phone number. False
 * when they mean nothing special. */
bool engine_context(struct turn *turn);

/* ---- reply.c ---- */

/* The next variant of the bot's own sentence, or of an intent's; replaces what was said before. */
void reply_message(struct turn *turn, enum message_key key);
void reply_add_message(struct turn *turn, enum message_key key); /* after what is there */
void reply_add_text(struct turn *turn, struct str text);         /* the same */

/* The next of these variants, blanks filled; key tells them from others for taking turns. */
struct str reply_choose(struct turn *turn, const struct variants say[LOCALE_COUNT], struct str key);
void reply_say(struct turn *turn, const struct intent *intent);
void reply_article(struct turn *turn, const struct article *article);
void reply_add_button(struct turn *turn, struct str payload, struct str title);
void reply_add_message_button(struct turn *turn, const char *payload, enum message_key key);
void reply_add_intent_buttons(struct turn *turn, const struct intent *intent);

/* Ends a reply that another one follows; its buttons go, they would be out of date at once. */
void reply_close(struct turn *turn);

/* The messages of the outcome, bodies and provenance made. */
void reply_finish(struct turn *turn);

/* ---- summary.c ---- */

/* For the agent, in Vietnamese: why a person is wanted, what about, the last words. */
struct str summary_text(const struct turn *turn, enum handoff_reason reason,
                        const struct intent *intent);

/* ---- why.c ---- */

struct str why_json(const struct turn *turn);

#endif
