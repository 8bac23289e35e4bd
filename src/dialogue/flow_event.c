#include "dialogue/flow_run.h"

#include "base/json.h"

/* Turns without a visitor's words. What has nothing to say changes nothing and says nothing. */

enum { LATER_MINUTES = 30 };
static const int64_t minute_ms = 60000;

static void stay_silent(struct turn *turn, const char *reason)
{
    turn->is_silent = true;
    turn->out->decision = DECISION_SMALLTALK;
    turn->reason = reason;
}

static void timer(struct turn *turn)
{
    const struct flow *flow = flow_current(turn);
    struct session *session = &turn->session;
    if (flow == NULL || flow_current_step(turn) == NULL) {
        stay_silent(turn, "không có việc gì đang dở");
        return;
    }
    if (session->silences == 0) {
        reply_message(turn, MESSAGE_FLOW_REMIND);
        flow_ask_again(turn);
        session->silences = 1;
        turn->out->decision = DECISION_ASK;
        turn->out->wake_at_ms = turn->input->now_ms + flow->close_minutes * minute_ms;
        turn->reason = "khách im lặng: nhắc một lần";
        return;
    }
    reply_message(turn, MESSAGE_FLOW_CLOSED);
    flow_drop(turn);
    turn->out->decision = DECISION_SMALLTALK;
    turn->reason = "khách im lặng sau lời nhắc: dừng quy trình";
}

/* Texts and numbers of the answer's top level become slots of the step's row. */
static void take_answer(struct turn *turn, const struct step *step, const json_t *root)
{
    for (size_t i = 0; i < step->take_count; i++) {
        struct str name = step->take[i];
        const json_t *value = json_object_get(root, str_cstr(turn->arena, name));
        struct str text = {0};
        if (json_is_string(value))
            text = str_dup(turn->arena,
                           (struct str){json_string_value(value), json_string_length(value)});
        else if (json_is_integer(value))
            text = str_printf(turn->arena, "%lld", (long long)json_integer_value(value));
        else if (json_is_boolean(value))
            text = json_is_true(value) ? STR("yes") : STR("no");
        session_set_slot(
            &turn->session,
            str_printf(turn->arena, STR_FMT "." STR_FMT, STR_ARG(step->into), STR_ARG(name)), text,
            0);
    }
}

static void request_done(struct turn *turn)
{
    const struct turn_event *event = &turn->input->event;
    const struct step *step = flow_current_step(turn);
    struct err err = {0};
    if (step == NULL || step->kind != STEP_REQUEST || event->key.len == 0 ||
        !str_equal(event->key, turn->session.request)) {
        stay_silent(turn, "câu trả lời của hệ thống khác đến khi không còn ai chờ");
        return;
    }
    turn->session.request = STR("");
    json_t *root = event->ok ? json_parse_object(event->body, &json_limits_body, &err) : NULL;
    bool is_ok = root != NULL;
    if (is_ok)
        take_answer(turn, step, root);
    json_decref(root);
    turn->out->confidence = 1;
    turn->reason = is_ok ? "hệ thống khác đã trả lời" : "hệ thống khác không trả lời được";
    flow_take_exit(turn, step, is_ok ? EXIT_DONE : EXIT_FAILED);
}

/* A flow that begins by itself, unless the visitor is in the middle of something: then later. */
static void begin(struct turn *turn, struct str id)
{
    const struct turn_event *event = &turn->input->event;
    const struct flow *flow = flow_find(turn->book, id);
    if (flow == NULL) {
        stay_silent(turn, "nội dung hiện hành không có quy trình này");
        return;
    }
    if (turn->session.frame_count > 0) {
        const struct effect later = {
            .kind = EFFECT_FOLLOW_UP,
            .follow_up = {.key = event->key.len > 0 ? event->key : id,
                          .flow = id,
                          .at_ms = turn->input->now_ms + LATER_MINUTES * minute_ms,
                          .fields = event->fields,
                          .field_count = event->field_count}};
        turn->out->effects = turn->effects;
        turn->effects[turn->out->effect_count++] = later;
        stay_silent(turn, "khách đang làm việc khác: hỏi lại sau");
        return;
    }
    session_expire(&turn->session, turn->input->now_ms, true);
    flow_start(turn, flow);
}

static void take_fields(struct turn *turn)
{
    const struct turn_event *event = &turn->input->event;
    for (size_t i = 0; turn->session.frame_count == 0 && i < event->field_count; i++)
        session_set_slot(&turn->session, event->fields[i].name, event->fields[i].value,
                         turn->input->now_ms + LATER_MINUTES * minute_ms * 48);
}

void flow_event(struct turn *turn)
{
    const struct turn_event *event = &turn->input->event;
    turn->out->confidence = 1;
    switch (event->kind) {
    case EVENT_TIMER:
        timer(turn);
        return;
    case EVENT_REQUEST:
        request_done(turn);
        return;
    case EVENT_FOLLOW_UP:
        take_fields(turn);
        begin(turn, event->name);
        return;
    case EVENT_CASE:
        take_fields(turn);
        begin(turn, STR("yeu-cau-thay-doi"));
        return;
    case EVENT_NONE:
        break;
    }
    must_fail("an event", __FILE__, __LINE__);
}
