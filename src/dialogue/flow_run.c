#include "dialogue/flow_run.h"

enum { STEPS_PER_TURN_MAX = 100, KEY_BYTES_MAX = 80 };

/* ---- where we are ---- */

static const struct session_frame *where(const struct turn *turn)
{
    const struct session *session = &turn->session;
    return session->frame_count > 0 ? &session->frames[session->frame_count - 1] : NULL;
}

static struct session_frame *top(struct turn *turn)
{
    must(turn->session.frame_count > 0);
    return &turn->session.frames[turn->session.frame_count - 1];
}

const struct flow *flow_current(const struct turn *turn)
{
    const struct session_frame *frame = where(turn);
    return frame != NULL ? flow_find(turn->book, frame->flow) : NULL;
}

const struct step *flow_current_step(const struct turn *turn)
{
    const struct flow *flow = flow_current(turn);
    return flow != NULL ? flow_step(flow, where(turn)->step) : NULL;
}

void flow_drop(struct turn *turn)
{
    turn->session.frame_count = 0;
    turn->session.request = STR("");
    turn->session.silences = 0;
}

void flow_set_timer(struct turn *turn)
{
    const struct flow *flow = flow_current(turn);
    if (flow == NULL)
        return;
    turn->out->flow = flow->id;
    if (turn->out->wake_at_ms == 0)
        turn->out->wake_at_ms = turn->input->now_ms + flow->remind_minutes * 60000;
}

/* ---- saying ---- */

static struct str key_of(struct turn *turn, const struct step *step, const char *part)
{
    struct str key = str_printf(turn->arena, STR_FMT "%s" STR_FMT, STR_ARG(top(turn)->flow), part,
                                STR_ARG(step->id));
    return str_sub(key, 0, KEY_BYTES_MAX);
}

static void say(struct turn *turn, const struct step *step)
{
    reply_add_text(turn, reply_choose(turn, step->say, key_of(turn, step, "/")));
}

static void add_option_buttons(struct turn *turn, const struct slot *slot)
{
    for (size_t i = 0; i < slot->option_count; i++) {
        const struct slot_option *option = &slot->options[i];
        struct str title = option->title[turn->locale].len > 0 ? option->title[turn->locale]
                                                               : option->title[LOCALE_VI];
        reply_add_button(turn, str_printf(turn->arena, "flow:is:" STR_FMT, STR_ARG(option->value)),
                         title);
    }
}

static void ask(struct turn *turn, const struct flow *flow, const struct step *step)
{
    turn->reply.button_count = 0;
    switch (step->kind) {
    case STEP_ASK:
        say(turn, step);
        add_option_buttons(turn, &flow->slots[step->index]);
        if (step->is_optional)
            reply_add_message_button(turn, "flow:skip", MESSAGE_BUTTON_SKIP);
        return;
    case STEP_CONFIRM:
        say(turn, step);
        if (step->is_plain)
            return;
        reply_add_message_button(turn, "flow:yes", MESSAGE_BUTTON_YES);
        reply_add_message_button(turn, "flow:no", MESSAGE_BUTTON_NO);
        return;
    case STEP_REQUEST:
        reply_add_message(turn, MESSAGE_FLOW_STILL_WORKING);
        return;
    case STEP_SAY:
    case STEP_ANSWER:
    case STEP_BRANCH:
    case STEP_LOOK_UP:
    case STEP_CHANGE:
    case STEP_SET:
    case STEP_CASE:
    case STEP_CASE_UPDATE:
    case STEP_REMEMBER:
    case STEP_RATE:
    case STEP_FOLLOW_UP:
    case STEP_CALL:
    case STEP_HAND_OVER:
    case STEP_GO:
    case STEP_KIND_COUNT:
        return;
    }
}

void flow_ask_again(struct turn *turn)
{
    const struct flow *flow = flow_current(turn);
    const struct step *step = flow_current_step(turn);
    if (step != NULL)
        ask(turn, flow, step);
}

/* ---- one step ---- */

/* The step after this one in the flow, or its end. */
static int following(const struct flow *flow, const struct step *step)
{
    size_t next = (size_t)(step - flow->steps) + 1;
    return next < flow->step_count ? (int)next : TARGET_END;
}

static int target(struct turn *turn, const struct flow *flow, const struct step *step,
                  enum exit_kind kind)
{
    const struct flow_exit *exit = step_exit(step, kind);
    if (exit == NULL)
        return following(flow, step);
    if (flow_asks_anew(flow, step, exit))
        session_set_slot(&turn->session, flow->steps[exit->step].object, STR(""), 0);
    return exit->step;
}

/* Nothing was written for this trouble: say so honestly and call a person. */
static int give_up(struct turn *turn)
{
    struct str said = turn->reply.text;
    reply_message(turn, MESSAGE_FLOW_FAILED);
    struct str sorry = turn->reply.text;
    engine_hand_over(turn, HANDOFF_FAILURE, NULL);
    turn->reply.text =
        str_printf(turn->arena, STR_FMT "%s" STR_FMT "\n" STR_FMT, STR_ARG(said),
                   said.len > 0 ? "\n" : "", STR_ARG(sorry), STR_ARG(turn->reply.text));
    flow_drop(turn);
    return TARGET_UNKNOWN;
}

/* Where an action leads. A missing "blocked" is a "none"; other trouble that nobody wrote a way for
 * must not look like success. */
static int after(struct turn *turn, const struct flow *flow, const struct step *step,
                 enum exit_kind kind)
{
    if (kind == EXIT_BLOCKED && step_exit(step, EXIT_BLOCKED) == NULL)
        kind = EXIT_NONE;
    bool is_trouble =
        kind == EXIT_FAILED || kind == EXIT_DOWN || kind == EXIT_NONE || kind == EXIT_REFUSED;
    if (is_trouble && step_exit(step, kind) == NULL)
        return give_up(turn);
    return target(turn, flow, step, kind);
}

static int branch(struct turn *turn, const struct flow *flow, const struct step *step)
{
    for (size_t i = 0; i < step->exit_count; i++) {
        const struct flow_exit *exit = &step->exits[i];
        if (!flow_condition_holds(turn, exit->condition))
            continue;
        if (flow_asks_anew(flow, step, exit))
            session_set_slot(&turn->session, flow->steps[exit->step].object, STR(""), 0);
        return exit->step;
    }
    return following(flow, step);
}

static void hand_over(struct turn *turn, const struct flow *flow, const struct step *step)
{
    struct intent *intent = ARENA_NEW(turn->arena, struct intent);
    const struct intent *begun_by = book_intent(turn->book, turn->out->intent);
    *intent = (struct intent){.id = begun_by != NULL ? begun_by->id : flow->id,
                              .group = -1,
                              .answer = ANSWER_HANDOVER,
                              .team = step->team,
                              .handover_priority = (int)step->number};
    for (int in = 0; in < LOCALE_COUNT; in++) {
        intent->title[in] = flow->title[in];
        intent->say[in] = step->say[in];
    }
    struct str said = turn->reply.text;
    engine_hand_over(turn, step->reason, intent);
    if (said.len > 0)
        turn->reply.text =
            str_printf(turn->arena, STR_FMT "\n" STR_FMT, STR_ARG(said), STR_ARG(turn->reply.text));
    flow_drop(turn);
}

static bool push(struct turn *turn, const struct flow *flow)
{
    struct session *session = &turn->session;
    if (session->frame_count == SESSION_FRAMES)
        return false;
    session->frames[session->frame_count++] = (struct session_frame){.flow = flow->id};
    return true;
}

static void answer_article(struct turn *turn, const struct step *step)
{
    const struct article_group *group = &turn->book->groups[step->index];
    int64_t at = turn->policy_ms != 0 ? turn->policy_ms : turn->input->now_ms;
    const struct article *article = book_article(turn->book, group, turn->locale, at);
    if (article == NULL)
        return;
    struct reply before = turn->reply;
    reply_article(turn, article);
    struct str text = turn->reply.text;
    turn->reply = before;
    reply_add_text(turn, text);
    turn->reply.source = article;
    turn->out->article = group->id;
    session_add_answered(&turn->session, group->id);
}

/* Waits at this step for the visitor or for an event. */
static int wait_at(struct turn *turn, const struct flow *flow, const struct step *step)
{
    struct session_frame *frame = top(turn);
    frame->step = step->id;
    frame->tries = 0;
    if (step->kind != STEP_REQUEST)
        ask(turn, flow, step);
    turn->out->decision = turn->out->article.len > 0 ? DECISION_ANSWER : DECISION_ASK;
    return TARGET_UNKNOWN;
}

static void say_buttons(struct turn *turn, const struct step *step)
{
    turn->reply.button_count = 0;
    for (size_t i = 0; i < step->button_count; i++) {
        const struct button *button = &step->buttons[i];
        reply_add_button(turn, button->payload,
                         button->title[turn->locale].len > 0 ? button->title[turn->locale]
                                                             : button->title[LOCALE_VI]);
    }
}

/* Runs one step. The next one's index, TARGET_END, or TARGET_UNKNOWN: nothing more in this turn. */
static int run_step(struct turn *turn, const struct flow *flow, const struct step *step)
{
    struct str value;
    switch (step->kind) {
    case STEP_SAY:
        say(turn, step);
        say_buttons(turn, step);
        return target(turn, flow, step, EXIT_NEXT);
    case STEP_ANSWER:
        answer_article(turn, step);
        return target(turn, flow, step, EXIT_NEXT);
    case STEP_ASK:
        if (session_slot(&turn->session, step->object, &value))
            return target(turn, flow, step, EXIT_NEXT);
        return wait_at(turn, flow, step);
    case STEP_CONFIRM:
        return wait_at(turn, flow, step);
    case STEP_BRANCH:
        return branch(turn, flow, step);
    case STEP_CALL:
        top(turn)->step = step->id;
        return push(turn, &turn->book->flows[step->index]) ? 0
                                                           : target(turn, flow, step, EXIT_NEXT);
    case STEP_HAND_OVER:
        hand_over(turn, flow, step);
        return TARGET_UNKNOWN;
    case STEP_GO:
        return target(turn, flow, step, EXIT_NEXT);
    case STEP_REQUEST:
        if (flow_act(turn, step) == EXIT_FAILED)
            return after(turn, flow, step, EXIT_FAILED);
        if (!step->is_waiting)
            return target(turn, flow, step, EXIT_DONE);
        say(turn, step);
        return wait_at(turn, flow, step);
    case STEP_LOOK_UP:
    case STEP_CHANGE:
    case STEP_SET:
    case STEP_CASE:
    case STEP_CASE_UPDATE:
    case STEP_REMEMBER:
    case STEP_RATE:
    case STEP_FOLLOW_UP:
        return after(turn, flow, step, flow_act(turn, step));
    case STEP_KIND_COUNT:
        break;
    }
    must_fail("a known kind of step", __FILE__, __LINE__);
}

/* The flow on top is over: back to the one that called it, or that it came between. The next step,
 * or TARGET_UNKNOWN. */
static int leave(struct turn *turn)
{
    turn->session.frame_count--;
    const struct flow *flow = flow_current(turn);
    const struct step *step = flow_current_step(turn);
    if (turn->session.frame_count == 0)
        return TARGET_UNKNOWN;
    if (step == NULL) {
        flow_drop(turn);
        return TARGET_UNKNOWN;
    }
    if (step->kind == STEP_CALL)
        return target(turn, flow, step, EXIT_NEXT);
    flow_resume(turn);
    return TARGET_UNKNOWN;
}

void flow_go(struct turn *turn, int step)
{
    turn->out->decision = DECISION_ANSWER;
    for (int steps = 0; step != TARGET_UNKNOWN; steps++) {
        const struct flow *flow = flow_current(turn);
        if (flow == NULL)
            return;
        if (steps == STEPS_PER_TURN_MAX) { /* flow_check proves there is no such loop */
            flow_drop(turn);
            engine_hand_over(turn, HANDOFF_FAILURE, NULL);
            return;
        }
        step = step == TARGET_END ? leave(turn) : run_step(turn, flow, &flow->steps[step]);
    }
}

void flow_take_exit(struct turn *turn, const struct step *step, enum exit_kind kind)
{
    const struct flow *flow = flow_current(turn);
    flow_go(turn,
            kind == EXIT_FAILED ? after(turn, flow, step, kind) : target(turn, flow, step, kind));
}

/* ---- beginning ---- */

static bool is_under_way(const struct turn *turn, const struct flow *flow, size_t *at)
{
    for (size_t i = 0; i < turn->session.frame_count; i++) {
        if (str_equal(turn->session.frames[i].flow, flow->id)) {
            *at = i;
            return true;
        }
    }
    return false;
}

void flow_start(struct turn *turn, const struct flow *flow)
{
    struct session *session = &turn->session;
    size_t at;
    turn->out->confidence = turn->out->confidence > 0 ? turn->out->confidence : 1;
    turn->reason = "bắt đầu quy trình này";
    if (session->frame_count == 0)
        session_expire(session, turn->input->now_ms, true);
    session->unsure = 0;
    session->offer = OFFER_NOTHING;
    if (is_under_way(turn, flow, &at)) {
        session->frame_count = at + 1;
        slot_prefill(turn, flow);
        const struct step *step = flow_current_step(turn);
        flow_go(turn, step != NULL ? (int)(step - flow->steps) : 0);
        return;
    }
    if (!push(turn, flow)) {
        flow_drop(turn);
        (void)push(turn, flow);
    }
    slot_prefill(turn, flow);
    flow_go(turn, 0);
}
