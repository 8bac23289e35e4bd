#include "dialogue/turn.h"

#include "dialogue/engine.h"
#include "dialogue/flow_run.h"
#include "dialogue/memory.h"
#include "dialogue/mood.h"

/* A rule that its author wrote for words after another answer knows better what they lean on. */
static bool has_needs(const struct turn *turn, const struct candidate *candidate)
{
    return candidate->intent >= 0 && turn->book->intents[candidate->intent].needs.count > 0;
}

/* A short question that leans on the last answer is read again with what it leans on. */
static void lean_on_memory(struct turn *turn, const struct context *context)
{
    struct str whole = memory_whole_question(turn, &turn->reading.text);
    double own = turn->reading.count > 0 ? turn->reading.list[0].confidence : 0;
    struct reading *reading = ARENA_NEW(turn->arena, struct reading);
    if (whole.len == 0 || (own >= answer_threshold && has_needs(turn, &turn->reading.list[0])))
        return;
    understand(turn->book, whole, context, turn->arena, reading);
    double with = reading->count > 0 ? reading->list[0].confidence : 0;
    if (with >= answer_threshold && (own < answer_threshold || with >= own))
        turn->reading = *reading;
}

static void take_words(struct turn *turn)
{
    struct context context = {
        .intent = turn->session.intent,
        .article = turn->session.article,
        .locale =
            turn->session.has_locale ? turn->session.locale : locale_from_name(turn->input->locale),
        .now_ms = turn->input->now_ms,
    };
    turn->locale = context.locale;
    if (turn->input->payload.len > 0 || turn->input->event.kind != EVENT_NONE) {
        turn->said = text_display(turn->arena, turn->input->text);
        turn->reading = (struct reading){.locale = context.locale};
        return;
    }
    understand(turn->book, turn->input->text, &context, turn->arena, &turn->reading);
    turn->said = turn->reading.text.t;
    turn->locale = turn->reading.locale;
    memory_learn(turn);
    turn->session.mood = mood_after(turn->session.mood, mood_of(&turn->reading.text));
    if (turn->session.frame_count == 0 && turn->session.offer == OFFER_NOTHING)
        lean_on_memory(turn, &context);
}

static void finish(struct turn *turn)
{
    struct session *session = &turn->session;
    const struct intent *intent = book_intent(turn->book, turn->out->intent);
    bool is_topic = intent != NULL && !intent->is_smalltalk &&
                    intent != &turn->book->intents[turn->book->required[REQUIRED_PERSON]];
    if (turn->said.len > 0)
        session_add_text(session, turn->said, is_topic ? intent->id : STR(""));
    if (turn->input->event.kind == EVENT_NONE)
        session->turns++;
    flow_set_timer(turn);
    turn->out->mood = session->mood;
    session->locale = turn->locale;
    session->has_locale = true;
    reply_finish(turn);
    turn->out->state = session_write(session, turn->arena);
}

/* The visitor waits for a person, whose words these are: nothing is made of them, unless they say
 * that no person is wanted any more. */
static bool is_for_a_person(struct turn *turn)
{
    if (!turn->input->in_queue)
        return false;
    struct normalised text = text_normalise(turn->arena, turn->book->lexicon, turn->input->text);
    return turn->input->payload.len > 0 || turn->input->event.kind != EVENT_NONE ||
           !words_leave(&text);
}

static void run(struct turn *turn)
{
    *turn->out = (struct outcome){0};
    turn->reason = "";
    if (is_for_a_person(turn)) {
        turn->reason = "khách đang chờ nhân viên: lời này để nhân viên đọc";
        return;
    }
    turn->session = session_read(turn->input->state, turn->arena);
    session_expire(&turn->session, turn->input->now_ms, false);
    if (turn->input->event.kind == EVENT_NONE)
        turn->session.silences = 0;
    take_words(turn);
    engine_step(turn);
    finish(turn);
}

void dialogue_turn(const struct rulebook *rulebook, const struct turn_input *input,
                   struct arena *arena, struct outcome *out)
{
    struct turn *turn = ARENA_NEW(arena, struct turn);
    *turn = (struct turn){.book = rulebook, .input = input, .arena = arena, .out = out};
    run(turn);
}

void dialogue_turn_why(const struct rulebook *rulebook, const struct turn_input *input,
                       struct arena *arena, struct outcome *out, struct str *json)
{
    struct turn *turn = ARENA_NEW(arena, struct turn);
    *turn = (struct turn){.book = rulebook, .input = input, .arena = arena, .out = out};
    run(turn);
    *json = why_json(turn);
}
