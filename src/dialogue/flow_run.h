/*
 * Walking through a flow. For this floor only. The parts: flow.h.
 *
 * Where the conversation is in a flow, and what its slots hold, is in the session: a flow survives
 * a restart at any step, and a new release as long as the step where it waits still exists.
 */
#ifndef DIALOGUE_FLOW_RUN_H
#define DIALOGUE_FLOW_RUN_H

#include "dialogue/engine.h"
#include "dialogue/flow.h"

/* What a slot holds whose question was skipped: asked, and without a value. */
#define SLOT_SKIPPED "-"

/* ---- flow_run.c ---- */

/* Begins a flow. In the middle of another one, that one waits and goes on afterwards. */
void flow_start(struct turn *turn, const struct flow *flow);

/* Goes on from a step (an index, or TARGET_END) of the flow on top until something is to be waited
 * for. What is said is added to the reply. */
void flow_go(struct turn *turn, int step);

/* The exit of the step on top is taken; a step without such an exit goes on to the next. */
void flow_take_exit(struct turn *turn, const struct step *step, enum exit_kind kind);

/* The flow on top and the step it waits at; NULL when there is none (or no longer). */
const struct flow *flow_current(const struct turn *turn);
const struct step *flow_current_step(const struct turn *turn);

/* Ends all flows; slots that live as long as a flow are forgotten. */
void flow_drop(struct turn *turn);

/* Puts the question of the step on top again, after what has been said already. */
void flow_ask_again(struct turn *turn);

/* When the visitor should be reminded. */
void flow_set_timer(struct turn *turn);

/* ---- flow_ask.c ---- */

/* What the visitor said, while a flow waits. False: it has nothing to do with the flow; answer it
 * like anything else and come back (flow_resume). */
bool flow_take(struct turn *turn);
bool flow_payload(struct turn *turn, struct str payload);
void flow_resume(struct turn *turn);

/* ---- flow_event.c ---- */

/* Timers, answers of other systems, follow-ups, cases that changed. */
void flow_event(struct turn *turn);

/* ---- flow_slot.c ---- */

enum slot_strictness {
    SLOT_STRICT, /* only what can be nothing else: in the first words, and for corrections */
    SLOT_ASKED   /* the visitor was asked for it */
};

/* Reads a slot's value out of the message. False when there is none; *why then may name a message
 * that says what is wrong with it (MESSAGE_FLOW_IMEI …), else it is left. */
bool slot_read(struct turn *turn, const struct slot *slot, const struct normalised *text,
               enum slot_strictness strictness, struct str *value, enum message_key *why);

/* Fills every slot of the flow that the message or the customer's record holds and that is empty.
 */
void slot_prefill(struct turn *turn, const struct flow *flow);

/* Keeps it for as long as the slot says. */
void slot_set(struct turn *turn, const struct slot *slot, struct str value);

/* Luhn's check digit (ISO/IEC 7812-1 annex B), of digits only. */
bool slot_luhn_holds(struct str digits);

/* ---- flow_words.c ---- */

bool words_cancel(const struct normalised *text); /* "thôi khỏi", "hủy đi", "never mind" */
bool words_leave(const struct normalised *text); /* the queue: "thôi không cần gặp nữa", "hủy gặp
                                                    nhân viên", and every words_cancel() */
bool words_wait(const struct normalised *text); /* "khoan đã", "đợi em chút" */
bool words_skip(const struct normalised *text); /* "bỏ qua", "không có", "không nhớ" */

/* A message that begins with a yes or a no: "ừ giục giúp chị", "không, giữ lại đi". */
bool words_yes(const struct normalised *text);
bool words_no(const struct normalised *text);

/* "à nhầm, …", "ý em là …": how many bytes of T the words take at the front, 0: no such words. */
size_t words_correct(const struct normalised *text);

/* ---- flow_value.c ---- */

/* A name as conditions compare it: slots as they are kept, "hours" is open or closed, "mood" angry,
 * calm or glad, "channel", "locale", "today", policy.NAME, customer.FIELD, answered.ID. */
bool flow_raw_value(struct turn *turn, struct str name, struct str *value);

/* The same as a blank shows it: options by their title, |date |money |days_since … applied. */
bool flow_blank(void *ctx, struct str name, struct str *value);

/* "date|plus_30" applied to a value. */
struct str flow_filter(struct turn *turn, struct str value, struct str filters);

/* A template filled; unknown blanks are left out. */
struct str flow_fill(struct turn *turn, struct str template);

/* Whether a filter of this name exists ("date", "plus_30" …). */
bool flow_has_filter(struct str name);

/* Days since 1970-01-01 in Vietnamese time (UTC+7), of a moment, and of YYYY-MM-DD (false when it
 * is no day). */
int64_t day_of_ms(int64_t ms);
bool day_from_iso(struct str iso, int64_t *day);
struct str day_to_iso(struct arena *arena, int64_t day);

/* ---- flow_cond.c ---- */

/* NULL holds. */
bool flow_condition_holds(struct turn *turn, const struct flow_condition *condition);

/* ---- flow_act.c ---- */

/* One step that looks up, changes or records. Returns the way out, EXIT_NEXT for the usual one. */
enum exit_kind flow_act(struct turn *turn, const struct step *step);

/* Adds an effect to the outcome; false when there are EFFECTS_MAX already. */
bool flow_add_effect(struct turn *turn, const struct effect *effect);

#endif
