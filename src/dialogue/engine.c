#include "dialogue/engine.h"

#include "dialogue/flow_run.h"
#include "dialogue/suggest.h"
#include "dialogue/wishes.h"

const double answer_threshold = 0.70, ask_threshold = 0.40;

/* A person is called on less evidence than an answer needs: wrongly calling one costs a minute,
 * not calling one costs the customer. */
static const double person_threshold = 0.60;
/* A reading is clear when being wrong is half as likely as for the next one. */
static const double clear_ratio = 2.0;
/* Options offered beside the best: at least this share of its confidence. */
static const double option_share = 0.55;
static const double smalltalk_threshold = 0.50;
/* Somebody who is angry goes ahead of the usual queue, behind dangers and complaints. */
enum { ANGRY_PRIORITY = 3 };

static void settle(struct turn *turn, enum decision decision, const char *reason)
{
    turn->out->decision = decision;
    turn->reason = reason;
}

static const struct intent *required_intent(const struct turn *turn, enum required which)
{
    return &turn->book->intents[turn->book->required[which]];
}

static const struct intent *intent_of(const struct turn *turn, const struct candidate *candidate)
{
    return candidate->intent < 0 ? NULL : &turn->book->intents[candidate->intent];
}

static void forget_offer(struct session *session)
{
    session->offer = OFFER_NOTHING;
    session->choice_count = 0;
    session->button = STR("");
}

/* ---- small talk ---- */

static bool is_smalltalk(const struct turn *turn, const struct intent *intent)
{
    return intent != NULL &&
           (intent->is_smalltalk || (book_intent(turn->book, intent->id) == intent &&
                                     (intent == required_intent(turn, REQUIRED_YES) ||
                                      intent == required_intent(turn, REQUIRED_NO))));
}

static void say_small_talk(struct turn *turn, const struct intent *intent)
{
    settle(turn, DECISION_SMALLTALK, "đây là lời xã giao");
    turn->out->intent = intent->id;
    forget_offer(&turn->session);
    turn->session.has_answered = false;
    reply_say(turn, intent);
    reply_add_intent_buttons(turn, intent);
}

void engine_small_talk(struct turn *turn, enum required which)
{
    const struct intent *intent = required_intent(turn, which);
    turn->out->confidence = 1;
    const struct candidate *candidate = reading_find(&turn->reading, turn->book->required[which]);
    if (candidate != NULL) {
        turn->chosen = candidate;
        turn->out->confidence = candidate->confidence;
    }
    if (intent->answer == ANSWER_SAY)
        say_small_talk(turn, intent);
    else
        engine_answer(turn, intent, NULL);
}

/* ---- handing over ---- */

static enum message_key handover_message(enum handoff_reason reason)
{
    switch (reason) {
    case HANDOFF_ASKED:
    case HANDOFF_HOURS:
        return MESSAGE_HANDOVER_ASKED;
    case HANDOFF_UNSURE:
        return MESSAGE_HANDOVER_UNSURE;
    case HANDOFF_RULE:
        return MESSAGE_HANDOVER_RULE;
    case HANDOFF_FAILURE:
        return MESSAGE_HANDOVER_FAILURE;
    }
    must_fail("a known reason", __FILE__, __LINE__);
}

static const char *handover_reason(enum handoff_reason reason)
{
    switch (reason) {
    case HANDOFF_ASKED:
    case HANDOFF_HOURS:
        return "khách muốn gặp nhân viên";
    case HANDOFF_UNSURE:
        return "bot chưa hiểu nhiều lần liền";
    case HANDOFF_RULE:
        return "luật viết rằng việc này do nhân viên làm";
    case HANDOFF_FAILURE:
        return "câu trả lời hiện không dùng được (bài viết hết hạn hoặc chưa có hiệu lực)";
    }
    must_fail("a known reason", __FILE__, __LINE__);
}

/* Nobody is there: say when, ask for a number. The conversation stays with the bot, which takes
 * the number or answers the next question. */
static void take_message(struct turn *turn, enum handoff_reason reason)
{
    turn->session.offer = OFFER_PHONE;
    turn->session.wanted = reason;
    reply_message(turn, MESSAGE_HOURS_CLOSED);
    reply_add_message(turn, MESSAGE_HOURS_PHONE);
}

void engine_hand_over(struct turn *turn, enum handoff_reason reason, const struct intent *intent)
{
    settle(turn, DECISION_HANDOVER, handover_reason(reason));
    if (intent != NULL)
        turn->out->intent = intent->id;
    forget_offer(&turn->session);
    turn->session.unsure = 0;
    turn->session.has_answered = false;
    if (!turn->input->people_open) {
        take_message(turn, reason);
        return;
    }
    int priority = intent != NULL ? intent->handover_priority : 0;
    if (turn->session.mood <= MOOD_ANGRY)
        priority += ANGRY_PRIORITY;
    struct handoff_request *request = ARENA_NEW(turn->arena, struct handoff_request);
    *request = (struct handoff_request){.reason = reason,
                                        .team = intent != NULL ? intent->team : STR(""),
                                        .summary = summary_text(turn, reason, intent),
                                        .priority = priority};
    turn->out->handoff = request;
    if (intent != NULL && intent->say[LOCALE_VI].count > 0)
        reply_say(turn, intent);
    else
        reply_message(turn, handover_message(reason));
}

/* ---- answering ---- */

/* A reply that ends in a question and has one button: "yes" presses it. */
static void offer_only_button(struct turn *turn)
{
    if (turn->reply.button_count != 1 || !str_ends(str_trim(turn->reply.text), STR("?")))
        return;
    turn->session.offer = OFFER_BUTTON;
    turn->session.button = turn->reply.buttons[0].payload;
}

static void remember_answer(struct turn *turn)
{
    turn->session.unsure = 0;
    turn->session.has_answered = true;
    turn->session.intent = turn->out->intent;
    turn->session.article = turn->out->article;
    session_add_answered(&turn->session, turn->out->intent);
    session_add_answered(&turn->session, turn->out->article);
}

static void answer_article(struct turn *turn, const struct intent *intent,
                           const struct article_group *group)
{
    must(group != NULL);
    const struct article *article =
        book_article(turn->book, group, turn->locale, turn->input->now_ms);
    if (article == NULL) {
        engine_hand_over(turn, HANDOFF_FAILURE, NULL);
        return;
    }
    turn->out->article = group->id;
    reply_article(turn, article);
    if (intent != NULL)
        reply_add_intent_buttons(turn, intent);
    remember_answer(turn);
    offer_only_button(turn);
    suggest_offer(turn, intent);
    suggest_next(turn, intent);
}

static void answer_flow(struct turn *turn, const struct intent *intent)
{
    settle(turn, DECISION_ASK, "bắt đầu quy trình này");
    turn->session.intent = intent->id;
    flow_start(turn, flow_find(turn->book, intent->article));
}

void engine_answer(struct turn *turn, const struct intent *intent,
                   const struct article_group *group)
{
    forget_offer(&turn->session);
    if (intent != NULL)
        turn->out->intent = intent->id;
    settle(turn, DECISION_ANSWER, "độ tin cậy đạt ngưỡng trả lời và bỏ xa các cách hiểu khác");
    if (intent == NULL) {
        answer_article(turn, NULL, group);
        return;
    }
    switch (intent->answer) {
    case ANSWER_ARTICLE:
        answer_article(turn, intent, &turn->book->groups[intent->group]);
        return;
    case ANSWER_FLOW:
        answer_flow(turn, intent);
        return;
    case ANSWER_HANDOVER:
        engine_hand_over(turn, intent->reason, intent);
        return;
    case ANSWER_SAY:
    case ANSWER_NOTHING:
        if (is_smalltalk(turn, intent)) {
            say_small_talk(turn, intent);
            return;
        }
        reply_say(turn, intent);
        reply_add_intent_buttons(turn, intent);
        remember_answer(turn);
        offer_only_button(turn);
        suggest_offer(turn, intent);
        suggest_next(turn, intent);
        return;
    }
}

/* ---- not sure ---- */

void engine_unsure(struct turn *turn)
{
    int step = turn->session.unsure;
    forget_offer(&turn->session);
    turn->session.has_answered = false;
    if (step >= 2) {
        engine_hand_over(turn, HANDOFF_UNSURE, NULL);
        return;
    }
    turn->session.unsure = step + 1;
    if (step == 0) {
        settle(turn, DECISION_ASK, "chưa hiểu: không cách hiểu nào đạt ngưỡng hỏi lại");
        reply_message(turn, MESSAGE_ASK_REPHRASE);
        return;
    }
    settle(turn, DECISION_ASK, "chưa hiểu lần thứ hai: mời gặp nhân viên");
    turn->session.offer = OFFER_PERSON;
    reply_message(turn, MESSAGE_OFFER_PERSON);
    reply_add_message_button(turn, "handover", MESSAGE_BUTTON_PERSON);
    if (!turn->input->people_open)
        reply_add_message_button(turn, "callback", MESSAGE_BUTTON_CALLBACK);
}

static struct str payload_of(const struct turn *turn, const struct candidate *candidate)
{
    if (candidate->intent >= 0)
        return str_printf(turn->arena, "intent:" STR_FMT,
                          STR_ARG(turn->book->intents[candidate->intent].id));
    return str_printf(turn->arena, "article:" STR_FMT,
                      STR_ARG(turn->book->groups[candidate->group].id));
}

struct str engine_title(const struct turn *turn, const struct candidate *candidate)
{
    if (candidate->intent >= 0)
        return book_intent_title(&turn->book->intents[candidate->intent], turn->locale);
    const struct article *article = book_article(turn->book, &turn->book->groups[candidate->group],
                                                 turn->locale, turn->input->now_ms);
    return article != NULL ? article->title : STR("");
}

bool engine_is_option(const struct turn *turn, const struct candidate *const *options, size_t count,
                      const struct candidate *candidate)
{
    if (is_smalltalk(turn, intent_of(turn, candidate)) || engine_title(turn, candidate).len == 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (candidate_same_answer(turn->book, options[i], candidate))
            return false;
    }
    return true;
}

static bool same_choices(const struct session *session, const struct str *payloads, size_t count)
{
    if (session->offer != OFFER_WHICH || session->choice_count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(session->choices[i], payloads[i]))
            return false;
    }
    return true;
}

/* The best reading, and those that come near. */
static size_t near_options(const struct turn *turn, const struct candidate *best,
                           const struct candidate *options[SESSION_CHOICES])
{
    size_t count = 1;
    options[0] = best;
    for (size_t i = 0; i < turn->reading.count && count < SESSION_CHOICES; i++) {
        const struct candidate *candidate = &turn->reading.list[i];
        if (candidate->confidence < best->confidence * option_share ||
            !engine_is_option(turn, options, count, candidate))
            continue;
        options[count++] = candidate;
    }
    return count;
}

/* The visitor gets up to three readings to choose from; the same ones are not shown twice. */
static void ask_options(struct turn *turn, const struct candidate *const *options, size_t count)
{
    struct str payloads[SESSION_CHOICES];
    for (size_t i = 0; i < count; i++)
        payloads[i] = payload_of(turn, options[i]);
    if (same_choices(&turn->session, payloads, count)) {
        engine_unsure(turn);
        return;
    }
    forget_offer(&turn->session);
    settle(turn, DECISION_ASK, "có cách hiểu gần đúng nhưng chưa đủ chắc: hỏi lại cho rõ");
    reply_message(turn, MESSAGE_ASK_WHICH);
    for (size_t i = 0; i < count; i++) {
        turn->session.choices[i] = payloads[i];
        reply_add_button(turn, payloads[i], engine_title(turn, options[i]));
    }
    turn->session.choice_count = count;
    turn->session.offer = OFFER_WHICH;
    turn->session.has_answered = false;
    reply_add_message_button(turn, "none", MESSAGE_BUTTON_NONE);
}

static void ask_which(struct turn *turn, const struct candidate *best)
{
    const struct candidate *options[SESSION_CHOICES];
    ask_options(turn, options, near_options(turn, best, options));
}

/* Only the name of a topic: whatever the examples make of it, the visitor says which answer. */
static bool ask_topic(struct turn *turn, const struct candidate *best)
{
    const struct candidate *options[SESSION_CHOICES];
    size_t count = engine_topic(turn, best, options);
    if (count == 0)
        return false;
    ask_options(turn, options, count);
    if (turn->session.offer == OFFER_WHICH)
        turn->reason = "khách chỉ nêu tên một chủ đề có nhiều câu trả lời: hỏi lại cho rõ";
    return true;
}

/* ---- deciding by the reading ---- */

/* The best reading; real business goes before small talk when a rule names it. */
static const struct candidate *best_of(const struct turn *turn)
{
    const struct reading *reading = &turn->reading;
    if (reading->count == 0)
        return NULL;
    if (!is_smalltalk(turn, intent_of(turn, &reading->list[0])))
        return &reading->list[0];
    for (size_t i = 1; i < reading->count; i++) {
        const struct candidate *other = &reading->list[i];
        if (other->has_pattern && !other->is_weakened && other->confidence >= answer_threshold &&
            !is_smalltalk(turn, intent_of(turn, other)))
            return other;
    }
    return &reading->list[0];
}

static bool is_clear(const struct turn *turn, const struct candidate *best)
{
    for (size_t i = 0; i < turn->reading.count; i++) {
        const struct candidate *other = &turn->reading.list[i];
        if (other == best || other->confidence < ask_threshold ||
            candidate_same_answer(turn->book, best, other) ||
            is_smalltalk(turn, intent_of(turn, other)))
            continue;
        return 1 - other->confidence >= clear_ratio * (1 - best->confidence);
    }
    return true;
}

/* Small talk that is not quite sure: real business that is better than a guess goes first. */
static void decide_small_talk(struct turn *turn, const struct candidate *best)
{
    for (size_t i = 0; i < turn->reading.count && best->confidence < answer_threshold; i++) {
        const struct candidate *other = &turn->reading.list[i];
        if (other->confidence >= ask_threshold && !is_smalltalk(turn, intent_of(turn, other))) {
            turn->chosen = other;
            turn->out->confidence = other->confidence;
            ask_which(turn, other);
            return;
        }
    }
    if (best->confidence >= smalltalk_threshold)
        engine_answer(turn, intent_of(turn, best), NULL);
    else
        engine_unsure(turn);
}

void engine_decide(struct turn *turn)
{
    const struct candidate *best = best_of(turn);
    const struct intent *intent = best != NULL ? intent_of(turn, best) : NULL;
    turn->chosen = best;
    turn->out->confidence = best != NULL ? best->confidence : 0;
    if (intent != NULL && intent == required_intent(turn, REQUIRED_PERSON)) {
        if (best->confidence >= person_threshold)
            engine_hand_over(turn, HANDOFF_ASKED, intent);
        else if (best->confidence >= ask_threshold)
            ask_which(turn, best);
        else
            engine_unsure(turn);
        return;
    }
    if (turn->reading.is_person_refused && (best == NULL || best->confidence < answer_threshold)) {
        engine_small_talk(turn, REQUIRED_NO);
        return;
    }
    /* The name of a topic is what it is, however little the examples make of one word. */
    bool is_chat = is_smalltalk(turn, intent) && best->confidence >= ask_threshold;
    if (best != NULL && !is_chat && ask_topic(turn, best))
        return;
    if (best == NULL || best->confidence < ask_threshold)
        engine_unsure(turn);
    else if (is_smalltalk(turn, intent))
        decide_small_talk(turn, best);
    else if (best->confidence >= answer_threshold && is_clear(turn, best))
        engine_answer(turn, intent, best->group >= 0 ? &turn->book->groups[best->group] : NULL);
    else
        ask_which(turn, best);
}

/* ---- buttons ---- */

static void ask_for_phone(struct turn *turn)
{
    settle(turn, DECISION_ASK, "khách muốn được gọi lại: xin số điện thoại");
    forget_offer(&turn->session);
    turn->session.offer = OFFER_PHONE;
    turn->session.wanted = HANDOFF_ASKED;
    reply_message(turn, MESSAGE_HOURS_PHONE);
}

static void take_feedback(struct turn *turn, bool helped)
{
    settle(turn, DECISION_SMALLTALK,
           helped ? "khách nói câu trả lời có ích" : "khách nói câu trả lời chưa giúp được");
    forget_offer(&turn->session);
    turn->session.has_answered = false;
    reply_message(turn, helped ? MESSAGE_HELPFUL_YES : MESSAGE_HELPFUL_NO);
    if (helped)
        return;
    turn->session.offer = OFFER_PERSON;
    reply_add_message_button(turn, "handover", MESSAGE_BUTTON_PERSON);
}

static bool take_target(struct turn *turn, struct str payload)
{
    struct str kind, id = payload;
    if (!str_split(&id, ':', &kind))
        return false;
    const struct intent *intent = str_is(kind, "intent") ? book_intent(turn->book, id) : NULL;
    const struct article_group *group = str_is(kind, "article") ? book_group(turn->book, id) : NULL;
    if (intent == NULL && group == NULL)
        return false;
    turn->out->confidence = 1;
    if (intent == required_intent(turn, REQUIRED_PERSON))
        engine_hand_over(turn, HANDOFF_ASKED, intent);
    else
        engine_answer(turn, intent, group);
    if (turn->out->decision == DECISION_ANSWER)
        turn->reason = "khách đã chọn mục này";
    return true;
}

bool engine_payload(struct turn *turn, struct str payload)
{
    if (str_starts(payload, STR("flow:")))
        return flow_payload(turn, payload);
    enum handoff_reason reason =
        turn->session.offer == OFFER_PERSON ? HANDOFF_UNSURE : HANDOFF_ASKED;
    if (str_is(payload, "handover")) {
        turn->out->confidence = 1;
        engine_hand_over(turn, reason, NULL);
        return true;
    }
    if (str_is(payload, "callback")) {
        ask_for_phone(turn);
        return true;
    }
    if (str_is(payload, "helpful:yes") || str_is(payload, "helpful:no")) {
        take_feedback(turn, str_is(payload, "helpful:yes"));
        return true;
    }
    if (str_is(payload, "none")) {
        turn->session.unsure = turn->session.unsure < 1 ? 1 : turn->session.unsure;
        engine_unsure(turn);
        return true;
    }
    return take_target(turn, payload);
}

bool engine_is_sure(const struct turn *turn)
{
    const struct candidate *best = best_of(turn);
    return best != NULL && best->confidence >= answer_threshold && is_clear(turn, best);
}

static void decide_anything(struct turn *turn)
{
    if (turn->input->payload.len > 0 && engine_payload(turn, turn->input->payload))
        return;
    if (!engine_context(turn) && !wishes_answer(turn))
        engine_decide(turn);
}

/* A flow is under way: it has the first word. What has nothing to do with it is answered like
 * anything else; then the flow's question comes again, unless a person takes over. */
static void step_in_flow(struct turn *turn)
{
    size_t frames = turn->session.frame_count;
    bool is_button = turn->input->payload.len > 0;
    if (!is_button && flow_take(turn))
        return;
    if (is_button && str_starts(turn->input->payload, STR("flow:")) &&
        flow_payload(turn, turn->input->payload))
        return;
    if (is_button)
        decide_anything(turn);
    else
        engine_decide(turn);
    if (turn->out->decision == DECISION_HANDOVER)
        flow_drop(turn);
    else if (turn->session.frame_count == frames)
        flow_resume(turn);
}

/* In the queue only such words come here. */
static void leave_queue(struct turn *turn)
{
    settle(turn, DECISION_SMALLTALK, "khách không chờ nhân viên nữa: trợ lý hỗ trợ tiếp");
    forget_offer(&turn->session);
    turn->session.unsure = 0;
    turn->out->confidence = 1;
    turn->out->leaves_queue = true;
    reply_message(turn, MESSAGE_QUEUE_LEFT);
}

void engine_step(struct turn *turn)
{
    if (turn->input->in_queue)
        leave_queue(turn);
    else if (turn->input->event.kind != EVENT_NONE)
        flow_event(turn);
    else if (turn->session.frame_count > 0)
        step_in_flow(turn);
    else
        decide_anything(turn);
}
