#include "dialogue/turn.h"

#include "dialogue/engine.h"

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
    if (turn->input->payload.len > 0) {
        turn->said = text_display(turn->arena, turn->input->text);
        turn->reading = (struct reading){.locale = context.locale};
        return;
    }
    understand(turn->book, turn->input->text, &context, turn->arena, &turn->reading);
    turn->said = turn->reading.text.t;
    turn->locale = turn->reading.locale;
}

static void finish(struct turn *turn)
{
    struct session *session = &turn->session;
    const struct intent *intent = book_intent(turn->book, turn->out->intent);
    bool is_topic = intent != NULL && !intent->is_smalltalk &&
                    intent != &turn->book->intents[turn->book->required[REQUIRED_PERSON]];
    if (turn->said.len > 0)
        session_add_text(session, turn->said, is_topic ? intent->id : STR(""));
    session->turns++;
    session->locale = turn->locale;
    session->has_locale = true;
    reply_finish(turn);
    turn->out->state = session_write(session, turn->arena);
}

static void run(struct turn *turn)
{
    *turn->out = (struct outcome){0};
    turn->session = session_read(turn->input->state, turn->arena);
    turn->reason = "";
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
