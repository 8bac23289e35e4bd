#include "dialogue/flow_run.h"

#include "dialogue/memory.h"

/* What a visitor says while a flow waits for something: the answer, a correction, "wait", "never
 * mind", a person, or another question. */

static const double question_threshold = 0.80; /* a question that comes before an answer */
enum { DANGER_PRIORITY = 8, SURE_TOKENS = 4, OTHER_TOKENS = 3 };

static struct session_frame *top(struct turn *turn)
{
    return &turn->session.frames[turn->session.frame_count - 1];
}

static void settle(struct turn *turn, enum decision decision, const char *reason)
{
    turn->out->decision = decision;
    turn->out->confidence = 1;
    turn->reason = reason;
    turn->chosen = NULL;
}

static const struct intent *best_intent(const struct turn *turn)
{
    const struct reading *reading = &turn->reading;
    return reading->count > 0 && reading->list[0].intent >= 0
               ? &turn->book->intents[reading->list[0].intent]
               : NULL;
}

static double best_confidence(const struct turn *turn)
{
    return turn->reading.count > 0 ? turn->reading.list[0].confidence : 0;
}

static bool says_no(const struct turn *turn)
{
    const struct normalised *text = &turn->reading.text;
    return words_no(text) || (engine_reads_as(turn, REQUIRED_NO) && !words_yes(text));
}

static bool says_yes(const struct turn *turn)
{
    return !says_no(turn) &&
           (engine_reads_as(turn, REQUIRED_YES) || words_yes(&turn->reading.text));
}

/* ---- steering ---- */

static void cancel(struct turn *turn)
{
    settle(turn, DECISION_SMALLTALK, "khách không muốn làm tiếp: dừng quy trình");
    reply_message(turn, MESSAGE_FLOW_CANCELLED);
    flow_drop(turn);
}

static void hold_on(struct turn *turn)
{
    const struct flow *flow = flow_current(turn);
    settle(turn, DECISION_SMALLTALK, "khách nhờ chờ một chút");
    reply_message(turn, MESSAGE_FLOW_WAITING);
    turn->out->wake_at_ms =
        turn->input->now_ms + (flow->remind_minutes + flow->close_minutes) * 60000;
}

static void offer_person(struct turn *turn)
{
    settle(turn, DECISION_ASK, "trả lời chưa dùng được nhiều lần: mời gặp nhân viên");
    turn->session.offer = OFFER_PERSON;
    reply_message(turn, MESSAGE_FLOW_OFFER_PERSON);
    reply_add_message_button(turn, "handover", MESSAGE_BUTTON_PERSON);
    reply_add_message_button(turn, "flow:retry", MESSAGE_BUTTON_RETRY);
}

/* ---- values ---- */

/* Other slots of the flow that this message fills beyond all doubt: "DH123456, sđt 0912…". */
static void take_others(struct turn *turn, const struct flow *flow, const struct slot *asked)
{
    for (size_t i = 0; i < flow->slot_count; i++) {
        const struct slot *slot = &flow->slots[i];
        struct str value;
        enum message_key why = MESSAGE_FLOW_AGAIN;
        if (slot == asked || slot->type == SLOT_CHOICE || slot->type == SLOT_DATE ||
            session_slot(&turn->session, slot->name, &value))
            continue;
        if (slot_read(turn, slot, &turn->reading.text, SLOT_STRICT, &value, &why))
            slot_set(turn, slot, value);
    }
}

static void accept(struct turn *turn, const struct step *step)
{
    struct session_frame *frame = top(turn);
    frame->tries = 0;
    turn->session.offer = OFFER_NOTHING;
    turn->session.unsure = 0;
    settle(turn, DECISION_ANSWER, "khách trả lời điều bot hỏi");
    flow_take_exit(turn, step, EXIT_NEXT);
}

static void skip(struct turn *turn, const struct step *step)
{
    settle(turn, DECISION_ANSWER, "khách bỏ qua câu này");
    const struct flow_exit *exit = step_exit(step, EXIT_SKIP);
    slot_set(turn, &flow_current(turn)->slots[step->index], STR(SLOT_SKIPPED));
    if (exit != NULL) {
        flow_go(turn, exit->step);
        return;
    }
    flow_take_exit(turn, step, EXIT_NEXT);
}

static void refuse(struct turn *turn, const struct step *step, enum message_key why)
{
    struct session_frame *frame = top(turn);
    if (++frame->tries >= FLOW_TRIES) {
        offer_person(turn);
        return;
    }
    settle(turn, DECISION_ASK, "câu trả lời chưa dùng được: hỏi lại");
    turn->reply = (struct reply){0};
    if (why != MESSAGE_FLOW_AGAIN) {
        reply_message(turn, why);
    } else if (step->again[LOCALE_VI].count > 0) {
        struct str key = str_printf(turn->arena, STR_FMT "/again", STR_ARG(step->id));
        reply_add_text(turn, reply_choose(turn, step->again, key));
    } else {
        reply_message(turn, MESSAGE_FLOW_AGAIN);
        flow_ask_again(turn);
        return;
    }
    if (step->kind == STEP_ASK) { /* the same buttons, without the question */
        struct str said = turn->reply.text;
        flow_ask_again(turn);
        turn->reply.text = said;
    }
}

/* ---- corrections ---- */

/* Whether the title of the slot stands in the message: "địa chỉ là 12 Lê Lợi". */
static bool names_slot(struct turn *turn, const struct slot *slot, const struct normalised *text)
{
    struct normalised title =
        text_normalise(turn->arena, turn->book->lexicon, slot_title(slot, LOCALE_VI));
    return title.f.len > 0 && str_has(text->f, title.f);
}

/* The slot that a correction is about and its new value: one that the words name, else the one
 * filled last that can read them. */
static const struct slot *corrected_slot(struct turn *turn, const struct flow *flow,
                                         const struct normalised *text, struct str *value)
{
    const struct session *session = &turn->session;
    enum message_key why = MESSAGE_FLOW_AGAIN;
    for (int pass = 0; pass < 3; pass++) {
        for (size_t i = session->slot_count; i-- > 0;) {
            const struct slot *slot = flow_slot(flow, session->slots[i].name);
            if (slot == NULL || (pass == 0 && !names_slot(turn, slot, text)))
                continue;
            bool is_loose = slot->type == SLOT_TEXT || slot->type == SLOT_NAME;
            if (pass == 1 && is_loose)
                continue;
            if (slot_read(turn, slot, text, SLOT_ASKED, value, &why) &&
                !str_equal(*value, session->slots[i].value))
                return slot;
        }
    }
    return NULL;
}

/* The step that asks for a slot, or -1. */
static int asking_step(const struct flow *flow, const struct slot *slot)
{
    for (size_t i = 0; i < flow->step_count; i++) {
        if (flow->steps[i].kind == STEP_ASK && str_equal(flow->steps[i].object, slot->name))
            return (int)i;
    }
    return -1;
}

static struct str without_title(struct turn *turn, const struct slot *slot, struct str value)
{
    (void)turn;
    struct str title = slot_title(slot, LOCALE_VI), rest;
    if (slot->type != SLOT_TEXT || !str_starts(value, title))
        return value;
    rest = str_trim(str_sub(value, title.len, value.len));
    if (str_starts(rest, STR("là ")))
        rest = str_trim(str_sub(rest, sizeof("là ") - 1, rest.len));
    return rest.len > 0 ? rest : value;
}

static bool correct(struct turn *turn, const struct flow *flow, const struct normalised *text)
{
    struct str value;
    const struct slot *slot = corrected_slot(turn, flow, text, &value);
    int step = slot != NULL ? asking_step(flow, slot) : -1;
    if (step < 0 || top(turn)->has_acted)
        return false;
    value = without_title(turn, slot, value);
    slot_set(turn, slot, value);
    settle(turn, DECISION_ANSWER, "khách sửa lại điều đã nói");
    turn->blank_slot = slot_title(slot, turn->locale);
    if (!flow_blank(turn, slot->name, &turn->blank_value))
        turn->blank_value = value;
    reply_message(turn, MESSAGE_FLOW_CORRECTED);
    flow_go(turn, step);
    return true;
}

/* "à nhầm, 2 cái cơ" · while something is to be confirmed, also "không, 2 cái". */
static bool take_correction(struct turn *turn, const struct flow *flow, const struct step *step)
{
    const struct normalised *text = &turn->reading.text;
    size_t from = words_correct(text);
    bool is_confirming = step->kind == STEP_CONFIRM;
    if (from == 0 && is_confirming && text->token_count > 1 &&
        (str_starts(text->f, STR("khong ")) || str_starts(text->f, STR("chua "))))
        from = text->tokens[0].to;
    if (from == 0 && is_confirming) {
        if (says_yes(turn) || says_no(turn))
            return false;
        from = 0;
    } else if (from == 0) {
        return false;
    }
    struct str rest = str_trim(str_sub(text->t, from, text->t.len));
    while (rest.len > 0 && (rest.data[0] == ',' || rest.data[0] == '.' || rest.data[0] == ':'))
        rest = str_trim(str_sub(rest, 1, rest.len));
    if (rest.len == 0)
        return false;
    struct normalised words = text_normalise(turn->arena, turn->book->lexicon, rest);
    bool is_bare = from == 0; /* no word says that it is a correction: only the unmistakable */
    if (is_bare && words.span_count == 0)
        return false;
    return correct(turn, flow, &words);
}

/* ---- other questions ---- */

static bool is_question(const struct turn *turn)
{
    const struct normalised *text = &turn->reading.text;
    return text->question != QUESTION_NOT || str_ends(str_trim(text->t), STR("?"));
}

static bool is_danger(const struct turn *turn)
{
    const struct intent *intent = best_intent(turn);
    return intent != NULL && intent->answer == ANSWER_HANDOVER &&
           intent->handover_priority >= DANGER_PRIORITY &&
           best_confidence(turn) >= answer_threshold;
}

static bool begins_current(const struct turn *turn)
{
    const struct intent *intent = best_intent(turn);
    const struct flow *flow = flow_current(turn);
    return intent != NULL && intent->answer == ANSWER_FLOW && str_equal(intent->article, flow->id);
}

/* Whether the words ask something else although they could be read as the answer. */
static bool is_other_question(const struct turn *turn, const struct slot *slot)
{
    const struct candidate *best = turn->reading.count > 0 ? &turn->reading.list[0] : NULL;
    if (best == NULL || !is_question(turn) || begins_current(turn))
        return false;
    bool is_loose = slot->type == SLOT_TEXT || slot->type == SLOT_NAME ||
                    slot->type == SLOT_CHOICE || slot->type == SLOT_NUMBER;
    const struct intent *intent = best_intent(turn);
    bool is_told = intent == NULL || intent->answer == ANSWER_ARTICLE;
    return is_loose && is_told && best->confidence >= question_threshold &&
           turn->reading.text.token_count >= SURE_TOKENS;
}

static bool is_other_matter(const struct turn *turn)
{
    const struct intent *intent = best_intent(turn);
    bool is_yes_or_no = intent != NULL && (says_yes(turn) || says_no(turn));
    bool is_told = intent == NULL || intent->answer == ANSWER_ARTICLE ||
                   turn->reading.text.token_count >= OTHER_TOKENS;
    return turn->reading.count > 0 && !is_yes_or_no && is_told && !begins_current(turn) &&
           engine_is_sure(turn);
}

static bool wants_person(const struct turn *turn)
{
    return engine_reads_as(turn, REQUIRED_PERSON) && best_confidence(turn) >= 0.6;
}

/* ---- the step that waits ---- */

static bool take_ask(struct turn *turn, const struct flow *flow, const struct step *step)
{
    const struct slot *slot = &flow->slots[step->index];
    struct str value;
    enum message_key why = MESSAGE_FLOW_AGAIN;
    bool is_read = slot_read(turn, slot, &turn->reading.text, SLOT_ASKED, &value, &why);
    if (is_read && !(step->is_optional && words_skip(&turn->reading.text))) {
        if (is_other_question(turn, slot))
            return false;
        slot_set(turn, slot, value);
        take_others(turn, flow, slot);
        accept(turn, step);
        return true;
    }
    bool has_no = words_skip(&turn->reading.text);
    if (has_no && (step->is_optional || step_exit(step, EXIT_SKIP) != NULL)) {
        skip(turn, step);
        return true;
    }
    size_t before = turn->session.slot_count;
    if (why == MESSAGE_FLOW_AGAIN)
        take_others(turn, flow, slot);
    if (turn->session.slot_count != before) { /* the phone instead of the code: keep it, ask on */
        settle(turn, DECISION_ASK, "khách cho biết điều khác mà quy trình cũng cần");
        reply_message(turn, MESSAGE_FLOW_NOTED);
        flow_ask_again(turn);
        return true;
    }
    if (why == MESSAGE_FLOW_AGAIN && is_other_matter(turn))
        return false;
    refuse(turn, step, why);
    return true;
}

static bool take_confirm(struct turn *turn, const struct step *step)
{
    if (says_yes(turn) || says_no(turn)) {
        bool is_yes = says_yes(turn);
        settle(turn, DECISION_ANSWER, is_yes ? "khách xác nhận" : "khách không xác nhận");
        top(turn)->tries = 0;
        flow_take_exit(turn, step, is_yes ? EXIT_YES : EXIT_NO);
        return true;
    }
    if (is_other_matter(turn))
        return false;
    refuse(turn, step, MESSAGE_FLOW_AGAIN);
    return true;
}

static bool take_step(struct turn *turn, const struct flow *flow, const struct step *step)
{
    if (step->kind == STEP_ASK)
        return take_ask(turn, flow, step);
    if (step->kind == STEP_CONFIRM)
        return take_confirm(turn, step);
    if (is_other_matter(turn))
        return false;
    settle(turn, DECISION_ASK, "đang chờ hệ thống khác trả lời");
    reply_message(turn, MESSAGE_FLOW_STILL_WORKING);
    return true;
}

/* The release changed under the flow: its step is gone. Begin again with what is known, unless
 * something was done already. False when the flow is no more. */
static bool is_alive(struct turn *turn)
{
    const struct flow *flow = flow_current(turn);
    if (flow != NULL && flow_current_step(turn) != NULL)
        return true;
    bool can_begin_again = flow != NULL && !top(turn)->has_acted;
    settle(turn, DECISION_ASK, "quy trình đã đổi trong bản mới");
    reply_message(turn, MESSAGE_FLOW_STALE);
    if (!can_begin_again) {
        flow_drop(turn);
        return false;
    }
    turn->session.frames[0] = *top(turn);
    turn->session.frame_count = 1;
    flow_go(turn, 0);
    return false;
}

bool flow_take(struct turn *turn)
{
    if (!is_alive(turn))
        return true;
    const struct flow *flow = flow_current(turn);
    const struct step *step = flow_current_step(turn);
    const struct normalised *text = &turn->reading.text;
    if (is_danger(turn) || wants_person(turn))
        return false;
    bool person_offered = turn->session.offer == OFFER_PERSON;
    if (person_offered && says_yes(turn)) {
        engine_hand_over(turn, HANDOFF_UNSURE, NULL);
        flow_drop(turn);
        return true;
    }
    bool is_answer_no = step->kind == STEP_CONFIRM && !step->is_plain && !person_offered;
    if ((words_cancel(text) && !(is_answer_no && says_no(turn))) ||
        (person_offered && says_no(turn))) {
        cancel(turn);
        return true;
    }
    if (words_wait(text)) {
        hold_on(turn);
        return true;
    }
    if (take_correction(turn, flow, step))
        return true;
    return take_step(turn, flow, step);
}

/* ---- coming back ---- */

void flow_resume(struct turn *turn)
{
    if (flow_current_step(turn) == NULL)
        return;
    enum decision decision = turn->out->decision;
    reply_add_message(turn, MESSAGE_FLOW_BACK);
    flow_ask_again(turn);
    turn->out->decision = decision;
}

/* ---- buttons ---- */

static void choose(struct turn *turn, const struct step *step, struct str value)
{
    const struct flow *flow = flow_current(turn);
    const struct slot *slot = step->kind == STEP_ASK ? &flow->slots[step->index] : NULL;
    for (size_t i = 0; slot != NULL && i < slot->option_count; i++) {
        if (!str_equal(slot->options[i].value, value))
            continue;
        slot_set(turn, slot, slot->options[i].value);
        accept(turn, step);
        return;
    }
    refuse(turn, step, MESSAGE_FLOW_AGAIN);
}

static bool begin(struct turn *turn, struct str id)
{
    const struct flow *flow = flow_find(turn->book, id);
    if (flow != NULL)
        flow_start(turn, flow);
    return flow != NULL;
}

bool flow_payload(struct turn *turn, struct str payload)
{
    struct str start = STR("flow:start:"), is = STR("flow:is:");
    if (str_starts(payload, start))
        return begin(turn, str_sub(payload, start.len, payload.len));
    if (turn->session.frame_count == 0)
        return false;
    if (!is_alive(turn))
        return true;
    const struct step *step = flow_current_step(turn);
    if (str_is(payload, "flow:cancel")) {
        cancel(turn);
    } else if (str_is(payload, "flow:retry")) {
        top(turn)->tries = 0;
        turn->session.offer = OFFER_NOTHING;
        settle(turn, DECISION_ASK, "khách muốn thử lại");
        flow_ask_again(turn);
    } else if (str_is(payload, "flow:yes") || str_is(payload, "flow:no")) {
        if (step->kind != STEP_CONFIRM) {
            flow_ask_again(turn);
            settle(turn, DECISION_ASK, "nút của một câu hỏi cũ");
            return true;
        }
        settle(turn, DECISION_ANSWER, "khách bấm nút trả lời");
        flow_take_exit(turn, step, str_is(payload, "flow:yes") ? EXIT_YES : EXIT_NO);
    } else if (str_is(payload, "flow:skip") && step->kind == STEP_ASK) {
        skip(turn, step);
    } else if (str_starts(payload, is)) {
        choose(turn, step, str_sub(payload, is.len, payload.len));
    } else {
        return false;
    }
    return true;
}
